//! All of `cargo xtask test`. The sites are built in parallel with the tests, since linking wasm keeps only one core busy.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

use crate::built::{self, Tests};
use crate::step::root;
use crate::{browser, check, deny, fuzz, tools, types};

/// The browser tests of what the walk through `docs/author.md` makes.
const AFTER_WALK: &str = "author::";

/// Runs everything.
///
/// # Errors
/// Where a step fails; the first that does ends it.
pub fn run() -> Result<()> {
    // Taken before compiling, which replaces the file that is running.
    let own = std::env::current_exe()?;
    // Installing comes first: it needs the whole machine, and may fail.
    let browsers = browser::both()?;
    check::axe()?;
    tools::ready()?;
    check::format()?;
    types::check()?;
    let ended = Arc::new(AtomicBool::new(false));
    let (compiled, may_walk) = mpsc::channel::<()>();
    let (built, may_browse) = mpsc::channel::<()>();
    let stop = Arc::clone(&ended);
    let aside = thread::spawn(move || -> Result<()> {
        Background::begin(&own, "building the site", "site", &["build", "--single-file", "--many"])?
            .wait(&stop)?;
        // If the tests have already failed, nobody receives this; the join below reports why.
        let _ = built.send(());
        // It compiles the native half again, in another language: wait until ours is built.
        if may_walk.recv().is_ok() {
            Background::begin(&own, "walking docs/author.md", "walk", &["walk"])?.wait(&stop)?;
        }
        Ok(())
    });
    let tests = || -> Result<Tests> {
        let tests = built::tests()?;
        let _ = compiled.send(());
        check::wasm()?;
        deny::check()?;
        tests.run_native(None)?;
        // Without a site the join below reports why.
        if may_browse.recv().is_ok() {
            tests.run_in_browser(&browsers, &["--skip", AFTER_WALK])?;
        }
        Ok(tests)
    };
    let tests = tests();
    ended.store(tests.is_err(), Ordering::Relaxed);
    drop(compiled);
    let aside = aside.join().map_err(|_| anyhow!("what builds the site panicked"))?;
    let tests = tests?;
    aside?;
    tests.run_in_browser(&browsers, &[AFTER_WALK])?;
    fuzz::in_test(&tests, &browsers)
}

/// Another `cargo xtask` command that runs in parallel. Its output goes to a file and is printed only if it fails.
struct Background {
    says: &'static str,
    child: Child,
    log: PathBuf,
    began: Instant,
}

impl Background {
    fn begin(own: &Path, says: &'static str, name: &str, arguments: &[&str]) -> Result<Self> {
        let folder = root().join("target");
        std::fs::create_dir_all(&folder)?;
        let log = folder.join(format!("{name}.log"));
        let file = File::create(&log).with_context(|| format!("writing {}", log.display()))?;
        let mut command = Command::new(own);
        command
            .args(arguments)
            .env(built::WITH_TESTS, "1")
            .current_dir(root())
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file);
        // Its own process group, so that stopping it also stops what it started.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.spawn().with_context(|| format!("starting what is {says}"))?;
        eprintln!("== in parallel: {says} (log: {})", log.display());
        Ok(Self { says, child, log, began: Instant::now() })
    }

    /// Waits for its end, or ends it where the rest has failed.
    fn wait(mut self, stop: &AtomicBool) -> Result<()> {
        let status = loop {
            if let Some(status) = self.child.try_wait()? {
                break status;
            }
            if stop.load(Ordering::Relaxed) {
                #[cfg(unix)]
                drop(Command::new("kill").args(["--", &format!("-{}", self.child.id())]).status());
                drop(self.child.kill());
            }
            thread::sleep(Duration::from_millis(100));
        };
        if status.success() {
            eprintln!("== in parallel: {}: done in {:.0} s", self.says, self.began.elapsed().as_secs_f32());
            return Ok(());
        }
        let told = std::fs::read_to_string(&self.log).unwrap_or_default();
        bail!("{told}\n{} failed; the lines above are in {} too", self.says, self.log.display())
    }
}
