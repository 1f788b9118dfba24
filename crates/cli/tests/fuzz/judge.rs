//! What must hold of every end, whatever the case was.

use serde_json::Value;

use crate::case::Case;
use crate::run::{CPU_SECONDS, Ended, MEMORY_BYTES, PRINTED_BYTES};

/// What an end tells, where nothing is wrong with it.
#[derive(Debug, Default)]
pub struct Seen {
    /// Whether the input was taken: a journey was run, or a file found valid.
    pub valid: bool,
    /// The journey, of a trace in JSON.
    pub journey: Option<Value>,
}

/// Words of a panic, of memory that could not be had, and of what the standard library says of either.
const PANICS: &[&str] =
    &["panicked at", "RUST_BACKTRACE", "memory allocation of", "stack overflow", "fatal runtime error"];

/// Judges an end; an error says what is wrong with it.
pub fn judge(case: &Case, ended: &Ended) -> Result<Seen, String> {
    let Some(code) = ended.code else {
        return Err(format!(
            "it ended with {}, expected an exit code within {CPU_SECONDS} s and {MEMORY_BYTES} bytes",
            ended.otherwise
        ));
    };
    let out =
        std::str::from_utf8(&ended.out).map_err(|error| format!("standard output is no UTF-8: {error}"))?;
    let err =
        std::str::from_utf8(&ended.err).map_err(|error| format!("standard error is no UTF-8: {error}"))?;
    if let Some(word) = PANICS.iter().find(|word| err.contains(**word)) {
        return Err(format!("standard error says “{word}”: {}", start(err)));
    }
    if !matches!(code, 0..=2) {
        return Err(format!("it exited with {code}, expected 0, 1 or 2: {}", start(err)));
    }
    if ended.out.len() + ended.err.len() > PRINTED_BYTES {
        return Err(format!(
            "it printed {} bytes, expected at most {PRINTED_BYTES}",
            ended.out.len() + ended.err.len()
        ));
    }
    let json = case.arguments.windows(2).any(|pair| pair == ["--format", "json"]);
    // What the argument parser refuses it repeats as it was given, on a terminal of the one who gave it.
    let by_parser = err.starts_with("error: ");
    if let Some(sign) = out
        .chars()
        .chain(err.chars().filter(|_| !by_parser))
        .find(|sign| sign.is_control() && !['\n', '\t'].contains(sign))
    {
        return Err(format!("it printed {sign:?}, which steers a terminal"));
    }
    let help = case
        .arguments
        .iter()
        .any(|argument| ["--help", "-h", "--version", "-V"].contains(&argument.as_str()));
    match (case.command(), code) {
        (_, 0) if help => Ok(Seen::default()),
        ("trace", 0 | 1) => traced(code, out, err, json),
        ("check", 0 | 2) if !by_parser => checked(case, code, out, err, json),
        (_, 2) => told(case, out, err, by_parser),
        ("schema", 0) => serde_json::from_str::<Value>(out)
            .map(|_| Seen::default())
            .map_err(|error| format!("the schema is no JSON: {error}")),
        (command, code) => Err(format!("`{command}` exited with {code}, which it never should")),
    }
}

/// A journey: its outcome and the exit code say the same, and time never runs back.
fn traced(code: i32, out: &str, err: &str, json: bool) -> Result<Seen, String> {
    if !err.is_empty() {
        return Err(format!("it answered and wrote to standard error: {}", start(err)));
    }
    if !json {
        // The command may go over several lines of its own; nothing before it may look like another outcome.
        let before = out.lines().take_while(|line| !line.starts_with("curl     "));
        let outcomes: Vec<&str> = before.filter_map(|line| line.strip_prefix("outcome  ")).collect();
        if outcomes.len() > 1 {
            return Err(format!("{} lines tell an outcome: {}", outcomes.len(), start(out)));
        }
        let outcome = outcomes.first();
        let answered = outcome.map(|outcome| *outcome == "answered");
        return match answered {
            Some(answered) if answered == (code == 0) => Ok(Seen { valid: true, journey: None }),
            _ => Err(format!("it exited with {code} and says {outcome:?}")),
        };
    }
    let journey: Value =
        serde_json::from_str(out).map_err(|error| format!("the journey is no JSON: {error}"))?;
    if (journey["outcome"] == "answered") != (code == 0) {
        return Err(format!("it exited with {code} and says {}", journey["outcome"]));
    }
    if journey["code"].is_null() != (code == 0) {
        return Err(format!("it exited with {code} and has the code {}", journey["code"]));
    }
    let hops = journey["hops"].as_array().filter(|hops| !hops.is_empty()).ok_or("the journey has no hops")?;
    let mut before = 0;
    for hop in hops {
        let (at, took) = (hop["at_us"].as_u64(), hop["took_us"].as_u64());
        match at.zip(took) {
            Some((at, took)) if at >= before && at.checked_add(took).is_some() => before = at,
            _ => return Err(format!("a hop at {at:?} takes {took:?}, after one at {before}")),
        }
    }
    if journey["ends_us"].as_u64().is_none_or(|ends| ends < before) {
        return Err(format!("the journey ends at {} and its last hop is at {before}", journey["ends_us"]));
    }
    Ok(Seen { valid: true, journey: Some(journey) })
}

/// What `check` found: a place for each problem, within the file.
fn checked(case: &Case, code: i32, out: &str, err: &str, json: bool) -> Result<Seen, String> {
    if !err.is_empty() {
        return Err(format!("`check` wrote to standard error: {}", start(err)));
    }
    if !json {
        // As `check` prints them.
        let files: Vec<String> =
            case.arguments.iter().map(|file| file.replace(char::is_control, "\u{fffd}") + ": ").collect();
        let named = |line: &str| {
            files.iter().any(|file| line.starts_with(file)) || line.starts_with("standard input: ")
        };
        let all = out.lines().all(named);
        return match all && !out.is_empty() {
            true => Ok(Seen { valid: code == 0, journey: None }),
            false => Err(format!("a line of `check` names no file: {}", start(out))),
        };
    }
    let files: Value =
        serde_json::from_str(out).map_err(|error| format!("`check` prints no JSON: {error}"))?;
    let files = files.as_array().filter(|files| !files.is_empty()).ok_or("`check` tells of no file")?;
    for file in files {
        let errors = file["errors"].as_array().ok_or("no list of errors")?;
        if (file["valid"] == true) != errors.is_empty() {
            return Err(format!(
                "{} is valid: {}, with {} errors",
                file["file"],
                file["valid"],
                errors.len()
            ));
        }
        let name = file["file"].as_str().unwrap_or_default();
        let lines =
            case.files.get(name).map_or(usize::MAX, |bytes| bytes.0.split(|byte| *byte == b'\n').count());
        for error in errors {
            let line = error["line"].as_u64().and_then(|line| usize::try_from(line).ok());
            if line.is_some_and(|line| line == 0 || line > lines) {
                return Err(format!("line {line:?} of {lines}: {}", error["message"]));
            }
            if error["message"].as_str().is_none_or(|message| !message.starts_with(name)) {
                return Err(format!("a problem that does not name {name}: {}", error["message"]));
            }
        }
    }
    if files.iter().all(|file| file["valid"] == true) != (code == 0) {
        return Err(format!("`check` exited with {code}, the files say otherwise"));
    }
    Ok(Seen { valid: code == 0, journey: None })
}

/// Bad input: nothing printed but a message whose every line says where.
fn told(case: &Case, out: &str, err: &str, by_parser: bool) -> Result<Seen, String> {
    if !out.is_empty() {
        return Err(format!("it exited with 2 and printed: {}", start(out)));
    }
    if by_parser || err.starts_with("Usage:") || err.starts_with("Runs a request") {
        return Ok(Seen::default());
    }
    let Some(message) = err.strip_prefix("gauntlet: ") else {
        return Err(format!("it exited with 2 and says: {}", start(err)));
    };
    // A file may be called anything.
    let places = case.arguments.iter().map(|argument| argument.replace(char::is_control, "\u{fffd}"));
    let places: Vec<String> = places.chain(["standard input".to_owned()]).collect();
    for line in message.lines() {
        let rest = places.iter().find_map(|place| line.strip_prefix(place.as_str())?.strip_prefix(": "));
        let told = |rest: &str| rest.contains("expected") || rest.contains("os error");
        let more = "there is more: the first 100 problems are told";
        if !rest.is_some_and(|rest| rest == more || told(rest)) {
            return Err(format!("a line that names no place, or not what was expected: {}", start(line)));
        }
    }
    Ok(Seen::default())
}

/// The beginning of a text, for a message.
fn start(text: &str) -> String {
    text.chars().take(400).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(code: i32, out: &str, err: &str) -> Ended {
        Ended { code: Some(code), out: out.into(), err: err.into(), ..Ended::default() }
    }

    /// A judge that nothing fails would be none.
    #[test]
    fn every_wrong_end_is_seen() {
        let text = Case {
            arguments: ["trace", "s.json", "--story", "ingress"].map(str::to_owned).into(),
            ..Case::default()
        };
        let json = text.with(&[], &["--format", "json"]);
        let check = Case { arguments: ["check", "s.json"].map(str::to_owned).into(), ..Case::default() };
        let hop = r#"{"at_us":5,"took_us":1}"#;
        let journey = |outcome: &str, code: &str, hops: &str, ends: u32| {
            format!(r#"{{"outcome":"{outcome}","code":{code},"hops":[{hops}],"ends_us":{ends}}}"#)
        };
        let good = journey("answered", "null", hop, 6);
        let fine: &[(&Case, Ended)] = &[
            (&text, ended(0, "outcome  answered\n", "")),
            (&text, ended(1, "outcome  blocked (waf.x)\n", "")),
            (&text, ended(2, "", "gauntlet: s.json: / (line 1, column 1): found x, expected y\n")),
            (&text, ended(2, "", "gauntlet: s.json: there is more: the first 100 problems are told\n")),
            (&text, ended(2, "", "error: a value is required for '--story'\n")),
            (&json, ended(0, &good, "")),
            (&check, ended(2, "s.json: / (line 1, column 1): found x, expected y\n", "")),
        ];
        for (case, ended) in fine {
            assert!(judge(case, ended).is_ok(), "{ended:?}: {:?}", judge(case, ended));
        }
        let wrong: &[(&Case, Ended, &str)] = &[
            (&text, Ended { otherwise: "signal: 6 (SIGABRT)".to_owned(), ..Ended::default() }, "SIGABRT"),
            (&text, ended(101, "", "thread 'main' panicked at src/main.rs:1:1:\n"), "panicked at"),
            (&text, ended(101, "", ""), "exited with 101"),
            (&text, ended(1, "outcome  answered\n", ""), "exited with 1"),
            (&text, ended(0, "\u{1b}[31moutcome  answered\n", ""), "steers a terminal"),
            (&text, ended(0, "outcome  answered\n", "warning"), "standard error"),
            (&text, ended(1, "outcome  answered\noutcome  blocked (waf.x)\n", ""), "2 lines tell"),
            (&text, ended(2, "", ""), "exited with 2"),
            (&text, ended(2, "", "gauntlet: it went wrong\n"), "names no place"),
            (&text, ended(2, "", "gauntlet: s.json: found x, expected y\nand more\n"), "names no place"),
            (&text, ended(2, "half", "gauntlet: s.json: found x, expected y\n"), "printed"),
            (&json, ended(0, &good.replace('}', ""), ""), "no JSON"),
            (&json, ended(1, &good, ""), "exited with 1"),
            (&json, ended(0, &journey("answered", "\"waf.x\"", hop, 6), ""), "code"),
            (&json, ended(0, &journey("answered", "null", "", 6), ""), "no hops"),
            (
                &json,
                ended(
                    0,
                    &journey("answered", "null", r#"{"at_us":5,"took_us":1},{"at_us":4,"took_us":1}"#, 6),
                    "",
                ),
                "after one at 5",
            ),
            (&json, ended(0, &journey("answered", "null", hop, 4), ""), "ends at 4"),
            (&check, ended(0, "fine\n", ""), "names no file"),
            (&check, ended(1, "s.json: x\n", ""), "which it never should"),
        ];
        for (case, ended, expected) in wrong {
            let told = judge(case, ended).err().unwrap_or_default();
            assert!(told.contains(expected), "{ended:?}: {told:?}, expected {expected}");
        }
    }
}
