//! The operations that a step spends its time in, where burn's own cost more than their arithmetic. Each
//! is written out of burn's operations, which every back end has ([`Kernels`]' default bodies); as loops over
//! slices for the CPU; where that pays, as a kernel for the GPU; and with its gradient, for autodiff.
//!
//! Images and feature maps are rows here: `[batch * height * width, channels]`, all channels of a
//! pixel beside each other. A convolution is then a matrix product of its patches.

// burn prefers flex to ndarray; people who compare still want it.
#![allow(deprecated)]

mod autodiff;
#[cfg(all(feature = "flex", any(target_family = "wasm", test)))]
mod convolution;
#[cfg(feature = "flex")]
mod cpu;
mod criterion;
#[cfg(feature = "webgpu")]
mod cube;
#[cfg(feature = "flex")]
mod flex;
#[cfg(all(feature = "flex", any(target_family = "wasm", test)))]
mod matmul;
mod operations;
mod tensors;

use burn::{backend::Dispatch, tensor::Tensor};

pub use criterion::{Criterion, Curve, LogitTerm};
use operations::Kernels;
use tensors::Tensors;

/// The side of a patch.
pub const PATCH: usize = 4;
/// Keeps the variance from a division by zero.
pub(crate) const EPSILON: f32 = 1e-5;

/// What one step of Adam or AdamW (Kingma and Ba, arXiv 1412.6980, algorithm 1; Loshchilov and Hutter, arXiv
/// 1711.05101, algorithm 2) does to all weights alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdamStep {
    pub beta1: Decay,
    pub beta2: Decay,
    pub epsilon: f32,
    /// The learning rate, divided by 1 - beta1^t.
    pub step_size: f32,
    /// 1 / (1 - beta2^t)
    pub bias_correction: f32,
    /// What the weights are multiplied by first.
    pub decay: f32,
    /// How far from zero a weight may be.
    pub clip: f32,
}

/// How much of the old a running mean keeps. What it takes of the new is no difference of f32, which would have
/// lost digits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decay {
    pub old: f32,
    pub new: f32,
}

impl Decay {
    pub fn new(old: f64) -> Self {
        Self {
            old: old as f32,
            new: (1.0 - old) as f32,
        }
    }
}

/// The layout of feature maps, for a convolution and its transpose that of the larger ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FeatureMaps {
    pub batch: usize,
    /// Even.
    pub height: usize,
    /// Even.
    pub width: usize,
    pub channels: usize,
}

impl FeatureMaps {
    /// How many rows of patches there are.
    pub fn patches(self) -> usize {
        self.batch * (self.height / 2) * (self.width / 2)
    }

    /// How many rows of pixels there are.
    pub fn pixels(self) -> usize {
        self.batch * self.height * self.width
    }

    /// For each patch, the pixel under each of its places, as an index into an image; `height * width` where
    /// it hangs over the edge.
    fn pixel_indices(self) -> Vec<i32> {
        let Self { height, width, .. } = self;
        let mut pixels = Vec::with_capacity(height / 2 * (width / 2) * PATCH * PATCH);
        let places = (0..height / 2).flat_map(|y| (0..width / 2).map(move |x| (y, x)));
        for (y, x) in places {
            for row in 2 * y..2 * y + PATCH {
                for column in 2 * x..2 * x + PATCH {
                    let inside = (1..=height).contains(&row) && (1..=width).contains(&column);
                    let pixel = if inside {
                        (row - 1) * width + column - 1
                    } else {
                        height * width
                    };
                    pixels.push(pixel as i32);
                }
            }
        }
        pixels
    }
}

/// The matrix product, `[rows, inner]`, `[inner, columns]` -> `[rows, columns]`.
pub fn matmul(a: Tensor<2>, b: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::matmul(a.into_dispatch(), b.into_dispatch()))
}

/// A 4 x 4 convolution with stride 2 and padding 1 of images of this layout, then [`bias_leaky_relu`]: `[batch *
/// height * width, channels]`, `[16 * channels, outputs]`, `[outputs]` -> `[batch * height / 2 * width / 2, outputs]`.
pub fn conv2d(
    images: Tensor<2>,
    weight: Tensor<2>,
    bias: Tensor<1>,
    negative_slope: f32,
    maps: FeatureMaps,
) -> Tensor<2> {
    let (images, weight) = (images.into_dispatch(), weight.into_dispatch());
    let (output, _) =
        <Dispatch as Kernels>::conv2d(images, weight, bias.into_dispatch(), negative_slope, maps);
    Tensor::from_dispatch(output)
}

/// The transposed convolution to images of this layout, the transpose of [`conv2d`] for the transposed weight:
/// `[batch * height / 2 * width / 2, inputs]`, `[inputs, 16 * channels]` -> `[batch * height * width, channels]`.
pub fn conv_transpose2d(input: Tensor<2>, weight: Tensor<2>, maps: FeatureMaps) -> Tensor<2> {
    let (input, weight) = (input.into_dispatch(), weight.into_dispatch());
    Tensor::from_dispatch(<Dispatch as Kernels>::conv_transpose2d(input, weight, maps))
}

/// A linear layer, [`bias_leaky_relu`] of a [`matmul`]: `[rows, inputs]`, `[inputs, outputs]`, `[outputs]` ->
/// `[rows, outputs]`.
pub fn linear(
    input: Tensor<2>,
    weight: Tensor<2>,
    bias: Tensor<1>,
    negative_slope: f32,
) -> Tensor<2> {
    let (input, weight) = (input.into_dispatch(), weight.into_dispatch());
    Tensor::from_dispatch(<Dispatch as Kernels>::linear(
        input,
        weight,
        bias.into_dispatch(),
        negative_slope,
    ))
}

/// `[rows, columns]`, `[columns]` -> `[rows, columns]`: the sum where it is positive, else `negative_slope` times it.
pub fn bias_leaky_relu(sums: Tensor<2>, bias: Tensor<1>, negative_slope: f32) -> Tensor<2> {
    let (sums, bias) = (sums.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(Dispatch::bias_leaky_relu(sums, bias, negative_slope))
}

/// What batch normalization has to know of `[batches * rows, columns]`, outside autodiff.
pub struct BatchStatistics {
    /// The mean and the variance of each column in each batch, `[batches, columns]` each.
    pub moments: [Tensor<2>; 2],
    /// The running mean and variance after all batches, `[columns]` each.
    pub running: [Tensor<1>; 2],
}

/// The statistics of so many batches, one under the other, and the `running` ones, which decay from what
/// they were at each of them.
pub fn batch_statistics(
    input: Tensor<2>,
    batches: usize,
    running: [Tensor<1>; 2],
    decay: Decay,
) -> BatchStatistics {
    let input = input.inner().into_dispatch();
    let [mean, variance] = running.map(Tensor::into_dispatch);
    let (mean, variance, running_mean, running_variance) =
        Dispatch::batch_statistics(input, batches, mean, variance, decay);
    BatchStatistics {
        moments: [mean, variance].map(Tensor::from_dispatch),
        running: [running_mean, running_variance].map(Tensor::from_dispatch),
    }
}

/// Batch normalization (Ioffe and Szegedy, arXiv 1502.03167, algorithm 1), then the activation of
/// [`bias_leaky_relu`]: `[batches * rows, columns]` with the mean and the variance of each column in each batch,
/// `[batches, columns]`, and gamma and beta of each column. To autodiff the means and the variances are
/// those of the input.
pub fn batch_norm(
    input: Tensor<2>,
    [mean, variance]: [Tensor<2>; 2],
    [gamma, beta]: [Tensor<1>; 2],
    negative_slope: f32,
) -> Tensor<2> {
    let input = input.into_dispatch();
    let [mean, variance] = [mean, variance].map(Tensor::into_dispatch);
    let [gamma, beta] = [gamma, beta].map(Tensor::into_dispatch);
    Tensor::from_dispatch(<Dispatch as Kernels>::batch_norm(
        input,
        mean,
        variance,
        gamma,
        beta,
        negative_slope,
    ))
}

/// The hyperbolic tangent.
pub fn tanh(input: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::tanh(input.into_dispatch()))
}

/// A loss of logits `[batches * images, 1]`, as a tensor `[1]`.
pub fn criterion(logits: Tensor<2>, criterion: Criterion) -> Tensor<1> {
    Tensor::from_dispatch(Dispatch::criterion(logits.into_dispatch(), criterion))
}

/// A step of Adam for all tensors of a network, outside autodiff: the weights and both moments after it.
pub fn adam(
    weights: Vec<Tensor<1>>,
    gradients: Vec<Tensor<1>>,
    moments: [Vec<Tensor<1>>; 2],
    step: AdamStep,
) -> [Vec<Tensor<1>>; 3] {
    let [weights, gradients] = [weights, gradients].map(all_into_dispatch);
    let [first, second] = moments.map(all_into_dispatch);
    let (weights, first, second) = Dispatch::adam(weights, gradients, first, second, step);
    [weights, first, second].map(all_from_dispatch)
}

/// What the averages keep of the old and take of the new values, added, outside autodiff.
pub fn lerp(averages: Vec<Tensor<1>>, values: Vec<Tensor<1>>, decay: Decay) -> Vec<Tensor<1>> {
    let (averages, values) = (all_into_dispatch(averages), all_into_dispatch(values));
    all_from_dispatch(Dispatch::lerp(averages, values, decay))
}

fn all_into_dispatch(tensors: Vec<Tensor<1>>) -> Tensors<Dispatch> {
    Tensors(tensors.into_iter().map(Tensor::into_dispatch).collect())
}

fn all_from_dispatch(tensors: Tensors<Dispatch>) -> Vec<Tensor<1>> {
    let tensors = tensors.0.into_iter();
    tensors.map(Tensor::from_dispatch).collect()
}
