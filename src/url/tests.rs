//! Fragments, both ways, good and bad.

use super::*;

fn fresh() -> Options {
    Options::default()
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
        ("#start-at=4100&autoplay=0", Options { start_at: Some(4_100), autoplay: false, ..fresh() }, &[]),
        ("#start-at=-1", fresh(), &["-1"]),
        ("#start-at=99999999999", fresh(), &["99999999999"]),
        ("#request=wrong-host", Options { request: Some("wrong-host".into()), ..fresh() }, &[]),
        (
            "#request=curl%20-d%20a%3D1%20https://site.example/?b%26c",
            Options { request: Some("curl -d a=1 https://site.example/?b&c".into()), ..fresh() },
            &[],
        ),
        ("#request=curl+x", Options { request: Some("curl x".into()), ..fresh() }, &[]),
        ("#request=%2", fresh(), &["%2"]),
        ("#request=%C3%28", fresh(), &["%C3%28"]),
        ("#request=", fresh(), &[]),
        ("#scenario=./own.json", Options { scenario: Some("./own.json".into()), ..fresh() }, &[]),
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
    let request = [None, Some("curl -H 'A: b&c' --data \"x=1#%\" https://site.example/ü?a=1+2".to_owned())];
    for direction in [Direction::Ingress, Direction::Egress] {
        for blocked in [false, true] {
            for request in &request {
                for speed in 0..SPEEDS.len() {
                    let options = Options {
                        settings: Settings { direction, blocked },
                        request: request.clone(),
                        scenario: request.clone(),
                        autoplay: blocked,
                        start_at: blocked.then_some(7),
                        speed,
                        looping: !blocked,
                        page: vec![("theme", "dark".to_owned())],
                    };
                    assert_eq!(read(&write(&options)), (options, Vec::new()));
                }
            }
        }
    }
    assert_eq!(write(&fresh()), "", "the common case is short");
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
    let names = listed(include_str!("../../assets/embed.js"), "DRESS");
    assert_eq!(names, listed(include_str!("../../assets/boot.js"), "DRESS"));
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
