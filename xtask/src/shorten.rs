//! Shortens the names by which a wasm module and the script beside it know each other. wasm-bindgen puts a hash into each, which
//! nobody reads and nothing packs: 5 KB of the first load.
//!
//! The short names follow from the module alone. So a script and a wasm of the same source fit each other whatever minified them,
//! as their names in the site promise.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

/// What the names begin with that are wasm-bindgen's own.
const OWN: [&str; 3] = ["__wb", "__externref", "wasm_bindgen_"];

/// The sections of a module that hold such names.
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;

/// Shortens them in every wasm of a folder and in the script beside it.
///
/// # Errors
/// Where a file can't be read or written, or is none that wasm-bindgen makes.
pub fn all(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let file = entry?.path();
        let name = file.to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix("_bg.wasm") else { continue };
        let beside = format!("{stem}.js");
        let wasm = fs::read(&file).with_context(|| format!("reading {name}"))?;
        let script = fs::read_to_string(&beside).with_context(|| format!("reading {beside}"))?;
        let (wasm, script) = shortened(&wasm, &script).with_context(|| name.clone())?;
        fs::write(&file, wasm).with_context(|| format!("writing {name}"))?;
        fs::write(&beside, script).with_context(|| format!("writing {beside}"))?;
    }
    Ok(())
}

/// Both with short names.
fn shortened(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let parts = parts(script);
    let words: BTreeSet<&str> = parts.iter().step_by(2).copied().collect();
    let mut names = Names { words: &words, short: BTreeMap::new(), next: 0 };
    let mut read = Reader { bytes: wasm, at: 8 };
    ensure!(wasm.starts_with(b"\0asm"), "it is no wasm");
    let mut out = wasm.get(..8).context("it is no wasm")?.to_vec();
    while read.at < wasm.len() {
        let kind = read.byte()?;
        let length = read.number()?;
        let mut inner = Reader { bytes: read.take(length)?, at: 0 };
        let section = match kind {
            IMPORTS => names.renamed(&mut inner, true)?,
            EXPORTS => names.renamed(&mut inner, false)?,
            _ => inner.bytes.to_vec(),
        };
        out.push(kind);
        put(section.len(), &mut out);
        out.extend(section);
    }
    let mut script = String::new();
    for (at, part) in parts.iter().enumerate() {
        let Some(short) = names.short.get(*part).filter(|_| at % 2 == 0) else {
            script.push_str(part);
            continue;
        };
        // As a variable it might be another's.
        let (before, after) = (at.checked_sub(1).and_then(|at| parts.get(at)), parts.get(at + 1));
        let member = before.is_some_and(|before| before.ends_with('.'))
            || after.is_some_and(|after| after.starts_with(':') || after.starts_with("\":"));
        ensure!(member, "the script has {part} as something else than a member");
        script.push_str(short);
    }
    Ok((out, script))
}

/// A script's words, and between each two of them what stands there.
fn parts(script: &str) -> Vec<&str> {
    let of_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$');
    let mut out = Vec::new();
    let (mut rest, mut inside) = (script, true);
    while !rest.is_empty() {
        let (part, after) =
            rest.split_at(rest.find(|letter| of_word(letter) != inside).unwrap_or(rest.len()));
        out.push(part);
        (rest, inside) = (after, !inside);
    }
    out
}

/// The short names that were given.
struct Names<'a> {
    words: &'a BTreeSet<&'a str>,
    short: BTreeMap<String, String>,
    next: usize,
}

impl Names<'_> {
    /// A section with short names.
    fn renamed(&mut self, section: &mut Reader<'_>, imports: bool) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let count = section.number()?;
        put(count, &mut out);
        for _ in 0..count {
            if imports {
                text(section.text()?, &mut out);
            }
            let name = section.text()?;
            let own = OWN.iter().any(|own| name.starts_with(own)) && self.words.contains(name);
            // A short one may be that of another.
            ensure!(own || name.len() > 2, "it names something {name} already");
            text(&if own { self.short(name) } else { name.to_owned() }, &mut out);
            let from = section.at;
            match (section.byte()?, imports) {
                (_, false) | (0, true) => drop(section.number()?),
                (kind @ 1..=2, true) => {
                    if kind == 1 {
                        section.byte()?;
                    }
                    let bounded = section.byte()? & 1 == 1;
                    section.number()?;
                    if bounded {
                        section.number()?;
                    }
                }
                (3, true) => drop(section.take(2)?),
                (kind, true) => bail!("it imports something of the kind {kind}"),
            }
            out.extend(section.bytes.get(from..section.at).unwrap_or_default());
        }
        Ok(out)
    }

    /// The short one for a name.
    fn short(&mut self, name: &str) -> String {
        if let Some(short) = self.short.get(name) {
            return short.clone();
        }
        let mut short = String::new();
        let mut number = self.next;
        loop {
            short.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or_default()));
            if number < 26 {
                break;
            }
            number = number / 26 - 1;
        }
        self.next += 1;
        self.short.insert(name.to_owned(), short.clone());
        short
    }
}

/// Reads a module's bytes.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let taken = self.bytes.get(self.at..).and_then(|rest| rest.get(..count)).context("it ends early")?;
        self.at += count;
        Ok(taken)
    }

    /// LEB128 without a sign.
    fn number(&mut self) -> Result<usize> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            ensure!(shift < 35, "a number of it does not end");
            number |= usize::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return Ok(number);
            }
        }
    }

    fn text(&mut self) -> Result<&'a str> {
        let length = self.number()?;
        Ok(std::str::from_utf8(self.take(length)?)?)
    }
}

fn put(mut number: usize, out: &mut Vec<u8>) {
    while number > 127 {
        out.push(u8::try_from(number & 127).unwrap_or_default() | 128);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or_default());
}

fn text(text: &str, out: &mut Vec<u8>) {
    put(text.len(), out);
    out.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with an import of each kind and two exports.
    fn module(names: [&str; 6]) -> Vec<u8> {
        let [function, table, memory, global, own, kept] = names;
        let mut imports = vec![4];
        for (name, kind) in [
            (function, &[0, 0][..]),
            (table, &[1, 0x70, 0, 1]),
            (memory, &[2, 1, 1, 0x80, 1]),
            (global, &[3, 0x7f, 0]),
        ] {
            text("./app_bg.js", &mut imports);
            text(name, &mut imports);
            imports.extend(kind);
        }
        let mut exports = vec![2];
        for name in [own, kept] {
            text(name, &mut exports);
            exports.extend([0, 0]);
        }
        let mut out = b"\0asm\x01\0\0\0".to_vec();
        for (kind, section) in
            [(1, vec![1, 0x60, 0, 0]), (IMPORTS, imports), (EXPORTS, exports), (0, vec![0])]
        {
            out.push(kind);
            put(section.len(), &mut out);
            out.extend(section);
        }
        out
    }

    #[test]
    fn both_know_each_other_by_short_names() {
        let long = ["__wbg_a_0f", "__wbindgen_b", "memory", "__wbg_d_1f", "wasm_bindgen_0f___e", "start"];
        let script = "let a=1,$b={__wbg_a_0f:()=>w.wasm_bindgen_0f___e(a),\"__wbindgen_b\":0,memory:0,__wbg_d_1f:2};w.start('é__wbg')";
        let (wasm, short) = shortened(&module(long), script).expect("a module");
        assert_eq!(short, "let a=1,$b={a:()=>w.d(a),\"b\":0,memory:0,c:2};w.start('é__wbg')");
        assert_eq!(wasm, module(["a", "b", "memory", "c", "d", "start"]));
        // What the script does not name stays.
        assert_eq!(shortened(&module(long), "").expect("a module").0, module(long));
    }

    #[test]
    fn there_are_names_enough() {
        let words = BTreeSet::new();
        let mut names = Names { words: &words, short: BTreeMap::new(), next: 0 };
        let given: Vec<String> = (0..800).map(|number| names.short(&format!("__wb{number}"))).collect();
        assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), 800);
        assert_eq!([0, 25, 26, 27, 701].map(|at| given[at].as_str()), ["a", "z", "aa", "ba", "zz"]);
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        let whole = module(["import", "table", "memory", "global", "first", "second"]);
        for broken in [&b"text"[..], &[], &whole[..20], &[&whole[..8], &[2, 3, 1, 0, 0]].concat()] {
            assert!(shortened(broken, "").is_err());
        }
        let tag = [&whole[..8], &[2, 6, 1, 1, b'm', 1, b'n', 4]].concat();
        assert!(shortened(&tag, "").is_err());
        // A variable of that name, and a name that is short already.
        let own = module(["__wbg_a", "table", "memory", "global", "first", "second"]);
        assert!(shortened(&own, "let __wbg_a=1").is_err() && shortened(&own, "let b={__wbg_a:1}").is_ok());
        assert!(shortened(&module(["__wbg_a", "table", "memory", "global", "a", "second"]), "").is_err());
    }
}
