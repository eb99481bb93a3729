//! Search in latent space: which images of the trained generator fit what is known of an image? So a generator
//! fills in what was erased, cleans what is noisy and sharpens what is small, without having been trained for it
//! (Bora et al., "Compressed Sensing using Generative Models", arXiv 1703.03208; Yeh et al., arXiv 1607.07539).

use burn::{
    module::Module,
    tensor::{Tensor, TensorData},
};
use serde::Serialize;

use crate::{
    data::ImageShape,
    error::{Error, Result},
    kernel::{AdamStep, Decay, adam},
    model::{Input, Network},
    random::{Purpose, Random},
    tensors::{matrix, read},
    train::{Run, expect_length, intensities},
};

/// What the sides of an image that was made small were divided by.
const REDUCTION: usize = 4;
/// Latent vectors that are searched for at once.
const MAX_CANDIDATES: usize = 100;
/// How far a latent vector moves in a step, at first; by Adam, whatever the size of the gradient.
const RATE: f64 = 0.1;
const BETAS: [f64; 2] = [0.9, 0.999];

/// What is known of an image, and how well.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Pixels in 0..1, `[height, width, channels]`; or of a quarter of the sides, the means of 4 x 4 each.
    pub pixels: Vec<f32>,
    /// As many weights in 0..1: 0 where nothing is known.
    pub weights: Vec<f32>,
    /// The standard deviation of the known pixels from the true ones, 0.01..=1.
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
    /// The image of the best candidate, pixels in 0..1, `[height, width, channels]`.
    pub pixels: Vec<f32>,
    /// Its latent vector and its class.
    pub latent: Vec<f32>,
    pub label: u8,
    /// The root of the mean squared difference from what is known.
    pub misfit: f32,
}

/// A search that is under way. Its generator stays as it was when the search began.
pub struct Search {
    generator: Network,
    shape: ImageShape,
    target: Target,
    /// `[1, known]` each.
    known: Tensor<2>,
    weights: Tensor<2>,
    /// `[features, known]`, where what is known is not the pixels themselves.
    measure: Option<Tensor<2>>,
    /// `[candidates, classes]`, for a generator that is told them.
    labels: Option<Tensor<2>>,
    /// `[candidates * latent]`, outside autodiff, as are both moments.
    latents: Tensor<1>,
    moments: [Vec<Tensor<1>>; 2],
    step: u32,
}

impl Target {
    fn check(&self, shape: &ImageShape) -> Result<()> {
        let known = match small(shape) {
            Some(small) if self.pixels.len() == small.len() => small.len(),
            _ => shape.len(),
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
                shape.len() as f32,
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
        shape.check_labels(&self.labels)
    }
}

/// The shape of an image that was made small, where its sides can be divided.
fn small(shape: &ImageShape) -> Option<ImageShape> {
    let [height, width] = [shape.height, shape.width];
    let divides = height.is_multiple_of(REDUCTION) && width.is_multiple_of(REDUCTION);
    divides.then(|| ImageShape {
        height: height / REDUCTION,
        width: width / REDUCTION,
        ..shape.clone()
    })
}

impl Search {
    /// Begins at latent vectors drawn from N(0, 1) by the seed.
    ///
    /// # Errors
    /// `invalid_option` where the target cannot be.
    pub fn new(run: &Run, target: Target, seed: u32) -> Result<Self> {
        let shape = run.shape().clone();
        target.check(&shape)?;
        let device = run.training_device.clone();
        let latent = run.config().latent;
        let count = target.labels.len() * latent;
        let start = Random::new(seed, Purpose::Samples, 2).normal(count);
        let latents = Tensor::<1>::from_data(TensorData::new(start, [count]), &run.device);
        let zeros = || vec![latents.zeros_like()];
        let known = target.pixels.len();
        Ok(Self {
            generator: run.averaged_generator().no_grad(),
            known: matrix(target.pixels.clone(), known, &device),
            weights: matrix(target.weights.clone(), known, &device),
            measure: small(&shape)
                .filter(|small| small.len() == known)
                .map(|small| matrix(means_of_blocks(&shape, &small), known, &device)),
            labels: run.one_hot(&target.labels, &device),
            shape,
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
        let latents = pixels.split_off(self.target.labels.len() * self.shape.len());
        let latent = latents.len() / self.target.labels.len();
        let candidates = pixels.chunks(self.shape.len()).zip(latents.chunks(latent));
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

    /// Pixels in 0..1, `[candidates, features]`.
    fn images(&self, latents: Tensor<2>) -> Tensor<2> {
        let input = Input {
            values: latents,
            labels: self.labels.clone(),
        };
        intensities(&self.generator, input)
    }

    /// The weighted sum of squared differences of an image from what is known.
    fn misfit(&self, pixels: &[f32]) -> f32 {
        let small = small(&self.shape).filter(|small| small.len() == self.target.pixels.len());
        let seen = match small {
            Some(small) => means(pixels, &self.shape, &small),
            None => pixels.to_vec(),
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
        beta1: Decay::new(beta1),
        beta2: Decay::new(beta2),
        epsilon: 1e-8,
        step_size: (RATE / bias(beta1)) as f32,
        bias_correction: (1.0 / bias(beta2)) as f32,
        decay: 1.0,
        clip: f32::INFINITY,
    }
}

/// For each number of an image, the one of the small image that it belongs to.
fn blocks<'a>(shape: &'a ImageShape, small: &'a ImageShape) -> impl Iterator<Item = usize> + 'a {
    (0..shape.len()).map(|index| {
        let (pixel, channel) = (index / shape.channels, index % shape.channels);
        let [row, column] = [pixel / shape.width, pixel % shape.width].map(|at| at / REDUCTION);
        (row * small.width + column) * small.channels + channel
    })
}

/// The mean of each block of 4 x 4 pixels.
fn means(pixels: &[f32], shape: &ImageShape, small: &ImageShape) -> Vec<f32> {
    let mut sums = vec![0.0; small.len()];
    for (block, pixel) in blocks(shape, small).zip(pixels) {
        sums[block] += pixel;
    }
    let area = (REDUCTION * REDUCTION) as f32;
    sums.iter().map(|sum| sum / area).collect()
}

/// The matrix `[features, small features]` that makes an image small.
fn means_of_blocks(shape: &ImageShape, small: &ImageShape) -> Vec<f32> {
    let mut matrix = vec![0.0; shape.len() * small.len()];
    for (index, block) in blocks(shape, small).enumerate() {
        matrix[index * small.len() + block] = 1.0 / (REDUCTION * REDUCTION) as f32;
    }
    matrix
}
