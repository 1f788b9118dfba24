//! The page on how true this is has the recordings' figures, and every exception with its reason.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

use crate::held::{AREAS, exceptions, folder, header, rows, text};

const BEGIN: &str =
    "<!-- recordings: written by the test `reality` of gauntlet-explain with GAUNTLET_WRITE=1 -->\n";
const END: &str = "<!-- recordings end -->";

/// How many cases an exception names, by system.
fn cases(systems: &Value) -> impl Iterator<Item = (&str, usize)> {
    let systems = systems.as_object().into_iter().flatten();
    systems.map(|(system, cases)| (system.as_str(), cases.as_array().map_or(0, Vec::len)))
}

/// A version as its program says it, without what was built into it.
fn version(program: &str, says: &str) -> String {
    let is_number = |word: &&str| word.starts_with(|sign: char| sign.is_ascii_digit()) && word.contains('.');
    let words = says.split([' ', '/', '\n']).map(|word| word.trim_start_matches('v'));
    format!("{program} {}", words.clone().find(is_number).unwrap_or(says))
}

/// Whether a row is no input here, so that nothing can be compared.
fn refused(area: &str, row: &Value) -> bool {
    match area {
        "curl_sends" | "curl_unseen" => crate::sends::is_refused(row),
        "parsing" => crate::parsing::is_refused(row),
        "names" => crate::names::is_refused(row),
        _ => false,
    }
}

fn figures() -> String {
    let all = exceptions();
    let mut out = String::from(
        "| what | program | rows | agree | refused here | in percent |\n|---|---|---|---|---|---|\n",
    );
    let mut programs = BTreeMap::new();
    for (area, what) in AREAS {
        for (program, says) in header(area)["programs"].as_object().into_iter().flatten() {
            programs.insert(program.clone(), version(program, says.as_str().unwrap_or_default()));
        }
        let mut systems: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        // What a proxy does without a word said about it is recorded, and nothing here is set up like that.
        let compared = |row: &Value| !text(row, "system").ends_with(", defaults");
        for row in rows(area).into_iter().filter(compared) {
            let counted = systems.entry(text(&row, "system").to_owned()).or_default();
            counted.0 += 1;
            counted.1 += usize::from(refused(area, &row));
        }
        for (system, (of, refused)) in systems {
            let differ: usize = all
                .get(*area)
                .and_then(Value::as_object)
                .into_iter()
                .flat_map(|reasons| reasons.values())
                .flat_map(cases)
                .filter(|(name, _)| *name == system)
                .map(|(_, count)| count)
                .sum();
            let agree = of - differ - refused;
            let share = agree * 100 / of;
            writeln!(out, "| {what} | {system} | {of} | {agree} | {refused} | {share} % |").unwrap();
        }
    }
    let versions: Vec<String> = programs.into_values().collect();
    writeln!(out, "\nRecorded with {}.\n\nWhat differs, and in how many rows:\n", versions.join(", "))
        .unwrap();
    for (area, what) in AREAS {
        for (reason, systems) in all.get(*area).and_then(Value::as_object).into_iter().flatten() {
            let counts: Vec<String> =
                cases(systems).map(|(system, count)| format!("{system} {count}")).collect();
            writeln!(out, "- *{what}:* {reason} ({})", counts.join(", ")).unwrap();
        }
    }
    out
}

#[test]
fn the_page_has_these_figures() {
    let file = folder().join("../../docs/fidelity.md");
    let page = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (told, after) = rest.split_once(END).unwrap();
    let figures = figures();
    if std::env::var_os("GAUNTLET_WRITE").is_some() {
        return std::fs::write(file, [before, BEGIN, &figures, END, after].concat()).unwrap();
    }
    assert!(told == figures, "docs/fidelity.md tells of other figures: write it anew with GAUNTLET_WRITE=1");
}
