//! The firewalls and the balancer: ports, thresholds, nodes.

use super::super::errors::Problems;
use super::super::model::{Scenario, Signature, Waf};
use super::super::order::repeated;
use super::{MAX_SERVICE_TIME, fits};
use gauntlet_model::time::Micros;

const FIELD: &str = "path, query, header, cookie or body, or a part such as query.q";

/// Whether a text names a field of a request.
fn is_field(field: &str) -> bool {
    let (place, part) = field.split_once(['.', '[']).map_or((field, None), |(a, b)| (a, Some(b)));
    let place = place.to_ascii_lowercase();
    let parts = part.is_none_or(|part| !part.is_empty() && place != "path");
    parts && ["path", "query", "header", "cookie", "body"].contains(&place.as_str())
}

/// Checks the WAF's level, lists and exemptions.
fn waf(p: &mut Problems<'_>, waf: &Waf) {
    p.require((1..=2).contains(&waf.paranoia_level), || "/waf/paranoiaLevel".to_owned(), "1 or 2");
    for (list, name, texts, most, expected) in [
        ("methods", "allowedMethods", &waf.allowed_methods, 20, "a method such as GET"),
        ("types", "allowedContentTypes", &waf.allowed_content_types, 50, "a type such as application/json"),
    ] {
        p.require(
            texts.len() <= most,
            || format!("/waf/{name}"),
            if most == 20 { "at most 20 entries" } else { "at most 50 entries" },
        );
        for (at, text) in texts.iter().enumerate() {
            let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b';' && byte != b',');
            let slashes = match text.split_once('/') {
                Some((kind, rest)) => {
                    list == "types" && !kind.is_empty() && !rest.is_empty() && !rest.contains('/')
                }
                None => list == "methods",
            };
            p.require(
                plain && slashes && (1..=100).contains(&text.len()),
                || format!("/waf/{name}/{at}"),
                expected,
            );
        }
    }
    p.require(waf.exemptions.len() <= 300, || "/waf/exemptions".to_owned(), "at most 300 entries");
    for (at, one) in waf.exemptions.iter().enumerate() {
        let known = Signature::ALL.iter().any(|rule| rule.name() == one.rule)
            || waf.custom_rules.iter().any(|rule| rule.name == one.rule);
        let pointer = |field: &str| format!("/waf/exemptions/{at}/{field}");
        if !known {
            let own = waf.custom_rules.iter().map(|rule| rule.name.as_str());
            let names = Signature::ALL.iter().map(|rule| rule.name()).chain(own);
            p.slip(&pointer("rule"), "a rule", &one.rule, names);
        }
        p.require(fits(&one.field, 400) && is_field(&one.field), || pointer("field"), FIELD);
    }
}

/// The edge's problems.
pub(super) fn check(p: &mut Problems<'_>, scenario: &Scenario) {
    // As bits: the list may be long.
    let mut named = 0_u32;
    for (at, layer) in scenario.absent.iter().enumerate() {
        let bit = 1 << *layer as u32;
        let new = named & bit == 0;
        named |= bit;
        p.require(new, || format!("/absent/{at}"), "a layer that no other entry names");
    }
    p.unique("firewall/rules", "name", scenario.firewall.rules.iter().map(|rule| rule.name.as_str()));
    for (at, rule) in scenario.firewall.rules.iter().enumerate() {
        p.require(
            rule.ports.len() <= 1_000,
            || format!("/firewall/rules/{at}/ports"),
            "at most 1000 ports and ranges",
        );
    }
    p.require(scenario.waf.threshold > 0, || "/waf/threshold".to_owned(), "a score of at least 1");
    let own = &scenario.waf.custom_rules;
    p.unique("waf/customRules", "name", own.iter().map(|rule| rule.name.as_str()));
    p.require(own.len() <= 100, || "/waf/customRules".to_owned(), "at most 100 rules");
    for (at, rule) in own.iter().enumerate() {
        let text = rule.wanted.text();
        let pointer = || format!("/waf/customRules/{at}");
        p.require(!text.is_empty() && text.len() <= 200, pointer, "a text of 1 to 200 bytes to look for");
        let field = rule.field.as_ref().is_none_or(|field| fits(field, 100) && is_field(field));
        p.require(field, || format!("/waf/customRules/{at}/field"), FIELD);
        let at = |field: &str| format!("/waf/customRules/{at}/{field}");
        p.require((1..=1_000).contains(&rule.score), || at("score"), "a score from 1 to 1000");
        p.require(rule.name.len() <= 100, || at("name"), "a name of at most 100 bytes");
    }
    waf(p, &scenario.waf);
    let balancer = &scenario.load_balancer;
    let at = |field: &str| format!("/loadBalancer/{field}");
    p.require(!balancer.listeners.is_empty(), || at("listeners"), "at least one port");
    p.ports(|| at("listeners"), &balancer.listeners);
    p.port(|| at("nodePort"), balancer.node_port);
    let own =
        [(at("ownAddress"), balancer.own_address), ("/waf/ownAddress".to_owned(), scenario.waf.own_address)];
    for (pointer, own) in own {
        p.same_family(|| pointer, own.unwrap_or(balancer.address), balancer.address, "the balancer");
    }
    let check = balancer.health_check;
    let checked = |field: &str| at(&format!("healthCheck/{field}"));
    p.require(
        check.interval_us > Micros::ZERO && check.interval_us <= MAX_SERVICE_TIME,
        || checked("intervalUs"),
        "from 1 to 3600000000 (one hour in microseconds)",
    );
    p.require(
        check.timeout_us > Micros::ZERO && check.timeout_us <= check.interval_us,
        || checked("timeoutUs"),
        "from 1 to intervalUs: the next check waits for the last one",
    );
    for (field, threshold) in
        [("healthyThreshold", check.healthy_threshold), ("unhealthyThreshold", check.unhealthy_threshold)]
    {
        p.require((1..=100).contains(&threshold), || checked(field), "a number of checks from 1 to 100");
    }
    p.require(!balancer.nodes.is_empty(), || at("nodes"), "at least one node");
    p.unique("loadBalancer/nodes", "name", balancer.nodes.iter().map(|node| node.name.as_str()));
    let nodes = &balancer.nodes;
    let again = repeated(nodes.len(), &|one, other| nodes[one].address.cmp(&nodes[other].address));
    for (at, (node, again)) in nodes.iter().zip(again).enumerate() {
        let pointer = || format!("/loadBalancer/nodes/{at}/address");
        p.same_family(pointer, node.address, balancer.address, "the balancer");
        let field = |field: &str| format!("/loadBalancer/nodes/{at}/{field}");
        p.require(node.weight <= 1_000, || field("weight"), "a weight from 0 to 1000");
        p.require(!again, pointer, "an address that no other node has");
    }
}
