#include "record/rendered.h"

namespace bonafide::reading {

const Record* Rendered::read(const Locator& locator) {
    const std::string_view text = json.finish();
    walk_.fault = "cannot be written as JSON";
    if (index_.build(text)) return nullptr;
    Cursor cursor{text.data(), index_.begin(), index_.end()};
    if (cursor.at == cursor.end || cursor.here() != '{') return nullptr;
    walk_.record.begin(RecordFormat::event, {}, {});
    if (!walk_.object(cursor)) return nullptr;
    walk_.record.end(locator, text);
    return &walk_.record;
}

bool Rendered::deliver(const Locator& locator, Delivery& delivery) {
    const Record* record = read(locator);
    if (!record) return false;
    ++delivery.records;
    delivery.sink.record(*record, nullptr);
    return true;
}

}  // namespace bonafide::reading
