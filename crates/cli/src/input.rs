//! Reads what the user names: files of a bounded size, `-` for standard input. Every problem names the file.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use gauntlet_scenario::{MAX_BYTES, Scenario};

use crate::output;

/// What messages call a file.
pub fn name(path: &Path) -> String {
    if is_stdin(path) { "standard input".to_owned() } else { path.display().to_string() }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads a file of at most `limit` bytes.
pub fn bytes(path: &Path, limit: usize) -> Result<Vec<u8>, String> {
    let of = |problem: &dyn Display| format!("{}: {problem}", name(path));
    if path.is_dir() {
        return Err(of(&"found a directory, expected a file"));
    }
    let reader: Box<dyn Read> = if is_stdin(path) {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(|error| of(&error))?)
    };
    let mut bytes = Vec::new();
    reader.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| of(&error))?;
    if bytes.len() > limit {
        return Err(of(&format!("found more than {limit} bytes, expected at most that")));
    }
    Ok(bytes)
}

/// Reads a text file of at most `limit` bytes.
pub fn text(path: &Path, limit: usize) -> Result<String, String> {
    String::from_utf8(bytes(path, limit)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        format!("{}: found the byte 0x{byte:02x} at offset {at}, expected UTF-8 text", name(path))
    })
}

/// Reads a scenario: its text, and what it says.
pub fn scenario(path: &Path) -> Result<(String, Scenario), String> {
    let text = text(path, MAX_BYTES)?;
    let read = Scenario::from_json(&text).map_err(|errors| {
        let told = errors.to_string();
        let lines = told.lines().map(|line| output::one_line(&format!("{}: {line}", name(path))));
        lines.collect::<Vec<_>>().join("\n")
    });
    read.map(|scenario| (text, scenario))
}
