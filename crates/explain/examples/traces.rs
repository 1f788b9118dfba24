//! Every preset's journey and every story's, a line of JSON each, in the language that this was built in. `tests/languages.rs`
//! compares two of them.

use gauntlet_explain as explain;
use gauntlet_explain::preset;
use gauntlet_explain::question::composed;
use gauntlet_explain::remedy::Remedy;
use gauntlet_model::ask::{Ask, SEED};
use gauntlet_model::journey::Direction;
use gauntlet_scenario::Scenario;

fn main() {
    for preset in preset::all() {
        let Ok(scenario) = preset.scenario() else { panic!("{}: its scenario", preset.name) };
        let Ok(ask) = composed(&scenario, &preset.request()) else { panic!("{}: its request", preset.name) };
        print(&preset.name, &scenario, &ask);
    }
    let scenario = Scenario::built_in();
    for direction in [Direction::Ingress, Direction::Egress] {
        for blocked in [false, true] {
            print(
                &format!("{direction:?}, blocked: {blocked}"),
                &scenario,
                &scenario.story(direction, blocked),
            );
        }
    }
}

fn print(name: &str, scenario: &Scenario, ask: &Ask) {
    let journey = explain::run(scenario, ask, SEED);
    let fix = Remedy::of(scenario, ask, SEED, &journey);
    println!("{}", serde_json::json!({ "name": name, "journey": journey, "fix": fix }));
}
