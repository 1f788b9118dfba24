//! A pasted command's words, as bash, cmd or PowerShell splits them: without its prompt, and without what follows it or takes its
//! output.

use super::{error, shown};
use crate::http::HttpError;

const PLACE: &str = "curl command";

/// Whether a text is a command rather than an address alone.
#[must_use]
pub fn is_command(text: &str) -> bool {
    is_named(without_prompt(text))
}

fn is_named(text: &str) -> bool {
    let rest = text.strip_prefix("curl").map(|rest| rest.strip_prefix(".exe").unwrap_or(rest));
    rest.is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// A command without its prompt (`$`, `#`, `user@host:~$`, `C:\>`) and the comments above it.
fn without_prompt(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        if is_named(text) {
            return text;
        }
        let (line, below) = text.split_once('\n').unwrap_or((text, ""));
        let named = |at: &usize| {
            let (before, command) = text.split_at(*at);
            is_named(command) && before.trim_end().ends_with(['$', '#', '%', '>'])
        };
        if let Some(at) = line.match_indices("curl").map(|(at, _)| at).find(named) {
            return &text[at..];
        }
        if !line.starts_with('#') {
            return text;
        }
        text = below.trim_start();
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Dialect {
    Bash,
    Cmd,
    PowerShell,
}

/// The shell that a command was written for: cmd escapes its quotes and line ends with `^`, PowerShell line ends with a backtick.
fn shell(command: &str) -> Dialect {
    let (mut within, mut signs) = (None, command.chars().peekable());
    while let Some(sign) = signs.next() {
        let next = signs.peek();
        match (within, sign) {
            (None, '^') if matches!(next, Some('"' | '\n' | '\r')) => return Dialect::Cmd,
            (None, '`') if matches!(next, Some('\n' | '\r')) => return Dialect::PowerShell,
            (None | Some('"'), '\\') => drop(signs.next()),
            (None, '\'' | '"') => within = Some(sign),
            (Some(quote), _) if sign == quote => within = None,
            _ => {}
        }
    }
    Dialect::Bash
}

/// The words of a command.
pub(super) fn words(command: &str) -> Result<Vec<String>, HttpError> {
    let shell = shell(command);
    let mut reader = Reader { shell, rest: command, words: Vec::new(), word: None, target: false };
    reader.read()?;
    if shell != Dialect::Cmd {
        return Ok(reader.words);
    }
    // curl.exe takes its command line apart by itself.
    Ok(reader.words.first().map(|line| arguments(line)).unwrap_or_default())
}

struct Reader<'a> {
    shell: Dialect,
    rest: &'a str,
    words: Vec<String>,
    word: Option<String>,
    /// The next word is a file that the output goes to.
    target: bool,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let sign = self.rest.chars().next()?;
        self.rest = &self.rest[sign.len_utf8()..];
        Some(sign)
    }

    /// The sign after one that escapes it; both signs of a line's end are one.
    fn after_escape(&mut self) -> Option<char> {
        if let Some(rest) = self.rest.strip_prefix("\r\n") {
            self.rest = rest;
            return Some('\n');
        }
        self.next()
    }

    fn push(&mut self, sign: char) {
        self.word.get_or_insert_default().push(sign);
    }

    fn end(&mut self) {
        if let Some(word) = self.word.take()
            && !std::mem::take(&mut self.target)
        {
            self.words.push(word);
        }
    }

    fn read(&mut self) -> Result<(), HttpError> {
        while let Some(sign) = self.next() {
            match (self.shell, sign) {
                (_, '|' | '&' | ';' | '<' | '>') if !(sign == ';' && self.shell == Dialect::Cmd) => {
                    if self.operator(sign)? {
                        break;
                    }
                }
                (Dialect::Cmd, '^') => match self.after_escape() {
                    Some('\n') => self.after_escape().into_iter().for_each(|sign| self.push(sign)),
                    sign => sign.into_iter().for_each(|sign| self.push(sign)),
                },
                (Dialect::Cmd, '"') => {
                    self.push(sign);
                    while let Some(inside) = self.next() {
                        self.push(inside);
                        if inside == '"' {
                            break;
                        }
                    }
                }
                // It has one word, all of the line.
                (Dialect::Cmd, '\r' | '\n') => self.push(' '),
                (Dialect::Cmd, _) => self.push(sign),
                (_, ' ' | '\t' | '\n') => self.end(),
                (_, '\r') if self.rest.starts_with('\n') => self.end(),
                (_, '#') if self.word.is_none() => {
                    let line = self.rest.find('\n').unwrap_or(self.rest.len());
                    self.rest = &self.rest[line..];
                }
                (Dialect::Bash, '\\') | (Dialect::PowerShell, '`') => match self.after_escape() {
                    Some('\n') => {}
                    sign => self.push(sign.unwrap_or('\\')),
                },
                (Dialect::Bash, '$') if self.rest.starts_with('\'') => {
                    self.next();
                    self.escaped()?;
                }
                (_, '\'' | '"') => self.quoted(sign)?,
                _ => self.plain(sign)?,
            }
        }
        self.end();
        Ok(())
    }

    /// A sign outside single quotes, where bash would put what a command prints in its place.
    fn plain(&mut self, sign: char) -> Result<(), HttpError> {
        if self.shell == Dialect::Bash && (sign == '`' || sign == '$' && self.rest.starts_with('(')) {
            let expected = "single quotes around it: no other command is run";
            return Err(error(PLACE, "a command within the command", expected));
        }
        self.push(sign);
        Ok(())
    }

    fn quoted(&mut self, quote: char) -> Result<(), HttpError> {
        let escape = if self.shell == Dialect::Bash { '\\' } else { '`' };
        self.word.get_or_insert_default();
        while let Some(sign) = self.next() {
            if sign == quote {
                // PowerShell doubles a quote within.
                if self.shell == Dialect::PowerShell && self.rest.starts_with(quote) {
                    self.next();
                } else {
                    return Ok(());
                }
            } else if quote == '"' && sign == escape {
                match (self.shell, self.next().unwrap_or(escape)) {
                    (Dialect::Bash, '\n') => continue,
                    (Dialect::Bash, sign @ ('$' | '`' | '"' | '\\')) => self.push(sign),
                    (Dialect::Bash, sign) => {
                        self.push(escape);
                        self.push(sign);
                    }
                    (_, 'n') => self.push('\n'),
                    (_, sign) => self.push(sign),
                }
                continue;
            } else if quote == '"' {
                self.plain(sign)?;
                continue;
            }
            self.push(sign);
        }
        Err(unclosed())
    }

    /// `$'...'`, with the escapes of C.
    fn escaped(&mut self) -> Result<(), HttpError> {
        self.word.get_or_insert_default();
        let mut bytes = Vec::new();
        let mut put = |sign: char| bytes.extend_from_slice(sign.encode_utf8(&mut [0; 4]).as_bytes());
        loop {
            match self.next().ok_or_else(unclosed)? {
                '\'' => break,
                '\\' => match self.next().ok_or_else(unclosed)? {
                    'n' => put('\n'),
                    'r' => put('\r'),
                    't' => put('\t'),
                    'a' => put('\x07'),
                    'b' => put('\x08'),
                    'e' | 'E' => put('\x1b'),
                    'f' => put('\x0c'),
                    'v' => put('\x0b'),
                    'u' => put(self.number(4, 16)),
                    'U' => put(self.number(8, 16)),
                    'x' => put(self.number(2, 16)),
                    digit @ '0'..='7' => {
                        let more = self.rest.len();
                        let tail = self.number(2, 8);
                        let read = more - self.rest.len();
                        let head = digit.to_digit(8).unwrap_or_default() << (3 * read);
                        put(char::from_u32(head + u32::from(tail)).unwrap_or('\u{fffd}'));
                    }
                    sign @ ('\\' | '\'' | '"' | '?') => put(sign),
                    sign => {
                        put('\\');
                        put(sign);
                    }
                },
                sign => put(sign),
            }
        }
        self.word.get_or_insert_default().push_str(&String::from_utf8_lossy(&bytes));
        Ok(())
    }

    /// The sign of a number of at most that many digits.
    fn number(&mut self, most: usize, radix: u32) -> char {
        let digits = self.rest.chars().take(most).take_while(|sign| sign.is_digit(radix)).count();
        let (number, rest) = self.rest.split_at(digits);
        self.rest = rest;
        let number = u32::from_str_radix(number, radix).unwrap_or_default();
        char::from_u32(number).unwrap_or('\u{fffd}')
    }

    /// Passes over where the output goes; tells whether the command ends.
    fn operator(&mut self, sign: char) -> Result<bool, HttpError> {
        let next = self.rest.chars().next();
        if matches!(sign, '<' | '>') && next != Some('<') || sign == '&' && next == Some('>') {
            // `2>`: the number is no word.
            if self.word.as_ref().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit())) {
                self.word = None;
            }
            if self.shell == Dialect::Cmd {
                return self.after();
            }
            self.end();
            self.rest = self.rest.trim_start_matches(['>', '&', '|']);
            self.target = true;
            return Ok(false);
        }
        let glued = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
        if sign == '&' && self.word.is_some() && next.is_some_and(glued) {
            let expected = "quotes around an address with one: a shell ends the command there";
            return Err(error(PLACE, "`&` outside quotes", expected));
        }
        self.after()
    }

    /// Ends the command, unless another one follows.
    fn after(&mut self) -> Result<bool, HttpError> {
        let first = self.words.first().or(self.word.as_ref());
        let of_curl = first.is_some_and(|word| word.starts_with("curl"));
        if of_curl && self.rest.split_ascii_whitespace().any(|word| word == "curl") {
            return Err(error(PLACE, "another `curl` after it", "one command"));
        }
        Ok(true)
    }
}

fn unclosed() -> HttpError {
    error(PLACE, "a quote that is never closed", "every ' and \" closed")
}

/// A command line as programs for Windows take it apart: backslashes count before a quote alone.
fn arguments(line: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), None::<String>);
    let (mut within, mut backslashes) = (false, 0);
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign == '\\' {
            backslashes += 1;
            word.get_or_insert_default();
            continue;
        }
        let of_quote = sign == '"';
        let kept = if of_quote { backslashes / 2 } else { backslashes };
        let odd = std::mem::take(&mut backslashes) % 2 == 1;
        if kept > 0 {
            word.get_or_insert_default().extend(std::iter::repeat_n('\\', kept));
        }
        match sign {
            '"' if odd => word.get_or_insert_default().push('"'),
            '"' if within && signs.peek() == Some(&'"') => {
                signs.next();
                word.get_or_insert_default().push('"');
            }
            '"' => {
                within = !within;
                word.get_or_insert_default();
            }
            ' ' | '\t' if !within => words.extend(word.take()),
            _ => word.get_or_insert_default().push(sign),
        }
    }
    if backslashes > 0 {
        word.get_or_insert_default().extend(std::iter::repeat_n('\\', backslashes));
    }
    words.extend(word);
    words
}

/// The words after `curl`.
pub(super) fn after_name(command: &str) -> Result<Vec<String>, HttpError> {
    let mut words = words(without_prompt(command))?;
    match words.first().map(String::as_str) {
        Some("curl" | "curl.exe") => drop(words.remove(0)),
        Some(word) => return Err(error(PLACE, shown(word), "`curl` as the first word")),
        None => return Err(error(PLACE, "nothing", "a command such as `curl https://site.example/`")),
    }
    Ok(words)
}
