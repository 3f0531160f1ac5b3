// What the assessor found becomes alerts; content is exchanged while everything goes on.
#include <fmt/format.h>

#include <algorithm>

#include "watch/keeping.h"
#include "watch/watcher.h"

namespace bonafide::watch {

namespace {

Severity severity_of_band(Band band) { return band == Band::urgent ? Severity::critical : band == Band::review ? Severity::high : Severity::medium; }

}  // namespace

void Watcher::take_assessed() {
    Assessed assessed = assessor_->take();
    for (const Error& error : assessed.errors) say(error.text());
    if (assessed.base) {
        next_.base = std::move(assessed.base);
        next_.base_until = assessed.base_until;
    }
    if (assessed.content)
        std::erase_if(contents_, [&](const auto& content) { return content.get() != assessed.content && content != contents_.back(); });
    for (const FoundFiring& found : assessed.firings)
        if (found.firing.correlation < contents_.back()->sigma->set().correlations().size())
            pipeline_->add_firing(found.firing, {}, found.locator, clock_(), Damper::Again::ignore);
    if (!assessed.assessed) return;
    tell_bands(assessed);
    tell_clusters(assessed);
}

/// Somebody's band is higher than it ever was since it last fell.
void Watcher::tell_bands(const Assessed& assessed) {
    for (const Standing& standing : assessed.people) {
        Band now{}, before = Band::clear;
        PersonRow& row = people_[standing.id];
        if (!band_from(standing.band, now) || row.band == standing.band) continue;
        if (now == Band::clear && row.band.empty()) {  // most people: nothing to remember beyond this run
            row.band = standing.band;
            continue;
        }
        (void)band_from(row.band, before);
        if (now > before && now >= options_.least_band) {
            Alert alert;
            alert.kind = AlertKind::band;
            alert.severity = severity_of_band(now);
            alert.check = "band";
            alert.title = fmt::format("{} is at {}", standing.name.empty() ? standing.id : standing.name, standing.band);
            alert.subject = standing.id;
            alert.message = fmt::format("{} rose from {} to {} ({:+.1f} bits){}{}", standing.name.empty() ? standing.id : standing.name,
                                        row.band.empty() ? "nothing" : row.band, standing.band, standing.bits, standing.reasons.empty() ? "" : ": ",
                                        standing.reasons);
            alert.made = clock_();
            alert.time = newest_event_;
            alert.key = fmt::format("band|{}|{}|{}", standing.id, standing.band, ++row.rises);
            alert.fields = {{"band", standing.band}, {"before", row.band}, {"bits", fmt::format("{:.2f}", standing.bits)}};
            next_.alerts.push_back(std::move(alert));
        }
        row.band = standing.band;
        next_.people[standing.id] = row;
    }
}

void Watcher::tell_clusters(const Assessed& assessed) {
    for (const ReportCluster& cluster : assessed.clusters) {
        std::int64_t& known = clusters_[cluster.id];
        const auto size = static_cast<std::int64_t>(cluster.persons.size());
        if (size <= known) continue;
        Alert alert;
        alert.kind = AlertKind::cluster;
        alert.severity = Severity::high;
        alert.check = "cluster";
        alert.title = known == 0 ? "People share what they should not" : "More people share what they should not";
        alert.subject = cluster.id;
        alert.message = cluster.summary;
        alert.made = clock_();
        alert.time = newest_event_;
        alert.key = fmt::format("cluster|{}|{}", cluster.id, size);
        std::string people;
        for (const std::string& person : cluster.persons) people += (people.empty() ? "" : ", ") + person;
        alert.fields = {{"people", people}};
        next_.alerts.push_back(std::move(alert));
        next_.clusters[cluster.id] = known = size;
    }
}

/// Loads on another thread and goes over between two pieces: nothing waits, nothing is read twice or not at all.
void Watcher::change_content() {
    if (reload_.exchange(false) && load && !loading_) {
        if (loader_.joinable()) loader_.join();
        loading_ = true;
        loader_ = std::thread([this] {
            auto content = load();
            const std::lock_guard lock(loaded_mutex_);
            loaded_ = std::move(content);
            loaded_ready_ = true;
            wake();
        });
        for (const auto& output : outputs_) output->reopen();
        if (on_reload) on_reload(true);
    }
    if (aside_) return;  // the content is in use
    std::unique_ptr<Content> fresh;
    {
        const std::lock_guard lock(loaded_mutex_);
        if (!std::exchange(loaded_ready_, false)) return;
        fresh = std::move(loaded_);
    }
    loading_ = false;
    if (on_reload) on_reload(false);
    if (!fresh) return say("the content has errors: the old one stays in use");
    if (!same_vocabulary(*fresh, *contents_.back()))
        return say("attributes.yml changed: what was kept cannot be carried over; the old content stays in use until a start with a new --state");
    if (auto done = commit(); !done) return say(done.error().text());
    const std::string snapshot = pipeline_->snapshot();
    contents_.push_back(std::move(fresh));
    make_pipeline();
    if (auto done = pipeline_->restore(snapshot); !done) say(done.error().text());
    // Tables are bound to the fields that content reads: every file is opened again where it stood.
    for (auto& tail : tails_) {
        auto again = Tail::open(tail->row, contents_.back()->names, {options_.pipeline.limits});
        if (again) tail = std::move(*again);
        else say(again.error().text());
    }
    assessor_->set_content(*contents_.back());
    const std::lock_guard lock(status_mutex_);
    ++status_.reloads;
}

}  // namespace bonafide::watch
