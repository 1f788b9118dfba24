//! The state of the scenario editor: its text, its problems, and how far the stage follows. The components show it.

use std::time::Duration;

use gauntlet_model::composed::Problem;
use gauntlet_model::editor::{Command, CommandResult, Slip};
use gloo_timers::callback::Timeout;
use leptos::html::Textarea;
use leptos::prelude::*;
use web_sys::js_sys::Function;

use super::{engines, page};
use crate::json::Json;
use crate::messages::{self, fill};
use crate::progress::Progress;
use crate::slips;

/// The text is checked when the reader has not typed for this long.
const REST: Duration = Duration::from_millis(250);

/// The editor's state. The text itself lives in the text area.
#[derive(Clone, Copy)]
pub struct EditorState {
    /// The text area.
    pub text: NodeRef<Textarea>,
    /// The text as a document; while it is not JSON, the last one that was.
    pub whole: RwSignal<Json>,
    /// Whether the form is disabled because the text is not JSON.
    pub waits: RwSignal<bool>,
    /// What is wrong with the text.
    pub slips: RwSignal<Vec<Slip>>,
    /// The status line.
    pub state: RwSignal<String>,
    /// Whether the text is not a valid scenario.
    pub broken: RwSignal<bool>,
    /// How many lines the text has.
    pub lines: RwSignal<usize>,
    /// Why the last file was refused; empty if none was.
    pub refused: RwSignal<Vec<Slip>>,
    inner: StoredValue<Inner, LocalStorage>,
}

struct Inner {
    page: Function,
    progress: Progress,
    due: Option<Timeout>,
}

/// The result of checking a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Valid,
    Follows,
    Broken,
    Unasked,
}

impl EditorState {
    /// An editor that sends its commands to the page.
    pub fn new(page: Function) -> Self {
        Self {
            text: NodeRef::new(),
            whole: RwSignal::new(Json::Object(Vec::new())),
            waits: RwSignal::new(false),
            slips: RwSignal::new(Vec::new()),
            state: RwSignal::new(String::new()),
            broken: RwSignal::new(false),
            lines: RwSignal::new(0),
            refused: RwSignal::new(Vec::new()),
            inner: StoredValue::new_local(Inner { page, progress: Progress::default(), due: None }),
        }
    }

    /// The text.
    pub fn value(self) -> String {
        self.text.with_untracked(|text| text.as_ref().map(|text| text.value()).unwrap_or_default())
    }

    /// Replaces the text.
    pub fn put(self, value: &str) {
        if let Some(text) = self.text.get_untracked() {
            text.set_value(value);
        }
    }

    fn progress<T>(self, how: impl FnOnce(&mut Progress) -> T) -> Option<T> {
        self.inner.try_update_value(|inner| how(&mut inner.progress))
    }

    /// Starts a new turn; answers to earlier ones are dropped.
    fn begin(self) -> u32 {
        self.inner
            .try_update_value(|inner| {
                inner.due = None;
                inner.progress.begin()
            })
            .unwrap_or_default()
    }

    /// Called for every keystroke: the text is checked once the reader pauses.
    pub fn typed(self) {
        self.count();
        let due = Timeout::new(REST.as_millis() as u32, move || self.follow(String::new()));
        self.inner.update_value(|inner| inner.due = Some(due));
    }

    fn count(self) {
        self.lines.set(self.value().split('\n').count());
    }

    /// Checks the text and, if it is a scenario, has the stage show it. `before` is put in front of the new status.
    pub fn follow(self, before: String) {
        self.begin();
        let text = self.value();
        let wrong = engines::problems(&text);
        if !wrong.is_empty() {
            return self.tell(wrong, Found::Broken, before);
        }
        match self.progress(|progress| progress.outcome_of(&text).map(str::is_empty)).flatten() {
            Some(unknown) => self.tell(wrong, if unknown { Found::Valid } else { Found::Follows }, before),
            None => self.run(text.clone(), Some(text), before),
        }
    }

    /// Has the stage show a scenario. `written` is the text that it came from.
    fn run(self, written: String, scenario: Option<String>, before: String) {
        let Some(turn) = self.progress(|progress| progress.give(&written)) else { return };
        let Some(page) = self.inner.try_with_value(|inner| inner.page.clone()) else { return };
        let told = move |result: CommandResult| {
            let current = self.progress(|progress| {
                progress.hear(&written, result.as_deref().ok());
                progress.is(turn)
            });
            if current == Some(true) {
                match result {
                    Ok(_) => self.tell(Vec::new(), Found::Follows, before),
                    Err(wrong) => self.tell(wrong.into_iter().map(told).collect(), Found::Unasked, before),
                }
            }
        };
        page::ask(&page, &Command::Scenario(scenario), Box::new(told));
    }

    /// Shows the result of a check. Unchanged problems are not drawn again, so that nothing in them loses the focus.
    fn tell(self, wrong: Vec<Slip>, how: Found, before: String) {
        if self.slips.with_untracked(|slips| *slips != wrong) {
            self.slips.set(wrong);
        }
        let text = self.value();
        let outcome = self.progress(|progress| progress.outcome_of(&text).unwrap_or_default().to_owned());
        let said = match how {
            Found::Valid => messages::EDITOR_TOLD_VALID.to_owned(),
            Found::Follows => {
                fill(messages::EDITOR_TOLD_FOLLOWS, &[("outcome", &outcome.unwrap_or_default())])
            }
            Found::Broken => messages::EDITOR_TOLD_BROKEN.to_owned(),
            Found::Unasked => messages::EDITOR_TOLD_UNASKED.to_owned(),
        };
        self.state.set(before + &said);
        self.broken.set(how == Found::Broken);
        self.count();
        let whole = document(&text);
        self.waits.set(whole.is_none());
        if let Some(whole) = whole {
            self.whole.set(whole);
        }
    }

    /// Changes the document and writes the change into the text.
    pub fn change(self, how: impl FnOnce(&mut Json)) {
        let text = engines::in_present_version(self.value());
        let Some(mut whole) = document(&text) else { return };
        how(&mut whole);
        if let Some(changed) = engines::rewrite(&text, &whole.written()) {
            self.put(&changed);
        }
        // At once, so that a new row can be focused.
        self.whole.set(whole);
        self.follow(String::new());
    }

    /// Goes back to the built-in scenario.
    pub fn reset(self) {
        self.refused.set(Vec::new());
        self.begin();
        let Some(built_in) = engines::scenario("") else { return };
        self.put(&built_in);
        self.count();
        self.run(built_in, None, String::new());
    }

    /// Takes over the scenario on the stage, given as a text or a preset's name, unless it came from this editor.
    pub fn show(self, scenario: Option<String>, named: Option<&str>) {
        let of_preset = || engines::scenario(named.unwrap_or_default());
        let Some(wanted) = scenario.or_else(of_preset) else { return };
        if self.progress(|progress| progress.show(&wanted)) == Some(true) {
            self.inner.update_value(|inner| inner.due = None);
            self.put(&wanted);
            self.tell(Vec::new(), Found::Valid, String::new());
        }
    }
}

/// A text as a document for the form. `None` if it is not JSON, or an older version that can't be converted.
fn document(text: &str) -> Option<Json> {
    let whole = Json::read(&engines::in_present_version(text.to_owned()))?;
    whole.member("version").and_then(Json::text).is_none_or(|version| version != "1").then_some(whole)
}

fn told(problem: Problem) -> Slip {
    slips::plain([&problem.place, ": ", &problem.text].concat())
}
