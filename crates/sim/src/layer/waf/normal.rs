//! What a text turns into once the encodings that browsers and apps undo are undone: percent, HTML's references, JavaScript's
//! and CSS' escapes, full-width letters. Attackers stack them to slip past a reader that undoes fewer.

use percent_encoding::percent_decode_str;

/// How often the whole is repeated, for encodings of encodings.
const ROUNDS: usize = 3;

/// A text decoded until nothing changes, or as often as anybody does it, in lower case; `None` where it is that already.
pub(super) fn normal(text: &str) -> Option<String> {
    let rounds = if text.bytes().any(opens) { ROUNDS } else { 0 };
    if rounds == 0 && !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let mut out = text.to_owned();
    for _ in 0..rounds {
        let next = unescaped(&percent_decode_str(&out).decode_utf8_lossy());
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
    matches!(byte, b'&' | b'\\' | b'%' | 0xef)
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
