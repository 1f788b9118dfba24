//! Fields that may be left out: read as they were written, and told with their place where they are wrong.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gauntlet_explain::preset;
use gauntlet_scenario::{BUILT_IN, Scenario};
use serde_json::{Value, json};

/// The built-in scenario with one value put somewhere.
fn with(pointer: &str, value: Value) -> Result<Scenario, gauntlet_scenario::ScenarioErrors> {
    let mut tree: Value = serde_json::from_str(BUILT_IN).unwrap();
    let patch = json!([{ "op": "add", "path": pointer, "value": value }]);
    json_patch::patch(&mut tree, &serde_json::from_value::<json_patch::Patch>(patch).unwrap()).unwrap();
    Scenario::from_json(&tree.to_string())
}

fn gateway(field: &str, value: Value) -> Value {
    let mut gateway = json!({
        "hosts": ["api.site.example"],
        "consumers": [{ "name": "app", "key": "k" }],
        "rateLimit": { "requestsPerSecond": 1, "burst": 1 },
    });
    let patch = json!([{ "op": "add", "path": field, "value": value }]);
    json_patch::patch(&mut gateway, &serde_json::from_value::<json_patch::Patch>(patch).unwrap()).unwrap();
    gateway
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let check = |field: &str, value: u64| {
        let mut check = json!({ "intervalUs": 10_000_000, "timeoutUs": 1_000_000 });
        check[field] = value.into();
        check
    };
    let expression = |operator: &str, values: Value| json!({ "matchExpressions": [{ "key": "a", "operator": operator, "values": values }] });
    let rows = [
        ("/date", json!("2026-02-30"), "/date", "found \"2026-02-30\", expected a day of the calendar"),
        ("/date", json!(7), "/date", "found 7, expected a day"),
        ("/reverseProxy/certificateNotAfter", json!("soon"), "/reverseProxy/certificateNotAfter", "\"soon\""),
        ("/reverseProxy/minTlsVersion", json!("1.4"), "/reverseProxy/minTlsVersion", "1.0, 1.1, 1.2, 1.3"),
        ("/reverseProxy/kind", json!("traefik"), "/reverseProxy/kind", "ingress_nginx, nginx, haproxy"),
        ("/reverseProxy/upstream", json!("pods"), "/reverseProxy/upstream", "endpoints, virtual_ip"),
        (
            "/reverseProxy/unknownServerName",
            json!("alert"),
            "/reverseProxy/unknownServerName",
            "default_certificate, reject",
        ),
        ("/reverseProxy/connectTimeoutMs", json!(0), "/reverseProxy/connectTimeoutMs", "from 1 to 3600000"),
        ("/reverseProxy/readTimeoutMs", json!(3_600_001), "/reverseProxy/readTimeoutMs", "from 1 to 3600000"),
        ("/firewall/rules/1/ports", json!([0]), "/firewall/rules/1/ports/0", "a port from 1 to 65535"),
        ("/firewall/rules/1/ports", json!(["90-80"]), "/firewall/rules/1/ports/0", "found \"90-80\""),
        ("/firewall/rules/1/ports", json!([80, "1-2-3"]), "/firewall/rules/1/ports/1", "a range such as"),
        ("/firewall/rules/1/ports", json!([70_000]), "/firewall/rules/1/ports/0", "found 70000"),
        (
            "/waf/customRules",
            json!([{ "name": "a" }]),
            "/waf/customRules/0",
            "one of `contains`, `startsWith` and `equals`",
        ),
        ("/waf/ownAddress", json!("2001:db8::9"), "/waf/ownAddress", "an IPv4 address, as the balancer has"),
        (
            "/loadBalancer/ownAddress",
            json!("2001:db8::9"),
            "/loadBalancer/ownAddress",
            "an IPv4 address, as the balancer has",
        ),
        (
            "/waf/customRules",
            json!([{ "name": "a", "contains": "x", "equals": "x" }]),
            "/waf/customRules/0",
            "one of `contains`",
        ),
        (
            "/waf/customRules",
            json!([{ "name": "a", "contains": "" }]),
            "/waf/customRules/0",
            "a text of 1 to 200 bytes",
        ),
        (
            "/waf/customRules",
            json!([{ "name": "a", "contains": "x", "field": "path.x" }]),
            "/waf/customRules/0/field",
            "path, query",
        ),
        (
            "/waf/customRules",
            json!([{ "name": "a", "contains": "x", "field": "header." }]),
            "/waf/customRules/0/field",
            "path, query",
        ),
        (
            "/waf/customRules",
            json!([{ "name": "a", "contains": "x", "score": 0 }]),
            "/waf/customRules/0/score",
            "from 1 to 1000",
        ),
        (
            "/waf/customRules",
            json!([{ "name": "a".repeat(101), "contains": "x" }]),
            "/waf/customRules/0/name",
            "at most 100 bytes",
        ),
        (
            "/waf/customRules",
            json!([{ "name": "a", "contains": "x", "field": "url" }]),
            "/waf/customRules/0/field",
            "path, query, header",
        ),
        ("/waf/paranoiaLevel", json!(3), "/waf/paranoiaLevel", "found 3, expected 1 or 2"),
        ("/waf/bodyLimit", json!("ignore"), "/waf/bodyLimit", "reject, inspect_prefix"),
        ("/waf/allowedMethods", json!(["GET", "P OST"]), "/waf/allowedMethods/1", "a method such as GET"),
        ("/waf/allowedMethods", json!(vec!["GET"; 21]), "/waf/allowedMethods", "at most 20"),
        ("/waf/allowedContentTypes", json!(["json"]), "/waf/allowedContentTypes/0", "application/json"),
        (
            "/waf/exemptions",
            json!([{ "rule": "sqli-tautolgy", "field": "query.q" }]),
            "/waf/exemptions/0/rule",
            "did you mean `sqli-tautology`?",
        ),
        (
            "/waf/exemptions",
            json!([{ "rule": "sqli-tautology", "field": "uri" }]),
            "/waf/exemptions/0/field",
            "path, query",
        ),
        ("/loadBalancer/mode", json!("L5"), "/loadBalancer/mode", "expected L7, L4"),
        (
            "/loadBalancer/algorithm",
            json!("least_conections"),
            "/loadBalancer/algorithm",
            "`least_connections`?",
        ),
        (
            "/loadBalancer/whenNoneHealthy",
            json!("open"),
            "/loadBalancer/whenNoneHealthy",
            "fail_closed, fail_open",
        ),
        ("/loadBalancer/healthCheck", check("intervalUs", 0), "/healthCheck/intervalUs", "from 1 to"),
        (
            "/loadBalancer/healthCheck",
            check("timeoutUs", 10_000_001),
            "/healthCheck/timeoutUs",
            "from 1 to intervalUs",
        ),
        ("/loadBalancer/healthCheck", check("unhealthyThreshold", 0), "/unhealthyThreshold", "from 1 to 100"),
        ("/loadBalancer/healthCheck", check("healthyThreshold", 101), "/healthyThreshold", "from 1 to 100"),
        ("/loadBalancer/nodes/0/weight", json!(1001), "/loadBalancer/nodes/0/weight", "a weight from 0"),
        ("/state/nodes/node-b/failure", json!("gone"), "/state/nodes/node-b/failure", "silent"),
        ("/state/nodes/node-b/downForUs", json!("1 s"), "/state/nodes/node-b/downForUs", "a whole number"),
        (
            "/state/nodes/node-b",
            json!({ "downForUs": 1, "upForUs": 1 }),
            "/state/nodes/node-b/upForUs",
            "a node is up or down",
        ),
        ("/state/nodes/node-z", json!({}), "/state/nodes/node-z", "did you mean `node-a`?"),
        ("/state/pods/web-1", json!({}), "/state/pods/web-1", "expected the name of a pod: shop/web-1"),
        ("/state/consumers", json!({ "app": {} }), "/state/consumers/app", "a consumer: there is none"),
        (
            "/state/natGateway",
            json!({ "portsResting": 1 }),
            "/state/natGateway/portsResting",
            "portsInTimeWait",
        ),
        (
            "/reverseProxy/routes/1/namespace",
            json!("blog"),
            "/reverseProxy/routes/1/namespace",
            "the namespace of a Service web: shop",
        ),
        ("/apiGateway", gateway("/hosts", json!([])), "/apiGateway/hosts", "at least one host"),
        ("/apiGateway", gateway("/hosts", json!(["A"])), "/apiGateway/hosts/0", "a host name in lower case"),
        ("/apiGateway", gateway("/keyHeader", json!("a b")), "/apiGateway/keyHeader", "a header's name"),
        ("/apiGateway", gateway("/consumers", json!([])), "/apiGateway/consumers", "at least one consumer"),
        (
            "/apiGateway",
            gateway("/consumers/-", json!({ "name": "b", "key": "k" })),
            "/apiGateway/consumers/1/key",
            "no other one",
        ),
        (
            "/apiGateway",
            gateway("/consumers/0/paths", json!(["v1"])),
            "/apiGateway/consumers/0/paths/0",
            "starts with",
        ),
        (
            "/apiGateway",
            gateway("/rateLimit/burst", json!(0)),
            "/apiGateway/rateLimit/burst",
            "from 1 to 1000000",
        ),
        (
            "/apiGateway",
            gateway("/rateLimit/perSecond", json!(1)),
            "/apiGateway/rateLimit/perSecond",
            "unknown field",
        ),
        ("/services/0/clusterIP", json!("none"), "/services/0/clusterIP", "an address such as"),
        (
            "/services/0/sessionAffinity",
            json!("ClientIp"),
            "/services/0/sessionAffinity",
            "did you mean `ClientIP`?",
        ),
        (
            "/clusterDns",
            json!({ "address": "2001:db8::1", "namespace": "a" }),
            "/clusterDns/address",
            "an IPv4 address",
        ),
        (
            "/clusterDns",
            json!({ "address": "10.96.0.20", "namespace": "a" }),
            "/clusterDns/address",
            "of its own",
        ),
        (
            "/clusterDns",
            json!({ "address": "10.96.0.10", "namespace": "a", "searchDomains": ["svc", "a b"] }),
            "/clusterDns/searchDomains/1",
            "a host name in lower case",
        ),
        (
            "/clusterDns",
            json!({ "address": "10.96.0.10", "namespace": "a", "searchDomains": vec!["svc"; 33] }),
            "/clusterDns/searchDomains",
            "at most 32 domains",
        ),
        (
            "/clusterDns",
            json!({ "address": "10.96.0.10", "namespace": "a", "ndots": 16 }),
            "/clusterDns/ndots",
            "from 0 to 15",
        ),
        (
            "/networkPolicies/0/podSelector",
            expression("Is", json!([])),
            "/operator",
            "In, NotIn, Exists, DoesNotExist",
        ),
        (
            "/networkPolicies/0/podSelector",
            expression("In", json!([])),
            "/matchExpressions/0/values",
            "at least one value",
        ),
        (
            "/networkPolicies/0/podSelector",
            expression("Exists", json!(["a"])),
            "/matchExpressions/0/values",
            "no values",
        ),
        (
            "/networkPolicies/0/policyTypes",
            json!([]),
            "/networkPolicies/0/policyTypes",
            "Ingress, Egress or both",
        ),
        (
            "/networkPolicies/1/egress/0/ports",
            json!([{ "endPort": 80 }]),
            "/ports/0/endPort",
            "which must be there",
        ),
        ("/natGateway/preset", json!("ibm"), "/natGateway/preset", "aws, azure, gcp"),
        ("/natGateway/portsPerNode", json!(0), "/natGateway/portsPerNode", "at least one port"),
        (
            "/natGateway/moreAddresses",
            json!(["203.0.113.50"]),
            "/natGateway/moreAddresses/0",
            "does not have already",
        ),
        (
            "/natGateway/moreAddresses",
            json!(["2001:db8::1"]),
            "/natGateway/moreAddresses/0",
            "an IPv4 address",
        ),
        ("/egressFirewall/dialect", json!("azure"), "/egressFirewall/dialect", "kubernetes, aws, cilium"),
        (
            "/egressFirewall/allow/0/host",
            json!(".payments.example"),
            "/egressFirewall/allow/0/host",
            "a host name",
        ),
        (
            "/egressFirewall/allow/0/cidrs",
            json!(["10/8"]),
            "/egressFirewall/allow/0/cidrs/0",
            "an IP network",
        ),
        (
            "/egressFirewall/allow/-",
            json!({ "name": "x", "ports": [1] }),
            "/egressFirewall/allow/1/cidrs",
            "no host",
        ),
    ];
    for (pointer, value, place, expected) in rows {
        let errors = with(pointer, value).map(|_| ()).unwrap_err().to_string();
        assert!(
            errors.contains(place) && errors.contains(expected),
            "{pointer}: {errors}\nwanted {place} and {expected}"
        );
        assert!(errors.contains("(line 1, column "), "{errors}");
    }
}

#[test]
fn a_scenario_that_is_written_is_read_again_as_the_same() {
    let rows = [
        ("/$schema", json!("./scenario.schema.json")),
        ("/date", json!("2026-11-23")),
        ("/firewall/rules/1/ports", json!([80, "8000-8100"])),
        ("/loadBalancer/healthCheck", json!({ "intervalUs": 5_000_000, "timeoutUs": 5_000_000 })),
        ("/apiGateway", gateway("/setHeaders", json!({ "X-Edge": "1" }))),
        ("/services/0/clusterIP", json!("None")),
        (
            "/waf/customRules",
            json!([{ "name": "a", "startsWith": "x", "field": "path" }, { "name": "b", "equals": "y" }]),
        ),
        ("/namespaces", json!({ "shop": { "team": "shop" } })),
        ("/natGateway/moreAddresses", json!(["203.0.113.51"])),
        ("/reverseProxy/routes/1/namespace", json!("shop")),
        ("/reverseProxy/kind", json!("envoy")),
        ("/reverseProxy/unknownServerName", json!("reject")),
        ("/reverseProxy/upstream", json!("virtual_ip")),
        ("/reverseProxy/connectTimeoutMs", json!(250)),
        ("/state/pods/shop~1web-1", json!({ "crashes": true, "requestsInFlight": 3 })),
        (
            "/networkPolicies/0/podSelector",
            json!({ "matchExpressions": [{ "key": "a", "operator": "Exists" }] }),
        ),
    ];
    let changed =
        rows.into_iter().map(|(pointer, value)| (pointer.to_owned(), with(pointer, value).unwrap()));
    let presets =
        preset::all().into_iter().map(|preset| (preset.name.to_owned(), preset.scenario().unwrap()));
    for (name, scenario) in changed.chain(presets) {
        let again = Scenario::from_json(&scenario.to_json().written()).unwrap();
        assert!(again == scenario, "{name}");
    }
}
