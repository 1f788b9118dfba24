//! Requests to start from: each with what it changes in the built-in scenario. The build reads `assets/presets.json`, where the
//! changes are JSON Patch (RFC 6902), and does them.

use gauntlet_model::composed::Composed;
pub use gauntlet_model::editor::Group;
use gauntlet_model::editor::Listed;
use gauntlet_model::journey::Direction;
use gauntlet_model::report::{Lesson, Offer};
use gauntlet_scenario::json::Json;
use gauntlet_scenario::{BUILT_IN, Scenario, rewrite};
use gauntlet_slip::{nearest, short};

/// The presets in menu order, packed by the build: separated by `\u{1}`, and their parts by NUL.
const PACKED: &str = include_str!(concat!(env!("OUT_DIR"), "/presets.txt"));

/// The number of parts in a packed preset. The last one holds all its changes.
const PARTS: usize = 17;

/// A request and the scenario it is sent in.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name, in `kebab-case`.
    pub name: &'static str,
    /// Where it stands in the menu.
    pub group: Group,
    /// What it is called, in a few words.
    pub title: &'static str,
    /// What it asks before it starts, without giving its end away.
    pub question: &'static str,
    /// What it has taught at its end.
    pub lesson: &'static str,
    /// Its place among the chips beside the stories, and its name there.
    chip: Option<(u8, &'static str)>,
    /// The name of the one to look at afterwards.
    next: &'static str,
    /// Which way it goes.
    pub direction: Direction,
    method: &'static str,
    url: &'static str,
    headers: &'static str,
    body: &'static str,
    source_ip: &'static str,
    from: &'static str,
    tls_version: &'static str,
    /// The changed members of the built-in scenario: name and JSON in turn, separated by NUL.
    changed: &'static str,
}

/// All of them, in the order to show them.
#[must_use]
pub fn all() -> Vec<Preset> {
    PACKED.split('\u{1}').map(Preset::read).collect()
}

/// The one of that name.
///
/// # Errors
/// What was found and expected, with the nearest name.
pub fn named(name: &str) -> Result<Preset, String> {
    let all = all();
    if let Some(preset) = all.iter().find(|preset| preset.name == name) {
        return Ok(*preset);
    }
    let names: Vec<&str> = all.iter().map(|preset| preset.name).collect();
    let near = nearest(name, names.iter().copied());
    let near = near.map(|name| format!(" (did you mean {name}?)")).unwrap_or_default();
    Err(format!("found {}{near}, expected one of {}", short(name), names.join(", ")))
}

/// Those that stand beside the stories as chips, the first of them first.
#[must_use]
pub fn chips() -> Vec<Offer> {
    let mut chips: Vec<_> = all().iter().filter_map(|preset| Some((preset.chip?, preset.name))).collect();
    chips.sort_unstable();
    let offer =
        |((_, title), name): ((u8, &str), &str)| Offer { name: name.to_owned(), title: title.to_owned() };
    chips.into_iter().map(offer).collect()
}

/// The one to look at after a story.
#[must_use]
pub fn after_story(direction: Direction, blocked: bool) -> Option<Offer> {
    // The preset that shows what the blocked story does.
    let shown = match (direction, blocked) {
        (_, false) => return None,
        (Direction::Ingress, true) => "sql-injection",
        (Direction::Egress, true) => "unapproved-host",
    };
    named(shown).ok()?.next()
}

impl Preset {
    /// Unpacks what the build packed.
    fn read(packed: &'static str) -> Self {
        let mut parts = packed.splitn(PARTS, '\0');
        let mut part = || parts.next().unwrap_or_default();
        Self {
            name: part(),
            group: part()
                .parse()
                .ok()
                .and_then(|at: usize| Group::ALL.get(at))
                .copied()
                .unwrap_or(Group::Attacks),
            title: part(),
            question: part(),
            lesson: part(),
            chip: part().parse().ok().zip(Some(part())),
            next: part(),
            direction: if part() == "ingress" { Direction::Ingress } else { Direction::Egress },
            method: part(),
            url: part(),
            headers: part(),
            body: part(),
            source_ip: part(),
            from: part(),
            tls_version: part(),
            changed: part(),
        }
    }

    /// As the menu lists it.
    #[must_use]
    pub fn listed(&self) -> Listed {
        Listed {
            name: self.name.to_owned(),
            title: self.title.to_owned(),
            question: self.question.to_owned(),
            group: self.group,
            direction: self.direction,
        }
    }

    /// What it asks and teaches.
    #[must_use]
    pub fn lesson(&self) -> Lesson {
        let Self { title, question, lesson, .. } = self;
        Lesson { title: (*title).to_owned(), question: (*question).to_owned(), lesson: (*lesson).to_owned() }
    }

    /// The one to look at afterwards.
    #[must_use]
    pub fn next(&self) -> Option<Offer> {
        let next = named(self.next).ok()?;
        Some(Offer { name: next.name.to_owned(), title: next.title.to_owned() })
    }

    /// Its request.
    #[must_use]
    pub fn request(&self) -> Composed {
        Composed {
            direction: Some(self.direction),
            method: self.method.to_owned(),
            url: self.url.to_owned(),
            headers: self.headers.to_owned(),
            body: self.body.to_owned(),
            source_ip: self.source_ip.to_owned(),
            from: self.from.to_owned(),
            tls_version: self.tls_version.to_owned(),
            insecure: false,
            at: String::new(),
            family: None,
        }
    }

    /// The built-in scenario with its changes.
    ///
    /// # Errors
    /// Where the changed scenario is not valid.
    pub fn scenario(&self) -> Result<Scenario, String> {
        if self.changed.is_empty() {
            return Ok(Scenario::built_in());
        }
        Scenario::from_json(&self.scenario_text()?).map_err(|errors| errors.to_string())
    }

    /// The same as text: the built-in scenario's own, but where it is changed.
    ///
    /// # Errors
    /// Never: the build has read what it changes.
    pub fn scenario_text(&self) -> Result<String, String> {
        let changed = || {
            let Json::Object(mut members) = Json::read(BUILT_IN)? else { return None };
            let mut changed = self.changed.split('\0');
            while let Some((name, value)) = changed.next().zip(changed.next()) {
                let value = Json::read(value)?;
                match members.iter_mut().find(|(one, _)| *one == name) {
                    Some((_, old)) => *old = value,
                    None => members.push((name.to_owned(), value)),
                }
            }
            rewrite(BUILT_IN, &Json::Object(members).written())
        };
        changed().ok_or_else(|| "the built-in scenario is no JSON".to_owned())
    }
}
