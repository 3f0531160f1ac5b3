// What strangers send over the network: HTTP bodies for Splunk's and Elasticsearch's interfaces, gzip, frames of syslog in two cuttings.
#include <cstdlib>

#include "watch/http_ingest.h"
#include "watch/syslog_frames.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bonafide::watch;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const HttpIngest ingest({{}, 1 << 20});
    for (const char* target : {"/services/collector", "/services/collector/raw", "/services/collector/ack?channel=c", "/i/_bulk", "/i/_doc"}) {
        const HttpReply reply = ingest.answer({"POST", target, "", "", "", text});
        for (const std::string* lines : {&reply.json, &reply.text})
            if (!lines->empty() && lines->back() != '\n') std::abort();
    }
    (void)ingest.answer({"POST", text, text, "gzip", text, text});
    std::string whole, pieces;
    SyslogFrames a(100), b(100);
    const auto to = [](std::string& out) { return [&out](std::string_view message) { out += std::string(message) + "\x01"; }; };
    a.feed(text, to(whole));
    for (const char c : text) b.feed({&c, 1}, to(pieces));
    a.end(to(whole));
    b.end(to(pieces));
    if (whole != pieces || a.cut() != b.cut()) std::abort();
    return 0;
}
