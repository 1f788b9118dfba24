//! Where a text stops being JSON (RFC 8259), in words for who wrote it: what stands there, and what belongs there.
//!
//! Readers find out with the parser they have that a text is none; this tells them why.

use crate::{Lines, short};

/// How deep arrays and objects may lie in each other, as `serde_json` reads them.
const DEEPEST: usize = 127;

/// How much of a word is looked at, in bytes.
const WORD: usize = 200;

/// The digits of 2^1024 - 2^970, which has 309: from there on a number of 64 bits is rounded to infinity.
const BEYOND: &str = "1797693134862315807937289714053034150799341327100378269361737789804449682927647509466490179775872070\
    9633028641669288791094655554785194040263065748867150582068190890200070838367627385484581771153176447\
    5730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880177904\
    174497792";

/// What may stand where a value begins.
const VALUE: &str = "a value: an object, an array, a text in double quotes, a number, true, false or null";

/// The first place where a text is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The place, in bytes from the text's start.
    pub offset: usize,
    /// What stands there.
    pub found: String,
    /// What belongs there.
    pub expected: String,
}

/// The first slip of a text, if it has one.
#[must_use]
pub fn syntax(text: &str) -> Option<Slip> {
    Scanner { text, at: 0, open: Vec::new() }.document().err()
}

/// An array or an object that is not closed yet: whether it is an object, and where it begins.
type Open = (bool, usize);

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Open>,
}

impl Scanner<'_> {
    fn document(mut self) -> Result<(), Slip> {
        self.space();
        loop {
            self.value()?;
            // What comes after a value depends on what it stands in.
            loop {
                self.space();
                let Some(&(object, _)) = self.open.last() else {
                    return if self.at == self.text.len() {
                        Ok(())
                    } else {
                        Err(self.stray("nothing after the document's end"))
                    };
                };
                let close = if object { b'}' } else { b']' };
                match self.byte() {
                    Some(b',') => {
                        self.at += 1;
                        self.space();
                        if self.byte() == Some(close) {
                            let next = if object {
                                "another name, or no comma"
                            } else {
                                "another value, or no comma"
                            };
                            return Err(self.slip(&format!("`{}` after a comma", char::from(close)), next));
                        }
                        if object {
                            self.name("a name in double quotes")?;
                        }
                        break;
                    }
                    Some(byte) if byte == close => {
                        self.at += 1;
                        self.open.pop();
                    }
                    _ => {
                        let expected = if object { "a comma or `}`" } else { "a comma or `]`" };
                        return Err(self.stray(expected));
                    }
                }
            }
        }
    }

    /// A value up to its end; of an array or an object that is not empty up to its first value.
    fn value(&mut self) -> Result<(), Slip> {
        loop {
            match self.byte() {
                Some(b'{' | b'[') => {
                    let object = self.byte() == Some(b'{');
                    if self.open.len() >= DEEPEST {
                        let expected = format!("at most {DEEPEST}");
                        return Err(self
                            .slip(&format!("{} arrays and objects in each other", DEEPEST + 1), &expected));
                    }
                    self.open.push((object, self.at));
                    self.at += 1;
                    self.space();
                    if self.byte() == Some(if object { b'}' } else { b']' }) {
                        self.at += 1;
                        self.open.pop();
                        return Ok(());
                    }
                    if object {
                        self.name("a name in double quotes or `}`")?;
                    }
                }
                Some(b'"') => return self.string(),
                Some(b'-' | b'0'..=b'9') => return self.number(),
                _ => {
                    for word in ["true", "false", "null"] {
                        if self.word() == word {
                            self.at += word.len();
                            return Ok(());
                        }
                    }
                    return Err(self.stray(VALUE));
                }
            }
        }
    }

    /// A member's name, its colon, and what is between that and the value.
    fn name(&mut self, expected: &str) -> Result<(), Slip> {
        if self.byte() != Some(b'"') {
            return Err(self.stray(expected));
        }
        self.string()?;
        self.space();
        if self.byte() != Some(b':') {
            return Err(self.stray("a colon after the name"));
        }
        self.at += 1;
        self.space();
        Ok(())
    }

    fn string(&mut self) -> Result<(), Slip> {
        let begin = self.at;
        self.at += 1;
        loop {
            match self.byte() {
                None => {
                    let (line, column) = Lines::of(self.text).place(begin);
                    let expected =
                        format!("the closing quote of the text that begins in line {line}, column {column}");
                    return Err(self.slip("the end of the text", &expected));
                }
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                Some(b'\n' | b'\r') => {
                    return Err(self.slip(
                        "a line break within a text",
                        "its closing quote, or `\\n` for the line break",
                    ));
                }
                Some(byte) if byte < b' ' => {
                    let (found, expected) = (
                        format!("the control character U+{byte:04X}"),
                        format!("it written as `\\u{byte:04x}`"),
                    );
                    return Err(self.slip(&found, &expected));
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<(), Slip> {
        const KNOWN: &str = "one of `\\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t`, and `\\u` with four digits 0-9 and a-f";
        let rest = self.rest();
        let digits = |text: &str, from: usize| {
            let four =
                text.get(from..from + 4).filter(|four| four.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
            u32::from_str_radix(four, 16).ok()
        };
        let length = match rest.as_bytes().get(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') => match (digits(rest, 2), rest.get(6..8) == Some("\\u"), digits(rest, 8)) {
                (Some(0xd800..0xdc00), true, Some(0xdc00..0xe000)) => 12,
                (Some(0xd800..0xe000), ..) => {
                    let half = rest.get(..6).unwrap_or_default();
                    return Err(self.slip(
                        &format!("`{half}`, half a character"),
                        "both halves, the first from `\\ud800` to `\\udbff`",
                    ));
                }
                (Some(_), ..) => 6,
                (None, ..) => return Err(self.unknown_escape(6, KNOWN)),
            },
            _ => return Err(self.unknown_escape(2, KNOWN)),
        };
        self.at += length;
        Ok(())
    }

    fn unknown_escape(&self, length: usize, expected: &str) -> Slip {
        let written: String = self.rest().chars().take(length).take_while(|c| !c.is_control()).collect();
        self.slip(&format!("the escape `{written}`"), expected)
    }

    fn number(&mut self) -> Result<(), Slip> {
        let begin = self.at;
        let fails = |scanner: &Self, expected: &str| {
            let length = scanner
                .rest_from(begin)
                .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-')));
            let written = scanner
                .rest_from(begin)
                .get(..length.unwrap_or(scanner.text.len() - begin))
                .unwrap_or_default();
            Err(Slip {
                offset: begin,
                found: format!("the number `{}`", short(written)),
                expected: expected.to_owned(),
            })
        };
        self.at += usize::from(self.byte() == Some(b'-'));
        let first = self.byte();
        match self.digits() {
            0 => return fails(self, "a digit after the minus"),
            count if count > 1 && first == Some(b'0') => {
                return fails(self, "one that does not begin with 0");
            }
            _ => {}
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return fails(self, "a digit after the point");
            }
        }
        let mut exponent = 0;
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            exponent = self.digits();
            if exponent == 0 {
                return fails(self, "a digit after the `e`");
            }
        }
        let written = self.text.get(begin..self.at).unwrap_or_default();
        // Nearly all are far from the bound.
        if exponent < 3 && written.len() < 200 || is_finite(written) {
            Ok(())
        } else {
            fails(self, "one below 1.8e308")
        }
    }

    /// Passes digits, and gives how many.
    fn digits(&mut self) -> usize {
        let count = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        self.at += count;
        count
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &str {
        self.rest_from(self.at)
    }

    fn rest_from(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }

    fn space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// The letters, digits and low lines that begin here.
    fn word(&self) -> &str {
        let head = self.rest();
        let end = head
            .char_indices()
            .take(WORD)
            .find(|(_, c)| !(c.is_alphanumeric() || *c == '_'))
            .map(|(at, _)| at);
        head.get(..end.unwrap_or(head.len())).unwrap_or_default()
    }

    /// What stands here, where something else belongs.
    fn stray(&self, expected: &str) -> Slip {
        let word = self.word();
        let Some(first) = self.rest().chars().next() else {
            let (kind, close, begin) = match self.open.last() {
                Some((true, begin)) => ("object", '}', *begin),
                Some((false, begin)) => ("array", ']', *begin),
                None => return self.slip("the end of the text", expected),
            };
            let (line, column) = Lines::of(self.text).place(begin);
            let expected = format!(
                "{expected}: the {kind} that begins in line {line}, column {column} has no `{close}`"
            );
            return self.slip("the end of the text", &expected);
        };
        if !word.is_empty() {
            return self.slip(&format!("the text `{}`", short(word)), expected);
        }
        match first {
            '"' => self.slip(&format!("the text {}", short(self.quoted())), expected),
            '\'' | '‘' | '’' | '“' | '”' => {
                self.slip(&format!("the quote {first}"), "a double quote: \" is the only one that JSON knows")
            }
            '/' if self.rest().starts_with("//") || self.rest().starts_with("/*") => {
                self.slip("a comment", &format!("{expected}; JSON has no comments"))
            }
            '\u{feff}' => self.slip("a byte order mark", expected),
            control if control.is_control() => {
                self.slip(&format!("the control character U+{:04X}", u32::from(control)), expected)
            }
            other => self.slip(&format!("`{other}`"), expected),
        }
    }

    /// The text in quotes that begins here, or its beginning.
    fn quoted(&self) -> &str {
        let head = self.rest();
        let end = head.char_indices().skip(1).take(WORD).find(|(_, c)| matches!(c, '"' | '\n'));
        head.get(..end.map_or(head.len(), |(at, c)| at + usize::from(c == '"'))).unwrap_or_default()
    }

    fn slip(&self, found: &str, expected: &str) -> Slip {
        Slip { offset: self.at, found: found.to_owned(), expected: expected.to_owned() }
    }
}

/// Whether a number is one that JavaScript keeps as one, rather than as infinite. A comparison of its digits: the tables by which the
/// standard library reads numbers would be a thirtieth of the workbench, and nothing there needs a number with a point.
fn is_finite(number: &str) -> bool {
    let (digits, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let far = if exponent.starts_with('-') { i64::MIN } else { i64::MAX };
    let exponent: i64 = exponent.parse().unwrap_or(far);
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut digits = whole.bytes().chain(fraction.bytes());
    // The digits from the first on that is not 0, and where the point is before them.
    let Some(zeros) = digits.position(|digit| digit != b'0') else { return true };
    let places = exponent.saturating_add(whole.len() as i64 - zeros as i64);
    let digits = whole.bytes().chain(fraction.bytes()).skip(zeros);
    places < 309 || places == 309 && digits.lt(BEYOND.bytes())
}

#[cfg(test)]
mod tests;
