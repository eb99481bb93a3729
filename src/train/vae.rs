//! One training step of a variational autoencoder (Kingma and Welling, arXiv 1312.6114).

use burn::{
    module::Module,
    tensor::{Device, Tensor},
};

use super::{Balance, Examples, GenerativeModel, TrainState};
use crate::{
    config::Config,
    loss::negative_elbo,
    model::{Architecture, Input, Network, Pass},
    tensors::matrix,
};

/// Both networks of a VAE.
pub(crate) struct Vae {
    latent: usize,
    device: Device,
    decoder: TrainState,
    encoder: TrainState,
}

impl Vae {
    /// Before its first step: the decoder, then the encoder.
    pub fn new(config: &Config, [decoder, encoder]: [Architecture; 2], device: &Device) -> Self {
        let decoder = Network::new(decoder, config.seed, 0, device);
        let encoder = Network::new(encoder, config.seed, 1, device);
        let (decoding, encoding) = (
            config.generator_optimizer(),
            config.discriminator_optimizer(),
        );
        Self {
            decoder: TrainState::new(decoder, decoding, Some(config.ema_decay)),
            encoder: TrainState::new(encoder, encoding, Some(config.ema_decay)),
            latent: config.latent,
            device: device.clone(),
        }
    }
}

impl GenerativeModel for Vae {
    fn parts(&self) -> [&TrainState; 2] {
        [&self.decoder, &self.encoder]
    }

    fn parts_mut(&mut self) -> [&mut TrainState; 2] {
        [&mut self.decoder, &mut self.encoder]
    }

    fn loss_names(&self) -> [&'static str; 2] {
        ["reconstruction", "divergence"]
    }

    fn step(&mut self, _counter: u64, batches: &[Examples]) -> Vec<Tensor<1>> {
        let Some(batch) = batches.first() else {
            return Vec::new();
        };
        let mut passes = [Pass::training(1, None), Pass::training(1, None)];
        let networks = [&self.encoder.network, &self.decoder.network];
        let (reconstruction, divergence) =
            elbo_parts(networks, batch, self.latent, &mut passes, &self.device);
        let [encoder, decoder] = passes.map(Pass::into_running);
        self.encoder.change(|network| network.keep_running(encoder));
        self.decoder.change(|network| network.keep_running(decoder));
        let parts = [reconstruction.clone(), divergence.clone()].map(Tensor::inner);
        let mut gradients = (reconstruction + divergence).backward();
        self.encoder.step(&mut gradients, None);
        self.decoder.step(&mut gradients, None);
        parts.to_vec()
    }

    fn losses(&self, numbers: &[f32]) -> ([f32; 2], Option<Balance>) {
        ([numbers[0], numbers[1]], None)
    }

    fn encoder(&self) -> Option<Network> {
        Some(self.encoder.averaged().valid())
    }
}

/// The reconstruction and the KL divergence of a batch, `[1]` each in nats, with one latent vector for each image:
/// z = mean + exp(log_variance / 2) * noise, the noise being the latents of the batch.
pub(crate) fn elbo_parts(
    [encoder, decoder]: [&Network; 2],
    batch: &Examples,
    latent: usize,
    [encoding, decoding]: &mut [Pass; 2],
    device: &Device,
) -> (Tensor<1>, Tensor<1>) {
    let count = batch.latents.len() / latent;
    let images = matrix(batch.real.clone(), batch.real.len() / count, device);
    let labels = (!batch.labels.is_empty())
        .then(|| matrix(batch.labels.clone(), batch.labels.len() / count, device));
    let input = Input {
        values: images.clone(),
        labels: labels.clone(),
    };
    let Some(code) = encoder.code(input, encoding) else {
        let nothing = || Tensor::zeros([1], device);
        return (nothing(), nothing());
    };
    let noise = matrix(batch.latents.clone(), latent, device);
    let deviation = code.log_variance.clone().div_scalar(2.0).exp();
    let input = Input {
        values: code.mean.clone() + deviation * noise,
        labels,
    };
    let logits = decoder.forward(input, decoding);
    let intensities = images.add_scalar(1.0).div_scalar(2.0);
    negative_elbo(logits, intensities, code.mean, code.log_variance)
}
