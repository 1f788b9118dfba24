//! The request that a command's options make.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::utf8_percent_encode;

use super::address::{self, Address};
use super::{AGENT, Command, ENCODINGS, FORM, Options, UNRESERVED, error, files, sized};
use crate::ask::{Family, Server};
use crate::http::{HttpError, Request, Scheme};

impl Options {
    pub(super) fn request(mut self) -> Result<Command, HttpError> {
        let Some(url) = self.url.take() else {
            return Err(error("curl command", "no address", "one, such as `https://site.example/`"));
        };
        let Address { scheme, authority, mut target, user } = address::read(&url, self.reading)?;
        Family::check(self.family, &authority)?;
        let mut body = self.data.join(if self.json { "" } else { "&" });
        let upload = self.upload.take().filter(|_| files::CAN);
        if upload.is_some() && (self.head || !self.form.is_empty() || !self.data.is_empty()) {
            return Err(error("curl command", "--upload-file with data or -I", "one of them"));
        }
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
            target.push_str(&address::added(&query));
        }
        let is_upload = upload.is_some();
        let chunked = upload.as_ref().is_some_and(|(name, _)| name == "-");
        if let Some((name, text)) = upload {
            body = text;
            if chunked {
                // It can't know how much there will be.
                let name = "Transfer-Encoding";
                if !self.headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name)) {
                    self.headers.push((name.to_owned(), "chunked".to_owned()));
                }
            } else {
                let end = target.find('?').unwrap_or(target.len());
                if target[..end].ends_with('/') {
                    target.insert_str(end, &utf8_percent_encode(files::base(&name), UNRESERVED).to_string());
                }
            }
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
        let has_data = is_upload || in_form || !self.data.is_empty() && !self.get;
        let default = match (self.head, has_data) {
            (true, true) => return Err(error("curl command", "-I with data", "one of the two, or -G")),
            (true, false) => "HEAD",
            (false, false) => "GET",
            (false, true) if is_upload => "PUT",
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
        let kind = kind.or_else(|| (has_data && !is_upload).then(|| json.unwrap_or(FORM).to_owned()));
        // curl asks first, unless there is nothing to send.
        let waits = is_upload && !self.http10 && (chunked || !body.is_empty());
        let upgrades = self.http2 && scheme == Scheme::Http;
        let said = |said: bool, value: &str| said.then(|| value.to_owned());
        let own = [
            ("Host", Some(given.unwrap_or_else(|| authority.clone()))),
            ("User-Agent", Some(agent).filter(|agent| !agent.is_empty())),
            ("Accept", Some(json.unwrap_or("*/*").to_owned())),
            ("Content-Type", kind),
            ("Authorization", authorization),
            (range.0, Some(range.1).filter(|_| !self.range.is_empty())),
            ("Accept-Encoding", said(self.compressed, ENCODINGS)),
            ("Connection", said(self.tr_encoding, "TE")),
            ("TE", said(self.tr_encoding, "gzip")),
            ("Connection", said(upgrades, "Upgrade, HTTP2-Settings")),
            ("Upgrade", said(upgrades, "h2c")),
            ("HTTP2-Settings", said(upgrades, "AAMAAABkAAQCAAAAAAIAAAAA")),
            ("Expect", said(waits, "100-continue")),
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
