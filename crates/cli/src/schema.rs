//! `gauntlet schema`: the JSON Schema of scenarios or of content files, for editors.

use clap::Args;
use gauntlet_content as content;
use gauntlet_scenario::schema;

use crate::output;

/// The arguments of `gauntlet schema`.
#[derive(Args)]
pub struct Arguments {
    /// Print the schema of content files, not of scenarios.
    #[arg(long)]
    content: bool,
}

/// Prints the schema.
pub fn run(arguments: &Arguments) -> Result<u8, String> {
    let text = if arguments.content { content::schema() } else { schema::text() };
    output::print(&text).map(|()| 0)
}
