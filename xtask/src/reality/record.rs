//! A recording: a first line that names the programs, then a row a case.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::lab::{Lab, Program};
use crate::step::root;

/// What is written to `tests/reality/AREA.jsonl`.
pub struct Recording {
    area: String,
    rows: Vec<Value>,
}

impl Recording {
    pub fn new(area: &str, _lab: &Lab, programs: &[Program]) -> Result<Self> {
        let mut versions = serde_json::Map::new();
        for program in programs {
            versions.insert(program.name().to_owned(), program.version()?.into());
        }
        // The kernel is the program that refuses, resets and drops.
        let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease")?;
        let release = kernel.split('-').next().unwrap_or_default().trim();
        versions.insert("linux".to_owned(), release.into());
        Ok(Self { area: area.to_owned(), rows: vec![json!({ "recorded": area, "programs": versions })] })
    }

    /// Adds a row. Its `system` and `case` name it.
    pub fn row(&mut self, row: Value) -> Result<()> {
        let name = |row: &Value| (row["system"].clone(), row["case"].clone());
        ensure!(!self.rows.iter().any(|other| name(other) == name(&row)), "two rows named {:?}", name(&row));
        self.rows.push(row);
        Ok(())
    }

    pub fn write(self) -> Result<()> {
        let file = root().join("tests/reality").join(format!("{}.jsonl", self.area));
        let lines: Vec<String> = self.rows.iter().map(|row| format!("{row}\n")).collect();
        std::fs::write(&file, lines.concat())?;
        eprintln!("   {} rows in {}", self.rows.len() - 1, file.display());
        Ok(())
    }
}

/// What nginx wrote to a log since it was so long, without the time and the numbers of process and connection.
pub fn logged(log: &Path, since: usize) -> Result<Vec<String>> {
    // The line about the client's end of the connection comes a little after its response.
    std::thread::sleep(Duration::from_millis(20));
    let bytes = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(bytes.get(since..).unwrap_or_default()).into_owned();
    let lines = text.lines();
    // `2026/11/28 10:00:00 [error] 1#1: *2 connect() failed`
    let short = lines.filter_map(|line| {
        let (level, rest) = line.get(line.find('[')?..)?.split_once(' ')?;
        let told = rest.split_once(": *")?.1.split_once(' ')?.1;
        // A TLS hello where a request was expected: its bytes are drawn by chance.
        let (told, more) = told.split_once('\x16').map_or((told, ""), |(before, _)| (before, "…\""));
        Some([level, " ", told, more].concat())
    });
    Ok(short.collect())
}

/// A text with the digits before a mark replaced: what differs from run to run.
pub fn without_digits(text: &str, before: &[&str], placeholder: &str) -> String {
    let mut text = text.to_owned();
    for mark in before {
        let mut from = 0;
        while let Some(at) = text.get(from..).and_then(|rest| rest.find(mark)).map(|at| at + from) {
            let digits = text[..at].chars().rev().take_while(char::is_ascii_digit).count();
            if digits > 0 {
                text.replace_range(at - digits..at, placeholder);
                from = at - digits + placeholder.len() + mark.len();
            } else {
                from = at + mark.len();
            }
        }
    }
    text
}
