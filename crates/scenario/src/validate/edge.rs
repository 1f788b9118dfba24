//! The firewalls and the balancer: ports, thresholds, nodes.

use super::super::errors::Problems;
use super::super::model::{Scenario, Signature, Waf};
use super::super::order::repeated;
use super::place::{Place, TOP};
use super::{MAX_SERVICE_TIME, fits};
use gauntlet_model::time::Micros;

const FIELD: &str = "path, query, header, cookie or body, or a part such as query.q";

/// Whether a text names a field of a request.
fn is_field(field: &str) -> bool {
    let (place, part) = field.split_once(['.', '[']).map_or((field, None), |(a, b)| (a, Some(b)));
    let place = place.to_ascii_lowercase();
    // `query.` means the parameters without a name. A header always has one.
    let nameless = || field.ends_with('.') && place != "header";
    let parts = part.is_none_or(|part| place != "path" && (!part.is_empty() || nameless()));
    parts && ["path", "query", "header", "cookie", "body"].contains(&place.as_str())
}

/// Checks the WAF's level, lists and exemptions.
fn waf(p: &mut Problems<'_>, waf: &Waf) {
    p.require((1..=2).contains(&waf.paranoia_level), &TOP, "waf/paranoiaLevel", "1 or 2");
    let waf_place = TOP.within("waf");
    for (list, name, texts, most, expected) in [
        ("methods", "allowedMethods", &waf.allowed_methods, 20, "a method such as GET"),
        ("types", "allowedContentTypes", &waf.allowed_content_types, 50, "a type such as application/json"),
    ] {
        p.require(
            texts.len() <= most,
            &waf_place,
            name,
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
                &waf_place.item_in(name, at),
                "",
                expected,
            );
        }
    }
    p.require(waf.exemptions.len() <= 300, &TOP, "waf/exemptions", "at most 300 entries");
    for (at, one) in waf.exemptions.iter().enumerate() {
        let known = Signature::ALL.iter().any(|rule| rule.name() == one.rule)
            || waf.custom_rules.iter().any(|rule| rule.name == one.rule);
        let place = Place::item("waf/exemptions", at);
        if !known && !p.is_full() {
            let mut names: Vec<&str> = Signature::ALL.iter().map(|rule| rule.name()).collect();
            names.extend(waf.custom_rules.iter().map(|rule| rule.name.as_str()));
            p.slip(&place.pointer("rule"), "a rule", &one.rule, &names);
        }
        p.require(fits(&one.field, 400) && is_field(&one.field), &place, "field", FIELD);
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
        p.require(new, &Place::item("absent", at), "", "a layer that no other entry names");
    }
    let names: Vec<&str> = scenario.firewall.rules.iter().map(|rule| rule.name.as_str()).collect();
    p.unique("firewall/rules", "name", &names);
    for (at, rule) in scenario.firewall.rules.iter().enumerate() {
        p.require(
            rule.ports.len() <= 1_000,
            &Place::item("firewall/rules", at),
            "ports",
            "at most 1000 ports and ranges",
        );
    }
    p.require(scenario.waf.threshold > 0, &TOP, "waf/threshold", "a score of at least 1");
    let own = &scenario.waf.custom_rules;
    let names: Vec<&str> = own.iter().map(|rule| rule.name.as_str()).collect();
    p.unique("waf/customRules", "name", &names);
    p.require(own.len() <= 100, &TOP, "waf/customRules", "at most 100 rules");
    for (at, rule) in own.iter().enumerate() {
        let text = rule.wanted.text();
        let place = Place::item("waf/customRules", at);
        p.require(!text.is_empty() && text.len() <= 200, &place, "", "a text of 1 to 200 bytes to look for");
        let field = rule.field.as_ref().is_none_or(|field| fits(field, 100) && is_field(field));
        p.require(field, &place, "field", FIELD);
        p.require((1..=1_000).contains(&rule.score), &place, "score", "a score from 1 to 1000");
        p.require(rule.name.len() <= 100, &place, "name", "a name of at most 100 bytes");
    }
    waf(p, &scenario.waf);
    let balancer = &scenario.load_balancer;
    p.require(!balancer.listeners.is_empty(), &TOP, "loadBalancer/listeners", "at least one port");
    p.ports(&TOP, "loadBalancer/listeners", &balancer.listeners);
    p.port(&TOP, "loadBalancer/nodePort", balancer.node_port);
    let own =
        [("loadBalancer/ownAddress", balancer.own_address), ("waf/ownAddress", scenario.waf.own_address)];
    for (field, own) in own {
        p.same_family(&TOP, field, own.unwrap_or(balancer.address), balancer.address, "the balancer");
    }
    let check = balancer.health_check;
    let checked = TOP.within("loadBalancer/healthCheck");
    p.require(
        check.interval_us > Micros::ZERO && check.interval_us <= MAX_SERVICE_TIME,
        &checked,
        "intervalUs",
        "from 1 to 3600000000 (one hour in microseconds)",
    );
    p.require(
        check.timeout_us > Micros::ZERO && check.timeout_us <= check.interval_us,
        &checked,
        "timeoutUs",
        "from 1 to intervalUs: the next check waits for the last one",
    );
    for (field, threshold) in
        [("healthyThreshold", check.healthy_threshold), ("unhealthyThreshold", check.unhealthy_threshold)]
    {
        p.require((1..=100).contains(&threshold), &checked, field, "a number of checks from 1 to 100");
    }
    p.require(!balancer.nodes.is_empty(), &TOP, "loadBalancer/nodes", "at least one node");
    let nodes = &balancer.nodes;
    let names: Vec<&str> = nodes.iter().map(|node| node.name.as_str()).collect();
    p.unique("loadBalancer/nodes", "name", &names);
    let again = repeated(nodes.len(), &|one, other| nodes[one].address.cmp(&nodes[other].address));
    for (at, (node, again)) in nodes.iter().zip(again).enumerate() {
        let place = Place::item("loadBalancer/nodes", at);
        p.same_family(&place, "address", node.address, balancer.address, "the balancer");
        p.require(node.weight <= 1_000, &place, "weight", "a weight from 0 to 1000");
        p.require(!again, &place, "address", "an address that no other node has");
    }
}
