//! The two firewalls at the edge: of the network and of the web application.

use ipnet::IpNet;

use super::PortRange;
use crate::packet::Protocol;
use crate::scenario::decode::{fields, names};

/// What a network rule does with a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
pub struct Firewall {
    /// The rules in order.
    pub rules: Vec<FirewallRule>,
    /// What happens to a packet that no rule matches.
    pub default_action: Action,
}

fields!(Firewall { rules: "rules", default_action: "defaultAction" });

/// One rule of the network firewall; a field left out matches everything.
#[derive(Clone, Debug, PartialEq)]
pub struct FirewallRule {
    /// The rule's name.
    pub name: String,
    /// What it does.
    pub action: Action,
    /// Source networks, in CIDR notation.
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
pub enum WafMode {
    /// Stops the request with a 403.
    Block,
    /// Notes the match and lets the request pass.
    Detect,
    /// Looks at nothing.
    Off,
}

names!(WafMode { Block: "block", Detect: "detect", Off: "off" });

/// Whether the edge can read encrypted requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsInspection {
    /// Holds the certificate: decrypts, inspects, encrypts again.
    Inspect,
    /// Passes TLS through unread: blind to the request.
    PassThrough,
}

names!(TlsInspection { Inspect: "inspect", PassThrough: "pass_through" });

/// The web application firewall.
#[derive(Clone, Debug, PartialEq)]
pub struct Waf {
    /// Block, detect or off.
    pub mode: WafMode,
    /// Whether it reads encrypted requests.
    pub tls: TlsInspection,
    /// The attack families it looks for.
    pub families: Vec<AttackFamily>,
    /// The anomaly score at which a request is stopped.
    pub threshold: u32,
    /// The largest body it reads, in bytes; a larger one is refused with 413.
    pub max_body_bytes: usize,
}

fields!(Waf {
    mode: "mode",
    tls: "tls",
    families: "families",
    threshold: "threshold",
    max_body_bytes: "maxBodyBytes",
});

/// A family of attacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
}

names!(AttackFamily {
    SqlInjection: "sql_injection",
    CrossSiteScripting: "cross_site_scripting",
    PathTraversal: "path_traversal",
    CommandInjection: "command_injection",
    Scanner: "scanner",
});
