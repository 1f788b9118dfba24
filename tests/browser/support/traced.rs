//! What the terminal makes of the same request.

/// What `gauntlet trace` makes of a `--story` or a `--preset`.
pub fn traced(flag: &str, name: &str) -> serde_json::Value {
    let out = std::process::Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--package", "gauntlet", "--", "trace"])
        .args([flag, name, "--format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let (text, errors) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}{errors}"))
}
