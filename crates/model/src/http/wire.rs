//! How a request was written: what its parts do not say, and what programs judge.

use std::borrow::Cow;

use serde::Serialize;

use super::{Header, Request, in_chunks};

/// How a request was written, where that is not as most clients write it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Wire {
    /// What ends the request line, where that is not `HTTP/1.1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The target, where path and query do not say it: with scheme and host, or with a `?` that nothing follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// A tab parts the request line.
    #[serde(skip_serializing_if = "is_not")]
    pub tab: bool,
    /// A space ends the request line.
    #[serde(skip_serializing_if = "is_not")]
    pub space_at_end: bool,
    /// Lines among the headers that have no colon.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stray: Vec<String>,
    /// The chunks that the body came in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chunks: Option<Chunks>,
}

/// A chunked body as it came (RFC 9112, section 7.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Chunks {
    /// The bytes with their sizes, as text.
    pub raw: String,
    /// The fields after the last chunk.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trailers: Vec<Header>,
    /// A line of a size or after a chunk ends in `\n` alone.
    #[serde(skip_serializing_if = "is_not")]
    pub bare_line_end: bool,
    /// What is wrong with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<ChunkFault>,
}

/// What stands around a coding; a value may go on in the next line.
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// What is wrong with chunks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChunkFault {
    /// A size that is no number.
    Size,
    /// A chunk goes on where its size says that it ends.
    Longer,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_not(flag: &bool) -> bool {
    !*flag
}

impl Wire {
    /// Whether a request is written as most clients write it.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// A `Content-Length`, or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// One says that.
    One(u64),
    /// Several headers, or one list, that say the same.
    Agree(u64),
    /// Several that say different things.
    Differ,
    /// One that is no number of bytes.
    Invalid,
}

impl Request {
    /// What ends the request line.
    #[must_use]
    pub fn version(&self) -> &str {
        self.wire.version.as_deref().unwrap_or("HTTP/1.1")
    }

    /// The numbers of the version, where it is written as `HTTP/1.1` is.
    #[must_use]
    pub fn version_numbers(&self) -> Option<(u16, u16)> {
        let Some(version) = &self.wire.version else { return Some((1, 1)) };
        let (major, minor) = version.strip_prefix("HTTP/")?.split_once('.')?;
        let number = |digits: &str| {
            let plain = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse().ok()).flatten()
        };
        number(major).zip(number(minor))
    }

    /// The target as it was written.
    #[must_use]
    pub fn target(&self) -> Cow<'_, str> {
        match &self.wire.target {
            Some(target) => Cow::Borrowed(target),
            None if self.query.is_empty() => Cow::Borrowed(&self.path),
            None => Cow::Owned([&self.path, "?", &self.query].concat()),
        }
    }

    /// How many bytes the target has.
    #[must_use]
    pub fn target_len(&self) -> usize {
        let query = if self.query.is_empty() { 0 } else { 1 + self.query.len() };
        self.wire.target.as_ref().map_or(self.path.len() + query, String::len)
    }

    /// The request line.
    #[must_use]
    pub fn line(&self) -> String {
        [&self.method, " ", &self.target(), " ", self.version()].concat()
    }

    /// How many bytes the request line has.
    #[must_use]
    pub fn line_len(&self) -> usize {
        self.method.len() + self.target_len() + self.version().len() + 2
    }

    /// Host and port of a target that has them: `site.example` of `http://site.example/api`.
    #[must_use]
    pub fn target_authority(&self) -> Option<&str> {
        let (_, rest) =
            self.wire.target.as_deref()?.split_once("://").filter(|(scheme, _)| is_scheme(scheme))?;
        rest.get(..rest.find(['/', '?', '#']).unwrap_or(rest.len()))
    }

    /// Whether a `?` stands at the target's end and nothing after it.
    #[must_use]
    pub fn asks_nothing(&self) -> bool {
        self.query.is_empty() && self.wire.target.as_deref().is_some_and(|target| target.ends_with('?'))
    }

    /// The values of every header of that name, compared without regard to case.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |h| h.name.eq_ignore_ascii_case(name)).map(|h| h.value.as_str())
    }

    /// What `Content-Length` says, where there is one.
    #[must_use]
    pub fn length(&self) -> Option<Length> {
        let mut said: Option<Length> = None;
        for one in self.all("content-length").flat_map(|value| value.split(',')) {
            let digits = one.trim_matches([' ', '\t']);
            let number = Some(digits).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
            let Some(number) = number.and_then(|text| text.parse().ok()) else {
                return Some(Length::Invalid);
            };
            said = Some(match said {
                None => Length::One(number),
                Some(Length::One(first) | Length::Agree(first)) if first == number => Length::Agree(first),
                Some(_) => Length::Differ,
            });
        }
        said
    }

    /// Whether the last of its transfer codings is `chunked`, so that its body says itself where it ends.
    #[must_use]
    pub fn is_chunked(&self) -> bool {
        let last = self.all("transfer-encoding").last();
        let last = last.and_then(|value| {
            value.rsplit(',').map(|one| one.trim_matches(BLANK)).find(|one| !one.is_empty())
        });
        last.is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
    }

    /// What a reader that goes by `Content-Length` would take for the next request: what is left of a chunked body behind that many
    /// bytes.
    #[must_use]
    pub fn left_by_length(&self) -> Option<&str> {
        let (Some(Length::One(length) | Length::Agree(length)), Some(chunks)) =
            (self.length(), &self.wire.chunks)
        else {
            return None;
        };
        chunks.raw.get(usize::try_from(length).ok()?..).filter(|left| !left.is_empty())
    }

    /// Whether it is written as curl writes a request.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let odd = |header: &Header| {
            let name = header.name.as_str();
            let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
            name.is_empty() || !name.bytes().all(token) || header.value.contains(char::is_control)
        };
        let wire = &self.wire;
        let framed = match &wire.chunks {
            None => {
                let sized = [None, Some(Length::One(self.body.len() as u64))].contains(&self.length());
                sized && self.header("transfer-encoding").is_none()
            }
            Some(chunks) => {
                !self.body.is_empty() && chunks.trailers.is_empty() && in_chunks(&self.body) == chunks.raw
            }
        };
        let line = wire.version.as_deref().is_none_or(|version| version == "HTTP/1.0")
            && (wire.target.is_none() || self.target_authority().is_none() && self.asks_nothing())
            && !(wire.tab || wire.space_at_end);
        framed
            && line
            && wire.stray.is_empty()
            && self.all("host").count() == 1
            && self.names_host()
            && self.path.starts_with('/')
            && !self.headers.iter().any(odd)
    }

    /// The whole message as text.
    #[must_use]
    pub fn written(&self) -> String {
        let (blank, end) =
            (if self.wire.tab { "\t" } else { " " }, if self.wire.space_at_end { " " } else { "" });
        let mut text = [&self.method, blank, &self.target(), " ", self.version(), end, "\r\n"].concat();
        let headers = self.headers.iter().map(|header| [&header.name, ": ", &header.value].concat());
        for line in headers.chain(self.wire.stray.iter().cloned()) {
            text = text + &line + "\r\n";
        }
        text + "\r\n" + self.wire.chunks.as_ref().map_or(&self.body, |chunks| &chunks.raw)
    }

    /// Gives it another body, sized by its length.
    pub fn set_body(&mut self, body: String) {
        self.body = body;
        self.wire.chunks = None;
        self.remove_header("transfer-encoding");
        if self.body.is_empty() {
            self.remove_header("content-length");
        } else {
            self.set_header("Content-Length", &self.body.len().to_string());
        }
    }
}

/// Whether a text may be an address's scheme.
pub(super) fn is_scheme(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(plain)
}
