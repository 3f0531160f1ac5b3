// Bytes that are likely an event log (chunks without the file's header, so that they can be small): read, and every record read again by
// its locator.
#include "record/evtx.h"
#include "tests/fuzz/read.h"

namespace {

using namespace bonafide;

class Again final : public RecordSink {
public:
    explicit Again(std::string_view whole) : whole_(whole) {}
    void record(const Record& record, const TableHeader* header) override {
        reading::TextStream log{std::string(whole_)};
        const auto json = reading::evtx_record(log, whole_.starts_with("ElfFile"), record.locator().offset, "x");
        fuzz::demand(json && *json == record.bytes(), "a record is found again by its locator");
        (void)all_fields(record, header);
    }

private:
    std::string_view whole_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    (void)fuzz::read_text(bytes, "x.evtx", 2U << 20, false);
    if (!reading::is_evtx(bytes)) return 0;
    ReadLimits limits;
    reading::UnreadLog unread;
    reading::FileState file;
    reading::TextStream stream{std::string(bytes)};
    const auto splitter = reading::split_evtx({.stream = stream, .file = file, .unread = unread, .limits = limits}, bytes.starts_with("ElfFile"));
    reading::EvtxParser parser(fuzz::names(), limits, unread);
    Again sink(bytes);
    reading::Delivery delivery{.sink = sink, .records = 0};
    reading::Chunk chunk;
    while (splitter->next(chunk)) parser.parse(chunk, delivery);
    return 0;
}
