// One claim or observation of somebody, however often it was made, in 48 bytes: a million people have tens of millions. When and how often it was
// seen is shared by the facts of one record. Made by the ledger, which owns what is shared; read by checks, link, assess and scan.
#pragma once

#include <cstdint>
#include <utility>

#include "person/compact_text.h"
#include "person/evidence.h"
#include "person/pool.h"
#include "person/profile.h"
#include "source/attributes.h"

namespace bonafide {

/// When and how often.
struct Seen {
    Timestamp first = Timestamp::none(), last = Timestamp::none();
    std::uint64_t count = 0;
    DaySet days;
    EvidenceList evidence;  ///< the earliest of it

    [[nodiscard]] static Seen once(const Evidence* by);
    [[nodiscard]] bool is_once() const;  ///< in one record
    void widen(Timestamp other_first, Timestamp other_last);
    void merge(const Seen& other);
    /// The same where evidence that is kept is to be pointed to at `of(evidence)`.
    template <class Of>
    void merge(const Seen& other, Of of) {
        add_up(other);
        evidence.merge(other.evidence, of);
    }
    bool operator==(const Seen&) const = default;

private:
    void add_up(const Seen& other);  ///< all but the evidence
};

/// What facts share: evidence of records, and how one record's facts were seen.
class FactPool {
public:
    /// The same pointer where one of the last few was equal.
    const Evidence* add(const Evidence& by);
    /// Seen in this one record.
    const Seen* once(const Evidence& by);
    const Seen* add(Seen seen) { return seen_.add(std::move(seen)); }
    void absorb(FactPool&& other);
    /// Changes all evidence by a function that keeps its order.
    template <class Change>
    void each_evidence(Change change) {
        forget_latest();
        evidence_.each(change);
    }

    [[nodiscard]] std::size_t room() const { return evidence_.room(); }
    [[nodiscard]] bool wants_sweep() const { return evidence_.wants_sweep() || seen_.wants_sweep(); }
    class Sweep;

private:
    void forget_latest() { latest_ = {}; }
    struct Latest {
        const Evidence* evidence = nullptr;
        const Seen* seen = nullptr;
    };
    Latest& latest(const Evidence& by);

    Pool<Evidence> evidence_;
    Pool<Seen> seen_;
    std::array<Latest, 4> latest_{};  ///< a record's facts may be of different times
    std::size_t next_latest_ = 0;
};

/// Points to a Seen: one that is shared, or its own. 8 bytes; the lowest bit says which.
class SeenPointer {
public:
    SeenPointer() = default;
    SeenPointer(const SeenPointer& other) { copy(other); }
    SeenPointer(SeenPointer&& other) noexcept : bits_(std::exchange(other.bits_, 0)) {}
    SeenPointer& operator=(const SeenPointer& other) {
        if (this != &other) {
            let_go();
            copy(other);
        }
        return *this;
    }
    SeenPointer& operator=(SeenPointer&& other) noexcept {
        std::swap(bits_, other.bits_);
        return *this;
    }
    ~SeenPointer() { let_go(); }

    [[nodiscard]] const Seen& operator*() const { return bits_ ? *pointer() : never(); }
    [[nodiscard]] const Seen* operator->() const { return &**this; }
    [[nodiscard]] const Seen* shared() const { return owns() ? nullptr : pointer(); }
    [[nodiscard]] bool owns() const { return bits_ & 1; }
    /// `of_pool` must outlive it.
    void share(const Seen* of_pool) {
        let_go();
        bits_ = reinterpret_cast<std::uintptr_t>(of_pool);
    }
    void set(Seen seen) {
        auto* fresh = new Seen(std::move(seen));
        let_go();
        bits_ = reinterpret_cast<std::uintptr_t>(fresh) | 1;
    }
    /// To change it; no longer shared.
    Seen& own() {
        if (!owns()) set(**this);
        return *pointer();
    }

private:
    static const Seen& never();
    // The lowest bit says whose it is.
    [[nodiscard]] Seen* pointer() const { return reinterpret_cast<Seen*>(bits_ & ~std::uintptr_t{1}); }  // NOLINT(performance-no-int-to-ptr)
    void copy(const SeenPointer& other) {
        bits_ = other.bits_;
        if (owns()) bits_ = reinterpret_cast<std::uintptr_t>(new Seen(*other)) | 1;
    }
    void let_go() {
        if (owns()) delete pointer();
    }
    std::uintptr_t bits_ = 0;
};

struct Fact {
    CompactText value;  ///< as first written (earliest evidence)
    CompactText key;    ///< comparable form (comparable_key())
    SeenPointer seen;
    AttributeId attribute = no_attribute;
    Stance stance = Stance::observed;
    std::uint32_t tag = 0;  ///< of attribute, stance and key, while the ledger fills

    [[nodiscard]] Timestamp first() const { return seen->first; }
    [[nodiscard]] Timestamp last() const { return seen->last; }
    [[nodiscard]] std::uint64_t count() const { return seen->count; }
    [[nodiscard]] const DaySet& days() const { return seen->days; }
    [[nodiscard]] const EvidenceList& evidence() const { return seen->evidence; }

    static constexpr std::size_t max_evidence = EvidenceList::most;
};
static_assert(sizeof(Fact) == 48);

/// Marks what is in use while a ledger fills; finish() frees the rest.
class FactPool::Sweep {
public:
    explicit Sweep(FactPool& pool) : pool_(pool), evidence_(pool.evidence_), seen_(pool.seen_) {}
    void mark(const Evidence* evidence) { evidence_.mark(evidence); }
    void mark(const Fact& fact) {
        seen_.mark(fact.seen.shared());
        for (const Evidence& item : fact.evidence()) evidence_.mark(&item);
    }
    void finish() {
        pool_.forget_latest();
        evidence_.finish();
        seen_.finish();
    }

private:
    FactPool& pool_;
    Pool<Evidence>::Sweep evidence_;
    Pool<Seen>::Sweep seen_;
};

}  // namespace bonafide
