//! The networks. A file has one architecture; the enums here are all that training knows.

mod activation;
mod dcgan;
mod head;
mod init;
mod layers;
mod mlp;
mod parameters;
mod perceptron;
mod summary;

use burn::{
    module::Module,
    tensor::{Device, Tensor},
};

pub(crate) use activation::{LINEAR, RELU};
pub use dcgan::{ConvEncoder, DcganDiscriminator, DcganGenerator};
pub use layers::Dense;
pub use mlp::{MlpDiscriminator, MlpEncoder, MlpGenerator};
pub use parameters::{Parameter, read_parameters, read_values, with_parameters};
pub use perceptron::Perceptron;
pub use summary::{Layer, LayerKind, Network, networks};

use crate::{
    config::Config,
    random::{Purpose, Random},
};
use init::Init;

/// Steps of power iteration before the first step, so that the first norms are not far too small; one a
/// step is enough after that.
const FIRST_ITERATIONS: usize = 15;

/// Images `[batch, n * 784]` in -1..1 with one-hot labels `[batch, n * 10]`, n of each in a row.
#[derive(Debug, Clone)]
pub struct Labelled {
    pub images: Tensor<2>,
    pub labels: Tensor<2>,
}

/// What a VAE's encoder makes of images: the normal distribution of their latent vectors,
/// `[batch, latent]` each.
#[derive(Debug, Clone)]
pub struct Code {
    pub mean: Tensor<2>,
    pub log_variance: Tensor<2>,
}

/// G, which turns latent vectors into images, or a VAE's decoder.
#[derive(Module, Debug)]
#[allow(clippy::large_enum_variant)] // there is one of it in a run
pub enum Generator {
    Mlp(MlpGenerator),
    Dcgan(DcganGenerator),
}

/// D, which tells real images from generated ones.
#[derive(Module, Debug)]
#[allow(clippy::large_enum_variant)] // there is one of it in a run
pub enum Discriminator {
    Mlp(MlpDiscriminator),
    Dcgan(DcganDiscriminator),
}

/// A VAE's encoder.
#[derive(Module, Debug)]
#[allow(clippy::large_enum_variant)] // there is one of it in a run
pub enum Encoder {
    Mlp(MlpEncoder),
    Conv(ConvEncoder),
}

impl Generator {
    /// The initial network that the seed gives.
    pub fn new(config: &Config, device: &Device) -> Self {
        let mut init = Init::new(weights(config, 0), device, false);
        if config.model.is_convolutional() {
            Self::Dcgan(DcganGenerator::new(config, &mut init))
        } else {
            Self::Mlp(MlpGenerator::new(config, &mut init))
        }
    }

    /// The network as it is outside training, for gradients at its input: it neither learns nor normalizes
    /// by its batch.
    pub fn freeze(self) -> Self {
        match self.no_grad() {
            Self::Mlp(network) => Self::Mlp(network.freeze()),
            Self::Dcgan(network) => Self::Dcgan(network.freeze()),
        }
    }

    /// Logits of pixels `[batch, 784]` of latent vectors `[batch, latent]` and one-hot labels
    /// `[batch, 10]`. G's images are their tanh, -1..1.
    pub fn forward(&self, latents: Tensor<2>, labels: Tensor<2>) -> Tensor<2> {
        match self {
            Self::Mlp(network) => network.forward(latents, labels),
            Self::Dcgan(network) => network.forward(latents, labels),
        }
    }
}

impl Discriminator {
    /// The initial network that the seed gives.
    pub fn new(config: &Config, device: &Device) -> Self {
        let mut init = Init::new(weights(config, 1), device, config.spectral_norm);
        let network = if config.model.is_convolutional() {
            Self::Dcgan(DcganDiscriminator::new(config, &mut init))
        } else {
            Self::Mlp(MlpDiscriminator::new(config, &mut init))
        };
        let iterations = if config.spectral_norm {
            FIRST_ITERATIONS
        } else {
            0
        };
        (0..iterations).fold(network, |network, _| network.iterate())
    }

    /// As [`Generator::freeze`].
    pub fn freeze(self) -> Self {
        match self.no_grad() {
            Self::Mlp(network) => Self::Mlp(network.freeze()),
            Self::Dcgan(network) => Self::Dcgan(network),
        }
    }

    /// Gives the logits `[batches * rows, 1]` of images `[batches * rows, packing * 784]` with their labels:
    /// of so many batches one under the other, none of which changes another's. Where the loss is one of
    /// probabilities, D(x) = sigmoid(logit) is the one that the images are real. `dropout` is what hidden
    /// units are dropped by; nothing outside training.
    pub fn forward(
        &self,
        input: Labelled,
        batches: usize,
        dropout: Option<&mut Random>,
    ) -> Tensor<2> {
        match self {
            Self::Mlp(network) => network.forward(input, batches, dropout),
            Self::Dcgan(network) => network.forward(input),
        }
    }

    /// The gradient of each logit at its own images, `[batch, packing * 784]`, itself
    /// differentiable in the weights: D's backward pass, written as a forward computation. Exact
    /// where D has no batch normalization.
    pub fn input_gradient(&self, input: Labelled, dropout: Option<&mut Random>) -> Tensor<2> {
        match self {
            Self::Mlp(network) => network.input_gradient(input, dropout),
            Self::Dcgan(network) => network.input_gradient(input),
        }
    }

    /// One step of power iteration where the weights are spectrally normalized.
    pub fn iterate(self) -> Self {
        match self {
            Self::Mlp(network) => Self::Mlp(network.iterate()),
            Self::Dcgan(network) => Self::Dcgan(network.iterate()),
        }
    }
}

impl Encoder {
    /// The initial network that the seed gives.
    pub fn new(config: &Config, device: &Device) -> Self {
        let mut init = Init::new(weights(config, 1), device, false);
        if config.model.is_convolutional() {
            Self::Conv(ConvEncoder::new(config, &mut init))
        } else {
            Self::Mlp(MlpEncoder::new(config, &mut init))
        }
    }

    /// The code of images `[batch, 784]` in -1..1 with one-hot labels `[batch, 10]`.
    pub fn forward(&self, input: Labelled) -> Code {
        match self {
            Self::Mlp(network) => network.forward(input.images, input.labels),
            Self::Conv(network) => network.forward(input.images, input.labels),
        }
    }
}

fn weights(config: &Config, network: u64) -> Random {
    Random::new(config.seed, Purpose::Weights, network)
}

/// The numbers with the labels beside them, where these are told.
fn beside(numbers: Tensor<2>, labels: Tensor<2>, told: bool) -> Tensor<2> {
    if told {
        Tensor::cat(vec![numbers, labels], 1)
    } else {
        numbers
    }
}
