//! `.br` and `.gz` beside the files of a folder, for hosts that serve such rather than compress by themselves.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

/// What is worth packing: text and wasm.
const ENDS: [&str; 8] = ["html", "css", "js", "wasm", "svg", "json", "txt", "xml"];

/// Writes both beside every file of a folder, and of those below it, that they make smaller.
///
/// # Errors
/// Where a file can't be read or written.
pub fn beside(folder: &Path) -> Result<()> {
    let mut folders = vec![folder.to_owned()];
    let (mut files, mut sizes) = (0, (0, 0, 0));
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if !path.extension().is_some_and(|end| ENDS.iter().any(|one| end == *one)) {
                continue;
            }
            let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            let packed = [("br", brotli(&bytes)?), ("gz", gzip(&bytes)?)];
            files += 1;
            sizes = (sizes.0 + bytes.len(), sizes.1 + packed[0].1.len(), sizes.2 + packed[1].1.len());
            for (end, packed) in packed {
                let mut name = path.clone().into_os_string();
                name.push(".");
                name.push(end);
                if packed.len() < bytes.len() {
                    fs::write(&name, packed).with_context(|| format!("writing {}", name.display()))?;
                }
            }
        }
    }
    let (raw, br, gz) = sizes;
    eprintln!("== packed {files} files: {} KB, {} KB as .br, {} KB as .gz", raw / 1000, br / 1000, gz / 1000);
    Ok(())
}

/// Brotli at its best: quality 11, window 22.
///
/// # Errors
/// Never while memory lasts.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, 11, 22);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(packed)
}

/// gzip at its best; without a time, so that the same file gives the same bytes.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn only_what_becomes_smaller_is_written() {
        let place = tempfile::TempDir::new().expect("a folder");
        let write = |name: &str, text: &str| fs::write(place.path().join(name), text).expect("a file");
        fs::create_dir(place.path().join("below")).expect("a folder");
        write("long.css", &"a { color: red }".repeat(50));
        write("below/long.wasm", &"00000000".repeat(50));
        write("short.js", "x");
        write("picture.png", &"00000000".repeat(50));
        beside(place.path()).expect("packed");
        let mut names = Vec::new();
        for folder in [place.path().to_owned(), place.path().join("below")] {
            let entries =
                fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
            names.extend(entries.map(|name| name.to_string_lossy().into_owned()));
        }
        names.retain(|name| name.ends_with(".br") || name.ends_with(".gz"));
        names.sort();
        assert_eq!(names, ["long.css.br", "long.css.gz", "long.wasm.br", "long.wasm.gz"]);
    }

    #[test]
    fn what_is_packed_comes_out_again() {
        let text = "the same words and again the same words ".repeat(50);
        let (br, gz) = (brotli(text.as_bytes()).expect("Brotli"), gzip(text.as_bytes()).expect("gzip"));
        let (mut one, mut other) = (String::new(), String::new());
        brotli::Decompressor::new(br.as_slice(), 4096).read_to_string(&mut one).expect("Brotli");
        flate2::read::GzDecoder::new(gz.as_slice()).read_to_string(&mut other).expect("gzip");
        assert_eq!((one.as_str(), other.as_str()), (text.as_str(), text.as_str()));
        assert!(br.len() < text.len() / 10 && gz.len() < text.len() / 10);
    }
}
