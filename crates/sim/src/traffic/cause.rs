//! How a request of a run ends, in few bytes: what became of it, why, and what its client sees.

use gauntlet_model::code::Code;
use gauntlet_model::journey::{ClientSees, Outcome};

/// Why a request was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A layer stopped it.
    Code(Code),
    /// The firewall's table has no room for another connection.
    TableFull,
    /// The pod's node is down, or its listen queue is full: nothing answers.
    Unreachable,
}

/// How many causes there are.
pub const CAUSES: usize = Code::ALL.len() + 2;

impl Cause {
    /// Its place among all.
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::Code(code) => code as usize,
            Self::TableFull => Code::ALL.len(),
            Self::Unreachable => Code::ALL.len() + 1,
        }
    }

    /// The cause at a place.
    #[must_use]
    pub fn at(index: usize) -> Option<Self> {
        match index.checked_sub(Code::ALL.len()) {
            None => Code::ALL.get(index).copied().map(Self::Code),
            Some(0) => Some(Self::TableFull),
            Some(1) => Some(Self::Unreachable),
            Some(_) => None,
        }
    }

    /// Its name, as codes are written.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Code(code) => [code.layer().name(), ".", code.reason()].concat(),
            Self::TableFull => "firewall.table_full".to_owned(),
            Self::Unreachable => "pod.unreachable".to_owned(),
        }
    }
}

/// What a client sees, without when and from whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// An HTTP response.
    Status(u16),
    /// Nothing, until it gives up.
    Timeout,
    /// A refused connection.
    Refused,
    /// A reset one.
    Reset,
    /// One that is closed without a byte.
    Empty,
    /// A TLS handshake that fails.
    Tls,
    /// A name without an address.
    NoName,
}

impl From<ClientSees> for Seen {
    fn from(sees: ClientSees) -> Self {
        match sees {
            ClientSees::HttpStatus { status, .. } => Self::Status(status),
            ClientSees::Timeout { .. } => Self::Timeout,
            ClientSees::Refused { .. } => Self::Refused,
            ClientSees::Reset { .. } => Self::Reset,
            ClientSees::EmptyReply { .. } => Self::Empty,
            ClientSees::TlsFailure(_) => Self::Tls,
            ClientSees::NameNotResolved => Self::NoName,
        }
    }
}

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Answered, blocked or failed.
    pub outcome: Outcome,
    /// Why, where it was not answered.
    pub cause: Option<Cause>,
    /// What the client sees.
    pub seen: Seen,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_has_a_place_and_a_name_of_its_own() {
        let mut names: Vec<String> = (0..CAUSES)
            .filter_map(|at| Cause::at(at).filter(|cause| cause.index() == at))
            .map(Cause::name)
            .collect();
        names.sort();
        names.dedup();
        assert_eq!((names.len(), Cause::at(CAUSES)), (CAUSES, None));
        assert!(Code::ALL.iter().all(|code| names.contains(&code.to_string())));
    }
}
