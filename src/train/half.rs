//! Half a training step at a time, so that one can see what each network does.

use burn::tensor::Tensor;
use serde::Serialize;

use super::{
    Session,
    gan::{Seen, stand},
    session::Networks,
    tensors::read,
};
use crate::{
    config::Config,
    data::{Batch, Dataset, PIXELS},
    error::{Error, Result},
};

/// Images that are shown of each kind.
const SHOWN: usize = 8;

/// Which network learns in half a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    Discriminator,
    Generator,
}

/// What half a step was taken on, and how the networks stood before it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HalfStep {
    /// Steps of G so far.
    pub step: u64,
    /// L_D without penalties and L_G.
    pub losses: [f32; 2],
    /// The first real and generated images, gray values in 0..1, 784 each.
    pub real: Vec<f32>,
    pub fake: Vec<f32>,
    /// How L_G falls fastest at those generated images, the negative gradient at each pixel: what D wants
    /// changed.
    pub wanted: Vec<f32>,
    /// D's logits of those images, one for each row that D judges at once.
    pub real_logits: Vec<f32>,
    pub fake_logits: Vec<f32>,
}

impl Session {
    /// What half a step is to be taken on: one of D on new images, one of G on those that D saw last.
    ///
    /// # Errors
    /// `data_missing`.
    pub fn half_batch(&self, data: &Dataset, half: Half) -> Result<Batch> {
        data.batch(
            self.config.seed,
            self.half_number(half),
            self.config.batch_size,
        )
    }

    /// Takes half a training step: of D alone or of G alone. A step of G counts as a step of the run.
    ///
    /// # Errors
    /// `conflicting_options` for a VAE, whose networks learn together; `diverged`, `device_failed`.
    pub async fn take_half(&mut self, batch: Batch, half: Half) -> Result<HalfStep> {
        let number = self.half_number(half);
        let config = &self.config;
        let Networks::Gan(gan) = &mut self.networks else {
            return Err(Error::ConflictingOptions {
                one: "the model is a VAE".to_owned(),
                other: "a step is to be of one network".to_owned(),
                reason: "the networks of a VAE learn together".to_owned(),
            });
        };
        let seen = gan.half_step(config, half, number, &batch, &self.training_device);
        match half {
            Half::Discriminator => self.halves += 1,
            Half::Generator => {
                self.halves = 0;
                self.step += 1;
            }
        }
        read_half(config, seen, self.step).await
    }

    /// The number of the batch of half a step.
    fn half_number(&self, half: Half) -> u64 {
        let before = match half {
            Half::Discriminator => self.halves,
            Half::Generator => self.halves.saturating_sub(1),
        };
        self.step * self.config.batches_per_step() as u64 + before
    }
}

async fn read_half(config: &Config, seen: Seen, step: u64) -> Result<HalfStep> {
    let Seen {
        real,
        fake,
        gradient,
        logits,
    } = seen;
    let lengths = logits.each_ref().map(|logits| logits.dims()[0]);
    let rows = lengths[0] / 2;
    // [rows, packing * 784] -> [rows * packing * 784]
    let images = [real, fake, gradient].map(|images| images.reshape([-1]));
    let parts: Vec<Tensor<1>> = logits.into_iter().chain(images).collect();
    let numbers = read(Tensor::cat(parts, 0)).await?;
    if let Some(&value) = numbers.iter().find(|number| !number.is_finite()) {
        return Err(Error::Diverged { step, value });
    }
    let (logits, images) = numbers.split_at(lengths.iter().sum());
    let size = images.len() / 3;
    let shown = SHOWN.min(config.batch_size) * PIXELS;
    let first = |which: usize| images[which * size..][..shown].to_vec();
    let gray = |image: Vec<f32>| image.iter().map(|x| (x + 1.0) / 2.0).collect();
    let shown_rows = SHOWN.div_ceil(config.packing).min(rows);
    let (losses, _) = stand(config, logits);
    Ok(HalfStep {
        step,
        losses,
        real: gray(first(0)),
        fake: gray(first(1)),
        wanted: first(2).iter().map(|slope| -slope).collect(),
        real_logits: logits[..shown_rows].to_vec(),
        fake_logits: logits[rows..][..shown_rows].to_vec(),
    })
}
