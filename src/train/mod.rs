//! Training: what a generative model is, the steps of each kind, and the run that owns all that there is.

mod augment;
mod ema;
mod gan;
mod memory;
mod model;
mod optimizer;
mod record;
mod run;
mod sample;
mod single_update;
mod state;
mod vae;

pub use ema::Ema;
pub(crate) use gan::{Gan, Look, packed};
pub use memory::{MAX_BYTES, Memory};
pub(crate) use model::{Examples, GenerativeModel};
pub use model::{Player, architectures};
pub use optimizer::{Optimizer, Slot, slots};
pub use record::{Balance, EpochLosses, LossSums, StepRecord};
pub(crate) use run::Progress;
pub use run::Run;
pub(crate) use sample::{expect_length, intensities};
pub(crate) use single_update::SingleUpdate;
pub use single_update::{UpdateBatch, UpdateRecord};
pub(crate) use state::{Entry, Range, TrainState};
pub(crate) use vae::{Vae, elbo_parts};

/// Images worked on at once when many are asked for, which bounds the memory it takes.
pub(crate) const SAMPLES_AT_ONCE: usize = 250;
