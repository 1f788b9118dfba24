//! The host that a proxy compares with its routes, out of `Host` and of a target that names one.

use std::borrow::Cow;

use gauntlet_model::http::Request;
use gauntlet_scenario::model::ProxyKind;

use super::message::{Bad, without_user};

/// The name as the proxy compares it, capitals or not; empty where it goes on without one.
///
/// # Errors
/// What the proxy refuses in it.
pub fn name(kind: ProxyKind, request: &Request) -> Result<Cow<'_, str>, Bad> {
    match kind {
        ProxyKind::IngressNginx | ProxyKind::Nginx => nginx(request).map(Cow::Borrowed),
        ProxyKind::Haproxy => haproxy(request).map(Cow::Borrowed),
        ProxyKind::Envoy => envoy(request),
    }
}

/// One dot at the end is left out, and what stands behind a colon. A target's host goes before the header's.
fn nginx(request: &Request) -> Result<&str, Bad> {
    let mut named = request.all("host");
    let header = named.next().map(validated).transpose()?;
    if named.next().is_some() {
        return Err(Bad::TwoHosts);
    }
    if header.is_none() && request.version_numbers() >= Some((1, 1)) {
        return Err(Bad::NoHost);
    }
    match request.target_authority() {
        Some(authority) => validated(authority),
        None => Ok(header.unwrap_or_default()),
    }
}

fn validated(host: &str) -> Result<&str, Bad> {
    let dots = host.as_bytes().array_windows().any(|two| two == b"..");
    if dots || host.bytes().any(|byte| byte <= b' ' || matches!(byte, 0x7f | b'/')) {
        return Err(Bad::Host);
    }
    let end = if host.starts_with('[') { host.find(']').map(|at| at + 1) } else { host.find(':') };
    let name = end.and_then(|end| host.get(..end)).unwrap_or(host);
    let name = name.strip_suffix('.').unwrap_or(name);
    if name.is_empty() { Err(Bad::Host) } else { Ok(name) }
}

/// What stands before the first colon of the header, as the usual rule asks for it. Of a list it is the last.
fn haproxy(request: &Request) -> Result<&str, Bad> {
    let mut named = request.all("host");
    let first = named.next();
    let host = first.unwrap_or_default();
    if named.any(|other| other != host) {
        return Err(Bad::TwoHosts);
    }
    let (target, usual) = match request.target_authority() {
        Some(authority) => (authority, true),
        None if request.method == "CONNECT" => (request.path.as_str(), false),
        None => ("", true),
    };
    if first.is_some() && !target.is_empty() && !target.starts_with(['/', '*']) {
        let target = without_user(target);
        let bare = target.rsplit_once(':').map_or(target, |(name, port)| {
            let secure = request.wire.target.as_deref().is_some_and(|target| target.starts_with("https"));
            if !usual || port == if secure { "443" } else { "80" } { name } else { target }
        });
        if !host.eq_ignore_ascii_case(target) && !host.eq_ignore_ascii_case(bare) {
            return Err(Bad::OtherHost);
        }
    }
    let last = host.rsplit(',').next().unwrap_or_default().trim();
    Ok(last.split(':').next().unwrap_or_default())
}

/// Several are joined with commas. A target's host goes before them.
fn envoy(request: &Request) -> Result<Cow<'_, str>, Bad> {
    if let Some(authority) = request.target_authority() {
        return Ok(Cow::Borrowed(without_port(without_user(authority))));
    }
    let mut named = request.all("host");
    let first = named.next().ok_or(Bad::NoHost)?;
    let host = named.fold(Cow::Borrowed(first), |all, one| Cow::Owned([&all, ",", one].concat()));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:@[]".contains(&byte);
    if !host.bytes().all(plain) {
        return Err(Bad::Host);
    }
    Ok(match host {
        Cow::Borrowed(host) => Cow::Borrowed(without_port(host)),
        Cow::Owned(host) => Cow::Owned(without_port(&host).to_owned()),
    })
}

/// A host without its port. Where there are several colons outside brackets, none begins a port.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, _)) if name.ends_with(']') || !name.contains(':') => name,
        _ => host,
    }
}
