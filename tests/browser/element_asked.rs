//! What the element is asked: it answers when that is on the stage, and refuses what is wrong, with the stage as it was.

use serde_json::{Value, json};

use super::embed::call;
use super::support::{Page, Visit, visit_page_in_each};

/// What is asked, and what its promise gives, by name.
const ANSWERED: &[(&str, &str)] = &[
    ("setState({ direction: 'egress', blocked: true })", r#"{"direction": "egress", "blocked": true}"#),
    ("setState({ speed: 4 })", r#"{"speed": 4, "direction": "egress", "blocked": true}"#),
    ("setState({ speed: '0.5', loop: true })", r#"{"speed": 0.5, "loop": true}"#),
    ("setState({})", r#"{"speed": 0.5, "direction": "egress"}"#),
    ("setState({ direction: undefined, loop: 0 })", r#"{"loop": false, "direction": "egress"}"#),
    ("setState({ direction: 'ingress', blocked: false })", r#"{"direction": "ingress", "blocked": false}"#),
    ("run('sql-injection')", r#"{"request": "sql-injection", "playing": true}"#),
    ("seek(900000)", r#"{"outcome": "blocked", "code": "waf.sql_injection"}"#),
    (
        "run('https://site.example/?file=../../etc/passwd')",
        r#"{"sent": "GET https://site.example/?file=../../etc/passwd"}"#,
    ),
    ("seek('900000')", r#"{"code": "waf.path_traversal"}"#),
    ("setState({ request: null, scenario: 'own.json' })", r#"{"playing": true, "hop": 0}"#),
    ("setState({ direction: 'egress' })", r#"{"direction": "egress"}"#),
    ("setState({ scenario: null, direction: 'ingress' })", r#"{"direction": "ingress"}"#),
    ("seek(1200.4)", r#"{"moment": 1200, "playing": false}"#),
    ("setState({ speed: 2 })", r#"{"moment": 1200, "playing": false, "speed": 2}"#),
];

/// What is asked, the error's kind and what it says.
const REFUSED: &[(&str, &str, &str)] = &[
    ("setState({ direction: 'up' })", "RangeError", "direction is “up”, expected “ingress” or “egress”"),
    ("setState({ direction: null })", "RangeError", "direction is “”"),
    ("setState({ blocked: 'maybe' })", "RangeError", "blocked is “maybe”"),
    ("setState({ speed: 3 })", "RangeError", "speed is “3”, expected 0.25, 0.5, 1, 2 or 4"),
    ("setState({ speed: NaN })", "RangeError", "speed is “NaN”"),
    ("setState({ speed: 4, direction: 'up' })", "RangeError", "direction is “up”"),
    (
        "setState({ speed: 4, request: 'curl --frobnicate https://site.example/' })",
        "RangeError",
        "frobnicate",
    ),
    ("setState({ colour: 'red' })", "RangeError", "“colour”"),
    ("setState({ constructor: 'x' })", "RangeError", "“constructor”"),
    ("setState({ scenario: 'http://[' })", "RangeError", "scenario is “http://[”, expected an address"),
    ("setState({ scenario: 'missing.json' })", "RangeError", "missing.json"),
    ("setState({ scenario: 'broken.json' })", "RangeError", "line 4, column 14"),
    ("run('no-such-preset')", "RangeError", "no-such-preset"),
    ("run('curl --frobnicate https://site.example/')", "RangeError", "frobnicate"),
    ("run('')", "TypeError", "run takes"),
    ("run()", "TypeError", "run takes"),
    ("run({})", "TypeError", "found an object"),
    ("run(Symbol('x'))", "TypeError", "Symbol(x)"),
    ("setState()", "TypeError", "an object of settings"),
    ("setState('direction=egress')", "TypeError", "an object of settings"),
    ("setState(7n)", "TypeError", "an object of settings"),
    ("setState(odd.cyclic)", "RangeError", "“self”"),
    ("setState({ request: odd.cyclic })", "TypeError", "request is an object"),
    ("setState({ request: odd.bare })", "TypeError", "request is an object"),
    ("setState({ request: () => 1 })", "TypeError", "request is an object"),
    ("setState({ request: Symbol('x') })", "TypeError", "request is “Symbol(x)”"),
    ("setState({ speed: 4n })", "TypeError", "speed is “4”"),
    ("setState({ get speed() { throw null } })", "TypeError", "that can be read"),
    ("setState(new Proxy({}, { ownKeys() { throw new Error('trap') } }))", "TypeError", "that can be read"),
    ("setState(odd.revoked)", "TypeError", "that can be read"),
    ("setState(document)", "RangeError", "setState knows no"),
    ("seek(NaN)", "RangeError", "seek takes milliseconds from 0 on, found “NaN”"),
    ("seek(-3)", "RangeError", "found “-3”"),
    ("seek(Infinity)", "RangeError", "found “Infinity”"),
    ("seek(2 ** 32)", "RangeError", "4294967296"),
    ("seek()", "RangeError", "found “undefined”"),
    ("seek('soon')", "RangeError", "“soon”"),
    ("seek('')", "RangeError", "found “”"),
    ("seek(5n)", "RangeError", "“5”"),
    ("seek(Symbol())", "RangeError", "Symbol()"),
    ("seek(odd.bare)", "RangeError", "an object"),
    ("seek([900])", "RangeError", "an object"),
    ("seek({ valueOf() { throw 1 } })", "RangeError", "an object"),
];

const ODD: &str = "window.odd = { cyclic: {}, bare: Object.create(null) };
    odd.cyclic.self = odd.cyclic;
    const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); odd.revoked = proxy;
    window.thrown = []; addEventListener('error', ({ message }) => thrown.push(message));
    window.told = []; document.getElementById('first').addEventListener('error', ({ detail }) => told.push(detail.message));";

/// Calls the first element and gives the error's kind and words.
async fn refusal(page: &Page, asked: &str) -> Value {
    let script = format!(
        "const done = arguments[0], figure = document.getElementById('first');
         let asked; try {{ asked = figure.{asked} }} catch (error) {{ return done(['thrown', String(error)]) }}
         asked.then((state) => done(['answered', state]), (error) => done([error?.name, error?.message]))"
    );
    page.driver.client.execute_async(&script, Vec::new()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_answers_when_what_is_asked_is_on_the_stage() {
    visit_page_in_each("clear.html", Visit::default(), |page| async move {
        for (asked, expected) in ANSWERED {
            let state = call(&page, "first", asked).await;
            let expected: Value = serde_json::from_str(expected).unwrap();
            for (name, value) in expected.as_object().unwrap() {
                assert_eq!(&state[name], value, "{asked}: {name} of {state} in {:?}", page.driver.kind);
            }
        }
        // Asked at once, one is answered after the other, each with what it asked.
        let script = "const done = arguments[0], figure = document.getElementById('first');
            Promise.all([figure.run('sql-injection'), figure.pause(), figure.setState({ direction: 'egress', blocked: false }),
                figure.seek(900000), figure.run('https://site.example/'), figure.getState()]).then(done, (error) => done(error.message))";
        let states = page.driver.client.execute_async(script, Vec::new()).await.unwrap();
        assert_eq!((&states[0]["request"], &states[0]["playing"]), (&json!("sql-injection"), &json!(true)), "{states}");
        assert_eq!((&states[1]["request"], &states[1]["playing"]), (&json!("sql-injection"), &json!(false)), "{states}");
        assert_eq!((&states[2]["direction"], &states[2]["request"]), (&json!("egress"), &Value::Null), "{states}");
        assert_eq!(states[3]["outcome"], "answered", "{states}");
        assert_eq!(states[4]["sent"], "GET https://site.example/", "{states}");
        assert_eq!(states[5]["sent"], "GET https://site.example/", "{states}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_refused_and_the_stage_stays() {
    visit_page_in_each("clear.html", Visit { broken: true, ..Visit::default() }, |page| async move {
        page.run(ODD).await;
        call(&page, "first", "setState({ direction: 'egress', blocked: true, speed: 2 })").await;
        let before = call(&page, "first", "seek(1200)").await;
        for (asked, kind, words) in REFUSED {
            let found = refusal(&page, asked).await;
            assert_eq!(found[0], json!(kind), "{asked}: {found} in {:?}", page.driver.kind);
            assert!(found[1].as_str().unwrap().contains(words), "{asked}: {found}");
            assert_eq!(call(&page, "first", "getState()").await, before, "{asked}");
        }
        assert_eq!(
            page.run("return [thrown, told]").await,
            json!([[], []]),
            "nothing is thrown or told twice"
        );
        let warnings = "return document.getElementById('first').shadowRoot.querySelector('iframe')
            .contentDocument.querySelector('.warnings').textContent";
        assert_eq!(page.run(warnings).await, "", "a reader is not told of the page's mistakes");
    })
    .await;
}
