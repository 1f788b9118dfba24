//! What every browser test needs: the site, a session, the stage in the reader's words, and a picture on failure.

pub mod axe;
pub mod by_role;
pub mod clock;
pub mod driver;
pub mod faults;
pub mod firefox;
pub mod hostile;
pub mod picture;
pub mod pool;
pub mod shot;
pub mod site;
pub mod stage;
pub mod traced;
pub mod visit;

pub use stage::Stage;
pub use visit::{Page, Visit, visit, visit_page, visit_page_in_each};
