//! The scenario's editor at work: what the engines and the stage make of its text. Its components show what stands here.

use std::time::Duration;

use gauntlet_explain::preset;
use gauntlet_model::composed::Problem;
use gauntlet_model::editor::{Command, CommandResult};
use gauntlet_scenario::editing::upgraded;
use gauntlet_scenario::{BUILT_IN, rewrite};
use gloo_timers::callback::Timeout;
use leptos::html::Textarea;
use leptos::prelude::*;
use web_sys::js_sys::Function;

use super::page;
use crate::json::Json;
use crate::messages::{self, fill};
use crate::progress::Progress;
use crate::slips::{self, Slip};

/// How long a reader rests before the text is read.
const REST: Duration = Duration::from_millis(250);

/// What the editor holds. The text itself is the text area's.
#[derive(Clone, Copy)]
pub struct EditorState {
    /// Where the text is.
    pub text: NodeRef<Textarea>,
    /// The text's document, or the last one while it is broken.
    pub whole: RwSignal<Json>,
    /// Whether the text is no JSON, so that the form waits.
    pub waits: RwSignal<bool>,
    /// What is wrong with the text.
    pub slips: RwSignal<Vec<Slip>>,
    /// How the editor stands, in words.
    pub state: RwSignal<String>,
    /// Whether the text is no scenario.
    pub broken: RwSignal<bool>,
    /// How many lines the text has.
    pub lines: RwSignal<usize>,
    /// What is said of a file that was not used: that it was not, and why.
    pub refused: RwSignal<Vec<Slip>>,
    inner: StoredValue<Inner, LocalStorage>,
}

struct Inner {
    page: Function,
    progress: Progress,
    due: Option<Timeout>,
}

/// How a text was found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Valid,
    Follows,
    Broken,
    Unasked,
}

impl EditorState {
    /// One that asks the page.
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

    /// Another text in its place.
    pub fn put(self, value: &str) {
        if let Some(text) = self.text.get_untracked() {
            text.set_value(value);
        }
    }

    fn progress<T>(self, how: impl FnOnce(&mut Progress) -> T) -> Option<T> {
        self.inner.try_update_value(|inner| how(&mut inner.progress))
    }

    /// Begins another turn.
    fn begin(self) -> u32 {
        self.inner
            .try_update_value(|inner| {
                inner.due = None;
                inner.progress.begin()
            })
            .unwrap_or_default()
    }

    /// The reader types: the text is read once they rest.
    pub fn typed(self) {
        self.count();
        let due = Timeout::new(REST.as_millis() as u32, move || self.follow(String::new()));
        self.inner.update_value(|inner| inner.due = Some(due));
    }

    fn count(self) {
        self.lines.set(self.value().split('\n').count());
    }

    /// Reads the text, and where it is a scenario has the stage follow. What comes before goes before how it stands then.
    pub fn follow(self, before: String) {
        self.begin();
        let text = self.value();
        let wrong = slips::of(&text);
        if !wrong.is_empty() {
            return self.tell(wrong, Found::Broken, before);
        }
        match self.progress(|progress| progress.outcome_of(&text).map(str::is_empty)).flatten() {
            Some(unknown) => self.tell(wrong, if unknown { Found::Valid } else { Found::Follows }, before),
            None => self.run(text.clone(), Some(text), before),
        }
    }

    /// Has the stage show a scenario, which is written so.
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

    /// Tells what is wrong with the text; anew only where it is something else.
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

    /// Writes a change of the document into its text.
    pub fn change(self, how: impl FnOnce(&mut Json)) {
        let text = self.value();
        let text = upgraded(&text);
        let Some(mut whole) = document(&text) else { return };
        how(&mut whole);
        if let Some(changed) = rewrite(&text, &whole.written()) {
            self.put(&changed);
        }
        // At once, so that a new row is there to be focused.
        self.whole.set(whole);
        self.follow(String::new());
    }

    /// Back to the built-in scenario.
    pub fn reset(self) {
        self.refused.set(Vec::new());
        self.begin();
        self.put(BUILT_IN);
        self.count();
        self.run(BUILT_IN.to_owned(), None, String::new());
    }

    /// Shows the scenario on the stage, where another than this editor's: its text, or a preset's.
    pub fn show(self, scenario: Option<String>, named: Option<&str>) {
        let of_preset = || preset::named(named?).ok()?.scenario_text().ok();
        let wanted = scenario.or_else(of_preset).unwrap_or_else(|| BUILT_IN.to_owned());
        if self.progress(|progress| progress.show(&wanted)) == Some(true) {
            self.inner.update_value(|inner| inner.due = None);
            self.put(&wanted);
            self.tell(Vec::new(), Found::Valid, String::new());
        }
    }
}

/// A text's document, for the form; `None` where it is no JSON, or of an older version that can't be read.
fn document(text: &str) -> Option<Json> {
    let whole = Json::read(&upgraded(text))?;
    whole.member("version").and_then(Json::text).is_none_or(|version| version != "1").then_some(whole)
}

fn told(problem: Problem) -> Slip {
    Slip::plain([&problem.place, ": ", &problem.text].concat())
}
