// Messages out of a TCP stream of syslog: octet counting and line feeds, as RFC 6587 has them, each connection by what it sends. Hostile input
// cannot make it keep more than one message of the greatest length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bonafide::watch {

class SyslogFrames {
public:
    explicit SyslogFrames(std::size_t longest = 256 << 10) : longest_(longest) {}

    /// Takes bytes as they come; calls `message(text)` for each whole message. Longer ones are cut and counted.
    template <class Message>
    void feed(std::string_view bytes, Message message) {
        kept_.append(bytes);
        std::string_view rest = kept_;
        for (std::string_view text; next(rest, text);)
            if (!text.empty()) message(text);
        kept_.erase(0, kept_.size() - rest.size());
    }
    /// The connection ended: what is left is a message without its end (of octet counting: incomplete, and counted as cut).
    template <class Message>
    void end(Message message) {
        if (!kept_.empty() && !skip_) message(std::string_view(kept_));
        kept_.clear();
    }
    [[nodiscard]] std::uint64_t cut() const { return cut_; }
    [[nodiscard]] std::size_t kept() const { return kept_.size(); }

private:
    [[nodiscard]] bool next(std::string_view& rest, std::string_view& text);
    [[nodiscard]] bool counted(std::string_view& rest, std::string_view& text, bool& known);

    std::size_t longest_;
    std::string kept_;
    std::uint64_t skip_ = 0;  ///< bytes of a message over the limit that are still to come (octet counting)
    bool skip_line_ = false;  ///< the same up to a line feed
    std::uint64_t cut_ = 0;
};

}  // namespace bonafide::watch
