//! A request in its parts, as a form has them, and back into a request.

use std::borrow::Cow;

use gauntlet_slip::short;
use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::ask::{Ask, Family, Server};
use crate::curl::Command;
use crate::http::{
    Header, HttpError, Length, Request, Scheme, asks_for_chunks, connectable, dotted, in_chunks,
};
use crate::journey::Direction;
use crate::tls::{TlsClient, TlsVersion};

/// What a target's bytes may not be, beside those beyond ASCII.
const SPACE: &AsciiSet = &AsciiSet::EMPTY.add(b' ');

/// A request in the parts that a form has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Composed {
    /// Which way; a request to one of the scenario's own hosts is ingress when left out.
    pub direction: Option<Direction>,
    /// The method; `GET` when empty.
    pub method: String,
    /// The address, with `https://` or `http://`; `https://` when it has neither.
    pub url: String,
    /// The headers, one a line as `Name: value`, but for `Host` unless it names another than the address, and for `Content-Length`
    /// where it is the body's.
    pub headers: String,
    /// The body.
    pub body: String,
    /// The client's address, which an inbound request comes from; the story's when empty.
    pub source_ip: String,
    /// The pod that makes an outbound one, as `namespace/name`; the story's when empty.
    pub from: String,
    /// The newest version of TLS that the client speaks, such as `1.2`; 1.3 when empty.
    pub tls_version: String,
    /// Whether the client takes any certificate.
    pub insecure: bool,
    /// Whose address the client connects to, where that is not the address's own (`--connect-to`); empty otherwise.
    pub at: String,
    /// The family of addresses that the client keeps to; either when left out.
    pub family: Option<Family>,
}

impl Composed {
    /// The parts of a request that is run, and from where it comes.
    #[must_use]
    pub fn of(ask: &Ask, source_ip: String, from: String) -> Self {
        // A form adds them by itself.
        let sized = ask.request.length() == Some(Length::One(ask.request.body.len() as u64));
        let sized = sized && ask.request.wire.chunks.is_none();
        let added = |header: &&Header| {
            let is = |name: &str| header.name.eq_ignore_ascii_case(name);
            is("host") && ask.server.is_none() || sized && is("content-length")
        };
        let headers = ask.request.headers.iter().filter(|header| !added(header));
        let lines: Vec<String> = headers.map(|header| [&header.name, ": ", &header.value].concat()).collect();
        Self {
            direction: Some(ask.direction),
            method: ask.request.method.clone(),
            url: ask.url(),
            headers: lines.join("\n"),
            body: ask.request.body.clone(),
            source_ip,
            from,
            tls_version: ask.tls.max_version.name().to_owned(),
            insecure: ask.tls.insecure,
            at: ask.server.as_ref().and_then(|server| server.at.clone()).unwrap_or_default(),
            family: ask.family,
        }
    }

    /// The request, as its message's text is read.
    ///
    /// # Errors
    /// Which part is wrong, and how.
    pub fn read(&self) -> Result<Command, Problem> {
        let max_version = match self.tls_version.trim() {
            "" => TlsVersion::default(),
            version => TlsVersion::named(version).ok_or_else(|| {
                Problem::of(
                    "TLS version",
                    format!("found {}, expected one of 1.0, 1.1, 1.2 and 1.3", short(version)),
                )
            })?,
        };
        let (scheme, rest) = match self.url.trim().split_once("://") {
            None => (Scheme::Https, self.url.trim()),
            Some((name, rest)) if name.eq_ignore_ascii_case("https") => (Scheme::Https, rest),
            Some((name, rest)) if name.eq_ignore_ascii_case("http") => (Scheme::Http, rest),
            Some((name, _)) => {
                return Err(Problem::of(
                    "address",
                    format!("found {}://, expected https:// or http://", short(name)),
                ));
            }
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let at = rest.find(['/', '?']).unwrap_or(rest.len());
        let (host, target) = rest.split_at(at);
        let numeric = dotted(host);
        let host = numeric.as_deref().unwrap_or(host);
        connectable("address", host).map_err(problem)?;
        Family::check(self.family, host).map_err(problem)?;
        let slash = if target.starts_with('/') { "" } else { "/" };
        let method = if self.method.trim().is_empty() { "GET" } else { self.method.trim() };
        // As a browser does: beyond ASCII and spaces a target is percent-encoded.
        let target = utf8_percent_encode(target, SPACE).to_string();
        let mut text = [method, " ", slash, &target, " HTTP/1.1\r\n"].concat();
        // A `Host` that is given goes first, as curl writes it; the address then names the server alone.
        let mut lines: Vec<&str> = self.headers.lines().filter(|line| !line.trim().is_empty()).collect();
        let given =
            |line: &&str| line.split(':').next().is_some_and(|name| name.eq_ignore_ascii_case("host"));
        let given = lines.iter().position(given).map(|at| lines.remove(at));
        let named = given.and_then(|line| Some(line.split_once(':')?.1.trim())).unwrap_or(host);
        text = text + "Host: " + named + "\r\n";
        for line in lines {
            text.push_str(line);
            text.push_str("\r\n");
        }
        if let Some(line) = self.headers.lines().find(|line| !line.trim().is_empty() && !line.contains(':')) {
            return Err(Problem::of("headers", format!("found {}, expected `Name: value`", short(line))));
        }
        let headers = || self.headers.lines().filter_map(|line| line.split_once(':'));
        let chunked = asks_for_chunks(headers());
        let sized = headers().any(|(name, _)| name.trim().eq_ignore_ascii_case("content-length"));
        if !self.body.is_empty() && !chunked && !sized {
            text = text + "Content-Length: " + &self.body.len().to_string() + "\r\n";
        }
        text.push_str("\r\n");
        text.push_str(&if chunked {
            in_chunks(&self.body).into()
        } else {
            Cow::Borrowed(self.body.as_str())
        });
        let request = Request::parse(text.as_bytes()).map_err(problem)?;
        let elsewhere = |_, port| Some((self.at.as_str(), port)).filter(|(at, _)| !at.is_empty());
        let server = Server::of(host, scheme, &request, elsewhere).map_err(problem)?;
        let tls = TlsClient { max_version, insecure: self.insecure };
        Ok(Command { scheme, request, tls, server, family: self.family })
    }
}

fn problem(error: HttpError) -> Problem {
    Problem::of(&error.place, format!("found {}, expected {}", error.found, error.expected))
}

/// What is wrong with a question: where, and what was found and expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The part of the question: `scenario`, `curl`, `source address`, `calling pod`.
    pub place: String,
    /// What was found there and what was expected.
    pub text: String,
    /// The same message without the value, for a page of another origin that must not see the file's content.
    pub outside: Option<String>,
}

impl Problem {
    /// A problem with a part of the question.
    #[must_use]
    pub fn of(place: &str, text: String) -> Self {
        Self { place: place.to_owned(), text, outside: None }
    }
}
