//! The data: IDX files in, batches in a seeded order out.

mod dataset;
mod folder;
mod idx;
mod shape;

pub use dataset::{Batch, Dataset, Neighbor, intensities};
pub use folder::read_folder;
pub use idx::{parse_images, parse_labels};
pub use shape::ImageShape;
