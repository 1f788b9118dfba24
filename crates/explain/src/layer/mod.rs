//! Explains each layer's decision: why, by which rule, and what would let the packet through. One file per layer.

use crate::fix::Fix;
use crate::reason::Reason;
use crate::value::Value;

pub mod absent;
pub mod api_gateway;
pub mod dns;
pub mod egress_firewall;
pub mod external;
pub mod firewall;
pub(crate) mod handshake;
pub mod load_balancer;
pub mod nat_gateway;
pub mod network_policy;
pub mod pod;
pub mod reverse_proxy;
pub mod service;
pub mod waf;

/// What is said of one decision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// The rule, route or policy that decided, where there is one.
    pub rule: Option<String>,
    /// What was looked at, the deciding reason first.
    pub why: Vec<Reason>,
    /// The smallest change that would let it through, where it is stopped and there is one.
    pub fix: Option<Fix>,
}

/// Functions rather than code at each of a hundred places: that keeps the wasm small.
impl Explanation {
    /// One reason.
    #[inline(never)]
    pub(crate) fn of(why: Reason) -> Self {
        Self::new(vec![why])
    }

    #[inline(never)]
    pub(crate) fn new(why: Vec<Reason>) -> Self {
        Self { rule: None, why, fix: None }
    }

    #[inline(never)]
    pub(crate) fn by(mut self, rule: impl AsRef<str>) -> Self {
        self.rule = Some(rule.as_ref().to_owned());
        self
    }

    #[inline(never)]
    pub(crate) fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}

/// Several values.
fn list<T: Into<Value>>(items: impl IntoIterator<Item = T>) -> Value {
    Value::list(items)
}

/// A name that nothing else of the kind has: the wanted one, with `-too` as often as it takes.
fn unused(mut name: String, taken: impl Fn(&str) -> bool) -> String {
    while taken(&name) {
        name.push_str("-too");
    }
    name
}
