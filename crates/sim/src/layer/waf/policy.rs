//! The site's allow lists of methods and content types.

use gauntlet_model::http::Request;
use gauntlet_scenario::model::{Exemption, Waf};

use super::custom::covers;
use super::{CRITICAL, Field, Match, RuleId};

/// A stand-in field for the method, which no field holds.
pub(super) const METHOD: usize = usize::MAX;

/// The method or the content type, if the site does not allow it.
pub(super) fn matches(config: &Waf, request: &Request, fields: &[Field]) -> impl Iterator<Item = Match> {
    let listed = |list: &[String], text: &str| list.iter().any(|one| one.eq_ignore_ascii_case(text));
    // Methods are case-sensitive (RFC 9110, section 9.1).
    let method = !config.allowed_methods.is_empty() && !config.allowed_methods.contains(&request.method);
    let kind = fields.iter().position(|field| field.name.eq_ignore_ascii_case("header.content-type"));
    let kind = kind.filter(|at| {
        let written = fields.get(*at).map_or("", |field| &field.text);
        let kind = written.split(';').next().unwrap_or_default().trim();
        !config.allowed_content_types.is_empty() && !listed(&config.allowed_content_types, kind)
    });
    let method = method.then_some(Match { rule: RuleId::Method, score: CRITICAL, field: METHOD });
    let kind = kind.map(|field| Match { rule: RuleId::ContentType, score: CRITICAL, field });
    method.into_iter().chain(kind)
}

/// Removes the matches that the site has exempted.
pub(super) fn exempt(config: &Waf, fields: &[Field], found: &mut Vec<Match>) {
    if config.exemptions.is_empty() {
        return;
    }
    found.retain(|one| {
        let name = one.rule.name(config);
        let exempts =
            |exemption: &Exemption, field: &Field| exemption.rule == name && covers(&exemption.field, field);
        let field = fields.get(one.field);
        !config.exemptions.iter().any(|exemption| field.is_some_and(|field| exempts(exemption, field)))
    });
}
