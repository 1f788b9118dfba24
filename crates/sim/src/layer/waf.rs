//! The web application firewall: reads the decrypted request and adds up a score over named rules for each family of
//! attacks. It stops a request whose score reaches the threshold, as the OWASP Core Rule Set's anomaly scoring does.

use std::cmp::Reverse;

use gauntlet_model::code::Code;
use gauntlet_model::http::Request;
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::Flow;
use gauntlet_model::tls::{Hello, TlsState};
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{AttackFamily, TlsInspection, Waf, WafMode};

use crate::layer::{self, Reply, handshake};

mod commands;
mod custom;
mod fields;
mod glob;
mod index;
mod multipart;
mod normal;
mod patterns;
mod signature;
mod signs;
mod sql;
mod sql_tokens;
mod table;

pub use fields::{Aside, Field, Place, fields};
pub use signature::{FAMILIES, Signature};
use signs::Signs;

/// What it decides. It allocates while it decodes a request, bounded by the request; what it decides is small, and the
/// [`Reading`] that it decided on goes along for those who ask why.
pub type Decision = layer::Decision<Opened, Passed, Stopped>;

/// Why a request passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// The firewall is switched off.
    Off,
    /// It passes TLS through, and cannot read what is inside.
    Blind,
    /// It read the request, and its score stays below the threshold.
    Below(u32),
    /// Its score reaches the threshold, and the firewall only takes note.
    Noted(Score),
}

/// Why a request is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The TLS handshake failed, so there is nothing to read.
    Handshake(handshake::Failed),
    /// Its body is larger than the firewall reads.
    BodyTooLarge,
    /// Its score reaches the threshold.
    Matched(Score),
}

/// A request's score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// The sum over all matches.
    pub sum: u32,
    /// The family that adds most to it; none where that are the author's own rules.
    pub worst: Option<AttackFamily>,
}

/// The score of a rule that is sure by itself (CRS: critical).
pub const CRITICAL: u32 = 5;

/// A rule that matched a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The rule.
    pub rule: RuleId,
    /// What it adds to the score.
    pub score: u32,
    /// The field, by its place among those that were read.
    pub field: usize,
}

/// Which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleId {
    /// One of the firewall's own.
    BuiltIn(Signature),
    /// The author's, by its place in the configuration.
    Own(usize),
}

impl RuleId {
    /// Its name.
    #[must_use]
    pub fn name(self, config: &Waf) -> &str {
        match self {
            Self::BuiltIn(signature) => signature.name(),
            Self::Own(at) => config.custom_rules.get(at).map_or("", |rule| &rule.name),
        }
    }

    /// Its place in the configuration, where it is the author's.
    #[must_use]
    pub const fn own(self) -> Option<usize> {
        match self {
            Self::BuiltIn(_) => None,
            Self::Own(at) => Some(at),
        }
    }

    /// Its family; none for an author's own rule.
    #[must_use]
    pub const fn family(self) -> Option<AttackFamily> {
        match self {
            Self::BuiltIn(signature) => Some(signature.family()),
            Self::Own(_) => None,
        }
    }
}

/// One named rule over one field, with the signs without any of which it cannot match.
type Rule = (Signature, Signs, fn(&Field) -> bool);

/// Whether the WAF opened the TLS of a packet that passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It decrypted, read and encrypted the request again.
    Yes,
    /// There was no TLS, or it left it closed.
    No,
}

/// A request as it was read, and what was found in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Its fields.
    pub fields: Vec<Field>,
    /// Every match in them.
    pub found: Vec<Match>,
}

/// Judges a request, and gives the reading where it read one. The firewall holds the proxy's certificate and its key: it answers the
/// handshake itself, and where that fails nothing passes unread.
#[must_use]
pub fn decide(
    scenario: &Scenario,
    flow: Flow,
    hello: Hello<'_>,
    request: &Request,
) -> (Decision, Option<Reading>) {
    let config = &scenario.waf;
    match unread(scenario, flow, hello, request) {
        Err(decision) => (decision, None),
        Ok(opened) => {
            let fields = fields(request);
            let found = found(config, &fields);
            (judge(config, opened, &found), Some(Reading { fields, found }))
        }
    }
}

/// What is decided without reading the request; else whether its TLS was opened for that.
fn unread(scenario: &Scenario, flow: Flow, hello: Hello<'_>, request: &Request) -> Result<Opened, Decision> {
    let config = &scenario.waf;
    if config.mode == WafMode::Off {
        return Err(Decision::Pass(Opened::No, Passed::Off));
    }
    let mut opened = Opened::No;
    if flow.tls == TlsState::Encrypted {
        if config.tls == TlsInspection::PassThrough {
            return Err(Decision::Pass(Opened::No, Passed::Blind));
        }
        if let Err(why) = handshake::complete(scenario, Layer::Waf, hello) {
            let (code, reply) = why.told(scenario, Layer::Waf);
            return Err(Decision::stop(code, reply, Stopped::Handshake(why)));
        }
        opened = Opened::Yes;
    }
    if config.mode == WafMode::Block && request.body.len() > config.max_body_bytes {
        return Err(Decision::stop(Code::WafBodyTooLarge, Reply::Http(413), Stopped::BodyTooLarge));
    }
    Ok(opened)
}

/// Judges what was found.
fn judge(config: &Waf, opened: Opened, found: &[Match]) -> Decision {
    let sum = found.iter().fold(0_u32, |sum, one| sum.saturating_add(one.score));
    let worst = worst_family(found).filter(|_| sum >= config.threshold);
    let Some(worst) = worst else { return Decision::Pass(opened, Passed::Below(sum)) };
    let score = Score { sum, worst };
    if config.mode == WafMode::Detect {
        return Decision::Pass(opened, Passed::Noted(score));
    }
    Decision::stop(code(worst), Reply::Http(403), Stopped::Matched(score))
}

/// Every match in the fields: of the families that are on, then of the author's rules.
#[must_use]
pub fn found(config: &Waf, fields: &[Field]) -> Vec<Match> {
    let mut found = matches(&config.families, fields);
    found.extend(custom::matches(&config.custom_rules, fields));
    found
}

/// The attack in a request, as a firewall that reads everything would call it, whatever the scenario's makes of it. What that has
/// read is not read again. A scanner only looks around.
#[must_use]
pub fn attack(config: &Waf, request: &Request, reading: Option<&Reading>) -> Option<Code> {
    let is_attack = |one: &&Match| one.rule.family().is_some_and(|family| family != AttackFamily::Scanner);
    let mut all: Vec<Match> =
        reading.iter().flat_map(|reading| &reading.found).filter(is_attack).copied().collect();
    let unread = |family: &&AttackFamily| {
        **family != AttackFamily::Scanner && (reading.is_none() || !config.families.contains(*family))
    };
    let left: Vec<AttackFamily> = FAMILIES.iter().filter(unread).copied().collect();
    if !left.is_empty() {
        all.extend(match reading {
            Some(reading) => matches(&left, &reading.fields),
            None => matches(&left, &fields(request)),
        });
    }
    worst_family(&all).map(code)
}

/// Every match of the families' rules in the fields, in the rules' order.
#[must_use]
pub fn matches(families: &[AttackFamily], fields: &[Field]) -> Vec<Match> {
    let mut found = Vec::new();
    // By field first, so that a text is read into tokens once; the rules' order is put back after.
    for (at, field) in fields.iter().enumerate() {
        let mut named = false;
        let mut listed = |signature: Signature| {
            // Only whether the rule may match: its own reading of the text decides.
            if signature == Signature::SqliCatalogue {
                named = true;
            } else if families.contains(&signature.family()) {
                found.push((signature, at));
            }
        };
        glob::matches(field, field.normal(), &mut listed);
        if let Some(bare) = field.bare() {
            glob::matches(field, &bare, &mut listed);
        }
        let readings =
            if families.contains(&AttackFamily::SqlInjection) { sql::read(field, named) } else { Vec::new() };
        let sql = sql::RULES.iter().filter(|(_, matches)| readings.iter().any(|tokens| matches(tokens)));
        found.extend(sql.map(|(signature, _)| (*signature, at)));
        let others = patterns::RULES.iter().chain(commands::RULES).filter(|(signature, needed, matches)| {
            field.signs.allow(*needed) && families.contains(&signature.family()) && matches(field)
        });
        found.extend(others.map(|(signature, ..)| (*signature, at)));
    }
    found.sort_unstable();
    found.dedup();
    let matched = |(signature, field)| Match { rule: RuleId::BuiltIn(signature), score: CRITICAL, field };
    found.into_iter().map(matched).collect()
}

fn worst_family(found: &[Match]) -> Option<Option<AttackFamily>> {
    let mut totals: Vec<(Option<AttackFamily>, u32)> = Vec::new();
    for one in found {
        let family = one.rule.family();
        match totals.iter_mut().find(|(known, _)| *known == family) {
            Some((_, total)) => *total = total.saturating_add(one.score),
            None => totals.push((family, one.score)),
        }
    }
    totals.into_iter().max_by_key(|(family, total)| (*total, Reverse(*family))).map(|(family, _)| family)
}

const fn code(family: Option<AttackFamily>) -> Code {
    match family {
        None => Code::WafCustomRule,
        Some(AttackFamily::SqlInjection) => Code::WafSqlInjection,
        Some(AttackFamily::CrossSiteScripting) => Code::WafCrossSiteScripting,
        Some(AttackFamily::PathTraversal) => Code::WafPathTraversal,
        Some(AttackFamily::CommandInjection) => Code::WafCommandInjection,
        Some(AttackFamily::Scanner) => Code::WafScanner,
        Some(AttackFamily::XmlExternalEntity) => Code::WafXmlExternalEntity,
        Some(AttackFamily::JndiInjection) => Code::WafJndiInjection,
        Some(AttackFamily::TemplateInjection) => Code::WafTemplateInjection,
        Some(AttackFamily::ServerSideRequestForgery) => Code::WafServerSideRequestForgery,
        Some(AttackFamily::RemoteFileInclusion) => Code::WafRemoteFileInclusion,
        Some(AttackFamily::PhpInjection) => Code::WafPhpInjection,
        Some(AttackFamily::NosqlInjection) => Code::WafNosqlInjection,
        Some(AttackFamily::LdapInjection) => Code::WafLdapInjection,
        Some(AttackFamily::HeaderInjection) => Code::WafHeaderInjection,
    }
}
