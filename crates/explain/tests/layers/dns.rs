//! Which of a name's addresses a client takes.

use gauntlet_model::ask::Family;
use gauntlet_scenario::Scenario;
use gauntlet_sim::layer::dns::decide;

#[test]
fn the_preferred_family_comes_first() {
    let mut scenario = Scenario::built_in();
    let records: [(&str, &[&str]); 3] = [
        ("four.example", &["192.0.2.1", "192.0.2.2"]),
        ("six.example", &["2001:db8::1"]),
        ("both.example", &["2001:db8::2", "192.0.2.3", "2001:db8::3"]),
    ];
    for (name, addresses) in records {
        let addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
        scenario.dns.insert(name.to_owned(), addresses);
    }
    let (v4, v6) = (Family::V4, Family::V6);
    let rows = [
        ("four.example", v4, None, "192.0.2.1"),
        ("four.example", v6, None, "192.0.2.1"),
        ("four.example", v4, Some(v6), ""),
        ("six.example", v4, None, "2001:db8::1"),
        ("six.example", v6, Some(v4), ""),
        ("both.example", v4, None, "192.0.2.3"),
        ("both.example", v6, None, "2001:db8::2"),
        ("both.example", v4, Some(v6), "2001:db8::2"),
        ("both.example", v6, Some(v4), "192.0.2.3"),
        ("none.example", v4, None, ""),
        ("192.0.2.9", v6, Some(v4), "192.0.2.9"),
    ];
    for (host, prefers, only, expected) in rows {
        let found = decide(&scenario, host, prefers, only).chosen().map(|address| address.to_string());
        assert_eq!(
            found.unwrap_or_default(),
            expected,
            "{host}, {prefers:?} before the other, {only:?} alone"
        );
    }
}
