//! NetworkPolicy's truth tables.

use gauntlet_model::packet::Protocol;
use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{ByName, NetworkPolicy};
use gauntlet_sim::layer::network_policy::{self, End};

fn policy(json: &str) -> NetworkPolicy {
    NetworkPolicy::from_json(json).unwrap()
}

/// <https://kubernetes.io/docs/concepts/services-networking/network-policies/>: policies add up, a selected pod is closed for
/// the rest, both ends must allow.
#[test]
fn network_policies_are_additive_allow_lists() {
    const CLOSED: &str = r#"{"name":"closed","namespace":"shop","policyTypes":["Ingress"]}"#;
    const CLOSED_OUT: &str = r#"{"name":"closed-out","namespace":"shop","policyTypes":["Egress"]}"#;
    const OTHER: &str = r#"{"name":"other","namespace":"bank","policyTypes":["Ingress"]}"#;
    const OTHER_PODS: &str = r#"{"name":"pods","namespace":"shop","podSelector":{"matchLabels":{"app":"api"}},"policyTypes":["Ingress"]}"#;
    const OPEN: &str = r#"{"name":"open","namespace":"shop","policyTypes":["Ingress"],"ingress":[{}]}"#;
    const SAME_NS: &str = r#"{"name":"same","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"proxy"}}}]}]}"#;
    const BY_NS: &str = r#"{"name":"ns","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"edge"}}}]}]}"#;
    const ALL_NS: &str = r#"{"name":"all-ns","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"from":[{"namespaceSelector":{},"podSelector":{"matchLabels":{"app":"proxy"}}}]}]}"#;
    const BLOCK: &str = r#"{"name":"block","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8"}}]}]}"#;
    const HOLE: &str = r#"{"name":"hole","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.244.0.0/16"]}}]}]}"#;
    const PORT: &str = r#"{"name":"port","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"ports":[{"port":8080}]}]}"#;
    const RANGE: &str = r#"{"name":"range","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"ports":[{"port":8000,"endPort":8100}]}]}"#;
    const WRONG_PORT: &str = r#"{"name":"wrong","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"ports":[{"port":80}]}]}"#;
    const UDP: &str = r#"{"name":"udp","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"ports":[{"protocol":"UDP","port":8080}]}]}"#;
    const SENDER: &str = r#"{"name":"sender","namespace":"edge","policyTypes":["Egress"]}"#;
    const SENDER_OPEN: &str = r#"{"name":"sender-open","namespace":"edge","policyTypes":["Egress"],"egress":[{"ports":[{"port":8080}]}]}"#;
    let rows: &[(&[&str], Option<&str>)] = &[
        (&[], None),
        (&[CLOSED], Some("ingress_denied")),
        (&[CLOSED_OUT], None),
        (&[OTHER], None),
        (&[OTHER_PODS], None),
        (&[OPEN], None),
        (&[CLOSED, OPEN], None),
        (&[SAME_NS], Some("ingress_denied")),
        (&[BY_NS], None),
        (&[ALL_NS], None),
        (&[BLOCK], None),
        (&[HOLE], Some("ingress_denied")),
        (&[HOLE, BY_NS], None),
        (&[PORT], None),
        (&[RANGE], None),
        (&[WRONG_PORT], Some("ingress_denied")),
        (&[UDP], Some("ingress_denied")),
        (&[SENDER], Some("egress_denied")),
        (&[SENDER, SENDER_OPEN, PORT], None),
        (&[SENDER_OPEN, CLOSED], Some("ingress_denied")),
    ];
    let proxy = ByName::from_iter([("app".to_owned(), "proxy".to_owned())]);
    let web = ByName::from_iter([("app".to_owned(), "web".to_owned())]);
    let from = End { address: "10.244.0.10".parse().unwrap(), pod: Some(("edge", "proxy-1", &proxy)) };
    let to = End { address: "10.244.1.21".parse().unwrap(), pod: Some(("shop", "web-1", &web)) };
    for (policies, expected) in rows {
        let mut scenario = Scenario::built_in();
        scenario.network_policies = policies.iter().map(|json| policy(json)).collect();
        let found = network_policy::decide(&scenario, from, to, Protocol::Tcp, 8080);
        let names: Vec<&str> = scenario.network_policies.iter().map(|policy| policy.name.as_str()).collect();
        assert_eq!(found.chosen().err().map(|stop| stop.code.reason()), *expected, "{names:?}");
    }
}

/// Selectors by <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements>.
#[test]
fn selectors_select_by_labels_and_expressions() {
    let rows = [
        ("{}", true),
        (r#"{"matchLabels":{"app":"proxy"}}"#, true),
        (r#"{"matchLabels":{"app":"proxy","tier":"edge"}}"#, false),
        (r#"{"matchExpressions":[{"key":"app","operator":"In","values":["web","proxy"]}]}"#, true),
        (r#"{"matchExpressions":[{"key":"app","operator":"In","values":["web"]}]}"#, false),
        (r#"{"matchExpressions":[{"key":"tier","operator":"In","values":["edge"]}]}"#, false),
        (r#"{"matchExpressions":[{"key":"app","operator":"NotIn","values":["web"]}]}"#, true),
        (r#"{"matchExpressions":[{"key":"app","operator":"NotIn","values":["proxy"]}]}"#, false),
        (r#"{"matchExpressions":[{"key":"tier","operator":"NotIn","values":["edge"]}]}"#, true),
        (r#"{"matchExpressions":[{"key":"app","operator":"Exists"}]}"#, true),
        (r#"{"matchExpressions":[{"key":"tier","operator":"Exists"}]}"#, false),
        (r#"{"matchExpressions":[{"key":"tier","operator":"DoesNotExist"}]}"#, true),
        (r#"{"matchExpressions":[{"key":"app","operator":"DoesNotExist"}]}"#, false),
        (r#"{"matchLabels":{"app":"proxy"},"matchExpressions":[{"key":"tier","operator":"Exists"}]}"#, false),
    ];
    for (selector, expected) in rows {
        let from =
            [format!(r#"{{"podSelector":{selector}}}"#), format!(r#"{{"namespaceSelector":{selector}}}"#)];
        for (at, peer) in from.iter().enumerate() {
            let mut scenario = Scenario::built_in();
            scenario.network_policies = vec![policy(&format!(
                r#"{{"name":"p","namespace":"shop","policyTypes":["Ingress"],"ingress":[{{"from":[{peer}]}}]}}"#
            ))];
            // The same labels on the pod, or on its namespace.
            let labels = ByName::from_iter([("app".to_owned(), "proxy".to_owned())]);
            let none = ByName::default();
            let (of_pod, namespace) = if at == 0 { (&labels, "shop") } else { (&none, "edge") };
            scenario.namespaces = ByName::from_iter([("edge".to_owned(), labels.clone())]);
            let from = End { address: "10.244.0.10".parse().unwrap(), pod: Some((namespace, "p", of_pod)) };
            let to = End { address: "10.244.1.21".parse().unwrap(), pod: Some(("shop", "web-1", &none)) };
            let passes = network_policy::decide(&scenario, from, to, Protocol::Tcp, 8080).chosen().is_ok();
            assert_eq!(passes, expected, "{peer}");
        }
    }
}

/// `policyTypes` left out: Ingress, and Egress where there are egress rules
/// (<https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/>).
#[test]
fn directions_left_out_follow_from_the_rules() {
    use gauntlet_scenario::model::PolicyType::Egress;
    use gauntlet_scenario::model::PolicyType::Ingress;
    let rows = [
        (r#"{"name":"a","namespace":"shop"}"#, (true, false)),
        (r#"{"name":"a","namespace":"shop","egress":[{}]}"#, (true, true)),
        (r#"{"name":"a","namespace":"shop","ingress":[{}]}"#, (true, false)),
        (r#"{"name":"a","namespace":"shop","policyTypes":["Egress"],"ingress":[{}]}"#, (false, true)),
    ];
    for (json, expected) in rows {
        let policy = policy(json);
        assert_eq!((policy.closes(Ingress), policy.closes(Egress)), expected, "{json}");
    }
}

#[test]
fn a_port_left_out_is_every_port_of_its_protocol() {
    let none = ByName::default();
    let from = End { address: "192.0.2.1".parse().unwrap(), pod: None };
    let to = End { address: "10.244.1.21".parse().unwrap(), pod: Some(("shop", "web-1", &none)) };
    let mut scenario = Scenario::built_in();
    scenario.network_policies = vec![policy(
        r#"{"name":"p","namespace":"shop","policyTypes":["Ingress"],"ingress":[{"ports":[{"protocol":"UDP"}]}]}"#,
    )];
    for (protocol, port, passes) in
        [(Protocol::Udp, 1, true), (Protocol::Udp, 65_535, true), (Protocol::Tcp, 53, false)]
    {
        assert_eq!(
            network_policy::decide(&scenario, from, to, protocol, port).chosen().is_ok(),
            passes,
            "{protocol:?} {port}"
        );
    }
}
