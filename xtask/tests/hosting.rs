//! `docs/hosting.md` says what a host must send: each of its examples sends all of it.
#![allow(clippy::unwrap_used)]

use std::path::Path;

/// The headers of the document's own table, but for the site that stands as an example.
const HEADERS: [&str; 3] = ["frame-ancestors 'self' https://blog.example", "nosniff", "same-origin"];

fn text(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(name)).unwrap()
}

#[test]
fn every_host_that_can_sends_what_the_page_cannot_say() {
    let text = text("docs/hosting.md");
    let sections: Vec<&str> = text.split("\n## ").collect();
    let section = |title: &str| {
        *sections
            .iter()
            .find(|section| section.starts_with(title))
            .unwrap_or_else(|| panic!("no section {title}"))
    };
    let table = section("Headers that only the host can send");
    for header in HEADERS {
        assert!(
            table.lines().any(|line| line.starts_with("| `") && line.contains(header)),
            "the table lacks {header}"
        );
    }
    for (host, places) in [("Netlify", 1), ("S3 with CloudFront", 1), ("nginx", 2), ("Caddy", 1)] {
        let code: String = section(host).split("```").skip(1).step_by(2).collect();
        for header in HEADERS.iter().chain(&["Access-Control"]) {
            // CloudFront has names of its own for two of them.
            let own = match *header {
                "nosniff" => "ContentTypeOptions",
                "Access-Control" => "AccessControlAllowOrigins",
                _ => header,
            };
            let found = code.matches(if host.contains("CloudFront") { own } else { header }).count();
            assert!(
                found >= places,
                "{host}: `{header}` stands {found} times in its code, expected {places}"
            );
        }
        // It would refuse the element's frame on any other site.
        assert!(!code.contains("X-Frame-Options"), "{host}");
    }
}

#[test]
fn the_security_document_names_the_bounds_that_the_code_has() {
    let security = text("SECURITY.md");
    for (file, constant, said) in [
        ("crates/scenario/src/lib.rs", "MAX_BYTES: usize = 256 * 1024", "a scenario 256 KB"),
        ("crates/model/src/http.rs", "MAX_HEAD_BYTES: usize = 72 * 1024", "a request’s head 72 KB"),
        ("crates/model/src/http.rs", "MAX_BODY_BYTES: usize = 64 * 1024", "its body 64 KB"),
        ("crates/model/src/curl.rs", "MAX_BYTES: usize = 96 * 1024", "a `curl` command 96 KB"),
        ("crates/content/src/lib.rs", "MAX_BYTES: usize = 1024 * 1024", "a content file 1 MB"),
        ("assets/link.js", "LONGEST = 32768", "32 KB"),
    ] {
        assert!(text(file).contains(constant), "{file} has no {constant}: SECURITY.md says “{said}”");
        assert!(security.contains(said), "SECURITY.md does not say “{said}”");
    }
}
