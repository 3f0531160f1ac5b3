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
    text.counter("syslog_udp_messages_total", "Messages over UDP", number(server.udp_messages));
    text.counter("syslog_udp_dropped_total", "Datagrams that the kernel dropped because nobody read them in time", number(server.udp_dropped));
    text.counter("syslog_tcp_messages_total", "Messages over TCP and TLS", number(server.tcp_messages));
    text.counter("syslog_cut_total", "Messages over the greatest length, cut", number(server.tcp_cut));
    text.counter("http_requests_total", "HTTP requests", number(server.http_requests));
    text.counter("http_events_total", "Events over HTTP", number(server.http_events));
    text.counter("http_busy_total", "Requests told to come again later", number(server.http_busy));
    text.counter("http_refused_total", "Requests refused", number(server.http_refused));
    text.gauge("connections", "Open connections", number(server.connections));
    text.counter("connections_refused_total", "Connections over the limit", number(server.connections_refused));
    text.counter("spool_errors_total", "Failures to write down what came in", number(server.spool_errors));
}

void add_correlations(Text& text, const sigma::Correlator::Counters& c) {
    text.gauge("correlation_groups", "Groups that correlations hold", number(c.groups));
    text.gauge("correlation_state_bytes", "Memory of correlations", number(c.bytes));
    text.gauge("correlation_waiting_hits", "Hits that wait for the lateness", number(c.waiting));
    text.counter("correlation_evicted_total", "Groups forgotten for the cap of memory", number(c.evicted));
    text.counter("correlation_late_total", "Hits too late for live correlation, counted again later", number(c.late));
    text.counter("correlation_ahead_total", "Hits ahead of the clock", number(c.ahead));
    text.counter("correlation_firings_total", "Firings", number(c.firings));
}

}  // namespace

std::string metrics_text(const WatcherStatus& status, const ServerCounters* server, const std::vector<const KafkaInput*>& kafka, Timestamp now) {
    Text text;
    text.counter("records_total", "Records read", number(status.pipeline.records));
    text.counter("rule_matches_total", "Hits of Sigma rules", number(status.pipeline.matches));
    text.counter("alerts_total", "Alerts of rules and correlations", number(status.pipeline.alerts));
    text.counter("alerts_repeated_total", "Events counted with an earlier alert", number(status.damper.repeated));
    text.counter("alerts_limited_total", "Events over the limit of alerts a minute", number(status.damper.limited));
    text.gauge("files", "Files that are followed", number(status.files));
    text.gauge("documents", "Files that are read as a whole", number(status.documents));
    text.gauge("behind_bytes", "Bytes that wait to be read", number(status.behind_bytes));
    if (status.newest_event.known())
        text.gauge("event_lag_seconds", "Clock less the time of the newest event", static_cast<double>(now.us - status.newest_event.us) / 1e6);
    text.counter("commits_total", "Commits of the state", number(status.commits));
    text.counter("alert_commits_total", "Commits of alerts alone", number(status.alert_commits));
    text.counter("reloads_total", "Changes of content", number(status.reloads));
    text.counter("assessments_total", "Assessments of everybody", number(status.assessor.assessments));
    text.gauge("assessment_seconds", "How long the last assessment took", status.assessor.last_seconds);
    text.gauge("people", "People", number(status.assessor.people));
    if (status.correlations) add_correlations(text, *status.correlations);
    text.head("output_sent_total", "Alerts sent", "counter");
    for (const auto& [name, output] : status.outputs) text.line("output_sent_total", "output", name, number(output.sent));
    text.head("output_failures_total", "Failures to send", "counter");
    for (const auto& [name, output] : status.outputs) text.line("output_failures_total", "output", name, number(output.failures));
    text.head("output_queue", "Alerts that wait to be sent", "gauge");
    for (const auto& [name, output] : status.outputs)
        text.line("output_queue", "output", name, static_cast<double>(std::max<std::int64_t>(status.sequence - output.row.sequence, 0)));
    text.head("rule_nanoseconds_total", "Time spent in a rule, extrapolated from one event in 64", "counter");
    for (const auto& [rule, cost] : status.rule_ns) text.line("rule_nanoseconds_total", "rule", rule, number(cost));
    if (server) add_server(text, *server);
    std::uint64_t messages = 0, errors = 0;
    for (const KafkaInput* input : kafka) messages += input->counters().messages, errors += input->counters().errors;
    if (!kafka.empty()) {
        text.counter("kafka_messages_total", "Messages of Kafka", number(messages));
        text.counter("kafka_errors_total", "Errors of Kafka", number(errors));
    }
    return std::move(text).take();
}

}  // namespace bonafide::watch
