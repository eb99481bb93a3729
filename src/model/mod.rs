//! The networks. A file has one architecture; the two enums here are all that training knows.

mod activation;
mod dcgan;
mod init;
mod mlp;
mod parameters;

use burn::{
    module::Module,
    tensor::{Device, Tensor},
};

pub use dcgan::{DcganDiscriminator, DcganGenerator};
pub use mlp::{MlpDiscriminator, MlpGenerator};
pub use parameters::{Parameter, read_parameters, with_parameters};

use crate::{
    config::{Config, Networks},
    random::{Purpose, Random},
};
use init::Init;

/// G: turns latent vectors into images.
#[derive(Module, Debug)]
#[allow(clippy::large_enum_variant)] // there is one of it in a run
pub enum Generator {
    Mlp(MlpGenerator),
    Dcgan(DcganGenerator),
}

/// D: tells real images from generated ones.
#[derive(Module, Debug)]
#[allow(clippy::large_enum_variant)] // there is one of it in a run
pub enum Discriminator {
    Mlp(MlpDiscriminator),
    Dcgan(DcganDiscriminator),
}

impl Generator {
    /// Makes images `[batch, 784]` in -1..1 of latent vectors `[batch, latent]` and one-hot
    /// labels `[batch, 10]`.
    pub fn forward(&self, latents: Tensor<2>, labels: Tensor<2>) -> Tensor<2> {
        match self {
            Generator::Mlp(network) => network.forward(latents),
            Generator::Dcgan(network) => network.forward(latents, labels),
        }
    }
}

impl Discriminator {
    /// Gives the logits `[batch, 1]` of images `[batch, 784]` in -1..1 with one-hot labels
    /// `[batch, 10]`; D(x) = sigmoid(logit) is the probability that an image is real.
    pub fn forward(&self, images: Tensor<2>, labels: Tensor<2>) -> Tensor<2> {
        match self {
            Discriminator::Mlp(network) => network.forward(images),
            Discriminator::Dcgan(network) => network.forward(images, labels),
        }
    }
}

/// Both networks with the initial weights that the seed gives, on `device`.
pub fn networks(config: &Config, device: &Device) -> (Generator, Discriminator) {
    let random = |network| Random::new(config.seed, Purpose::Weights, network);
    let mut g = Init::new(random(0), device);
    let mut d = Init::new(random(1), device);
    match &config.networks {
        Networks::Mlp {
            generator,
            discriminator,
        } => (
            Generator::Mlp(MlpGenerator::new(generator, config.latent, &mut g)),
            Discriminator::Mlp(MlpDiscriminator::new(discriminator, &mut d)),
        ),
        Networks::ConditionalDcgan(dcgan) => (
            Generator::Dcgan(DcganGenerator::new(dcgan, config.latent, &mut g)),
            Discriminator::Dcgan(DcganDiscriminator::new(dcgan, &mut d)),
        ),
    }
}

/// Whether the networks are told the label of an image.
pub fn is_conditional(config: &Config) -> bool {
    matches!(config.networks, Networks::ConditionalDcgan(_))
}
