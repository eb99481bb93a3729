//! How good samples are, in the eyes of a small classifier of this project's own.

mod classifier;
mod diversity;
mod evaluator;
mod frechet;
mod histogram;
mod neighbors;

pub use classifier::{Classifier, FEATURES, architecture};
pub use diversity::{diversity, within_class};
pub use evaluator::{Evaluator, FULL_COUNT, FullQuality, Quality, Reading, Reference};
pub use frechet::{FrechetReference, Moments};
pub use histogram::{COVERED_SHARE, histogram, modes_covered};
pub use neighbors::{Fidelity, K, Manifold, fidelity};
