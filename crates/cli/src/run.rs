//! `gauntlet run`: live traffic for a while, and what became of it.

use std::path::PathBuf;

use clap::Args;
use gauntlet_model::ask::SEED;
use gauntlet_scenario::mix::Mix;
use gauntlet_scenario::{MAX_BYTES, Scenario};
use gauntlet_sim::traffic::engine::Input;
use gauntlet_sim::traffic::replay::Run;
use indicatif::{ProgressBar, ProgressStyle};

use crate::{input, output};

mod faults;
mod told;

/// The arguments of `gauntlet run`.
#[derive(Args)]
pub struct Arguments {
    /// A scenario file. Default: the built-in scenario.
    scenario: Option<PathBuf>,
    /// How much simulated time to run, such as 90s, 5m or 2h.
    #[arg(long = "for", value_name = "TIME", default_value = "60s")]
    lasts: String,
    /// A file that says who sends what, and how the pods work. Default: shoppers, bots, attackers and callers, from the scenario’s stories.
    #[arg(long, value_name = "FILE")]
    mix: Option<PathBuf>,
    /// Something that happens, and when, such as 10s=kill-pod:shop/web-1. Can be repeated.
    #[arg(long, value_name = "TIME=FAULT")]
    at: Vec<String>,
    /// A file with one such TIME=FAULT a line.
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// List the faults for --at, and end.
    #[arg(long)]
    list_faults: bool,
    /// The seed for every random choice.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// How many steps the progress bar has.
const STEPS: u64 = 200;

/// Runs traffic and prints what became of it. Gives the exit code, which is 0 whatever became of it.
pub fn run(arguments: &Arguments) -> Result<u8, String> {
    if arguments.list_faults {
        return output::print(&faults::list()).map(|()| 0);
    }
    let lasts = faults::time(&arguments.lasts).map_err(|wrong| format!("--for: {wrong}"))?;
    let scenario = match &arguments.scenario {
        Some(path) => input::scenario(path)?.1,
        None => Scenario::built_in(),
    };
    let mix = match &arguments.mix {
        Some(path) => {
            let text = input::text(path, MAX_BYTES)?;
            Mix::from_json(&text, &scenario).map_err(|errors| {
                let told = errors.to_string();
                let lines = told.lines().map(|line| format!("{}: {line}", input::name(path)));
                lines.collect::<Vec<_>>().join("\n")
            })?
        }
        None => Mix::of(&scenario),
    };
    let place = arguments.mix.as_ref().map_or_else(|| "the mix".to_owned(), |path| input::name(path));
    let mut run =
        Run::new(Input::of(scenario, mix, arguments.seed)).map_err(|limit| format!("{place}: {limit}"))?;
    let mut asked: Vec<(String, String)> =
        arguments.at.iter().map(|text| ("--at".to_owned(), text.clone())).collect();
    if let Some(path) = &arguments.faults {
        let text = input::text(path, MAX_BYTES)?;
        let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
        let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        asked.extend(lines.map(|(at, line)| (format!("{}: line {at}", input::name(path)), line.to_owned())));
    }
    for (place, text) in asked {
        faults::give(&mut run, &text).map_err(|wrong| format!("{place}: {wrong}"))?;
    }
    advance(&mut run, lasts);
    output::print(&if arguments.json { told::json(&run)? } else { told::text(&run) })?;
    Ok(0)
}

/// Runs it, with a bar where somebody looks on.
fn advance(run: &mut Run, lasts: u64) {
    let bar = ProgressBar::new(STEPS);
    // It can't fail: the template is a constant, and a bar without it is one as well.
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}") {
        bar.set_style(style);
    }
    for step in 1..=STEPS {
        let to = u128::from(lasts) * u128::from(step) / u128::from(STEPS);
        run.advance(to as u64);
        bar.set_message(format!("{} requests", run.state.stats.all.sent));
        bar.set_position(step);
    }
    bar.finish_and_clear();
}
