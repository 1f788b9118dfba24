//! SQL's tokens, as far as the WAF needs them, read from inside a string literal or from bare text.

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// The quote that ends the literal the text was put in; whether letters stand on both sides, as in `O'Brien`.
    Breakout {
        /// It reads as an apostrophe.
        apostrophe: bool,
    },
    /// A name or a keyword, in lower case.
    Word(String),
    /// A number.
    Number(String),
    /// A string literal's content.
    Text(String),
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
pub fn readings(text: &str) -> Vec<Vec<Token>> {
    let chars: Vec<char> = text.chars().collect();
    // A comment is the last thing in a text when nothing but this follows it; found once, or many comments would each look.
    let blank = |c: &char| c.is_whitespace() || matches!(c, '-' | '+' | '#');
    let tail = chars.iter().rposition(|c| !blank(c)).map_or(0, |at| at + 1);
    let mut out = vec![tokens(&chars, 0, tail, Vec::new(), usize::MAX)];
    let quotes = chars.iter().enumerate().filter(|(_, c)| matches!(c, '\'' | '"'));
    for (at, _) in quotes.take(16) {
        let letter = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(|c| c.is_alphabetic());
        let apostrophe = letter(at.checked_sub(1)) && letter(Some(at + 1));
        out.push(tokens(&chars, at + 1, tail, vec![Token::Breakout { apostrophe }], MAX_TOKENS));
    }
    out
}

fn tokens(chars: &[char], mut at: usize, tail: usize, mut out: Vec<Token>, most: usize) -> Vec<Token> {
    while let Some(&c) = chars.get(at).filter(|_| out.len() < most) {
        let next = chars.get(at + 1).copied();
        let (token, end) = match (c, next) {
            (c, _) if c.is_whitespace() || c == '\0' => {
                at += 1;
                continue;
            }
            ('/', Some('*')) => match find(chars, at + 2, &['*', '/']) {
                Some(end) => {
                    at = end + 2;
                    continue;
                }
                None => (Token::Comment { last: true }, chars.len()),
            },
            ('-', Some('-')) => (Token::Comment { last: at + 2 >= tail }, at + 2),
            ('#', _) => (Token::Comment { last: at + 1 >= tail }, at + 1),
            ('\'' | '"', _) => {
                let end = find(chars, at + 1, &[c]).unwrap_or(chars.len());
                (Token::Text(collect(chars, at + 1, end)), end + 1)
            }
            ('0'..='9', _) => {
                let end = while_true(chars, at, |c| c.is_ascii_alphanumeric() || c == '.');
                (Token::Number(collect(chars, at, end)), end)
            }
            (c, _) if c.is_alphabetic() || matches!(c, '_' | '@') => {
                let end =
                    while_true(chars, at, |c| c.is_alphanumeric() || matches!(c, '_' | '@' | '.' | '$'));
                (word(collect(chars, at, end)), end)
            }
            ('|', Some('|')) | ('&', Some('&')) => (Token::Logic, at + 2),
            ('<' | '>' | '=' | '!', _) => {
                let end = while_true(chars, at, |c| matches!(c, '<' | '>' | '=' | '!'));
                (if collect(chars, at, end) == "!" { Token::Sign('!') } else { Token::Compare }, end)
            }
            (c, _) => (Token::Sign(c), at + 1),
        };
        out.push(token);
        at = end;
    }
    out
}

fn word(word: String) -> Token {
    match word.as_str() {
        "or" | "and" | "xor" => Token::Logic,
        "like" | "rlike" | "regexp" | "is" => Token::Compare,
        _ => Token::Word(word),
    }
}

fn find(chars: &[char], from: usize, wanted: &[char]) -> Option<usize> {
    let rest = chars.get(from..)?;
    rest.windows(wanted.len()).position(|window| window == wanted).map(|offset| from + offset)
}

fn while_true(chars: &[char], from: usize, keep: impl Fn(char) -> bool) -> usize {
    let mut end = from + 1;
    while chars.get(end).is_some_and(|c| keep(*c)) {
        end += 1;
    }
    end
}

fn collect(chars: &[char], from: usize, to: usize) -> String {
    chars.get(from..to).unwrap_or_default().iter().collect()
}
