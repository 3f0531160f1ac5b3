// One item as read: a JSON object, a CSV row, a commit. A view into the reader's buffer, valid until the reader's callback
// returns. Fields are those that content interned (record/fields.h), each a view of the raw bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/fields.h"
#include "record/locator.h"

namespace bonafide {

enum class ValueKind : std::uint8_t { null, boolean, number, string, object, array };

/// `raw` is the token as it stands: for strings without quotes, `escaped` if it holds backslashes. An object that somebody
/// reads as a whole keeps its bytes and is walked as well; an array gives one value for each element (only an empty one
/// stands for itself).
struct Value {
    std::string_view raw;
    FieldId field = no_field;
    std::uint32_t next = 0;  ///< index+1 of the next value of the same field (arrays); 0: last
    ValueKind kind = ValueKind::null;
    bool escaped = false;
};

/// `event`: a log line, an XML or EVTX event. Its bytes() are a JSON rendering; the locator leads to what stands in the file.
enum class RecordFormat : std::uint8_t { json, table, git, event };

/// Reused by its reader from record to record: no allocation for a record once warm.
class Record {
public:
    explicit Record(std::size_t field_count) : first_(field_count, Slot{}) {}

    [[nodiscard]] RecordFormat format() const { return format_; }
    [[nodiscard]] const Locator& locator() const { return locator_; }
    [[nodiscard]] std::string_view bytes() const { return bytes_; }  ///< the whole record as it stands
    [[nodiscard]] const std::vector<Value>& values() const { return values_; }
    /// Hash of the set and order of all keys seen at top level (also those nobody reads): records of one shape have one source.
    [[nodiscard]] std::uint64_t shape() const { return shape_; }

    /// First value of a field; nullptr if absent. Constant time.
    [[nodiscard]] const Value* find(FieldId field) const {
        const Slot& slot = first_[field];
        return slot.generation == generation_ ? &values_[slot.index] : nullptr;
    }
    [[nodiscard]] const Value* next(const Value& value) const { return value.next ? &values_[value.next - 1] : nullptr; }

    /// The text of a value, unescaped into `scratch` only where needed. Numbers and booleans as written; null is "".
    static std::string_view text(const Value& value, std::string& scratch);
    /// Text of the first value of a field, "" if absent.
    [[nodiscard]] std::string_view text(FieldId field, std::string& scratch) const {
        const Value* value = find(field);
        return value ? text(*value, scratch) : std::string_view{};
    }

    // --- for readers -----------------------------------------------------------------------------------------------
    void begin(RecordFormat format, const Locator& locator, std::string_view bytes);
    void end(const Locator& locator, std::string_view bytes);  ///< where the extent is only known after the walk
    void add(FieldId field, ValueKind kind, std::string_view raw, bool escaped);
    void set_raw(std::size_t index, std::string_view raw) { values_[index].raw = raw; }
    void set_shape(std::uint64_t shape) { shape_ = shape; }

private:
    struct Slot {
        std::uint32_t generation = 0, index = 0, last = 0;
    };
    std::vector<Value> values_;
    std::vector<Slot> first_;
    std::string_view bytes_;
    Locator locator_;
    std::uint64_t shape_ = 0;
    std::uint32_t generation_ = 0;
    RecordFormat format_ = RecordFormat::json;
};

}  // namespace bonafide
