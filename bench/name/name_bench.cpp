// Names: prepared pairs a second, one person against 50,000 listed with aliases, preparing. Data: a folder with names-and-lists.tar.xz unpacked
// (BONAFIDE_NAMES); without it, names that are made up here.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "base/mapped_file.h"
#include "name/columns.h"
#include "name/index.h"
#include "name/table.h"

namespace {

using namespace bonafide;
using namespace bonafide::name;

const Words& words() {
    static const Words loaded = [] {
        Errors errors;
        return Words::load(std::filesystem::path(BONAFIDE_CONTENT) / "names", errors);
    }();
    return loaded;
}

std::filesystem::path data() {
    const char* folder = std::getenv("BONAFIDE_NAMES");
    return folder ? folder : "";
}

/// Rows of a table of the data.
std::vector<std::vector<std::string>> rows(const std::string& file) {
    std::vector<std::vector<std::string>> out;
    const auto mapped = MappedFile::open(data() / file);
    if (!mapped) return out;
    Table table(mapped->bytes());
    std::vector<std::string> row;
    while (table.next(row)) out.push_back(row);
    return out;
}

struct Pair {
    Name a, b;
};
std::vector<Pair> labelled_pairs() {
    std::vector<Pair> out;
    for (const auto& row : rows("name-pairs.csv"))
        if (row.size() > 3 && row[0] != "case_group")
            out.push_back({prepare(row[2], schema_of(row[1]), words()), prepare(row[3], schema_of(row[1]), words())});
    if (out.empty()) out.push_back({prepare("Vladimir Putin", Schema::person, words()), prepare("Wladimir Putn", Schema::person, words())});
    return out;
}

void compare_labelled_pairs(benchmark::State& state) {
    const std::vector<Pair> pairs = labelled_pairs();
    std::size_t at = 0;
    for (auto _ : state) {
        const Pair& pair = pairs[at];
        at = at + 1 == pairs.size() ? 0 : at + 1;
        benchmark::DoNotOptimize(compare(pair.a, pair.b, words()).score);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(compare_labelled_pairs);

void prepare_names(benchmark::State& state) {
    std::vector<std::string> names;
    for (const auto& row : rows("not-listed-us.csv")) names.push_back(row[0]);
    if (names.empty()) names = {"Kathryn Barr", "Иван Петров"};
    std::size_t at = 0;
    for (auto _ : state) benchmark::DoNotOptimize(prepare(names[at++ % names.size()], Schema::person, words()).whole);
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(prepare_names);

/// 50,000 listed: OFAC's lists and people who were made up, each of these with two aliases.
const Index& listed() {
    static const Index index = [] {
        Index out(words());
        std::size_t left = 50'000;
        if (auto lists = read_lists(data() / "ofac"))
            for (PublishedList& list : *lists) {
                left -= std::min(left, list.entries.size());
                out.add(std::move(list));
            }
        PublishedList made;
        made.name = "made up";
        for (const auto& row : rows("not-listed-us.csv")) {
            if (row.size() < 4 || left == 0 || row[0] == "full_name") continue;
            Subject subject = Subject::of(row[0]);
            subject.schema = "person";
            subject.names.push_back(row[3] + ", " + row[1]);
            subject.names.push_back(row[1] + " " + row[3] + row[1].substr(0, 2));
            made.entries.push_back({std::to_string(left--), std::move(subject)});
        }
        out.add(std::move(made));
        out.finish();
        return out;
    }();
    return index;
}

/// The UN's names altered as people alter them, and some of the people of whom the index is made.
std::vector<Prepared> people_asked(std::size_t step) {
    std::vector<Prepared> people;
    const auto altered = rows("un-names.csv"), strangers = rows("not-listed-us.csv");
    for (std::size_t i = 0; i < altered.size(); i += std::max<std::size_t>(1, step / 97))
        people.push_back(prepare(Subject::of(altered[i][1]), words()));
    for (std::size_t i = 1; i < strangers.size(); i += step) people.push_back(prepare(Subject::of(strangers[i][0]), words()));
    if (people.empty()) people.push_back(prepare(Subject::of("Ivan Petrov"), words()));
    return people;
}

void one_person_against_50000(benchmark::State& state) {
    const Index& index = listed();
    Search search(index);
    const std::vector<Prepared> people = people_asked(97);
    std::size_t at = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(search.find(people[at], Schema::person).size());
        at = at + 1 == people.size() ? 0 : at + 1;
    }
    state.SetItemsProcessed(state.iterations());
    state.counters["entries"] = static_cast<double>(index.entries().size());
    state.counters["names"] = static_cast<double>(index.names());
    state.counters["compared"] = benchmark::Counter(static_cast<double>(search.compared()), benchmark::Counter::kAvgIterations);
}
BENCHMARK(one_person_against_50000);

/// What the index finds of what comparing all names finds (counters, not times).
void recall_of_the_index(benchmark::State& state) {
    Search fast(listed()), slow(listed());
    const std::vector<Prepared> people = people_asked(500);
    std::size_t all = 0, missed = 0;
    for (auto _ : state)
        for (const Prepared& person : people) {
            const auto some = fast.find(person, Schema::person);
            for (const ListMatch& match : slow.find_slowly(person, Schema::person)) {
                ++all;
                if (std::ranges::any_of(some, [&](const ListMatch& m) { return m.entry == match.entry; })) continue;
                ++missed;
                if (std::getenv("BONAFIDE_SHOW")) std::cerr << person.names[0].written << " | " << match.name << ' ' << match.score << '\n';
            }
        }
    state.counters["asked"] = static_cast<double>(people.size());
    state.counters["matches"] = static_cast<double>(all);
    state.counters["missed"] = static_cast<double>(missed);
}
BENCHMARK(recall_of_the_index)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
