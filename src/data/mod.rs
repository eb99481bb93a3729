//! The data: IDX files in, batches in a seeded order out.

mod dataset;
mod folder;
mod idx;

pub use dataset::{Batch, Dataset, gray};
pub use folder::read_folder;
pub use idx::{Images, Labels};

/// Pixels along one side of an image.
pub const SIDE: usize = 28;
/// Pixels of an image.
pub const PIXELS: usize = SIDE * SIDE;
/// Classes of the labels: the digits 0 to 9.
pub const CLASSES: usize = 10;
