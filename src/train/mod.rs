//! Training: the steps of each kind of model, and the session that owns all that a run has.

mod ema;
mod gan;
mod learner;
mod optimizer;
mod record;
mod session;
pub(crate) mod tensors;
mod vae;

pub use ema::Ema;
pub(crate) use gan::Gan;
pub(crate) use learner::{Entry, Learner};
pub use optimizer::Optimizer;
pub use record::{Balance, EpochLosses, LossSums, StepRecord};
pub use session::{Elbo, Session};
pub(crate) use vae::Vae;
