//! A host that nothing knows, called as if it were the scenario's own.

use gauntlet_explain::own_host::{called, offer};
use gauntlet_explain::question::for_request;
use gauntlet_explain::run;
use gauntlet_model::ask::SEED;
use gauntlet_model::curl;
use gauntlet_model::journey::{Direction, Outcome};
use gauntlet_scenario::Scenario;

#[test]
fn an_unknown_host_is_offered_as_the_scenario_s_own() {
    let rows = [
        ("curl https://shop.example/cart?item=7", Some("https://site.example/cart?item=7")),
        ("curl http://localhost:3000/a", Some("http://site.example/a")),
        ("curl -H 'Host: a.example' https://b.example/", Some("https://site.example/")),
        ("curl https://site.example/", None),
        ("curl https://api.payments.example/", None),
        ("curl https://192.0.2.99/", None),
        ("curl https://no.such.site.example.org/", Some("https://site.example/")),
    ];
    let scenario = Scenario::built_in();
    for (command, expected) in rows {
        let ask = for_request(&scenario, None, curl::parse(command).unwrap());
        let found = offer(&scenario, &ask);
        assert_eq!(found.as_ref().map(|found| found.ask.url()).as_deref(), expected, "{command}");
        let Some(found) = found else { continue };
        assert_eq!((found.ask.direction, found.ask.server.as_ref()), (Direction::Ingress, None), "{command}");
        assert_eq!(run(&scenario, &found.ask, SEED).outcome, Outcome::Answered, "{command}");
    }
}

#[test]
fn a_host_that_answers_goes_before_one_that_does_not() {
    let mut scenario = Scenario::built_in();
    let ask = for_request(&scenario, None, curl::parse("curl https://shop.example/").unwrap());
    let host = |scenario: &Scenario| offer(scenario, &ask).map(|offer| offer.host);
    assert_eq!(host(&scenario).as_deref(), Some("site.example"));
    scenario.reverse_proxy.routes[1].service = "gone".to_owned();
    assert_eq!(host(&scenario).as_deref(), Some("api.site.example"));
    scenario.reverse_proxy.routes[0].service = "gone".to_owned();
    assert_eq!(host(&scenario).as_deref(), Some("site.example"), "none answers");
    scenario.reverse_proxy.routes.clear();
    scenario.reverse_proxy.certificate_names.clear();
    assert_eq!(host(&scenario), None);
}

#[test]
fn headers_and_body_stay() {
    let command = "curl -X PUT -H 'X-A: 1' --data-raw a=b -k --tls-max 1.2 https://shop.example:8443/a?b=c";
    let scenario = Scenario::built_in();
    let ask = for_request(&scenario, None, curl::parse(command).unwrap());
    let command = called(&ask, "Site.example");
    let (before, after) = (&ask.request, &command.request);
    assert_eq!((after.host.as_str(), after.header("Host")), ("site.example", Some("Site.example")));
    assert_eq!((&before.path, &before.query, &before.body), (&after.path, &after.query, &after.body));
    assert_eq!(before.headers[1..], after.headers[1..]);
    assert_eq!((command.tls, command.scheme), (ask.tls, ask.scheme));
}
