//! Reads through a text that [`crate::syntax`] has found to be JSON, for those that make a tree of it.

use crate::text::said;

/// A place in the text. Each method goes past what it returns, and returns `None` where the text ends or says something else.
pub struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    /// At the start of a text.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// The next byte that is no white space, without going past it.
    pub fn peek(&mut self) -> Option<u8> {
        self.rest = self.rest.trim_ascii_start();
        self.rest.as_bytes().first().copied()
    }

    /// Goes past an opening bracket or a comma and returns true, or past the closing bracket and returns false.
    pub fn goes_on(&mut self, close: u8) -> Option<bool> {
        if self.peek()? != close {
            self.take(1)?;
        }
        let goes_on = self.peek()? != close;
        if !goes_on {
            self.take(1)?;
        }
        Some(goes_on)
    }

    /// A member's name and its colon.
    pub fn name(&mut self) -> Option<String> {
        let name = self.string()?;
        self.peek()?;
        self.take(1)?;
        Some(name)
    }

    /// What a text in quotes says.
    pub fn string(&mut self) -> Option<String> {
        let mut end = 1;
        loop {
            match self.rest.as_bytes().get(end)? {
                b'"' => return said(self.take(end + 1)?).map(Into::into),
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
    }

    /// A number, `true`, `false` or `null`, as it is written.
    pub fn word(&mut self) -> Option<&'a str> {
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}');
        let end = self.rest.as_bytes().iter().position(ends);
        self.take(end.unwrap_or(self.rest.len()))
    }

    fn take(&mut self, bytes: usize) -> Option<&'a str> {
        let (taken, rest) = self.rest.split_at_checked(bytes)?;
        self.rest = rest;
        Some(taken)
    }
}
