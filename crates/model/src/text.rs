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

/// After these a long word may break.
const SEAMS: &str = ":/?&=.,;-_@+";

/// A word's pieces, between which a narrow line may break it: `https://`, `site.`, `example/`. Only where a run of such letters ends,
/// such as two slashes; and an escaped byte is one piece.
#[must_use]
pub fn pieces(word: &str) -> Vec<&str> {
    let (mut out, mut from, mut last) = (Vec::new(), 0, 'a');
    for (at, now) in word.char_indices() {
        if SEAMS.contains(last) && !SEAMS.contains(now) || now == '%' && at > 0 {
            out.extend(word.get(from..at));
            from = at;
        }
        last = now;
    }
    out.extend(word.get(from..));
    out
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn a_word_breaks_between_its_parts() {
        assert_eq!(pieces("https://a.b/?q=%3Cb&c"), ["https://", "a.", "b/?", "q=", "%3Cb&", "c"]);
        assert_eq!(pieces("word"), ["word"]);
        assert_eq!(pieces(""), [""]);
    }
}
