//! What a text turns into once the encodings that browsers and apps undo are undone: percent, HTML's references, JavaScript's
//! and CSS' escapes, full-width letters. Attackers stack them to slip past a reader that undoes fewer.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// How often the whole is repeated, for encodings of encodings.
const ROUNDS: usize = 3;

/// A text decoded until nothing changes, or as often as anybody does it, in lower case; `None` where it is that already.
pub(super) fn normal(text: &str) -> Option<String> {
    // Without a branch, one pass over the text is fast.
    let kinds = |byte: u8| u8::from(opens(byte)) << 1 | u8::from(byte.is_ascii_uppercase());
    let found = text.bytes().fold(0, |found, byte| found | kinds(byte));
    if found == 0 {
        return None;
    }
    let rounds = if found > 1 { ROUNDS } else { 0 };
    let mut out = text.to_owned();
    for _ in 0..rounds {
        let next = unescaped(&percent_decode_str(&shortened(&out)).decode_utf8_lossy());
        if next == out {
            break;
        }
        out = next;
    }
    out.make_ascii_lowercase();
    Some(out)
}

/// One round of what is not percent-encoding.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.bytes().position(opens) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let (character, length) = escape(tail).unwrap_or_else(|| {
            let own = tail.chars().next().unwrap_or_default();
            (own, own.len_utf8())
        });
        out.push(character);
        rest = tail.get(length..).unwrap_or_default();
    }
    out + rest
}

/// What an escape begins with: its first byte, for a full-width letter one that others have as well.
fn opens(byte: u8) -> bool {
    matches!(byte, b'&' | b'\\' | b'%' | 0xe5 | 0xef)
}

/// The character that an escape at the start of a text stands for, and the escape's length in bytes.
fn escape(text: &str) -> Option<(char, usize)> {
    let first = text.chars().next()?;
    match first {
        '&' => reference(text),
        '\\' | '%' => {
            let digits = |from: usize, count: usize| {
                let code = u32::from_str_radix(text.get(from..from + count)?, 16).ok()?;
                Some((char::from_u32(code)?, from + count))
            };
            match text.as_bytes().get(1)? {
                b'u' => digits(2, 4),
                b'x' if first == '\\' => digits(2, 2),
                b'0' if first == '\\' => Some(('\0', 2)),
                _ => None,
            }
        }
        // What narrows to the ends of a line, where an app keeps a character's last byte alone.
        '\u{560a}' => Some(('\n', 3)),
        '\u{560d}' => Some(('\r', 3)),
        // Full-width forms: some databases and apps fold them into ASCII.
        '\u{ff01}'..='\u{ff5e}' => Some((char::from_u32(u32::from(first) - 0xfee0)?, first.len_utf8())),
        _ => None,
    }
}

/// An HTML character reference, with or without its semicolon, as browsers take them.
fn reference(text: &str) -> Option<(char, usize)> {
    const NAMED: [(&str, char); 10] = [
        ("&lt", '<'),
        ("&gt", '>'),
        ("&quot", '"'),
        ("&apos", '\''),
        ("&amp", '&'),
        ("&colon", ':'),
        ("&tab", '\t'),
        ("&newline", '\n'),
        ("&lpar", '('),
        ("&rpar", ')'),
    ];
    let semicolon = |end: usize| end + usize::from(text.as_bytes().get(end) == Some(&b';'));
    if let Some(number) = text.strip_prefix("&#") {
        let (digits, radix, skipped) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16, 3),
            None => (number, 10, 2),
        };
        let length = digits.bytes().take(9).take_while(|byte| (*byte as char).is_digit(radix)).count();
        let code = u32::from_str_radix(digits.get(..length)?, radix).ok()?;
        return Some((char::from_u32(code)?, semicolon(skipped + length)));
    }
    NAMED.iter().find_map(|(name, character)| {
        let is = text.get(..name.len())?.eq_ignore_ascii_case(name);
        is.then(|| (*character, semicolon(name.len())))
    })
}

/// Longer forms of `.`, `/` and `\` than UTF-8 allows, each as a percent-encoded byte: lenient readers take them.
const OVERLONG: [(&str, &str); 7] = [
    ("%c0%ae", "."),
    ("%c0%af", "/"),
    ("%c1%9c", "\\"),
    ("%c0%2e", "."),
    ("%c0%2f", "/"),
    ("%e0%80%ae", "."),
    ("%e0%80%af", "/"),
];

/// A text without those.
pub(super) fn shortened(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if !bytes.windows(3).any(|three| matches!(three, [b'%', b'c' | b'C' | b'e' | b'E', b'0' | b'1'])) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is = |long: &str| rest.get(..long.len()).is_some_and(|start| start.eq_ignore_ascii_case(long));
        let (short, length) = OVERLONG
            .iter()
            .find(|(long, _)| first == '%' && is(long))
            .map_or((rest.get(..first.len_utf8()), first.len_utf8()), |(long, short)| {
                (Some(*short), long.len())
            });
        out.push_str(short.unwrap_or_default());
        rest = rest.get(length..).unwrap_or_default();
    }
    Cow::Owned(out)
}

/// A normal text without what shells and Log4j leave out of it when they read it: quotes, backslashes and carets within words, lookups
/// that yield a text, `$IFS` for a space. `None` where that is the same text.
pub(super) fn bare(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    if !bytes.iter().any(|byte| matches!(byte, b'\'' | b'"' | b'\\' | b'^' | b'$')) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    while let Some(first) = rest.chars().next() {
        let after = |from: usize| rest.get(from..).unwrap_or_default();
        let length = match first {
            '\'' | '"' | '\\' | '^' if joins(&out, rest) => 1,
            '$' => match lookup(rest) {
                Some((yields, length)) => {
                    out.push_str(yields);
                    length
                }
                None => 0,
            },
            _ => 0,
        };
        changed |= length > 0;
        rest = if length > 0 {
            after(length)
        } else {
            out.push(first);
            after(first.len_utf8())
        };
    }
    changed.then_some(out)
}

/// Whether a quote stands within a word.
fn joins(before: &str, rest: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '/';
    before.ends_with(word) && rest.trim_start_matches(['\'', '"', '\\', '^']).starts_with(word)
}

/// What a `$` at a text's start yields, where that is known, and how long it is.
fn lookup(text: &str) -> Option<(&str, usize)> {
    for space in ["${ifs}", "$ifs$9", "$ifs", "$@"] {
        if text.starts_with(space) {
            return Some((if space == "$@" { "" } else { " " }, space.len()));
        }
    }
    let inside = text.strip_prefix("${")?.get(..)?;
    let end = inside.bytes().take(60).position(|byte| matches!(byte, b'}' | b'{'))?;
    let (inside, closed) = (inside.get(..end)?, inside.as_bytes().get(end) == Some(&b'}'));
    let yields = match inside.split_once(":-") {
        Some((_, default)) => default,
        None => ["lower:", "upper:", "date:"].iter().find_map(|kind| inside.strip_prefix(kind))?,
    };
    closed.then_some((yields.trim_matches('\''), end + 3))
}
