//! What a generative model is to a run: the one place that knows which there are.

use burn::tensor::{Device, Tensor};

use super::{Balance, Gan, SingleUpdate, TrainState, Vae};
use crate::{
    config::{Config, Model},
    data::ImageShape,
    error::Result,
    model::{Architecture, Network, Output, dcgan, mlp},
};

/// What a step is taken on, `count` of each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Examples {
    /// Real images in -1..1, or points, `[count, features]`.
    pub real: Vec<f32>,
    /// One-hot, `[count, classes]`; empty where no network is told them.
    pub labels: Vec<f32>,
    /// From N(0, 1) unless the model says otherwise, `[count, latent]`.
    pub latents: Vec<f32>,
}

/// Which network of a GAN learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Player {
    Discriminator,
    Generator,
}

/// A model that learns to draw what it is shown.
///
/// A new one is a file beside `gan.rs` that implements this, and a line in [`create`].
pub(crate) trait GenerativeModel {
    /// Its networks: first the one that makes images of latent vectors.
    fn parts(&self) -> [&TrainState; 2];

    /// The same, to be changed.
    fn parts_mut(&mut self) -> [&mut TrainState; 2];

    /// Batches that one step takes.
    fn batches_per_step(&self) -> usize {
        1
    }

    /// What its two losses are called: those of [`GenerativeModel::losses`].
    fn loss_names(&self) -> [&'static str; 2];

    /// Takes the step whose first batch has the number `counter`, on one batch each. Returns what
    /// [`GenerativeModel::losses`] is to be told of. On a GPU this only queues work: nothing is read back.
    fn step(&mut self, counter: u64, batches: &[Examples]) -> Vec<Tensor<1>>;

    /// The two losses, and how a GAN's networks stand, of the numbers of what [`GenerativeModel::step`] returned.
    fn losses(&self, numbers: &[f32]) -> ([f32; 2], Option<Balance>);

    /// Takes a step of one network alone, on the batch of the number `counter`; `repeats` says whether the other has
    /// learned from that batch already. Nothing of a model whose networks learn together.
    fn single_update(
        &mut self,
        _player: Player,
        _counter: u64,
        _batch: &Examples,
        _repeats: bool,
    ) -> Option<SingleUpdate> {
        None
    }

    /// A GAN's discriminator.
    fn discriminator(&self) -> Option<&Network> {
        None
    }

    /// What finds a latent vector of an image: a VAE's averaged encoder, outside autodiff.
    fn encoder(&self) -> Option<Network> {
        None
    }
}

/// The networks of a model: the one that makes images first. They follow from the configuration and the shape of
/// the images alone.
///
/// # Errors
/// `conflicting_options` where the model cannot have such images.
pub fn architectures(config: &Config, shape: &ImageShape) -> Result<[Architecture; 2]> {
    config.check_shape(shape)?;
    Ok(match config.model {
        Model::Mlp => [
            mlp::generator("generator", config, shape, Output::Tanh),
            mlp::discriminator(config, shape),
        ],
        Model::Dcgan => [
            dcgan::generator("generator", config, shape, Output::Tanh),
            dcgan::discriminator(config, shape),
        ],
        Model::VaeMlp => [
            mlp::generator("decoder", config, shape, Output::Sigmoid),
            mlp::encoder(config, shape),
        ],
        Model::VaeConv => [
            dcgan::generator("decoder", config, shape, Output::Sigmoid),
            dcgan::encoder(config, shape),
        ],
    })
}

/// The model of a configuration before its first step, on a device with autodiff.
///
/// # Errors
/// As [`architectures`].
pub(crate) fn create(
    config: &Config,
    shape: &ImageShape,
    device: &Device,
) -> Result<Box<dyn GenerativeModel>> {
    let architectures = architectures(config, shape)?;
    Ok(match config.model {
        Model::Mlp | Model::Dcgan => Box::new(Gan::new(config, architectures, device)),
        Model::VaeMlp | Model::VaeConv => Box::new(Vae::new(config, architectures, device)),
    })
}
