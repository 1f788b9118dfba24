//! Browsers that the tests share: starting and ending one takes longer than most visits.
//!
//! Every visit gets a new window and every site a new port, so no page finds what another one has stored.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use fantoccini::error::CmdError;
use tokio::runtime::{Builder, Runtime};

use super::driver::{Driver, Kind, Look};

/// A browser's sessions outlive a test, and with it the test's own runtime.
static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap());

static POOL: Mutex<Pool> = Mutex::new(Pool { idle: Vec::new(), lent: 0 });

struct Pool {
    idle: Vec<Arc<Driver>>,
    /// How many visits have one.
    lent: usize,
}

/// A visit's browser. Dropping it ends the browser, unless it was given back. The last one dropped also ends those that are idle.
pub struct Lent {
    pub driver: Arc<Driver>,
    again: bool,
}

/// A browser of this kind with a new, empty window that looks so.
pub async fn borrow(kind: Kind, look: Look) -> Lent {
    let found = {
        let mut pool = pool();
        pool.lent += 1;
        let at = pool.idle.iter().position(|driver| driver.serves(kind, look));
        at.map(|at| pool.idle.remove(at))
    };
    let driver = match found {
        Some(driver) => Ok(driver),
        None => RUNTIME.spawn(Driver::start(kind, look)).await.map(Arc::new),
    };
    let Ok(driver) = driver else {
        pool().lent -= 1;
        panic!("no session of {kind:?}; the lines above say why");
    };
    let lent = Lent { driver, again: false };
    lent.driver.dress(look).await;
    lent
}

impl Lent {
    /// Leaves the browser to the next visit.
    pub async fn give_back(mut self) {
        self.again = clear(&self.driver).await.is_ok();
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut ended = Vec::new();
        {
            let mut pool = pool();
            let driver = Arc::clone(&self.driver);
            if self.again {
                pool.idle.push(driver)
            } else {
                ended.push(driver)
            }
            pool.lent -= 1;
            if pool.lent == 0 {
                ended.append(&mut pool.idle);
            }
        }
        let end = async || {
            for driver in &ended {
                let _ = driver.client.clone().close().await;
            }
        };
        // No runtime may be waited for on a thread of another one.
        std::thread::scope(|scope| drop(scope.spawn(|| RUNTIME.block_on(end()))));
    }
}

fn pool() -> MutexGuard<'static, Pool> {
    POOL.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Opens a new window, and closes what a visit left.
async fn clear(driver: &Driver) -> Result<(), CmdError> {
    let client = &driver.client;
    let left = client.windows().await?;
    let new = client.new_window(true).await?.handle;
    for window in left {
        client.switch_to_window(window).await?;
        client.close_window().await?;
    }
    client.switch_to_window(new).await?;
    // Discards what the pages logged while they closed.
    driver.console_errors().await;
    Ok(())
}
