//! By which headers a proxy tells the server behind it who called: `X-Forwarded-For` and `X-Forwarded-Proto` as it does, what a client
//! sent besides passed on, and the rest left out by name.

use std::collections::BTreeMap;

use gauntlet_model::http::Message;
use gauntlet_model::journey::Way;
use gauntlet_model::layer::Layer;

use crate::held::{hold, text};
use crate::world::{scenario, send};

/// What real proxies add and ours don't.
const LEFT_OUT: &[&str] = &[
    "x-envoy-expected-rq-timeout-ms",
    "x-envoy-external-address",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-scheme",
    "x-original-forwarded-for",
    "x-real-ip",
    "x-request-id",
    "x-scheme",
];

/// A list with the same space behind each comma (RFC 9110, section 5.6.1).
fn listed(value: &str) -> String {
    value.split(',').map(str::trim).collect::<Vec<_>>().join(", ")
}

#[test]
fn who_called_is_told_as_recorded() {
    hold("forwarded", 90, |row| {
        // What a proxy adds by default is recorded and not compared: the engines model the usual settings.
        let kind = Some(text(row, "system")).filter(|system| !system.contains(','))?;
        // At layer 4 nothing before the proxy adds a header.
        let scenario = scenario(kind, |scenario| scenario["loadBalancer"]["mode"] = "L4".into())?;
        let case = text(row, "case");
        let headers = if case == "-" { String::new() } else { case.replace("\\r\\n", "\r\n") + "\r\n" };
        let sent = ["GET / HTTP/1.1\r\nHost: site.example\r\n", &headers, "\r\n"].concat();
        let journey = send(&scenario, sent.as_bytes()).unwrap();
        let hop =
            |layer| journey.hops.iter().find(|hop| hop.layer == layer && hop.way == Way::Request).unwrap();
        let source = hop(Layer::ReverseProxy).before.source.ip().to_string();
        let Message::Request(request) = &hop(Layer::Pod).before.message else { panic!("{case}") };
        let mut ours: BTreeMap<String, String> = BTreeMap::new();
        for header in request.headers.iter().filter(|header| !header.name.eq_ignore_ascii_case("host")) {
            let all = ours.entry(header.name.to_ascii_lowercase()).or_default();
            let comma = if all.is_empty() { "" } else { ", " };
            *all += &[comma, &header.value.replace(&source, "SOURCE")].concat();
        }
        let told = row["tells"].as_object().unwrap().iter();
        let mut theirs: BTreeMap<String, String> =
            told.map(|(name, value)| (name.clone(), listed(value.as_str().unwrap()))).collect();
        theirs.retain(|name, _| !LEFT_OUT.contains(&&**name) || ours.contains_key(name));
        Some(if ours == theirs { Ok(()) } else { Err(format!("we pass on {ours:?}, it {theirs:?}")) })
    });
}
