//! What is told of a slip in a file, shared by whoever reads scenarios and content files: the name that was meant, the place
//! where a text stops being JSON, and a wrong value shortened. All of it works in bounds, whatever the file holds.

mod cursor;
mod json;
mod near;
mod place;
mod problem;
mod text;

pub use cursor::Cursor;
pub use json::{Slip, syntax};
pub use near::{Search, nearest};
pub use place::Lines;
pub use problem::Problem;
pub use text::{quote, said};

/// How many problems of one file are told: whoever has more mends these first.
pub const MAX_PROBLEMS: usize = 100;

/// How much of a wrong value a problem quotes, in characters.
const QUOTE: usize = 60;

/// How many names a problem lists.
const LISTED: usize = 20;

/// A value on one line, shortened.
#[must_use]
pub fn short(value: &str) -> String {
    let head: String = value.chars().take(QUOTE).collect();
    let whole = head.len() == value.len();
    let mut line = String::with_capacity(head.len());
    for word in head.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !whole {
        line.push('…');
    }
    line
}

/// Names in a row, each shortened; of many the first, and how many more there are.
#[must_use]
pub fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    let mut count = 0_usize;
    for name in names {
        if count < LISTED {
            if count > 0 {
                out.push_str(", ");
            }
            out.push_str(&short(name));
        }
        count += 1;
    }
    match count.checked_sub(LISTED) {
        Some(more) if more > 0 => out + " and " + &more.to_string() + " more",
        _ => out,
    }
}

/// A name as a part of a JSON pointer (RFC 6901, section 3).
#[must_use]
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
