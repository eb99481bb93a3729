//! What is asked of a run beside training it. None of it changes the run.

mod probe;
mod search;

pub use probe::{Elbo, Encoding, Verdict};
pub use search::{Found, Search, Target};
