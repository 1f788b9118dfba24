//! A `curl` command as a request: its words, its common options, and what curl itself adds (`man curl`, 8.x).
//!
//! The request goes through the parser of HTTP text like any other, so that the same bounds and errors hold.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

use crate::ask::{Family, Server};
use crate::http::{HttpError, MAX_HEADERS, Request, Scheme};
use crate::tls::{TlsClient, TlsVersion};

mod address;
mod files;
mod form;
mod options;
mod request;
mod server;
mod shell;
mod sized;
mod written;

use address::Reading;
use form::Form;
use options::Does;
use server::Elsewhere;

pub use files::Files;
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
    tr_encoding: bool,
    /// The file that `--upload-file` names, and its text.
    upload: Option<(String, String)>,
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
    parse_with(command, &files::none)
}

/// Reads a command and the files that it names.
///
/// # Errors
/// As [`parse`], and where a file can't be read.
pub fn parse_with(command: &str, files: Files<'_>) -> Result<Command, HttpError> {
    if command.len() > MAX_BYTES {
        let found = format!("{} bytes", command.len());
        return Err(error("curl command", found, &format!("at most {MAX_BYTES} bytes")));
    }
    // What a shell would put on curl's input stands in the command or in a file of its own.
    let files = |name: &str| match name {
        "-" if command.contains('<') => files::none(name),
        _ => files(name),
    };
    read(shell::after_name(command)?, &files)
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
    let words = ["--path-as-is", "-g"].map(str::to_owned).into_iter().chain(words);
    read(words.collect(), &files::none)
}

fn read(words: Vec<String>, files: Files<'_>) -> Result<Command, HttpError> {
    let mut words = words.into_iter();
    let mut options = true;
    let mut read = Options::default();
    while let Some(word) = words.next() {
        if options && word == "--" {
            options = false;
        } else if options && word.starts_with("--") {
            let (does, takes_value) = options::find(&word)?;
            let value = takes_value.then(|| words.next().ok_or_else(|| no_value(&word))).transpose()?;
            read.option(does, &word, value, files)?;
        } else if options && word.len() > 1 && word.starts_with('-') {
            read.short(&word, &mut words, files)?;
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
    fn short(
        &mut self,
        word: &str,
        words: &mut impl Iterator<Item = String>,
        files: Files<'_>,
    ) -> Result<(), HttpError> {
        let mut letters = word.chars();
        letters.next();
        while let Some(letter) = letters.next() {
            let long = options::long(letter)?;
            let (does, takes_value) = options::find(long)?;
            if !takes_value {
                self.option(does, long, None, files)?;
                continue;
            }
            let rest = letters.as_str();
            let value = if rest.is_empty() { words.next() } else { Some(rest.to_owned()) };
            let value = value.ok_or_else(|| no_value(&format!("-{letter}")))?;
            return self.option(does, long, Some(value), files);
        }
        Ok(())
    }

    fn option(
        &mut self,
        does: Does,
        option: &str,
        value: Option<String>,
        files: Files<'_>,
    ) -> Result<(), HttpError> {
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
            Does::Header => match value.strip_prefix('@') {
                Some(name) => {
                    let lines = files::text(files, option, &value, name)?;
                    lines.lines().filter(|line| !line.is_empty()).try_for_each(|line| self.header(line))?;
                }
                None => self.header(&value)?,
            },
            Does::UserAgent => self.agent = Some(value),
            // With `;auto` curl names the page that sent it on, and here none does.
            Does::Referer => value.strip_suffix(";auto").unwrap_or(&value).clone_into(&mut self.referer),
            Does::Cookie if !value.contains('=') => {
                // Where there is no such file, there are no cookies yet.
                if files(&value).map_or(true, |jar| jar.is_some()) {
                    let expected = "`name=value`: no file is read";
                    return Err(error("curl option --cookie", shown(&value), expected));
                }
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
                self.form.add(option, &value, matches!(does, Does::FormString), files)?;
            }
            Does::UrlQuery => match value.strip_prefix('+') {
                Some(written) => self.query.push(written.to_owned()),
                None => self.query.push(files::urlencoded(files, option, &value)?),
            },
            Does::DataRaw => self.data.push(value),
            Does::DataUrlencode => self.data.push(files::urlencoded(files, option, &value)?),
            Does::Data | Does::DataAscii | Does::DataBinary => {
                self.data.push(files::data(files, option, value)?)
            }
            Does::Json => {
                self.data.push(files::data(files, option, value)?);
                self.json = true;
            }
            Does::UploadFile => {
                let text = files::text(files, option, &value, &value)?;
                self.upload = Some((value, text));
            }
            Does::TrEncoding => self.tr_encoding = true,
            Does::Next if self.url.is_some() => {
                return Err(error("curl option", "`--next`", "one request, without what follows"));
            }
            Does::Next | Does::Nothing => {}
        }
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
}
