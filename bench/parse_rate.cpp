// The limit: how fast simdjson alone parses the same files on one core. `parse_rate FILE...` prints MB/s for its DOM and for its
// on-demand front end (every key walked and every string unescaped; and six fields looked up). Processor time, best of three.
#include <simdjson.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

namespace {

constexpr std::size_t batch = 4 << 20;

double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

std::size_t parse_dom(const simdjson::padded_string& json) {
    simdjson::dom::parser parser;
    parser.threaded = false;
    simdjson::dom::document_stream stream;
    std::size_t count = 0;
    if (parser.parse_many(json, batch).get(stream)) return 0;
    for (auto document : stream) count += document.error() == simdjson::SUCCESS;
    return count;
}

void walk(simdjson::ondemand::value value, std::size_t& bytes) {
    switch (value.type()) {
        case simdjson::ondemand::json_type::object:
            for (auto field : value.get_object()) {
                bytes += std::string_view(field.unescaped_key()).size();
                walk(field.value(), bytes);
            }
            break;
        case simdjson::ondemand::json_type::array:
            for (auto element : value.get_array()) walk(element.value(), bytes);
            break;
        case simdjson::ondemand::json_type::string: bytes += std::string_view(value.get_string()).size(); break;
        default: bytes += std::string_view(value.raw_json_token()).size();
    }
}

std::size_t walk_all(const simdjson::padded_string& json) {
    simdjson::ondemand::parser parser;
    parser.threaded = false;
    simdjson::ondemand::document_stream stream;
    std::size_t count = 0, bytes = 0;
    if (parser.iterate_many(json, batch).get(stream)) return 0;
    for (auto document : stream) {
        walk(simdjson::ondemand::value(document), bytes);
        ++count;
    }
    return bytes > 0 ? count : 0;
}

std::size_t six_fields(const simdjson::padded_string& json) {
    simdjson::ondemand::parser parser;
    parser.threaded = false;
    simdjson::ondemand::document_stream stream;
    std::size_t count = 0, found = 0;
    if (parser.iterate_many(json, batch).get(stream)) return 0;
    for (auto document : stream) {
        for (const std::string_view key : {"eventType", "published", "eventName", "EventID", "TimeCreated", "Hostname"}) {
            simdjson::ondemand::value value;
            found += document.find_field_unordered(key).get(value) == simdjson::SUCCESS;
        }
        ++count;
    }
    return found > 0 ? count : 0;
}

void measure(const char* words, const simdjson::padded_string& json, std::size_t (*pass)(const simdjson::padded_string&)) {
    double best = 1e9;
    std::size_t count = 0;
    for (int i = 0; i < 3; ++i) {
        const double start = processor_seconds();
        count = pass(json);
        best = std::min(best, processor_seconds() - start);
    }
    std::printf("%-44s %8.0f MB/s %10.0f records/s  (%zu records)\n", words, static_cast<double>(json.size()) / best / 1e6,
                static_cast<double>(count) / best, count);
}

}  // namespace

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        simdjson::padded_string json;
        if (simdjson::padded_string::load(argv[i]).get(json)) {
            std::fprintf(stderr, "%s: cannot be read\n", argv[i]);
            return 3;
        }
        std::printf("%s\n", argv[i]);
        measure("simdjson DOM", json, parse_dom);
        measure("simdjson on demand, all keys and strings", json, walk_all);
        measure("simdjson on demand, six fields", json, six_fields);
    }
}
