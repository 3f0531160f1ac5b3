#include "screen/results.h"

#include <map>

#include "screen/packing.h"

namespace bonafide::screen {

namespace {

/// The files that claims, findings and evidence lie in, each once.
class FileTable {
public:
    std::uint32_t number(const FileName& name) {
        const auto [at, fresh] = numbers_.emplace(name, static_cast<std::uint32_t>(names_.size()));
        if (fresh) names_.push_back(name);
        return at->second;
    }
    [[nodiscard]] const FileName& name(std::uint32_t number) const {
        static const FileName none;
        return number < names_.size() ? names_[number] : none;
    }
    void save(Pack& p) const {
        p(static_cast<std::uint32_t>(names_.size()));
        for (const FileName& name : names_) p(name.path)(name.member);
    }
    void load(Unpack& u) {
        std::uint32_t count = 0;
        u(count);
        for (std::uint32_t i = 0; i < count && u.good_so_far(); ++i) {
            FileName name;
            u(name.path)(name.member);
            names_.push_back(std::move(name));
        }
    }

private:
    std::vector<FileName> names_;
    std::map<FileName, std::uint32_t> numbers_;
};

/// Calls `item` for each element; of a list that is read it makes them first.
template <class List, class Item>
void each(Pack& p, const List& list, Item item) {
    p(static_cast<std::uint32_t>(list.size()));
    for (const auto& one : list) item(one);
}
template <class List, class Item>
void each(Unpack& u, List& list, Item item) {
    std::uint32_t count = 0;
    u(count);
    for (std::uint32_t i = 0; i < count && u.good_so_far(); ++i) item(list.emplace_back());
}

void file(Pack& p, FileTable& files, const FileName& name) { p(files.number(name)); }
void file(Unpack& u, const FileTable& files, FileName& name) {
    std::uint32_t number = 0;
    u(number);
    name = files.name(number);
}
void index(Pack& p, std::size_t value) { p(static_cast<std::uint64_t>(value)); }
void index(Unpack& u, std::size_t& value) {
    std::uint64_t raw = 0;
    u(raw);
    value = static_cast<std::size_t>(raw);
}

template <class Io, class A, class Table>
void fields(Io& io, A& a, Table& files) {
    io(a.id)(a.name)(a.files)(a.band)(a.band_note)(a.bits)(a.probability);
    each(io, a.claims, [&](auto& judged) {
        if constexpr (std::is_same_v<Io, Pack>) pack(io, judged.claim);
        else unpack(io, judged.claim);
        file(io, files, judged.claim.evidence.file);
        io(judged.verdict)(judged.by)(judged.next_step);
    });
    each(io, a.similar, [&](auto& s) {
        io(s.kind)(s.file)(s.other_applicant)(s.other_name)(s.other_file)(s.similarity)(s.other_person)(s.one_history);
        each(io, s.files, [&](auto& f) { io(f.file)(f.other_file)(f.similarity); });
    });
    each(io, a.signals, [&](auto& s) {
        io(s.check)(s.title)(s.kind)(s.family)(s.group)(s.tactics)(s.attack)(s.bits)(s.counted_bits)(s.time.us);
        io(s.summary)(s.note)(s.reason)(s.next_step)(s.innocent);
        each(io, s.references, [&](auto& r) { io(r.title)(r.url)(r.date); });
        each(io, s.evidence, [&](auto& e) {
            file(io, files, e.file);
            io(e.offset)(e.length)(e.line)(e.time.us)(e.excerpt)(e.locator);
        });
        io(s.with);
    });
    each(io, a.findings, [&](auto& f) {
        io(f.attribute)(f.sentence)(f.contradicts)(f.line);
        each(io, f.claims, [&](auto& claim) { index(io, claim); });
        file(io, files, f.file);
    });
    each(io, a.decisions, [&](auto& d) { io(d.applicant)(d.decision)(d.because)(d.by)(d.at.us); });
}

}  // namespace

std::string pack(const Applicant& applicant) {
    FileTable files;
    Pack body, out;
    fields(body, applicant, files);
    files.save(out);
    return out.take() + body.take();
}

bool unpack(std::string_view bytes, Applicant& applicant) {
    FileTable files;
    Unpack u(bytes);
    files.load(u);
    fields(u, applicant, files);
    return u.good();
}

}  // namespace bonafide::screen
