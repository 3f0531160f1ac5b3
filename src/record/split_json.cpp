#include <algorithm>

#include "record/envelope.h"
#include "record/format.h"
#include "record/json_scan.h"
#include "record/splitter.h"

namespace bonafide::reading {

namespace {

/// Documents one behind the other. One larger than `sample_bytes` that is an array, or by its beginning an envelope, is entered
/// and its elements are handed on as they come; any other value is handed on whole. Where the text makes no sense the next line
/// that begins with a bracket is taken for a new document.
class JsonSplitter final : public Splitter {
public:
    explicit JsonSplitter(const SplitterInput& input)
        : intake_(input), chunk_bytes_(input.limits.chunk_bytes), longest_(std::max<std::uint64_t>(input.limits.max_record_bytes, sample_bytes)) {}

    bool next(Chunk& chunk) override {
        chunk.kind = ChunkKind::values;
        intake_.begin(chunk);
        intake_.more(chunk, chunk_bytes_);
        at_ = good_ = 0;
        for (;;) {
            const Step step = inside_ ? element(chunk) : document(chunk);
            if (step == Step::go_on) continue;
            if (step == Step::more && good_ == 0 && !intake_.ended()) {
                intake_.more(chunk, std::max(chunk_bytes_, chunk.bytes.size() / 2));
                continue;
            }
            if (good_ == 0) return false;
            intake_.finish(chunk, good_);
            return true;
        }
    }

private:
    enum class Step { go_on, more, cut };
    static constexpr const char* too_long = "JSON value longer than the limit for one record";

    /// Between documents.
    Step document(Chunk& chunk) {
        const std::string_view text = chunk.bytes.view();
        at_ = skip_blank(text, at_, true);
        if (at_ == text.size()) return finish_text(chunk);
        if (text[at_] != '{' && text[at_] != '[') return resync(chunk, "text between JSON documents");
        if (text[at_] == '[') return good_ != 0 ? Step::cut : enter(chunk, at_, 1, {});
        set_rules(chunk, true, {});
        const std::size_t end = value_end(text);
        const bool large = (end == not_found ? text.size() : end) - at_ > sample_bytes;
        if (large && !checked_) {
            checked_ = true;
            const auto envelope = find_envelope(text.substr(at_, sample_bytes), false);
            if (envelope && good_ != 0) return checked_ = false, forget_value(), Step::cut;
            if (envelope) return enter(chunk, at_ + envelope->array, static_cast<std::int64_t>(envelope->depth), envelope->unwrap);
        }
        return end == not_found ? unfinished(chunk) : accept(chunk, end);
    }

    /// Inside an array whose elements are records.
    Step element(Chunk& chunk) {
        set_rules(chunk, !envelope_, unwrap_);
        const std::string_view text = chunk.bytes.view();
        at_ = skip_blank(text, at_, true);
        if (at_ == text.size()) {
            if (intake_.ended() && good_ == 0) intake_.report(chunk.offset + at_, 0, "the JSON array is cut off: expected ']'");
            return intake_.ended() && good_ == 0 ? Step::cut : Step::more;
        }
        if (text[at_] == ']') return good_ != 0 ? Step::cut : leave(chunk);
        if (text[at_] == '}' || text[at_] == ':') return resync(chunk, "text that is no element of a JSON array");
        if (text[at_] == '{' || text[at_] == '[') {
            const std::size_t end = value_end(text);
            return end == not_found ? unfinished(chunk) : accept(chunk, end);
        }
        const std::size_t end = end_of_value(text, at_);
        return end == not_found ? unfinished(chunk) : accept(chunk, end);
    }

    /// The end of the value at `at_`, going on where the last look at it stopped.
    std::size_t value_end(std::string_view text) {
        if (scanned_ <= at_) scanner_ = DepthScanner(), scanned_ = at_;
        const std::size_t end = scanner_.find_close(text, scanned_, 0);
        scanned_ = end == not_found ? text.size() : end;
        return end;
    }
    void forget_value() { scanned_ = 0, checked_ = false; }
    Step accept(Chunk& chunk, std::size_t end) {
        if (end - at_ > longest_) return resync(chunk, too_long);
        at_ = good_ = end;
        forget_value();
        return Step::go_on;
    }

    Step enter(Chunk& chunk, std::size_t array, std::int64_t depth, std::string_view unwrap) {
        intake_.drop(chunk, array + 1);
        inside_ = true;
        envelope_ = array != at_;
        depth_ = envelope_ ? depth : 0;
        unwrap_ = unwrap;
        at_ = 0;
        forget_value();
        return Step::go_on;
    }

    /// Behind the array: what is left of its envelope is read past.
    Step leave(Chunk& chunk) {
        inside_ = false;
        intake_.drop(chunk, at_ + 1);
        at_ = 0;
        forget_value();
        if (!envelope_) return Step::go_on;
        const std::uint64_t begin = chunk.offset, line = chunk.line;
        DepthScanner rest(depth_);
        for (;;) {
            const std::size_t end = rest.find_close(chunk.bytes.view(), 0, 0);
            intake_.drop(chunk, std::min(end, chunk.bytes.size()));
            if (end != not_found) break;
            if (intake_.ended()) {
                intake_.report(begin, line, "the JSON document is cut off: expected '}'");
                return Step::cut;
            }
            intake_.more(chunk, chunk_bytes_);
        }
        if (chunk.offset - begin > 4096) intake_.report(begin, line, "members behind the array of records in its envelope: not read");
        return Step::go_on;
    }

    Step unfinished(Chunk& chunk) {
        if (good_ != 0) return forget_value(), Step::cut;
        if (intake_.ended()) return resync(chunk, "JSON that is cut off or whose brackets do not match");
        if (chunk.bytes.size() - at_ > longest_) return resync(chunk, too_long);
        return Step::more;
    }

    /// Reports what is at `at_` and goes on with the next line that begins with a bracket.
    Step resync(Chunk& chunk, const char* reason) {
        if (good_ != 0) return forget_value(), Step::cut;
        intake_.drop(chunk, at_);
        intake_.report(chunk.offset, chunk.line, reason);
        inside_ = false;
        forget_value();
        at_ = 0;
        for (;;) {
            const std::string_view text = chunk.bytes.view();
            const std::size_t found = std::min(text.find("\n{"), text.find("\n["));
            if (found != std::string_view::npos) {
                intake_.drop(chunk, found + 1);
                return Step::go_on;
            }
            intake_.drop(chunk, intake_.ended() || text.empty() ? text.size() : text.size() - 1);
            if (intake_.ended()) return Step::cut;
            intake_.more(chunk, chunk_bytes_);
        }
    }

    Step finish_text(Chunk& chunk) {
        if (intake_.ended()) return Step::cut;
        if (good_ == 0) intake_.drop(chunk, at_), at_ = 0;  // blanks need not be kept
        return Step::more;
    }

    static void set_rules(Chunk& chunk, bool expand, std::string_view unwrap) {
        chunk.expand = expand;
        chunk.unwrap = unwrap;
    }

    Intake intake_;
    std::size_t chunk_bytes_;
    std::uint64_t longest_;
    DepthScanner scanner_;
    std::string unwrap_;
    std::size_t at_ = 0, good_ = 0, scanned_ = 0;  // good_: behind the last whole value
    std::int64_t depth_ = 0;                       // brackets open around the array that belong to its envelope
    bool inside_ = false, envelope_ = false, checked_ = false;
};

}  // namespace

std::unique_ptr<Splitter> split_json(const SplitterInput& input) { return std::make_unique<JsonSplitter>(input); }

}  // namespace bonafide::reading
