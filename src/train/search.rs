//! Search in latent space: which images of the trained generator fit what is known of an image? So a generator
//! fills in what was erased, cleans what is noisy and sharpens what is small, without having been trained for it
//! (Bora et al., "Compressed Sensing using Generative Models", arXiv 1703.03208; Yeh et al., arXiv 1607.07539).

use burn::tensor::{Tensor, TensorData};
use serde::Serialize;

use super::{
    Session,
    probe::{expect_label, expect_length, gray},
    tensors::{matrix, one_hot, read},
};
use crate::{
    data::{PIXELS, SIDE},
    error::{Error, Result},
    kernel::{AdamStep, Share, adam},
    model::Generator,
    random::{Purpose, Random},
};

/// Pixels along a side of what is known of an image that was made small.
const SMALL: usize = SIDE / 4;
/// Latent vectors that are searched for at once.
const MAX_CANDIDATES: usize = 100;
/// How far a latent vector moves in a step, at first; by Adam, whatever the slope.
const RATE: f64 = 0.1;
const BETAS: [f64; 2] = [0.9, 0.999];

/// What is known of an image, and how well.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Gray values in 0..1: of 28 x 28 pixels, or of 7 x 7, the means of 4 x 4 each.
    pub pixels: Vec<f32>,
    /// As many weights in 0..1: 0 where nothing is known.
    pub weights: Vec<f32>,
    /// The standard deviation of the known gray values from the true ones, 0.01..=1.
    pub noise: f32,
    /// The class of each candidate: latent vectors that are searched for at once, 1 to 100, of which the best
    /// counts.
    pub labels: Vec<u8>,
}

/// What a search has found so far.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// Steps taken.
    pub step: u32,
    /// The image of the best candidate, gray values in 0..1, 784.
    pub pixels: Vec<f32>,
    /// Its latent vector and its class.
    pub latent: Vec<f32>,
    pub label: u8,
    /// The root of the mean squared difference from what is known, in gray values.
    pub misfit: f32,
}

/// A search that is under way. Its generator stays as it was when the search began.
pub struct Search {
    generator: Generator,
    vae: bool,
    target: Target,
    /// `[1, known]` each.
    known: Tensor<2>,
    weights: Tensor<2>,
    /// `[784, known]`, where what is known is not the pixels themselves.
    measure: Option<Tensor<2>>,
    /// `[candidates, 10]`
    labels: Tensor<2>,
    /// `[candidates * latent]`, outside autodiff, as are both moments.
    latents: Tensor<1>,
    moments: [Vec<Tensor<1>>; 2],
    step: u32,
}

impl Target {
    fn check(&self) -> Result<()> {
        let known = if self.pixels.len() == SMALL * SMALL {
            SMALL * SMALL
        } else {
            PIXELS
        };
        expect_length("the number of known pixels", &self.pixels, known)?;
        expect_length("the number of weights", &self.weights, known)?;
        let bounds = [
            ("noise", self.noise, 0.01, 1.0),
            (
                "the number of candidates",
                self.labels.len() as f32,
                1.0,
                MAX_CANDIDATES as f32,
            ),
            (
                "the sum of the weights",
                self.weights.iter().sum(),
                1.0,
                PIXELS as f32,
            ),
        ];
        for (name, value, min, max) in bounds {
            if !(min..=max).contains(&value) {
                return Err(Error::InvalidOption {
                    name: name.to_owned(),
                    value: value.to_string(),
                    bound: format!("from {min} to {max}"),
                });
            }
        }
        self.labels
            .iter()
            .try_for_each(|label| expect_label(*label))
    }

    fn is_small(&self) -> bool {
        self.pixels.len() < PIXELS
    }
}

impl Search {
    /// Begins at latent vectors drawn from N(0, 1) by the seed.
    ///
    /// # Errors
    /// `invalid_option` where the target cannot be.
    pub fn new(session: &Session, target: Target, seed: u32) -> Result<Self> {
        target.check()?;
        let device = session.training_device.clone();
        let latent = session.config.latent;
        let count = target.labels.len() * latent;
        let start = Random::new(seed, Purpose::Samples, 2).normal(count);
        let latents = Tensor::<1>::from_data(TensorData::new(start, [count]), &session.device);
        let zeros = || vec![latents.zeros_like()];
        let known = target.pixels.len();
        Ok(Self {
            generator: session.frozen_generator(),
            vae: session.config.model.is_vae(),
            known: matrix(target.pixels.clone(), known, &device),
            weights: matrix(target.weights.clone(), known, &device),
            measure: target
                .is_small()
                .then(|| matrix(means_of_blocks(), known, &device)),
            labels: one_hot(&target.labels, &device),
            moments: [zeros(), zeros()],
            latents,
            target,
            step: 0,
        })
    }

    /// Takes steps of Adam towards the most probable latent vectors: each minimizes |z|^2 / 2 + sum of
    /// weight * (measured(G(z)) - known)^2 / (2 noise^2), the negative logarithm of their probability but for
    /// a constant. On a GPU this only queues work.
    pub fn advance(&mut self, steps: u32) {
        for _ in 0..steps {
            self.step += 1;
            let latents = self.candidates().require_grad();
            let images = self.images(latents.clone());
            let seen = match &self.measure {
                Some(measure) => images.matmul(measure.clone()),
                None => images,
            };
            let misfit = (seen - self.known.clone()).square() * self.weights.clone();
            let scale = 0.5 / (self.target.noise * self.target.noise);
            let loss =
                misfit.sum().mul_scalar(scale) + latents.clone().square().sum().div_scalar(2.0);
            let Some(gradient) = latents.grad(&loss.backward()) else {
                return;
            };
            let moments = self.moments.clone();
            let [mut moved, first, second] = adam(
                vec![self.latents.clone()],
                vec![gradient.reshape([-1])],
                moments,
                adam_step(self.step),
            );
            self.latents = moved.remove(0);
            self.moments = [first, second];
        }
    }

    /// What was found so far.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn found(&self) -> Result<Found> {
        let images = self.images(self.candidates()).inner().reshape([-1]);
        let mut pixels = read(Tensor::cat(vec![images, self.latents.clone()], 0)).await?;
        let latents = pixels.split_off(self.target.labels.len() * PIXELS);
        let latent = latents.len() / self.target.labels.len();
        let candidates = pixels.chunks(PIXELS).zip(latents.chunks(latent));
        let found = candidates
            .zip(&self.target.labels)
            .map(|((pixels, latent), label)| {
                let misfit = self.misfit(pixels);
                let variance = self.target.noise * self.target.noise;
                let length: f32 = latent.iter().map(|z| z * z).sum();
                let cost = misfit / variance + length;
                (cost, misfit, pixels, latent, *label)
            });
        let best = found.min_by(|one, other| one.0.total_cmp(&other.0));
        let Some((_, misfit, pixels, latent, label)) = best else {
            return Err(Error::DeviceFailed {
                reason: "the search has no candidates".to_owned(),
            });
        };
        let weight: f32 = self.target.weights.iter().sum();
        Ok(Found {
            step: self.step,
            pixels: pixels.to_vec(),
            latent: latent.to_vec(),
            label,
            misfit: (misfit / weight).sqrt(),
        })
    }

    /// `[candidates, latent]`, within autodiff.
    fn candidates(&self) -> Tensor<2> {
        let rows = self.target.labels.len();
        let [count] = self.latents.dims();
        Tensor::from_inner(self.latents.clone().reshape([rows, count / rows]))
    }

    /// Gray values in 0..1, `[candidates, 784]`.
    fn images(&self, latents: Tensor<2>) -> Tensor<2> {
        gray(&self.generator, self.vae, latents, self.labels.clone())
    }

    /// The weighted sum of squared differences of an image from what is known.
    fn misfit(&self, pixels: &[f32]) -> f32 {
        let seen = if self.target.is_small() {
            let blocks = (0..SMALL * SMALL).map(|block| mean_of_block(pixels, block));
            blocks.collect()
        } else {
            pixels.to_vec()
        };
        let known = self.target.pixels.iter().zip(&self.target.weights);
        let parts = seen
            .iter()
            .zip(known)
            .map(|(seen, (known, weight))| weight * (seen - known).powi(2));
        parts.sum()
    }
}

fn adam_step(step: u32) -> AdamStep {
    let [beta1, beta2] = BETAS;
    let bias = |beta: f64| 1.0 - beta.powi(step as i32);
    AdamStep {
        beta1: Share::keeping(beta1),
        beta2: Share::keeping(beta2),
        epsilon: 1e-8,
        rate: (RATE / bias(beta1)) as f32,
        unbias: (1.0 / bias(beta2)) as f32,
        decay: 1.0,
        clip: f32::INFINITY,
    }
}

/// The block of 4 x 4 pixels that a pixel is in.
fn block_of(pixel: usize) -> usize {
    pixel / SIDE / 4 * SMALL + pixel % SIDE / 4
}

fn mean_of_block(pixels: &[f32], block: usize) -> f32 {
    let inside = pixels
        .iter()
        .enumerate()
        .filter(|(pixel, _)| block_of(*pixel) == block);
    inside.map(|(_, gray)| gray).sum::<f32>() / 16.0
}

/// The matrix `[784, 49]` that makes an image small.
fn means_of_blocks() -> Vec<f32> {
    let mut matrix = vec![0.0; PIXELS * SMALL * SMALL];
    for pixel in 0..PIXELS {
        matrix[pixel * SMALL * SMALL + block_of(pixel)] = 1.0 / 16.0;
    }
    matrix
}
