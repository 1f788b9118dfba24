//! The web application firewall: reads the decrypted request and adds up a score over named rules for each family of
//! attacks. It stops a request whose score reaches the threshold, as the OWASP Core Rule Set's anomaly scoring does.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::http::{Message, Request};
use crate::layer::{Passed, Reply, Ruling, Stopped, list, reverse_proxy};
use crate::packet::{Packet, TlsState};
use crate::reason::Reason;
use crate::remedy::Fix;
use crate::scenario::Scenario;
use crate::scenario::model::{AttackFamily, TlsInspection, Waf, WafMode};
use crate::text;
use crate::words::key;

mod commands;
mod custom;
mod fields;
mod normal;
mod patterns;
mod sql;
mod sql_tokens;

pub use fields::{Field, Place, fields};

/// The score of a rule that is sure by itself (CRS: critical).
pub const CRITICAL: u32 = 5;

/// How many matches a why-chain tells.
const MAX_TOLD: usize = 20;

/// A rule that matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The rule's name.
    pub rule: Cow<'static, str>,
    /// Its family; none for an author's own rule.
    pub family: Option<AttackFamily>,
    /// What it adds to the score.
    pub score: u32,
    /// The field it matched in, such as `query.q`.
    pub field: String,
    /// What the field held, decoded.
    pub value: String,
    /// What the rule looks for.
    pub pattern: Cow<'static, str>,
}

/// One named rule over one field.
pub(crate) struct Rule {
    pub name: &'static str,
    pub family: AttackFamily,
    /// What it looks for, in words.
    pub pattern: &'static str,
    pub matches: fn(&Field) -> bool,
}

/// Whether the WAF opened the TLS of a packet that passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It decrypted, read and encrypted the request again.
    Yes,
    /// There was no TLS, or it left it closed.
    No,
}

/// Judges a packet. It holds the proxy's certificate.
///
/// # Errors
/// The score reaches the threshold (403), or the body is larger than it reads (413).
pub fn decide(scenario: &Scenario, packet: &Packet) -> Ruling<Opened> {
    let config = &scenario.waf;
    let Message::Request(request) = &packet.message else {
        return Ok(Passed::new(Opened::No, None, vec![Reason::new(key::WAF_OFF)]));
    };
    if config.mode == WafMode::Off {
        return Ok(Passed::new(Opened::No, None, vec![Reason::new(key::WAF_OFF)]));
    }
    let mut opened = Opened::No;
    if packet.tls.state == TlsState::Encrypted {
        let sni = packet.tls.sni.as_deref().unwrap_or_default();
        if config.tls == TlsInspection::PassThrough {
            let why = Reason::new(key::WAF_BLIND).field("tls").value("pass_through");
            return Ok(Passed::new(Opened::No, None, vec![why]));
        }
        if !reverse_proxy::completes(scenario, &packet.tls) {
            let why = Reason::new(key::WAF_NO_CERTIFICATE).field("tls.sni").value(if sni.is_empty() {
                text::VALUE_NO_NAME
            } else {
                sni
            });
            return Ok(Passed::new(Opened::No, None, vec![why]));
        }
        opened = Opened::Yes;
    }
    if config.mode == WafMode::Block && request.body.len() > config.max_body_bytes {
        let why = Reason::new(key::WAF_BODY)
            .field("body")
            .value(request.body.len().to_string())
            .expected(config.max_body_bytes.to_string());
        let fix =
            Fix::new(Reason::new(key::FIX_WAF_BODY).field("body").value(request.body.len().to_string()))
                .add("/waf/maxBodyBytes", request.body.len());
        return Err(Box::new(Stopped::blocked("body_too_large", Reply::Http(413), vec![why]).fix(fix)));
    }
    judge(config, request, opened)
}

fn judge(config: &Waf, request: &Request, opened: Opened) -> Ruling<Opened> {
    let fields = fields(request);
    let mut found = matches(&config.families, &fields);
    found.extend(custom::matches(&config.custom_rules, &fields));
    let score = found.iter().fold(0_u32, |sum, m| sum.saturating_add(m.score));
    let first = if opened == Opened::Yes { key::WAF_OPENED } else { key::WAF_PLAIN };
    let read = Reason::new(first).field("fields").value(list(fields.iter().map(|field| &field.name)));
    let total = Reason::new(key::WAF_SCORE)
        .field("score")
        .value(score.to_string())
        .expected(config.threshold.to_string());
    let worst = worst_family(&found);
    let Some(worst) = worst.filter(|_| score >= config.threshold) else {
        let mut why = vec![read, total];
        why.extend(found.iter().take(MAX_TOLD).map(|m| because(key::WAF_BELOW, m)));
        return Ok(Passed::new(opened, None, why));
    };
    let top = found.iter().filter(|m| m.family == worst).map(|m| m.score).max().unwrap_or_default();
    let rank = |m: &Match| match m {
        m if m.family != worst => 2,
        m if m.score < top => 1,
        _ => 0,
    };
    let mut ordered: Vec<&Match> = Vec::with_capacity(found.len());
    for wanted in 0..=2 {
        ordered.extend(found.iter().filter(|m| rank(m) == wanted));
    }
    let rule = ordered.first().map_or_else(String::new, |m| m.rule.to_string());
    if config.mode == WafMode::Detect {
        let mut why: Vec<Reason> =
            ordered.iter().take(MAX_TOLD).map(|m| because(key::WAF_DETECTED, m)).collect();
        why.extend([total, read]);
        return Ok(Passed::new(opened, Some(rule), why));
    }
    let mut why: Vec<Reason> = ordered.iter().take(MAX_TOLD).map(|m| because(key::WAF_MATCHED, m)).collect();
    let fix = ordered.first().map(|worst| {
        let reason = Reason::new(if worst.family.is_some() { key::FIX_WAF } else { key::FIX_WAF_OWN });
        let reason = reason
            .rule(worst.rule.as_ref())
            .field(&worst.field)
            .value(&worst.value)
            .expected(worst.pattern.as_ref());
        // What stays must stay below the threshold: every field that a rule matched goes.
        let mut seen = BTreeSet::new();
        let parts = found.iter().filter(|m| m.family.is_some()).map(|m| without(&m.field));
        let parts = parts.filter(|(part, _)| seen.insert(part.clone()));
        let fix = parts.fold(Fix::new(reason), |fix, (part, value)| fix.ask(part, value));
        // The author's own rules may speak of what cannot be left out, such as the path; from the last on, so that the places hold.
        let own: BTreeSet<&str> =
            found.iter().filter(|m| m.family.is_none()).map(|m| m.rule.as_ref()).collect();
        let rules = config.custom_rules.iter().enumerate().rev();
        let matched = rules.filter(|(_, rule)| own.contains(rule.name.as_str()));
        matched.fold(fix, |fix, (at, _)| fix.remove(format!("/waf/customRules/{at}")))
    });
    why.push(total);
    let mut stopped = Stopped::blocked(code(worst), Reply::Http(403), why).by(rule);
    stopped.fix = fix;
    Err(Box::new(stopped))
}

/// The part of a request that holds a field, and what to send in its place.
fn without(field: &str) -> (String, Option<String>) {
    match field.split_once(['.', ' ']) {
        Some(("query", name)) if field.starts_with("query.") => (format!("query.{name}"), None),
        Some(("header", _)) => (field.to_owned(), None),
        Some(("cookie", _)) => ("header.Cookie".to_owned(), None),
        _ if field.starts_with("body") => ("body".to_owned(), None),
        _ if field == "path" => ("path".to_owned(), Some("/".to_owned())),
        _ => ("query".to_owned(), None),
    }
}

fn because(key: &'static str, found: &Match) -> Reason {
    let reason = Reason::new(key).rule(found.rule.as_ref()).field(&found.field);
    reason.value(&found.value).expected(found.pattern.as_ref())
}

/// Every match of the families' rules in the fields, in the rules' order.
#[must_use]
pub fn matches(families: &[AttackFamily], fields: &[Field]) -> Vec<Match> {
    let mut found = Vec::new();
    // By field first, so that a text is read into tokens once; the rules' order is put back after.
    for field in fields {
        let readings =
            if families.contains(&AttackFamily::SqlInjection) { sql::read(field) } else { Vec::new() };
        for (at, rule) in sql::RULES.iter().enumerate() {
            if readings.iter().any(|tokens| (rule.matches)(tokens)) {
                found.push((at, Match::of(rule.name, AttackFamily::SqlInjection, rule.pattern, field)));
            }
        }
        let others = patterns::RULES.iter().chain(commands::RULES);
        for (at, rule) in others.enumerate().filter(|(_, rule)| families.contains(&rule.family)) {
            if (rule.matches)(field) {
                found.push((sql::RULES.len() + at, Match::of(rule.name, rule.family, rule.pattern, field)));
            }
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, found)| found).collect()
}

impl Match {
    fn of(rule: &'static str, family: AttackFamily, pattern: &'static str, field: &Field) -> Self {
        Self {
            rule: rule.into(),
            family: Some(family),
            score: CRITICAL,
            field: field.name.clone(),
            value: field.shown(),
            pattern: pattern.into(),
        }
    }
}

fn worst_family(found: &[Match]) -> Option<Option<AttackFamily>> {
    let mut totals = std::collections::BTreeMap::<Option<AttackFamily>, u32>::new();
    for m in found {
        let total = totals.entry(m.family).or_default();
        *total = total.saturating_add(m.score);
    }
    totals.into_iter().max_by_key(|(family, total)| (*total, std::cmp::Reverse(*family))).map(|(f, _)| f)
}

const fn code(family: Option<AttackFamily>) -> &'static str {
    let Some(family) = family else { return "custom_rule" };
    match family {
        AttackFamily::SqlInjection => "sql_injection",
        AttackFamily::CrossSiteScripting => "cross_site_scripting",
        AttackFamily::PathTraversal => "path_traversal",
        AttackFamily::CommandInjection => "command_injection",
        AttackFamily::Scanner => "scanner",
    }
}
