//! Runs the program on a case as a user would, within bounds of time and memory.

use std::fs;
use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;

use crate::case::Case;

/// How long it may work, in seconds of the processor's time: the program under test is one for debugging, many times as slow
/// as a release.
pub const CPU_SECONDS: u32 = 10;
/// How long it may take on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(120);
/// How much memory it may have, in bytes of address space; the largest input that is read has 1 MiB.
pub const MEMORY_BYTES: u32 = 256 << 20;
/// How much it may print.
pub const PRINTED_BYTES: usize = 32 << 20;

/// How it ended.
#[derive(Debug, Default)]
pub struct Ended {
    /// The exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// The signal, or that there was no end, in words.
    pub otherwise: String,
    pub out: Vec<u8>,
    pub err: Vec<u8>,
}

/// Runs it in a folder, which then holds the case's files.
pub fn run(case: &Case, folder: &Path) -> Ended {
    for (name, bytes) in &case.files {
        fs::write(folder.join(name), &bytes.0).unwrap();
    }
    // A shell sets the bounds and gives its place to the program.
    let bounds = format!("ulimit -t {CPU_SECONDS}; ulimit -v {} && exec \"$0\" \"$@\"", MEMORY_BYTES >> 10);
    let ended = Command::new("sh")
        .args(["-c", &bounds, env!("CARGO_BIN_EXE_gauntlet")])
        .args(&case.arguments)
        .current_dir(folder)
        .env_remove("RUST_BACKTRACE")
        .write_stdin(case.input.0.clone())
        .timeout(TIMEOUT)
        .output();
    for name in case.files.keys() {
        fs::remove_file(folder.join(name)).unwrap();
    }
    match ended {
        Ok(output) => Ended {
            code: output.status.code(),
            otherwise: output.status.to_string(),
            out: output.stdout,
            err: output.stderr,
        },
        Err(error) => Ended { otherwise: error.to_string(), ..Ended::default() },
    }
}
