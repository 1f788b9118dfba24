//! What the simulation must not know: clocks, files, sockets, and maps whose order differs from run to run.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn its_source_reads_no_clock_file_or_socket_and_keeps_no_unordered_map() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 20, "{}", files.len());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.display();
        assert!(text.starts_with("//!"), "{name} does not say what it is for");
        for banned in [
            "std::time",
            "std::fs",
            "std::io",
            "std::thread",
            "std::env",
            "TcpStream",
            "TcpListener",
            "UdpSocket",
            "HashMap",
            "HashSet",
            "thread_rng",
            ".unwrap()",
            ".expect(",
        ] {
            assert!(!text.contains(banned), "{name} mentions {banned}");
        }
    }
}
