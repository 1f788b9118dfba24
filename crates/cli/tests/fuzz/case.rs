//! One case: the files that lie there, the arguments and what comes on standard input. Made by a seed, or read from a row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A run of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The arguments after the program's name; files stand in the folder that it runs in.
    pub arguments: Vec<String>,
    /// The files by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, Bytes>,
    /// What comes on standard input.
    #[serde(default, skip_serializing_if = "Bytes::is_empty")]
    pub input: Bytes,
    /// How a seed made it, a step a line; a row need not say it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
}

/// Bytes, as text where they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Bytes {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

/// How a row holds bytes.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    /// Text over and over, for what is long.
    Repeated {
        text: String,
        times: usize,
    },
    /// What is no text.
    Raw {
        bytes: Vec<u8>,
    },
}

impl From<Written> for Bytes {
    fn from(written: Written) -> Self {
        Self(match written {
            Written::Text(text) => text.into_bytes(),
            Written::Repeated { text, times } => text.repeat(times).into_bytes(),
            Written::Raw { bytes } => bytes,
        })
    }
}

impl From<Bytes> for Written {
    fn from(bytes: Bytes) -> Self {
        String::from_utf8(bytes.0).map_or_else(|error| Self::Raw { bytes: error.into_bytes() }, Self::Text)
    }
}

impl Case {
    /// The value of `--name VALUE`.
    pub fn value(&self, name: &str) -> Option<&str> {
        let at = self.arguments.iter().position(|argument| argument == name)?;
        self.arguments.get(at + 1).map(String::as_str)
    }

    /// The command: `trace`, `check` or something else.
    pub fn command(&self) -> &str {
        self.arguments.first().map_or("", String::as_str)
    }

    /// Replaces arguments: first drops those of the given `--name VALUE` pairs, then adds the others.
    pub fn with(&self, without: &[&str], more: &[&str]) -> Self {
        let mut arguments = Vec::new();
        let mut given = self.arguments.iter();
        while let Some(argument) = given.next() {
            if without.contains(&argument.as_str()) {
                given.next();
            } else {
                arguments.push(argument.clone());
            }
        }
        arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
        Self { arguments, ..self.clone() }
    }
}
