//! One training step of a variational autoencoder (Kingma and Welling, arXiv 1312.6114).

use burn::tensor::{Device, Tensor};

use super::{
    Learner,
    tensors::{matrix, one_hot, scaled},
};
use crate::{
    config::Config,
    data::{Batch, PIXELS},
    loss::negative_elbo,
    model::{Encoder, Generator, Labelled},
    random::{Purpose, Random},
};

/// Both networks of a VAE.
pub(crate) struct Vae {
    pub decoder: Learner<Generator>,
    pub encoder: Learner<Encoder>,
}

impl Vae {
    pub fn new(config: &Config, device: &Device) -> Self {
        let decoder = Generator::new(config, device);
        let encoder = Encoder::new(config, device);
        let (decoding, encoding) = (
            config.generator_optimizer(),
            config.discriminator_optimizer(),
        );
        Self {
            decoder: Learner::new(decoder, decoding, Some(config.ema_decay)),
            encoder: Learner::new(encoder, encoding, Some(config.ema_decay)),
        }
    }

    /// Takes the step after `steps` steps. Returns the reconstruction and the KL divergence.
    pub fn step(
        &mut self,
        config: &Config,
        steps: u64,
        batch: &Batch,
        device: &Device,
    ) -> Vec<Tensor<1>> {
        let mut random = Random::new(config.seed, Purpose::Fakes, steps);
        let (encoder, decoder) = (&self.encoder.network, &self.decoder.network);
        let (reconstruction, divergence) =
            elbo_parts(encoder, decoder, config.latent, batch, &mut random, device);
        let parts = [reconstruction.clone(), divergence.clone()].map(Tensor::inner);
        let mut gradients = (reconstruction + divergence).backward();
        self.encoder.step(&mut gradients, None);
        self.decoder.step(&mut gradients, None);
        parts.to_vec()
    }
}

/// The reconstruction and the KL divergence of a batch, `[1]` each in nats, with one latent vector drawn
/// for each image: z = mean + exp(log_variance / 2) * noise.
pub(crate) fn elbo_parts(
    encoder: &Encoder,
    decoder: &Generator,
    latent: usize,
    batch: &Batch,
    random: &mut Random,
    device: &Device,
) -> (Tensor<1>, Tensor<1>) {
    let images = matrix(scaled(&batch.pixels), PIXELS, device);
    let labels = one_hot(&batch.labels, device);
    let code = encoder.forward(Labelled {
        images: images.clone(),
        labels: labels.clone(),
    });
    let noise = matrix(random.normal(batch.labels.len() * latent), latent, device);
    let deviation = code.log_variance.clone().div_scalar(2.0).exp();
    let latents = code.mean.clone() + deviation * noise;
    let logits = decoder.forward(latents, labels);
    let gray = images.add_scalar(1.0).div_scalar(2.0);
    negative_elbo(logits, gray, code.mean, code.log_variance)
}
