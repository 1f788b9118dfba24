//! oEmbed as a static file: pages that are given the site's address can show the figure, see <https://oembed.com>.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

/// The figure's size in a page that asks, in CSS pixels: what it takes there without scrolling inside.
const SIZE: [u32; 2] = [1120, 1330];

/// The address of a site's folder, with its last slash.
///
/// # Errors
/// Where it is none.
pub fn address(given: &str) -> Result<String> {
    let rest = given.strip_prefix("https://").or_else(|| given.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "\"'<>#?".contains(letter);
    if host.is_empty() || given.contains(odd) {
        bail!("--url is {given:?}, expected the address of a folder, such as https://blog.example/gauntlet/");
    }
    Ok([given.trim_end_matches('/'), "/"].concat())
}

/// Writes `oembed.json`, and names it in the page.
///
/// # Errors
/// Where the site's page can't be read, or is none.
pub fn write(dist: &Path, url: &str) -> Result<()> {
    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).with_context(|| format!("reading {}", page.display()))?;
    let (file, html) = made(&html, url)?;
    let target = dist.join("oembed.json");
    fs::write(&target, file).with_context(|| format!("writing {}", target.display()))?;
    fs::write(&page, html).with_context(|| format!("writing {}", page.display()))
}

/// The file's text and the page's.
fn made(html: &str, url: &str) -> Result<(String, String)> {
    let title = html.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
    let (title, _) = title.context("the page has no title")?;
    let [width, height] = SIZE;
    let frame = format!(
        "<iframe src=\"{url}#view=stage\" title=\"{title}\" width=\"{width}\" height=\"{height}\" \
         style=\"border: 0; max-width: 100%\" sandbox=\"allow-scripts allow-downloads\"></iframe>"
    );
    let answer = json!({
        "version": "1.0", "type": "rich", "provider_name": "Gauntlet", "provider_url": url,
        "title": title.replace("&quot;", "\"").replace("&lt;", "<").replace("&amp;", "&"),
        "html": frame, "width": width, "height": height,
        "thumbnail_url": format!("{url}poster.svg"), "thumbnail_width": width, "thumbnail_height": 400,
    });
    let link = format!(
        "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{url}oembed.json\" title=\"{title}\" />"
    );
    ensure!(html.matches("</head>").count() == 1, "the page has not one end of its head");
    Ok((serde_json::to_string_pretty(&answer)? + "\n", html.replace("</head>", &format!("{link}\n</head>"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_folders_address_will_do() {
        for good in ["https://blog.example/gauntlet", "http://127.0.0.1:8080/", "https://blog.example//"] {
            let address = address(good).expect(good);
            assert!(address.ends_with('/') && !address.ends_with("//"), "{address}");
        }
        for bad in [
            "",
            "gauntlet/",
            "https://",
            "https:///x",
            "ftp://a/",
            "https://a.example/#x",
            "https://a.example/\"><b>",
        ] {
            let told = address(bad).expect_err(bad).to_string();
            assert!(told.contains("expected") && told.contains("--url"), "{told}");
        }
    }

    #[test]
    fn the_page_names_the_file_and_the_file_holds_a_frame_of_it() {
        let page = "<html><head><title>A &amp; B</title></head><body></body></html>";
        let (file, html) = made(page, "https://blog.example/g/").expect("made");
        assert!(
            html.contains("href=\"https://blog.example/g/oembed.json\" title=\"A &amp; B\" />\n</head>"),
            "{html}"
        );
        let answer: serde_json::Value = serde_json::from_str(&file).expect("JSON");
        assert_eq!(
            (&answer["version"], &answer["type"], &answer["title"]),
            (&json!("1.0"), &json!("rich"), &json!("A & B"))
        );
        let frame = answer["html"].as_str().unwrap_or_default();
        assert!(frame.contains("src=\"https://blog.example/g/#view=stage\""), "{frame}");
        assert!(answer["width"].is_u64() && answer["height"].is_u64());
        assert!(made("<title>x</title>", "https://a.example/").is_err());
    }
}
