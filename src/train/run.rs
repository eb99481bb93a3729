//! A training run: its model, and how far it has come.

use burn::tensor::{Device, Tensor};

use super::{
    Entry, EpochLosses, Examples, GenerativeModel, LossSums, StepRecord, memory::Memory, model,
};
use crate::{
    config::Config,
    data::{Batch, Dataset, ImageShape},
    error::{Error, Result},
    random::{Purpose, Random},
    tensors::{one_hot, read, scaled},
};

/// The least steps of what is reported as an epoch: with few images, passes are too short to say anything of.
const SHORTEST_EPOCH: usize = 20;

/// All that a training run has. A checkpoint is this and nothing else.
pub struct Run {
    pub(crate) config: Config,
    pub(crate) shape: ImageShape,
    pub(crate) model: Box<dyn GenerativeModel>,
    pub(crate) progress: Progress,
    pub(crate) sums: LossSums,
    /// Plain, for samples.
    pub(crate) device: Device,
    /// With autodiff, for training.
    pub(crate) training_device: Device,
    /// What steps that nobody has read yet left, as [`GenerativeModel::step`] returns it.
    unread: Vec<Vec<Tensor<1>>>,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Steps taken.
    pub step: u64,
    /// Updates of D alone since the last step of G.
    pub ahead: u64,
    /// Updates of each of [`GenerativeModel::parts`].
    pub updates: [u32; 2],
}

impl Run {
    /// A run before its first step, on images of this shape.
    ///
    /// # Errors
    /// `invalid_option` or `conflicting_options` where the configuration cannot be, for any images or for these,
    /// or takes more memory than there may be.
    pub fn new(config: Config, shape: ImageShape, device: Device) -> Result<Self> {
        config.check()?;
        shape.check()?;
        Memory::of(&config, &shape)?.check()?;
        let training_device = device.clone().autodiff();
        Ok(Self {
            model: model::create(&config, &shape, &training_device)?,
            progress: Progress::default(),
            sums: LossSums::default(),
            config,
            shape,
            device,
            training_device,
            unread: Vec::new(),
        })
    }

    /// The configuration of this run.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What its images are.
    pub fn shape(&self) -> &ImageShape {
        &self.shape
    }

    /// What its two losses are called.
    pub fn loss_names(&self) -> [&'static str; 2] {
        self.model.loss_names()
    }

    /// Whether two networks play against each other, so that there is a balance between them.
    pub fn is_adversarial(&self) -> bool {
        self.model.discriminator().is_some()
    }

    /// Steps taken so far.
    pub fn step(&self) -> u64 {
        self.progress.step
    }

    /// Real images that a step takes.
    pub fn images_per_step(&self) -> usize {
        self.config.batch_size * self.model.batches_per_step()
    }

    /// Whole passes over `images` images so far.
    pub fn epoch(&self, images: usize) -> u64 {
        self.epoch_after(self.step(), images)
    }

    /// Whether the last step was the last of a pass over `images` images; with few images, of as many passes as
    /// take [`SHORTEST_EPOCH`] steps.
    pub fn epoch_has_ended(&self, images: usize) -> bool {
        let shortest = SHORTEST_EPOCH * self.images_per_step();
        let passes = shortest.div_ceil(images.max(1)) as u64;
        let before = self.epoch_after(self.step().saturating_sub(1), images);
        self.epoch(images) / passes > before / passes
    }

    fn epoch_after(&self, steps: u64, images: usize) -> u64 {
        steps * self.images_per_step() as u64 / images.max(1) as u64
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

    /// The number of the first batch of the next step, counted from 0.
    pub(super) fn next_batch(&self) -> u64 {
        self.step() * self.model.batches_per_step() as u64
    }

    /// What the networks see of the batch of a number.
    ///
    /// # Errors
    /// `data_missing`, `data_corrupt` where the images are not of this run's shape.
    pub(super) fn examples(&self, data: &Dataset, number: u64) -> Result<Examples> {
        self.check_data(data)?;
        let config = &self.config;
        let batch = data.batch(config.seed, number, config.batch_size)?;
        let mut latents = Random::new(config.seed, Purpose::Fakes, number);
        Ok(self.examples_of(&batch, &mut latents))
    }

    /// What the networks see of a batch, with latent vectors from a stream.
    pub(crate) fn examples_of(&self, batch: &Batch, latents: &mut Random) -> Examples {
        let conditional = self.config.is_conditional();
        let labels = if conditional { &batch.labels[..] } else { &[] };
        Examples {
            real: scaled(&batch.pixels),
            labels: one_hot(labels, self.shape.class_count()),
            latents: latents.normal(batch.labels.len() * self.config.latent),
        }
    }

    /// Checks that a data set has images that this run can train on.
    ///
    /// # Errors
    /// `data_corrupt` with both shapes.
    pub fn check_data(&self, data: &Dataset) -> Result<()> {
        if data.shape().fits(&self.shape) {
            return Ok(());
        }
        Err(Error::DataCorrupt {
            what: "the data".to_owned(),
            reason: format!(
                "its images are {}, but this run's are {}",
                data.shape(),
                self.shape
            ),
        })
    }

    /// Takes one training step on the next batches of `data`.
    ///
    /// On a GPU this only queues the work: nothing is read back.
    ///
    /// # Errors
    /// `data_missing` where a batch has not been loaded yet, `data_corrupt` where the images are of another shape;
    /// nothing has changed then.
    pub fn advance(&mut self, data: &Dataset) -> Result<()> {
        let first = self.next_batch();
        let count = self.model.batches_per_step() as u64;
        let batches = (first..first + count)
            .map(|number| self.examples(data, number))
            .collect::<Result<Vec<_>>>()?;
        self.unread.push(self.model.step(first, &batches));
        self.progress.step += 1;
        self.progress.ahead = 0;
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
        let first = self.step() + 1 - unread.len() as u64;
        let length: usize = unread[0].iter().map(|part| part.dims()[0]).sum();
        let values = read(Tensor::cat(unread.concat(), 0)).await?;
        let mut records = Vec::with_capacity(values.len() / length.max(1));
        for (step, values) in (first..).zip(values.chunks(length.max(1))) {
            let (losses, balance) = self.model.losses(values);
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

    /// All tensors of the run with their names, in the order in which [`Run::put`] takes them.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let parts = self.model.parts();
        parts.iter().flat_map(|part| part.entries()).collect()
    }

    /// How far the run has come.
    pub(crate) fn progress(&self) -> Progress {
        Progress {
            updates: self.model.parts().map(|part| part.optimizer.time),
            ..self.progress
        }
    }

    /// Puts values in the place of all tensors of a run that has come so far.
    pub(crate) fn put(&mut self, values: Vec<Tensor<1>>, progress: Progress) {
        let values = &mut values.into_iter();
        for (part, updates) in self.model.parts_mut().into_iter().zip(progress.updates) {
            part.put(values, updates);
        }
        self.progress = progress;
    }
}
