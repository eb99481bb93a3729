//! Training: the steps of each kind of model, and the session that owns all that a run has.

mod augment;
mod ema;
mod gan;
mod half;
mod learner;
mod optimizer;
mod probe;
mod record;
mod search;
mod session;
pub(crate) mod tensors;
mod vae;

pub use ema::Ema;
pub(crate) use gan::Gan;
pub use half::{Half, HalfStep};
pub(crate) use learner::{Entry, Learner};
pub use optimizer::Optimizer;
pub use probe::{Encoding, Verdict};
pub use record::{Balance, EpochLosses, LossSums, StepRecord};
pub use search::{Found, Search, Target};
pub use session::{Elbo, Session};
pub(crate) use vae::Vae;
