//! Prints to standard output. A reader that has gone away (`| head`) is no problem.

use std::io::{self, Write};

use clap::ValueEnum;

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
