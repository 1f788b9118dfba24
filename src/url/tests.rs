//! Fragments, both ways, good and bad.

use super::*;

fn fresh() -> Options {
    Options::default()
}

/// With texts by name.
fn with(texts: &[(&'static str, &str)]) -> Options {
    let texts = texts.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    Options { texts, ..fresh() }
}

#[test]
fn fragments() {
    let egress = Settings { direction: Direction::Egress, blocked: false };
    let ingress = Settings::default();
    let rows: &[(&str, Options, &[&str])] = &[
        ("", fresh(), &[]),
        ("#egress", fresh(), &[]),
        ("#direction=egress", Options { settings: egress, ..fresh() }, &[]),
        (
            "#direction=egress&blocked=1",
            Options { settings: Settings { blocked: true, ..egress }, ..fresh() },
            &[],
        ),
        ("blocked=true", Options { settings: Settings { blocked: true, ..ingress }, ..fresh() }, &[]),
        (
            "#direction=sideways&blocked=1",
            Options { settings: Settings { blocked: true, ..ingress }, ..fresh() },
            &["sideways"],
        ),
        ("#blocked=maybe", fresh(), &["maybe"]),
        ("#colour=2&direction=egress", Options { settings: egress, ..fresh() }, &["colour"]),
        ("#=&&%ff=\u{1F600}", fresh(), &["", "%ff"]),
        ("#speed=2&loop=1", Options { speed: 3, looping: true, ..fresh() }, &[]),
        ("#speed=0.25", Options { speed: 0, ..fresh() }, &[]),
        ("#speed=3", fresh(), &["“3”"]),
        (
            "#start-at=4100&autoplay=0",
            Options { start_at: Some(4_100), autoplay: Some(false), ..fresh() },
            &[],
        ),
        ("#start-at=-1", fresh(), &["-1"]),
        ("#at=nat-gateway", Options { at: Some(Gate::NatGateway), ..fresh() }, &[]),
        ("#at=NAT", fresh(), &["“NAT”; expected internet, firewall, waf"]),
        ("#start-at=99999999999", fresh(), &["99999999999"]),
        ("#request=wrong-host", with(&[("request", "wrong-host")]), &[]),
        (
            "#request=curl%20-d%20a%3D1%20https://site.example/?b%26c",
            with(&[("request", "curl -d a=1 https://site.example/?b&c")]),
            &[],
        ),
        ("#request=curl+x", with(&[("request", "curl x")]), &[]),
        ("#request=%2", fresh(), &["%2"]),
        ("#request=%C3%28", fresh(), &["%C3%28"]),
        ("#request=", fresh(), &[]),
        (
            "#direction=ingress&request=https://a.example/&source-ip=192.0.2.9&preset=rate-limit",
            Options {
                way: Some(Direction::Ingress),
                ..with(&[
                    ("request", "https://a.example/"),
                    ("source-ip", "192.0.2.9"),
                    ("preset", "rate-limit"),
                ])
            },
            &[],
        ),
        (
            "#from=shop/web-3&request=https://a.example/&blocked=1",
            with(&[("request", "https://a.example/"), ("from", "shop/web-3")]),
            &[],
        ),
        ("#source-ip=192.0.2.9", fresh(), &["“source-ip” to “192.0.2.9”; expected an IP address, beside"]),
        ("#from=shop/web-1&preset=x", fresh(), &["“from” to “shop/web-1”", "“preset” to “x”"]),
        ("#request=a&preset=x&scenario=b", with(&[("request", "a"), ("scenario", "b")]), &["no scenario"]),
        ("#scenario=./own.json", with(&[("scenario", "./own.json")]), &[]),
        (
            "#view=stage&theme=dark&controls=0",
            Options {
                page: vec![("view", "stage".into()), ("theme", "dark".into()), ("controls", "0".into())],
                ..fresh()
            },
            &[],
        ),
        ("#view=moon&theme=sepia&controls=some", fresh(), &["moon", "sepia", "some"]),
        ("#lang=en", Options { page: vec![("lang", "en".into())], ..fresh() }, &[]),
        ("#lang=tlh", fresh(), &["“lang” to “tlh”; expected a language that this site has"]),
    ];
    for (fragment, options, named) in rows {
        let (read, warnings) = read(fragment);
        assert_eq!(read, *options, "{fragment}");
        assert_eq!(warnings.len(), named.len(), "{fragment}: {warnings:?}");
        for (warning, name) in warnings.iter().zip(*named) {
            assert!(warning.contains(name), "{warning} names {name}");
        }
    }
}

#[test]
fn what_is_written_reads_back() {
    let request = "curl -H 'A: b&c' --data \"x=1#%\" https://site.example/ü?a=1+2";
    let sets: [&[(&str, &str)]; 5] = [
        &[],
        &[("request", request)],
        &[("request", request), ("source-ip", "2001:db8::9"), ("preset", "rate-limit")],
        &[("request", request), ("from", "shop/a&b"), ("scenario", request)],
        &[("scenario", request)],
    ];
    for direction in [Direction::Ingress, Direction::Egress] {
        for blocked in [false, true] {
            for texts in sets {
                for speed in 0..SPEEDS.len() {
                    let own = texts.iter().any(|(name, _)| *name == "request");
                    let options = Options {
                        settings: Settings { direction, blocked: blocked && !own },
                        way: Some(direction).filter(|way| own && (blocked || *way == Direction::Egress)),
                        autoplay: Some(blocked),
                        predict: (!blocked).then_some(blocked),
                        start_at: blocked.then_some(7),
                        speed,
                        looping: !blocked,
                        page: vec![("theme", "dark".to_owned())],
                        ..with(texts)
                    };
                    assert_eq!(read(&write(&options)), (options, Vec::new()));
                }
            }
        }
    }
    assert_eq!(write(&fresh()), "", "the common case is short");
}

#[test]
fn what_is_set_later_takes_the_place_of_what_it_contradicts() {
    let (own, _) = read("#direction=egress&request=https://a.example/&from=shop/web-3&speed=2");
    let rows = [
        ("blocked=1", "direction=egress&blocked=1&speed=2"),
        ("direction=ingress", "speed=2"),
        ("request=https://b.example/", "direction=egress&request=https://b.example/&speed=2"),
        ("from=shop/web-1", "direction=egress&request=https://a.example/&from=shop/web-1&speed=2"),
        ("speed=1", "direction=egress&request=https://a.example/&from=shop/web-3"),
    ];
    for (set, expected) in rows {
        let (options, warnings) = read_onto(own.clone(), set);
        assert_eq!((write(&options).as_str(), warnings.len()), (expected, 0), "{set}");
    }
}

#[test]
fn a_huge_value_is_cut_in_the_warning() {
    for name in ["direction", "request"] {
        let (_, warnings) = read(&format!("{name}={}", "x".repeat(200_000)));
        assert_eq!(warnings.len(), 1);
        assert!(warnings.iter().all(|warning| warning.len() < 300), "{name}");
    }
}

#[test]
fn the_element_has_the_same_parameters() {
    let names = listed(include_str!("../../assets/embed.js"), "PARAMETERS");
    assert_eq!(names, PARAMETERS.map(|(name, _)| name));
}

/// The names in a script's list.
fn listed<'a>(script: &'a str, list: &str) -> Vec<&'a str> {
    let opened = script.split(&format!("{list} = [")).nth(1);
    opened.and_then(|rest| rest.split(']').next()).unwrap_or_default().split('"').skip(1).step_by(2).collect()
}

#[test]
fn what_a_page_may_restyle_is_the_same_everywhere() {
    let names = listed(include_str!("../../assets/embed.js"), "PROPERTIES");
    assert_eq!(names, listed(include_str!("../../assets/boot.js"), "PROPERTIES"));
    let tokens = include_str!("../../style/tokens.css");
    let document = include_str!("../../docs/embedding.md");
    for name in names {
        assert!(tokens.contains(&format!("  --g-{name}: ")), "tokens.css sets no --g-{name}");
        assert!(document.contains(&format!("`{name}`")), "embedding.md does not tell of {name}");
    }
}

/// The names in the first column of the table below a heading.
fn table<'a>(text: &'a str, heading: &str) -> Vec<&'a str> {
    let section = text.split("\n## ").find(|section| section.starts_with(heading)).unwrap_or_default();
    section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect()
}

#[test]
fn the_documents_have_the_same_parameters() {
    let known = PARAMETERS.map(|(name, _)| name);
    assert_eq!(table(include_str!("../../README.md"), "The link"), known);
    let attributes = [&known[..], &["src", "height", "loading", "title"]].concat();
    assert_eq!(table(include_str!("../../docs/embedding.md"), "Attributes"), attributes);
}

#[test]
fn few_of_many_parameters_are_read() {
    let (options, warnings) = read(&["blocked=1&", &"x=1&".repeat(100_000)].concat());
    assert!(options.settings.blocked);
    assert!(warnings.len() < 2 * PARAMETERS.len(), "{}", warnings.len());
}
