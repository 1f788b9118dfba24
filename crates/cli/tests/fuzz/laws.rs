//! What must hold between two runs: the same again, a scenario by `check`, a fix applied, the `curl` line sent back.

use serde_json::Value;

use crate::case::{Bytes, Case};
use crate::judge::Seen;
use crate::run::Ended;

/// A second run, and what must hold of it.
pub struct Law {
    /// Its name, for messages.
    pub name: &'static str,
    /// What to run.
    pub case: Case,
    holds: Holds,
}

enum Holds {
    /// The same bytes come out.
    Same(Vec<u8>),
    /// It exits with this.
    Exit(i32),
    /// It ends as the first did.
    Ends { outcome: Value, code: Value },
}

/// The laws that a first run has.
pub fn of(case: &Case, ended: &Ended, seen: &Seen) -> Vec<Law> {
    if !seen.valid {
        return Vec::new();
    }
    let mut laws =
        vec![Law { name: "the same again", case: case.clone(), holds: Holds::Same(ended.out.clone()) }];
    if case.command() == "trace" && case.files.contains_key("scenario.json") {
        let arguments = ["check", "scenario.json"].map(str::to_owned).into();
        laws.push(Law {
            name: "`check` takes what `trace` took",
            case: Case { arguments, ..case.clone() },
            holds: Holds::Exit(0),
        });
    }
    if let Some(journey) = &seen.journey {
        laws.extend(mended(case, journey));
        laws.extend(sent_back(case, journey));
    }
    laws
}

/// The scenario with its fix applied, where the fix changes the scenario alone: the request is answered.
fn mended(case: &Case, journey: &Value) -> Option<Law> {
    let changes = journey["fix"]["changes"].as_array()?;
    let patch: json_patch::Patch = serde_json::from_value(Value::Array(changes.clone())).ok()?;
    let mut document: Value = serde_json::from_slice(&case.files.get("scenario.json")?.0).ok()?;
    json_patch::patch(&mut document, &patch).ok()?;
    let mut case = case.clone();
    case.files.insert("scenario.json".to_owned(), Bytes(document.to_string().into_bytes()));
    Some(Law { name: "its fix, applied, lets it through", case, holds: Holds::Exit(0) })
}

/// The `curl` line that was printed, in the same scenario: it ends the same.
fn sent_back(case: &Case, journey: &Value) -> Option<Law> {
    // What curl sends to nobody is sent by hand.
    let command = journey["curl"]["command"].as_str().filter(|command| command.starts_with("curl "))?;
    // A story or a preset says where it comes from itself.
    if case.value("--story").is_some() || case.value("--preset").is_some() || command.len() > 30_000 {
        return None;
    }
    let direction = journey["direction"].as_str()?;
    let without = ["--request", "--curl", "--scheme", "--direction"];
    let case = case.with(&without, &["--curl", command, "--direction", direction]);
    let holds = Holds::Ends { outcome: journey["outcome"].clone(), code: journey["code"].clone() };
    Some(Law { name: "its `curl` line ends as it did", case, holds })
}

impl Law {
    /// Whether it holds of the second run.
    pub fn hold(&self, ended: &Ended) -> Result<(), String> {
        let told = |found: &dyn std::fmt::Display, expected: &dyn std::fmt::Display| {
            let err = String::from_utf8_lossy(&ended.err);
            Err(format!("{}: found {found}, expected {expected}: {err}", self.name))
        };
        match &self.holds {
            Holds::Same(out) if *out != ended.out => told(&"other bytes", &"the same"),
            Holds::Exit(code) if ended.code != Some(*code) => told(&format!("{:?}", ended.code), code),
            Holds::Ends { outcome, code } => {
                let second: Value = serde_json::from_slice(&ended.out).unwrap_or_default();
                if second["outcome"] == *outcome && second["code"] == *code {
                    return Ok(());
                }
                told(&format!("{} {}", second["outcome"], second["code"]), &format!("{outcome} {code}"))
            }
            _ => Ok(()),
        }
    }
}
