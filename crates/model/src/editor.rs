//! What the page and the editors say to each other: what is on show, what a reader wants on the stage, and what became of that.
//!
//! The editors are in another wasm module than the stage, so all of it travels as postcard bytes.

use serde::{Deserialize, Serialize};

use crate::composed::{Composed, Problem};
use crate::question::Asked;

/// What is on the stage, as far as an editor shows it too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnShow {
    /// The request, with the way that it goes where its host alone would send it the other.
    pub request: Composed,
    /// The name of the preset whose scenario it was sent in.
    pub preset: Option<String>,
    /// The scenario's JSON, where it is neither the built-in one nor the preset's.
    pub scenario: Option<String>,
}

/// What a reader wants on the stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// A preset's request in the preset's scenario, by the preset's name.
    Preset(String),
    /// A request of their own, in the scenario on show.
    Request(Asked),
    /// What is on show again, in another scenario; in the built-in one when left out.
    Scenario(Option<String>),
}

/// What became of a command: how the request on show ends now, in a word or by its code, or else what is wrong.
pub type CommandResult = Result<String, Vec<Problem>>;

/// As bytes to send.
#[must_use]
pub fn pack<T: Serialize>(said: &T) -> Vec<u8> {
    // The format could refuse types that none of these has.
    postcard::to_allocvec(said).unwrap_or_default()
}

/// From such bytes; `None` where they are none.
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
