//! The request editor: what is sent and from where, in parts or as a `curl` command.

use gauntlet_model::composed::{Composed, Problem};
use gauntlet_model::editor::{Command, CommandResult, Forecast, OnShow};
use gauntlet_model::http::METHODS;
use gauntlet_model::journey::{Direction, Outcome};
use gauntlet_model::question::{Asked, Question, ScenarioChange};
use gauntlet_model::text::pieces;
use gauntlet_model::tls::TlsVersion;
use gloo_timers::callback::Timeout;
use leptos::html::{Div, Form, Output};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::js_sys::Function;
use web_sys::{Element, Event, HtmlFormElement};

use super::engines;
use super::page::{self, Control, ON_SHOW, escaped, whenever};
use crate::messages;

/// How long to wait after the last key before telling the outcome, in milliseconds.
const PAUSE: u32 = 250;

/// A form with the request on show, to change and send.
#[component]
pub fn RequestEditor(ask: Function) -> impl IntoView {
    let form = NodeRef::<Form>::new();
    let problems = RwSignal::new(Vec::<Problem>::new());
    let busy = RwSignal::new(false);
    let ends = RwSignal::new(None::<Result<Forecast, Vec<Problem>>>);
    // Tells how the typed request would end, once the reader pauses.
    let waits = StoredValue::new_local(None::<Timeout>);
    let foretell = move |after: u32| {
        waits.set_value(Some(Timeout::new(after, move || {
            let shown = ON_SHOW.with(|told| told.with_untracked(Clone::clone));
            let Some((form, shown)) = form.get_untracked().zip(shown) else { return };
            let OnShow { request, preset, scenario } = shown;
            let question =
                Question { scenario, preset, asked: asked(&form, request), change: ScenarioChange::None };
            ends.set(engines::forecast(&question));
        })));
    };
    let on_show = ON_SHOW.with(Clone::clone);
    // Refilled only for another request: what the reader typed stays when the same request is shown in another scenario.
    let mut filled = None;
    whenever(move || {
        let (Some(form), Some(shown)) = (form.get(), on_show.get()) else { return };
        foretell(0);
        let OnShow { request, preset, .. } = shown;
        let shown = Some((request, preset));
        if filled != shown {
            filled = shown;
            if let Some((request, preset)) = &filled {
                fill(&form, request, preset.as_deref());
            }
        }
    });
    // Nobody clicks or focuses anything in it, so it is built as text.
    let place = NodeRef::<Div>::new();
    whenever(move || {
        if let Some(place) = place.get() {
            place.set_inner_html(&problems.with(|list| list.iter().map(told).collect::<String>()));
        }
    });
    let footer = NodeRef::<Output>::new();
    whenever(move || {
        if let Some(footer) = footer.get() {
            footer.set_inner_html(&ends.with(|ends| ends.as_ref().map(foretold)).unwrap_or_default());
        }
    });
    let ask = StoredValue::new_local(ask);
    // One command at a time.
    let command = move |command: Command| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        ask.with_value(|ask| {
            let told = move |result: CommandResult| {
                problems.set(result.err().unwrap_or_default());
                busy.set(false);
            };
            page::ask(ask, &command, Box::new(told));
        });
    };
    let send = move || {
        let shown = ON_SHOW.with(|told| told.with_untracked(|told| Some(told.as_ref()?.request.clone())));
        if let Some(form) = form.get_untracked() {
            command(Command::Request(asked(&form, shown.unwrap_or_default())));
        }
    };
    let choose = move |event: Event| {
        // Sends a preset's request in its scenario, when one is chosen.
        let name = control(&event, "[name=preset]").map(|list| list.value()).unwrap_or_default();
        if !name.is_empty() {
            command(Command::Preset(name));
        }
    };
    let instead = move || {
        ends.get()?.ok()?.instead.map(|(host, request)| {
            view! {
                <button
                    type="button"
                    on:click=move |_| command(Command::Request(Asked::Composed(request.clone())))
                >
                    {messages::fill(messages::STAGE_EDITOR_AS_HOST, &[("host", &host)])}
                </button>
            }
        })
    };
    let button = move || {
        if busy.get() { messages::STAGE_EDITOR_SENDING } else { messages::STAGE_EDITOR_SEND }.to_owned()
    };
    view! {
        <form
            novalidate
            node_ref=form
            on:change=choose
            on:input=move |_| foretell(PAUSE)
            on:submit=move |event| event.prevent_default()
            on:keydown=move |event| {
                if event.key() == "Enter" && control(&event, "input").is_some() {
                    send();
                }
            }
        >
            <div class="fields">{fields()}</div>
            <p class="send">
                <output node_ref=footer></output>
                // Not the form's own sending, which a sandboxed frame may not use.
                <button type="button" on:click=move |_| send()>
                    {button}
                </button>
                {instead}
            </p>
            <div class="problems" role="alert" node_ref=place></div>
        </form>
    }
}

/// The target of an event, if it matches the selector.
fn control(event: &Event, selector: &str) -> Option<Control> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.matches(selector).ok()?.then(|| target.unchecked_into())
}

fn fields() -> Vec<AnyView> {
    let direction = |way: Direction| if way == Direction::Ingress { "ingress" } else { "egress" };
    let presets = engines::listed();
    let of = |way: Direction| {
        let own = presets.iter().filter(|preset| preset.direction == way);
        own.map(|preset| option(preset.name.clone(), &preset.title)).collect::<Vec<_>>()
    };
    let group = |label: &'static str, way| view! { <optgroup label=label>{of(way)}</optgroup> }.into_any();
    let presets = vec![
        option(String::new(), messages::STAGE_EDITOR_ON_SHOW),
        group(messages::STAGE_DIRECTION_INGRESS, Direction::Ingress),
        group(messages::STAGE_DIRECTION_EGRESS, Direction::Egress),
    ];
    let ways = vec![
        option(String::new(), messages::STAGE_EDITOR_WAY_HOST),
        option(direction(Direction::Ingress).to_owned(), messages::STAGE_EDITOR_WAY_IN),
        option(direction(Direction::Egress).to_owned(), messages::STAGE_EDITOR_WAY_OUT),
    ];
    let methods = METHODS.iter().map(|name| option((*name).to_owned(), name)).collect();
    let versions = TlsVersion::ALL.iter().rev().map(|version| version.name());
    let versions = versions.map(|name| option(name.to_owned(), name)).collect();
    let either = "curl -H 'Accept: text/html' https://site.example/";
    vec![
        list("preset", messages::STAGE_EDITOR_PRESET, presets),
        list("method", messages::STAGE_EDITOR_METHOD, methods),
        line("url", messages::STAGE_EDITOR_ADDRESS),
        list("direction", messages::STAGE_EDITOR_WAY, ways),
        line("source-ip", messages::STAGE_EDITOR_SOURCE_IP),
        line("from", messages::STAGE_EDITOR_FROM),
        list("tls-version", messages::STAGE_EDITOR_TLS_VERSION, versions),
        lines("headers", messages::STAGE_EDITOR_HEADERS, "3", messages::STAGE_EDITOR_HEADERS_HINT),
        lines("body", messages::STAGE_EDITOR_BODY, "3", ""),
        lines("curl", messages::STAGE_EDITOR_CURL, "2", either),
    ]
}

fn option(value: String, text: &str) -> AnyView {
    view! { <option value=value>{text.to_owned()}</option> }.into_any()
}

fn list(name: &'static str, label: &'static str, options: Vec<AnyView>) -> AnyView {
    let control = view! { <select name=name autocomplete="off">{options}</select> };
    field(name, label, control.into_any())
}

fn line(name: &'static str, label: &'static str) -> AnyView {
    let control = view! { <input type="text" name=name autocomplete="off" spellcheck="false" /> };
    field(name, label, control.into_any())
}

fn lines(name: &'static str, label: &'static str, rows: &'static str, hint: &'static str) -> AnyView {
    let control = view! {
        <textarea name=name rows=rows placeholder=hint autocomplete="off" spellcheck="false"></textarea>
    };
    field(name, label, control.into_any())
}

fn field(name: &'static str, label: &'static str, control: AnyView) -> AnyView {
    view! { <label class=name><span>{label}</span>{control}</label> }.into_any()
}

/// How it would end, or the first problem, as markup.
fn foretold(ends: &Result<Forecast, Vec<Problem>>) -> String {
    let Forecast { outcome, by, client, breach, .. } = match ends {
        Ok(ends) => ends,
        Err(wrong) => {
            return wrong
                .first()
                .map(|first| ["<i>", &words(&first.text), "</i>"].concat())
                .unwrap_or_default();
        }
    };
    let (class, ending, at) = match outcome {
        Outcome::Answered if *breach => ("stopped", messages::STAGE_CARD_BREACH, ""),
        Outcome::Answered => ("answered", messages::STAGE_OUTCOME_ANSWERED, ""),
        Outcome::Blocked => ("stopped", messages::STAGE_OUTCOME_BLOCKED, messages::STAGE_CARD_BY),
        Outcome::Failed => ("stopped", messages::STAGE_OUTCOME_FAILED, messages::STAGE_CARD_AT),
    };
    let by =
        by.as_ref().map(|layer| [" ", &messages::fill(at, &[("layer", layer)])].concat()).unwrap_or_default();
    ["<b class=\"", class, "\">", ending, "</b>", &escaped(&by), " · ", &escaped(client)].concat()
}

/// What is wrong, and where, as markup: an address in it may break between its parts.
fn told(problem: &Problem) -> String {
    ["<p><b>", &words(&problem.place), "</b>: ", &words(&problem.text), "</p>"].concat()
}

fn words(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_inclusive([' ', '\n']) {
        let bare = word.trim_end();
        let pieces: Vec<String> = pieces(bare).into_iter().map(escaped).collect();
        let long = pieces.len() > 1;
        out.push_str(if long { "<span class=\"long\">" } else { "" });
        out.push_str(&pieces.join("<wbr>"));
        out.push_str(if long { "</span>" } else { "" });
        out.push_str(word.get(bare.len()..).unwrap_or_default());
    }
    out
}

fn named(form: &HtmlFormElement, name: &str) -> Option<Control> {
    let found = form.query_selector(&["[name=", name, "]"].concat()).ok()??;
    Some(found.unchecked_into())
}

/// Fills the form with a request and discards what was typed.
fn fill(form: &HtmlFormElement, request: &Composed, preset: Option<&str>) {
    let method = if request.method.is_empty() { METHODS[0] } else { &request.method };
    offer(form, method);
    let version = TlsVersion::named(&request.tls_version).unwrap_or_default();
    let way = match request.direction {
        None => "",
        Some(Direction::Ingress) => "ingress",
        Some(Direction::Egress) => "egress",
    };
    for (name, value) in [
        ("preset", preset.unwrap_or_default()),
        ("method", method),
        ("url", &request.url),
        ("direction", way),
        ("source-ip", &request.source_ip),
        ("from", &request.from),
        ("tls-version", version.name()),
        ("headers", &request.headers),
        ("body", &request.body),
        ("curl", ""),
    ] {
        if let Some(control) = named(form, name) {
            control.set_value(value);
        }
    }
}

/// A select can only show one of its options: a method that is none of them becomes one.
fn offer(form: &HtmlFormElement, method: &str) {
    if let Ok(Some(before)) = form.query_selector("[name=method] [data-own]") {
        before.remove();
    }
    if METHODS.contains(&method) {
        return;
    }
    let select = form.query_selector("[name=method]").ok().flatten();
    let option = form.owner_document().and_then(|document| document.create_element("option").ok());
    if let Some((select, option)) = select.zip(option) {
        let _ = option.set_attribute("value", method);
        let _ = option.set_attribute("data-own", "");
        option.set_text_content(Some(method));
        let _ = select.append_child(&option);
    }
}

/// What the form holds, and what it has no field for as it is on show.
fn asked(form: &HtmlFormElement, shown: Composed) -> Asked {
    let value = |name: &str| named(form, name).map(|control| control.value()).unwrap_or_default();
    let direction = match value("direction").as_str() {
        "ingress" => Some(Direction::Ingress),
        "egress" => Some(Direction::Egress),
        _ => None,
    };
    let curl = value("curl");
    if !curl.trim().is_empty() {
        return Asked::Curl { command: curl, direction, source_ip: value("source-ip"), from: value("from") };
    }
    let url = value("url");
    // A connection to another address reaches its own server.
    let at = if url == shown.url { shown.at } else { String::new() };
    Asked::Composed(Composed {
        direction,
        method: value("method"),
        url,
        headers: value("headers"),
        body: value("body"),
        source_ip: value("source-ip"),
        from: value("from"),
        tls_version: value("tls-version"),
        insecure: shown.insecure,
        at,
        family: shown.family,
    })
}
