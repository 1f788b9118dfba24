//! `gauntlet schema`: the JSON Schema of scenarios, for editors.

use std::io::{self, Write};

use gauntlet_sim::scenario::schema;

/// Prints the schema. A reader that has gone away (`| head`) is no problem.
pub fn run() -> Result<u8, String> {
    match io::stdout().lock().write_all(schema::text().as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("standard output: {error}")),
        _ => Ok(0),
    }
}
