//! The operations that a step spends its time in, where burn's own cost more than their arithmetic. Each
//! is written out of burn's operations, which every back end has ([`Kernels`]' default bodies); as loops over
//! slices for the CPU; where that pays, as a kernel for the GPU; and with its gradient, for autodiff.
//!
//! Images and feature maps are rows here: `[batch * side * side, channels]`, all channels of a pixel
//! beside each other. A convolution is then a matrix product of its patches.

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
mod operations;
#[cfg(all(feature = "flex", any(target_family = "wasm", test)))]
mod product;
mod tensors;

use burn::{backend::Dispatch, tensor::Tensor};

pub use criterion::{Criterion, Curve, Side};
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
    pub beta1: Share,
    pub beta2: Share,
    pub epsilon: f32,
    /// The learning rate, divided by 1 - beta1^t.
    pub rate: f32,
    /// 1 / (1 - beta2^t)
    pub unbias: f32,
    /// What the weights are multiplied by first.
    pub decay: f32,
    /// How far from zero a weight may be.
    pub clip: f32,
}

/// How much of the old a running mean keeps. What it takes of the new is no difference of f32, which would have
/// lost digits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    pub old: f32,
    pub new: f32,
}

impl Share {
    pub fn keeping(old: f64) -> Self {
        Self {
            old: old as f32,
            new: (1.0 - old) as f32,
        }
    }
}

/// The layout of feature maps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Maps {
    pub batch: usize,
    /// Even.
    pub side: usize,
    pub channels: usize,
}

impl Maps {
    /// How many rows of patches there are.
    pub fn patches(self) -> usize {
        self.batch * (self.side / 2) * (self.side / 2)
    }

    /// For each patch, the pixel under each of its places, as an index into an image; `side * side` where it
    /// hangs over the edge.
    fn pixels(self) -> Vec<i32> {
        let Self { side, .. } = self;
        let mut pixels = Vec::with_capacity(side / 2 * (side / 2) * PATCH * PATCH);
        let places = (0..side / 2).flat_map(|y| (0..side / 2).map(move |x| (y, x)));
        for (y, x) in places {
            for row in 2 * y..2 * y + PATCH {
                for column in 2 * x..2 * x + PATCH {
                    let inside = (1..=side).contains(&row) && (1..=side).contains(&column);
                    let pixel = if inside {
                        (row - 1) * side + column - 1
                    } else {
                        side * side
                    };
                    pixels.push(pixel as i32);
                }
            }
        }
        pixels
    }
}

/// The matrix product, `[rows, inner]`, `[inner, columns]` -> `[rows, columns]`.
pub fn product(a: Tensor<2>, b: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::product(a.into_dispatch(), b.into_dispatch()))
}

/// A 4 x 4 convolution with stride 2 and padding 1 of images of this layout, then [`activate`]: `[batch * side *
/// side, channels]`, `[16 * channels, outputs]`, `[outputs]` -> `[batch * side / 2 * side / 2, outputs]`.
pub fn halve(
    images: Tensor<2>,
    weight: Tensor<2>,
    bias: Tensor<1>,
    slope: f32,
    maps: Maps,
) -> Tensor<2> {
    let (images, weight) = (images.into_dispatch(), weight.into_dispatch());
    let (output, _) = Dispatch::halve(images, weight, bias.into_dispatch(), slope, maps);
    Tensor::from_dispatch(output)
}

/// The transposed convolution to images of this layout, the transpose of [`halve`] for the transposed weight:
/// `[batch * side / 2 * side / 2, inputs]`, `[inputs, 16 * channels]` -> `[batch * side * side, channels]`.
pub fn double(input: Tensor<2>, weight: Tensor<2>, maps: Maps) -> Tensor<2> {
    let (input, weight) = (input.into_dispatch(), weight.into_dispatch());
    Tensor::from_dispatch(Dispatch::double(input, weight, maps))
}

/// A dense layer, [`activate`] of a [`product`]: `[rows, inputs]`, `[inputs, outputs]`, `[outputs]` ->
/// `[rows, outputs]`.
pub fn dense(input: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>, slope: f32) -> Tensor<2> {
    let (input, weight) = (input.into_dispatch(), weight.into_dispatch());
    Tensor::from_dispatch(Dispatch::dense(input, weight, bias.into_dispatch(), slope))
}

/// `[rows, columns]`, `[columns]` -> `[rows, columns]`: the sum where it is positive, else `slope` times it.
pub fn activate(sums: Tensor<2>, bias: Tensor<1>, slope: f32) -> Tensor<2> {
    let (sums, bias) = (sums.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(Dispatch::activate(sums, bias, slope))
}

/// What batch normalization has to know of `[batches * rows, columns]`, outside autodiff.
pub struct Statistics {
    /// The mean and the variance of each column in each batch, `[batches, columns]` each.
    pub moments: [Tensor<2>; 2],
    /// The running mean and variance after all batches, `[columns]` each.
    pub running: [Tensor<1>; 2],
}

/// The statistics of so many batches, one under the other, and the `running` ones, which keep `share` of what
/// they were at each of them.
pub fn statistics(
    input: Tensor<2>,
    batches: usize,
    running: [Tensor<1>; 2],
    share: Share,
) -> Statistics {
    let input = input.inner().into_dispatch();
    let [mean, variance] = running.map(Tensor::into_dispatch);
    let (mean, variance, running_mean, running_variance) =
        Dispatch::statistics(input, batches, mean, variance, share);
    Statistics {
        moments: [mean, variance].map(Tensor::from_dispatch),
        running: [running_mean, running_variance].map(Tensor::from_dispatch),
    }
}

/// Batch normalization (Ioffe and Szegedy, arXiv 1502.03167, algorithm 1), then the activation of
/// [`activate`]: `[batches * rows, columns]` with the mean and the variance of each column in each batch,
/// `[batches, columns]`, and gamma and beta of each column. To autodiff the means and the variances are
/// those of the input.
pub fn normalize(
    input: Tensor<2>,
    [mean, variance]: [Tensor<2>; 2],
    [gamma, beta]: [Tensor<1>; 2],
    slope: f32,
) -> Tensor<2> {
    let input = input.into_dispatch();
    let [mean, variance] = [mean, variance].map(Tensor::into_dispatch);
    let [gamma, beta] = [gamma, beta].map(Tensor::into_dispatch);
    Tensor::from_dispatch(Dispatch::normalize(
        input, mean, variance, gamma, beta, slope,
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

/// The shares of the old averages and of the new values, added, outside autodiff.
pub fn blend(averages: Vec<Tensor<1>>, values: Vec<Tensor<1>>, share: Share) -> Vec<Tensor<1>> {
    let (averages, values) = (all_into_dispatch(averages), all_into_dispatch(values));
    all_from_dispatch(Dispatch::blend(averages, values, share))
}

fn all_into_dispatch(tensors: Vec<Tensor<1>>) -> Tensors<Dispatch> {
    Tensors(tensors.into_iter().map(Tensor::into_dispatch).collect())
}

fn all_from_dispatch(tensors: Tensors<Dispatch>) -> Vec<Tensor<1>> {
    let tensors = tensors.0.into_iter();
    tensors.map(Tensor::from_dispatch).collect()
}
// SHIM
pub use self::{product as matmul, dense as linear, activate as bias_leaky_relu, normalize as batch_norm, statistics as batch_statistics, blend as lerp};
pub type Decay = Share;
impl Share { pub fn new(old: f64) -> Self { Self::keeping(old) } }
pub struct FeatureMaps { pub batch: usize, pub height: usize, pub width: usize, pub channels: usize }
impl FeatureMaps { fn old(self) -> Maps { Maps { batch: self.batch, side: self.height, channels: self.channels } } }
pub fn conv2d(a: Tensor<2>, w: Tensor<2>, b: Tensor<1>, s: f32, m: FeatureMaps) -> Tensor<2> { halve(a, w, b, s, m.old()) }
pub fn conv_transpose2d(a: Tensor<2>, w: Tensor<2>, m: FeatureMaps) -> Tensor<2> { double(a, w, m.old()) }
