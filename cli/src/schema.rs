//! `gauntlet schema`: the JSON Schema of scenarios, for editors.

use gauntlet_sim::scenario::schema;

use crate::output;

/// Prints the schema.
pub fn run() -> Result<u8, String> {
    output::print(&schema::text()).map(|()| 0)
}
