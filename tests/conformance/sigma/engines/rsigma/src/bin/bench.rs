//! bench RULES EVENTS.ndjson [--lane LANE] [--matches FILE] [--hits FILE]: events a second of one core with rsigma's engine, as its `engine eval`
//! calls it. Parsing the JSON is timed, loading the rules is not. FILE of `--matches`: rule, matches; of `--hits`: byte offset of the event, rule.
//! Lanes:
//!   default  every rule on every event
//!   windows  told by hand that all events are of Windows
//!   schema   recognises an event's schema and takes the log source that it implies
//!   events   told each event's log sources by `windows_log_sources` below: what still differs from another engine has another reason
//!   named    that, and fields of vendors called as Sigma calls them by `give_names` below
use rsigma_eval::{
    CorrelationConfig, Engine, LogSourceExtractor, MatchDetailLevel, RoutingConfig, RoutingPlan, SchemaClassifier, SchemaRouter, event::JsonEvent,
    result::EvaluationResult,
};
use rsigma_parser::{LogSource, SigmaCollection};
use serde_json::Value;
use std::{collections::BTreeMap, collections::HashSet, env, fmt::Write, fs, path::Path, time::Instant};

/// What this thread has used of the processor (Linux).
fn processor_seconds() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn files(folder: &Path, out: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "yml") {
            out.push(path);
        }
    }
}

/// All rules in one collection (the engine makes its index anew with each call), and how many documents the parser refused.
fn load(folder: &str) -> (SigmaCollection, usize) {
    let (mut all, mut refused) = (SigmaCollection::new(), 0);
    let mut paths = Vec::new();
    files(Path::new(folder), &mut paths);
    paths.sort();
    for path in paths {
        let Ok(collection) = rsigma_parser::parse_sigma_yaml(&fs::read_to_string(path).unwrap()) else {
            refused += 1;
            continue;
        };
        refused += collection.errors().count();
        all.rules.extend(collection.rules);
    }
    (all, refused)
}

fn text<'a>(event: &'a Value, field: &str) -> &'a str {
    event.get(field).and_then(Value::as_str).unwrap_or("")
}

fn event_id(event: &Value) -> u64 {
    event.get("EventID").and_then(|id| id.as_u64().or_else(|| id.as_str()?.parse().ok())).unwrap_or(0)
}

/// Category and service of an event by its Channel and EventID, after the taxonomy of Sigma ("Windows") and the configurations of Sysmon; of a
/// registry event of Sysmon each category that it belongs to.
fn windows_log_sources(event: &Value) -> Vec<(&'static str, &'static str)> {
    let id = event_id(event);
    match text(event, "Channel").to_ascii_lowercase().as_str() {
        "microsoft-windows-sysmon/operational" => {
            let categories: &[&str] = match id {
                1 => &["process_creation"],
                2 => &["file_change"],
                3 => &["network_connection"],
                4 | 16 => &["sysmon_status"],
                5 => &["process_termination"],
                6 => &["driver_load"],
                7 => &["image_load"],
                8 => &["create_remote_thread"],
                9 => &["raw_access_thread"],
                10 => &["process_access"],
                11 => &["file_event"],
                12 if text(event, "EventType") == "CreateKey" => &["registry_add", "registry_event"],
                12 => &["registry_delete", "registry_event"],
                13 => &["registry_set", "registry_event"],
                14 => &["registry_rename", "registry_event"],
                15 => &["create_stream_hash"],
                17 | 18 => &["pipe_created"],
                19..=21 => &["wmi_event"],
                22 => &["dns_query"],
                23 | 26 => &["file_delete"],
                24 => &["clipboard_capture"],
                25 => &["process_tampering"],
                27 => &["file_block_executable"],
                28 => &["file_block_shredding"],
                29 => &["file_executable_detected"],
                255 => &["sysmon_error"],
                _ => &[""],
            };
            categories.iter().map(|category| (*category, "sysmon")).collect()
        }
        "security" => match id {
            4688 => vec![("process_creation", "security")],
            4657 => ["registry_event", "registry_set", "registry_add", "registry_delete"].map(|category| (category, "security")).to_vec(),
            4663 => vec![("file_access", "security")],
            _ => vec![("", "security")],
        },
        "microsoft-windows-powershell/operational" => match id {
            4103 => vec![("ps_module", "powershell")],
            4104 => vec![("ps_script", "powershell")],
            _ => vec![("", "powershell")],
        },
        "windows powershell" => match id {
            400 => vec![("ps_classic_start", "powershell-classic")],
            600 => vec![("ps_classic_provider_start", "powershell-classic")],
            800 => vec![("ps_classic_script", "powershell-classic")],
            _ => vec![("", "powershell-classic")],
        },
        "system" => vec![("", "system")],
        "application" => vec![("", "application")],
        "microsoft-windows-taskscheduler/operational" => vec![("", "taskscheduler")],
        "microsoft-windows-wmi-activity/operational" => vec![("", "wmi")],
        "microsoft-windows-bits-client/operational" => vec![("", "bits-client")],
        "microsoft-windows-windows firewall with advanced security/firewall" => vec![("", "firewall-as")],
        "microsoft-windows-terminalservices-localsessionmanager/operational" => vec![("", "terminalservices-localsessionmanager")],
        "microsoft-windows-terminalservices-remoteconnectionmanager/operational" => vec![("", "terminalservices-remoteconnectionmanager")],
        _ => vec![("", "")],
    }
}

/// Sigma's names beside the vendor's: of a process creation of the Security log, and of the provider of any event.
fn give_names(event: &mut Value) {
    const PROCESS: [(&str, &str); 6] = [
        ("Image", "NewProcessName"),
        ("ParentImage", "ParentProcessName"),
        ("ProcessId", "NewProcessId"),
        ("User", "SubjectUserName"),
        ("LogonId", "SubjectLogonId"),
        ("IntegrityLevel", "MandatoryLabel"),
    ];
    let created = text(event, "Channel").eq_ignore_ascii_case("Security") && event_id(event) == 4688;
    let Some(fields) = event.as_object_mut() else { return };
    for (to, from) in PROCESS.iter().filter(|_| created) {
        if let Some(value) = fields.get(*from).cloned() {
            fields.insert(to.to_string(), value);
        }
    }
    if let (None, Some(value)) = (fields.get("Provider_Name"), fields.get("SourceName").cloned()) {
        fields.insert("Provider_Name".to_string(), value);
    }
}

fn log_source(product: &str, category: &str, service: &str) -> LogSource {
    let some = |word: &str| (!word.is_empty()).then(|| word.to_string());
    LogSource { product: some(product), category: some(category), service: some(service), ..LogSource::default() }
}

enum Lane {
    Alone(Engine),
    Told(Engine),
    Schema(Box<SchemaRouter>),
}

impl Lane {
    fn new(name: &str, rules: &SigmaCollection) -> (Lane, usize) {
        let mut engine = Engine::new();
        if name == "schema" {
            let plan = RoutingPlan::from_config(&RoutingConfig::default());
            let router = SchemaRouter::build(
                rules,
                SchemaClassifier::builtin(),
                plan,
                vec![Vec::new()],
                CorrelationConfig::default(),
                false,
                MatchDetailLevel::default(),
                Some(LogSourceExtractor::new()),
                false,
            );
            return (Lane::Schema(Box::new(router.unwrap_or_else(|error| panic!("{error}")))), 0);
        }
        let refused = engine.add_rules(&rules.rules).len();
        if name == "windows" {
            engine.set_logsource_extractor(Some(LogSourceExtractor::new().with_defaults(log_source("windows", "", ""))));
        }
        (if name == "events" || name == "named" { Lane::Told(engine) } else { Lane::Alone(engine) }, refused)
    }

    fn evaluate(&mut self, value: &Value) -> Vec<EvaluationResult> {
        let event = JsonEvent::borrow(value);
        match self {
            Lane::Alone(engine) => engine.evaluate(&event),
            Lane::Schema(router) => router.route(&event).results,
            Lane::Told(engine) => {
                let of = |(category, service)| engine.evaluate_with_logsource(&event, &log_source("windows", category, service));
                windows_log_sources(value).into_iter().flat_map(of).collect()
            }
        }
    }
}

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    let option = |name: &str| words.iter().position(|word| word == name).map(|at| words[at + 1].clone());
    let loading = processor_seconds();
    let (rules, unparsed) = load(&words[0]);
    let (mut lane, refused) = Lane::new(option("--lane").as_deref().unwrap_or("default"), &rules);
    println!("rules {} refused {} load {:.2} s cpu", rules.rules.len(), unparsed + refused, processor_seconds() - loading);
    let all = fs::read_to_string(&words[1]).unwrap();
    let naming = option("--lane").is_some_and(|lane| lane == "named");
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let (mut events, mut matches, mut hits) = (0u64, 0u64, String::new());
    let want_hits = option("--hits").is_some();
    let (begin, cpu) = (Instant::now(), processor_seconds());
    for line in all.lines() {
        let Ok(mut value) = serde_json::from_str::<Value>(line) else { continue };
        events += 1;
        if naming {
            give_names(&mut value);
        }
        let mut seen = HashSet::new(); // an event of two categories may bring a rule twice
        for one in lane.evaluate(&value) {
            let rule = one.header.rule_id.unwrap_or(one.header.rule_title);
            if !seen.insert(rule.clone()) {
                continue;
            }
            matches += 1;
            if want_hits {
                writeln!(hits, "{}\t{rule}", line.as_ptr() as usize - all.as_ptr() as usize).unwrap();
            }
            *counts.entry(rule).or_default() += 1;
        }
    }
    let (wall, cpu) = (begin.elapsed().as_secs_f64(), processor_seconds() - cpu);
    let rate = |seconds: f64| events as f64 / seconds;
    println!("events {events} matches {matches} rules_matched {}", counts.len());
    println!("wall {wall:.2} s = {:.0} events/s; cpu {cpu:.2} s = {:.0} events/s of one core", rate(wall), rate(cpu));
    if let Some(file) = option("--matches") {
        fs::write(file, counts.iter().map(|(rule, count)| format!("{rule}\t{count}\n")).collect::<String>()).unwrap();
    }
    if let Some(file) = option("--hits") {
        fs::write(file, hits).unwrap();
    }
}
