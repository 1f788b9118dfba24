//! Writes the simulation's sentences, the built-in ones or an author's, as Rust.

use std::path::PathBuf;

use gauntlet_content::{constants, for_build, language, reasons, titles, words};

/// How a language writes and counts whole numbers, as a constant.
fn numbers(name: &str, tag: &str) -> String {
    let language::Numbers { digits, group, sizes, least, below, above, million } = language::numbers(tag);
    let bytes =
        |table: &[u8]| -> String { table.iter().map(|category| format!("\\x{category:02x}")).collect() };
    format!(
        "/// How `{tag}` writes and counts whole numbers.\npub const {name}: Numbers = Numbers {{ digits: {digits:?}, \
         group: {group:?}, sizes: {sizes:?}, least: {least}, below: b\"{}\", above: b\"{}\", million: {million} }};\n",
        bytes(&below),
        bytes(&above),
    )
}

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=build.rs");
    let content = for_build()?;
    let tag = &content.language;
    let head = format!(
        "/// The language of the texts, as a BCP 47 tag.\npub const LANGUAGE: &str = {tag:?};\n\
         /// What stands between a number's whole part and its fraction.\npub const SEPARATOR: &str = {:?};\n",
        language::separator(tag)
    ) + &numbers("NUMBERS", tag)
        + &numbers("BUILT_IN_NUMBERS", "en");
    let groups = ["layer", "client", "telling", "cause", "symptom"];
    let source = [
        head,
        constants(&content, &groups, &[]),
        words(&content, "value"),
        reasons(&content, "reason"),
        titles(&content, "preset", "PRESETS"),
    ]
    .concat();
    let folder = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: cargo runs this")?;
    let file = PathBuf::from(folder).join("messages.rs");
    std::fs::write(&file, source).map_err(|error| format!("{}: {error}", file.display()))
}
