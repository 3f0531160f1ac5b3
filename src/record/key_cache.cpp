#include "record/key_cache.h"

#include "record/envelope.h"
#include "record/record.h"

namespace bonafide::reading {

KeyCache::KeyCache(const FieldNames& names) : names_(names), entries_(2), table_(slots, 0) {
    entries_.reserve(most_keys + 2);
    entries_[0].node = entries_[1].node = ~FieldId{0};  // never met
}

void KeyCache::resolve(KnownKey& entry) const {
    std::string scratch;
    const bool escaped = entry.key.find('\\') != std::string::npos;
    const Value value{.raw = entry.key, .kind = ValueKind::string, .escaped = escaped};
    const std::string_view key = Record::text(value, scratch);
    entry.to.envelope = entry.node == no_field && is_envelope_key(key);
    entry.to.child = names_.child(entry.node, key);
    if (entry.to.child == no_field) return;
    entry.to.wanted = names_.wanted(entry.to.child);
    entry.to.descend = names_.has_children(entry.to.child);
    entry.to.also = names_.also(entry.to.child);
    entry.to.also_wanted = entry.to.also != no_field && names_.wanted(entry.to.also);
}

const KnownKey& KeyCache::find_slowly(FieldId node, std::string_view raw) {
    const std::uint64_t hash = hash64(raw, node);
    std::size_t free_slot = slots;
    for (std::size_t i = 0; i < probes; ++i) {
        const std::size_t slot = (hash + i) % slots;
        if (table_[slot] == 0) {
            free_slot = slot;
            break;
        }
        if (entries_[table_[slot]].is(node, raw)) return go_to(table_[slot]);
    }
    const bool keep = free_slot != slots && entries_.size() < most_keys + 2 && raw.size() <= longest_key;
    if (keep) {
        table_[free_slot] = static_cast<std::uint32_t>(entries_.size());
        entries_.emplace_back();
        (void)go_to(table_[free_slot]);
    }
    KnownKey& entry = keep ? entries_[last_] : entries_[1];
    entry = KnownKey{.key = std::string(raw), .node = node, .to = {}, .hash = hash};
    resolve(entry);
    return entry;
}

}  // namespace bonafide::reading
