//! `gauntlet run`: traffic for a while, faults as they are written, and what is wrong with input.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use assert_cmd::Command;
use serde_json::Value;

fn gauntlet(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gauntlet")).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn ran(arguments: &[&str]) -> Value {
    let (code, json, wrong) = gauntlet(&[&["run", "--json"], arguments].concat());
    assert_eq!((code, wrong.as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&json).unwrap()
}

fn doc() -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/traffic.md");
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn a_run_adds_up_and_is_the_same_again() {
    let told = ran(&["--for", "20s"]);
    let all = |name: &str| told["all"][name].as_u64().unwrap();
    assert_eq!(all("sent"), all("answered") + all("blocked") + all("failed") + all("inFlight"));
    assert!(all("sent") > 10_000 && all("failed") == 0, "{}", told["all"]);
    assert_eq!(told["hash"], ran(&["--for", "20s", "--seed", "7"])["hash"]);
    assert_ne!(told["hash"], ran(&["--for", "20s", "--seed", "8"])["hash"]);
    let (_, text, _) = gauntlet(&["run", "--for", "20s"]);
    assert_eq!(text, gauntlet(&["run", "--for", "20s"]).1);
    assert!(text.contains("waf.sql_injection") && text.contains("shop/web-3"), "{text}");
}

#[test]
fn every_fault_that_is_listed_is_taken_and_told_of_in_the_docs() {
    let (code, list, _) = gauntlet(&["run", "--list-faults"]);
    assert_eq!(code, 0);
    let (doc, mut seen) = (doc(), 0);
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/scenario.json");
    for line in list.lines() {
        let written = line.split_whitespace().next().unwrap();
        let name = written.split(':').next().unwrap();
        assert!(doc.contains(&format!("`{name}")), "docs/traffic.md has no {name}");
        let fault = written
            .replace("NAMESPACE/POD", "shop/web-1")
            .replace("NAMESPACE/SERVICE", "shop/web")
            .replace("NODE", "node-a")
            .replace("SOURCE", "shoppers")
            .replace("PORT", "443")
            .replace("FILE", scenario)
            .replace("PERCENT", "250");
        ran(&["--for", "3s", "--at", &format!("1s={fault}")]);
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn faults_do_what_they_say() {
    // A fault, and whether the shoppers of the seconds after it are answered.
    for (fault, answered) in [
        ("expire-certificate", false),
        ("close-port:443", false),
        ("deny-all", false),
        ("waf-detect", true),
        ("rate:shoppers=0%", false),
        ("kill-pod:shop/web-1", true),
    ] {
        let before = ran(&["--for", "10s"])["sources"][0]["answered"].as_u64().unwrap();
        let after = ran(&["--for", "20s", "--at", &format!("10s={fault}")])["sources"][0]["answered"]
            .as_u64()
            .unwrap();
        // Those who were under way may still be.
        assert_eq!(after - before > 2_000, answered, "{fault}: {before}, then {after}");
    }
}

#[test]
fn a_mix_and_faults_come_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let doc = doc();
    let example = doc.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let mix = path("mix.json", example);
    let faults = path("faults.txt", "# what breaks\n2s=kill-pod:shop/web-1\n\n3s=rate:buyers=200%\n");
    let told = ran(&["--for", "5s", "--mix", &mix, "--faults", &faults]);
    assert_eq!(told["pods"][0]["restarts"], 1);
    let source = serde_json::from_str::<Value>(example).unwrap()["sources"][0]["name"].clone();
    assert_eq!(told["sources"][0]["name"], source);
    let wrong = |name: &str, text: &str, said: &str| {
        let file = path(name, text);
        let (code, _, told) = gauntlet(&["run", "--mix", &file]);
        assert!(code == 2 && told.contains(said), "{said} is not in {told}");
    };
    let request = r#"[{"direction": "ingress", "request": "GET / HTTP/1.1\r\nHost: site.example\r\n\r\n"}]"#;
    let with = |more: &str| {
        format!(r#"{{"sources": [{{"name": "one", "requestsPerSecond": 9, "requests": {request}{more}}}]}}"#)
    };
    wrong("1.json", "{", "expected");
    wrong("2.json", r#"{"sources": []}"#, "expected from 1 to 32 sources");
    wrong("3.json", &with(r#", "retries": 11"#), "expected a whole number from 0 to 10");
    wrong("4.json", &with(r#", "timeoutMS": 11"#), "timeoutMs");
    wrong("5.json", &with(r#", "timeoutMs": 5"#), "/sources/0/timeoutMs");
    wrong("6.json", &with("").replace("GET / HTTP/1.1", "GET"), "an HTTP/1.1 request");
    wrong("7.json", &with("").replace(": 9,", ": 900000,"), "requests at once, expected at most 2000000");
    wrong("8.json", &with("").replace("\"ingress\"", "\"egress\", \"from\": \"shop/web-9\""), "shop/web-1");
}

#[test]
fn what_is_wrong_is_told_with_place_value_and_what_was_expected() {
    for (arguments, said) in [
        (&["--for", "5 years"][..], "--for: found `5 years`, expected a time up to 78h"),
        (&["--for", "99h"], "--for: found `99h`"),
        (&["--at", "kill-pod"], "--at: found `kill-pod`, expected TIME=FAULT"),
        (&["--at", "1s=kill"], "--at: found the fault `kill`, expected one of kill-pod,"),
        (
            &["--at", "1s=kill-pod:web-1"],
            "--at: found the namespace/pod `web-1`, expected one of shop/web-1,",
        ),
        (&["--at", "1s=slow-pod:shop/web-1"], "--at: found `slow-pod:shop/web-1`, expected a share"),
        (
            &["--at", "1s=slow-pod:shop/web-1=fast"],
            "--at: found `fast`, expected a share from 0% to 1000000%",
        ),
        (&["--at", "1s=rate:shoppers=900000%"], "requests at once, expected at most"),
        (&["--at", "1s=close-port:0"], "--at: found the port `0`, expected 1 to 65535"),
        (&["--at", "1s=no-dns:x"], "--at: found `:x`, expected nothing there"),
        (&["--faults", "/dev/null/x"], "/dev/null/x"),
    ] {
        let (code, out, told) = gauntlet(&[&["run"], arguments].concat());
        assert!(code == 2 && out.is_empty() && told.contains(said), "{arguments:?}: {said} is not in {told}");
    }
}
