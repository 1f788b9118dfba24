//! A question to the engines as data (which scenario, which request), and its answer.
//!
//! Both travel as postcard bytes, so the engines can run in another wasm module or on another thread.

use serde::{Deserialize, Serialize};

use crate::composed::{Composed, Problem};
use crate::curl;
use crate::journey::Direction;
use crate::report::Report;

/// The longest curl command that is read, in bytes.
pub const MAX_COMMAND: usize = curl::MAX_BYTES;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Question {
    /// The scenario's JSON; the built-in one when left out.
    pub scenario: Option<String>,
    /// The name of a preset whose scenario is used instead.
    pub preset: Option<String>,
    /// The request.
    pub asked: Asked,
    /// A change to make in the scenario first.
    pub change: ScenarioChange,
}

/// A change of the scenario before the request is run in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ScenarioChange {
    /// None.
    #[default]
    None,
    /// The fix that is proposed for the request.
    Fix,
    /// A node leaves the balancer's rotation or a pod stops being ready; one that is down already comes back.
    Toggle {
        /// A node rather than a pod.
        node: bool,
        /// Its name, as the report's members have it.
        name: String,
    },
}

/// Which request to run.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Asked {
    /// One of the scenario's own.
    Story {
        /// Inbound or outbound.
        direction: Direction,
        /// The one that is blocked.
        blocked: bool,
    },
    /// The preset's.
    Preset,
    /// The reader's, in parts.
    Composed(Composed),
    /// The reader's, as a command.
    Curl {
        /// A `curl` command, or an address alone.
        command: String,
        /// Which way; a request to one of the scenario's own hosts is ingress when left out.
        direction: Option<Direction>,
        /// The client's address, which an inbound request comes from; the story's when empty.
        source_ip: String,
        /// The pod that makes an outbound one, as `namespace/name`; the story's when empty.
        from: String,
    },
}

/// The answer: the report, or every problem with the question.
pub type Answer = Result<Report, Vec<Problem>>;

impl Question {
    /// As bytes to send.
    ///
    /// # Errors
    /// Never for a question; the format could refuse types that it does not have.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }
}

/// Reads an [`Answer`] from the bytes that [`answer`] gave.
///
/// # Errors
/// Where the bytes are none of an answer.
pub fn read(bytes: &[u8]) -> Result<Answer, postcard::Error> {
    postcard::from_bytes(bytes)
}
