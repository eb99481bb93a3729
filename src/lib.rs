//! The core of the GAN playground: trains generative adversarial networks on small gray images, on
//! a GPU through WebGPU or on the CPU, in a browser or natively.
//!
//! Data flows one way: a [`data::Dataset`] gives batches, a [`train::Session`] takes steps on them,
//! and losses, samples and checkpoints come out of it.
//!
//! - [`config`]: every option, its default and its bounds
//! - [`data`]: IDX files in, batches in a seeded order out
//! - [`model`]: the networks
//! - [`loss`]: the losses, on logits
//! - [`train`]: one step, and the session that owns all that a run has
//! - [`metric`]: how good samples are
//! - [`checkpoint`]: a session as a safetensors file, and back
//! - [`doctor`]: what state training is in, and what would help
//! - [`device`]: the back ends
//! - [`random`]: random numbers as a function of seed, purpose and counter
//! - [`error`]: the one error type
//! - [`plane`]: the same losses and optimizers on points in the plane
//! - [`wasm`]: the boundary to JavaScript

pub mod checkpoint;
pub mod config;
pub mod data;
pub mod device;
pub mod doctor;
pub mod error;
pub mod kernel;
pub mod loss;
pub mod metric;
pub mod model;
pub mod plane;
pub mod random;
pub mod train;
pub mod wasm;
