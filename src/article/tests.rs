//! Checks of the rendered page: its anchors, headings and tables, what a strict Content-Security-Policy
//! forbids, and that no fact was lost from the text.

use gauntlet_explain::diagnosis;
use gauntlet_model::journey::Direction;
use gauntlet_scenario::Scenario;

use super::reading::{text, words};
use super::{page_html, page_html_with};

mod plays;

/// The values of an attribute, in order of appearance.
fn attribute<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let needle = format!(" {name}=\"");
    html.split(needle.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Every element of a kind, with its content. None of the kinds asked for nests in itself.
fn elements<'a>(html: &'a str, tag: &str) -> Vec<&'a str> {
    let close = format!("</{tag}>");
    let mut found = Vec::new();
    for open in [format!("<{tag} "), format!("<{tag}>")] {
        found.extend(html.split(open.as_str()).skip(1).filter_map(|rest| rest.split(close.as_str()).next()));
    }
    found
}

#[test]
fn every_link_inside_the_page_leads_somewhere_and_ids_are_unique() {
    let html = page_html();
    let mut ids = attribute(&html, "id");
    let links = attribute(&html, "href");
    assert!(links.len() > 7, "the contents and the skip link: {links:?}");
    for link in links {
        match link.strip_prefix('#') {
            // What these show is tested in `plays`.
            Some(fragment) if fragment.contains('=') => {}
            Some(id) => assert!(ids.contains(&id), "nothing has the id {id}"),
            None => {
                let known = [
                    "https://kubernetes.io/docs/",
                    "https://gateway-api.sigs.k8s.io/",
                    "https://coreruleset.org/docs/",
                    // A page of the site.
                    "./fidelity.html",
                ];
                assert!(known.iter().any(|known| link.starts_with(known)), "{link} leaves the page");
            }
        }
    }
    for name in attribute(&html, "aria-labelledby") {
        assert!(ids.contains(&name), "nothing has the id {name}");
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(all, ids.len(), "an id stands twice");
}

#[test]
fn nothing_needs_inline_styles_or_scripts() {
    let html = page_html();
    for forbidden in [" style=", "<style", "<script", " onclick=", "javascript:"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn there_is_one_title_and_no_heading_level_is_skipped() {
    let html = page_html();
    let levels: Vec<u32> = html
        .split("<h")
        .filter_map(|rest| {
            let mut chars = rest.chars();
            let level = chars.next()?.to_digit(10)?;
            matches!(chars.next(), Some(' ' | '>')).then_some(level)
        })
        .collect();
    assert_eq!(levels.iter().filter(|&&level| level == 1).count(), 1, "{levels:?}");
    assert_eq!(levels.first(), Some(&1));
    for pair in levels.windows(2) {
        assert!(pair[1] <= pair[0] + 1, "{levels:?}");
    }
}

#[test]
fn every_table_has_a_caption_and_scoped_headers() {
    let html = page_html();
    let tables = elements(&html, "table");
    assert_eq!(tables.len(), 2);
    for table in tables {
        assert_eq!(elements(table, "caption").len(), 1);
        let headers = elements(table, "th");
        assert!(headers.len() > 3);
        for header in headers {
            let tag = header.split('>').next().unwrap_or_default();
            assert!(tag.contains("scope=\"col\"") || tag.contains("scope=\"row\""), "{header}");
        }
    }
}

#[test]
fn the_stage_holds_the_still_and_the_message_stands_right_before_it() {
    let html = page_html_with(|| "a still");
    let figure = elements(&html, "figure").remove(0);
    let message = figure.find("id=\"stage-message\"").expect("the message");
    let stage = figure.find("id=\"stage\"").expect("the stage");
    assert!(message < stage);
    assert!(figure[stage..].contains("a still"));
    assert!(figure[message..stage].contains("<noscript"));
    assert_eq!(attribute(figure, "data-reason"), ["unsupported", "load", "crash"]);
}

#[test]
fn no_backtick_is_left_in_the_page() {
    assert!(!page_html().contains('`'), "a text with code is laid out as plain text");
}

#[test]
#[should_panic(expected = "stands alone")]
fn a_backtick_without_a_partner_is_refused() {
    let _ = super::parts::rich("the `port");
}

#[test]
fn no_fact_is_lost() {
    let text = text(&page_html()).to_lowercase();
    let facts = [
        // The frame.
        "talks to your app directly",
        "gauntlet",
        "one narrow job",
        "when a layer blocks you",
        "who this is for",
        "minutes to read",
        "03:12",
        "every pod is green",
        "five questions",
        "where to look",
        "filters out attacks. one spreads the load. one decrypts https",
        "picks the right app",
        "ingress, allowed",
        "ingress, blocked",
        "egress, allowed",
        "egress, blocked",
        // The layers on the way in.
        "a user or a bot",
        "where requests come from",
        "filters attacks",
        "ip address, port and protocol",
        "sql injection",
        "at the edge",
        "quietly",
        "spreads traffic",
        "health check",
        "tls and routing",
        "host name and path",
        "stable virtual ip",
        "come and go",
        "your app",
        "goes back the way the request came",
        // Why so many.
        "separation of concerns",
        "usually does it worse",
        "attacks arrive at your app unfiltered",
        "carries everything and buckles",
        "you are down",
        "its own https and routing",
        "whoever knew its address breaks",
        // The way out.
        "cluster egress",
        "nat gateway",
        "public ip that all the pods share",
        "egress firewall",
        "approved destinations only",
        "attackers count on it",
        "one stable outbound ip",
        "allow-list",
        "unpredictable",
        "not a server of its own",
        "typo",
        "stray call",
        "stopped and logged",
        "mature set-ups control both",
        "beginners often forget the second",
        "the model to keep",
        "ingress is about who may reach you",
        "egress about whom you may reach",
        // What each can see.
        "sni",
        "decrypts",
        "private key",
        "readiness probe",
        "kube-proxy",
        // Three that get confused.
        "connections and packets (l4)",
        "terminate tls",
        "cache",
        "api gateway",
        "how often",
        "check who calls",
        "reshape requests",
        "the three overlap",
        "not by the name on the box",
        // Where to look.
        "does the name resolve?",
        "does tcp connect?",
        "does tls finish?",
        "who wrote the status?",
        "where does the log trail end?",
        "tell them apart by",
        "tip: the model to keep",
        // On to practice.
        "query string",
        "gauntlet trace",
        "kubectl",
        "curl",
    ];
    for fact in facts {
        assert!(text.contains(fact), "not told: {fact}");
    }
}

/// Each code stands under each of its symptoms, in the order to check them in.
#[test]
fn the_decoder_has_the_whole_catalogue() {
    let html = page_html().replace("<wbr>", "");
    let html = html.split("id=\"decoder\"").nth(1).and_then(|rest| rest.split("</section>").next());
    let decoders: Vec<&str> = html.unwrap_or_default().split("<div class=\"decoder\">").skip(1).collect();
    for (direction, html) in [Direction::Ingress, Direction::Egress].into_iter().zip(decoders) {
        let folds = elements(html, "details");
        let symptoms = diagnosis::symptoms(direction);
        assert_eq!(folds.len(), symptoms.len());
        for (fold, symptom) in folds.into_iter().zip(symptoms) {
            let fold = text(fold);
            assert!(fold.contains(&symptom.name()), "{fold}");
            let mut rest = fold.as_str();
            for entry in diagnosis::causes(direction, symptom) {
                let at = rest.find(entry.summary).unwrap_or_else(|| panic!("{}: not in {rest}", entry.code));
                rest = &rest[at..];
                let at =
                    rest.find(entry.code.reason()).unwrap_or_else(|| panic!("{}: not in {rest}", entry.code));
                rest = &rest[at..];
            }
        }
    }
}

#[test]
fn the_article_stays_short() {
    let html = page_html();
    let contents = elements(&html, "nav").remove(0).to_owned();
    // The messages for when the figure fails are hidden from the article's readers.
    let hidden =
        html.split("<noscript").next().and_then(|before| before.split("id=\"stage-message\"").nth(1));
    // The decoder is folded: it is looked up, not read through.
    let folds: String = html.replace(&contents, "").replace(hidden.unwrap_or_default(), ">");
    // So are the dialogs, which open over the page.
    let folds = ["details", "dialog"]
        .iter()
        .flat_map(|name| elements(&folds, name))
        .fold(folds.clone(), |html, fold| html.replace(fold, " "));
    let text = text(&folds);
    let words = words(&text);
    assert!((1_100..=2_900).contains(&words), "{words} words, tables included");
}

#[test]
fn the_addresses_it_speaks_of_are_those_of_the_built_in_scenario() {
    let scenario = Scenario::built_in();
    let known = gauntlet_scenario::BUILT_IN;
    let article = text(&page_html());
    let client = scenario.story(Direction::Ingress, false).source_ip.expect("a client").to_string();
    let nat = scenario.nat_gateway.public_address.to_string();
    for address in [&client, &nat] {
        assert!(article.contains(address.as_str()), "the article names {address}");
    }
    let words = article.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '/' | '-')));
    let mut found = 0;
    for word in words.map(|word| word.trim_end_matches(['.', ':', '/'])) {
        let host = word.strip_prefix("https://").unwrap_or(word).split('/').next().unwrap_or_default();
        let address = host.parse::<std::net::IpAddr>().is_ok();
        if address || host.ends_with(".example") {
            found += 1;
            assert!(
                known.contains(&format!("\"{host}")) || known.contains(&format!("Host: {host}")),
                "{host}"
            );
        }
    }
    assert!(found > 5, "{found}");
    // Addresses are filled in, not written.
    for line in include_str!("../../assets/content.json").lines() {
        let words =
            line.split(|c: char| !(c.is_ascii_digit() || c == '.')).map(|word| word.trim_matches('.'));
        let literal = words.filter(|word| word.parse::<std::net::Ipv4Addr>().is_ok()).count();
        assert!(!line.trim_start().starts_with("\"article.") || literal == 0, "{line}");
    }
}
