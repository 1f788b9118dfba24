//! Barriers that axe finds in the page, in the frame that is entered.

use std::path::Path;

use super::visit::Page;

/// Runs axe's rules, and gives what they find, a line each: the rule, what is wrong, and the first element with it.
pub async fn violations(page: &Page) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/axe/node_modules/axe-core/axe.min.js");
    let source = std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}: `cargo xtask test` puts it there", file.display()));
    // Frames are entered one by one: across origins axe could not look into them.
    let run = "const done = arguments[0];
        axe.run(document, { iframes: false }).then(({ violations, passes }) => done([passes.length, violations.map(({ id, help, nodes }) =>
            `${id} (${help}), ${nodes.length} times: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary.slice(0, 240)}`)]),
            (error) => done([0, [`axe failed: ${error.message}`]]))";
    page.run(&format!("{source}; window.axe = axe;")).await;
    let found = page.driver.client.execute_async(run, Vec::new()).await.unwrap();
    assert!(found[0].as_u64() > Some(10), "axe looked at next to nothing: {found}");
    found[1].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
}
