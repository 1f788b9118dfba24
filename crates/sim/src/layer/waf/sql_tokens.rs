//! SQL's tokens, as far as the WAF needs them, read from inside a string literal or from bare text.

/// One token of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// The quote that ends the literal the text was put in; whether letters stand on both sides, as in `O'Brien`.
    Breakout {
        /// It reads as an apostrophe.
        apostrophe: bool,
        /// It is the first quote of the text, which can only end the app's literal.
        first: bool,
    },
    /// A name or a keyword, in lower case.
    Word(&'a str),
    /// A number.
    Number(&'a str),
    /// A string literal's content.
    Text(&'a str),
    /// `--`, `#` or an open `/*`: the rest of the statement is ignored. Whether it ends the value.
    Comment {
        /// Nothing but white space comes after it.
        last: bool,
    },
    /// A comparison.
    Compare,
    /// `||` or `&&`.
    Logic,
    /// Any other sign.
    Sign(char),
}

/// How many tokens are read after a quote: what breaks out does so soon, and a text may have many quotes.
const MAX_TOKENS: usize = 4_096;

/// The readings of a text: as it stands, and after each quote that could end the literal around it (the first 16).
pub fn readings(text: &str) -> Vec<Vec<Token<'_>>> {
    // A comment is the last thing in a text when nothing but this follows it; found once, or many comments would each look.
    let blank = |c: char| c.is_whitespace() || matches!(c, '-' | '+' | '#');
    let tail = text.trim_end_matches(blank).len();
    let mut out = vec![tokens(text, 0, tail, Vec::new(), usize::MAX)];
    for (nth, (at, quote)) in text.match_indices(['\'', '"']).take(16).enumerate() {
        let (before, after) = (text.get(..at).unwrap_or_default(), from(text, at + quote.len()));
        let apostrophe = before.ends_with(char::is_alphabetic) && after.starts_with(char::is_alphabetic);
        out.push(tokens(
            text,
            at + 1,
            tail,
            vec![Token::Breakout { apostrophe, first: nth == 0 }],
            MAX_TOKENS,
        ));
    }
    out
}

fn tokens<'a>(
    text: &'a str,
    mut at: usize,
    tail: usize,
    mut out: Vec<Token<'a>>,
    most: usize,
) -> Vec<Token<'a>> {
    while out.len() < most {
        let rest = from(text, at);
        let mut chars = rest.chars();
        let Some(first) = chars.next() else { break };
        // How long the token is, in bytes.
        let (token, length) = match (first, chars.next()) {
            (c, _) if c.is_whitespace() || c == '\0' => {
                at += c.len_utf8();
                continue;
            }
            // MySQL runs what stands in a comment with a mark, whatever its own version says.
            ('/', Some('*')) if rest.as_bytes().get(2) == Some(&b'!') => {
                let version = from(rest, 3).bytes().take_while(u8::is_ascii_digit).count();
                at += 3 + version;
                continue;
            }
            ('*', Some('/')) => {
                at += 2;
                continue;
            }
            ('/', Some('*')) => match from(rest, 2).find("*/") {
                Some(end) => {
                    at += end + 4;
                    continue;
                }
                // With many lines it is code.
                None => (Token::Comment { last: !rest.contains('\n') }, rest.len()),
            },
            ('-', Some('-')) => (Token::Comment { last: at + 2 >= tail }, 2),
            ('#', _) => (Token::Comment { last: at + 1 >= tail }, 1),
            ('\'' | '"', _) => {
                let inner = from(rest, 1);
                let inner = inner.split(first).next().unwrap_or_default();
                (Token::Text(inner), inner.len() + 2)
            }
            ('0'..='9', _) => {
                let number = while_true(rest, |c| c.is_ascii_alphanumeric() || c == '.');
                (Token::Number(number), number.len())
            }
            (c, _) if c.is_alphabetic() || matches!(c, '_' | '@') => {
                let name = while_true(rest, |c| c.is_alphanumeric() || matches!(c, '_' | '@' | '.' | '$'));
                (word(name), name.len())
            }
            ('|', Some('|')) | ('&', Some('&')) => (Token::Logic, 2),
            ('<' | '>' | '=' | '!', _) => {
                let signs = while_true(rest, |c| matches!(c, '<' | '>' | '=' | '!'));
                (if signs == "!" { Token::Sign('!') } else { Token::Compare }, signs.len())
            }
            (c, _) => (Token::Sign(c), c.len_utf8()),
        };
        out.push(token);
        at += length;
    }
    out
}

fn word(word: &str) -> Token<'_> {
    match word {
        "or" | "and" | "xor" => Token::Logic,
        "like" | "rlike" | "regexp" | "is" => Token::Compare,
        _ => Token::Word(word),
    }
}

/// What comes from a place on; nothing past the end.
fn from(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

/// The first character, and those after it that are to be kept.
fn while_true(text: &str, keep: impl Fn(char) -> bool) -> &str {
    let end = text.char_indices().skip(1).find(|(_, c)| !keep(*c)).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}
