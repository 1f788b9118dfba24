//! The site in one HTML file, which works from a disk and without a network: `dist-single/gauntlet.html`.
//!
//! Styles and scripts become the page's own, and its policy names their hashes. What a script loads, the wasm and the modules
//! made with it, is held as base64; a page from a disk may import nothing but what it makes itself, so `files.js` makes a
//! `blob:` address of each when it is asked for.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::step::root;

const FILES: &str = include_str!("single/files.js");
const DOCUMENTS: &str = "<p><a href=\"./fidelity.html\">";
const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"";

/// Writes the file from `dist/`.
///
/// # Errors
/// Where `dist/` can't be read or refers to a file in a way that is not known here.
pub fn write() -> Result<()> {
    let dist = root().join("dist");
    let read = |name: &str| {
        fs::read(dist.join(name)).with_context(|| format!("reading dist/{name}, which the page names"))
    };
    let html = without_documents(&String::from_utf8(read("index.html")?)?)?;
    let held = loaded(&dist)?;
    let page = page(&html, &held, &read)?;
    let file = root().join("dist-single/gauntlet.html");
    fs::create_dir_all(root().join("dist-single"))?;
    fs::write(&file, &page).with_context(|| format!("writing {}", file.display()))?;
    eprintln!("== wrote dist-single/gauntlet.html, {} KB", page.len() / 1000);
    Ok(())
}

/// The page without its link to the documents, which are pages of their own.
fn without_documents(html: &str) -> Result<String> {
    let (before, rest) =
        html.split_once(DOCUMENTS).context("dist/index.html has no link to the documents")?;
    let (_, after) = rest.split_once("</p>").context("the link to the documents does not end")?;
    Ok([before, after].concat())
}

/// The files that scripts load: each wasm and the module beside it, and what is for later.
fn loaded(dist: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dist).with_context(|| format!("reading {}", dist.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix("_bg.wasm") {
            names.extend([format!("{stem}.js"), name]);
        } else if name.starts_with("later-") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The site's page with everything in it.
fn page(html: &str, held: &[String], read: &dyn Fn(&str) -> Result<Vec<u8>>) -> Result<String> {
    let mut hashes = Hashes::default();
    let mut out = String::new();
    let mut rest = html;
    let found = |text: &str| ["<link ", "<script", "<style>"].iter().filter_map(|tag| text.find(tag)).min();
    while let Some(at) = found(rest) {
        let (before, element) = rest.split_at(at);
        out.push_str(before);
        let (tag, after) = element.split_once('>').context("an element of the page does not end")?;
        if tag == "<style" {
            let (style, after) = after.split_once("</style>").context("a style sheet does not end")?;
            rest = after;
            out.push_str(&element_of("style", "", style, &mut hashes.styles)?);
            continue;
        }
        if tag.starts_with("<script") {
            let (inline, after) = after.split_once("</script>").context("a script does not end")?;
            rest = after;
            let kind = if tag.contains("type=\"module\"") { " type=\"module\"" } else { "" };
            match value(tag, "src") {
                Some(name) => {
                    let script = String::from_utf8(read(local(name)?)?)?;
                    out.push_str(&element_of("script", kind, &script, &mut hashes.scripts)?);
                }
                // Trunk's own starts the app from its files.
                None if inline.contains("TrunkApplicationStarted") => {}
                None => {
                    ensure!(kind.is_empty(), "an inline module is not known: {inline}");
                    out.push_str(&element_of("script", kind, inline, &mut hashes.scripts)?);
                }
            }
            continue;
        }
        rest = after;
        let name = local(value(tag, "href").context("a link goes nowhere")?)?;
        match value(tag, "rel") {
            Some("icon") => {
                let icon = BASE64_STANDARD.encode(read(name)?);
                out.push_str(&format!("<link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\" />"));
            }
            Some("modulepreload" | "preload") => {
                ensure!(held.iter().any(|one| one == name), "{name} is not held")
            }
            other => bail!("a link of the kind {other:?} is not known"),
        }
    }
    out.push_str(rest);
    let app = app(held).context("dist/ has no app")?;
    let mut data = String::new();
    for name in held {
        let text = BASE64_STANDARD.encode(read(name)?);
        data.push_str(&format!("<script type=\"text/plain\" id=\"file:{name}\">{text}</script>\n"));
    }
    data.push_str(&element_of("script", " type=\"module\"", FILES, &mut hashes.scripts)?);
    let out = once(&out, "</body>", &format!("{data}\n</body>"))?;
    let out = once(&out, "</head>", &format!("<meta name=\"gauntlet-app\" content=\"{app}\" />\n</head>"))?;
    let (before, policy) = out.split_once(POLICY).context("dist/index.html has no policy")?;
    let (policy, after) = policy.split_once('"').context("the policy does not end")?;
    Ok([before, POLICY, &hashes.policy(policy), "\"", after].concat())
}

/// What the app is called among the files of a site: the name of its wasm without what that ends with.
pub fn app(files: &[String]) -> Option<&str> {
    let mut wasm = files.iter().filter_map(|name| name.strip_suffix("_bg.wasm"));
    wasm.find(|name| name.starts_with("gauntlet-app"))
}

/// What the policy must allow of what is inline.
#[derive(Default)]
struct Hashes {
    scripts: String,
    styles: String,
}

impl Hashes {
    /// The site's policy, with what is inline and what the page makes itself instead of its folder.
    fn policy(&self, of_site: &str) -> String {
        let directives = of_site.split(';').map(|directive| {
            let words = directive.split_whitespace();
            let kept =
                words.filter(|word| *word != "'self'" && !word.starts_with("'sha256-") && *word != "data:");
            let mut kept = kept.collect::<Vec<_>>().join(" ");
            kept.push_str(&match kept.split(' ').next() {
                Some("script-src") => format!("{} blob:", self.scripts),
                Some("style-src") => self.styles.clone(),
                Some("connect-src") => " blob:".to_owned(),
                Some("img-src") => " data:".to_owned(),
                _ => String::new(),
            });
            kept
        });
        directives.collect::<Vec<_>>().join("; ")
    }
}

/// An inline element; its hash goes to the others.
fn element_of(name: &str, attributes: &str, text: &str, hashes: &mut String) -> Result<String> {
    ensure!(!text.contains(&format!("</{name}")), "a {name} holds its own end");
    hashes.push_str(&format!(" 'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text))));
    Ok(format!("<{name}{attributes}>{text}</{name}>"))
}

/// An attribute's value.
fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}

/// The name of a file of the site's own.
fn local(address: &str) -> Result<&str> {
    address.strip_prefix("./").with_context(|| format!("{address} is no file of the site"))
}

/// Replaces what must be there exactly once.
fn once(html: &str, what: &str, text: &str) -> Result<String> {
    ensure!(html.matches(what).count() == 1, "the page has {what} not once");
    Ok(html.replacen(what, text, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &str = concat!(
        "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self' 'sha256-x=' ",
        "'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'\" />",
        "<link rel=\"icon\" href=\"./i.svg\" integrity=\"x\"/><style>let x = \"s.css\";</style>",
        "<script>let x = \"b.js\";</script><script src=\"./e.js\" type=\"module\"></script>",
        "<script type=\"module\">dispatchEvent(\"TrunkApplicationStarted\")</script>",
        "<link rel=\"modulepreload\" href=\"./gauntlet-app-1.js\"></head><body><p>text</p></body>",
    );

    fn made(site: &str) -> Result<String> {
        let held = ["gauntlet-app-1.js", "gauntlet-app-1_bg.wasm"].map(str::to_owned);
        page(site, &held, &|name| Ok(format!("let x = \"{name}\";").into_bytes()))
    }

    #[test]
    fn the_link_to_the_documents_goes() {
        let html = format!("a{DOCUMENTS}How true?</a></p><p>b</p>");
        assert_eq!(without_documents(&html).ok().as_deref(), Some("a<p>b</p>"));
        assert!(without_documents("a").is_err());
    }

    #[test]
    fn everything_is_in_the_page() {
        let page = made(SITE).expect("a page");
        for gone in ["./", "TrunkApplicationStarted", "'self'", "integrity", "sha256-x="] {
            assert!(!page.contains(gone), "{gone} is left: {page}");
        }
        for (there, times) in [
            ("<style>let x = \"s.css\";</style>", 1),
            ("<script>let x = \"b.js\";</script>", 1),
            ("<script type=\"module\">let x = \"e.js\";</script>", 1),
            ("<script type=\"text/plain\" id=\"file:gauntlet-app-1_bg.wasm\">bGV0IHggPSAi", 1),
            ("<meta name=\"gauntlet-app\" content=\"gauntlet-app-1\" />", 1),
            ("href=\"data:image/svg+xml;base64,", 1),
            ("'sha256-", 4),
            ("connect-src blob:; style-src 'sha256-", 1),
            ("img-src data:; base-uri 'none'\"", 1),
        ] {
            assert_eq!(page.matches(there).count(), times, "{there}: {page}");
        }
        // `printf 'let x = "s.css";' | openssl dgst -sha256 -binary | base64`
        assert!(page.contains("style-src 'sha256-oT7L38aYU92v1V3peWtLlkgQeQonAyc83zmso77Ecgk='"), "{page}");
    }

    #[test]
    fn what_is_not_known_is_an_error() {
        for (from, to) in [
            ("rel=\"icon\"", "rel=\"manifest\""),
            ("./e.js", "https://other.example/e.js"),
            ("dispatchEvent(\"TrunkApplicationStarted\")", "let y;"),
            ("</body>", ""),
            ("./gauntlet-app-1.js", "./gauntlet-other.js"),
            ("Content-Security-Policy", "refresh"),
        ] {
            assert!(made(&SITE.replacen(from, to, 1)).is_err(), "{to}");
        }
    }
}
