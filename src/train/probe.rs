//! What one can ask of a run beside training it: images of latent vectors of one's own, what D makes of an
//! image and why, what a VAE's encoder makes of it.

use burn::tensor::{Tensor, activation::sigmoid};
use serde::Serialize;

use super::{
    Session,
    session::Networks,
    tensors::{matrix, one_hot, read},
};
use crate::{
    data::{CLASSES, PIXELS},
    error::{Error, Result},
    kernel::tanh,
    model::{Code, Generator, Labelled},
    random::{Purpose, Random},
};

/// Images worked on at once when many are asked for, which bounds the memory it takes.
pub(super) const CHUNK: usize = 250;

/// What D makes of an image.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// D's logit, or the critic's value.
    pub logit: f32,
    /// D(x) = sigmoid(logit), where D gives probabilities.
    pub probability: Option<f32>,
    /// The gradient of the logit at each pixel's gray value in 0..1, 784: where more light would make the image
    /// more real in D's eyes.
    pub saliency: Vec<f32>,
}

/// What a VAE's encoder makes of an image: the normal distribution of its latent vector.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Encoding {
    pub mean: Vec<f32>,
    pub deviation: Vec<f32>,
}

impl Session {
    /// The latent vectors that [`Session::sample`] draws `count` images of, `count * latent`.
    pub fn latents(&self, seed: u32, count: usize) -> Vec<f32> {
        Random::new(seed, Purpose::Samples, 0).normal(count * self.config.latent)
    }

    /// Draws images of latent vectors `n * latent` with weights of the labels `n * 10` (all on one for an
    /// image of that class, between two for one on the way from one to the other): gray values in 0..1,
    /// `n * 784`, from the averaged generator.
    ///
    /// # Errors
    /// `invalid_option` where the lengths do not fit or a number is not finite, `device_failed`.
    pub async fn generate(&self, latents: &[f32], labels: &[f32]) -> Result<Vec<f32>> {
        let latent = self.config.latent;
        let count = latents.len() / latent;
        expect_length(
            "the length of the latent vectors",
            latents,
            count.max(1) * latent,
        )?;
        expect_length("the length of the labels' weights", labels, count * CLASSES)?;
        let generator = self.averaged_generator();
        let mut pixels = Vec::with_capacity(count * PIXELS);
        let chunks = latents.chunks(CHUNK * latent);
        for (latents, labels) in chunks.zip(labels.chunks(CHUNK * CLASSES)) {
            let latents = matrix(latents.to_vec(), latent, &self.device);
            let labels = matrix(labels.to_vec(), CLASSES, &self.device);
            let gray = gray(&generator, self.config.model.is_vae(), latents, labels);
            pixels.extend(read(gray.reshape([-1])).await?);
        }
        Ok(pixels)
    }

    /// What D makes of an image, gray values in 0..1; the label tells a D that is told labels what it is to
    /// be. A D that judges several images at once sees this one as often. Nothing for a VAE.
    ///
    /// # Errors
    /// `invalid_option` where there are not 784 finite numbers or the label is above 9, `device_failed`.
    pub async fn verdict(&self, pixels: &[f32], label: u8) -> Result<Option<Verdict>> {
        expect_length("the number of pixels", pixels, PIXELS)?;
        expect_label(label)?;
        let Networks::Gan(gan) = &self.networks else {
            return Ok(None);
        };
        let device = &self.training_device;
        let discriminator = gan.discriminator.network.clone().freeze();
        let image = matrix(pixels.to_vec(), PIXELS, device).require_grad();
        let copies = self.config.packing;
        let seen = Labelled {
            // [1, 784] -> [1, packing * 784], from 0..1 to -1..1
            images: image
                .clone()
                .mul_scalar(2.0)
                .sub_scalar(1.0)
                .repeat_dim(1, copies),
            labels: one_hot(&[label], device).repeat_dim(1, copies),
        };
        let logit = discriminator.forward(seen, 1, None).reshape([1]);
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

    /// What a VAE's averaged encoder makes of an image, gray values in 0..1; nothing for a GAN.
    ///
    /// # Errors
    /// `invalid_option` where there are not 784 finite numbers or the label is above 9, `device_failed`.
    pub async fn encode(&self, pixels: &[f32], label: u8) -> Result<Option<Encoding>> {
        expect_length("the number of pixels", pixels, PIXELS)?;
        expect_label(label)?;
        let Networks::Vae(vae) = &self.networks else {
            return Ok(None);
        };
        let images = matrix(pixels.to_vec(), PIXELS, &self.device);
        let Code { mean, log_variance } = vae.encoder.averaged().forward(Labelled {
            images: images.mul_scalar(2.0).sub_scalar(1.0),
            labels: one_hot(&[label], &self.device),
        });
        let deviation = log_variance.div_scalar(2.0).exp();
        let mut mean = read(Tensor::cat(vec![mean, deviation], 1).reshape([-1])).await?;
        let deviation = mean.split_off(self.config.latent);
        Ok(Some(Encoding { mean, deviation }))
    }

    pub(super) fn averaged_generator(&self) -> Generator {
        match &self.networks {
            Networks::Gan(gan) => gan.generator.averaged(),
            Networks::Vae(vae) => vae.decoder.averaged(),
        }
    }

    /// The averaged generator within autodiff, for gradients at its latent vectors.
    pub(super) fn frozen_generator(&self) -> Generator {
        let generator = match &self.networks {
            Networks::Gan(gan) => gan.generator.averaged_with_autodiff(),
            Networks::Vae(vae) => vae.decoder.averaged_with_autodiff(),
        };
        generator.freeze()
    }
}

/// Gray values in 0..1, `[batch, 784]`, of latent vectors `[batch, latent]` and labels `[batch, 10]`.
pub(super) fn gray(
    generator: &Generator,
    vae: bool,
    latents: Tensor<2>,
    labels: Tensor<2>,
) -> Tensor<2> {
    let logits = generator.forward(latents, labels);
    if vae {
        sigmoid(logits)
    } else {
        let gray = tanh(logits).add_scalar(1.0).div_scalar(2.0);
        gray.clamp(0.0, 1.0)
    }
}

/// Checks that there are so many numbers, all of them finite.
pub(super) fn expect_length(name: &str, numbers: &[f32], length: usize) -> Result<()> {
    let refuse = |value: String, bound: String| {
        Err(Error::InvalidOption {
            name: name.to_owned(),
            value,
            bound,
        })
    };
    if numbers.len() != length {
        return refuse(numbers.len().to_string(), length.to_string());
    }
    match numbers.iter().find(|number| !number.is_finite()) {
        Some(number) => refuse(number.to_string(), "of finite numbers".to_owned()),
        None => Ok(()),
    }
}

pub(super) fn expect_label(label: u8) -> Result<()> {
    if usize::from(label) < CLASSES {
        return Ok(());
    }
    Err(Error::InvalidOption {
        name: "the label".to_owned(),
        value: label.to_string(),
        bound: format!("at most {}", CLASSES - 1),
    })
}
