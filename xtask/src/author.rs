//! An author's path, as `docs/author.md` tells it: every command in it, one after another.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::step::{root, step};

const DOC: &str = "docs/author.md";

/// The folder that the document's commands write, beside the clone.
const POST: &str = "../post";

/// The folder that the commands write instead of `../post`.
pub fn post() -> PathBuf {
    root().join("target/post")
}

/// Runs the commands with [`post`] as the post's folder.
///
/// # Errors
/// Where one fails, or the document has none.
pub fn walk() -> Result<()> {
    let text = fs::read_to_string(root().join(DOC)).with_context(|| format!("reading {DOC}"))?;
    let post = post();
    if post.exists() {
        fs::remove_dir_all(&post).with_context(|| format!("removing {}", post.display()))?;
    }
    fs::create_dir_all(root().join("target"))?;
    let commands = commands(&text);
    ensure!(commands.len() > 5, "{DOC} has {} commands, expected more", commands.len());
    for command in commands {
        ensure!(
            command.contains(POST),
            "{DOC}: `{command}` does not name {POST}, so it can't be tried elsewhere"
        );
        let tried = command.replace(POST, "target/post");
        step(
            &format!("{DOC}: {command}"),
            Command::new("sh").args(["-ec", &tried]),
            "The document says so.",
        )?;
    }
    Ok(())
}

/// The lines of its blocks for a shell.
fn commands(text: &str) -> Vec<&str> {
    let blocks = text.split("\n```sh\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks.flat_map(str::lines).filter(|line| !line.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_shells_block_is_a_command() {
        let text = "a\n```sh\none ../post\n\ntwo\n```\nb\n```json\nthree\n```\n```sh\nfour\n```\n";
        assert_eq!(commands(text), ["one ../post", "two", "four"]);
    }
}
