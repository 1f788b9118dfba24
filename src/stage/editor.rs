//! The request editor: what is sent and from where, in parts or as a `curl` command, judged by the engines.

use gauntlet_model::composed::{Composed, Problem};
use gauntlet_model::http::METHODS;
use gauntlet_model::journey::Direction;
#[cfg(feature = "csr")]
use gauntlet_model::question::{Asked, Question};
use gauntlet_model::report::Offer;
use gauntlet_model::tls::TlsVersion;
use leptos::prelude::*;

#[cfg(feature = "csr")]
use crate::markup::on_part;
use crate::markup::{El, el};
use crate::recorded;
use crate::state::State;
use crate::text;

#[cfg(feature = "csr")]
use super::asking;

/// A form with the request on show, to change and send. In a still nobody can open it: without a `live` stage its fields are left out.
#[component]
pub fn Editor(state: State, live: bool) -> impl IntoView {
    let problems = RwSignal::new(Vec::<Problem>::new());
    let busy = RwSignal::new(false);
    // The request on show fills the form, which changes only when another is told of: what a reader typed stays while the same
    // request is told of in another scenario.
    let shown = Memo::new(move |_| {
        // The way stands in the form where the host would send it the other: sent again it goes as it did.
        let request = state.reel.report.with(|report| Composed {
            direction: report.link.as_ref().and_then(|link| link.direction),
            ..report.request.clone()
        });
        (request, state.preset.get_untracked())
    });
    let fields = move || {
        #[cfg(feature = "csr")]
        super::focus::keep(".editor .fields");
        if live { shown.with(|(request, preset)| fields(request, preset.as_ref())) } else { String::new() }
    };
    view! {
        <details class="editor">
            <summary>{text::STAGE_EDITOR_TITLE}</summary>
            <form
                novalidate
                on:change=move |event| {
                    #[cfg(feature = "csr")]
                    choose(state, &event, problems, busy);
                    #[cfg(not(feature = "csr"))]
                    let _ = event;
                }
                on:submit=move |event| event.prevent_default()
                on:keydown=move |event| {
                    #[cfg(feature = "csr")]
                    if event.key() == "Enter" && on_part(&event, "input").is_some() {
                        send(state, &event, problems, busy);
                    }
                    #[cfg(not(feature = "csr"))]
                    let _ = event;
                }
            >
                <div class="fields" inner_html=fields></div>
                <p class="send">
                    // Not the form's own sending, which a sandboxed frame may not use.
                    <button
                        type="button"
                        on:click=move |event| {
                            #[cfg(feature = "csr")]
                            send(state, &event, problems, busy);
                            #[cfg(not(feature = "csr"))]
                            let _ = event;
                        }
                    >
                        {move || if busy.get() { text::STAGE_EDITOR_SENDING } else { text::STAGE_EDITOR_SEND }}
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
        .with(option("", text::STAGE_EDITOR_ON_SHOW))
        .with(group(text::STAGE_DIRECTION_INGRESS, Direction::Ingress))
        .with(group(text::STAGE_DIRECTION_EGRESS, Direction::Egress))
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
        (None, "", text::STAGE_EDITOR_WAY_HOST),
        (Some(Direction::Ingress), "ingress", text::STAGE_EDITOR_WAY_IN),
        (Some(Direction::Egress), "egress", text::STAGE_EDITOR_WAY_OUT),
    ];
    let ways = ways.map(|(way, value, name)| {
        let option = el("option").set("value", value).text(name);
        if way == request.direction { option.set("selected", "") } else { option }
    });
    let ways = ways.into();
    let line = |value: &str| el("input").set("type", "text").set("value", value);
    let lines = |rows: &str, value: &str| el("textarea").set("rows", rows).text(value);
    let hint = text::STAGE_EDITOR_HEADERS_HINT;
    let either = "curl -H 'Accept: text/html' https://site.example/";
    el("div")
        .with(field("preset", text::STAGE_EDITOR_PRESET, presets(preset)))
        .with(field("method", text::STAGE_EDITOR_METHOD, el("select").with_all(methods.collect())))
        .with(field("url", text::STAGE_EDITOR_ADDRESS, line(&request.url)))
        .with(field("direction", text::STAGE_EDITOR_WAY, el("select").with_all(ways)))
        .with(field("source-ip", text::STAGE_EDITOR_SOURCE_IP, line(&request.source_ip)))
        .with(field("from", text::STAGE_EDITOR_FROM, line(&request.from)))
        .with(field("tls-version", text::STAGE_EDITOR_TLS_VERSION, el("select").with_all(versions.collect())))
        .with(field(
            "headers",
            text::STAGE_EDITOR_HEADERS,
            lines("3", &request.headers).set("placeholder", hint),
        ))
        .with(field("body", text::STAGE_EDITOR_BODY, lines("3", &request.body)))
        .with(field("curl", text::STAGE_EDITOR_CURL, lines("2", "").set("placeholder", either)))
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
#[cfg(feature = "csr")]
fn choose(state: State, event: &leptos::ev::Event, problems: RwSignal<Vec<Problem>>, busy: RwSignal<bool>) {
    use wasm_bindgen::JsCast;

    let select = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok());
    let Some(name) = select.filter(|select| select.name() == "preset").map(|select| select.value()) else {
        return;
    };
    if let Some(offer) = recorded::offers().into_iter().find(|offer| offer.name == name) {
        let question = Question { scenario: None, preset: Some(name), asked: Asked::Preset, mended: false };
        ask(state, question, Some(offer), problems, busy);
    }
}

/// Sends what the form holds, in the scenario that is on show.
#[cfg(feature = "csr")]
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
            insecure: state.reel.report.with_untracked(|report| report.request.insecure),
        })
    } else {
        Asked::Curl { command: curl, direction, source_ip: value("source-ip"), from: value("from") }
    };
    ask(state, asking::in_its_scenario(state, asked), state.preset.get_untracked(), problems, busy);
}

/// Asks, unless an answer is still on its way.
#[cfg(feature = "csr")]
fn ask(
    state: State,
    question: Question,
    offer: Option<Offer>,
    problems: RwSignal<Vec<Problem>>,
    busy: RwSignal<bool>,
) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    asking::ask(state, question, offer, None, move |wrong| {
        problems.set(wrong);
        busy.set(false);
    });
}
