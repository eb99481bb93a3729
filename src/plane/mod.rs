//! GANs on points in the plane, small enough to see all that they do: the losses, the optimizers and the
//! layers of the others, on the square from -1 to 1.

mod config;
mod data;
mod divergence;
mod run;
mod table;

pub use config::{Config, Network};
pub use data::{Distribution, Noise, Points};
pub use divergence::Divergence;
pub use run::{Learns, PlaneRun};
pub use table::options;
