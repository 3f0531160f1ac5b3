#include "watch/config.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"
#include "base/whole_file.h"
#include "base/yaml.h"

namespace bonafide::watch {

namespace {

using Environment = std::function<const char*(const char*)>;

struct Unit {
    std::string_view name;
    std::int64_t value;
};
constexpr std::array times{Unit{"ms", 1'000}, Unit{"s", 1'000'000}, Unit{"m", 60'000'000}, Unit{"h", 3'600'000'000}, Unit{"d", 86'400'000'000}};
constexpr std::array sizes{Unit{"", 1}, Unit{"K", 1 << 10}, Unit{"M", 1 << 20}, Unit{"G", 1 << 30}};

template <class Units>
std::optional<std::int64_t> quantity(std::string_view text, const Units& units) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > 9) return std::nullopt;
    const auto unit = std::ranges::find(units, text.substr(digits), &Unit::name);
    if (unit == units.end()) return std::nullopt;
    return std::stoll(std::string(text.substr(0, digits))) * unit->value;
}

void take_duration(const YamlNode& node, std::int64_t& out) {
    if (!node.present()) return;
    if (const auto value = duration_us(node.text())) out = *value;
    else node.error("found \"" + node.text() + "\", expected a duration", "write 30s, 5m, 2h or 7d");
}
template <class Number>
void take_size(const YamlNode& node, Number& out) {
    if (!node.present()) return;
    if (const auto value = byte_size(node.text())) out = static_cast<Number>(*value);
    else node.error("found \"" + node.text() + "\", expected a size", "write 64M or 2G");
}

/// A secret stands in the environment or in a file of its own; in the open it is taken, too.
std::string secret(const YamlNode& node, const Environment& environment) {
    if (!node.is_map()) return node.text();
    node.allow_only({"env", "file"});
    if (const YamlNode name = node.get("env"); name.present()) {
        const char* value = environment(name.text().c_str());
        if (!value) name.error("the environment has no " + name.text());
        return value ? value : "";
    }
    const YamlNode file = node.require("file");
    const auto text = read_whole_file(file.text());
    if (!text) file.error("cannot be read: " + file.text());
    return std::string(trim(text.value_or("")));
}

Url url_of(const YamlNode& node, std::initializer_list<std::string_view> schemes) {
    auto url = parse_url(node.text());
    if (!url) node.error(url.error().what, url.error().hint);
    else if (std::ranges::find(schemes, url->scheme) == schemes.end()) node.error("\"" + url->scheme + "\" is no address for this output");
    return url ? *url : Url{};
}

ConnectionOptions connection_of(const YamlNode& node) {
    ConnectionOptions out;
    out.ca = node.get("ca").text();
    out.verify = node.get("verify").flag(true);
    std::int64_t timeout = out.timeout_ms * 1000;
    take_duration(node.get("timeout"), timeout);
    out.timeout_ms = timeout / 1000;
    return out;
}

AlertFormat format_of(const YamlNode& node) {
    const std::string format = node.get("format").text("bonafide");
    if (format != "bonafide" && format != "ocsf") node.get("format").error("found \"" + format + "\", expected bonafide or ocsf");
    return format == "ocsf" ? AlertFormat::ocsf : AlertFormat::bonafide;
}

std::map<std::string, std::string> settings_of(const YamlNode& node, const Environment& environment) {
    std::map<std::string, std::string> out;
    for (const auto& [name, value] : node.entries()) out[name] = secret(value, environment);
    return out;
}

void read_listen(const YamlNode& node, WatchConfig& config) {
    constexpr std::array kinds{std::pair{"syslog_udp", ListenOptions::Kind::syslog_udp},
                               std::pair{"syslog_tcp", ListenOptions::Kind::syslog_tcp},
                               std::pair{"syslog_tls", ListenOptions::Kind::syslog_tcp},
                               std::pair{"http", ListenOptions::Kind::http},
                               std::pair{"https", ListenOptions::Kind::http},
                               std::pair{"metrics", ListenOptions::Kind::metrics}};
    node.allow_only({"syslog_udp", "syslog_tcp", "syslog_tls", "http", "https", "metrics"});
    for (const auto& [name, kind] : kinds)
        for (const std::string& address : node.get(name).texts())
            config.server.listen.push_back({kind, address, std::string_view(name) == "syslog_tls" || std::string_view(name) == "https"});
}

OutputConfig read_output(const YamlNode& node, const Environment& environment) {
    OutputConfig out;
    out.format = format_of(node);
    const auto is = [&](const char* kind) { return node.get(kind).present(); };
    if (is("file")) {
        node.allow_only({"file", "format"});
        out.file = node.get("file").text();
    } else if (is("webhook")) {
        node.allow_only({"webhook", "format", "secret", "headers", "ca", "verify", "timeout"});
        out.kind = OutputConfig::Kind::webhook;
        out.webhook.url = url_of(node.get("webhook"), {"http", "https"});
        out.webhook.secret = secret(node.get("secret"), environment);
        out.webhook.headers = settings_of(node.get("headers"), environment);
        out.webhook.format = out.format;
        out.webhook.connection = connection_of(node);
    } else if (is("syslog")) {
        node.allow_only({"syslog", "host", "ca", "verify", "timeout"});
        out.kind = OutputConfig::Kind::syslog;
        out.syslog.url = url_of(node.get("syslog"), {"udp", "tcp", "tls"});
        out.syslog.host = node.get("host").text();
        out.syslog.connection = connection_of(node);
    } else if (is("mail")) {
        node.allow_only({"mail", "from", "to", "user", "password", "tls", "ca", "verify", "timeout"});
        out.kind = OutputConfig::Kind::mail;
        out.mail.url = url_of(node.get("mail"), {"smtp", "smtps"});
        out.mail.from = node.require("from").text();
        out.mail.to = node.require("to").texts();
        out.mail.user = node.get("user").text();
        out.mail.password = secret(node.get("password"), environment);
        out.mail.need_tls = node.get("tls").flag(true);
        out.mail.connection = connection_of(node);
    } else if (is("kafka")) {
        node.allow_only({"kafka", "topic", "format"});
        out.kind = OutputConfig::Kind::kafka;
        out.kafka.settings = settings_of(node.get("kafka"), environment);
        out.kafka.topic = node.require("topic").text();
        out.kafka.format = out.format;
    } else {
        node.error("is no output", "one of file, webhook, syslog, mail, kafka");
    }
    return out;
}

void read_alerts(const YamlNode& node, WatchConfig& config) {
    node.allow_only({"level", "band", "window", "per_minute", "summary", "keep"});
    if (const YamlNode level = node.get("level"); level.present() && !severity_from(level.text(), config.watcher.pipeline.least))
        level.error("found \"" + level.text() + "\", expected informational, low, medium, high or critical");
    if (const YamlNode band = node.get("band"); band.present() && !band_from(band.text(), config.watcher.least_band))
        band.error("found \"" + band.text() + "\", expected clear, watch, review or urgent");
    take_duration(node.get("window"), config.watcher.damper.window_us);
    take_duration(node.get("summary"), config.watcher.damper.summary_us);
    take_duration(node.get("keep"), config.watcher.keep_alerts_us);
    if (node.get("per_minute").present())
        config.watcher.damper.per_minute = static_cast<std::uint32_t>(std::clamp<std::int64_t>(node.get("per_minute").integer(), 0, 1'000'000));
}

}  // namespace

std::optional<std::int64_t> duration_us(std::string_view text) { return quantity(text, times); }
std::optional<std::uint64_t> byte_size(std::string_view text) {
    const auto value = quantity(text, sizes);
    return value ? std::optional(static_cast<std::uint64_t>(*value)) : std::nullopt;
}

void load_config(const std::filesystem::path& file, const Environment& environment, WatchConfig& config, Errors& errors) {
    for (const YamlNode& root : load_yaml_file(file, errors)) {
        root.allow_only({"inputs", "stdin", "rules", "state", "report", "report_every", "store", "listen", "tls", "tokens", "durable", "kafka",
                         "spool", "outputs", "alerts", "lateness", "correlation_memory", "commit"});
        for (const std::string& input : root.get("inputs").texts()) config.watcher.inputs.push_back(input);
        for (const std::string& rules : root.get("rules").texts()) config.rules.push_back(rules);
        config.standard_input |= root.get("stdin").flag();
        if (root.get("state").present()) config.watcher.state = root.get("state").text();
        if (root.get("report").present()) config.watcher.assessor.report = root.get("report").text();
        if (root.get("store").present()) config.watcher.assessor.store = root.get("store").text();
        take_duration(root.get("report_every"), config.watcher.assessor.report_us);
        take_duration(root.get("lateness"), config.watcher.pipeline.lateness_us);
        take_duration(root.get("commit"), config.watcher.commit_us);
        take_size(root.get("correlation_memory"), config.watcher.pipeline.correlation_bytes);
        if (root.get("listen").present()) read_listen(root.get("listen"), config);
        const YamlNode tls = root.get("tls");
        tls.allow_only({"certificate", "key", "client_ca"});
        config.server.tls = {tls.get("certificate").text(), tls.get("key").text(), tls.get("client_ca").text()};
        for (const YamlNode& token : root.get("tokens").items()) config.server.http.tokens.push_back(secret(token, environment));
        config.server.durable = root.get("durable").flag();
        const YamlNode spool = root.get("spool");
        spool.allow_only({"file", "most_behind", "keep", "keep_bytes"});
        take_duration(spool.get("keep"), config.watcher.keep_spool_us);
        take_size(spool.get("keep_bytes"), config.watcher.most_spool_bytes);
        take_size(spool.get("file"), config.spool_file_bytes);
        take_size(spool.get("most_behind"), config.server.most_behind);
        for (const YamlNode& kafka : root.get("kafka").items()) {
            kafka.allow_only({"topics", "settings"});
            KafkaInputOptions input;
            input.settings = settings_of(kafka.require("settings"), environment);
            input.topics = kafka.require("topics").texts();
            config.kafka.push_back(std::move(input));
        }
        for (const YamlNode& output : root.get("outputs").items()) config.outputs.push_back(read_output(output, environment));
        if (root.get("alerts").present()) read_alerts(root.get("alerts"), config);
    }
}

}  // namespace bonafide::watch
