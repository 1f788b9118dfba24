//! The weight of the page's first load, by file, of the element's script, of the engines and of the
//! editors, raw and Brotli, held to the budgets.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::pack;
use crate::step::root;

/// The most that the first load of the page may weigh in all, Brotli, in bytes.
const FIRST_LOAD: usize = 135_000;
/// The most that the script of a page that embeds the figure may weigh, Brotli, in bytes.
const ELEMENT: usize = 4_096;
/// The most that the wasm of the engines and of the editors may weigh, Brotli, in bytes. The engines should weigh 220 KB.
const MODULES: [(&str, usize); 2] = [("gauntlet-workbench", 220_000), ("gauntlet-editors", 82_000)];

/// Prints the table.
///
/// # Errors
/// Where `dist/` can't be read, or a budget is exceeded.
pub fn report() -> Result<()> {
    let dist = root().join("dist");
    let index = dist.join("index.html");
    let html = std::fs::read_to_string(&index).with_context(|| format!("reading {}", index.display()))?;
    let mut files = first_load(&html);
    // What a link leads to is no part of it.
    files.retain(|name| !name.ends_with(".html"));
    files.insert("index.html".to_owned());
    println!("{:>10} {:>10}  file", "raw", "brotli");
    let mut total = (0, 0);
    for file in &files {
        let (raw, packed) = weighed(&dist, file)?;
        total = (total.0 + raw, total.1 + packed);
        println!("{raw:>10} {packed:>10}  {file}");
    }
    println!("{:>10} {:>10}  in all, of {FIRST_LOAD} allowed", total.0, total.1);
    let mut over = Vec::new();
    let mut hold = |what: &str, packed: usize, most: usize| {
        if packed > most {
            over.push(format!(
                "{what} weighs {packed} bytes in Brotli, {} above its budget of {most}",
                packed - most
            ));
        }
    };
    hold("the first load", total.1, FIRST_LOAD);
    let names = std::fs::read_dir(&dist)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names = names.collect::<Vec<_>>();
    names.sort();
    for file in names.iter().filter(|name| name.starts_with("later-")) {
        let (raw, packed) = weighed(&dist, file)?;
        println!("{raw:>10} {packed:>10}  {file}, loaded when a reader plays, shares or edits");
    }
    let mut held = vec![("embed.js", ELEMENT)];
    for (module, most) in MODULES {
        let found = names.iter().filter(|name| name.starts_with(module) && name.ends_with(".wasm"));
        let found: Vec<_> = found.collect();
        let [wasm] = found.as_slice() else {
            bail!("found {found:?} in dist/, expected one wasm of {module}: build the site anew");
        };
        held.push((wasm, most));
    }
    for (file, most) in held {
        let (raw, packed) = weighed(&dist, file)?;
        println!("{raw:>10} {packed:>10}  {file}, of {most} allowed");
        hold(file, packed, most);
    }
    ensure!(over.is_empty(), "{}", over.join("; "));
    Ok(())
}

/// What a file of the site weighs, raw and Brotli.
fn weighed(dist: &Path, file: &str) -> Result<(usize, usize)> {
    let bytes =
        std::fs::read(dist.join(file)).with_context(|| format!("reading {file}, which the page names"))?;
    Ok((bytes.len(), pack::brotli(&bytes)?.len()))
}

/// The files of the site's own that a page asks for: every quoted `./name`.
fn first_load(html: &str) -> BTreeSet<String> {
    html.split(['"', '\''])
        .filter_map(|text| text.strip_prefix("./"))
        .filter(|name| Path::new(name).extension().is_some() && !name.contains(['<', ' ', '\n']))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_asks_for() {
        let html = r#"<link rel="stylesheet" href="./base-1a.css"><script type="module">
            import init from './app-2b.js'; init({ module_or_path: './app-2b_bg.wasm' });</script>
            <a href="./">home</a><a href="https://site.example/x.css">x</a>"#;
        let expected = ["app-2b.js", "app-2b_bg.wasm", "base-1a.css"].map(str::to_owned);
        assert_eq!(first_load(html), BTreeSet::from(expected));
    }
}
