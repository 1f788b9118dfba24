//! What the terminal makes of the same request.

use std::process::Command;

/// What `gauntlet trace` makes of a `--story` or a `--preset`: the program that `cargo xtask test` has compiled, or cargo runs it.
pub fn traced(flag: &str, name: &str) -> serde_json::Value {
    let mut command = match std::env::var_os("GAUNTLET_CLI") {
        Some(program) => Command::new(program),
        None => {
            let mut command = Command::new(env!("CARGO"));
            command.args(["run", "--quiet", "--offline", "--package", "gauntlet", "--"]);
            command
        }
    };
    let out = command
        .arg("trace")
        .args([flag, name, "--format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let (text, errors) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}{errors}"))
}
