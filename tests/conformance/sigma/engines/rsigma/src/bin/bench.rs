//! bench RULES EVENTS.ndjson MATCHES.tsv [--product windows]: events a second of one core with rsigma's engine, as its `engine eval` calls it; with
//! `--product`, told by hand what all events are of. Parsing the JSON is timed, loading the rules is not. MATCHES: rule, matches.
use rsigma_eval::{Engine, LogSourceExtractor, event::JsonEvent};
use rsigma_parser::LogSource;
use serde_json::Value;
use std::{collections::BTreeMap, env, fs, path::Path, time::Instant};

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

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    let mut paths = Vec::new();
    files(Path::new(&words[0]), &mut paths);
    paths.sort();
    let loading = Instant::now();
    let mut engine = Engine::new();
    let (mut rules, mut refused) = (Vec::new(), 0);  // all at once: the engine makes its index anew with each call
    for path in paths {
        let Ok(collection) = rsigma_parser::parse_sigma_yaml(&fs::read_to_string(path).unwrap()) else {
            refused += 1;
            continue;
        };
        refused += collection.errors.len();
        rules.extend(collection.rules);
    }
    refused += engine.add_rules(&rules).len();
    println!("rules {} refused {refused} load {:.2} s", rules.len(), loading.elapsed().as_secs_f64());
    if let Some(at) = words.iter().position(|word| word == "--product") {
        let defaults = LogSource { product: Some(words[at + 1].clone()), ..LogSource::default() };
        engine.set_logsource_extractor(Some(LogSourceExtractor::new().with_defaults(defaults)));
    }
    let text = fs::read_to_string(&words[1]).unwrap();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let (mut events, mut matches) = (0u64, 0u64);
    let begin = Instant::now();
    for line in text.lines() {
        let Ok(value) = serde_json::from_str::<Value>(line) else { continue };
        let event = JsonEvent::borrow(&value);
        let found = engine.evaluate(&event);
        events += 1;
        matches += found.len() as u64;
        for one in found {
            *counts.entry(one.header.rule_id.unwrap_or(one.header.rule_title)).or_default() += 1;
        }
    }
    let taken = begin.elapsed().as_secs_f64();
    println!("events {events} matches {matches} rules_matched {} wall {taken:.2} s = {:.0} events/s", counts.len(), events as f64 / taken);
    let lines: String = counts.iter().map(|(rule, count)| format!("{rule}\t{count}\n")).collect();
    fs::write(&words[2], lines).unwrap();
}
