//! Trunk's post-build hook: writes the article and the still into the built page, and its Content-Security-Policy.
//!
//! Trunk names the folder in `TRUNK_STAGING_DIR`. Of Trunk's files `index.html` and `embed.js` are filled in. The posters, one for
//! each story, are what an embedding page shows until the app is there.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

const PAGE: &str = "<!--page-->";
const POLICY: &str = "<!--policy-->";
const ENGINE: &str = "<!--engine-->";
/// The element's text for readers where it can't show the figure.
const FAILED: &str = "\"embed-failed\"";
/// What Trunk calls the workbench and the editors: it puts no hash in the names of what it takes for a worker.
const MODULES: [&str; 2] = ["gauntlet-workbench", "gauntlet-editors"];

fn main() -> ExitCode {
    match prerender() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("prerender: {error}");
            ExitCode::FAILURE
        }
    }
}

fn prerender() -> Result<(), String> {
    let folder = std::env::var_os("TRUNK_STAGING_DIR")
        .ok_or("TRUNK_STAGING_DIR is not set: Trunk runs this as a hook of `trunk build`")?;
    let folder = PathBuf::from(folder);
    let file = folder.join("index.html");
    let told = |error: std::io::Error| format!("{}: {error}", file.display());
    let html = std::fs::read_to_string(&file).map_err(told)?;
    let mut html = fill(&html, PAGE, &gauntlet_app::page_html())?;
    for (marker, text) in gauntlet_app::HEAD {
        html = fill(&html, marker, &text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"))?;
    }
    // `trunk serve` adds a script of its own after this hook, which a policy would refuse.
    let release = std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    let mut loaded = String::new();
    for module in MODULES {
        let file = if release { hashed(&folder, module, &[".js", "_bg.wasm"])? } else { module.to_owned() };
        loaded += &format!("<meta name=\"{module}\" content=\"{file}\" />");
    }
    let html = fill(&html, ENGINE, &loaded)?;
    let policy = if release { policy(&html) } else { String::new() };
    let html = fill(&html, POLICY, &policy)?;
    std::fs::write(&file, html).map_err(told)?;
    rewrite(&folder.join("embed.js"), element_of)?;
    for (name, poster) in gauntlet_app::posters() {
        std::fs::write(folder.join(name), poster).map_err(told)?;
    }
    Ok(())
}

/// Puts the hash of what is loaded later into its files' names, so that a host may let browsers keep them for good.
fn hashed(folder: &Path, module: &str, ends: &[&str]) -> Result<String, String> {
    let file = |name: &str, end: &str| folder.join(format!("{name}{end}"));
    let told = |error: std::io::Error| format!("{module}: {error}");
    let mut digest = Sha256::new();
    for end in ends {
        digest.update(std::fs::read(file(module, end)).map_err(told)?);
    }
    let hash: String = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let name = format!("{module}-{hash}");
    for end in ends {
        std::fs::rename(file(module, end), file(&name, end)).map_err(told)?;
    }
    Ok(name)
}

/// Writes a file anew.
fn rewrite(file: &Path, how: impl Fn(&str) -> Result<String, String>) -> Result<(), String> {
    let told = |error: std::io::Error| format!("{}: {error}", file.display());
    let text = std::fs::read_to_string(file).map_err(told)?;
    std::fs::write(file, how(&text)?).map_err(told)
}

/// The element's script with its text for readers.
fn element_of(script: &str) -> Result<String, String> {
    // JSON is a literal of the script too.
    let failed = serde_json::to_string(gauntlet_app::messages::ARTICLE_NOT_LOADED);
    fill(script, FAILED, &failed.map_err(|error| format!("embed.js: {error}"))?)
}

/// Replaces a marker with text, which must be there exactly once.
fn fill(html: &str, marker: &str, text: &str) -> Result<String, String> {
    match html.split_once(marker) {
        Some((before, after)) if !after.contains(marker) => Ok([before, text, after].concat()),
        Some(_) => Err(format!("the marker {marker} is there twice")),
        None => Err(format!("the marker {marker} is not there")),
    }
}

/// Everything from the site's own folder, no inline style, and only the inline scripts that the page already has. `cargo xtask build`
/// adds what it writes into the page.
fn policy(html: &str) -> String {
    let hashes: String = inline_scripts(html)
        .map(|script| format!(" 'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script))))
        .collect();
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'{hashes} \
         'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'; trusted-types default\" />"
    )
}

fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=")).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_filled_once_or_reported() {
        assert_eq!(fill("a<!--page-->b", PAGE, "x").as_deref(), Ok("axb"));
        assert!(fill("ab", PAGE, "x").is_err_and(|error| error.contains(PAGE)));
        assert!(fill("<!--page--><!--page-->", PAGE, "x").is_err());
    }

    #[test]
    fn the_element_speaks_to_readers() {
        let source = include_str!("../../assets/embed.js");
        let script = element_of(source).expect("a script");
        assert!(
            script.contains(gauntlet_app::messages::ARTICLE_NOT_LOADED) && !script.contains("embed-failed")
        );
        assert!(element_of("let x;").is_err_and(|error| error.contains("embed-failed")));
    }

    #[test]
    fn the_policy_names_inline_scripts_only() {
        let policy = policy("<script type=\"module\">let x;</script><script src=\"./a.js\"></script>");
        assert_eq!(policy.matches("sha256-").count(), 1);
        // `printf 'let x;' | openssl dgst -sha256 -binary | base64`
        assert!(policy.contains("'sha256-0d16uaq56s5GjNyUV+TVNe6kCw90XFh4MjUbyKmlPjs='"), "{policy}");
        assert!(!policy.contains("unsafe-inline"));
    }
}
