#include "record/transcode.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "base/text.h"

namespace bonafide::reading {

namespace {

class Transcoder final : public ByteStream {
public:
    Transcoder(ByteStream& raw, Encoding encoding) : raw_(raw), encoding_(encoding) {}

    Result<std::size_t> read(char* into, std::size_t size) override {
        while (at_ == ready_.size() && !ended_) refill();
        if (at_ == ready_.size() && error_) return std::unexpected(*std::exchange(error_, std::nullopt));
        const std::size_t count = std::min(size, ready_.size() - at_);
        std::memcpy(into, ready_.data() + at_, count);
        at_ += count;
        return count;
    }

private:
    void refill() {
        constexpr std::size_t block = 64 << 10;
        const std::size_t have = pending_.size();
        pending_.resize(have + block);
        Filled got = read_fully(raw_, pending_.data() + have, block);
        pending_.resize(have + got.size);
        ended_ = got.size < block;
        error_ = std::move(got.error);
        at_ = 0;
        if (encoding_ == Encoding::windows1252) {
            ready_ = windows1252_to_utf8(pending_);
            pending_.clear();
        } else {
            utf16();
        }
    }

    /// Keeps half a unit, or the first half of a surrogate pair, for the next block.
    void utf16() {
        const bool big = encoding_ == Encoding::utf16_be;
        std::size_t whole = pending_.size() & ~std::size_t{1};
        if (!ended_ && whole >= 2) {
            const auto high = static_cast<unsigned char>(pending_[big ? whole - 2 : whole - 1]);
            if (high >= 0xD8 && high <= 0xDB) whole -= 2;
        }
        if (ended_) whole = pending_.size();
        std::string_view units = std::string_view(pending_).substr(0, whole);
        const std::string_view mark = big ? "\xFE\xFF" : "\xFF\xFE";
        if (first_ && units.starts_with(mark)) units.remove_prefix(2);
        first_ = false;
        ready_ = utf16_to_utf8(units, big);
        pending_.erase(0, whole);
    }

    ByteStream& raw_;
    Encoding encoding_;
    std::string pending_, ready_;
    std::optional<Error> error_;  // given when what was read before it has been
    std::size_t at_ = 0;
    bool ended_ = false, first_ = true;
};

}  // namespace

std::unique_ptr<ByteStream> to_utf8(ByteStream& raw, Encoding encoding) { return std::make_unique<Transcoder>(raw, encoding); }

}  // namespace bonafide::reading
