//! An author's own rules: a text that a field must not hold.

use super::{Field, Match, RuleId};
use crate::scenario::model::{CustomRule, TextMatch};

/// Every match of an author's rules in the fields, in the rules' order.
pub(super) fn matches(rules: &[CustomRule], fields: &[Field]) -> Vec<Match> {
    let mut found = Vec::new();
    for (nth, rule) in rules.iter().enumerate() {
        // As the fields are, and no further: ASCII alone.
        let wanted = rule.wanted.text().to_ascii_lowercase();
        for (at, field) in fields.iter().enumerate().filter(|(_, field)| covers(rule, field)) {
            let holds = |text: &str| match &rule.wanted {
                TextMatch::Contains(_) => text.contains(&wanted),
                TextMatch::StartsWith(_) => text.starts_with(&wanted),
                TextMatch::Equals(_) => text == wanted,
            };
            // An author may have an encoding in mind, which the normal form has undone.
            if holds(&field.normal) || holds(&field.text.to_ascii_lowercase()) {
                found.push(Match { rule: RuleId::Own(nth), score: rule.score, field: at });
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
