//! Files that are generated and kept in git: a test fails when one is stale, and `cargo xtask schema` writes them.

use std::path::Path;

/// Holds a file of the project to its text; with `GAUNTLET_WRITE` set, writes it.
pub fn check(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
    if std::env::var_os("GAUNTLET_WRITE").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(found == text, "{file} is stale: `cargo xtask schema` writes it anew");
}
