//! Prints to standard output. A reader that has gone away (`| head`) is no problem.

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;

/// How to print.
#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

/// Prints a text, with a line's end after it.
pub fn print(text: &str) -> Result<(), String> {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    match io::stdout().lock().write_all([text, end].concat().as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("standard output: {error}")),
        _ => Ok(()),
    }
}

/// What others wrote, as one line that steers no terminal and looks like no other line.
pub fn one_line(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

/// The same over several lines.
pub fn lines(text: &str) -> String {
    text.replace(|sign: char| sign.is_control() && !['\n', '\t'].contains(&sign), "\u{fffd}")
}

/// A value as JSON that steers no terminal.
pub fn json(value: &impl Serialize) -> Result<String, String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| format!("standard output: {error}"))?;
    Ok(escaped(&text))
}

/// JSON whose control characters are all escaped. The format asks for that below U+0020 only, so `serde_json`
/// leaves U+007F to U+009F as they are, and they can stand only in strings.
pub fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for sign in json.chars() {
        match sign {
            '\u{7f}'..='\u{9f}' => out.push_str(&format!("\\u{:04x}", u32::from(sign))),
            _ => out.push(sign),
        }
    }
    out
}
