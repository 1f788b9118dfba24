//! A journey as a page shows it: every sentence already written, so that whoever shows it needs no engine and no scenario.
//!
//! It travels from where the simulation runs to where it is shown as [postcard](https://postcard.jamesmunns.com/wire-format)
//! bytes.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::composed::Composed;
use crate::journey::{Direction, Outcome, Verdict, Way};
use crate::layer::Layer;

/// One request, its journey and its outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Which way it went.
    pub direction: Direction,
    /// How it ended.
    pub outcome: Outcome,
    /// The code of the block or failure.
    pub code: Option<String>,
    /// The request in its parts, and where it comes from.
    pub request: Composed,
    /// The request as a link names it; nothing where it is too long for one.
    pub link: Option<Link>,
    /// The deciding reason; empty when answered.
    pub why: String,
    /// What the caller observes, in a sentence.
    pub client: String,
    /// The `curl` command that sends the request.
    pub curl: String,
    /// What curl says in the end.
    pub says: String,
    /// Whether the caller hears nothing at all.
    pub silent: bool,
    /// When the caller knows how it ended, in simulated microseconds since the journey began.
    pub took_us: u64,
    /// The smallest change that would let it through, where there is one.
    pub fix: Option<String>,
    /// What else would stop it, had the layer that did let it pass: why, layer by layer.
    pub also: Vec<String>,
    /// Whether it carried an attack that reached the app.
    pub breach: bool,
    /// What the caller could see in the end, to guess from; nothing where it was answered.
    pub endings: Option<Endings>,
    /// The hops in the order of time.
    pub hops: Vec<Hop>,
    /// The nodes and pods on its way.
    pub members: Vec<Member>,
    /// The scenario's JSON, where it is another than the question's: its fix was applied.
    pub scenario: Option<String>,
    /// What a preset asks and teaches; nothing where the request is no preset's own.
    pub lesson: Option<Lesson>,
    /// The preset to look at afterwards.
    pub next: Option<Offer>,
}

impl Report {
    /// As bytes to send.
    ///
    /// # Errors
    /// Never for a report; the format could refuse types that it does not have.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }

    /// From bytes that were sent.
    ///
    /// # Errors
    /// Where the bytes are none of a report.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, postcard::Error> {
        postcard::from_bytes(bytes)
    }

    /// Whether both tell the same journey. What a preset adds to it does not count.
    #[must_use]
    pub fn tells_as(&self, other: &Self) -> bool {
        self.told() == other.told()
    }

    /// All but what a preset adds, where it stands, and what follows from the rest: copying it would be a lot of code for a page to load.
    fn told(&self) -> impl PartialEq + '_ {
        let Self {
            direction,
            outcome,
            code,
            request,
            link,
            why,
            client,
            curl,
            says,
            silent,
            took_us,
            fix,
            also: _,
            breach,
            endings,
            hops,
            members,
            scenario,
            lesson: _,
            next: _,
        } = self;
        let ends = (direction, outcome, code, why, client, says, silent, took_us, breach);
        (ends, request, link, curl, fix, endings, hops, members, scenario)
    }
}

/// What a caller could see of a request that was stopped: what it does see, and what other causes on its way would look like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endings {
    /// Each in a word or two.
    pub choices: Vec<String>,
    /// The place of the one that it sees.
    pub right: u32,
}

/// One layer's part in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// The layer.
    pub layer: Layer,
    /// Request or response.
    pub way: Way,
    /// When the packet reaches the layer, in simulated microseconds since the journey began.
    pub at_us: u64,
    /// How long it stays there, in microseconds.
    pub took_us: u64,
    /// Where the packet comes from when it arrives: address and port.
    pub source: String,
    /// Where it is going when it arrives; empty as long as the caller knows a name only.
    pub destination: String,
    /// What the layer did.
    pub verdict: Verdict,
    /// The code, where the layer blocked or failed it.
    pub code: Option<String>,
    /// The rule, route or policy that decided.
    pub rule: Option<String>,
    /// Why, the deciding reason first.
    pub why: Vec<String>,
    /// What the layer could read of the packet.
    pub saw: Vec<Seen>,
    /// What it refused the packet for, where that is in the message.
    pub found: Option<Found>,
    /// What it changed.
    pub changed: Vec<Change>,
    /// What it remembers of the connection, for the replies: an entry of its table.
    pub table: Option<String>,
    /// What it writes to its log.
    pub log: Option<String>,
    /// Whether nobody on the way here could read the packet.
    pub locked: bool,
    /// The status of the response that left the layer, where one did.
    pub status: Option<u16>,
}

/// A field as a layer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Which part of the packet it is in.
    pub part: Part,
    /// The field's name.
    pub field: String,
    /// Its value, or why it cannot be read.
    pub value: Result<String, Hidden>,
}

/// A field of a message that a layer refused it for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The field, such as `query.q`.
    pub field: String,
    /// What it held, decoded.
    pub value: String,
}

/// A part of a packet, from the outside in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Addresses and ports, which every layer reads.
    Addresses,
    /// What the TLS handshake says in clear text.
    Handshake,
    /// The HTTP message, or the lookup's question.
    Message,
}

/// Why a layer cannot read a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hidden {
    /// The layer works on addresses and ports and reads no further.
    BelowHttp,
    /// The field travels inside TLS and the layer does not hold the key.
    Encrypted,
}

/// A field that a layer rewrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field's name.
    pub field: String,
    /// The value before; empty where there was none.
    pub from: String,
    /// The value after.
    pub to: String,
}

/// A node or a pod.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// A node rather than a pod.
    pub node: bool,
    /// Its name.
    pub name: String,
    /// Healthy or ready.
    pub up: bool,
    /// Up, and slower than usual.
    pub slow: bool,
    /// How it stands, in words.
    pub standing: Cow<'static, str>,
    /// What a click on it does; empty where it can't be clicked.
    pub hint: Cow<'static, str>,
    /// The hop that chose it; the calling pod has none and [`Member::calls`].
    pub chosen_at: Option<u32>,
    /// The pod that makes the request.
    pub calls: bool,
}

/// What a link says of a request. [`crate::question::Asked::Curl`] takes it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// An address alone, or the `curl` command: method, headers, body and TLS.
    pub request: String,
    /// Which way, where the host would send it the other.
    pub direction: Option<Direction>,
    /// The client's address, where it is another than the story's; else empty.
    pub source_ip: String,
    /// The calling pod as `namespace/name`, where it is another than the story's; else empty.
    pub from: String,
}

/// What a preset asks before it starts, and what it has taught at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// What the preset is called, in a few words.
    pub title: String,
    /// The question. It does not give the ending away.
    pub question: String,
    /// The answer, in a sentence or two.
    pub lesson: String,
}

/// A preset as a button offers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its name, by which it is asked for.
    pub name: String,
    /// What it is called, in a few words.
    pub title: String,
}

/// Unpacks the four stories and the presets that stand beside them as chips.
///
/// # Errors
/// Where the bytes are of another format.
pub fn recorded(bytes: &[u8]) -> Result<(Vec<Report>, Vec<Offer>), postcard::Error> {
    postcard::from_bytes(bytes)
}
