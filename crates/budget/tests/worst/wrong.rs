//! Scenarios that are wrong all over: each problem takes looking for.

use gauntlet_scenario::{BUILT_IN, MAX_BYTES};
use serde_json::{Value, json};

use super::{address, filled, node, old_node, old_pod, older, pod, route, same, service};

/// Texts that are wrong all over.
pub fn wrong() -> Vec<(&'static str, String)> {
    let most = |text: &str| text.repeat(MAX_BYTES / text.len() - 1);
    let slips = |whole: &mut Value| whole["loadBalancer"]["nodes"] = (0..1_500).map(node).collect();
    let mut issue: Value = serde_json::from_str(BUILT_IN).unwrap();
    issue["loadBalancer"]["nodes"] = (0..100)
        .map(|at| json!({ "name": format!("{at}{}", "n".repeat(1_000)), "address": address(at) }))
        .collect();
    issue["pods"][0]["nodeName"] = json!("n".repeat(100_000));
    let alike = |whole: &mut Value| {
        whole["loadBalancer"]["nodes"] = (0..300)
            .map(|at| json!({ "name": format!("{}{at:03}", "n".repeat(240)), "address": address(at) }))
            .collect();
    };
    vec![
        ("a hundred long nodes and a pod’s longer", issue.to_string()),
        ("every pod on a slip of a node", filled("/pods", slips, |at| pod(at, &format!("nod-{at:06}")))),
        (
            "every pod on a node that begins alike",
            filled("/pods", alike, |at| pod(at, &format!("{}x{at:04}", "n".repeat(240)))),
        ),
        (
            "every route to a slip of a Service",
            filled(
                "/reverseProxy/routes",
                |w| w["services"] = (0..900).map(service).collect(),
                |at| route(at, &format!("servce-{at:06}")),
            ),
        ),
        ("every pod of version 1 wrong", filled("/pods", older, |at| old_pod(at, json!("yes")))),
        ("every node of version 1 wrong", filled("/loadBalancer/nodes", older, |at| old_node(at, json!([])))),
        ("every port wrong", filled("/loadBalancer/listeners", same, |_| json!(0))),
        (
            "every number wrong",
            format!("{{\"loadBalancer\":{{\"listeners\":[{}1]}}}}", most("0.5,").split_at(260_000).0),
        ),
        (
            "every field unknown",
            format!(
                "{{\"waf\":{{{}\"mode\":1}}}}",
                (0..21_000).map(|at| format!("\"{at}\":1,")).collect::<String>()
            ),
        ),
        ("every field twice", format!("{{\"waf\":{{{}\"mode\":1}}}}", "\"mode\":1,".repeat(29_000))),
        (
            "every name long",
            format!(
                "{{\"waf\":{{{}\"mode\":1}}}}",
                (0..800).map(|at| format!("\"{at:03}{}\":1,", "/".repeat(314))).collect::<String>()
            ),
        ),
        ("one long name", format!("{{\"{}\":1}}", "/".repeat(262_000))),
        ("one long text", format!("{{\"version\":\"2\",\"title\":\"{}\"}}", "\\u0041".repeat(43_000))),
        (
            "empty lists",
            format!(
                "[{}[]]",
                most("[],").split_at(262_140).0.trim_end_matches(['[', ']', ',']).to_owned() + ","
            ),
        ),
        (
            "deep",
            format!(
                "{}{}{}",
                "[".repeat(127),
                most("1,").split_at(260_000).0.to_owned() + "1",
                "]".repeat(127)
            ),
        ),
        ("too deep", "[".repeat(MAX_BYTES)),
        ("broken at its end", filled("/pods", same, |at| pod(at, "node-a")) + "x"),
        ("a text without its end", format!("\"{}", "\\\"".repeat(131_000))),
        ("lines alone", "\n".repeat(MAX_BYTES)),
        (
            "lines and errors",
            format!("{{\"loadBalancer\":{{\"listeners\":[{}1]}}}}", "\n0.5,\n".repeat(43_000)),
        ),
    ]
}
