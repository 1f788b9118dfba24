//! An author's own rules: a text that a field must not hold.

use super::{Field, Match};
use crate::scenario::model::{CustomRule, TextMatch};

/// Every match of an author's rules in the fields, in the rules' order.
pub(super) fn matches(rules: &[CustomRule], fields: &[Field]) -> Vec<Match> {
    let mut found = Vec::new();
    // An author may have an encoding in mind, which the normal form has undone.
    let written = |field: &Field| Some(field.text.to_ascii_lowercase()).filter(|text| *text != field.normal);
    let written: Vec<Option<String>> =
        if rules.is_empty() { Vec::new() } else { fields.iter().map(written).collect() };
    for rule in rules {
        // As the fields are, and no further: ASCII alone.
        let wanted = rule.wanted.text().to_ascii_lowercase();
        for (field, written) in fields.iter().zip(&written).filter(|(field, _)| covers(rule, field)) {
            let holds = |text: &str| match &rule.wanted {
                TextMatch::Contains(_) => text.contains(&wanted),
                TextMatch::StartsWith(_) => text.starts_with(&wanted),
                TextMatch::Equals(_) => text == wanted,
            };
            if holds(&field.normal) || written.as_deref().is_some_and(holds) {
                found.push(Match {
                    rule: rule.name.clone().into(),
                    family: None,
                    score: rule.score,
                    field: field.name.clone(),
                    value: field.shown(),
                    pattern: described(&rule.wanted).into(),
                });
            }
        }
    }
    found
}

/// Whether a rule looks at a field: at that one, or at every one below that name.
fn covers(rule: &CustomRule, field: &Field) -> bool {
    let Some(wanted) = &rule.field else { return true };
    let name = field.name.get(..wanted.len());
    let rest = field.name.get(wanted.len()..).unwrap_or_default();
    name.is_some_and(|name| name.eq_ignore_ascii_case(wanted))
        && (rest.is_empty() || rest.starts_with(['.', '[', ' ']))
}

fn described(wanted: &TextMatch) -> String {
    let text = wanted.text();
    match wanted {
        TextMatch::Contains(_) => format!("“{text}” in it"),
        TextMatch::StartsWith(_) => format!("“{text}” at its start"),
        TextMatch::Equals(_) => format!("“{text}” and nothing else"),
    }
}
