//! A training run: its networks, optimizers and average, and how far it has come.

use burn::{
    module::Module,
    tensor::{Device, Tensor, TensorData, Transaction, activation::sigmoid},
};
use serde::{Deserialize, Serialize};

use super::{Adam, Ema};
use crate::{
    config::Config,
    data::{Batch, CLASSES, Dataset, PIXELS},
    error::{Error, Result},
    loss::{discriminator_loss, generator_loss},
    model::{Discriminator, Generator, networks, read_parameters},
    random::{Purpose, Random},
};

/// Images drawn at once when many samples are asked for, which bounds the memory it takes.
const SAMPLE_CHUNK: usize = 250;

/// The losses of one step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Losses {
    /// The step they are of, counted from 1.
    pub step: u64,
    pub discriminator: f32,
    pub generator: f32,
}

/// The mean losses of an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EpochLosses {
    /// Which it was, counted from 1.
    pub epoch: u64,
    pub discriminator: f32,
    pub generator: f32,
}

/// The sums of the losses of the epoch that is under way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct LossSums {
    pub discriminator: f64,
    pub generator: f64,
    pub steps: u64,
}

/// All that a training run has. A checkpoint is this and nothing else.
pub struct Session {
    pub(crate) config: Config,
    pub(crate) generator: Generator,
    pub(crate) discriminator: Discriminator,
    pub(crate) generator_optimizer: Adam,
    pub(crate) discriminator_optimizer: Adam,
    pub(crate) average: Ema,
    pub(crate) step: u64,
    pub(crate) sums: LossSums,
    /// Plain, for samples.
    device: Device,
    /// With autodiff, for training.
    training_device: Device,
    /// `[2]` each, the losses of D and G of steps that nobody has read yet.
    unread: Vec<Tensor<1>>,
}

impl Session {
    /// A run before its first step.
    ///
    /// # Errors
    /// `invalid_option` where the configuration is out of its bounds.
    pub fn new(config: Config, device: Device) -> Result<Self> {
        config.check()?;
        let training_device = device.clone().autodiff();
        let (generator, discriminator) = networks(&config, &training_device);
        let parameters = read_parameters(&generator);
        Ok(Self {
            generator_optimizer: Adam::new(&config.generator_optimizer, &parameters),
            discriminator_optimizer: Adam::new(
                &config.discriminator_optimizer,
                &read_parameters(&discriminator),
            ),
            average: Ema::new(config.ema_decay, &parameters),
            generator,
            discriminator,
            step: 0,
            sums: LossSums::default(),
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

    /// Whether the last step was the last of a pass over `images` images.
    pub fn epoch_has_ended(&self, images: usize) -> bool {
        let before = self.epoch_after(self.step.saturating_sub(1), images);
        self.epoch(images) > before
    }

    fn epoch_after(&self, steps: u64, images: usize) -> u64 {
        steps * self.config.batch_size as u64 / images as u64
    }

    /// The mean losses of the epoch over `images` images that ended with the last step, once all
    /// its losses were read; the next epoch then begins.
    pub fn take_ended_epoch(&mut self, images: usize) -> Option<EpochLosses> {
        if !self.epoch_has_ended(images) || !self.unread.is_empty() || self.sums.steps == 0 {
            return None;
        }
        let sums = std::mem::take(&mut self.sums);
        let mean = |sum: f64| (sum / sums.steps as f64) as f32;
        Some(EpochLosses {
            epoch: self.epoch(images),
            discriminator: mean(sums.discriminator),
            generator: mean(sums.generator),
        })
    }

    /// Takes one training step, first of D, then of G, on the next batch of `data`.
    ///
    /// On a GPU this only queues the work: nothing is read back.
    ///
    /// # Errors
    /// `data_missing` where the batch has not been loaded yet; nothing has changed then.
    pub fn advance(&mut self, data: &Dataset) -> Result<()> {
        let size = self.config.batch_size;
        let real = data.batch(self.config.seed, self.step, size)?;
        let device = &self.training_device;
        let mut random = Random::new(self.config.seed, Purpose::Fakes, self.step);
        let latents = random.normal(size * self.config.latent);
        let fake_labels = one_hot(&random.labels(size, CLASSES as u8), device);
        let latents = matrix(latents, self.config.latent, device);
        let images = matrix(scaled(&real.pixels), PIXELS, device);
        let real_labels = one_hot(&real.labels, device);

        // One batch of generated images serves both steps.
        let fake = self.generator.forward(latents, fake_labels.clone());

        let d_loss = discriminator_loss(
            self.discriminator.forward(images, real_labels),
            self.discriminator
                .forward(fake.clone().detach(), fake_labels.clone()),
        );
        let mut gradients = d_loss.backward();
        self.discriminator = self
            .discriminator_optimizer
            .step(self.discriminator.clone(), &mut gradients);

        // D only passes the gradient on to G here, so its own weights need none.
        let judge = self.discriminator.clone().no_grad();
        let g_loss = generator_loss(judge.forward(fake, fake_labels));
        let mut gradients = g_loss.backward();
        self.generator = self
            .generator_optimizer
            .step(self.generator.clone(), &mut gradients);

        self.step += 1;
        self.average
            .update(&read_parameters(&self.generator), self.step);
        self.unread
            .push(Tensor::cat(vec![d_loss.inner(), g_loss.inner()], 0));
        Ok(())
    }

    /// The losses of the steps since the last call, in one read.
    ///
    /// # Errors
    /// `device_failed`, or `diverged` where a loss is not a finite number.
    pub async fn read_losses(&mut self) -> Result<Vec<Losses>> {
        let unread = std::mem::take(&mut self.unread);
        if unread.is_empty() {
            return Ok(Vec::new());
        }
        let first = self.step + 1 - unread.len() as u64;
        let values = read(Tensor::cat(unread, 0)).await?;
        let mut losses = Vec::with_capacity(values.len() / 2);
        for (index, pair) in values.chunks(2).enumerate() {
            let step = first + index as u64;
            if let Some(value) = pair.iter().find(|value| !value.is_finite()) {
                return Err(Error::Diverged {
                    step,
                    value: *value,
                });
            }
            self.sums.discriminator += f64::from(pair[0]);
            self.sums.generator += f64::from(pair[1]);
            self.sums.steps += 1;
            losses.push(Losses {
                step,
                discriminator: pair[0],
                generator: pair[1],
            });
        }
        Ok(losses)
    }

    /// Draws one image for each label from the averaged generator: gray values in 0..1,
    /// `labels.len() * 784`. An unconditional generator takes no notice of which labels they are.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn sample(&self, seed: u32, labels: &[u8]) -> Result<Vec<f32>> {
        let generator = self.average.network(&self.generator);
        let mut random = Random::new(seed, Purpose::Samples, 0);
        let mut pixels = Vec::with_capacity(labels.len() * PIXELS);
        for labels in labels.chunks(SAMPLE_CHUNK) {
            let latents = random.normal(labels.len() * self.config.latent);
            let images = generator.forward(
                matrix(latents, self.config.latent, &self.device),
                one_hot(labels, &self.device),
            );
            let images = images.add_scalar(1.0).div_scalar(2.0).clamp(0.0, 1.0);
            pixels.extend(read(images.reshape([-1])).await?);
        }
        Ok(pixels)
    }

    /// D(x): how probable the discriminator finds it that each image is real, 0..1.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn judge(&self, batch: &Batch) -> Result<Vec<f32>> {
        let discriminator = self.discriminator.valid();
        let logits = discriminator.forward(
            matrix(scaled(&batch.pixels), PIXELS, &self.device),
            one_hot(&batch.labels, &self.device),
        );
        read(sigmoid(logits).reshape([-1])).await
    }
}

/// Gray values 0 to 255 as -1..1.
fn scaled(pixels: &[u8]) -> Vec<f32> {
    pixels
        .iter()
        .map(|pixel| f32::from(*pixel) / 127.5 - 1.0)
        .collect()
}

fn matrix(values: Vec<f32>, columns: usize, device: &Device) -> Tensor<2> {
    let rows = values.len() / columns;
    Tensor::from_data(TensorData::new(values, [rows, columns]), device)
}

fn one_hot(labels: &[u8], device: &Device) -> Tensor<2> {
    let mut values = vec![0.0; labels.len() * CLASSES];
    for (row, label) in labels.iter().enumerate() {
        values[row * CLASSES + usize::from(*label)] = 1.0;
    }
    matrix(values, CLASSES, device)
}

async fn read(tensor: Tensor<1>) -> Result<Vec<f32>> {
    let data = read_all(vec![tensor]).await?.remove(0);
    data.try_to_vec().map_err(|error| Error::DeviceFailed {
        reason: format!("{error:?}"),
    })
}

/// Reads tensors back in one transfer.
pub(crate) async fn read_all(tensors: Vec<Tensor<1>>) -> Result<Vec<TensorData>> {
    tensors
        .into_iter()
        .fold(Transaction::default(), Transaction::register)
        .execute_async()
        .await
        .map_err(|error| Error::DeviceFailed {
            reason: error.to_string(),
        })
}
