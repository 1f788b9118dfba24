//! The site in another language: from an author's content file, instead of `dist/` or in a folder of it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::site;

/// The variable that the build scripts read.
const VARIABLE: &str = "GAUNTLET_CONTENT";

/// Where the page lists the languages in folders beside it; `assets/boot.js` reads it.
const LANGUAGES: &str = "name=\"gauntlet-languages\" content=\"";

/// Builds a site with a content file; with `add` into the folder of its language in the site that is there.
///
/// # Errors
/// Where the file can't be read, `add` finds no site to add to, or the build fails: it says what is wrong with the file.
pub fn build(file: &Path, add: bool, dist: &Path) -> Result<()> {
    let told = || file.display().to_string();
    let path = file.canonicalize().with_context(told)?;
    let text = fs::read_to_string(&path).with_context(told)?;
    let content: serde_json::Value = serde_json::from_str(&text).with_context(told)?;
    let tag = content["language"].as_str().unwrap_or_default();
    if tag.is_empty() || !tag.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-') {
        bail!("{}: found no language, expected its tag, such as \"de\"; `gauntlet check` tells more", told());
    }
    if !add {
        return site::build_with(dist, |trunk| {
            trunk.env(VARIABLE, &path);
        });
    }
    let page = dist.join("index.html");
    let html = fs::read_to_string(&page)
        .with_context(|| format!("{}: build without `--add` first", page.display()))?;
    let html = listed(&html, tag)?;
    site::build_with(&dist.join(tag), |trunk| {
        trunk.env(VARIABLE, &path);
    })?;
    fs::write(&page, html).with_context(|| page.display().to_string())
}

/// A page with a language in its list, once.
fn listed(html: &str, tag: &str) -> Result<String> {
    let Some((before, rest)) = html.split_once(LANGUAGES) else { bail!("the page has no list of languages") };
    let Some((list, after)) = rest.split_once('"') else { bail!("the page's list of languages has no end") };
    let mut tags: Vec<&str> = list.split_whitespace().filter(|known| *known != tag).collect();
    tags.push(tag);
    Ok([before, LANGUAGES, &tags.join(" "), "\"", after].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_listed_once() {
        let page = "<meta name=\"gauntlet-languages\" content=\"\" /><p>";
        let one = listed(page, "de").expect("listed");
        assert!(one.contains("content=\"de\" /><p>"), "{one}");
        let two = listed(&one, "pt-BR").and_then(|html| listed(&html, "de")).expect("listed");
        assert!(two.contains("content=\"pt-BR de\""), "{two}");
        assert!(listed("<p>", "de").is_err());
    }
}
