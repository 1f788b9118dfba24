//! `gauntlet presets`: the requests to start from, by group, each with the question it answers.

use std::fmt::Write;

use clap::Args;
use gauntlet_explain::preset::{self, Group};
use gauntlet_model::journey::Direction;
use serde::Serialize;

use crate::output::{self, Format};

/// The arguments of `gauntlet presets`.
#[derive(Args)]
pub struct Arguments {
    /// How to print the list.
    #[arg(long, default_value = "text")]
    format: Format,
}

/// A preset as it is printed as JSON.
#[derive(Serialize)]
struct Listed {
    name: &'static str,
    direction: Direction,
    title: &'static str,
    question: &'static str,
}

/// Prints the list.
pub fn run(arguments: &Arguments) -> Result<u8, String> {
    let all = preset::all();
    let listed = |group: Group| {
        all.iter().filter(move |preset| preset.group == group).map(|preset| Listed {
            name: preset.name,
            direction: preset.direction,
            title: preset.title,
            question: preset.question,
        })
    };
    let text = match arguments.format {
        Format::Text => {
            let width = all.iter().map(|preset| preset.name.len()).max().unwrap_or_default();
            let mut out = String::new();
            for group in Group::ALL {
                if !out.is_empty() {
                    out.push('\n');
                }
                for Listed { name, direction, title, question } in listed(group) {
                    let way = if direction == Direction::Ingress { "ingress" } else { "egress" };
                    let _ = writeln!(out, "{name:<width$}  {way:<7}  {title}. {question}");
                }
            }
            out
        }
        Format::Json => {
            let listed: Vec<Listed> = Group::ALL.into_iter().flat_map(listed).collect();
            output::json(&listed)?
        }
    };
    output::print(&text).map(|()| 0)
}
