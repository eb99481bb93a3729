//! What one can ask of a run beside training it: what D makes of an image and why, what a VAE's encoder makes of it.
//! Nothing here changes the run.

use burn::{
    module::Module,
    tensor::{Tensor, activation::sigmoid},
};
use serde::Serialize;

use crate::{
    data::Batch,
    error::Result,
    model::{Code, Input, Pass},
    random::{Purpose, Random},
    tensors::{matrix, one_hot, read, scaled},
    train::{Run, SAMPLES_AT_ONCE, elbo_parts, expect_length, packed},
};

/// What D makes of an image.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// D's logit, or the critic's value.
    pub logit: f32,
    /// D(x) = sigmoid(logit), where D gives probabilities.
    pub probability: Option<f32>,
    /// The gradient of the logit at each pixel in 0..1, `[height, width, channels]`: where more light would make the
    /// image more real in D's eyes.
    pub saliency: Vec<f32>,
}

/// What a VAE's encoder makes of an image: the normal distribution of its latent vector.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Encoding {
    pub mean: Vec<f32>,
    pub deviation: Vec<f32>,
}

/// The parts of a VAE's evidence lower bound, in nats an image: -ELBO = reconstruction + divergence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Elbo {
    pub reconstruction: f32,
    pub divergence: f32,
}

impl Run {
    /// What D makes of an image, pixels in 0..1; the label tells a D that is told labels what it is to
    /// be. A D that judges several images at once sees this one as often. Nothing for a VAE.
    ///
    /// # Errors
    /// `invalid_option` where there are not as many finite numbers as pixels or the label is of no class,
    /// `device_failed`.
    pub async fn verdict(&self, pixels: &[f32], label: u8) -> Result<Option<Verdict>> {
        self.expect_image(pixels, label)?;
        let Some(discriminator) = self.model.discriminator() else {
            return Ok(None);
        };
        let device = &self.training_device;
        let discriminator = discriminator.clone().no_grad();
        let image = matrix(pixels.to_vec(), pixels.len(), device).require_grad();
        let copies = self.config.packing;
        let input = Input {
            // [1, features] -> [1, packing * features], from 0..1 to -1..1
            values: image
                .clone()
                .mul_scalar(2.0)
                .sub_scalar(1.0)
                .repeat_dim(1, copies),
            labels: self
                .one_hot(&[label], device)
                .map(|labels| labels.repeat_dim(1, copies)),
        };
        let logit = discriminator
            .forward(input, &mut Pass::evaluation())
            .reshape([1]);
        let gradient = image.grad(&logit.backward());
        let numbers = match gradient {
            Some(gradient) => Tensor::cat(vec![logit.inner(), gradient.reshape([-1])], 0),
            None => return Ok(None),
        };
        let mut numbers = read(numbers).await?;
        let saliency = numbers.split_off(1);
        let logit = numbers[0];
        let has_probabilities = self.config.loss.has_probabilities();
        Ok(Some(Verdict {
            logit,
            probability: has_probabilities.then(|| 1.0 / (1.0 + (-logit).exp())),
            saliency,
        }))
    }

    /// What a VAE's averaged encoder makes of an image, pixels in 0..1; nothing for a GAN.
    ///
    /// # Errors
    /// As [`Run::verdict`].
    pub async fn encode(&self, pixels: &[f32], label: u8) -> Result<Option<Encoding>> {
        self.expect_image(pixels, label)?;
        let Some(encoder) = self.model.encoder() else {
            return Ok(None);
        };
        let images = matrix(pixels.to_vec(), pixels.len(), &self.device);
        let input = Input {
            values: images.mul_scalar(2.0).sub_scalar(1.0),
            labels: self.one_hot(&[label], &self.device),
        };
        let Some(Code { mean, log_variance }) = encoder.code(input, &mut Pass::evaluation()) else {
            return Ok(None);
        };
        let deviation = log_variance.div_scalar(2.0).exp();
        let mut mean = read(Tensor::cat(vec![mean, deviation], 1).reshape([-1])).await?;
        let deviation = mean.split_off(self.config.latent);
        Ok(Some(Encoding { mean, deviation }))
    }

    /// D(x): how probable the discriminator finds it that each image is real, 0..1; where D judges several images at
    /// once, one number for each group of them, the first ones again where the last group lacks some. Nothing where D
    /// gives no probabilities.
    ///
    /// # Errors
    /// `invalid_option` where a label is of no class, `device_failed`.
    pub async fn discriminator_scores(&self, batch: &Batch) -> Result<Option<Vec<f32>>> {
        self.shape.check_labels(&batch.labels)?;
        let Some(discriminator) = self.model.discriminator() else {
            return Ok(None);
        };
        if !self.config.loss.has_probabilities() || batch.labels.is_empty() {
            return Ok(None);
        }
        let images = matrix(scaled(&batch.pixels), self.shape.len(), &self.device);
        let packing = self.config.packing;
        let input = Input {
            values: packed(images, packing),
            labels: self
                .one_hot(&batch.labels, &self.device)
                .map(|labels| packed(labels, packing)),
        };
        let logits = discriminator
            .valid()
            .forward(input, &mut Pass::evaluation());
        read(sigmoid(logits).reshape([-1])).await.map(Some)
    }

    /// The ELBO of images by the averaged networks of a VAE, with one latent vector drawn for each
    /// image; nothing for a GAN.
    ///
    /// # Errors
    /// `invalid_option` where a label is of no class, `device_failed`.
    pub async fn elbo(&self, batch: &Batch) -> Result<Option<Elbo>> {
        self.shape.check_labels(&batch.labels)?;
        let Some(encoder) = self.model.encoder() else {
            return Ok(None);
        };
        let decoder = self.averaged_generator().valid();
        let mut random = Random::new(0, Purpose::Samples, 1);
        let mut sums = [0.0; 2];
        let chunks = batch.pixels.chunks(SAMPLES_AT_ONCE * self.shape.len());
        for (pixels, labels) in chunks.zip(batch.labels.chunks(SAMPLES_AT_ONCE)) {
            let part = Batch {
                pixels: pixels.to_vec(),
                labels: labels.to_vec(),
            };
            let examples = self.examples_of(&part, &mut random);
            let (reconstruction, divergence) = elbo_parts(
                [&encoder, &decoder],
                &examples,
                self.config.latent,
                &mut [Pass::evaluation(), Pass::evaluation()],
                &self.device,
            );
            let parts = read(Tensor::cat(vec![reconstruction, divergence], 0)).await?;
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum += part * labels.len() as f32;
            }
        }
        let [reconstruction, divergence] = sums.map(|sum| sum / batch.labels.len().max(1) as f32);
        Ok(Some(Elbo {
            reconstruction,
            divergence,
        }))
    }

    fn expect_image(&self, pixels: &[f32], label: u8) -> Result<()> {
        expect_length("the number of pixels", pixels, self.shape.len())?;
        self.shape.check_labels(&[label])
    }

    /// The labels as networks see them that are told them.
    pub(super) fn one_hot(
        &self,
        labels: &[u8],
        device: &burn::tensor::Device,
    ) -> Option<Tensor<2>> {
        let classes = self.shape.class_count();
        self.config
            .is_conditional()
            .then(|| matrix(one_hot(labels, classes), classes, device))
    }
}
