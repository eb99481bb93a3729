//! How good samples are, in the eyes of a small classifier of this project's own.

mod classifier;
mod frechet;
mod histogram;
mod judge;
mod neighbors;
mod spread;

pub use classifier::{Classifier, FEATURES};
pub use frechet::{Gauge, Moments};
pub use histogram::{COVERED_SHARE, histogram, modes_covered};
pub use judge::{FULL_COUNT, FullQuality, Judge, Quality, Reading, Reference};
pub use neighbors::{Fidelity, K, Manifold, fidelity};
pub use spread::{diversity, within_class};
