//! Reads the folders that `run.py write CASES` made, answers as NDJSON. Cases with placeholders are skipped: here no pipeline gives their values.
//! A correlation's time is that of the event it fired at.
use rsigma_eval::{CorrelationConfig, CorrelationEngine, event::JsonEvent};
use serde_json::{Value, json};
use std::{collections::HashMap, env, fs, path::Path};

fn answer(case: &str, folder: &Path) {
    if folder.join("placeholders.json").exists() {
        return println!("{}", json!({"case": case, "skipped": "no placeholders"}));
    }
    let rejected = || println!("{}", json!({"case": case, "rejected": true}));
    let rules = fs::read_to_string(folder.join("rules.yml")).unwrap();
    let Ok(collection) = rsigma_parser::parse_sigma_yaml(&rules) else { return rejected() };
    let mut names = HashMap::new();
    for rule in &collection.rules {
        names.insert(rule.title.clone(), rule.id.clone().or(rule.name.clone()).unwrap_or_default());
    }
    for rule in &collection.correlations {
        names.insert(rule.title.clone(), rule.id.clone().or(rule.name.clone()).unwrap_or_default());
    }
    let config = CorrelationConfig { timestamp_fields: vec!["time".into()], ..CorrelationConfig::default() };
    let mut engine = CorrelationEngine::new(config);
    if collection.has_errors() || engine.add_collection(&collection).is_err() {
        return rejected();
    }
    let events = fs::read_to_string(folder.join("events.ndjson")).unwrap();
    for (number, line) in events.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        let Ok(value) = serde_json::from_str::<Value>(line) else { continue };
        for found in engine.process_event(&JsonEvent::borrow(&value)) {
            let rule = names.get(&found.header.rule_title).cloned().unwrap_or_default();
            match found.as_correlation() {
                Some(body) => {
                    let group: Vec<&String> = body.group_key.iter().map(|(_, value)| value).collect();
                    println!("{}", json!({"case": case, "rule": rule, "time": value["time"], "group": group}));
                }
                None => println!("{}", json!({"case": case, "event": number, "rule": rule})),
            }
        }
    }
}

fn main() {
    let cases = env::args().nth(1).expect("usage: answers CASES");
    for topic in fs::read_dir(&cases).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        for case in fs::read_dir(topic.path()).unwrap().flatten() {
            let name = format!("{}/{}", topic.file_name().to_string_lossy(), case.file_name().to_string_lossy());
            answer(&name, &case.path());
        }
    }
}
