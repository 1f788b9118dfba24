//! The worst inputs that are allowed, as far as thinking and trying found them.

use gauntlet_model::composed::Composed;
use gauntlet_model::journey::Direction;
use gauntlet_model::question::{Asked, MAX_COMMAND, Question, ScenarioChange};
use gauntlet_scenario::{BUILT_IN, MAX_BYTES};
use serde_json::{Value, json};

mod texts;
mod wrong;

use texts::{bodies, commands, contents, messages};
use wrong::wrong;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub enum Job {
    Check = 0,
    Rewrite = 1,
    Answer = 2,
    Preset = 3,
    Content = 4,
    Trace = 5,
    Traced = 6,
}

/// An input: what it is, what is asked of it, and its two parts.
pub struct Input {
    pub name: String,
    pub job: Job,
    pub one: Vec<u8>,
    pub other: Vec<u8>,
}

fn input(name: &str, job: Job, one: impl Into<Vec<u8>>) -> Input {
    Input { name: name.to_owned(), job, one: one.into(), other: Vec::new() }
}

/// The built-in scenario with a list made as long as fits; each item is made from its number.
pub fn filled(pointer: &str, change: impl Fn(&mut Value), item: impl Fn(usize) -> Value) -> String {
    let mut whole: Value = serde_json::from_str(BUILT_IN).unwrap();
    change(&mut whole);
    let mut size = whole.to_string().len();
    for at in 0.. {
        let item = item(at);
        let (name, value) = match item.get("=member") {
            Some(name) => (name.as_str(), &item["value"]),
            None => (None, &item),
        };
        size += value.to_string().len() + name.map_or(0, |name| name.len() + 3) + 1;
        if size >= MAX_BYTES {
            break;
        }
        match (whole.pointer_mut(pointer).unwrap(), name) {
            (Value::Array(list), _) => list.push(value.clone()),
            (Value::Object(members), Some(name)) => drop(members.insert(name.to_owned(), value.clone())),
            _ => panic!("{pointer}"),
        }
    }
    whole.to_string()
}

/// The built-in scenario after a change.
fn changed(change: impl Fn(&mut Value)) -> String {
    let mut whole: Value = serde_json::from_str(BUILT_IN).unwrap();
    change(&mut whole);
    whole.to_string()
}

fn member(name: String, value: Value) -> Value {
    json!({ "=member": name, "value": value })
}

fn same(_: &mut Value) {}

fn address(at: usize) -> String {
    format!("10.{}.{}.{}", 128 + at / 65_536, at / 256 % 256, at % 256)
}

fn pod(at: usize, node: &str) -> Value {
    json!({
        "namespace": "shop", "name": format!("p{at}"), "address": address(at), "nodeName": node, "labels": { "app": "web" },
        "containerPort": 8080, "serviceTimeUs": 1
    })
}

fn node(at: usize) -> Value {
    json!({ "name": format!("node-{at:06}"), "address": address(at) })
}

/// A pod and a node as version 1 has them.
fn old_pod(at: usize, ready: Value) -> Value {
    json!({
        "namespace": "shop", "name": format!("p{at}"), "address": address(at), "node": "node-a", "labels": { "app": "web" },
        "ready": ready, "port": 8080, "serviceTimeUs": 1
    })
}

fn old_node(at: usize, healthy: Value) -> Value {
    json!({ "name": format!("node-{at:06}"), "address": address(at), "healthy": healthy })
}

fn older(whole: &mut Value) {
    whole["version"] = json!("1");
    whole.as_object_mut().unwrap().remove("state");
}

fn rule(at: usize) -> Value {
    json!({ "name": format!("r{at}"), "action": "allow", "sources": ["192.0.2.7/32"], "ports": [1] })
}

fn service(at: usize) -> Value {
    json!({
        "namespace": "shop", "name": format!("service-{at:06}"), "clusterIP": address(at), "selector": { "app": "web" },
        "ports": [{ "port": 80, "targetPort": 8080 }]
    })
}

fn route(at: usize, service: &str) -> Value {
    json!({
        "name": format!("t{at}"), "host": "site.example", "path": "/x", "pathType": "Exact", "service": service, "port": 80
    })
}

fn policy(at: usize) -> Value {
    json!({
        "name": format!("n{at}"), "namespace": "shop", "policyTypes": ["Ingress"],
        "ingress": [{ "from": [{ "namespaceSelector": { "matchLabels": { "a": "b" } } }], "ports": [{ "port": 1 }] }]
    })
}

/// Large scenarios that are valid.
pub fn scenarios() -> Vec<(&'static str, String)> {
    let empty = |whole: &mut Value| whole["networkPolicies"] = json!([]);
    let labelled = |whole: &mut Value| {
        whole["namespaces"] = json!({ "ingress": {}, "shop": {} });
        for at in 0..6_000 {
            whole["namespaces"]["ingress"][format!("l{at}")] = json!("v");
        }
        whole["networkPolicies"] = json!([{
            "name": "n", "namespace": "shop", "policyTypes": ["Ingress"], "ingress": [{ "from": [] }]
        }]);
    };
    let half = |whole: &mut Value| {
        whole["services"] = (0..900).map(service).collect();
        whole["services"][0]["name"] = json!("web");
        whole["services"].as_array_mut().unwrap().push(json!({
            "namespace": "shop", "name": "api", "clusterIP": "10.0.9.9", "selector": { "app": "web" },
            "ports": [{ "port": 80, "targetPort": 8080 }]
        }));
    };
    vec![
        ("many pods", filled("/pods", same, |at| pod(at, "node-a"))),
        ("many nodes", filled("/loadBalancer/nodes", same, node)),
        ("many pods that are not ready", {
            let standing = |whole: &mut Value| {
                whole["pods"].as_array_mut().unwrap().extend((0..1_000).map(|at| pod(at, "node-a")));
                whole["state"]["pods"] =
                    (0..1_000).map(|at| (format!("shop/p{at}"), json!({ "ready": at > 1 }))).collect();
            };
            changed(standing)
        }),
        ("many nodes of version 1", filled("/loadBalancer/nodes", older, |at| old_node(at, json!(false)))),
        ("many rules", filled("/firewall/rules", same, rule)),
        (
            "many sources of a rule",
            filled("/firewall/rules/0/sources", same, |at| json!(format!("{}/32", address(at)))),
        ),
        ("many services", filled("/services", same, service)),
        (
            "many routes and services",
            filled("/reverseProxy/routes", half, |at| route(at, &format!("service-{:06}", 1 + at % 899))),
        ),
        ("many policies", filled("/networkPolicies", empty, policy)),
        (
            "many peers and labels",
            filled(
                "/networkPolicies/0/ingress/0/from",
                labelled,
                |_| json!({ "namespaceSelector": { "matchLabels": { "x": "y" } } }),
            ),
        ),
        ("many listeners", filled("/loadBalancer/listeners", same, |_| json!(1))),
        ("many names", filled("/dns", same, |at| member(format!("a{at}.example"), json!(["192.0.2.1"])))),
        (
            "many long names",
            filled("/dns", same, |at| {
                member(format!("{}{at:04}.example", "a".repeat(200)), json!(["192.0.2.1"]))
            }),
        ),
        (
            "many approved",
            filled(
                "/egressFirewall/allow",
                same,
                |at| json!({ "name": format!("e{at}"), "host": format!("h{at}.example"), "ports": [1] }),
            ),
        ),
        ("many labels of a pod", filled("/pods/0/labels", same, |at| member(format!("l{at}"), json!("v")))),
        (
            "many consumers",
            filled(
                "/apiGateway/consumers",
                |whole| {
                    whole["apiGateway"] = json!({
                        "hosts": ["site.example"], "consumers": [], "rateLimit": { "requestsPerSecond": 1, "burst": 1_000_000 },
                    })
                },
                |at| json!({ "name": format!("c{at}"), "key": format!("k{at}") }),
            ),
        ),
        ("four large requests", {
            let mut whole: Value = serde_json::from_str(BUILT_IN).unwrap();
            for story in whole["stories"].as_array_mut().unwrap() {
                let host =
                    if story["direction"] == "ingress" { "site.example" } else { "api.payments.example" };
                let body = "or 1=1 ".repeat(58_000 / 7);
                story["request"] =
                    json!(format!("POST / HTTP/1.1\nHost: {host}\nContent-Length: {}\n\n{body}", body.len()));
            }
            whole.to_string()
        }),
        ("much space", BUILT_IN.to_owned() + &" ".repeat(MAX_BYTES - BUILT_IN.len())),
    ]
}

fn pairs() -> Vec<(&'static str, String, String)> {
    let list = |from: usize, gap: &str| {
        let items: Vec<String> =
            (from..from + 20_000).map(|at| format!("{at:08}").replacen('0', "1", 1)).collect();
        format!("[{}]", items.join(gap))
    };
    let members = |names: &mut dyn Iterator<Item = usize>, value: usize| {
        let items: Vec<String> = names.map(|at| format!("\"{at:05}\":{value}")).collect();
        format!("{{{}}}", items.join(","))
    };
    let deep = |leaf: &str| format!("{}{}{leaf}{}", "[".repeat(127), "1,".repeat(130_000), "]".repeat(127));
    let pods = filled("/pods", same, |at| pod(at, "node-a"));
    let spaced = format!(
        "{}[{}]",
        " ".repeat(200_000),
        (0..6_000).map(|at| at.to_string()).collect::<Vec<_>>().join(", ")
    );
    let texts = |letter: &str| format!("[{}\"\"]", format!("\"{letter}\",").repeat(26_000));
    vec![
        ("every item another", list(0, ","), list(30_000, ",")),
        (
            "every member another, the other way round",
            members(&mut (0..26_000), 1),
            members(&mut (0..26_000).rev(), 2),
        ),
        ("every name another", members(&mut (0..26_000), 1), members(&mut (30_000..56_000), 1)),
        ("deep, and the last another", deep("1"), deep("2")),
        ("deep anew", "1".to_owned(), deep("2")),
        ("every pod another", pods.clone(), pods.replace("\"ready\":true", "\"ready\":false")),
        ("every pod anew", "{}".to_owned(), pods.clone()),
        ("far to the right", spaced.clone(), list(30_000, ",")),
        ("the same text in other escapes", texts("\\u0041A"), texts("A\\u0041")),
        ("a line each", list(0, ",\n"), list(30_000, ",")),
    ]
}

fn asked(scenario: Option<&str>, composed: Composed, mended: bool) -> Vec<u8> {
    let question = Question {
        scenario: scenario.map(str::to_owned),
        preset: None,
        asked: Asked::Composed(composed),
        change: if mended { ScenarioChange::Fix } else { ScenarioChange::None },
    };
    question.to_bytes().unwrap()
}

fn get(url: &str) -> Composed {
    Composed { url: url.to_owned(), ..Composed::default() }
}

/// A scenario that lets large bodies pass to where they are read, and has many rules of its own.
fn wide(own: usize) -> String {
    let mut whole: Value = serde_json::from_str(BUILT_IN).unwrap();
    whole["waf"]["maxBodyBytes"] = json!(1_000_000);
    whole["waf"]["customRules"] =
        (0..own).map(|at| json!({ "name": format!("own-{at}"), "contains": format!("{}{at}", "a".repeat(190)), "score": 1 })).collect();
    whole.to_string()
}

/// All of them.
pub fn all() -> Vec<Input> {
    let mut out = Vec::new();
    for (name, text) in contents() {
        assert!(text.len() <= gauntlet_content::MAX_BYTES, "{name}: {}", text.len());
        out.push(input(&format!("content: {name}"), Job::Content, text));
    }
    let scenarios = scenarios();
    for (name, text) in scenarios.iter().map(|(name, text)| (*name, text.clone())).chain(wrong()) {
        assert!(text.len() <= MAX_BYTES, "{name}: {}", text.len());
        out.push(input(&format!("check: {name}"), Job::Check, text));
    }
    for (name, text, content) in pairs() {
        let other = content.into_bytes();
        out.push(Input {
            name: format!("rewrite: {name}"),
            job: Job::Rewrite,
            one: text.into_bytes(),
            other,
        });
    }
    let out_to = |url: &str| Composed { direction: Some(Direction::Egress), ..get(url) };
    let stranger = "https://site.example:444/?a='or 1=1--";
    let stranger = Composed { source_ip: "198.51.100.70".to_owned(), ..get(stranger) };
    let stopped = [
        ("a page", get("https://site.example/"), true),
        ("a stranger", stranger, true),
        ("another host", get("https://www.site.exampel/a"), false),
        ("a call to a stranger", out_to(&format!("https://{}9999.exampel/", "a".repeat(200))), false),
    ];
    for (name, text) in &scenarios {
        for (sent, composed, mended) in &stopped {
            let fix = if *mended { ", mended" } else { "" };
            let question = asked(Some(text), composed.clone(), *mended);
            out.push(input(&format!("answer: {name}: {sent}{fix}"), Job::Answer, question));
        }
        out.push(Input {
            name: format!("trace: {name}"),
            job: Job::Trace,
            one: text.clone().into_bytes(),
            other: b"curl https://site.example:444/".to_vec(),
        });
    }
    let wide = wide(100);
    for (name, kind, body) in bodies() {
        let composed = Composed {
            method: "POST".to_owned(),
            headers: format!("Content-Type: {kind}"),
            body,
            ..get("https://site.example/")
        };
        out.push(input(&format!("answer: {name}"), Job::Answer, asked(Some(&wide), composed, false)));
    }
    for (name, headers, body) in messages() {
        let composed = Composed { method: "POST".to_owned(), headers, body, ..get("https://site.example/") };
        out.push(input(
            &format!("answer: message: {name}"),
            Job::Answer,
            asked(Some(&wide), composed, false),
        ));
    }
    for (name, command) in commands() {
        assert!(command.len() <= MAX_COMMAND, "{name}: {}", command.len());
        let asked = Asked::Curl { command, direction: None, source_ip: String::new(), from: String::new() };
        let question =
            Question { scenario: Some(wide.clone()), preset: None, asked, change: ScenarioChange::None };
        out.push(input(&format!("answer: curl: {name}"), Job::Answer, question.to_bytes().unwrap()));
    }
    for preset in gauntlet_explain::preset::all() {
        out.push(input(&format!("preset: {}", preset.name), Job::Preset, preset.name.to_owned()));
        let question = |change| Question {
            scenario: None,
            preset: Some(preset.name.to_owned()),
            asked: Asked::Preset,
            change,
        };
        out.push(input(
            &format!("answer: {}", preset.name),
            Job::Answer,
            question(ScenarioChange::Fix).to_bytes().unwrap(),
        ));
    }
    out
}
