//! A `curl` command as a request: its words, its common options, and what curl itself adds (`man curl`, 8.x).
//!
//! The request goes through the parser of HTTP text like any other, so that the same bounds and errors hold.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gauntlet_slip::nearest;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::http::{HttpError, MAX_HEADERS, Request, Scheme};
use crate::tls::{TlsClient, TlsVersion};

mod address;
mod quotes;
mod sized;
mod written;

use address::{Address, Reading};

pub use written::{command, exactly, exit, phrase, says, sends};

/// The longest command that is read, in bytes.
pub const MAX_BYTES: usize = 96 * 1024;

/// What curl calls itself.
const AGENT: &str = "curl/8.16.0";

/// What curl sends with a body unless it is told otherwise.
const FORM: &str = "application/x-www-form-urlencoded";

/// What `--compressed` asks for.
const ENCODINGS: &str = "deflate, gzip, br, zstd";

/// What curl leaves as it is in `--data-urlencode`: RFC 3986's unreserved characters.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Options without a value that change nothing which the layers see.
const NO_EFFECT: &[&str] = &[
    "--fail",
    "--http1.1",
    "--include",
    "--location",
    "--no-buffer",
    "--no-progress-meter",
    "--progress-bar",
    "--show-error",
    "--silent",
    "--tlsv1",
    "--tlsv1.0",
    "--tlsv1.1",
    "--tlsv1.2",
    "--tlsv1.3",
    "--verbose",
];
/// Options with a value that change nothing which the layers see.
const NO_EFFECT_VALUE: &[&str] =
    &["--connect-timeout", "--max-time", "--output", "--retry", "--retry-delay", "--write-out"];
/// Short options and their long names.
const SHORT: &[(char, &str)] = &[
    ('0', "--http1.0"),
    ('A', "--user-agent"),
    ('G', "--get"),
    ('H', "--header"),
    ('I', "--head"),
    ('L', "--location"),
    ('N', "--no-buffer"),
    ('S', "--show-error"),
    ('X', "--request"),
    ('b', "--cookie"),
    ('d', "--data"),
    ('e', "--referer"),
    ('f', "--fail"),
    ('g', "--globoff"),
    ('i', "--include"),
    ('k', "--insecure"),
    ('m', "--max-time"),
    ('o', "--output"),
    ('s', "--silent"),
    ('u', "--user"),
    ('v', "--verbose"),
    ('w', "--write-out"),
];
/// Options with a value that make the request.
const WITH_VALUE: &[&str] = &[
    "--request",
    "--header",
    "--data",
    "--data-raw",
    "--data-ascii",
    "--data-binary",
    "--data-urlencode",
    "--json",
    "--url",
    "--user",
    "--user-agent",
    "--referer",
    "--cookie",
    "--tls-max",
];

/// What a command asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// Inside TLS or not.
    pub scheme: Scheme,
    /// The request.
    pub request: Request,
    /// What its TLS can do: `--tls-max` and `--insecure`.
    pub tls: TlsClient,
}

/// Options without a value that make the request.
const FLAGS: &[&str] =
    &["--compressed", "--get", "--globoff", "--head", "--http1.0", "--http2", "--insecure", "--path-as-is"];

#[derive(Default)]
struct Options {
    url: Option<String>,
    method: Option<String>,
    headers: Vec<(String, String)>,
    /// Headers that `-H 'Name:'` takes away.
    without: Vec<String>,
    /// What `-u`, `-A`, `-e` and `-b` say: a header of the same name goes before it.
    user: Option<String>,
    agent: Option<String>,
    referer: String,
    cookies: Vec<String>,
    data: Vec<String>,
    json: bool,
    get: bool,
    head: bool,
    compressed: bool,
    http10: bool,
    http2: bool,
    reading: Reading,
    tls: TlsClient,
}

fn error(place: &str, found: impl Into<String>, expected: &str) -> HttpError {
    HttpError { place: place.to_owned(), found: found.into(), expected: expected.to_owned() }
}

fn shown(text: &str) -> String {
    crate::http::quoted(text)
}

/// Reads a `curl` command as a shell would split it.
///
/// # Errors
/// Names the option or the part of the address, what was found there and what was expected.
pub fn parse(command: &str) -> Result<Command, HttpError> {
    if command.len() > MAX_BYTES {
        let found = format!("{} bytes", command.len());
        return Err(error("curl command", found, &format!("at most {MAX_BYTES} bytes")));
    }
    if quotes::has_bash(command) {
        return Err(error("curl command", "`$'`, a quote of bash alone", "plain quotes, ' or \""));
    }
    let words = shell_words::split(command)
        .map_err(|_| error("curl command", "a quote that is never closed", "every ' and \" closed"))?;
    let mut words = words.into_iter();
    match words.next() {
        Some(word) if word == "curl" => {}
        Some(word) => return Err(error("curl command", shown(&word), "`curl` as the first word")),
        None => {
            return Err(error("curl command", "nothing", "a command such as `curl https://site.example/`"));
        }
    }
    let mut read = Options::default();
    while let Some(word) = words.next() {
        if word.starts_with("--") {
            let value =
                takes_value(&word)?.then(|| words.next().ok_or_else(|| no_value(&word))).transpose()?;
            read.option(&word, value)?;
        } else if word.len() > 1 && word.starts_with('-') {
            read.short(&word, &mut words)?;
        } else {
            read.address(word)?;
        }
    }
    read.request()
}

fn no_value(option: &str) -> HttpError {
    error(&format!("curl option {option}"), "nothing after it", "a value")
}

fn takes_value(option: &str) -> Result<bool, HttpError> {
    if WITH_VALUE.contains(&option) || NO_EFFECT_VALUE.contains(&option) {
        return Ok(true);
    }
    if NO_EFFECT.contains(&option) || FLAGS.contains(&option) {
        return Ok(false);
    }
    let known = WITH_VALUE.iter().chain(NO_EFFECT).chain(NO_EFFECT_VALUE).chain(FLAGS);
    let near = nearest(option, known.copied()).unwrap_or("--header");
    let expected = format!("an option that changes the request, such as {near}");
    Err(error("curl option", shown(option), &expected))
}

impl Options {
    /// A group of short options: `-sSL`, `-XPOST`, `-H 'Name: value'`.
    fn short(&mut self, word: &str, words: &mut impl Iterator<Item = String>) -> Result<(), HttpError> {
        let mut letters = word.chars();
        letters.next();
        while let Some(letter) = letters.next() {
            let Some((_, long)) = SHORT.iter().find(|(short, _)| *short == letter) else {
                return Err(error(
                    "curl option",
                    shown(&format!("-{letter}")),
                    "an option that changes the request",
                ));
            };
            if !takes_value(long)? {
                self.option(long, None)?;
                continue;
            }
            let rest = letters.as_str();
            let value = if rest.is_empty() { words.next() } else { Some(rest.to_owned()) };
            return self.option(long, Some(value.ok_or_else(|| no_value(&format!("-{letter}")))?));
        }
        Ok(())
    }

    fn option(&mut self, option: &str, value: Option<String>) -> Result<(), HttpError> {
        let value = value.unwrap_or_default();
        match option {
            "--compressed" => self.compressed = true,
            "--get" => self.get = true,
            "--globoff" => self.reading.globoff = true,
            "--head" => self.head = true,
            // Of the versions the last counts.
            "--http1.0" | "--http1.1" | "--http2" => {
                (self.http10, self.http2) = (option == "--http1.0", option == "--http2");
            }
            "--path-as-is" => self.reading.path_as_is = true,
            "--insecure" => self.tls.insecure = true,
            "--tls-max" => {
                let version =
                    if value == "default" { Some(TlsVersion::default()) } else { TlsVersion::named(&value) };
                let expected = "one of 1.0, 1.1, 1.2, 1.3 and default";
                self.tls.max_version =
                    version.ok_or_else(|| error("curl option --tls-max", shown(&value), expected))?;
            }
            "--url" => self.address(value)?,
            "--request" => self.method = Some(value),
            "--header" => self.header(&value)?,
            "--user-agent" => self.agent = Some(value),
            // With `;auto` curl names the page that sent it on, and here none does.
            "--referer" => value.strip_suffix(";auto").unwrap_or(&value).clone_into(&mut self.referer),
            "--cookie" if !value.contains('=') => {
                return Err(error("curl option --cookie", shown(&value), "`name=value`: no file is read"));
            }
            "--cookie" => self.cookies.push(value),
            "--user" => self.user = Some(value),
            "--data-raw" => self.data.push(value),
            "--data" | "--data-ascii" | "--data-binary" | "--json" | "--data-urlencode" => {
                self.data(option, value)?
            }
            _ => {}
        }
        Ok(())
    }

    fn data(&mut self, option: &str, value: String) -> Result<(), HttpError> {
        let place = format!("curl option {option}");
        let file = if option == "--data-urlencode" {
            value.split('=').next().is_some_and(|name| name.contains('@'))
        } else {
            value.starts_with('@')
        };
        if file {
            return Err(error(&place, shown(&value), "the text itself: no file is read"));
        }
        let value = match option {
            "--data-urlencode" => match value.split_once('=') {
                Some(("", content)) => encoded(content),
                Some((name, content)) => format!("{name}={}", encoded(content)),
                None => encoded(&value),
            },
            // curl drops the line ends of `--data`, but only of files: given text stays as it is.
            _ => value,
        };
        self.json |= option == "--json";
        self.data.push(value);
        Ok(())
    }

    fn header(&mut self, line: &str) -> Result<(), HttpError> {
        const PLACE: &str = "curl option --header";
        const EXPECTED: &str = "`Name: value`, `Name;` or `Name:`";
        if line.contains(['\r', '\n']) {
            return Err(error(PLACE, "a line break", "one header an option"));
        }
        if self.headers.len() + self.without.len() >= MAX_HEADERS {
            return Err(error(PLACE, format!("more than {MAX_HEADERS}"), "fewer headers"));
        }
        let name_only = line.strip_suffix(';').filter(|name| !name.contains(':'));
        let (name, value) = match (name_only, line.split_once(':')) {
            (Some(name), _) => (name, Some("")),
            (None, Some((name, value))) => (name, Some(value.trim()).filter(|value| !value.is_empty())),
            (None, None) => return Err(error(PLACE, shown(line), EXPECTED)),
        };
        if name.trim().is_empty() {
            return Err(error(PLACE, shown(line), EXPECTED));
        }
        match value {
            Some(value) => self.headers.push((name.trim().to_owned(), value.to_owned())),
            None => self.without.push(name.trim().to_owned()),
        }
        Ok(())
    }

    fn address(&mut self, url: String) -> Result<(), HttpError> {
        match &self.url {
            Some(first) => {
                let found = format!("{} after {}", shown(&url), shown(first));
                Err(error("curl command", found, "one address"))
            }
            None => {
                self.url = Some(url);
                Ok(())
            }
        }
    }

    fn request(mut self) -> Result<Command, HttpError> {
        let Some(url) = self.url.take() else {
            return Err(error("curl command", "no address", "one, such as `https://site.example/`"));
        };
        let Address { scheme, authority, mut target, user } = address::read(&url, self.reading)?;
        if self.http2 && scheme == Scheme::Http {
            return Err(error("curl option --http2", "an address without TLS", "https, or HTTP/1.1"));
        }
        let mut body = self.data.join(if self.json { "" } else { "&" });
        if self.get && !body.is_empty() {
            if !target.ends_with('?') {
                target.push(if target.contains('?') { '&' } else { '?' });
            }
            target.push_str(&body);
            body.clear();
        }
        address::one_word(&target)?;
        let has_data = !self.data.is_empty() && !self.get;
        let default = match (self.head, has_data) {
            (true, true) => return Err(error("curl command", "-I with data", "one of the two, or -G")),
            (true, false) => "HEAD",
            (false, false) => "GET",
            (false, true) => "POST",
        };
        let method = self.method.clone().unwrap_or_else(|| default.to_owned());
        // curl always writes Host first. Given several, it takes the first.
        let is_host = |name: &str| name.eq_ignore_ascii_case("host");
        let given = self.headers.iter().find(|(name, _)| is_host(name)).map(|(_, value)| value.clone());
        self.headers.retain(|(name, _)| !is_host(name));
        let version = if self.http10 { "HTTP/1.0" } else { "HTTP/1.1" };
        let mut text = format!("{method} {target} {version}\r\n");
        let json = self.json.then_some("application/json");
        let agent = self.agent.clone().unwrap_or_else(|| AGENT.to_owned());
        let user = self.user.take().or(user).map(|user| if user.contains(':') { user } else { user + ":" });
        let own = [
            ("Host", Some(given.unwrap_or(authority))),
            ("User-Agent", Some(agent).filter(|agent| !agent.is_empty())),
            ("Accept", Some(json.unwrap_or("*/*").to_owned())),
            ("Content-Type", has_data.then(|| json.unwrap_or(FORM).to_owned())),
            ("Authorization", user.map(|user| ["Basic ", &STANDARD.encode(user)].concat())),
            ("Accept-Encoding", self.compressed.then(|| ENCODINGS.to_owned())),
            ("Referer", Some(self.referer.clone()).filter(|referer| !referer.is_empty())),
            ("Cookie", Some(self.cookies.join(";")).filter(|cookies| !cookies.is_empty())),
        ];
        for (name, value) in own {
            let given = |one: &String| one.eq_ignore_ascii_case(name);
            let taken = self.headers.iter().any(|(one, _)| given(one)) || self.without.iter().any(given);
            if let Some(value) = value.filter(|_| !taken) {
                text.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        let body = sized::add(&mut text, &self.headers, body, has_data)?;
        let request = Request::parse(format!("{text}\r\n{body}").as_bytes())?;
        Ok(Command { scheme, request, tls: self.tls })
    }
}

/// What `--data-urlencode` makes of a text: a form's, with `+` for a space.
fn encoded(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string().replace("%20", "+")
}
