#!/bin/bash
# A Kafka broker (KRaft, one node) on the loopback for as long as a command runs: tools/kafka_broker.sh COMMAND...
# The jars come from Maven once, into build/kafka (54 MB). COMMAND gets
#   BONAFIDE_KAFKA       address without encryption          BONAFIDE_KAFKA_TLS   address with TLS and SASL/PLAIN (bonafide, secret)
#   BONAFIDE_KAFKA_CA    certificate to trust
# Needs java 17 and mvn; ends with 77 where they are missing.
set -euo pipefail
cd "$(dirname "$0")/.."
for program in java mvn openssl; do
  command -v $program >/dev/null || { echo "kafka_broker: skipped: no $program" >&2; exit 77; }
done
jars=$PWD/build/kafka/jars
if ! ls "$jars"/kafka_2.13-*.jar >/dev/null 2>&1; then
  mkdir -p "$jars"
  mvn -q -B -f tests/watch/kafka/pom.xml dependency:copy-dependencies -DoutputDirectory="$jars"
fi

work=$(mktemp -d)
broker=
finish() {
  if [ -n "$broker" ]; then kill "$broker" 2>/dev/null || true; wait "$broker" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
plain=$(free_port) tls=$(free_port) controller=$(free_port)
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
  -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
cat "$work/key.pem" "$work/cert.pem" >"$work/both.pem"
cat >"$work/server.properties" <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:$plain,SASL_SSL://127.0.0.1:$tls,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$plain,SASL_SSL://localhost:$tls
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL
inter.broker.listener.name=PLAINTEXT
ssl.keystore.type=PEM
ssl.keystore.location=$work/both.pem
sasl.enabled.mechanisms=PLAIN
listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_bonafide="secret";
log.dirs=$work/data
num.partitions=3
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
auto.create.topics.enable=true
END
cat >"$work/log4j2.yaml" <<END
Configuration: {Appenders: {Console: {name: STDOUT, target: SYSTEM_OUT, PatternLayout: {pattern: "%d %p %m (%c)%n"}}},
                Loggers: {Root: {level: WARN, AppenderRef: {ref: STDOUT}}}}
END
kafka() { exec java -Xmx512m -XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile="$work/log4j2.yaml" -cp "$jars/*" "$@"; }
(kafka kafka.tools.StorageTool format -t AAAAAAAAAAAAAAAAAAAAAQ -c "$work/server.properties") >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
kafka kafka.Kafka "$work/server.properties" >>"$work/log" 2>&1 &
broker=$!
for _ in $(seq 300); do
  if (exec 3<>/dev/tcp/127.0.0.1/"$plain") 2>/dev/null; then break; fi
  kill -0 "$broker" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.3
done
export BONAFIDE_KAFKA=127.0.0.1:$plain BONAFIDE_KAFKA_TLS=localhost:$tls BONAFIDE_KAFKA_CA=$work/cert.pem
status=0
"$@" || status=$?
[ $status = 0 ] || tail -20 "$work/log" >&2
exit $status
