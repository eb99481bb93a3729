//! A training run: its networks, optimizers and averages, and how far it has come.

use burn::{
    module::Module,
    tensor::{Device, Tensor, activation::sigmoid},
};
use serde::Serialize;

use super::{
    Entry, EpochLosses, Gan, LossSums, StepRecord, Vae,
    gan::{self, packed},
    probe::CHUNK,
    tensors::{matrix, one_hot, one_hot_values, read, scaled},
    vae::elbo_parts,
};
use crate::{
    config::Config,
    data::{Batch, Dataset, PIXELS},
    error::{Error, Result},
    model::Labelled,
    random::{Purpose, Random},
};

/// The least steps of what is reported as an epoch: with few images, passes are too short to say anything of.
const SHORTEST_EPOCH: usize = 20;

/// All that a training run has. A checkpoint is this and nothing else.
pub struct Session {
    pub(crate) config: Config,
    pub(crate) networks: Networks,
    pub(crate) step: u64,
    pub(crate) sums: LossSums,
    /// Steps of D alone since the last step of G.
    pub(super) halves: u64,
    /// Plain, for samples.
    pub(super) device: Device,
    /// With autodiff, for training.
    pub(super) training_device: Device,
    /// What steps that nobody has read yet left, as [`Gan::step`] or [`Vae::step`] return it.
    unread: Vec<Vec<Tensor<1>>>,
}

/// The networks of a run.
#[allow(clippy::large_enum_variant)] // there is one of it in a run
pub(crate) enum Networks {
    Gan(Gan),
    Vae(Vae),
}

/// The parts of a VAE's evidence lower bound, in nats an image: -ELBO = reconstruction + divergence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Elbo {
    pub reconstruction: f32,
    pub divergence: f32,
}

impl Session {
    /// A run before its first step.
    ///
    /// # Errors
    /// `invalid_option` or `conflicting_options` where the configuration cannot be.
    pub fn new(config: Config, device: Device) -> Result<Self> {
        config.check()?;
        let training_device = device.clone().autodiff();
        let networks = if config.model.is_vae() {
            Networks::Vae(Vae::new(&config, &training_device))
        } else {
            Networks::Gan(Gan::new(&config, &training_device))
        };
        Ok(Self {
            networks,
            step: 0,
            sums: LossSums::default(),
            halves: 0,
            config,
            device,
            training_device,
            unread: Vec::new(),
        })
    }

    /// The configuration of this run.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Steps taken so far.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Whole passes over `images` images so far.
    pub fn epoch(&self, images: usize) -> u64 {
        self.epoch_after(self.step, images)
    }

    /// Whether the last step was the last of a pass over `images` images; with few images, of as many passes as
    /// take [`SHORTEST_EPOCH`] steps.
    pub fn epoch_has_ended(&self, images: usize) -> bool {
        let shortest = SHORTEST_EPOCH * self.config.images_per_step();
        let passes = shortest.div_ceil(images.max(1)) as u64;
        let before = self.epoch_after(self.step.saturating_sub(1), images);
        self.epoch(images) / passes > before / passes
    }

    fn epoch_after(&self, steps: u64, images: usize) -> u64 {
        steps * self.config.images_per_step() as u64 / images.max(1) as u64
    }

    /// The mean losses of the epoch over `images` images that ended with the last step, once all
    /// its losses were read; the next epoch then begins.
    pub fn take_ended_epoch(&mut self, images: usize) -> Option<EpochLosses> {
        if !self.epoch_has_ended(images) || !self.unread.is_empty() || self.sums.steps == 0 {
            return None;
        }
        let sums = std::mem::take(&mut self.sums);
        Some(EpochLosses {
            epoch: self.epoch(images),
            losses: sums.losses.map(|sum| (sum / sums.steps as f64) as f32),
        })
    }

    /// Takes one training step on the next batches of `data`.
    ///
    /// On a GPU this only queues the work: nothing is read back.
    ///
    /// # Errors
    /// `data_missing` where a batch has not been loaded yet; nothing has changed then.
    pub fn advance(&mut self, data: &Dataset) -> Result<()> {
        let config = &self.config;
        let count = config.batches_per_step();
        let batches = (0..count)
            .map(|index| {
                let number = self.step * count as u64 + index as u64;
                data.batch(config.seed, number, config.batch_size)
            })
            .collect::<Result<Vec<_>>>()?;
        let (step, device) = (self.step, &self.training_device);
        self.unread.push(match &mut self.networks {
            Networks::Gan(gan) => gan.step(config, step, &batches, device),
            Networks::Vae(vae) => vae.step(config, step, &batches[0], device),
        });
        self.step += 1;
        Ok(())
    }

    /// What came of the steps since the last call, in one read.
    ///
    /// # Errors
    /// `device_failed`, or `diverged` where a loss or a logit is not a finite number.
    pub async fn read_losses(&mut self) -> Result<Vec<StepRecord>> {
        let unread = std::mem::take(&mut self.unread);
        if unread.is_empty() {
            return Ok(Vec::new());
        }
        let first = self.step + 1 - unread.len() as u64;
        let length = unread[0].iter().map(|part| part.dims()[0]).sum();
        let values = read(Tensor::cat(unread.concat(), 0)).await?;
        let mut records = Vec::with_capacity(values.len() / length);
        for (index, values) in values.chunks(length).enumerate() {
            let step = first + index as u64;
            let (losses, balance) = match &self.networks {
                Networks::Gan(_) => {
                    let (losses, balance) = gan::stand(&self.config, values);
                    (losses, Some(balance))
                }
                Networks::Vae(_) => ([values[0], values[1]], None),
            };
            let mut numbers = values.iter().chain(&losses);
            if let Some(&value) = numbers.find(|value| !value.is_finite()) {
                return Err(Error::Diverged { step, value });
            }
            for (sum, loss) in self.sums.losses.iter_mut().zip(losses) {
                *sum += f64::from(loss);
            }
            self.sums.steps += 1;
            records.push(StepRecord {
                step,
                losses,
                balance,
            });
        }
        Ok(records)
    }

    /// Draws one image for each label from the averaged generator: gray values in 0..1,
    /// `labels.len() * 784`. An unconditional generator takes no notice of which labels they are.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn sample(&self, seed: u32, labels: &[u8]) -> Result<Vec<f32>> {
        let latents = self.latents(seed, labels.len());
        self.generate(&latents, &one_hot_values(labels)).await
    }

    /// D(x): how probable the discriminator finds it that each image is real, 0..1; for two images at
    /// once where D judges pairs. Nothing where D gives no probabilities.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn judge(&self, batch: &Batch) -> Result<Option<Vec<f32>>> {
        let Networks::Gan(gan) = &self.networks else {
            return Ok(None);
        };
        if !self.config.loss.has_probabilities() {
            return Ok(None);
        }
        let images = matrix(scaled(&batch.pixels), PIXELS, &self.device);
        let labels = one_hot(&batch.labels, &self.device);
        let discriminator = gan.discriminator.network.valid();
        let seen = Labelled {
            images: packed(&self.config, images),
            labels: packed(&self.config, labels),
        };
        let logits = discriminator.forward(seen, 1, None);
        read(sigmoid(logits).reshape([-1])).await.map(Some)
    }

    /// The ELBO of images by the averaged networks of a VAE, with one latent vector drawn for each
    /// image; nothing for a GAN.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn elbo(&self, batch: &Batch) -> Result<Option<Elbo>> {
        let Networks::Vae(vae) = &self.networks else {
            return Ok(None);
        };
        let (encoder, decoder) = (vae.encoder.averaged(), vae.decoder.averaged());
        let mut random = Random::new(0, Purpose::Samples, 1);
        let mut sums = [0.0; 2];
        let chunks = batch.pixels.chunks(CHUNK * PIXELS);
        for (pixels, labels) in chunks.zip(batch.labels.chunks(CHUNK)) {
            let part = Batch {
                pixels: pixels.to_vec(),
                labels: labels.to_vec(),
            };
            let (latent, device) = (self.config.latent, &self.device);
            let (reconstruction, divergence) =
                elbo_parts(&encoder, &decoder, latent, &part, &mut random, device);
            let parts = read(Tensor::cat(vec![reconstruction, divergence], 0)).await?;
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum += part * labels.len() as f32;
            }
        }
        let [reconstruction, divergence] = sums.map(|sum| sum / batch.labels.len() as f32);
        Ok(Some(Elbo {
            reconstruction,
            divergence,
        }))
    }

    /// All tensors of the run with their names, in the order in which [`Session::put`] takes them.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let (mut entries, others) = match &self.networks {
            Networks::Gan(gan) => (
                gan.generator.entries("generator"),
                gan.discriminator.entries("discriminator"),
            ),
            Networks::Vae(vae) => (
                vae.decoder.entries("decoder"),
                vae.encoder.entries("encoder"),
            ),
        };
        entries.extend(others);
        entries
    }

    /// Puts values in the place of all tensors, after `step` steps.
    pub(crate) fn put(&mut self, values: Vec<Tensor<1>>, step: u64) {
        let values = &mut values.into_iter();
        let steps = step as u32;
        match &mut self.networks {
            Networks::Gan(gan) => {
                gan.generator.put(values, steps);
                let steps = steps * self.config.batches_per_step() as u32;
                gan.discriminator.put(values, steps);
            }
            Networks::Vae(vae) => {
                vae.decoder.put(values, steps);
                vae.encoder.put(values, steps);
            }
        }
        self.step = step;
    }
}
