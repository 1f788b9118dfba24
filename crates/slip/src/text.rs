//! JSON's texts (RFC 8259, section 7): what one in quotes says, and how one is written.

use std::borrow::Cow;

/// What a text in its quotes says; `None` where an escape is none. [`crate::syntax`] tells what is wrong with one.
#[must_use]
pub fn said(quoted: &str) -> Option<Cow<'_, str>> {
    let mut rest = quoted.strip_prefix('"')?.strip_suffix('"')?;
    if !rest.contains('\\') {
        return Some(Cow::Borrowed(rest));
    }
    let mut out = String::with_capacity(rest.len());
    while let Some((plain, escape)) = rest.split_once('\\') {
        out.push_str(plain);
        let letter = escape.chars().next()?;
        rest = escape.get(1..)?;
        out.push(match letter {
            '"' | '\\' | '/' => letter,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let mut unit = four(&mut rest)?;
                // A character beyond the first 65,536 is written in two halves.
                if let 0xd800..0xdc00 = unit {
                    rest = rest.strip_prefix("\\u")?;
                    let low = four(&mut rest)?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                    unit = 0x1_0000 + ((unit - 0xd800) << 10) + low;
                }
                char::from_u32(unit)?
            }
            _ => return None,
        });
    }
    out.push_str(rest);
    Some(Cow::Owned(out))
}

/// Takes the four digits of an escape.
fn four(rest: &mut &str) -> Option<u32> {
    let (digits, after) = rest.split_at_checked(4)?;
    *rest = after;
    u32::from_str_radix(digits, 16).ok()
}

/// Writes a text in its quotes.
pub fn quote(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        let escape = match letter {
            '"' | '\\' => letter,
            '\u{8}' => 'b',
            '\u{c}' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\0'..' ' => {
                let digit = |nibble: u32| char::from_digit(nibble, 16).unwrap_or_default();
                let code = u32::from(letter);
                out.push_str("\\u00");
                out.push(digit(code >> 4));
                out.push(digit(code & 15));
                continue;
            }
            _ => {
                out.push(letter);
                continue;
            }
        };
        out.push('\\');
        out.push(escape);
    }
    out.push('"');
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_from_its_quotes() {
        for text in ["", "a", "\"\\/\u{8}\u{c}\n\r\t\0\u{1f} \u{7f}", "é\u{2028}😀", "\\u0041", "\\\\"] {
            let mut written = String::new();
            quote(text, &mut written);
            assert_eq!(said(&written).as_deref(), Some(text), "{written}");
        }
    }

    #[test]
    fn escapes_are_read_and_written_as_everybody_does() {
        let read = |text| said(text).map(Cow::into_owned);
        assert_eq!(read(r#""\u00e9\u00E9\/\b\f\ud83d\ude00x""#).as_deref(), Some("éé/\u{8}\u{c}😀x"));
        for wrong in
            [r#""\x""#, r#""\u12""#, r#""\ud83d""#, r#""\ud83d\u0041""#, r#""\ude00""#, r#""\""#, "a"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        let mut written = String::new();
        quote("\"\\/\u{8}\u{c}\n\r\t\0\u{1f}\u{7f}é", &mut written);
        assert_eq!(written, "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u{7f}é\"");
    }
}
