#include "watch/keeping.h"

#include "base/hash.h"
#include "person/packer.h"

namespace bonafide::watch {

namespace {

constexpr std::uint32_t keeping_layout = 0x3A7C0001;
constexpr std::size_t kept_log_bytes = std::size_t{32} << 20;

/// Facts are stored by the number of their attribute.
std::uint64_t vocabulary_of(const Content& content) {
    std::uint64_t hash = 0;
    for (const Attribute& attribute : content.attributes.all()) hash = mix64(hash, hash64(attribute.name));
    return hash;
}

std::uint64_t fields_of(const RunningRules& rules, std::size_t rule) {
    std::uint64_t hash = 1;
    for (const std::string& field : rules.correlations().needed_fields(rule)) hash = mix64(hash, hash64(field));
    return hash;
}

void pack_tally(Packer& out, const RuleTally& tally, const RunningRules& rules) {
    out.put(tally.events);
    std::vector<std::uint32_t> used;
    for (std::uint32_t rule = 0; rule < tally.matches.size(); ++rule)
        if (tally.matches[rule] || (rule < tally.sampled_ns.size() && tally.sampled_ns[rule])) used.push_back(rule);
    out.put(static_cast<std::uint32_t>(used.size()));
    for (const std::uint32_t rule : used)
        out.put(std::string_view(rules.name(rule))), out.put(tally.matches[rule]),
            out.put(rule < tally.sampled_ns.size() ? tally.sampled_ns[rule] : std::uint64_t{0});
    std::uint32_t seen = 0;
    for (const sigma::ViewSet& views : tally.seen) seen += views.any();
    out.put(seen);
    for (std::size_t i = 0; i < tally.seen.size(); ++i)
        if (tally.seen[i].any()) out.put(std::string_view(rules.dialects()[i].source)), out.put(std::string_view(tally.seen[i].to_string()));
}

RuleTally unpack_tally(Unpacker& in, const RunningRules& rules) {
    RuleTally out;
    out.matches.resize(rules.set().rules().size());
    out.sampled_ns.resize(out.matches.size());
    out.seen.resize(rules.dialects().size());
    out.events = in.get<std::uint64_t>();
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        const std::size_t rule = rules.rule_of_name(in.view());
        const auto matches = in.get<std::uint64_t>(), cost = in.get<std::uint64_t>();
        if (rule == RunningRules::none()) continue;
        out.matches[rule] = matches;
        out.sampled_ns[rule] = cost;
    }
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        const std::string source = in.text(), bits = in.text();
        for (std::size_t i = 0; i < out.seen.size(); ++i)
            if (rules.dialects()[i].source == source && bits.size() <= out.seen[i].size() && bits.find_first_not_of("01") == std::string::npos)
                out.seen[i] = sigma::ViewSet(bits);
    }
    return out;
}

Result<void> pack_hits(Packer& out, const Piece& piece, const RunningRules& rules) {
    std::string hits;
    for (const sigma::HitLog& log : piece.hit_logs)
        if (auto saved = log.save(hits); !saved) return saved;
    std::vector<std::uint32_t> wanted;
    for (std::uint32_t rule = 0; !hits.empty() && rule < rules.set().rules().size(); ++rule)
        if (rules.correlations().wanted(rule)) wanted.push_back(rule);
    out.put(static_cast<std::uint32_t>(wanted.size()));
    for (const std::uint32_t rule : wanted) out.put(rule), out.put(std::string_view(rules.name(rule))), out.put(fields_of(rules, rule));
    out.put(std::string_view(hits));
    return {};
}

/// False where the bytes are damaged.
bool unpack_hits(Unpacker& in, const RunningRules& rules, Piece& piece, std::uint64_t& lost) {
    std::map<std::uint32_t, std::uint32_t> now;
    bool same = true;
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) {
        const auto was = in.get<std::uint32_t>();
        const std::size_t rule = rules.rule_of_name(in.view());
        const auto fields = in.get<std::uint64_t>();
        if (rule != RunningRules::none() && rules.correlations().wanted(rule) && fields_of(rules, rule) == fields)
            now[was] = static_cast<std::uint32_t>(rule);
        same = same && now.contains(was) && now[was] == was;
    }
    const std::string_view hits = in.view();
    if (hits.empty()) return in.ok();
    sigma::HitLog log(kept_log_bytes, std::filesystem::temp_directory_path());
    const bool good = log.load(hits, [](const sigma::Hit&) { return true; });
    if (!good) return false;
    if (same) return piece.hit_logs.push_back(std::move(log)), true;
    sigma::HitLog mapped(kept_log_bytes, std::filesystem::temp_directory_path()), scratch(kept_log_bytes, std::filesystem::temp_directory_path());
    (void)scratch.load(hits, [&](const sigma::Hit& hit) {
        const auto found = now.find(hit.rule);
        if (found == now.end()) ++lost;
        else mapped.add({found->second, hit.time, hit.where, hit.values});
        return true;
    });
    piece.hit_logs.push_back(std::move(mapped));
    return true;
}

}  // namespace

bool same_vocabulary(const Content& a, const Content& b) { return vocabulary_of(a) == vocabulary_of(b); }

Result<std::string> pack_piece(const Piece& piece, const Content& content) {
    Packer out;
    out.put(keeping_layout), out.put(vocabulary_of(content));
    std::vector<std::string> inputs;
    for (const FileReport& report : piece.read.reports)
        if (inputs.empty() || inputs.back() != report.file.path) inputs.push_back(report.file.path);
    out.put(static_cast<std::uint32_t>(inputs.size()));
    for (const std::string& input : inputs) out.put(std::string_view(input));
    Packer plain;
    pack_without_rules(plain, piece, inputs);
    out.put(std::string_view(plain.out));
    out.put(content.sigma != nullptr);
    if (content.sigma) {
        pack_tally(out, piece.rules, *content.sigma);
        if (auto packed = pack_hits(out, piece, *content.sigma); !packed) return std::unexpected(packed.error());
    }
    return std::move(out.out);
}

Result<Piece> unpack_piece(std::string_view bytes, const Content& content, std::uint64_t& lost) {
    const auto damaged = [] { return fail("state", "a damaged piece", "name another folder with --state, and everything is read again"); };
    Unpacker in(bytes);
    if (in.get<std::uint32_t>() != keeping_layout) return fail("state", "a piece of another layout", "name another folder with --state");
    if (in.get<std::uint64_t>() != vocabulary_of(content))
        return fail("state", "it was made with another attributes.yml", "restore that file, or name another folder with --state");
    std::vector<std::string> inputs;
    for (std::uint32_t n = in.count(); n > 0 && in.ok(); --n) inputs.push_back(in.text());
    const std::string_view plain = in.view();
    if (!in.ok()) return damaged();
    auto piece = unpack_without_rules(plain, inputs, content);
    if (!piece) return piece;
    const bool with_rules = in.get<bool>();
    if (with_rules && content.sigma) {
        piece->rules = unpack_tally(in, *content.sigma);
        if (!unpack_hits(in, *content.sigma, *piece, lost)) return damaged();
    }
    if (!in.ok() || (content.sigma && !in.done())) return damaged();
    return piece;
}

}  // namespace bonafide::watch
