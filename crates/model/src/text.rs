//! A text with places to fill.

/// Fills the places of a text, each a name in braces; one that has no value becomes a question mark.
#[must_use]
pub fn fill(text: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut rest = text;
    let mut out = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(&value(name).unwrap_or_else(|| "?".to_owned()));
        rest = after;
    }
    out.push_str(rest);
    out
}
