//! What ModSecurity with the Core Rule Set logs: a warning for each matching rule, then the line about the score. Shortened: without the
//! rule's file and line, its operator, versions and the request's id.

use gauntlet_model::http::Request;
use gauntlet_scenario::model::{AttackFamily, Waf};
use gauntlet_sim::layer::waf::{Field, Match, Place, Reading, RuleId};

/// The most warnings that are written.
const MOST: usize = 20;

/// The lines for a reading. If the score was reached, the last line says what was done with the request.
pub(super) fn lines(
    config: &Waf,
    reading: &Reading,
    request: &Request,
    reached: Option<&str>,
) -> Option<String> {
    let place = place(request);
    // Names of fields and hosts must not break the line.
    let escaped = |parts: &[&str]| super::escaped(&[&*parts.concat(), &place].concat());
    let mut lines: Vec<String> = reading
        .found
        .iter()
        .take(MOST)
        .map(|one| escaped(&[&warning(config, reading, request, one)]))
        .collect();
    if let Some(became) = reached {
        let sum = reading.found.iter().fold(0_u32, |sum, one| sum.saturating_add(one.score));
        let (sum, at) = (sum.to_string(), config.threshold.to_string());
        lines.push(escaped(&[
            "ModSecurity: ",
            became,
            " Matched \"Operator `Ge' with parameter `",
            &at,
            "' against variable `TX:ANOMALY_SCORE' (Value: `",
            &sum,
            "' ) [id \"949110\"] [msg \"Inbound Anomaly Score Exceeded (Total Score: ",
            &sum,
            ")\"] [data \"\"] [severity \"2\"] [tag \"attack-generic\"]",
        ]));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The line about a body that is too large.
pub(super) fn refused(request: &Request) -> String {
    super::escaped(&["ModSecurity: Access denied with code 413 (phase 2).", &place(request)].concat())
}

fn warning(config: &Waf, reading: &Reading, request: &Request, one: &Match) -> String {
    let (rule, id) = (one.rule.name(config), one.rule.id());
    let data = match reading.fields.get(one.field) {
        Some(field) => {
            ["Matched Data found within ", &variable(field, request), ": ", &field.shown()].concat()
        }
        None => request.method.clone(),
    };
    // A rule that adds 5 is critical, one that adds 2 a notice.
    let severity = 7 - one.score.clamp(2, 5);
    let level = if let RuleId::BuiltIn(rule) = one.rule { rule.level() } else { 1 };
    let parts = [
        "ModSecurity: Warning. [id \"",
        &id.to_string(),
        "\"] [msg \"",
        &escaped(rule),
        "\"] [data \"",
        &escaped(&data),
        "\"] [severity \"",
        &severity.to_string(),
        "\"] [tag \"",
        tag(one.rule),
        "\"] [tag \"paranoia-level/",
        &level.to_string(),
        "\"]",
    ];
    parts.concat()
}

fn place(request: &Request) -> String {
    [" [hostname \"", &request.host, "\"] [uri \"", &escaped(&request.path), "\"]"].concat()
}

/// Escapes other characters as ModSecurity does.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' '..=b'~' if byte != b'"' => out.push(byte.into()),
            _ => {
                out.push_str("\\x");
                out.extend(super::hex(byte));
            }
        }
    }
    out
}

/// What ModSecurity calls a field.
fn variable(field: &Field, request: &Request) -> String {
    let part = field.name.split_once('.').map_or("", |(_, part)| part);
    let json = request.header("Content-Type").is_some_and(|kind| kind.contains("json"));
    let of = match field.place {
        Place::Path => return "REQUEST_FILENAME".to_owned(),
        Place::Body if part.is_empty() && !field.name.contains('[') => return "REQUEST_BODY".to_owned(),
        Place::Query => "ARGS:",
        Place::Body if json => "ARGS:json.",
        Place::Body => "ARGS:",
        Place::Header => "REQUEST_HEADERS:",
        Place::Cookie => "REQUEST_COOKIES:",
    };
    [of, part].concat()
}

/// The Core Rule Set's tag for the same attacks.
const fn tag(rule: RuleId) -> &'static str {
    let RuleId::BuiltIn(rule) = rule else {
        return if rule.is_policy() { "attack-protocol" } else { "local" };
    };
    match rule.family() {
        AttackFamily::SqlInjection => "attack-sqli",
        AttackFamily::CrossSiteScripting => "attack-xss",
        AttackFamily::PathTraversal => "attack-lfi",
        AttackFamily::CommandInjection | AttackFamily::JndiInjection => "attack-rce",
        AttackFamily::Scanner => "attack-reputation-scanner",
        AttackFamily::XmlExternalEntity => "attack-xxe",
        AttackFamily::TemplateInjection => "attack-ssti",
        AttackFamily::ServerSideRequestForgery => "attack-ssrf",
        AttackFamily::RemoteFileInclusion => "attack-rfi",
        AttackFamily::PhpInjection => "attack-injection-php",
        AttackFamily::NosqlInjection => "attack-nosql",
        AttackFamily::LdapInjection => "attack-ldap",
        AttackFamily::HeaderInjection => "attack-protocol",
    }
}
