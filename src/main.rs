//! The browser's entry: takes the stage over from its still.

#[cfg(feature = "csr")]
fn main() {
    gauntlet_app::start();
}

/// Natively there is nothing to start; `prerender` writes the page.
#[cfg(not(feature = "csr"))]
fn main() {
    eprintln!("This binary is the browser's half. Run `cargo xtask serve`, or `cargo xtask build`.");
}
