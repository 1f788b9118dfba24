//! The request editor: what is sent and from where, in parts or as a `curl` command, judged by the engines.

use gauntlet_model::composed::{Composed, Problem};
use gauntlet_model::http::METHODS;
use gauntlet_model::journey::Direction;
use gauntlet_model::question::Asked;
use gauntlet_model::report::Offer;
use gauntlet_model::tls::TlsVersion;
use leptos::prelude::*;

use crate::controller;
use crate::markup::{El, el, on_part};
use crate::messages;
use crate::recorded;
use crate::state::State;

/// A form with the request on show, to change and send. In a still nobody can open it: without a `live` stage its fields are left out.
#[component]
pub fn Editor(state: State, live: bool) -> impl IntoView {
    let problems = RwSignal::new(Vec::<Problem>::new());
    let busy = RwSignal::new(false);
    // The request on show fills the form, which changes only when another is told of: what a reader typed stays while the same
    // request is told of in another scenario.
    let shown = Memo::new(move |_| {
        // The way stands in the form where the host would send it the other: sent again it goes as it did.
        let request = state.shown.track.report.with(|report| Composed {
            direction: report.link.as_ref().and_then(|link| link.direction),
            ..report.request.clone()
        });
        (request, state.shown.now.with_untracked(|now| now.preset().cloned()))
    });
    let fields = move || {
        #[cfg(feature = "csr")]
        super::focus::keep(".editor .fields");
        if live { shown.with(|(request, preset)| fields(request, preset.as_ref())) } else { String::new() }
    };
    view! {
        <details class="editor">
            <summary>{messages::STAGE_EDITOR_TITLE}</summary>
            <form
                novalidate
                on:change=move |event| {
                    choose(state, &event, problems, busy);
                }
                on:submit=move |event| event.prevent_default()
                on:keydown=move |event| {
                    if event.key() == "Enter" && on_part(&event, "input").is_some() {
                        send(state, &event, problems, busy);
                    }
                }
            >
                <div class="fields" inner_html=fields></div>
                <p class="send">
                    // Not the form's own sending, which a sandboxed frame may not use.
                    <button
                        type="button"
                        on:click=move |event| send(state, &event, problems, busy)
                    >
                        {move || if busy.get() { messages::STAGE_EDITOR_SENDING } else { messages::STAGE_EDITOR_SEND }}
                    </button>
                </p>
                <div class="problems" role="alert" inner_html=move || problems.with(|list| told(list))></div>
            </form>
        </details>
    }
}

/// The presets by direction, the one on show chosen.
fn presets(shown: Option<&Offer>) -> El {
    let option = |value: &str, text: &str| el("option").set("value", value).text(text);
    let offers = recorded::offers();
    let group = |label: &str, direction: Direction| {
        let options = offers.iter().filter(|offer| offer.direction == direction).map(|offer| {
            let option = option(&offer.name, &offer.title);
            if shown == Some(offer) { option.set("selected", "") } else { option }
        });
        el("optgroup").set("label", label).with_all(options.collect())
    };
    el("select")
        .with(option("", messages::STAGE_EDITOR_ON_SHOW))
        .with(group(messages::STAGE_DIRECTION_INGRESS, Direction::Ingress))
        .with(group(messages::STAGE_DIRECTION_EGRESS, Direction::Egress))
}

fn fields(request: &Composed, preset: Option<&Offer>) -> String {
    let methods = METHODS.iter().map(|method| {
        let option = el("option").text(method);
        if *method == request.method { option.set("selected", "") } else { option }
    });
    let versions = TlsVersion::ALL.iter().rev().map(|version| {
        let option = el("option").text(version.name());
        if version.name() == request.tls_version { option.set("selected", "") } else { option }
    });
    let ways = [
        (None, "", messages::STAGE_EDITOR_WAY_HOST),
        (Some(Direction::Ingress), "ingress", messages::STAGE_EDITOR_WAY_IN),
        (Some(Direction::Egress), "egress", messages::STAGE_EDITOR_WAY_OUT),
    ];
    let ways = ways.map(|(way, value, name)| {
        let option = el("option").set("value", value).text(name);
        if way == request.direction { option.set("selected", "") } else { option }
    });
    let ways = ways.into();
    let line = |value: &str| el("input").set("type", "text").set("value", value);
    let lines = |rows: &str, value: &str| el("textarea").set("rows", rows).text(value);
    let hint = messages::STAGE_EDITOR_HEADERS_HINT;
    let either = "curl -H 'Accept: text/html' https://site.example/";
    el("div")
        .with(field("preset", messages::STAGE_EDITOR_PRESET, presets(preset)))
        .with(field("method", messages::STAGE_EDITOR_METHOD, el("select").with_all(methods.collect())))
        .with(field("url", messages::STAGE_EDITOR_ADDRESS, line(&request.url)))
        .with(field("direction", messages::STAGE_EDITOR_WAY, el("select").with_all(ways)))
        .with(field("source-ip", messages::STAGE_EDITOR_SOURCE_IP, line(&request.source_ip)))
        .with(field("from", messages::STAGE_EDITOR_FROM, line(&request.from)))
        .with(field(
            "tls-version",
            messages::STAGE_EDITOR_TLS_VERSION,
            el("select").with_all(versions.collect()),
        ))
        .with(field(
            "headers",
            messages::STAGE_EDITOR_HEADERS,
            lines("3", &request.headers).set("placeholder", hint),
        ))
        .with(field("body", messages::STAGE_EDITOR_BODY, lines("3", &request.body)))
        .with(field("curl", messages::STAGE_EDITOR_CURL, lines("2", "").set("placeholder", either)))
        .into_inner()
}

fn field(name: &str, label: &str, control: El) -> El {
    let control = control.set("name", name).set("autocomplete", "off").set("spellcheck", "false");
    el("label").class(name).with(el("span").text(label)).with(control)
}

fn told(problems: &[Problem]) -> String {
    let line =
        |problem: &Problem| el("p").with(el("b").words(&problem.place)).text(": ").words(&problem.text);
    el("div").with_all(problems.iter().map(line).collect()).into_inner()
}

/// Sends a preset's request in its scenario, when one is chosen.
fn choose(state: State, event: &leptos::ev::Event, problems: RwSignal<Vec<Problem>>, busy: RwSignal<bool>) {
    use wasm_bindgen::JsCast;

    let select = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok());
    let Some(name) = select.filter(|select| select.name() == "preset").map(|select| select.value()) else {
        return;
    };
    if let Some(offer) = recorded::offers().into_iter().find(|offer| offer.name == name) {
        busily(busy, problems, |done| controller::send_preset(state, offer, done));
    }
}

/// Sends what the form holds, in the scenario that is on show.
fn send(state: State, event: &leptos::ev::Event, problems: RwSignal<Vec<Problem>>, busy: RwSignal<bool>) {
    use wasm_bindgen::JsCast;

    let form = on_part(event, "form").and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
    let Some(data) = form.and_then(|form| web_sys::FormData::new_with_form(&form).ok()) else { return };
    let value = |name: &str| data.get(name).as_string().unwrap_or_default().replace("\r\n", "\n");
    let direction = match value("direction").as_str() {
        "ingress" => Some(Direction::Ingress),
        "egress" => Some(Direction::Egress),
        _ => None,
    };
    let curl = value("curl");
    let asked = if curl.trim().is_empty() {
        Asked::Composed(Composed {
            direction,
            method: value("method"),
            url: value("url"),
            headers: value("headers"),
            body: value("body"),
            source_ip: value("source-ip"),
            from: value("from"),
            tls_version: value("tls-version"),
            insecure: state.shown.track.report.with_untracked(|report| report.request.insecure),
        })
    } else {
        Asked::Curl { command: curl, direction, source_ip: value("source-ip"), from: value("from") }
    };
    busily(busy, problems, |done| controller::send(state, asked, done));
}

/// Asks, unless an answer is still on its way.
fn busily(
    busy: RwSignal<bool>,
    problems: RwSignal<Vec<Problem>>,
    ask: impl FnOnce(Box<dyn FnOnce(Vec<Problem>)>),
) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    ask(Box::new(move |wrong| {
        problems.set(wrong);
        busy.set(false);
    }));
}
