//! Two Services, or two pods, of one name in two namespaces are two things.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gauntlet_explain::{report, run};
use gauntlet_model::ask::SEED;
use gauntlet_model::journey::{Direction, Outcome};
use gauntlet_model::layer::Layer;
use gauntlet_scenario::{BUILT_IN, Scenario};
use serde_json::{Value, json};

/// The built-in scenario with a second Service `web` and a second pod `web-1`, in the namespace `blog`; and a change of it.
fn twice(change: impl Fn(&mut Value)) -> Result<Scenario, String> {
    let mut whole: Value = serde_json::from_str(BUILT_IN).unwrap();
    let mut other = |list: &str, fields: Value| {
        let list = whole[list].as_array_mut().unwrap();
        let mut one = list[0].clone();
        one.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        list.push(one);
    };
    other("services", json!({ "namespace": "blog", "clusterIP": "10.96.0.30" }));
    other("pods", json!({ "namespace": "blog", "address": "10.244.1.91" }));
    change(&mut whole);
    Scenario::from_json(&whole.to_string()).map_err(|errors| errors.to_string())
}

/// Which pod a request to the site is answered by, under several seeds.
fn answered(scenario: &Scenario) -> Vec<String> {
    let ask = scenario.story(Direction::Ingress, false);
    let pods = (0..20).map(|seed| {
        let journey = run(scenario, &ask, seed);
        assert_eq!(journey.outcome, Outcome::Answered);
        journey.hops.iter().find(|hop| hop.layer == Layer::Service).unwrap().chose.clone().unwrap()
    });
    let mut pods: Vec<String> = pods.collect();
    pods.sort();
    pods.dedup();
    pods
}

#[test]
fn a_route_names_its_services_namespace() {
    let error = twice(|_| ()).unwrap_err();
    let expected = "/reverseProxy/routes/1/namespace";
    assert!(error.contains(expected), "{error}");
    assert!(error.contains("expected the namespace of a Service web: shop, blog"), "{error}");

    let to = |namespace: &str| {
        let namespace = namespace.to_owned();
        twice(move |whole| whole["reverseProxy"]["routes"][1]["namespace"] = json!(namespace)).unwrap()
    };
    assert_eq!(answered(&to("shop")), ["shop/web-1", "web-3"]);
    // The policies of the built-in scenario are the shop's.
    assert_eq!(answered(&to("blog")), ["blog/web-1"]);
    let error = twice(|whole| whole["reverseProxy"]["routes"][1]["namespace"] = json!("kiosk")).unwrap_err();
    assert!(
        error.contains("found \"kiosk\", expected the namespace of a Service web: shop, blog"),
        "{error}"
    );
}

#[test]
fn the_state_of_one_is_not_the_others() {
    let down = |pod: &str| {
        let pod = pod.to_owned();
        twice(move |whole| {
            whole["reverseProxy"]["routes"][1]["namespace"] = json!("shop");
            whole["state"]["pods"][&pod] = json!({ "ready": false });
        })
        .unwrap()
    };
    let scenario = down("shop/web-1");
    assert_eq!(answered(&scenario), ["web-3"]);
    let journey = run(&scenario, &scenario.story(Direction::Ingress, false), SEED);
    let hop = journey.hops.iter().find(|hop| hop.layer == Layer::Service).unwrap();
    let told: String = hop.why.iter().map(|reason| reason.text()).collect();
    assert!(told.contains("shop/web-1") && told.contains("web-2"), "who is left out: {told}");
    assert_eq!(answered(&down("blog/web-1")), ["shop/web-1", "web-3"]);
}

#[test]
fn the_picture_has_a_services_own_pods_and_tells_callers_apart() {
    let scenario = twice(|whole| whole["reverseProxy"]["routes"][1]["namespace"] = json!("shop")).unwrap();
    let names = |direction| {
        let told = report::run(&scenario, &scenario.story(direction, false), SEED);
        told.members.into_iter().filter(|member| !member.node).map(|member| member.name).collect::<Vec<_>>()
    };
    assert_eq!(names(Direction::Ingress), ["shop/web-1", "web-2", "web-3"]);
    assert!(names(Direction::Egress).contains(&"blog/web-1".to_owned()));
    let error = twice(|whole| whole["services"][2]["namespace"] = json!("shop")).unwrap_err();
    assert!(error.contains("/services/2/name"), "{error}");
    assert!(error.contains("a name that no other Service of the namespace has"), "{error}");
}
