//! Faults and repairs as timed commands, which are part of a run's input like the seed.

use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{
    Action, ByName, Date, FirewallRule, LabelSelector, NetworkPolicy, NodeFailure, PolicyType, PortRange,
    TlsInspection, WafMode,
};

/// A command. Pods, nodes, sources, Services and scenarios go by their place in the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Something happens to a pod.
    Pod(usize, PodFault),
    /// Something happens to a node.
    Node(usize, NodeFault),
    /// A source sends so many thousandths of its usual rate; 0 turns it off.
    Rate(usize, u32),
    /// The pods of a Service of the scenario are replaced one after another.
    Rollout {
        /// The Service.
        service: usize,
        /// Whether a new pod is waited for until it passes its readiness probe.
        probes: bool,
    },
    /// The configuration is changed, or that change is taken back.
    Edit(Edit, bool),
    /// The run goes on in another scenario of those that were given.
    Configure(usize),
    /// One request of that kind is sent, beside what the sources send.
    Send(usize),
}

impl Command {
    /// How many kinds of numbers there are.
    pub const KINDS: u32 = 20;

    /// A command in numbers: its kind, what it is for, and how much. `None` where there is no such kind.
    #[must_use]
    pub fn of(kind: u32, target: u32, value: u32) -> Option<Self> {
        let (at, on) = (target as usize, value != 0);
        let pod = |fault| Self::Pod(at, fault);
        let node = |fault| Self::Node(at, fault);
        Some(match kind {
            0 => pod(PodFault::Kill),
            1 => pod(PodFault::CrashLoop),
            2 => pod(PodFault::Slow(value)),
            3 => pod(PodFault::NotReady),
            4 => pod(PodFault::Restore),
            5 => node(NodeFault::Fail(NodeFailure::Silent)),
            6 => node(NodeFault::Fail(NodeFailure::Refuses)),
            7 => node(NodeFault::Drain),
            8 => node(NodeFault::Restore),
            9 => Self::Rate(at, value),
            10 => Self::Rollout { service: at, probes: on },
            11 => Self::Edit(Edit::Certificate, on),
            12 => Self::Edit(Edit::ClosePort(u16::try_from(target).ok()?), on),
            13 => Self::Edit(Edit::WafDetect, on),
            14 => Self::Edit(Edit::WafBlind, on),
            15 => Self::Edit(Edit::DenyAll, on),
            16 => Self::Edit(Edit::AllowList, on),
            17 => Self::Edit(Edit::Dns, on),
            18 => Self::Configure(at),
            19 => Self::Send(at),
            _ => return None,
        })
    }
}

/// What happens to a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PodFault {
    /// Its container dies; the kubelet starts it again.
    Kill,
    /// It dies again and again, soon after each start.
    CrashLoop,
    /// It takes so many percent of its usual time.
    Slow(u32),
    /// Its readiness probes fail from now on.
    NotReady,
    /// It works as it should.
    Restore,
}

/// What happens to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeFault {
    /// It fails, and its pods with it.
    Fail(NodeFailure),
    /// It gets no new connections, and its pods move elsewhere.
    Drain,
    /// It works again.
    Restore,
}

/// A change of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The certificate has expired.
    Certificate,
    /// The firewall drops what comes to that port.
    ClosePort(u16),
    /// The WAF only takes note.
    WafDetect,
    /// The WAF passes TLS through unread.
    WafBlind,
    /// All NetworkPolicies give way to one that lets nothing in.
    DenyAll,
    /// The egress firewall's list is empty.
    AllowList,
    /// No name has an address.
    Dns,
}

impl Edit {
    /// Changes a scenario.
    pub fn apply(self, scenario: &mut Scenario) {
        match self {
            Self::Certificate => {
                let today = scenario.date.or_else(|| Date::parse("2026-01-02"));
                let day = |before: &Date| Date::parse("2000-01-01").filter(|day| day < before);
                scenario.date = today;
                scenario.reverse_proxy.certificate_not_after = today.as_ref().and_then(day);
            }
            Self::ClosePort(port) => {
                let rule = FirewallRule {
                    name: "closed".to_owned(),
                    action: Action::Drop,
                    sources: Vec::new(),
                    ports: vec![PortRange { first: port, last: port }],
                    protocol: None,
                };
                scenario.firewall.rules.insert(0, rule);
            }
            Self::WafDetect => scenario.waf.mode = WafMode::Detect,
            Self::WafBlind => scenario.waf.tls = TlsInspection::PassThrough,
            Self::DenyAll => deny_all(scenario),
            Self::AllowList => scenario.egress_firewall.allow.clear(),
            Self::Dns => scenario.dns = ByName::default(),
        }
    }
}

/// Replaces every namespace's policies with one that denies all ingress.
pub(super) fn deny_all(scenario: &mut Scenario) {
    let mut namespaces: Vec<String> = scenario.pods.iter().map(|pod| pod.namespace.clone()).collect();
    namespaces.sort();
    namespaces.dedup();
    let policy = |namespace| NetworkPolicy {
        name: "default-deny".to_owned(),
        namespace,
        pod_selector: LabelSelector::default(),
        policy_types: Some(vec![PolicyType::Ingress]),
        ingress: Vec::new(),
        egress: Vec::new(),
    };
    scenario.network_policies = namespaces.into_iter().map(policy).collect();
}
