//! How long the article takes to read, counted in its own words.

/// Words that are read in a minute.
const PACE: usize = 200;

/// The article's text, without what is not read through: the stage, and what is folded or opens over the page.
pub(crate) fn read_through(html: &str) -> String {
    let mut html = html.to_owned();
    for (from, to) in [
        ("<nav", "</nav>"),
        ("<figure", "</figure>"),
        ("<details", "</details>"),
        ("id=\"glossary\"", "</section>"),
    ] {
        while let Some((before, rest)) = html.split_once(from) {
            let after = rest.split_once(to).map_or("", |(_, after)| after);
            html = [before, if from.starts_with('<') { "" } else { ">" }, after].concat();
        }
    }
    text(&html)
}

/// The text between tags, with white space made single and the entities it uses resolved.
pub(crate) fn text(html: &str) -> String {
    let mut out = String::new();
    for part in html.split('<') {
        out.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        out.push(' ');
    }
    let out = out.replace("&#x27;", "'").replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many words a text has.
pub(crate) fn words(text: &str) -> usize {
    text.split(' ').filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// The minutes that a page takes.
pub(crate) fn minutes(html: &str) -> usize {
    words(&read_through(html)).div_ceil(PACE)
}
