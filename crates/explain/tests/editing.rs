//! Editing a scenario's text: what is wrong with it is told in parts, and a change leaves the rest of the text as it is written.
#![allow(clippy::unwrap_used)]

use gauntlet_explain::preset;
use gauntlet_scenario::editing::changed;
use gauntlet_scenario::{BUILT_IN, Scenario, rewrite};
use serde_json::{Value, json};

#[test]
fn only_what_differs_is_written_anew() {
    let rows = [
        (
            "{ \"a\": 1,\n\t\"b\" : [ 1,2 ] }",
            json!({"a": 1, "b": [1, 2]}),
            "{ \"a\": 1,\n\t\"b\" : [ 1,2 ] }",
        ),
        (
            "{ \"a\": 1,\n\t\"b\" : [ 1,2 ] }",
            json!({"a": 7, "b": [1, 2]}),
            "{ \"a\": 7,\n\t\"b\" : [ 1,2 ] }",
        ),
        (
            "{ \"a\": 1,\n\t\"b\" : [ 1,2 ] }",
            json!({"a": 1, "b": [1, 3]}),
            "{ \"a\": 1,\n\t\"b\" : [ 1,3 ] }",
        ),
        ("{ \"a\": 1,\n\t\"b\" : [ 1,2 ] }", json!({"b": [2]}), "{ \"b\" : [ 2 ] }"),
        (
            "{\"b\":2, \"a\":1}",
            json!({"a": 1, "b": 2, "c": {"d": "é\n"}}),
            "{\"b\":2, \"a\":1, \"c\": { \"d\": \"é\\n\" }}",
        ),
        ("[1,\n 2,\n 3]", json!([1, 3]), "[1,\n 3]"),
        ("[1,\n 2,\n 3]", json!([2, 3]), "[2,\n 3]"),
        ("[1,\n 3]", json!([1, 2, 3]), "[1,\n 2,\n 3]"),
        ("[1,\n 3]", json!([0, 1, 3]), "[0,\n 1,\n 3]"),
        ("[\n  1\n]", json!([1, 2]), "[\n  1,\n  2\n]"),
        ("[ 1 ]\n", json!([]), "[]\n"),
        ("[]", json!([1, 2]), "[1, 2]"),
        ("{}", json!({"a/b": []}), "{ \"a/b\": [] }"),
        ("[{\"a\":\"\\u0041\"}]", json!([{"a": "A"}, {"a": "B"}]), "[{\"a\":\"\\u0041\"}, { \"a\": \"B\" }]"),
        ("{\"a\": 1, \"a\": 2}", json!({"a": 3}), "{\"a\": 3}"),
        ("[1]", json!({"a": true}), "{ \"a\": true }"),
    ];
    for (text, content, expected) in rows {
        assert_eq!(rewrite(text, &content.to_string()).as_deref(), Some(expected), "{text} as {content}");
    }
}

#[test]
fn long_values_are_broken_into_lines() {
    let content = json!({"list": [{"first": "a".repeat(60), "second": "b".repeat(60)}]});
    let expected = format!(
        "{{\n  \"list\": [\n    {{\n      \"first\": \"{}\",\n      \"second\": \"{}\"\n    }}\n  ]\n}}",
        "a".repeat(60),
        "b".repeat(60)
    );
    assert_eq!(rewrite("null", &content.to_string()), Some(expected));
}

#[test]
fn what_is_no_json_is_left_alone() {
    let deep = "[".repeat(10_000);
    for (text, content) in
        [("{", "{}"), ("{}", "}"), ("", "1"), ("[1 2]", "[]"), (deep.as_str(), "1"), ("1", deep.as_str())]
    {
        assert_eq!(rewrite(text, content), None, "{text:.9} {content:.9}");
    }
}

/// Every value of the built-in scenario is taken away, and changed: what is read back is what was asked for, and few lines differ.
#[test]
fn every_change_of_the_built_in_scenario_reads_back_as_itself() {
    let whole: Value = serde_json::from_str(BUILT_IN).expect("the built-in scenario");
    let mut pointers = Vec::new();
    walk(&whole, String::new(), &mut pointers);
    assert!(pointers.len() > 200);
    for pointer in pointers {
        let mut gone = whole.clone();
        let (parent, name) = pointer.rsplit_once('/').expect("a member");
        match gone.pointer_mut(parent) {
            Some(Value::Object(members)) => drop(members.remove(&name.replace("~1", "/"))),
            Some(Value::Array(items)) => drop(items.remove(name.parse().expect("an index"))),
            _ => panic!("{pointer}"),
        }
        let mut changed = whole.clone();
        *changed.pointer_mut(&pointer).expect("a place") = json!(["other"]);
        for content in [gone, changed] {
            let text = rewrite(BUILT_IN, &content.to_string()).expect("JSON");
            assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), content, "{pointer}");
            let kept = text.lines().filter(|line| BUILT_IN.contains(*line)).count();
            assert!(text.lines().count() - kept <= 3, "{pointer}: {text}");
        }
    }
}

fn walk(value: &Value, pointer: String, out: &mut Vec<String>) {
    let mut child = |name: &str, value: &Value| {
        let pointer = format!("{pointer}/{}", name.replace('/', "~1"));
        out.push(pointer.clone());
        walk(value, pointer, out);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| child(name, value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, value)| child(&at.to_string(), value)),
        _ => {}
    }
}

#[test]
fn a_change_leaves_the_rest_of_the_text_alone() {
    let was = Scenario::from_json(BUILT_IN).unwrap();
    let mut now = was.clone();
    now.state.pods.get_mut("shop/web-2").unwrap().ready = true;
    now.egress_firewall.allow.push(now.egress_firewall.allow[0].clone());
    now.egress_firewall.allow[1].name = "again".to_owned();
    now.firewall.rules.remove(0);
    now.load_balancer.node_port = 30444;
    let text = changed(BUILT_IN, &was, &now, Scenario::NAMES);
    assert_eq!(Scenario::from_json(&text).unwrap(), now);
    let new: Vec<_> = text.lines().filter(|line| !BUILT_IN.contains(*line)).collect();
    assert_eq!(new.len(), 3, "the pod, the node port and the allow-list: {new:#?}");
    assert!(!text.contains("nonPorts"), "what was left out stays so");
}

/// A preset's scenario is the built-in one's text, but where it is changed.
#[test]
fn a_presets_scenario_is_told_as_text() {
    for preset in preset::all() {
        let text = preset.scenario_text().unwrap();
        assert_eq!(Scenario::from_json(&text).unwrap(), preset.scenario().unwrap(), "{}", preset.name);
        let new = text.lines().filter(|line| !BUILT_IN.contains(*line)).count();
        assert!(new <= 20, "{}: {new} lines are new", preset.name);
    }
}
