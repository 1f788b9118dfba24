//! The web application firewall: reads the decrypted request and adds up a score over named rules for each family of
//! attacks. It stops a request whose score reaches the threshold, as the OWASP Core Rule Set's anomaly scoring does.

use std::cmp::Reverse;

use gauntlet_model::code::Code;
use gauntlet_model::http::Request;
use gauntlet_model::layer::Layer;
use gauntlet_model::packet::Flow;
use gauntlet_model::tls::{Hello, TlsState};
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{AttackFamily, BodyLimit, TlsInspection, Waf, WafMode};

use crate::layer::{self, Reply, handshake};

mod commands;
mod custom;
mod fields;
mod glob;
mod index;
mod multipart;
mod normal;
mod patterns;
mod policy;
mod signs;
mod sql;
mod sql_tokens;
mod table;

pub use fields::{Aside, Field, Place, fields};
pub use gauntlet_scenario::model::{FAMILIES, Signature};
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

impl Passed {
    /// Whether it read the request, and so forwards it over its own connection.
    #[must_use]
    pub const fn reads(self) -> bool {
        !matches!(self, Self::Off | Self::Blind)
    }
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
    /// The kind of rule that contributes most to the score.
    pub worst: Kind,
}

/// A kind of rule. When several kinds match, the one that scores most names the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The site's custom rules.
    Own,
    /// The list of allowed methods.
    Method,
    /// The list of allowed content types.
    ContentType,
    /// The rules of an attack family.
    Attack(AttackFamily),
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
    /// The method is not allowed.
    Method,
    /// The content type is not allowed.
    ContentType,
}

impl RuleId {
    /// Its name.
    #[must_use]
    pub fn name(self, config: &Waf) -> &str {
        match self {
            Self::BuiltIn(signature) => signature.name(),
            Self::Own(at) => config.custom_rules.get(at).map_or("", |rule| &rule.name),
            Self::Method => "protocol-method",
            Self::ContentType => "protocol-content-type",
        }
    }

    /// Its place in the configuration, where it is the author's.
    #[must_use]
    pub const fn own(self) -> Option<usize> {
        if let Self::Own(at) = self { Some(at) } else { None }
    }

    /// Whether it comes from an allow list rather than a rule.
    #[must_use]
    pub const fn is_policy(self) -> bool {
        matches!(self, Self::Method | Self::ContentType)
    }

    /// Its id in ModSecurity's log. Custom rules use the range that is reserved for sites.
    #[must_use]
    pub const fn id(self) -> u32 {
        match self {
            Self::BuiltIn(signature) => signature.id(),
            Self::Own(at) => 10_001 + at as u32,
            Self::Method => 511_100,
            Self::ContentType => 520_420,
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::BuiltIn(signature) => Kind::Attack(signature.family()),
            Self::Own(_) => Kind::Own,
            Self::Method => Kind::Method,
            Self::ContentType => Kind::ContentType,
        }
    }

    /// Its attack family, if it has one.
    #[must_use]
    pub const fn family(self) -> Option<AttackFamily> {
        if let Self::BuiltIn(signature) = self { Some(signature.family()) } else { None }
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
    /// The matches that count toward the score.
    pub found: Vec<Match>,
    /// All matches of the built-in rules, including exempted ones.
    attacks: Vec<Match>,
    /// How many bytes of the body it left unread.
    pub unread: usize,
}

impl Reading {
    fn of(config: &Waf, request: &Request) -> Self {
        let read = prefix(config, &request.body);
        let fields = fields::fields_within(request, read);
        let attacks = matches(&config.families, config.paranoia_level, &fields);
        Self { fields, found: Vec::new(), attacks, unread: request.body.len() - read.len() }
    }
}

/// Whether two configurations read a request the same way and apply the same built-in rules.
#[must_use]
pub fn reads_alike(one: &Waf, other: &Waf) -> bool {
    let reads = |waf: &Waf| (waf.paranoia_level, waf.body_limit, waf.max_body_bytes);
    reads(one) == reads(other) && one.families == other.families
}

/// Judges a request, and gives the reading where it read one. The firewall holds the proxy's certificate and its key: it answers the
/// handshake itself, and where that fails nothing passes unread. A reading of the same request
/// by the same rules is reused.
#[must_use]
pub fn decide(
    scenario: &Scenario,
    flow: Flow,
    hello: Hello<'_>,
    request: &Request,
    before: Option<Reading>,
) -> (Decision, Option<Reading>) {
    let config = &scenario.waf;
    match unread(scenario, flow, hello, request) {
        Err(decision) => (decision, None),
        Ok(opened) => {
            let mut reading = before.unwrap_or_else(|| Reading::of(config, request));
            let Reading { fields, attacks, .. } = &reading;
            let mut found = counted(config, fields, attacks.clone());
            found.extend(policy::matches(config, request, fields));
            reading.found = found;
            (judge(config, opened, &reading.found), Some(reading))
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
    let failed = |why: handshake::Failed| {
        let (code, reply) = why.told(scenario, Layer::Waf);
        Decision::stop(code, reply, Stopped::Handshake(why))
    };
    let inspects = config.tls != TlsInspection::PassThrough;
    if inspects && let Some(why) = handshake::wrong(flow.tls, flow.destination.port()) {
        return Err(failed(why));
    }
    if flow.tls == TlsState::Encrypted {
        if !inspects {
            return Err(Decision::Pass(Opened::No, Passed::Blind));
        }
        handshake::complete(scenario, Layer::Waf, hello).map_err(failed)?;
        opened = Opened::Yes;
    }
    let refuses = config.mode == WafMode::Block && config.body_limit == BodyLimit::Reject;
    if refuses && request.body.len() > config.max_body_bytes {
        return Err(Decision::stop(Code::WafBodyTooLarge, Reply::Http(413), Stopped::BodyTooLarge));
    }
    Ok(opened)
}

/// The part of a body that is read: up to the last whole character within the limit.
fn prefix<'b>(config: &Waf, body: &'b str) -> &'b str {
    if config.body_limit == BodyLimit::Reject {
        return body;
    }
    let most = config.max_body_bytes.min(body.len());
    let end = (0..=most).rev().find(|end| body.is_char_boundary(*end)).unwrap_or_default();
    body.get(..end).unwrap_or_default()
}

/// Judges what was found.
fn judge(config: &Waf, opened: Opened, found: &[Match]) -> Decision {
    let sum = found.iter().fold(0_u32, |sum, one| sum.saturating_add(one.score));
    let worst = worst_kind(found).filter(|_| sum >= config.threshold);
    let Some(worst) = worst else { return Decision::Pass(opened, Passed::Below(sum)) };
    let score = Score { sum, worst };
    if config.mode == WafMode::Detect {
        return Decision::Pass(opened, Passed::Noted(score));
    }
    Decision::stop(code(worst), Reply::Http(403), Stopped::Matched(score))
}

/// All matches that count: those of the enabled families, then those of custom rules, without the exempted ones.
#[must_use]
pub fn found(config: &Waf, fields: &[Field]) -> Vec<Match> {
    counted(config, fields, matches(&config.families, config.paranoia_level, fields))
}

fn counted(config: &Waf, fields: &[Field], mut found: Vec<Match>) -> Vec<Match> {
    found.extend(custom::matches(&config.custom_rules, fields));
    policy::exempt(config, fields, &mut found);
    found
}

/// The attack in a request, as a firewall that reads everything would call it, whatever the scenario's makes of it. What that has
/// read is not read again. A scanner only looks around.
#[must_use]
pub fn attack(config: &Waf, request: &Request, reading: Option<&Reading>) -> Option<Code> {
    // Here the size includes what it left unread.
    let reading = reading.filter(|reading| reading.unread == 0);
    let is_attack = |one: &&Match| matches!(one.rule, RuleId::BuiltIn(rule) if rule.level() == 1 && rule.family() != AttackFamily::Scanner);
    let mut all: Vec<Match> =
        reading.iter().flat_map(|reading| &reading.attacks).filter(is_attack).copied().collect();
    let unread = |family: &&AttackFamily| {
        **family != AttackFamily::Scanner && (reading.is_none() || !config.families.contains(*family))
    };
    let left: Vec<AttackFamily> = FAMILIES.iter().filter(unread).copied().collect();
    if !left.is_empty() {
        all.extend(match reading {
            Some(reading) => matches(&left, 1, &reading.fields),
            None => matches(&left, 1, &fields(request)),
        });
    }
    worst_kind(&all).map(code)
}

/// All matches of the built-in rules up to a paranoia level, in the order of the rules.
#[must_use]
pub fn matches(families: &[AttackFamily], level: u32, fields: &[Field]) -> Vec<Match> {
    let mut found = Vec::new();
    // By field first, so that a text is read into tokens once; the rules' order is put back after.
    for (at, field) in fields.iter().enumerate() {
        let mut named = false;
        let mut listed = |signature: Signature| {
            // This only says that the rule may match. The rule itself decides.
            if signature == Signature::SqliCatalogue {
                named = true;
            } else if families.contains(&signature.family()) {
                found.push((signature, at));
            }
        };
        glob::matches(field, field.normal(), level, &mut listed);
        if let Some(bare) = field.bare() {
            glob::matches(field, &bare, level, &mut listed);
        }
        let readings =
            if families.contains(&AttackFamily::SqlInjection) { sql::read(field, named) } else { Vec::new() };
        if !readings.is_empty() {
            let sql = sql::RULES.iter().filter(|(_, matches)| readings.iter().any(|tokens| matches(tokens)));
            found.extend(sql.map(|(signature, _)| (*signature, at)));
        }
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

fn worst_kind(found: &[Match]) -> Option<Kind> {
    let mut totals: Vec<(Kind, u32)> = Vec::new();
    for one in found {
        let kind = one.rule.kind();
        match totals.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, total)) => *total = total.saturating_add(one.score),
            None => totals.push((kind, one.score)),
        }
    }
    totals.into_iter().max_by_key(|(kind, total)| (*total, Reverse(*kind))).map(|(kind, _)| kind)
}

const fn code(kind: Kind) -> Code {
    let family = match kind {
        Kind::Own => return Code::WafCustomRule,
        Kind::Method => return Code::WafMethodNotAllowed,
        Kind::ContentType => return Code::WafContentTypeNotAllowed,
        Kind::Attack(family) => family,
    };
    match family {
        AttackFamily::SqlInjection => Code::WafSqlInjection,
        AttackFamily::CrossSiteScripting => Code::WafCrossSiteScripting,
        AttackFamily::PathTraversal => Code::WafPathTraversal,
        AttackFamily::CommandInjection => Code::WafCommandInjection,
        AttackFamily::Scanner => Code::WafScanner,
        AttackFamily::XmlExternalEntity => Code::WafXmlExternalEntity,
        AttackFamily::JndiInjection => Code::WafJndiInjection,
        AttackFamily::TemplateInjection => Code::WafTemplateInjection,
        AttackFamily::ServerSideRequestForgery => Code::WafServerSideRequestForgery,
        AttackFamily::RemoteFileInclusion => Code::WafRemoteFileInclusion,
        AttackFamily::PhpInjection => Code::WafPhpInjection,
        AttackFamily::NosqlInjection => Code::WafNosqlInjection,
        AttackFamily::LdapInjection => Code::WafLdapInjection,
        AttackFamily::HeaderInjection => Code::WafHeaderInjection,
    }
}
