#include "watch/supervise.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>

#include "watch/tail.h"

namespace bonafide::watch {

void Supervisor::tell(std::string_view state) const {
    sockaddr_un address{};
    if (socket_.empty() || socket_.size() >= sizeof address.sun_path) return;
    const Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, socket_.data(), socket_.size());
    if (socket_.front() == '@') address.sun_path[0] = '\0';  // the abstract name space
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    (void)::sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), size);
}

namespace {

class Text {
public:
    struct Row {
        std::string_view name, help;
        std::uint64_t value;
    };
    void counters(std::initializer_list<Row> rows) {
        for (const Row& row : rows) counter(row.name, row.help, static_cast<double>(row.value));
    }
    void counter(std::string_view name, std::string_view help, double value) { one(name, help, "counter", value); }
    void gauge(std::string_view name, std::string_view help, double value) { one(name, help, "gauge", value); }
    void head(std::string_view name, std::string_view help, std::string_view type) {
        out_ += fmt::format("# HELP bonafide_{0} {1}\n# TYPE bonafide_{0} {2}\n", name, help, type);
    }
    void line(std::string_view name, std::string_view label, std::string_view value, double number) {
        std::string escaped;
        for (const char c : value) escaped += c == '"' || c == '\\' ? std::string{'\\', c} : c == '\n' ? std::string("\\n") : std::string(1, c);
        out_ += fmt::format("bonafide_{}{{{}=\"{}\"}} {}\n", name, label, escaped, number);
    }
    [[nodiscard]] std::string take() && { return std::move(out_); }

private:
    void one(std::string_view name, std::string_view help, std::string_view type, double value) {
        head(name, help, type);
        out_ += fmt::format("bonafide_{} {}\n", name, value);
    }
    std::string out_;
};

double number(std::uint64_t value) { return static_cast<double>(value); }

void add_server(Text& text, const ServerCounters& server) {
    text.counters({{"syslog_udp_messages_total", "Messages over UDP", server.udp_messages},
                   {"syslog_udp_dropped_total", "Datagrams that the kernel dropped because nobody read them in time", server.udp_dropped},
                   {"syslog_tcp_messages_total", "Messages over TCP and TLS", server.tcp_messages},
                   {"syslog_cut_total", "Messages over the greatest length, cut", server.tcp_cut},
                   {"http_requests_total", "HTTP requests", server.http_requests},
                   {"http_events_total", "Events over HTTP", server.http_events},
                   {"http_busy_total", "Requests told to come again later", server.http_busy},
                   {"http_refused_total", "Requests refused", server.http_refused},
                   {"connections_refused_total", "Connections over the limit", server.connections_refused},
                   {"spool_errors_total", "Failures to write down what came in", server.spool_errors}});
    text.gauge("connections", "Open connections", number(server.connections));
}

void add_correlations(Text& text, const sigma::Correlator::Counters& c) {
    text.gauge("correlation_groups", "Groups that correlations hold", number(c.groups));
    text.gauge("correlation_state_bytes", "Memory of correlations", number(c.bytes));
    text.gauge("correlation_waiting_hits", "Hits that wait for the lateness", number(c.waiting));
    text.counters({{"correlation_evicted_total", "Groups forgotten for the cap of memory", c.evicted},
                   {"correlation_late_total", "Hits too late for live correlation, counted again later", c.late},
                   {"correlation_ahead_total", "Hits ahead of the clock", c.ahead},
                   {"correlation_firings_total", "Firings", c.firings}});
}

using Labelled = std::vector<std::pair<std::string, std::uint64_t>>;

void add_rules(Text& text, std::string_view name, std::string_view help, const Labelled& rules) {
    text.head(name, help, "counter");
    for (const auto& [rule, value] : rules) text.line(name, "rule", rule, number(value));
}

void add_outputs(Text& text, const WatcherStatus& status) {
    text.head("output_sent_total", "Alerts sent", "counter");
    for (const auto& [name, output] : status.outputs) text.line("output_sent_total", "output", name, number(output.sent));
    text.head("output_failures_total", "Failures to send", "counter");
    for (const auto& [name, output] : status.outputs) text.line("output_failures_total", "output", name, number(output.failures));
    text.head("output_queue", "Alerts that wait to be sent", "gauge");
    for (const auto& [name, output] : status.outputs)
        text.line("output_queue", "output", name, static_cast<double>(std::max<std::int64_t>(status.sequence - output.row.sequence, 0)));
}

void add_kafka(Text& text, const std::vector<const KafkaInput*>& inputs) {
    if (inputs.empty()) return;
    std::uint64_t messages = 0, skipped = 0, commits = 0, errors = 0;
    for (const KafkaInput* input : inputs) {
        const KafkaInput::Counters& counters = input->counters();
        messages += counters.messages, skipped += counters.skipped, commits += counters.commits, errors += counters.errors;
    }
    text.counters({{"kafka_messages_total", "Messages of Kafka", messages},
                   {"kafka_skipped_total", "Messages of Kafka that were in the spool already", skipped},
                   {"kafka_commits_total", "Commits of offsets to Kafka", commits},
                   {"kafka_errors_total", "Errors of Kafka", errors}});
}

}  // namespace

std::string metrics_text(const WatcherStatus& status, const ServerCounters* server, const std::vector<const KafkaInput*>& kafka, Timestamp now) {
    Text text;
    text.counters({{"records_total", "Records read", status.pipeline.records},
                   {"matches_total", "Hits of Sigma rules", status.pipeline.matches},
                   {"alerts_total", "Alerts of rules and correlations", status.pipeline.alerts},
                   {"alerts_repeated_total", "Events counted with an earlier alert", status.damper.repeated},
                   {"alerts_limited_total", "Events over the limit of alerts a minute", status.damper.limited},
                   {"commits_total", "Commits of the state", status.commits},
                   {"alert_commits_total", "Commits of alerts alone", status.alert_commits},
                   {"reloads_total", "Changes of content", status.reloads},
                   {"assessments_total", "Assessments of everybody", status.assessor.assessments},
                   {"spool_removed_total", "Files of the spool that were removed", status.spool_removed}});
    text.gauge("files", "Files that are followed", number(status.files));
    text.gauge("documents", "Files that are read as a whole", number(status.documents));
    text.gauge("behind_bytes", "Bytes that wait to be read", number(status.behind_bytes));
    text.gauge("spool_bytes", "Bytes of the spool", number(status.spool_bytes));
    if (status.newest_event.known())
        text.gauge("event_lag_seconds", "Clock less the time of the newest event", static_cast<double>(now.us - status.newest_event.us) / 1e6);
    text.gauge("assessment_seconds", "How long the last assessment took", status.assessor.last_seconds);
    text.gauge("people", "People", number(status.assessor.people));
    if (status.correlations) add_correlations(text, *status.correlations);
    add_outputs(text, status);
    add_rules(text, "rule_matches_total", "Hits of a rule", status.rule_matches);
    add_rules(text, "rule_nanoseconds_total", "Time spent in a rule, extrapolated from one event in 64", status.rule_ns);
    if (server) add_server(text, *server);
    add_kafka(text, kafka);
    return std::move(text).take();
}

}  // namespace bonafide::watch
