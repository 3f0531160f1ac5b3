// Outputs over the network: webhook, syslog, e-mail, Kafka. All of them may send an alert again after a crash or a failure; every message
// carries its key and its sequence, by which a receiver knows it.
#pragma once

#include <map>

#include "watch/connection.h"
#include "watch/output.h"

namespace bonafide::watch {

struct WebhookOptions {
    Url url;
    std::string secret;  ///< X-Bonafide-Signature: sha256=HMAC(secret, TIMESTAMP "." BODY); empty: not signed
    std::map<std::string, std::string> headers;
    AlertFormat format = AlertFormat::bonafide;
    ConnectionOptions connection;
    std::string program_version;
};
/// A batch of alerts as a JSON array a request. An answer 4xx other than 408, 425 and 429 means that it will never be taken: the batch is
/// left out and counted as an error by `refused`.
[[nodiscard]] std::unique_ptr<Output> make_webhook_output(WebhookOptions options, std::function<Timestamp()> clock,
                                                          std::function<void(const std::string&)> refused);

struct SyslogOutputOptions {
    Url url;  ///< udp, tcp or tls
    ConnectionOptions connection;
    std::string host;  ///< ours, as the receiver shall see it
};
/// RFC 5424, octet counting over TCP and TLS; the alert's JSON as the message.
[[nodiscard]] std::unique_ptr<Output> make_syslog_output(SyslogOutputOptions options);

struct MailOptions {
    Url url;  ///< smtp (STARTTLS where the server has it) or smtps
    std::string from, user, password;
    std::vector<std::string> to;
    bool need_tls = true;  ///< no STARTTLS, no mail
    ConnectionOptions connection;
};
/// One mail for all alerts that wait.
[[nodiscard]] std::unique_ptr<Output> make_mail_output(MailOptions options, std::function<Timestamp()> clock);

struct KafkaOutputOptions {
    std::map<std::string, std::string> settings;  ///< of librdkafka: bootstrap.servers, security.protocol, sasl.*, ssl.*
    std::string topic;
    AlertFormat format = AlertFormat::bonafide;
    std::string program_version;
};
[[nodiscard]] Result<std::unique_ptr<Output>> make_kafka_output(KafkaOutputOptions options);

}  // namespace bonafide::watch
