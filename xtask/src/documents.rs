//! The documents that the site has as pages: how true the simulation is, and what that leads to. Made of the Markdown in `docs/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64_STANDARD;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};
use sha2::{Digest, Sha256};

use crate::step::root;

/// The one that the article leads to.
pub const FIRST: &str = "fidelity";

/// The sheets that these pages share with the article.
const STYLES: [&str; 3] = ["tokens.css", "base.css", "document.css"];

/// Writes them into a folder of the site.
///
/// # Errors
/// Where a document or a sheet can't be read, or a link in one leads nowhere.
pub fn write(site: &Path) -> Result<()> {
    let mut style = String::new();
    for name in STYLES {
        style.push_str(&read(&format!("style/{name}"))?);
    }
    for (name, page) in pages(&style)? {
        let file = site.join(&name).with_extension("html");
        fs::write(&file, page).with_context(|| format!("writing {}", file.display()))?;
    }
    Ok(())
}

/// The first, and all that it leads to.
fn pages(style: &str) -> Result<BTreeMap<String, String>> {
    let (mut pages, mut wanted) = (BTreeMap::new(), vec![FIRST.to_owned()]);
    while let Some(name) = wanted.pop() {
        if pages.contains_key(&name) {
            continue;
        }
        let text = read(&format!("docs/{name}.md"))?;
        let (page, others) = page(&text, style).with_context(|| format!("docs/{name}.md"))?;
        wanted.extend(others);
        pages.insert(name, page);
    }
    Ok(pages)
}

fn read(name: &str) -> Result<String> {
    fs::read_to_string(root().join(name)).with_context(|| format!("reading {name}"))
}

/// A document as a page, and the documents that it leads to.
fn page(text: &str, style: &str) -> Result<(String, Vec<String>)> {
    let mut others = Vec::new();
    let (mut title, mut in_title) = (String::new(), false);
    let mut events = Vec::new();
    let mut heading = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        let event = match event {
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = address(&dest_url, &mut others)?.into();
                Event::Start(Tag::Link { link_type, dest_url, title, id })
            }
            // What a document has for its tools.
            Event::Html(_) | Event::InlineHtml(_) => continue,
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                heading = Some(events.len());
                in_title = title.is_empty();
                Event::Start(Tag::Heading { level, id: None, classes, attrs })
            }
            Event::End(TagEnd::Heading(level)) => {
                let at = heading.take().context("a heading ends that did not begin")?;
                let words: String = events.get(at..).unwrap_or_default().iter().map(said).collect();
                if let Some(Event::Start(Tag::Heading { id, .. })) = events.get_mut(at) {
                    *id = Some(CowStr::from(anchor(&words)));
                }
                in_title = false;
                Event::End(TagEnd::Heading(level))
            }
            other => other,
        };
        if in_title {
            title.push_str(said(&event));
        }
        events.push(event);
    }
    ensure!(!title.is_empty(), "it has no heading");
    let mut body = String::new();
    html::push_html(&mut body, events.into_iter());
    // A table wider than the screen scrolls by itself.
    let body = body
        .replace("<table>", "<div class=\"wide\" tabindex=\"0\"><table>")
        .replace("</table>", "</table></div>");
    let style = style.trim_end();
    let hash = BASE64_STANDARD.encode(Sha256::digest(style));
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'\" />\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n<title>{title} · Gauntlet</title>\n\
         <meta name=\"color-scheme\" content=\"light dark\" />\n<link rel=\"icon\" href=\"data:,\" />\n<style>{style}</style>\n\
         </head>\n<body>\n<main class=\"document\">\n<p><a href=\"./\">Gauntlet</a></p>\n{body}</main>\n</body>\n</html>\n"
    );
    Ok((page, others))
}

/// What a part of a heading says.
fn said<'a>(event: &'a Event<'_>) -> &'a str {
    match event {
        Event::Text(text) | Event::Code(text) => text,
        _ => "",
    }
}

/// Where a heading is linked at, as GitHub names it.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter));
    kept.flat_map(char::to_lowercase).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

/// Where a link of a document leads in the site.
fn address(link: &str, others: &mut Vec<String>) -> Result<String> {
    if link.starts_with("https://") || link.starts_with('#') {
        return Ok(link.to_owned());
    }
    let (file, place) = link.split_once('#').map_or((link, None), |(file, place)| (file, Some(place)));
    match file.strip_suffix(".md") {
        Some(name) if !name.contains('/') => {
            others.push(name.to_owned());
            Ok([name, ".html", &place.map(|place| ["#", place].concat()).unwrap_or_default()].concat())
        }
        _ => bail!("found a link to {link}, expected another document of the folder, or an https:// address"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_document_becomes_a_page() {
        let text = "# How *true*?\n\nSee [measured](measured.md#the-waf) and `a<b`.\n\n<!-- a tool's -->\n## Which `kind`?\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
        let (page, others) = page(text, "p{}").unwrap();
        assert_eq!(others, ["measured"]);
        for part in [
            "<title>How true? · Gauntlet</title>",
            "<h1 id=\"how-true\">",
            "<h2 id=\"which-kind\">",
            "<a href=\"measured.html#the-waf\">measured</a>",
            "<code>a&lt;b</code>",
            "<td>2</td>",
            // `printf 'p{}' | openssl dgst -sha256 -binary | base64`
            "style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(!page.contains("a tool"));
    }

    #[test]
    fn a_link_that_leads_nowhere_is_told() {
        for link in ["../src/lib.rs", "other.txt", "http://plain.example/"] {
            let wrong = page(&format!("# A\n\n[x]({link})\n"), "").unwrap_err();
            assert!(wrong.to_string().contains(link), "{wrong}");
        }
        assert!(page("no heading\n", "").is_err());
    }

    #[test]
    fn every_link_within_the_site_has_its_place() {
        let pages = pages("").unwrap();
        assert!(pages.len() > 1, "{:?}", pages.keys());
        for (name, page) in &pages {
            for link in page.split("<a href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let Some((file, place)) = link.split_once('#') else { continue };
                let of = if file.is_empty() { page } else { &pages[file.trim_end_matches(".html")] };
                assert!(of.contains(&format!("id=\"{place}\"")), "{name}: {link}");
            }
        }
    }
}
