// Text that is likely a log (syslog, CEF, LEEF, auditd, key=value, access logs, Windows events as XML): read in two cuttings, and each line
// as a message of a socket.
#include "record/line.h"
#include "tests/fuzz/read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bonafide;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    fuzz::read_alike(bytes, "x.log");
    static const ReadLimits limits;
    LineReader reader(fuzz::names(), limits);
    for (std::size_t from = 0; from <= bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', from), bytes.size());
        const Record* record = reader.read(bytes.substr(from, end - from), {}, Timestamp::from_seconds(1'772'582'720), true);
        fuzz::demand(record != nullptr || *reader.fault() != '\0', "a message that is not read has a reason");
        if (record) (void)all_fields(*record, nullptr);
        from = end + 1;
    }
    return 0;
}
