//! What a scenario has to have where a layer is absent.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gauntlet_scenario::{BUILT_IN, Scenario};

/// Without a proxy every connection goes to the first Service, which needs an address for that.
#[test]
fn without_a_proxy_there_has_to_be_a_service_to_go_to() {
    let without = |from: &str, to: &str| {
        let text = BUILT_IN.replacen("\"firewall\"", "\"absent\": [\"reverseProxy\"], \"firewall\"", 1);
        assert!(text.contains(from), "{from}");
        Scenario::from_json(&text.replacen(from, to, 1)).map(drop).map_err(|errors| errors.to_string())
    };
    assert_eq!(without("", ""), Ok(()));
    assert_eq!(without("\"10.96.0.21\"", "\"None\""), Ok(()));
    let headless = without("\"10.96.0.20\"", "\"None\"").unwrap_err();
    let expected = "/services/0/clusterIP (line 48, column 20): found \"None\", expected an address: without a proxy every \
                    connection goes to this Service";
    assert!(headless.contains(expected), "{headless}");
}
