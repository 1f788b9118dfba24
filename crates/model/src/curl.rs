//! A `curl` command as a request: its words, its common options, and what curl itself adds (`man curl`, 8.x).
//!
//! The request goes through the parser of HTTP text like any other, so that the same bounds and errors hold.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::ask::{Family, Server};
use crate::http::{HttpError, MAX_HEADERS, Request, Scheme};
use crate::tls::{TlsClient, TlsVersion};

mod address;
mod form;
mod options;
mod server;
mod shell;
mod sized;
mod written;

use address::{Address, Reading};
use form::Form;
use options::Does;
use server::Elsewhere;

pub use shell::is_command;
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

/// What a command asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// Inside TLS or not.
    pub scheme: Scheme,
    /// The request.
    pub request: Request,
    /// What its TLS can do: `--tls-max` and `--insecure`.
    pub tls: TlsClient,
    /// The server that is meant, where a header names another.
    pub server: Option<Server>,
    /// The family of addresses that the client keeps to: `--ipv4` and `--ipv6`.
    pub family: Option<Family>,
}

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
    form: Form,
    /// What `--url-query` adds to the query.
    query: Vec<String>,
    range: String,
    bearer: String,
    /// What `--request-target` sends instead of path and query.
    target: Option<String>,
    elsewhere: Elsewhere,
    family: Option<Family>,
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
    read(shell::after_name(command)?)
}

/// Reads the address of a request that stands alone, as it is: nothing in it is a shell's, a range or a dot segment to resolve.
///
/// # Errors
/// As for a command.
pub fn parse_address(address: &str) -> Result<Command, HttpError> {
    if address.len() > MAX_BYTES {
        let found = format!("{} bytes", address.len());
        return Err(error("curl command", found, &format!("at most {MAX_BYTES} bytes")));
    }
    let words = shell_words::split(address)
        .map_err(|_| error("curl command", "a quote that is never closed", "every ' and \" closed"))?;
    read(["--path-as-is", "-g"].map(str::to_owned).into_iter().chain(words).collect())
}

fn read(words: Vec<String>) -> Result<Command, HttpError> {
    let mut words = words.into_iter();
    let mut options = true;
    let mut read = Options::default();
    while let Some(word) = words.next() {
        if options && word == "--" {
            options = false;
        } else if options && word.starts_with("--") {
            let (does, takes_value) = options::find(&word)?;
            let value = takes_value.then(|| words.next().ok_or_else(|| no_value(&word))).transpose()?;
            read.option(does, &word, value)?;
        } else if options && word.len() > 1 && word.starts_with('-') {
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

impl Options {
    /// A group of short options: `-sSL`, `-XPOST`, `-H 'Name: value'`.
    fn short(&mut self, word: &str, words: &mut impl Iterator<Item = String>) -> Result<(), HttpError> {
        let mut letters = word.chars();
        letters.next();
        while let Some(letter) = letters.next() {
            let long = options::long(letter)?;
            let (does, takes_value) = options::find(long)?;
            if !takes_value {
                self.option(does, long, None)?;
                continue;
            }
            let rest = letters.as_str();
            let value = if rest.is_empty() { words.next() } else { Some(rest.to_owned()) };
            return self.option(does, long, Some(value.ok_or_else(|| no_value(&format!("-{letter}")))?));
        }
        Ok(())
    }

    fn option(&mut self, does: Does, option: &str, value: Option<String>) -> Result<(), HttpError> {
        let value = value.unwrap_or_default();
        match does {
            Does::Compressed => self.compressed = true,
            Does::Get => self.get = true,
            Does::Globoff => self.reading.globoff = true,
            Does::Head => self.head = true,
            // Of the versions the last counts.
            Does::Http10 | Does::Http11 | Does::Http2 => {
                (self.http10, self.http2) = (matches!(does, Does::Http10), matches!(does, Does::Http2));
            }
            Does::PathAsIs => self.reading.path_as_is = true,
            Does::Insecure => self.tls.insecure = true,
            Does::TlsMax => {
                let version =
                    if value == "default" { Some(TlsVersion::default()) } else { TlsVersion::named(&value) };
                let expected = "one of 1.0, 1.1, 1.2, 1.3 and default";
                self.tls.max_version =
                    version.ok_or_else(|| error("curl option --tls-max", shown(&value), expected))?;
            }
            Does::Url => self.address(value)?,
            Does::Request => self.method = Some(value),
            Does::Header => self.header(&value)?,
            Does::UserAgent => self.agent = Some(value),
            // With `;auto` curl names the page that sent it on, and here none does.
            Does::Referer => value.strip_suffix(";auto").unwrap_or(&value).clone_into(&mut self.referer),
            Does::Cookie if !value.contains('=') => {
                return Err(error("curl option --cookie", shown(&value), "`name=value`: no file is read"));
            }
            Does::Cookie => self.cookies.push(value),
            Does::User => self.user = Some(value),
            Does::Oauth2Bearer => self.bearer = value,
            Does::Range => self.range = value,
            Does::Ipv4 => self.family = Some(Family::V4),
            Does::Ipv6 => self.family = Some(Family::V6),
            Does::RequestTarget => self.target = Some(value),
            Does::Resolve => self.elsewhere.resolve(&value)?,
            Does::ConnectTo => self.elsewhere.connect_to(&value)?,
            Does::Form | Does::FormString => {
                self.form.add(option, &value, matches!(does, Does::FormString))?;
            }
            Does::UrlQuery => match value.strip_prefix('+') {
                Some(written) => self.query.push(written.to_owned()),
                None => self.query.push(urlencoded(option, &value)?),
            },
            Does::DataRaw => self.data.push(value),
            Does::DataUrlencode => self.data.push(urlencoded(option, &value)?),
            Does::Data | Does::DataAscii | Does::DataBinary => self.data(option, value)?,
            Does::Json => {
                self.data(option, value)?;
                self.json = true;
            }
            Does::Nothing => {}
        }
        Ok(())
    }

    fn data(&mut self, option: &str, value: String) -> Result<(), HttpError> {
        if value.starts_with('@') {
            return Err(no_file(option, &value));
        }
        // curl drops the line ends of `--data`, but only of files: given text stays as it is.
        self.data.push(value);
        Ok(())
    }

    fn header(&mut self, line: &str) -> Result<(), HttpError> {
        const PLACE: &str = "curl option --header";
        const EXPECTED: &str = "`Name: value`, `Name;` or `Name:`";
        if line.starts_with('@') {
            return Err(no_file("--header", line));
        }
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
        Family::check(self.family, &authority)?;
        let mut body = self.data.join(if self.json { "" } else { "&" });
        let in_form = !self.form.is_empty();
        if in_form && !self.data.is_empty() {
            return Err(error("curl command", "--form with data", "one of the two"));
        }
        let query =
            if self.get && !body.is_empty() { std::mem::take(&mut body) } else { self.query.join("&") };
        if !query.is_empty() {
            if !target.ends_with('?') {
                target.push(if target.contains('?') { '&' } else { '?' });
            }
            target.push_str(&query);
        }
        address::one_word(&target)?;
        // Its own content type is what a header says, with the boundary behind it.
        let mut kind = None;
        if in_form {
            let is_kind = |name: &str| name.eq_ignore_ascii_case("content-type");
            let given = self.headers.iter().find(|(name, _)| is_kind(name)).map(|(_, value)| value.as_str());
            let none = || self.without.iter().any(|name| is_kind(name)).then_some("");
            let (written, with_boundary) = self.form.written(given.or_else(none));
            (body, kind) = (written, Some(with_boundary));
            self.headers.retain(|(name, _)| !is_kind(name));
            self.without.retain(|name| !is_kind(name));
        }
        let has_data = in_form || !self.data.is_empty() && !self.get;
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
        let target = self.target.take().unwrap_or(target);
        let version = if self.http10 { "HTTP/1.0" } else { "HTTP/1.1" };
        let mut text = format!("{method} {target} {version}\r\n");
        let json = self.json.then_some("application/json");
        let agent = self.agent.clone().unwrap_or_else(|| AGENT.to_owned());
        let user = self.user.take().or(user).map(|user| if user.contains(':') { user } else { user + ":" });
        // Of what is sent, it says which part of the whole that is.
        let range = match has_data {
            true => ("Content-Range", format!("bytes {}/{}", self.range, body.len())),
            false => ("Range", ["bytes=", &self.range].concat()),
        };
        let authorization = match self.bearer.as_str() {
            "" => user.map(|user| ["Basic ", &STANDARD.encode(user)].concat()),
            token => Some(["Bearer ", token].concat()),
        };
        let kind = kind.or_else(|| has_data.then(|| json.unwrap_or(FORM).to_owned()));
        let own = [
            ("Host", Some(given.unwrap_or_else(|| authority.clone()))),
            ("User-Agent", Some(agent).filter(|agent| !agent.is_empty())),
            ("Accept", Some(json.unwrap_or("*/*").to_owned())),
            ("Content-Type", kind),
            ("Authorization", authorization),
            (range.0, Some(range.1).filter(|_| !self.range.is_empty())),
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
        let server = Server::of(&authority, scheme, &request, |host, port| self.elsewhere.of(host, port))?;
        Ok(Command { scheme, request, tls: self.tls, server, family: self.family })
    }
}

fn no_file(option: &str, value: &str) -> HttpError {
    error(&["curl option ", option].concat(), shown(value), "the text itself: no file is read")
}

/// What `--data-urlencode` and `--url-query` make of `text`, `=text` and `name=text`.
fn urlencoded(option: &str, value: &str) -> Result<String, HttpError> {
    let (name, content) = value.split_once('=').unwrap_or((value, ""));
    if name.contains('@') {
        return Err(no_file(option, value));
    }
    let encoded = |text| utf8_percent_encode(text, UNRESERVED).to_string().replace("%20", "+");
    Ok(match (name, value.contains('=')) {
        (_, false) => encoded(value),
        ("", _) => encoded(content),
        (name, _) => [name, "=", &encoded(content)].concat(),
    })
}
