//! The two firewalls at the edge: of the network and of the web application.

use std::net::IpAddr;

use ipnet::IpNet;

use super::PortRange;
use gauntlet_model::packet::Protocol;

use crate::decode::{Decode, Reader};
use crate::encode::Encode;
use crate::fields::{fields, names};
use crate::json::Json;
use crate::patch::whole;

/// What a network rule does with a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum Action {
    /// Lets it pass.
    Allow,
    /// Discards it without a word: the sender times out.
    Drop,
    /// Answers with a refusal.
    Reject,
}

names!(Action { Allow: "allow", Drop: "drop", Reject: "reject" });

/// Ordered rules, the first match decides.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct Firewall {
    /// The rules in order.
    pub rules: Vec<FirewallRule>,
    /// What happens to a packet that no rule matches.
    pub default_action: Action,
}

fields!(Firewall { rules: "rules", default_action: "defaultAction" });

/// One rule of the network firewall; a field left out matches everything.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct FirewallRule {
    /// The rule's name.
    pub name: String,
    /// What it does.
    pub action: Action,
    /// Source networks, in CIDR notation.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::table::Network>"))]
    pub sources: Vec<IpNet>,
    /// Destination ports and ranges of them.
    pub ports: Vec<PortRange>,
    /// Protocol.
    pub protocol: Option<Protocol>,
}

fields!(FirewallRule {
    name: "name",
    action: "action",
    sources: "sources"[optional],
    ports: "ports"[optional],
    protocol: "protocol"[optional],
});

/// What the web application firewall does with a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum WafMode {
    /// Stops the request with a 403.
    Block,
    /// Logs the match and lets the request pass.
    Detect,
    /// Off: it reads nothing.
    Off,
}

names!(WafMode { Block: "block", Detect: "detect", Off: "off" });

/// Whether the edge can read encrypted requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum TlsInspection {
    /// Holds the certificate and its key: answers the handshake, decrypts, inspects, encrypts again.
    Inspect,
    /// Passes TLS through unread: blind to the request.
    PassThrough,
}

names!(TlsInspection { Inspect: "inspect", PassThrough: "pass_through" });

/// The web application firewall.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct Waf {
    /// Block, detect or off.
    pub mode: WafMode,
    /// Whether it reads encrypted requests.
    pub tls: TlsInspection,
    /// The attack families it looks for.
    pub families: Vec<AttackFamily>,
    /// An author's own rules.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Written>"))]
    pub custom_rules: Vec<CustomRule>,
    /// The anomaly score at which a request is stopped.
    pub threshold: u32,
    /// How much of a body it reads, in bytes.
    pub max_body_bytes: usize,
    /// What it does with a larger body. By default it refuses one with 413, as ModSecurity does.
    pub body_limit: BodyLimit,
    /// How strict it is. Level 2 adds rules that stop more attacks, and also more ordinary requests.
    pub paranoia_level: u32,
    /// The methods it allows, such as `GET`. An empty list allows them all.
    pub allowed_methods: Vec<String>,
    /// The content types it allows, such as `application/json`. An empty list allows them all.
    pub allowed_content_types: Vec<String>,
    /// Fields that a rule skips, because what is normal there looks like an attack.
    pub exemptions: Vec<Exemption>,
    /// The address it connects from, if it reads requests and so opens its own connections. Left out: 10.0.0.10, or
    /// 2001:db8::10 where the balancer's address is one of IPv6.
    pub own_address: Option<IpAddr>,
}

fields!(Waf {
    mode: "mode",
    tls: "tls",
    families: "families",
    custom_rules: "customRules"[optional],
    threshold: "threshold",
    max_body_bytes: "maxBodyBytes",
    body_limit: "bodyLimit"[optional],
    paranoia_level: "paranoiaLevel"[or 1],
    allowed_methods: "allowedMethods"[optional],
    allowed_content_types: "allowedContentTypes"[optional],
    exemptions: "exemptions"[optional],
    own_address: "ownAddress"[optional],
});

/// What the web application firewall does with a body larger than it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum BodyLimit {
    /// Refuses the request with 413, as ModSecurity does.
    Reject,
    /// Reads the first part and lets the rest pass unread, as AWS WAF does.
    InspectPrefix,
}

names!(BodyLimit { Reject: "reject", InspectPrefix: "inspect_prefix" });

/// A field that a rule skips, like `SecRuleUpdateTargetById` in ModSecurity.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub struct Exemption {
    /// The rule's name, such as `sqli-tautology`, or that of one of `customRules`.
    pub rule: String,
    /// The field, such as `query.q`, `header.User-Agent` or `body`, with everything below that name.
    pub field: String,
}

fields!(Exemption { rule: "rule", field: "field" });

/// A family of attacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = Self::by_table))]
pub enum AttackFamily {
    /// SQL injection (CWE-89).
    SqlInjection,
    /// Cross-site scripting (CWE-79).
    CrossSiteScripting,
    /// Path traversal (CWE-22).
    PathTraversal,
    /// Command injection (CWE-78).
    CommandInjection,
    /// Scanners and probes, by their user agent.
    Scanner,
    /// XML external entities (CWE-611).
    XmlExternalEntity,
    /// Lookups that a logger would run, as in Log4Shell (CWE-917).
    JndiInjection,
    /// Expressions that a template would run (CWE-1336).
    TemplateInjection,
    /// Addresses inside the network that the app would call (CWE-918).
    ServerSideRequestForgery,
    /// Files elsewhere that the app would run (CWE-98).
    RemoteFileInclusion,
    /// PHP code and PHP’s own addresses (CWE-94).
    PhpInjection,
    /// Operators of document databases (CWE-943).
    NosqlInjection,
    /// Filters of LDAP directories (CWE-90).
    LdapInjection,
    /// A line’s end that begins another header (CWE-113).
    HeaderInjection,
}

names!(AttackFamily {
    SqlInjection: "sql_injection",
    CrossSiteScripting: "cross_site_scripting",
    PathTraversal: "path_traversal",
    CommandInjection: "command_injection",
    Scanner: "scanner",
    XmlExternalEntity: "xml_external_entity",
    JndiInjection: "jndi_injection",
    TemplateInjection: "template_injection",
    ServerSideRequestForgery: "server_side_request_forgery",
    RemoteFileInclusion: "remote_file_inclusion",
    PhpInjection: "php_injection",
    NosqlInjection: "nosql_injection",
    LdapInjection: "ldap_injection",
    HeaderInjection: "header_injection",
});

/// An author's own rule: a text that a field must not hold, whatever its case and encoding.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomRule {
    /// The rule's name.
    pub name: String,
    /// The field, such as `query.q`, `header.User-Agent` or `body`, or all below such a name; every field when left out.
    pub field: Option<String>,
    /// What it looks for.
    pub wanted: TextMatch,
    /// What a match adds to the score; 5 when left out, enough by itself at the usual threshold.
    pub score: u32,
}

/// How a text is looked for.
#[derive(Clone, Debug, PartialEq)]
pub enum TextMatch {
    /// Anywhere in the field.
    Contains(String),
    /// At the field's start.
    StartsWith(String),
    /// As the whole field.
    Equals(String),
}

impl TextMatch {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Contains(text) | Self::StartsWith(text) | Self::Equals(text) => text,
        }
    }
}

/// An author's own rule: a text that a field must not hold, whatever its case and encoding. One of `contains`,
/// `startsWith` and `equals` says how the text is looked for.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "CustomRule", transform = Self::by_table))]
#[derive(PartialEq)]
struct Written {
    /// The rule's name.
    name: String,
    /// The field, such as `query.q`, `header.User-Agent` or `body`, or all below such a name; every field when left out.
    field: Option<String>,
    /// The text, anywhere in the field.
    contains: Option<String>,
    /// The text, at the field's start.
    starts_with: Option<String>,
    /// The text, as the whole field.
    equals: Option<String>,
    /// What a match adds to the score; 5 when left out, enough by itself at the usual threshold.
    score: u32,
}

fields!(Written {
    name: "name",
    field: "field"[optional],
    contains: "contains"[optional],
    starts_with: "startsWith"[optional],
    equals: "equals"[optional],
    score: "score" [or 5],
});

whole!(CustomRule);

impl Decode for CustomRule {
    fn decode(value: Option<&Json>, reader: &mut Reader<'_>) -> Self {
        let Written { name, field, contains, starts_with, equals, score } = Written::decode(value, reader);
        let wanted = match (contains, starts_with, equals) {
            (Some(text), None, None) => TextMatch::Contains(text),
            (None, Some(text), None) => TextMatch::StartsWith(text),
            (None, None, Some(text)) => TextMatch::Equals(text),
            _ => {
                if value.is_some() {
                    reader.wrong("one of `contains`, `startsWith` and `equals`");
                }
                TextMatch::Equals(String::new())
            }
        };
        Self { name, field, wanted, score }
    }
}

impl Encode for CustomRule {
    fn encode(&self) -> Json {
        let text = |of: &TextMatch| Some(of.text().to_owned());
        let wanted = &self.wanted;
        let (contains, starts_with, equals) = match wanted {
            TextMatch::Contains(_) => (text(wanted), None, None),
            TextMatch::StartsWith(_) => (None, text(wanted), None),
            TextMatch::Equals(_) => (None, None, text(wanted)),
        };
        let (name, field) = (self.name.clone(), self.field.clone());
        Written { name, field, contains, starts_with, equals, score: self.score }.encode()
    }
}
