//! Training: one step, and the session that owns all that a run has.

mod adam;
mod ema;
mod session;

pub use adam::{Adam, Moments};
pub use ema::Ema;
pub use session::{EpochLosses, Losses, Session};
pub(crate) use session::{LossSums, read_all};
