//! What each layer can read of each story's packet, and why not the rest.
#![allow(clippy::unwrap_used)]

use gauntlet_explain as explain;
use gauntlet_explain::messages::TELLING_SERVER_NAME;
use gauntlet_explain::visibility;
use gauntlet_model::journey::{Direction, Way};
use gauntlet_model::layer::Layer;
use gauntlet_model::report::Hidden;
use gauntlet_scenario::Scenario;

use Direction::{Egress, Ingress};
use Hidden::{BelowHttp, Encrypted};

#[test]
fn each_layer_reads_what_it_can() {
    let rows: &[(Direction, bool, Layer, Result<(), Hidden>)] = &[
        (Ingress, false, Layer::Firewall, Err(BelowHttp)),
        (Ingress, false, Layer::Waf, Ok(())),
        (Ingress, true, Layer::Waf, Ok(())),
        (Ingress, false, Layer::LoadBalancer, Err(BelowHttp)),
        (Ingress, false, Layer::ReverseProxy, Ok(())),
        (Ingress, false, Layer::Service, Err(BelowHttp)),
        (Ingress, false, Layer::Pod, Ok(())),
        (Egress, false, Layer::NatGateway, Err(BelowHttp)),
        (Egress, false, Layer::EgressFirewall, Err(Encrypted)),
        (Egress, true, Layer::EgressFirewall, Err(Encrypted)),
        (Egress, false, Layer::External, Ok(())),
    ];
    let scenario = Scenario::built_in();
    for (direction, blocked, layer, request) in rows {
        let journey = explain::run(&scenario, &scenario.story(*direction, *blocked), 1);
        let hop = journey.hops.iter().find(|hop| hop.layer == *layer && hop.way == Way::Request).unwrap();
        let seen = visibility::of(hop);
        let found = seen.iter().find(|seen| seen.field == "request").unwrap();
        assert_eq!(
            &found.value.as_ref().map(|_| ()).map_err(|hidden| *hidden),
            request,
            "{layer} in {direction:?}"
        );
    }
}

#[test]
fn the_egress_firewall_reads_the_server_name() {
    let scenario = Scenario::built_in();
    let journey = explain::run(&scenario, &scenario.story(Egress, true), 1);
    let hop = journey.hops.iter().find(|hop| hop.layer == Layer::EgressFirewall).unwrap();
    let seen = visibility::of(hop);
    let name = seen.iter().find(|seen| seen.field == TELLING_SERVER_NAME).unwrap();
    assert_eq!(name.value.as_deref(), Ok("collector.unknown.example"));
}
