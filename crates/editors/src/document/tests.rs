//! Tests of the document's changes.
#![allow(clippy::unwrap_used)]

use gauntlet_scenario::{BUILT_IN, Scenario, rewrite};

use super::*;
use crate::fields::{Kind, LISTS};

fn list(at: &str) -> &'static List {
    LISTS.iter().find(|list| list.at == at).unwrap()
}

fn target(at: &str, index: usize, name: &str) -> Target {
    let list = list(at);
    let field = list.fields.iter().find(|field| matches!(field.place, Place::Row(own) if own == name));
    Target::Field(list, index, field.unwrap())
}

fn text(text: &str) -> Option<Json> {
    Some(Json::Text(text.to_owned()))
}

fn built_in() -> Json {
    Json::read(BUILT_IN).unwrap()
}

/// The form's pointers and fields are those of the scenario, and the first one of each list makes a valid scenario.
#[test]
fn the_form_knows_the_scenario() {
    let whole = Json::read(BUILT_IN).unwrap();
    for list in LISTS {
        if list.add.is_empty() {
            // Its rows are given: each of them takes every field.
            let mut told = whole.clone();
            for (index, field) in
                (0..rows(&whole, list).len()).flat_map(|at| list.fields.iter().map(move |field| (at, field)))
            {
                Target::Field(list, index, field).set(&mut told, text("a"));
            }
            let text = rewrite(BUILT_IN, &told.written()).unwrap();
            assert_ne!(told.written(), whole.written());
            assert!(
                Scenario::from_json(&text).is_ok(),
                "{}: {:?}",
                list.at,
                Scenario::from_json(&text).err()
            );
            continue;
        }
        let items = whole.at(list.at).expect(list.at).items();
        let first = Json::read(list.first).expect(list.at);
        for field in list.fields {
            if let Kind::NameOf(names) = field.kind {
                assert!(matches!(whole.at(names), Some(Json::Array(_))), "{names}");
            }
            let Place::Row(name) = field.place else { continue };
            let there = items.iter().chain([&first]).any(|item| item.member(name).is_some());
            assert!(there, "{} {name}", list.at);
            assert!(field.optional || first.member(name).is_some(), "{} {name}", list.at);
        }
        if let Some((at, _, choices)) = list.then {
            assert!(choices.contains(&whole.at(at).and_then(Json::text).expect(at)), "{at}");
            for choice in choices {
                let mut other = whole.clone();
                Target::Alone(at).set(&mut other, Some(Json::Text((*choice).to_owned())));
                assert!(Scenario::from_json(&other.written()).is_ok(), "{at} {choice}");
            }
        }
        let mut grown = whole.clone();
        let Some(Json::Array(items)) = grown.at_mut(list.at) else { panic!("{}", list.at) };
        let mut new = first.clone();
        new.set("name", Some(Json::Text("one-more".to_owned())));
        if new.member("address").is_some() {
            new.set("address", Some(Json::Text("10.255.0.1".to_owned())));
        }
        items.push(new);
        let text = rewrite(BUILT_IN, &grown.written()).unwrap();
        assert!(Scenario::from_json(&text).is_ok(), "{}: {:?}", list.at, Scenario::from_json(&text).err());
    }
}

#[test]
fn a_field_is_read_and_written_in_its_row() {
    let mut whole = built_in();
    let action = target("/firewall/rules", 1, "action");
    assert_eq!(action.pointer(&whole).as_deref(), Some("/firewall/rules/1/action"));
    assert_eq!(action.shown(&whole), "allow");
    action.set(&mut whole, text("drop"));
    assert_eq!(action.shown(&whole), "drop");
    let sources = target("/firewall/rules", 1, "sources");
    assert_eq!(sources.shown(&whole), "");
    sources.set(&mut whole, Kind::Texts.read(true, false, "192.0.2.0/24, 10.0.0.0/8"));
    assert_eq!(sources.shown(&whole), "192.0.2.0/24, 10.0.0.0/8");
    sources.set(&mut whole, None);
    // Only what was changed is another text.
    let changed = rewrite(BUILT_IN, &whole.written()).unwrap();
    assert_eq!(
        changed,
        BUILT_IN.replacen("\"allow-web\", \"action\": \"allow\"", "\"allow-web\", \"action\": \"drop\"", 1)
    );
    assert_eq!(target("/firewall/rules", 99, "action").pointer(&whole), None);
}

#[test]
fn what_names_a_node_or_a_pod_goes_on_to() {
    let mut whole = built_in();
    let old = target("/loadBalancer/nodes", 0, "name").shown(&whole);
    target("/loadBalancer/nodes", 0, "name").set(&mut whole, text("node-z"));
    assert!(!whole.written().contains(&format!("\"{old}\"")), "{old}");
    assert!(Scenario::from_json(&whole.written()).is_ok());
    let calls = whole.at("/stories").unwrap().items().iter().find_map(|story| story.member("from")?.text());
    let (namespace, name) =
        calls.unwrap().split_once('/').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let index = names_of(&whole, "/pods").iter().position(|one| *one == name).unwrap();
    target("/pods", index, "name").set(&mut whole, text("caller"));
    assert!(whole.written().contains(&format!("\"from\":\"{namespace}/caller\"")));
}

#[test]
fn another_row_has_a_name_and_an_address_of_its_own() {
    let mut whole = built_in();
    for list in LISTS.iter().filter(|list| !list.add.is_empty()) {
        for _ in 0..3 {
            add(&mut whole, list);
            let names = names_of(&whole, list.at);
            assert!(!names[..names.len() - 1].contains(names.last().unwrap()), "{names:?}");
        }
        assert!(Scenario::from_json(&whole.written()).is_ok(), "{}", list.at);
    }
    let mut empty = Json::read(r#"{"loadBalancer":{"nodes":[]}}"#).unwrap();
    add(&mut empty, list("/loadBalancer/nodes"));
    assert_eq!(names_of(&empty, "/loadBalancer/nodes"), ["node-a"]);
    assert_eq!(name(&empty, list("/loadBalancer/nodes"), 0), "node-a");
    for (was, taken, expected) in [
        ("web-2", &["web-2", "web-3"][..], "web-4"),
        ("web", &["web"], "web-2"),
        ("9", &["9"], "10"),
        ("", &[""], "-2"),
        ("x18446744073709551615", &["x18446744073709551615"], "x18446744073709551615"),
    ] {
        let taken: Vec<String> = taken.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(another_name(was, &taken), expected);
    }
    for (was, document, expected) in [
        ("10.0.0.1", r#""10.0.0.1" "10.0.0.2""#, "10.0.0.3"),
        ("10.0.0.254", r#""10.0.0.254""#, "10.0.0.0"),
        ("2001:db8::9", r#""2001:db8::9" "2001:db8::a""#, "2001:db8::b"),
        ("2001:db8::1f", r#""2001:db8::1f""#, "2001:db8::20"),
        ("somewhere", r#""somewhere""#, "somewhere"),
        ("", r#""""#, ""),
    ] {
        assert_eq!(another_address(was, document), expected);
    }
}

const NAME: Field = Field { place: Place::Row("name"), label: "", kind: Kind::Text, optional: false };
const HEALTHY: Field = Field {
    place: Place::Apart { pattern: "/state/nodes/{name}/healthy", default: "true" },
    label: "",
    kind: Kind::Switch,
    optional: false,
};
const READY: Field = Field {
    place: Place::Apart { pattern: "/state/pods/{namespace}~1{name}/ready", default: "true" },
    ..HEALTHY
};
static NODES: List =
    List { at: "/nodes", title: "", hint: "", add: "", first: "{}", fields: &[NAME, HEALTHY], then: None };
static PODS: List = List { at: "/pods", fields: &[NAME, READY], ..NODES_LIKE };
const NODES_LIKE: List = List { at: "", title: "", hint: "", add: "", first: "{}", fields: &[], then: None };

fn apart() -> Json {
    Json::read(r#"{"nodes":[{"name":"a"},{"name":"b/2"}],"pods":[{"namespace":"n","name":"p"}]}"#).unwrap()
}

#[test]
fn a_field_apart_has_its_default_until_it_is_written() {
    let mut whole = apart();
    let healthy = |index| Target::Field(&NODES, index, &NODES.fields[1]);
    let ready = Target::Field(&PODS, 0, &PODS.fields[1]);
    assert_eq!((healthy(0).shown(&whole), ready.shown(&whole)), ("true".to_owned(), "true".to_owned()));
    assert_eq!(healthy(1).pointer(&whole).as_deref(), Some("/state/nodes/b~12/healthy"));
    let before = whole.clone();
    // Writing the default of what is not there changes nothing.
    healthy(0).set(&mut whole, Kind::Switch.read(false, true, ""));
    assert_eq!(whole, before);
    let off = || Kind::Switch.read(false, false, "");
    healthy(1).set(&mut whole, off());
    ready.set(&mut whole, off());
    assert_eq!(
        whole.member("state").unwrap().written(),
        r#"{"nodes":{"b/2":{"healthy":false}},"pods":{"n/p":{"ready":false}}}"#
    );
    assert_eq!((healthy(1).shown(&whole), healthy(0).shown(&whole)), ("false".to_owned(), "true".to_owned()));
    // The default takes the member away, and what is empty then; what else is said stays.
    whole.at_mut("/state/pods/n~1p").unwrap().set("down", Some(Json::Plain("1".to_owned())));
    healthy(1).set(&mut whole, Kind::Switch.read(false, true, ""));
    ready.set(&mut whole, Kind::Switch.read(false, true, ""));
    assert_eq!(whole.member("state").unwrap().written(), r#"{"pods":{"n/p":{"down":1}}}"#);
    // A row without what names it has no place apart.
    Target::Field(&NODES, 0, &NODES.fields[0]).set(&mut whole, None);
    assert_eq!(healthy(0).pointer(&whole), None);
    let before = whole.clone();
    healthy(0).set(&mut whole, off());
    assert_eq!(whole, before);
}

#[test]
fn what_is_said_apart_moves_and_goes_with_its_row() {
    let mut whole = apart();
    let (name, healthy) =
        (Target::Field(&NODES, 1, &NODES.fields[0]), Target::Field(&NODES, 1, &NODES.fields[1]));
    healthy.set(&mut whole, Kind::Switch.read(false, false, ""));
    name.set(&mut whole, text("c"));
    assert_eq!(whole.member("state").unwrap().written(), r#"{"nodes":{"c":{"healthy":false}}}"#);
    assert_eq!(healthy.shown(&whole), "false");
    // By the name of another it takes nothing away from that, and nothing along when it goes on.
    Target::Field(&NODES, 0, &NODES.fields[0]).set(&mut whole, text("c"));
    Target::Field(&NODES, 0, &NODES.fields[0]).set(&mut whole, text("a"));
    assert_eq!(whole.member("state").unwrap().written(), r#"{"nodes":{"c":{"healthy":false}}}"#);
    remove(&mut whole, &NODES, 0);
    assert_eq!(whole.member("state").unwrap().written(), r#"{"nodes":{"c":{"healthy":false}}}"#);
    remove(&mut whole, &NODES, 0);
    remove(&mut whole, &NODES, 0);
    assert_eq!(whole.written(), r#"{"nodes":[],"pods":[{"namespace":"n","name":"p"}]}"#);
}
