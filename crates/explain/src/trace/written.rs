//! A packet written out: its message in the form that the layers so far gave it, and what each of them changed.

use std::borrow::Cow;

use gauntlet_model::ask::Ask;
use gauntlet_model::curl::phrase;
use gauntlet_model::http::{Message, Request, Response, Scheme};
use gauntlet_model::packet::{self, Flow, Packet, Protocol};
use gauntlet_model::tls::Tls;
use gauntlet_scenario::Scenario;
use gauntlet_sim::path::journey::{Answer, Carried, Change, Form, Journey, Rewrite, Snapshot};
use gauntlet_sim::path::remote;

use super::{passed_on, pod_name};

/// A packet written out.
pub(super) fn packet(scenario: &Scenario, journey: &Journey, snapshot: &Snapshot) -> Packet {
    let (ask, Flow { source, destination, protocol, tls }) = (&journey.ask, snapshot.flow);
    let hello = ask.hello();
    // A lookup opens no TLS.
    let sni = hello.sni.filter(|_| protocol == Protocol::Tcp);
    let changes = journey.rewrites.get(snapshot.rewrites.first..snapshot.rewrites.end).unwrap_or_default();
    let mut rewrites = Vec::with_capacity(changes.len());
    for change in changes {
        rewritten(scenario, journey, *change, &mut rewrites);
    }
    Packet {
        source,
        destination,
        protocol,
        tls: Tls { state: tls, sni: sni.map(str::to_owned), client: hello.client },
        message: message(scenario, journey, snapshot.message),
        rewrites,
    }
}

fn message(scenario: &Scenario, journey: &Journey, carried: Carried) -> Message {
    match carried {
        Carried::Request(form) => Message::Request(request(scenario, journey, form).into_owned()),
        Carried::Response(answer) => Message::Response(response(scenario, &journey.ask, answer)),
        Carried::Refusal(refusal) => Message::Refusal(refusal),
    }
}

fn response(scenario: &Scenario, ask: &Ask, answer: Answer) -> Response {
    let by = |name: &str, status| Response::text(status, format!("{name} answers {}\n", ask.request.path));
    match answer {
        Answer::Pod(at, status) => by(&pod_name(scenario, Some(at)), status),
        Answer::External(at, status) => by(scenario.externals.get(at).map_or("", |api| &api.host), status),
        Answer::Layer(status) => Response::text(status, format!("{status} {}\n", phrase(status))),
        Answer::Proxy(status) => {
            let phrase = crate::layer::reverse_proxy::phrase(scenario.reverse_proxy.kind, status);
            Response::text(status, format!("{status} {phrase}\n"))
        }
    }
}

/// The request in a form that the layers gave it.
fn request<'a>(scenario: &Scenario, journey: &'a Journey, form: Form) -> Cow<'a, Request> {
    let ask = &*journey.ask;
    let (mut request, by, forwarded) = match form {
        Form::Sent => return Cow::Borrowed(&ask.request),
        Form::Relayed(by) => (ask.request.clone(), by, None),
        Form::Proxied(forwarded) | Form::Shaped(forwarded, _) => {
            let request = passed_on::request(scenario.reverse_proxy.kind, &ask.request);
            (request, forwarded.by, Some(forwarded))
        }
    };
    match forwarded.and_then(|_| remote::anew(scenario, &journey.hops)) {
        Some(client) => {
            request.set_header("X-Forwarded-For", &client.to_string());
            // Added to every request, and shown where it takes the place of a client's own.
            if request.header("X-Real-IP").is_some() {
                request.set_header("X-Real-IP", &client.to_string());
            }
        }
        None => {
            for address in remote::forwarded(scenario, &journey.hops, by) {
                request.append_header("X-Forwarded-For", &address.to_string());
            }
        }
    }
    let Some(forwarded) = forwarded else { return Cow::Owned(request) };
    let scheme = if forwarded.scheme == Scheme::Http { "http" } else { "https" };
    request.set_header("X-Forwarded-Proto", scheme);
    if let (Form::Shaped(_, consumer), Some(gateway)) = (form, &scenario.api_gateway) {
        request.remove_header(&gateway.key_header);
        let name = gateway.consumers.get(consumer).map_or("", |consumer| &consumer.name);
        request.set_header("X-Consumer-Username", name);
        for (name, value) in &gateway.set_headers {
            request.set_header(name, value);
        }
    }
    Cow::Owned(request)
}

/// A change written out: its fields, each with the value before and after.
fn rewritten(
    scenario: &Scenario,
    journey: &Journey,
    Rewrite { layer, change }: Rewrite,
    out: &mut Vec<packet::Rewrite>,
) {
    let mut note = |field: &str, from: String, to: String| {
        if from != to {
            out.push(packet::Rewrite { layer, field: field.to_owned(), from, to });
        }
    };
    match change {
        Change::Source(from, to) => note("source", from.to_string(), to.to_string()),
        Change::Destination(from, to) => note("destination", from.to_string(), to.to_string()),
        Change::Tls(from, to) => note("tls", from.name().to_owned(), to.name().to_owned()),
        Change::Headers(from, to) => {
            let (before, after) = (request(scenario, journey, from), request(scenario, journey, to));
            let held = |request: &Request, name: &str| request.header(name).unwrap_or_default().to_owned();
            let mut header = |name: &str| note(name, held(&before, name), held(&after, name));
            // The headers that the layer touches, in its order.
            match (to, &scenario.api_gateway) {
                (Form::Relayed(_), _) => header("X-Forwarded-For"),
                (Form::Proxied(_), _) => {
                    [
                        "X-Forwarded-For",
                        "X-Real-IP",
                        "X-Forwarded-Proto",
                        "Transfer-Encoding",
                        "Content-Length",
                    ]
                    .into_iter()
                    .for_each(header);
                }
                (Form::Shaped(..), Some(gateway)) => {
                    header(&gateway.key_header);
                    header("X-Consumer-Username");
                    gateway.set_headers.keys().for_each(|name| header(name));
                }
                (Form::Shaped(..), None) | (Form::Sent, _) => {}
            }
        }
    }
}
