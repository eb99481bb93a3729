//! The networks. A file has the architectures of one kind, as lists of layers; [`Network`] computes any of them.

mod architecture;
pub(crate) mod dcgan;
pub(crate) mod heads;
mod init;
mod layer;
pub(crate) mod mlp;
mod network;

pub use architecture::{
    Architecture, Features, IDENTITY, LEAKY_RELU, LabelInput, LayerSpec, LeakyRelu, Normalization,
    Operation, Output, RELU,
};
pub use layer::Pass;
pub use network::{Code, Input, Network, Parameter, Role};
