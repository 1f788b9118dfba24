//! Minifies a built site: joins its style sheets into one and the app's modules into one, runs esbuild over them and the other
//! scripts, and writes into the page what it can't be painted without.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::shorten;
use crate::step::step;
use crate::tools::Tools;

/// What the page's links to its style sheets begin with.
const STYLE: &str = "<link rel=\"stylesheet\" href=\"./";

/// What the page's link to the script that runs before all else begins with, up to its name.
const BOOT: &str = "<script src=\"./";

/// What the name of the app's script begins with.
const APP: &str = "gauntlet-app";

/// What the page's links to the modules that the app's script imports begin with, and the folder that these are in.
const MODULE: &str = "<link rel=\"modulepreload\" href=\"./snippets/";
const MODULES: &str = "snippets";

/// What the page's list of files that scripts load later begins with, and what their names in the site begin with.
const LATER: &str = "<meta name=\"gauntlet-later\" content=\"";
const LATER_NAME: &str = "later";

/// Joins and minifies the style sheets the page links, and the modules that the app's script imports; and minifies every other
/// script in the folder, but not in its subfolders.
///
/// Trunk's own minifier fails on the script that wasm-bindgen writes, and joins nothing. The names of the app's files are made of
/// its wasm before wasm-bindgen takes the modules out of it, so they name what is joined as well.
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
        let name = hashed("style", "css", &styles);
        fs::write(dist.join(&name), styles).with_context(|| format!("writing {name}"))?;
        Ok(name)
    })?;
    for name in names {
        fs::remove_file(dist.join(&name)).with_context(|| format!("removing {name}"))?;
    }
    let html = later(tools, dist, &html)?;
    let (mut app, mut others) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(dist).with_context(|| format!("reading {}", dist.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with(APP) && name.ends_with(".js") {
            app.push(path);
        } else if name.ends_with(".js") || name.ends_with(".css") {
            others.push(path);
        }
    }
    ensure!(app.len() == 1, "{} has {} scripts of the app", dist.display(), app.len());
    let minify = |more: &[&str], files: &[PathBuf], says: &str| {
        let mut out = OsString::from("--outdir=");
        out.push(dist);
        let mut esbuild = tools.command("esbuild");
        esbuild.args(["--minify", "--legal-comments=none", "--log-level=warning", "--allow-overwrite"]);
        esbuild.args(more).args(files).arg(out);
        step(says, &mut esbuild, "The lines above say where.")
    };
    // Of what the app's script exports the page uses the start alone.
    let start = dist.join("start.js");
    let name = app[0].file_name().unwrap_or_default().to_string_lossy();
    fs::write(&start, format!("export {{ default }} from \"./{name}\";")).context("writing start.js")?;
    // wasm-bindgen's warnings about a host's types are the only lines that it writes to the console.
    let one = ["--bundle", "--format=esm", "--drop:console"];
    minify(&one, std::slice::from_ref(&start), "joining the app's modules")?;
    fs::rename(&start, &app[0]).with_context(|| format!("writing {name}"))?;
    minify(&[], &others, "minifying scripts and styles")?;
    for sheet in others.iter().filter(|path| path.extension().is_some_and(|end| end == "css")) {
        let text = fs::read_to_string(sheet).with_context(|| format!("reading {}", sheet.display()))?;
        fs::write(sheet, close(&text)).with_context(|| format!("writing {}", sheet.display()))?;
    }
    shorten::all(dist)?;
    let html = within(dist, &tight(&without(&html, MODULE)?))?;
    // Last, so that the page never names a file that is not there yet.
    fs::write(&page, html).with_context(|| format!("writing {}", page.display()))?;
    let modules = dist.join(MODULES);
    fs::remove_dir_all(&modules).with_context(|| format!("removing {}", modules.display()))
}

/// Joins the style sheets that scripts load later into one, and the first of the scripts with the others, which it imports. Gives the
/// page that names those two.
fn later(tools: &Tools, dist: &Path, html: &str) -> Result<String> {
    let (before, rest) = html.split_once(LATER).context("the page names no files for later")?;
    let (names, after) = rest.split_once('"').context("the names of the files for later do not end")?;
    let read = |name: &str| {
        let file = dist.join(name);
        fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))
    };
    let names = names.split(' ').collect::<Vec<_>>();
    let (styles, scripts): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| name.ends_with(".css"));
    let styles = styles.into_iter().map(read).collect::<Result<String>>()?;
    let entry = dist.join(scripts.first().context("the page names no script for later")?);
    let mut esbuild = tools.command("esbuild");
    esbuild.args(["--bundle", "--format=esm", "--log-level=warning", "--allow-overwrite"]);
    let mut out = OsString::from("--outfile=");
    out.push(&entry);
    esbuild.arg(&entry).arg(out);
    step("joining the scripts for later", &mut esbuild, "The lines above say where.")?;
    let script = fs::read_to_string(&entry).with_context(|| format!("reading {}", entry.display()))?;
    for name in names {
        fs::remove_file(dist.join(name)).with_context(|| format!("removing {name}"))?;
    }
    let mut written = Vec::new();
    for (end, text) in [("js", script), ("css", styles)] {
        let name = hashed(LATER_NAME, end, &text);
        fs::write(dist.join(&name), text).with_context(|| format!("writing {name}"))?;
        written.push(name);
    }
    Ok([before, LATER, &written.join(" "), "\"", after].concat())
}

/// A file's name with a hash of what is in it, so that a host may let browsers keep it for good.
fn hashed(name: &str, end: &str, text: &str) -> String {
    let hash: String = Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{name}-{hash}.{end}")
}

/// The page with its style sheet and its first script in it, neither of which a browser paints without: a request less before the
/// first paint. The page's policy allows both by their hashes.
fn within(dist: &Path, html: &str) -> Result<String> {
    let mut html = html.to_owned();
    for (link, end, element, directive) in
        [(STYLE, "/>", "style", "style-src 'self'"), (BOOT, "></script>", "script", "script-src 'self'")]
    {
        let (before, rest) = html.split_once(link).with_context(|| format!("the page has no {link}"))?;
        let (name, after) = rest.split_once('"').context("a link does not end")?;
        let after = after.strip_prefix(end).with_context(|| format!("{name} is not followed by {end}"))?;
        let file = dist.join(name);
        let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        let text = text.trim_end();
        ensure!(!text.contains(&format!("</{element}")), "{name} holds the end of a {element}");
        let hash = BASE64_STANDARD.encode(Sha256::digest(text));
        let page = [before, "<", element, ">", text, "</", element, ">", after].concat();
        ensure!(page.matches(directive).count() == 1, "the page's policy has {directive} not once");
        html = page.replacen(directive, &format!("{directive} 'sha256-{hash}'"), 1);
        fs::remove_file(&file).with_context(|| format!("removing {}", file.display()))?;
    }
    Ok(html)
}

/// A sheet without the space before a custom property's value, which esbuild leaves there.
fn close(sheet: &str) -> String {
    let custom = |before: &str| {
        let name = before.rsplit(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-').next();
        name.is_some_and(|name| name.starts_with("--"))
    };
    let mut parts = sheet.split(": ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // A value may be nothing but the space.
        let keeps = part.is_empty() || part.starts_with([';', '}']) || !custom(&out);
        out.push_str(if keeps { ": " } else { ":" });
        out.push_str(part);
    }
    out
}

/// The page without the ends of lines between the elements of its head.
fn tight(html: &str) -> String {
    let (head, body) = html.split_at(html.find("<body").unwrap_or_default());
    let mut out = String::new();
    for line in head.split_inclusive('\n') {
        if out.trim_end().ends_with('>') && line.trim_start().starts_with('<') {
            out.truncate(out.trim_end().len());
            out.push_str(line.trim_start());
        } else {
            out.push_str(line);
        }
    }
    out + body
}

/// The page without the links that begin so.
fn without(html: &str, link: &str) -> Result<String> {
    let mut parts = html.split(link);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once('>').context("a link to a module does not end")?.1);
    }
    Ok(out)
}

/// Replaces the page's links to style sheets with one. Returns the page and the sheets' names.
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
    fn what_the_page_is_painted_with_stands_in_it() {
        let dist = tempfile::TempDir::new().expect("a folder");
        let policy = "style-src 'self'; script-src 'self'";
        let page = format!("{policy}{STYLE}a.css\"/>\n{BOOT}b.js\"></script><script type=\"module\">");
        assert!(within(dist.path(), &page).is_err(), "a file is missing");
        let write = |style: &str| {
            fs::write(dist.path().join("a.css"), style).expect("a file");
            fs::write(dist.path().join("b.js"), "let x;\n").expect("a file");
        };
        write("a::after{content:'</style>'}");
        assert!(within(dist.path(), &page).is_err(), "the style would end early");
        write("b{}");
        assert!(
            within(dist.path(), &page.replacen("style-src", "img-src", 1)).is_err(),
            "the policy forbids it"
        );
        write("b{}");
        let html = within(dist.path(), &page).expect("a page");
        assert!(
            html.ends_with("<style>b{}</style>\n<script>let x;</script><script type=\"module\">"),
            "{html}"
        );
        // `printf 'let x;' | openssl dgst -sha256 -binary | base64`
        assert!(
            html.contains("script-src 'self' 'sha256-0d16uaq56s5GjNyUV+TVNe6kCw90XFh4MjUbyKmlPjs='"),
            "{html}"
        );
        assert!(!dist.path().join("a.css").exists() && !dist.path().join("b.js").exists());
    }

    #[test]
    fn what_no_browser_reads_is_left_out() {
        let sheet = "a{--g-x: 1px;--y: ;--z: }@media (a: b){c{content:\"d: e\"}}";
        assert_eq!(close(sheet), "a{--g-x:1px;--y: ;--z: }@media (a: b){c{content:\"d: e\"}}");
        let page =
            "<head>\n  <meta\n    name=\"a\"\n  />\n  <script>\nlet x;\n</script>\n</head>\n<body>\n  <p>";
        let tightened = "<head><meta\n    name=\"a\"\n  /><script>\nlet x;\n</script></head>\n<body>\n  <p>";
        assert_eq!(tight(page), tightened);
    }

    #[test]
    fn style_sheets_become_one_in_their_order_and_links_to_modules_go() {
        let page = "<head><link rel=\"stylesheet\" href=\"./b.css\"/>\n<link rel=\"icon\" href=\"./i.svg\"><link rel=\"stylesheet\" href=\"./a.css\"></head>";
        let (html, names) = joined(page, |names| Ok(names.join("+"))).expect("joined");
        assert_eq!(names, ["b.css", "a.css"]);
        assert_eq!(
            html,
            "<head><link rel=\"stylesheet\" href=\"./b.css+a.css\"/>\n<link rel=\"icon\" href=\"./i.svg\"></head>"
        );
        let page = "<link rel=\"modulepreload\" href=\"./snippets/a/b.js\"><link rel=\"modulepreload\" href=\"./app.js\">";
        let app = "<link rel=\"modulepreload\" href=\"./app.js\">";
        assert_eq!(without(page, MODULE).expect("a page"), app);
        assert_eq!(without(app, MODULE).expect("a page"), app);
        assert!(without("<link rel=\"modulepreload\" href=\"./snippets/a", MODULE).is_err());
        assert!(joined("<head></head>", |_| Ok(String::new())).is_err());
        assert!(joined("<link rel=\"stylesheet\" href=\"./b.css", |_| Ok(String::new())).is_err());
    }
}
