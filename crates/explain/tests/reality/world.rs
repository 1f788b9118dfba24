//! The recordings' world as a scenario: their routes, a Service and a pod for each server behind the proxy, and nothing before it
//! that would stop a request.

use std::path::Path;

use gauntlet_explain::run;
use gauntlet_explain::trace::Trace;
use gauntlet_model::ask::{Ask, SEED};
use gauntlet_model::http::{Request, Scheme};
use gauntlet_model::journey::Direction;
use gauntlet_model::tls::TlsClient;
use gauntlet_scenario::Scenario;
use serde_json::{Value, json};

/// The scenario behind a proxy of a kind, with the option that it was recorded with after a comma; none where the engines have no
/// such kind or option.
pub fn scenario(system: &str, change: impl Fn(&mut Value)) -> Option<Scenario> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |file: &str| -> Value {
        serde_json::from_str(&std::fs::read_to_string(root.join(file)).unwrap()).unwrap()
    };
    let schema = read("assets/scenario.schema.json");
    let mut scenario = read("assets/scenario.json");
    let (kind, option) = system.split_once(", ").unwrap_or((system, ""));
    match option {
        "" => {}
        "ssl_reject_handshake" | "strict-sni" => {
            schema["$defs"]["ReverseProxy"]["properties"].get("unknownServerName")?;
            scenario["reverseProxy"]["unknownServerName"] = "reject".into();
        }
        _ => return None,
    }
    match schema["$defs"]["ProxyKind"]["oneOf"].as_array() {
        Some(kinds) if kinds.iter().any(|known| known["const"] == kind) => {
            scenario["reverseProxy"]["kind"] = kind.into();
            scenario["reverseProxy"]["upstream"] = "endpoints".into();
        }
        None if ["ingress_nginx", "nginx"].contains(&kind) => {}
        _ => return None,
    }
    let routes = read("tests/reality/setup/routing.routes.json");
    for (at, route) in routes.as_array().unwrap().iter().enumerate() {
        let name = route["name"].as_str().unwrap();
        let add = |list: &mut Value, one: Value| {
            let list = list.as_array_mut().unwrap();
            if list.iter().all(|other| other["name"] != one["name"]) {
                list.push(one);
            }
        };
        add(
            &mut scenario["services"],
            json!({
                "namespace": "shop", "name": name, "clusterIP": format!("10.96.1.{}", at + 1),
                "selector": { "app": name }, "ports": [{ "port": 80, "targetPort": 8080 }],
            }),
        );
        add(
            &mut scenario["pods"],
            json!({
                "namespace": "shop", "name": format!("{name}-1"), "address": format!("10.244.9.{}", at + 1),
                "nodeName": "node-a", "labels": { "app": name }, "containerPort": 8080, "serviceTimeUs": 1000,
            }),
        );
    }
    scenario["reverseProxy"]["routes"] = routes;
    scenario["waf"]["mode"] = "off".into();
    scenario["networkPolicies"] = json!([]);
    scenario["firewall"] = json!({ "rules": [], "defaultAction": "allow" });
    // A port in `Host` is the one connected to.
    scenario["loadBalancer"]["listeners"] = json!([80, 443, 8080]);
    change(&mut scenario);
    Some(Scenario::from_json(&scenario.to_string()).unwrap_or_else(|errors| panic!("{errors}")))
}

/// What becomes of a message sent in the clear. One that the engines don't take for a request is an error.
pub fn send(scenario: &Scenario, bytes: &[u8]) -> Result<Trace, String> {
    sent(scenario, bytes, SEED)
}

/// The same under a seed.
pub fn sent(scenario: &Scenario, bytes: &[u8], seed: u64) -> Result<Trace, String> {
    let request = Request::parse(bytes).map_err(|error| error.to_string())?;
    Ok(run(scenario, &clear(request), seed))
}

/// A request sent in the clear.
pub fn clear(request: Request) -> Ask {
    Ask {
        direction: Direction::Ingress,
        scheme: Scheme::Http,
        tls: TlsClient::default(),
        server: None,
        family: None,
        request,
        source_ip: None,
        from: None,
    }
}
