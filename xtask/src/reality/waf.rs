//! The sets of attacks and of ordinary text, put to ModSecurity with the Core Rule Set and to the engine in the same run.

use std::path::Path;

use anyhow::{Result, ensure};

use super::lab::{Lab, Program};
use crate::step::cargo;

const RULES: &str = "/usr/share/modsecurity-crs/rules/REQUEST-949-BLOCKING-EVALUATION.conf";
const MODULE: &str = "/usr/lib/nginx/modules/ngx_http_modsecurity_module.so";

/// Prints both counts. A count is no recording: what it prints is for `docs/measured.md`.
pub fn count(lab: &Lab) -> Result<()> {
    let there = Path::new(RULES).is_file() && Path::new(MODULE).is_file();
    ensure!(there, "missing:\n  `apt-get install modsecurity-crs libnginx-mod-http-modsecurity`");
    let _running = lab.start(Program::Nginx, "waf.nginx", 18_099)?;
    let mut test = cargo();
    test.args([
        "test",
        "--quiet",
        "--package",
        "gauntlet-sim",
        "--test",
        "waf_score",
        "--",
        "--nocapture",
        "--test-threads=1",
    ]);
    test.env("GAUNTLET_WAF_CRS", "127.0.0.1:18099");
    ensure!(test.status()?.success(), "the count failed; logs are in {}", lab.folder.display());
    Ok(())
}
