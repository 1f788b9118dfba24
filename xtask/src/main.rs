//! `cargo xtask`: everything a developer does with Gauntlet beside editing it.

mod author;
mod bench;
mod browser;
mod built;
mod check;
mod deny;
mod documents;
mod engines;
mod fuzz;
mod language;
mod lean;
mod lighthouse;
mod many;
mod minify;
mod oembed;
mod pack;
mod reality;
mod shorten;
mod single;
mod site;
mod size;
mod step;
mod suite;
mod tools;
mod traffic;
mod types;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set up, serve, build, test and weigh Gauntlet")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what serving and building need (a few minutes, once)
    Setup,
    /// Build and serve with reload; needs the network only the first time
    Serve {
        /// The port to listen on
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Open the page in a browser
        #[arg(long)]
        open: bool,
    },
    /// Write `dist/`, a static site that works from any folder of any host
    Build {
        /// Also write .br and .gz beside its files
        #[arg(long)]
        precompress: bool,
        /// Also write `dist-single/gauntlet.html`, the site in one file that works from a disk and offline
        #[arg(long)]
        single_file: bool,
        /// Also write `dist-many/`, the site with the drawing of many packets, for the tests of that drawing
        #[arg(long, conflicts_with_all = ["content", "into"])]
        many: bool,
        /// A content file: the texts and the language of the site
        #[arg(long, value_name = "FILE.json")]
        content: Option<PathBuf>,
        /// Write it beside the `dist/` that is there, into the folder of its language, which `lang` then chooses
        #[arg(long, requires = "content", conflicts_with = "single_file")]
        add: bool,
        /// The folder to write instead of `dist/`, such as one in a blog
        #[arg(long, value_name = "FOLDER", conflicts_with = "single_file")]
        into: Option<PathBuf>,
        /// Where the site will be: it then offers itself to pages that ask by oEmbed
        #[arg(long, value_name = "ADDRESS")]
        url: Option<String>,
    },
    /// Run all tests: format and lints, native tests, the browser tests against a fresh `dist/`, two minutes of fuzzing
    Test {
        /// Only what needs no browser
        #[arg(long, conflicts_with = "browser")]
        native: bool,
        /// Only the browser tests
        #[arg(long)]
        browser: bool,
        /// Run only the tests whose name contains this
        filter: Option<String>,
    },
    /// Check format, lints (native and wasm32), and the licenses and sources of all crates
    Lint,
    /// Fuzz the CLI with mutated input and the built page with a monkey, both at once; prints the seed
    Fuzz(fuzz::Arguments),
    /// Run the commands of `docs/author.md`
    #[command(hide = true)]
    Walk,
    /// Write the article and the stills into the page that Trunk builds
    #[command(hide = true)]
    Prerender,
    /// Write what is generated from the scenario's types: `assets/scenario.schema.json`, the tables of `docs/scenario.md`
    Schema,
    /// Measure the engines beside those of another commit, then in a real browser the drawing beside PixiJS, the page at rest, and
    /// the article and a post by Lighthouse (both fetched from npm once); fails outside the budgets
    Bench {
        /// Only the engines, which needs no browser
        #[arg(long)]
        engines: bool,
        /// Only Lighthouse
        #[arg(long, conflicts_with = "engines")]
        lighthouse: bool,
        /// Only the page at rest
        #[arg(long, conflicts_with_all = ["engines", "lighthouse"])]
        rest: bool,
        /// Only live traffic, natively and in wasm, beside SimPy and Ciw (fetched from Python's index once)
        #[arg(long, conflicts_with_all = ["engines", "lighthouse", "rest"])]
        traffic: bool,
        /// What the engines are compared with
        #[arg(long, value_name = "COMMIT", default_value = "HEAD~1")]
        before: String,
    },
    /// Put cases to the real programs (nginx, HAProxy, curl, …) and write what they did to `tests/reality/`; takes root, and says
    /// what is missing
    Reality(reality::Arguments),
    /// Build, then print the first load by file, raw and Brotli; fails above the budget
    Size,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Setup => tools::ready().and_then(|_| lean::ready(&tools::sysroot()?)).map(drop),
        Command::Serve { port, open } => site::serve(port, open),
        Command::Build { precompress, single_file, many, content, add, into, url } => {
            let dist = match into {
                Some(folder) => std::path::absolute(folder)?,
                None => step::root().join("dist"),
            };
            let url = url.as_deref().map(oembed::address).transpose()?;
            match &content {
                Some(file) => language::build(file, add, &dist)?,
                None => site::build_with(&dist, |_| ())?,
            }
            if let Some(url) = url {
                oembed::write(&dist, &url)?;
            }
            if single_file {
                single::write()?;
            }
            if many {
                many::write()?;
            }
            if precompress {
                pack::beside(&dist)?;
            }
            Ok(())
        }
        Command::Test { native: true, filter, .. } => check::native(filter.as_deref()),
        Command::Test { browser: true, filter, .. } => check::in_browser(filter.as_deref()),
        Command::Test { filter: None, .. } => suite::run(),
        Command::Test { filter, .. } => {
            check::native(filter.as_deref())?;
            check::in_browser(filter.as_deref())
        }
        Command::Lint => check::lint(),
        Command::Fuzz(arguments) => fuzz::run(&arguments),
        Command::Walk => author::walk(),
        Command::Prerender => site::prerender(),
        Command::Schema => check::schema(),
        Command::Bench { lighthouse: true, .. } => lighthouse::run(),
        Command::Bench { rest: true, .. } => bench::rest(),
        Command::Bench { traffic: true, .. } => traffic::run(),
        Command::Bench { engines, before, .. } => {
            engines::run(&before)?;
            if engines { Ok(()) } else { bench::run().and_then(|()| lighthouse::run()) }
        }
        Command::Reality(arguments) => reality::run(&arguments),
        Command::Size => site::build().and_then(|()| size::report()),
    }
}
