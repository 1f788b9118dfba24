//! Every preset's journey and every story's, a line of JSON each, in the language that this was built in: `tests/languages.rs` compares
//! them with its own.

#[path = "../tests/traces/mod.rs"]
mod traces;

fn main() {
    traces::all().iter().for_each(|trace| println!("{trace}"));
}
