//! Service: endpoints, ports, session affinity, headless.

use std::collections::BTreeSet;

use gauntlet_scenario::Scenario;
use gauntlet_scenario::model::{ClusterIp, ServicePort, SessionAffinity, Upstream};

use crate::common::{self, end, ingress};

fn pods(scenario: &Scenario) -> BTreeSet<String> {
    let chosen = (0..32).map(|seed| {
        let journey = common::checked(scenario, &ingress("https://site.example/"), seed);
        journey.hops.iter().find(|hop| hop.layer.name() == "service").unwrap().chose.clone().unwrap()
    });
    chosen.collect()
}

#[test]
fn a_service_spreads_over_its_ready_pods_only() {
    let scenario = Scenario::built_in();
    assert_eq!(pods(&scenario), BTreeSet::from(["web-1".to_owned(), "web-3".to_owned()]));
}

/// `sessionAffinity: ClientIP` (<https://kubernetes.io/docs/reference/networking/virtual-ips/#session-affinity>) goes by the
/// address that the Service sees, which behind a proxy is the proxy's.
#[test]
fn session_affinity_keeps_the_proxy_on_one_pod() {
    let mut scenario = Scenario::built_in();
    scenario.services[0].session_affinity = SessionAffinity::ClientIp;
    assert_eq!(pods(&scenario).len(), 2, "a proxy that picks for itself never asks the node");
    scenario.reverse_proxy.upstream = Some(Upstream::VirtualIp);
    let of_one_proxy: Vec<String> = pods(&scenario).into_iter().collect();
    assert_eq!(of_one_proxy.len(), 1);
    let of_others: BTreeSet<String> = (20..40)
        .flat_map(|host| {
            scenario.reverse_proxy.address = format!("10.244.0.{host}").parse().unwrap();
            pods(&scenario)
        })
        .collect();
    assert_eq!(of_others.len(), 2, "other addresses land on other pods");
}

/// A headless Service has no address and no rule of kube-proxy, so nothing turns its port into the pods'
/// (<https://kubernetes.io/docs/concepts/services-networking/service/#headless-services>). A proxy that reads endpoints reads the
/// ports there.
#[test]
fn a_headless_service_leads_to_the_pods_themselves() {
    use Upstream::{Endpoints, VirtualIp};
    let rows = [
        (VirtualIp, ServicePort { port: 80, target_port: 8080 }, 80),
        (VirtualIp, ServicePort { port: 8080, target_port: 8080 }, 8080),
        (VirtualIp, ServicePort { port: 8080, target_port: 80 }, 8080),
        (Endpoints, ServicePort { port: 80, target_port: 8080 }, 8080),
        (Endpoints, ServicePort { port: 8080, target_port: 80 }, 80),
    ];
    for (upstream, port, expected) in rows {
        let mut scenario = Scenario::built_in();
        scenario.network_policies.clear();
        scenario.services[0].cluster_ip = ClusterIp(None);
        scenario.services[0].ports = vec![port.clone()];
        scenario.reverse_proxy.upstream = Some(upstream);
        scenario.reverse_proxy.routes[1].port = port.port;
        let journey = common::checked(&scenario, &ingress("https://site.example/"), 3);
        let ends = if expected == 8080 {
            "answered: 200 from pod"
        } else {
            "pod.not_listening: 502 from reverse_proxy"
        };
        assert_eq!(end(&journey), ends, "{upstream:?} {port:?}");
        let service = journey.hops.iter().find(|hop| hop.layer.name() == "service").unwrap();
        assert_eq!(service.after.destination.port(), expected, "{upstream:?} {port:?}");
        assert_eq!(service.before.destination, service.after.destination, "nothing rewrites it");
        assert_eq!(pods(&scenario).len(), 2);
    }
}
