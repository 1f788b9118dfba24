//! The real program on mutated scenarios, content files, requests and `curl` lines: it never panics, stays within bounds of
//! time and memory, exits with 0, 1 or 2, and says where what is wrong. `cargo xtask fuzz` runs it for long; what it once found
//! stands in `rows.jsonl`, which every test run repeats.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod case;
mod documents;
mod judge;
mod laws;
mod make;
mod random;
mod reach;
mod requests;
mod run;
mod schema;
mod texts;
mod tree;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use case::Case;
use judge::judge;
use make::Maker;
use random::{Random, Run};
use reach::Reach;

/// How many kinds of slips end a run.
const KINDS: usize = 12;

/// A row: a case that once failed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// What was wrong.
    found: String,
    /// The exit code that is right.
    exits: i32,
    case: Case,
}

#[test]
fn what_was_once_found_stays_mended() {
    let folder = tempfile::tempdir().unwrap();
    let rows = include_str!("rows.jsonl");
    for (number, line) in rows.lines().enumerate() {
        let row: Row =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("row {}: {error}", number + 1));
        let ended = run::run(&row.case, folder.path());
        let failed = |wrong: String| -> ! { panic!("row {}, {}: {wrong}", number + 1, row.found) };
        let seen = judge(&row.case, &ended).unwrap_or_else(|wrong| failed(wrong));
        for law in laws::of(&row.case, &ended, &seen) {
            let second = run::run(&law.case, folder.path());
            let held = judge(&law.case, &second).and_then(|_| law.hold(&second));
            held.unwrap_or_else(|wrong| failed(wrong));
        }
        assert_eq!(
            ended.code,
            Some(row.exits),
            "row {}, {}: {}",
            number + 1,
            row.found,
            String::from_utf8_lossy(&ended.err)
        );
    }
}

#[test]
fn the_same_seed_makes_the_same_case() {
    let (one, other) = (Maker::read(), Maker::read());
    let cases: Vec<Case> = (0..200).map(|seed| one.case(seed)).collect();
    assert!(cases.iter().enumerate().all(|(seed, case)| other.case(seed as u64) == *case));
    let distinct: std::collections::BTreeSet<String> = cases.iter().map(|case| format!("{case:?}")).collect();
    assert!(distinct.len() > 190, "{} of 200 differ", distinct.len());
}

#[test]
#[ignore = "`cargo xtask fuzz` runs it, for as long as it is asked to"]
fn fuzz() {
    let mut run = Run::asked();
    let (maker, mut reach) = (Maker::read(), Reach::default());
    let folder = tempfile::tempdir().unwrap();
    println!("cli: seed {}", run.seed);
    // One of a kind is told: the same slip is found over and over.
    let mut found = BTreeMap::new();
    while let Some(seed) = run.next()
        && found.len() < KINDS
    {
        if let Err((case, wrong)) = round(&maker, seed, folder.path(), &mut reach) {
            found.entry(kind(&wrong)).or_insert_with(|| {
                let kept = keep(seed, &case, &wrong);
                let steps = case.steps.join("\n  ");
                format!(
                    "{wrong}\n  {steps}\n  It is kept in {}. Again: cargo xtask fuzz --cli --minutes 0 --seed {seed}\n",
                    kept.display()
                )
            });
        }
    }
    let (said, lacks) = reach.told();
    println!("cli: {said}");
    for told in found.values() {
        println!("cli: {told}");
    }
    assert!(found.is_empty(), "cli: {} kinds of slips, told above", found.len());
    assert!(lacks.is_empty(), "cli: it did not get far enough, so it says little: {}", lacks.join("; "));
}

/// What a slip is told apart by: its words, without what is each case's own.
fn kind(wrong: &str) -> String {
    wrong
        .split(['`', '“', '\'', '"'])
        .step_by(2)
        .flat_map(str::chars)
        .filter(|sign| sign.is_alphabetic())
        .take(60)
        .collect()
}

/// A case, and one of the laws that it has. Where one fails, gives the case that did and what is wrong.
fn round(maker: &Maker, seed: u64, folder: &Path, reach: &mut Reach) -> Result<(), (Case, String)> {
    let case = maker.case(seed);
    let ended = run::run(&case, folder);
    let seen = match judge(&case, &ended) {
        Ok(seen) => seen,
        Err(wrong) => return Err((case, wrong)),
    };
    reach.add(&case, ended.code, &seen);
    let random = &mut Random::of(!seed);
    let mut laws = laws::of(&case, &ended, &seen);
    if !laws.is_empty() && random.percent(40) {
        let law = laws.swap_remove(random.below(laws.len()));
        reach.law(law.name);
        let second = run::run(&law.case, folder);
        let held = judge(&law.case, &second).and_then(|_| law.hold(&second));
        if let Err(wrong) = held {
            let steps = [case.steps.as_slice(), &[format!("first: {:?}", case.arguments)]].concat();
            return Err((Case { steps, ..law.case }, wrong));
        }
    }
    Ok(())
}

/// Keeps a case that failed: its files as they are, the command, and the row to add once it is mended.
fn keep(seed: u64, case: &Case, wrong: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join(format!("fuzz/{seed}"));
    fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in &case.files {
        fs::write(folder.join(name), &bytes.0).unwrap();
    }
    let stdin = if case.input == case::Bytes::default() {
        String::new()
    } else {
        fs::write(folder.join("standard-input"), &case.input.0).unwrap();
        " < standard-input".to_owned()
    };
    let words: Vec<String> =
        case.arguments.iter().map(|word| format!("'{}'", word.replace('\'', "'\\''"))).collect();
    let program = env!("CARGO_BIN_EXE_gauntlet");
    let command = format!(
        "#!/bin/sh\n# {}\ncd \"$(dirname \"$0\")\" && '{program}' {}{stdin}\n",
        wrong.replace('\n', "\n# "),
        words.join(" ")
    );
    fs::write(folder.join("again.sh"), command).unwrap();
    let row = Row { found: wrong.to_owned(), exits: 2, case: Case { steps: Vec::new(), ..case.clone() } };
    fs::write(folder.join("row.jsonl"), serde_json::to_string(&row).unwrap() + "\n").unwrap();
    folder
}
