// How long documents take to read: document_bench THREADS FILES... prints documents a second, and the processor's time for each, by format.
// The processor's time includes the reader processes; it does not depend on what else runs.
#include <sys/resource.h>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "document/read.h"

namespace {

using namespace bonafide;

double processor_seconds() {
    double out = 0;
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage use{};
        ::getrusage(who, &use);
        for (const timeval& t : {use.ru_utime, use.ru_stime}) out += static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    }
    return out;
}

struct File {
    std::string name, bytes;
};

void measure(const std::string& kind, const std::vector<File>& files, unsigned threads) {
    const std::size_t rounds = std::max<std::size_t>(1, (kind == "scanned" ? 10 : 400) / files.size()), all = rounds * files.size();
    std::atomic<std::size_t> next{0}, failed{0}, pages{0};
    const double before = processor_seconds();
    const auto begin = std::chrono::steady_clock::now();
    run_workers(threads, [&](unsigned) {
        document::DocumentReader reader;
        for (std::size_t i = next++; i < all; i = next++) {
            const File& file = files[i % files.size()];
            const Result<document::Document> read = reader.read(file.bytes, file.name);
            if (read) pages += read->pages.size();
            else ++failed;
        }
    });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(), used = processor_seconds() - before;
    std::printf("| %s | %zu | %zu | %.1f | %.2f | %zu |\n", kind.c_str(), all, pages.load(), static_cast<double>(all) / seconds,
                used / static_cast<double>(all) * 1e3, failed.load());
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 3) {
        std::fputs("document_bench THREADS FILES...\n", stderr);
        return 2;
    }
    std::map<std::string, std::vector<File>> kinds;
    for (int i = 2; i < count; ++i) {
        const std::string name = arguments[i];
        std::ifstream in(name, std::ios::binary);
        std::string kind = name.substr(name.rfind('.') + 1);
        if (name.find("_scanned") != std::string::npos || kind == "jpg" || kind == "png") kind = "scanned";
        else if (name.find("_chromium") != std::string::npos) kind = "pdf (browser)";
        kinds[kind].push_back({name, std::string(std::istreambuf_iterator<char>(in), {})});
    }
    std::puts("| format | documents | pages | documents/s | processor ms a document | failed |\n|---|---|---|---|---|---|");
    for (const auto& [kind, files] : kinds) measure(kind, files, static_cast<unsigned>(std::atoi(arguments[1])));
}
