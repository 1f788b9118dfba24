//! Messages between the page, the editors and the engines: what the stage shows, what an editor wants on it, and the result; the
//! presets, and the problems of a scenario's text.
//!
//! Each of them is a wasm module of its own, so messages travel as postcard bytes.

use serde::{Deserialize, Serialize};

use crate::composed::{Composed, Problem};
use crate::journey::{Direction, Outcome};
use crate::question::Asked;

/// What the stage shows, as far as an editor needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnShow {
    /// The request. It has a direction only if its host alone would imply the other one.
    pub request: Composed,
    /// The name of the preset whose scenario it was sent in.
    pub preset: Option<String>,
    /// The scenario's JSON, where it is neither the built-in one nor the preset's.
    pub scenario: Option<String>,
}

/// What an editor wants the stage to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// A preset's request in the preset's scenario, by the preset's name.
    Preset(String),
    /// A request that the reader wrote, in the current scenario.
    Request(Asked),
    /// The current request or story again, in another scenario; in the built-in one when left out.
    Scenario(Option<String>),
}

/// How the request ends now, as a word or a code, or what is wrong.
pub type CommandResult = Result<String, Vec<Problem>>;

/// How a request would end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// How it ends.
    pub outcome: Outcome,
    /// The layer that ends it, in running text: `the WAF`.
    pub by: Option<String>,
    /// What the client sees, in a word or two.
    pub client: String,
    /// Whether it carries an attack that reaches the app.
    pub breach: bool,
    /// For an unknown host: one of the scenario's hosts to call instead, and the request to it.
    pub instead: Option<(String, Composed)>,
}

/// Where a preset stands in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// What the WAF reads: attacks, and what looks like one.
    Attacks,
    /// The firewall and the balancer.
    Edge,
    /// Host names, certificates and routes.
    Certificates,
    /// Messages that a proxy refuses or rewrites.
    Messages,
    /// The API gateway.
    Gateway,
    /// Service, policy and pods.
    Inside,
    /// Calls that leave the cluster.
    WayOut,
}

impl Group {
    /// All of them, in the order to show them.
    pub const ALL: [Self; 7] = [
        Self::Attacks,
        Self::Edge,
        Self::Certificates,
        Self::Messages,
        Self::Gateway,
        Self::Inside,
        Self::WayOut,
    ];
}

/// A preset, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its name, in `kebab-case`.
    pub name: String,
    /// What it is called, in a few words.
    pub title: String,
    /// What it asks before it starts.
    pub question: String,
    /// Where it stands in the menu.
    pub group: Group,
    /// Which way it goes.
    pub direction: Direction,
}

/// A problem of a scenario's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// What it is.
    pub text: String,
    /// Its place in the text, if it has one.
    pub place: Option<Place>,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// A JSON pointer; empty for the whole document.
    pub pointer: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in bytes.
    pub column: usize,
}

/// Packs a message.
#[must_use]
pub fn pack<T: Serialize>(said: &T) -> Vec<u8> {
    // Postcard refuses only types that these messages do not have.
    postcard::to_allocvec(said).unwrap_or_default()
}

/// Unpacks a message; `None` if the bytes are not one.
#[must_use]
pub fn unpack<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_arrives() {
        let commands = [
            Command::Preset("dead-pods".to_owned()),
            Command::Request(Asked::Composed(Composed {
                url: "site.example".to_owned(),
                ..Composed::default()
            })),
            Command::Scenario(None),
            Command::Scenario(Some("{}".to_owned())),
        ];
        for command in commands {
            assert_eq!(unpack(&pack(&command)), Some(command));
        }
        let result: CommandResult = Err(vec![Problem::of("curl", "found none".to_owned())]);
        assert_eq!(unpack(&pack(&result)), Some(result));
        assert_eq!(unpack::<Command>(&[9]), None);
    }
}
