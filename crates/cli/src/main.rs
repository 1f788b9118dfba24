//! `gauntlet`: the simulation in a terminal and in an author's CI.
//!
//! Exit codes: 0 the request was answered or the scenarios are valid, 1 the request was blocked or failed, 2 the input is bad.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod check;
mod input;
mod output;
mod presets;
mod run;
mod schema;
mod text;
mod trace;
mod upgrade;

#[derive(Parser)]
#[command(
    version,
    about = "Runs a request through every layer around a Kubernetes cluster and says where it ends, and why"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the journey of one request. Exit code: 0 if it was answered, 1 if it was blocked or failed, 2 if the input was wrong.
    Trace(trace::Arguments),
    /// List the presets for `gauntlet trace --preset`: name, direction, title and question.
    Presets(presets::Arguments),
    /// Run live traffic for a while, break things at times that you choose, and print what became of it.
    Run(run::Arguments),
    /// Report everything that is wrong with scenarios and content files. Exit code: 0 if all are valid, 2 if one is not.
    Check(check::Arguments),
    /// Print the JSON Schema of scenarios or content files, so that your editor completes them.
    Schema(schema::Arguments),
    /// Convert an older scenario to the current version of the format, and keep its layout.
    Upgrade(upgrade::Arguments),
}

fn main() -> ExitCode {
    let ended = match Cli::parse().command {
        Command::Trace(arguments) => trace::run(&arguments),
        Command::Presets(arguments) => presets::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Upgrade(arguments) => upgrade::run(&arguments),
    };
    match ended {
        Ok(code) => ExitCode::from(code),
        Err(problem) => {
            eprintln!("gauntlet: {}", output::lines(&problem));
            ExitCode::from(2)
        }
    }
}
