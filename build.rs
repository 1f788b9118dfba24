//! Runs the built-in scenario's four stories and writes what is told of them, so that a reader who only watches those
//! need not load the engines: 40 KB of the first load. Writes the texts of the stage and the article as Rust, too.

use std::path::Path;

use gauntlet_content::{constants, for_build, language};
use gauntlet_explain::report;
use gauntlet_scenario::{BUILT_IN, Scenario};

fn main() -> Result<(), String> {
    let scenario =
        Scenario::from_json(BUILT_IN).map_err(|errors| format!("assets/scenario.json:\n{errors}"))?;
    let stories = report::record(&scenario).map_err(|error| error.to_string())?;
    let folder = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: cargo runs this")?;
    let write = |name: &str, bytes: &[u8]| {
        let file = Path::new(&folder).join(name);
        std::fs::write(&file, bytes).map_err(|error| format!("{}: {error}", file.display()))
    };
    write("stories.postcard", &stories)?;
    let content = for_build()?;
    // Only the page has the article; the app would not even compile its templates.
    let page = std::env::var_os("CARGO_FEATURE_SSR").is_some();
    let groups: &[&str] =
        if page { &["stage", "layer", "article", "editor", "page"] } else { &["stage", "layer", "editor"] };
    let read = language::direction(&content.language);
    let head = format!(
        "/// The language of the texts, as a BCP 47 tag.\npub const LANGUAGE: &str = {:?};\n\
         /// Which way it is read: `ltr` or `rtl`.\npub const DIRECTION: &str = {read:?};\n",
        content.language
    );
    write("messages.rs", [head, constants(&content, groups, &["stage", "editor"])].concat().as_bytes())?;
    // What else it depends on is compiled into it.
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}
