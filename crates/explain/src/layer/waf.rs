//! What the WAF's decisions mean, each match of its reading explained.

use super::{Explanation, handshake, list};
use gauntlet_model::ask::Ask;
use gauntlet_model::layer::Layer;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::json::Json;
use gauntlet_scenario::model::{TextMatch, Waf};
use gauntlet_sim::layer::Stop;
use gauntlet_sim::layer::waf::{
    self, Aside, Decision, Field, Match, Opened, Passed, RuleId, Score, Signature, Stopped,
};

use crate::fix::Fix;
use crate::messages;
use crate::messages::{Key, Words, key};
use crate::reason::Reason;
use crate::value::Value;

/// How many matches a why-chain tells.
const MAX_TOLD: usize = 20;

/// With more matches than this, whole parts of the request are exempted instead of single fields.
const FEW: usize = 20;

/// Explains a decision. One that was made on a reading comes with it.
#[must_use]
pub fn explain(
    scenario: &Scenario,
    ask: &Ask,
    decision: &Decision,
    reading: Option<&waf::Reading>,
) -> Explanation {
    let config = &scenario.waf;
    let (fields, found, unread) = reading
        .map_or((&[][..], &[][..], 0), |reading| (&reading.fields[..], &reading.found[..], reading.unread));
    let reading = Reading { config, ask, fields, found, unread };
    match *decision {
        Decision::Pass(opened, passed) => match passed {
            Passed::Off => Explanation::new(vec![Reason::new(key::WAF_OFF)]),
            Passed::Blind => {
                Explanation::new(vec![Reason::new(key::WAF_BLIND).field("tls").value("pass_through")])
            }
            Passed::Below(sum) => reading.below(opened, sum),
            Passed::Noted(score) => reading.noted(opened, score),
        },
        Decision::Stop(Stop { why: Stopped::Handshake(failed), .. }) => {
            handshake::failed(scenario, Layer::Waf, ask.hello(), ask.named(), failed)
        }
        Decision::Stop(Stop { why: Stopped::BodyTooLarge, .. }) => {
            body_too_large(config, ask.request.body.len())
        }
        Decision::Stop(Stop { why: Stopped::Matched(score), .. }) => reading.stopped(score),
    }
}

fn body_too_large(config: &Waf, bytes: usize) -> Explanation {
    let why = Reason::new(key::WAF_BODY).field("body").value(bytes);
    let fix = Reason::new(key::FIX_WAF_BODY).field("body").value(bytes);
    Explanation::new(vec![why.expected(config.max_body_bytes)])
        .fix(Fix::new(fix).add("/waf/maxBodyBytes", bytes))
}

/// A request as it was read, and what was found in it.
struct Reading<'a> {
    config: &'a Waf,
    ask: &'a Ask,
    fields: &'a [Field],
    found: &'a [Match],
    unread: usize,
}

impl Reading<'_> {
    fn below(&self, opened: Opened, sum: u32) -> Explanation {
        let mut why = vec![self.read(opened), self.total(sum)];
        if self.unread > 0 {
            let unread = Reason::new(key::WAF_UNREAD).field("body").value(self.unread);
            why.push(unread.expected(self.ask.request.body.len() - self.unread));
        }
        why.extend(self.found.iter().take(MAX_TOLD).map(|one| self.because(key::WAF_BELOW, one)));
        Explanation::new(why)
    }

    fn noted(&self, opened: Opened, score: Score) -> Explanation {
        let ordered = self.ordered(score);
        let mut why: Vec<Reason> =
            ordered.iter().take(MAX_TOLD).map(|one| self.because(key::WAF_DETECTED, one)).collect();
        why.extend([self.total(score.sum), self.read(opened)]);
        Explanation::new(why).by(self.decisive(&ordered))
    }

    fn stopped(&self, score: Score) -> Explanation {
        let ordered = self.ordered(score);
        let mut why: Vec<Reason> =
            ordered.iter().take(MAX_TOLD).map(|one| self.because(key::WAF_MATCHED, one)).collect();
        why.push(self.total(score.sum));
        let fix = ordered.first().map(|worst| self.fix(worst));
        Explanation { fix, ..Explanation::new(why).by(self.decisive(&ordered)) }
    }

    /// The matches of the worst family first, of these the ones that weigh most.
    fn ordered(&self, score: Score) -> Vec<Match> {
        let of_worst = |one: &Match| one.rule.kind() == score.worst;
        let top =
            self.found.iter().filter(|one| of_worst(one)).map(|one| one.score).max().unwrap_or_default();
        let rank = |one: &Match| if of_worst(one) { u8::from(one.score < top) } else { 2 };
        let mut ordered = Vec::with_capacity(self.found.len());
        for place in 0..3 {
            ordered.extend(self.found.iter().filter(|one| rank(one) == place));
        }
        ordered
    }

    fn decisive(&self, ordered: &[Match]) -> &str {
        ordered.first().map_or("", |first| first.rule.name(self.config))
    }

    fn field(&self, found: &Match) -> Option<&Field> {
        self.fields.get(found.field)
    }

    fn read(&self, opened: Opened) -> Reason {
        let key = if opened == Opened::Yes { key::WAF_OPENED } else { key::WAF_PLAIN };
        // A cookie that is sent many times is named once.
        let mut before = None;
        let fields = self.fields.iter().filter(|field| before.replace(&field.name) != Some(&field.name));
        Reason::new(key).field("fields").value(list(fields.map(name)))
    }

    fn total(&self, sum: u32) -> Reason {
        let total = Reason::new(key::WAF_SCORE).field("score").value(sum);
        total.expected(self.config.threshold)
    }

    fn because(&self, key: Key, found: &Match) -> Reason {
        let method = found.rule == RuleId::Method;
        let policy = match key {
            key::FIX_WAF if method => key::FIX_WAF_METHOD,
            key::FIX_WAF => key::FIX_WAF_CONTENT_TYPE,
            _ if method => key::WAF_METHOD,
            _ => key::WAF_CONTENT_TYPE,
        };
        let reason = Reason::new(if found.rule.is_policy() { policy } else { key });
        let reason = reason.rule(found.rule.name(self.config));
        if method {
            let list = list(self.config.allowed_methods.iter().map(String::as_str));
            return reason.field("method").value(&*self.ask.request.method).expected(list);
        }
        let Some(field) = self.field(found) else { return reason };
        reason.field(name(field)).value(field.shown()).expected(pattern(self.config, found.rule))
    }

    fn fix(&self, worst: &Match) -> Fix {
        let own = matches!(worst.rule, RuleId::Own(_));
        let reason = self.because(if own { key::FIX_WAF_OWN } else { key::FIX_WAF }, worst);
        let fix = self.exempting(Fix::new(reason));
        // The author's own rules may speak of what cannot be left out, such as the path; from the last on, so that the places hold.
        let mut own: Vec<usize> = self.found.iter().filter_map(|one| one.rule.own()).collect();
        own.sort_unstable();
        own.dedup();
        own.into_iter().rev().fold(fix, |fix, at| fix.remove(format!("/waf/customRules/{at}")))
    }

    /// Brings the score below the threshold: exempts each matched field from its rule, and adds a method or content type to its list.
    fn exempting(&self, mut fix: Fix) -> Fix {
        let mut seen: Vec<(&str, &str)> =
            self.config.exemptions.iter().map(|one| (&*one.rule, &*one.field)).collect();
        let before = seen.len();
        // A request can have many fields. Beyond a few, the whole part is exempted.
        let many = self.found.len() > FEW;
        for one in self.found {
            let RuleId::BuiltIn(rule) = one.rule else { continue };
            let Some(field) = self.field(one) else { continue };
            let name =
                if many { field.name.split(['.', '[']).next().unwrap_or_default() } else { &field.name };
            if !seen.contains(&(rule.name(), name)) {
                seen.push((rule.name(), name));
            }
        }
        if seen.len() > before {
            let one =
                |(rule, field)| Json::object(vec![("rule", Json::from(rule)), ("field", Json::from(field))]);
            fix = fix.add("/waf/exemptions", Json::Array(seen.into_iter().map(one).collect()));
        }
        for one in self.found.iter().filter(|one| one.rule.is_policy()) {
            let (list, name, new) = match self.field(one) {
                None => (&self.config.allowed_methods, "allowedMethods", &*self.ask.request.method),
                Some(field) => {
                    (&self.config.allowed_content_types, "allowedContentTypes", media_type(&field.text))
                }
            };
            let list = list.iter().map(String::as_str).chain([new]).map(Json::from);
            fix = fix.add(["/waf/", name].concat(), Json::Array(list.collect()));
        }
        fix
    }
}

/// A content type without its parameters.
fn media_type(text: &str) -> &str {
    text.split(';').next().unwrap_or_default().trim()
}

/// What a field is called.
#[must_use]
pub fn name(field: &Field) -> Value {
    let part = Value::from(&*field.name);
    let aside = match field.aside {
        None => return part,
        Some(Aside::NameInIt) => messages::VALUE_WAF_NAME_IN_IT,
        Some(Aside::ItsValue) => messages::VALUE_WAF_ITS_VALUE,
        Some(Aside::ParameterName) => messages::VALUE_WAF_PARAMETER_NAME,
        Some(Aside::TheRest) => messages::VALUE_WAF_THE_REST,
    };
    Value::Phrase(Words::PART_AND_ASIDE, vec![("part", part), ("aside", aside.into())])
}

/// What a rule looks for, in words.
fn pattern(config: &Waf, rule: RuleId) -> Value {
    let own = match rule {
        RuleId::BuiltIn(signature) => return Value::Words(built_in(signature)),
        RuleId::Own(at) => config.custom_rules.get(at),
        RuleId::Method | RuleId::ContentType => {
            return list(config.allowed_content_types.iter().map(String::as_str));
        }
    };
    let Some(own) = own else { return Value::Word("") };
    let template = match &own.wanted {
        TextMatch::Contains(_) => messages::VALUE_WAF_OWN_CONTAINS,
        TextMatch::StartsWith(_) => messages::VALUE_WAF_OWN_STARTS_WITH,
        TextMatch::Equals(_) => messages::VALUE_WAF_OWN_EQUALS,
    };
    Value::Phrase(template, vec![("text", own.wanted.text().into())])
}

const fn built_in(signature: Signature) -> Words {
    match signature {
        Signature::SqliTautology => messages::VALUE_WAF_SQLI_TAUTOLOGY,
        Signature::SqliUnionSelect => messages::VALUE_WAF_SQLI_UNION_SELECT,
        Signature::SqliStackedStatement => messages::VALUE_WAF_SQLI_STACKED_STATEMENT,
        Signature::SqliCommentTerminator => messages::VALUE_WAF_SQLI_COMMENT_TERMINATOR,
        Signature::SqliFunction => messages::VALUE_WAF_SQLI_FUNCTION,
        Signature::SqliSubquery => messages::VALUE_WAF_SQLI_SUBQUERY,
        Signature::SqliCatalogue => messages::VALUE_WAF_SQLI_CATALOGUE,
        Signature::SqliProbe => messages::VALUE_WAF_SQLI_PROBE,
        Signature::SqliStatement => messages::VALUE_WAF_SQLI_STATEMENT,
        Signature::SqliQuote => messages::VALUE_WAF_SQLI_QUOTE,
        Signature::SqliKeywords => messages::VALUE_WAF_SQLI_KEYWORDS,
        Signature::XssElement => messages::VALUE_WAF_XSS_ELEMENT,
        Signature::TraversalStep => messages::VALUE_WAF_TRAVERSAL_STEP,
        Signature::CommandSign => messages::VALUE_WAF_COMMAND_SIGN,
        Signature::TemplateSign => messages::VALUE_WAF_TEMPLATE_SIGN,
        Signature::SsrfPrivate => messages::VALUE_WAF_SSRF_PRIVATE,
        Signature::XssScriptTag => messages::VALUE_WAF_XSS_SCRIPT_TAG,
        Signature::XssEmbeddingTag => messages::VALUE_WAF_XSS_EMBEDDING_TAG,
        Signature::XssEventHandler => messages::VALUE_WAF_XSS_EVENT_HANDLER,
        Signature::XssScriptCall => messages::VALUE_WAF_XSS_SCRIPT_CALL,
        Signature::XssScriptAddress => messages::VALUE_WAF_XSS_SCRIPT_ADDRESS,
        Signature::TraversalParent => messages::VALUE_WAF_TRAVERSAL_PARENT,
        Signature::TraversalSystemFile => messages::VALUE_WAF_TRAVERSAL_SYSTEM_FILE,
        Signature::TraversalNullByte => messages::VALUE_WAF_TRAVERSAL_NULL_BYTE,
        Signature::ScannerUserAgent => messages::VALUE_WAF_SCANNER_USER_AGENT,
        Signature::ScannerProbe => messages::VALUE_WAF_SCANNER_PROBE,
        Signature::CommandChain => messages::VALUE_WAF_COMMAND_CHAIN,
        Signature::CommandSubstitution => messages::VALUE_WAF_COMMAND_SUBSTITUTION,
        Signature::CommandShellshock => messages::VALUE_WAF_COMMAND_SHELLSHOCK,
        Signature::CommandWindows => messages::VALUE_WAF_COMMAND_WINDOWS,
        Signature::CommandScriptCall => messages::VALUE_WAF_COMMAND_SCRIPT_CALL,
        Signature::XmlEntity => messages::VALUE_WAF_XML_EXTERNAL_ENTITY,
        Signature::JndiLookup => messages::VALUE_WAF_JNDI_LOOKUP,
        Signature::TemplateExpression => messages::VALUE_WAF_TEMPLATE_EXPRESSION,
        Signature::TemplateObject => messages::VALUE_WAF_TEMPLATE_OBJECT,
        Signature::SsrfMetadata => messages::VALUE_WAF_SSRF_METADATA,
        Signature::SsrfAddress => messages::VALUE_WAF_SSRF_ADDRESS,
        Signature::RemoteFile => messages::VALUE_WAF_RFI_ADDRESS,
        Signature::PhpCode => messages::VALUE_WAF_PHP_CODE,
        Signature::PhpWrapper => messages::VALUE_WAF_PHP_WRAPPER,
        Signature::NosqlOperator => messages::VALUE_WAF_NOSQL_OPERATOR,
        Signature::LdapFilter => messages::VALUE_WAF_LDAP_FILTER,
        Signature::HeaderInjection => messages::VALUE_WAF_HEADER_INJECTION,
    }
}
