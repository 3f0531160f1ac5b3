//! Holds the crate sigma-rust against the suite: reads the folders that `run.py write CASES` made, answers as NDJSON.
//! The crate knows rules, no correlations, filters or placeholders: cases that need those are skipped, and say so.
use serde_json::json;
use sigma_rust::{event_from_json, rule_from_yaml};
use std::{env, fs, path::Path};

/// The value of a top-level key of one YAML document, as far as the suite writes ids and names.
fn scalar<'a>(document: &'a str, key: &str) -> Option<&'a str> {
    document.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':')).map(|value| value.trim().trim_matches(['"', '\'']))
}

fn answer(case: &str, folder: &Path) {
    let skip = |why: &str| println!("{}", json!({"case": case, "skipped": why}));
    if folder.join("placeholders.json").exists() {
        return skip("no placeholders");
    }
    let rules = fs::read_to_string(folder.join("rules.yml")).unwrap();
    let events = fs::read_to_string(folder.join("events.ndjson")).unwrap();
    let documents: Vec<&str> = rules.split("\n---").filter(|document| !document.trim().is_empty()).collect();
    if documents.iter().any(|document| ["\ncorrelation:", "\nfilter:", "\naction:"].iter().any(|key| format!("\n{document}").contains(key))) {
        return skip("no correlations, filters or collections");
    }
    let mut found = Vec::new();
    for document in documents {
        let Ok(rule) = rule_from_yaml(document) else {
            return println!("{}", json!({"case": case, "rejected": true}));
        };
        let name = scalar(document, "id").or(scalar(document, "name")).unwrap_or("");
        for (number, line) in events.lines().filter(|line| !line.trim().is_empty()).enumerate() {
            if event_from_json(line).is_ok_and(|event| rule.is_match(&event)) {
                found.push(json!({"case": case, "event": number, "rule": name}));
            }
        }
    }
    for line in found {
        println!("{line}");
    }
}

fn main() {
    let cases = env::args().nth(1).expect("usage: sigma-rust-answers CASES");
    for topic in fs::read_dir(&cases).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        for case in fs::read_dir(topic.path()).unwrap().flatten() {
            let name = format!("{}/{}", topic.file_name().to_string_lossy(), case.file_name().to_string_lossy());
            answer(&name, &case.path());
        }
    }
}
