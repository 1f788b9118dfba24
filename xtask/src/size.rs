//! The weight of the page's first load, by file, and of the element's script, raw and Brotli, held to the budgets.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::pack;
use crate::step::root;

/// The most that the first load of the page may weigh in all, Brotli, in bytes.
const BUDGET: usize = 140_000;
/// The most that the script of a page that embeds the figure may weigh, Brotli, in bytes.
const ELEMENT: usize = 4_096;

/// Prints the table.
///
/// # Errors
/// Where `dist/` can't be read, or the budget is exceeded.
pub fn report() -> Result<()> {
    let dist = root().join("dist");
    let index = dist.join("index.html");
    let html = std::fs::read_to_string(&index).with_context(|| format!("reading {}", index.display()))?;
    let mut files = first_load(&html);
    files.insert("index.html".to_owned());
    let mut total = (0, 0);
    println!("{:>10} {:>10}  file", "raw", "brotli");
    for file in &files {
        let bytes = std::fs::read(dist.join(file))
            .with_context(|| format!("reading {file}, which the page names"))?;
        let packed = pack::brotli(&bytes)?.len();
        total = (total.0 + bytes.len(), total.1 + packed);
        println!("{:>10} {:>10}  {file}", bytes.len(), packed);
    }
    println!("{:>10} {:>10}  in all, of {BUDGET} allowed", total.0, total.1);
    if total.1 > BUDGET {
        bail!(
            "the first load weighs {} bytes in Brotli, {} above the budget of {BUDGET}",
            total.1,
            total.1 - BUDGET
        );
    }
    let element = std::fs::read(dist.join("embed.js")).context("reading embed.js")?;
    let packed = pack::brotli(&element)?.len();
    println!("{:>10} {packed:>10}  embed.js, of {ELEMENT} allowed", element.len());
    if packed > ELEMENT {
        bail!("embed.js weighs {packed} bytes in Brotli, {} above its budget of {ELEMENT}", packed - ELEMENT);
    }
    Ok(())
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
