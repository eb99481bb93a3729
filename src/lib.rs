//! The core of the GAN playground: trains generative models on small images, on a GPU through WebGPU or on the
//! CPU, in a browser or natively.
//!
//! Data flows one way: a [`data::Dataset`] gives batches, a [`train::Run`] takes steps on them,
//! and losses, samples and checkpoints come out of it. Each module may use those above it:
//!
//! - [`error`], [`random`]: the one error type; random numbers as a function of seed, purpose and counter
//! - [`data`]: what an image is; IDX files in, batches in a seeded order out
//! - [`config`]: every option, its default and its bounds
//! - [`device`]: the back ends
//! - [`kernel`], `tensors`: the operations that a step spends its time in; numbers to and from a device
//! - [`model`]: the networks, as lists of layers
//! - [`loss`]: the losses, on logits
//! - [`train`]: what a generative model is, one step, and the run that owns all that there is
//! - [`plane`]: the same GAN on points in the plane
//! - [`metric`], [`inspect`], [`doctor`]: how good samples are; what else is asked of a run; what state it is in
//! - [`checkpoint`]: a run as a safetensors file, and back
//! - [`wasm`]: the boundary to JavaScript

pub mod checkpoint;
pub mod config;
pub mod data;
pub mod device;
pub mod doctor;
pub mod error;
pub mod inspect;
pub mod kernel;
pub mod loss;
pub mod metric;
pub mod model;
pub mod plane;
pub mod random;
pub(crate) mod tensors;
pub mod train;
pub mod wasm;
