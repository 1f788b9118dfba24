//! Minifies a built site: joins its style sheets into one, and runs esbuild over it and the scripts.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::step::step;
use crate::tools::Tools;

/// What the page's links to its style sheets begin with.
const STYLE: &str = "<link rel=\"stylesheet\" href=\"./";

/// Joins and minifies the style sheets the page links, and minifies every script in the folder, but not in its subfolders.
///
/// Trunk's own minifier fails on the script that wasm-bindgen writes, and joins nothing.
///
/// # Errors
/// Where a file can't be read or written, or esbuild finds an error in one.
pub fn site(tools: &Tools, dist: &Path) -> Result<()> {
    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).with_context(|| format!("reading {}", page.display()))?;
    let (html, names) = joined(&html, |names| {
        let mut styles = String::new();
        for name in names {
            styles.push_str(&fs::read_to_string(dist.join(name)).with_context(|| format!("reading {name}"))?);
        }
        let hash: String = Sha256::digest(&styles).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let name = format!("style-{hash}.css");
        fs::write(dist.join(&name), styles).with_context(|| format!("writing {name}"))?;
        Ok(name)
    })?;
    for name in names {
        fs::remove_file(dist.join(&name)).with_context(|| format!("removing {name}"))?;
    }
    let mut esbuild = tools.command("esbuild");
    esbuild.args(["--minify", "--legal-comments=none", "--log-level=warning", "--allow-overwrite"]);
    for entry in fs::read_dir(dist).with_context(|| format!("reading {}", dist.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "js" || end == "css") {
            esbuild.arg(path);
        }
    }
    let mut out = OsString::from("--outdir=");
    out.push(dist);
    esbuild.arg(out);
    step("minifying scripts and styles", &mut esbuild, "The lines above say where.")?;
    // Last, so that the page never names a file that is not there yet.
    fs::write(&page, html).with_context(|| format!("writing {}", page.display()))
}

/// The page with one link in the place of its links to style sheets, and the names of those.
fn joined(html: &str, join: impl FnOnce(&[String]) -> Result<String>) -> Result<(String, Vec<String>)> {
    let mut parts = html.split(STYLE);
    let mut out = parts.next().unwrap_or_default().to_owned();
    let first = out.len();
    let mut names = Vec::new();
    for part in parts {
        let (name, rest) = part.split_once('"').context("a link to a style sheet does not end")?;
        let (_, rest) = rest.split_once('>').context("a link to a style sheet does not end")?;
        names.push(name.to_owned());
        out.push_str(rest);
    }
    ensure!(!names.is_empty(), "the page names no style sheet");
    let name = join(&names)?;
    out.insert_str(first, &[STYLE, &name, "\"/>"].concat());
    Ok((out, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_become_one_in_their_order() {
        let page = "<head><link rel=\"stylesheet\" href=\"./b.css\"/>\n<link rel=\"icon\" href=\"./i.svg\"><link rel=\"stylesheet\" href=\"./a.css\"></head>";
        let (html, names) = joined(page, |names| Ok(names.join("+"))).expect("joined");
        assert_eq!(names, ["b.css", "a.css"]);
        assert_eq!(
            html,
            "<head><link rel=\"stylesheet\" href=\"./b.css+a.css\"/>\n<link rel=\"icon\" href=\"./i.svg\"></head>"
        );
        assert!(joined("<head></head>", |_| Ok(String::new())).is_err());
        assert!(joined("<link rel=\"stylesheet\" href=\"./b.css", |_| Ok(String::new())).is_err());
    }
}
