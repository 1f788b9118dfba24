//! `gauntlet`: the simulation in a terminal and in an author's CI.
//!
//! Exit codes: 0 the request was answered or the scenarios are valid, 1 the request was blocked or failed, 2 the input is bad.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod check;
mod input;
mod output;
mod schema;
mod text;
mod trace;
mod upgrade;

#[derive(Parser)]
#[command(version, about = "Runs a request through every layer around a Kubernetes cluster")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the journey of one request: 0 answered, 1 blocked or failed, 2 bad input.
    Trace(trace::Arguments),
    /// Print everything that is wrong with scenarios and content files: 0 nothing, 2 something.
    Check(check::Arguments),
    /// Print the JSON Schema of scenarios or of content files, for an editor's completion.
    Schema(schema::Arguments),
    /// Print an older scenario in the current version of the format, with its layout kept.
    Upgrade(upgrade::Arguments),
}

fn main() -> ExitCode {
    let ended = match Cli::parse().command {
        Command::Trace(arguments) => trace::run(&arguments),
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
