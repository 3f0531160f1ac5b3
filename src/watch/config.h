// watch.yml: everything that `bonafide watch` can be told, validated on load with file:line:column. Docs: docs/watch.md. Made by cli.
#pragma once

#include <optional>

#include "watch/kafka.h"
#include "watch/output_net.h"
#include "watch/server.h"
#include "watch/watcher.h"

namespace bonafide::watch {

struct OutputConfig {
    enum class Kind : std::uint8_t { terminal, file, webhook, syslog, mail, kafka } kind = Kind::file;
    std::filesystem::path file;
    AlertFormat format = AlertFormat::bonafide;
    WebhookOptions webhook;
    SyslogOutputOptions syslog;
    MailOptions mail;
    KafkaOutputOptions kafka;
};

struct WatchConfig {
    WatcherOptions watcher;
    ServerOptions server;
    std::vector<KafkaInputOptions> kafka;
    std::vector<OutputConfig> outputs;
    bool standard_input = false;
    std::uint64_t spool_file_bytes = 64ULL << 20;
    std::vector<std::string> rules;
};

/// Adds what the file says to `config`. Secrets may be given as `{env: NAME}` or `{file: PATH}`: `environment` and the file are asked for them.
void load_config(const std::filesystem::path& file, const std::function<const char*(const char*)>& environment, WatchConfig& config, Errors& errors);
/// "5m", "30s", "2h", "7d", "250ms".
[[nodiscard]] std::optional<std::int64_t> duration_us(std::string_view text);
/// "64M", "2G", "1000".
[[nodiscard]] std::optional<std::uint64_t> byte_size(std::string_view text);

}  // namespace bonafide::watch
