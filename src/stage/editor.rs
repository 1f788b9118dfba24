//! The request editor: what is sent and from where, in parts or as a `curl` command, judged by the engines.

use gauntlet_sim::http::METHODS;
use gauntlet_sim::question::{Composed, Problem};
use leptos::prelude::*;

use crate::markup::{El, el};
use crate::state::State;

/// A form with the request on show, to change and send.
#[component]
pub fn Editor(state: State) -> impl IntoView {
    let problems = RwSignal::new(Vec::<Problem>::new());
    let busy = RwSignal::new(false);
    // The request on show fills the form: it changes only when another is told of.
    let fields = move || state.telling.with(|telling| fields(&telling.request));
    view! {
        <details class="editor">
            <summary>"Try a request of your own"</summary>
            <form
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    #[cfg(feature = "csr")]
                    send(state, &event, problems, busy);
                }
            >
                <div class="fields" inner_html=fields></div>
                <p class="send">
                    <button type="submit">{move || if busy.get() { "Sending…" } else { "Send it" }}</button>
                </p>
                <div class="problems" role="alert" inner_html=move || problems.with(|list| told(list))></div>
            </form>
        </details>
    }
}

fn fields(request: &Composed) -> String {
    let methods = METHODS.iter().map(|method| {
        let option = el("option").text(method);
        if *method == request.method { option.set("selected", "") } else { option }
    });
    let ways = [("", "by its host"), ("ingress", "in, from a client"), ("egress", "out, from a pod")];
    let ways = ways.map(|(value, name)| el("option").set("value", value).text(name)).into();
    let line = |value: &str| el("input").set("type", "text").set("value", value);
    let lines = |rows: &str, value: &str| el("textarea").set("rows", rows).text(value);
    let hint = "One a line, as Name: value";
    let either = "curl -H 'Accept: text/html' https://site.example/";
    el("div")
        .with(field("method", "Method", el("select").with_all(methods.collect())))
        .with(field("url", "Address", line(&request.url)))
        .with(field("direction", "Way", el("select").with_all(ways)))
        .with(field("source-ip", "Client’s address, on the way in", line(&request.source_ip)))
        .with(field("from", "Calling pod, on the way out", line(&request.from)))
        .with(field("headers", "Headers", lines("3", &request.headers).set("placeholder", hint)))
        .with(field("body", "Body", lines("3", &request.body)))
        .with(field("curl", "Or instead, a curl command", lines("2", "").set("placeholder", either)))
        .into_inner()
}

fn field(name: &str, label: &str, control: El) -> El {
    let control = control.set("name", name).set("autocomplete", "off").set("spellcheck", "false");
    el("label").class(name).with(el("span").text(label)).with(control)
}

fn told(problems: &[Problem]) -> String {
    let line = |problem: &Problem| el("p").with(el("b").text(&problem.place)).text(": ").text(&problem.text);
    el("div").with_all(problems.iter().map(line).collect()).into_inner()
}

/// Asks the engines; what is on the stage stays until they answer, and where something is wrong it stays at that.
#[cfg(feature = "csr")]
fn send(
    state: State,
    event: &leptos::ev::SubmitEvent,
    problems: RwSignal<Vec<Problem>>,
    busy: RwSignal<bool>,
) {
    use gauntlet_sim::journey::Direction;
    use gauntlet_sim::question::{Asked, Question};
    use wasm_bindgen::JsCast;

    if busy.get_untracked() {
        return;
    }
    let form = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
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
        })
    } else {
        Asked::Curl { command: curl, direction }
    };
    let question = Question { scenario: None, asked };
    busy.set(true);
    leptos::task::spawn_local(async move {
        match crate::engine::ask(&question).await {
            Ok(telling) => {
                problems.set(Vec::new());
                state.show(telling);
                super::live::bring_into_view(state);
            }
            Err(wrong) => problems.set(wrong),
        }
        busy.set(false);
    });
}
