//! The operations that a step spends its time in, where burn's own cost more than their arithmetic. Each
//! is written out of burn's operations, which every back end has ([`Kernels`]' default bodies); as loops over
//! slices for the CPU; where that pays, as a kernel for the GPU; and with its gradient, for autodiff.
//!
//! Images and feature maps are rows here: `[batch * side * side, channels]`, all channels of a pixel
//! beside each other. A convolution is then a matrix product of [`patches`].

// burn prefers flex to ndarray; people who compare still want it.
#![allow(deprecated)]

mod autodiff;
#[cfg(feature = "flex")]
mod cpu;
#[cfg(feature = "webgpu")]
mod cube;
#[cfg(feature = "flex")]
mod flex;
#[cfg(all(feature = "flex", any(target_family = "wasm", test)))]
mod product;

use burn::{
    backend::{Backend, Dispatch, Scalar, TensorMetadata, backend_extension, tensor::FloatTensor},
    tensor::{IndexingUpdateOp, Shape, Slice, Tensor},
};

/// The side of a patch.
pub const PATCH: usize = 4;

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

/// The operations, on a back end's own tensors.
#[backend_extension(
    Autodiff,
    Flex: cfg(feature = "flex"),
    NdArray: cfg(feature = "ndarray"),
    Cube: cfg(feature = "webgpu")
)]
pub trait Kernels: Backend {
    /// See [`product`].
    fn product(a: FloatTensor<Self>, b: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::float_matmul(a, b)
    }

    /// See [`patches`].
    fn patches(images: FloatTensor<Self>, maps: Maps) -> FloatTensor<Self> {
        let device = images.device();
        let Maps {
            batch,
            side,
            channels,
        } = maps;
        let images = Self::float_reshape(images, Shape::new([batch, side * side, channels]));
        let edge = Self::float_zeros(
            Shape::new([batch, 1, channels]),
            &device,
            images.dtype().into(),
        );
        let images = Self::float_cat(vec![images, edge], 1);
        let patches = Self::float_select(images, 1, pixels::<Self>(maps, &device));
        Self::float_reshape(
            patches,
            Shape::new([maps.patches(), PATCH * PATCH * channels]),
        )
    }

    /// See [`unpatches`].
    fn unpatches(patches: FloatTensor<Self>, maps: Maps) -> FloatTensor<Self> {
        let device = patches.device();
        let Maps {
            batch,
            side,
            channels,
        } = maps;
        let places = side / 2 * (side / 2) * PATCH * PATCH;
        let patches = Self::float_reshape(patches, Shape::new([batch, places, channels]));
        let shape = Shape::new([batch, side * side + 1, channels]);
        let empty = Self::float_zeros(shape, &device, patches.dtype().into());
        let index = pixels::<Self>(maps, &device);
        let images = Self::float_select_assign(empty, 1, index, patches, IndexingUpdateOp::Add);
        let whole = [0..batch, 0..side * side, 0..channels].map(Slice::from);
        let images = Self::float_slice(images, &whole);
        Self::float_reshape(images, Shape::new([batch * side * side, channels]))
    }

    /// See [`activate`].
    fn activate(sums: FloatTensor<Self>, bias: FloatTensor<Self>, slope: f32) -> FloatTensor<Self> {
        let [columns] = bias.shape().dims();
        let sums = Self::float_add(sums, Self::float_reshape(bias, Shape::new([1, columns])));
        leak::<Self>(sums, slope)
    }

    /// The gradients at the sums and at the bias of [`Kernels::activate`], for its output and the gradient
    /// there.
    fn activate_backward(
        output: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        slope: f32,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let gradient = leak_backward::<Self>(output, gradient, slope);
        let bias = sum_rows::<Self>(gradient.clone());
        (gradient, bias)
    }

    /// The mean and the variance of each column.
    fn moments(input: FloatTensor<Self>) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let [_, columns] = input.shape().dims();
        let mean = Self::float_mean_dim(input.clone(), 0);
        let centered = Self::float_sub(input, mean.clone());
        let variance = Self::float_mean_dim(Self::float_mul(centered.clone(), centered), 0);
        let column = Shape::new([columns]);
        (
            Self::float_reshape(mean, column.clone()),
            Self::float_reshape(variance, column),
        )
    }

    /// See [`normalize`].
    fn normalize(
        input: FloatTensor<Self>,
        mean: FloatTensor<Self>,
        variance: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        slope: f32,
    ) -> FloatTensor<Self> {
        let normal = normal::<Self>(input, mean, &variance);
        let scaled = Self::float_mul(normal, row::<Self>(gamma));
        leak::<Self>(Self::float_add(scaled, row::<Self>(beta)), slope)
    }

    /// The gradients at the input, at gamma and at beta of [`Kernels::normalize`], whose mean and variance
    /// are those of the input.
    #[allow(clippy::too_many_arguments)]
    fn normalize_backward(
        input: FloatTensor<Self>,
        mean: FloatTensor<Self>,
        variance: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        output: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        slope: f32,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let [rows, columns] = input.shape().dims();
        let gradient = leak_backward::<Self>(output, gradient, slope);
        let normal = normal::<Self>(input, mean, &variance);
        let beta = Self::float_sum_dim(gradient.clone(), 0);
        let product = Self::float_mul(gradient.clone(), normal.clone());
        let gamma_gradient = Self::float_sum_dim(product, 0);
        let share = |sum: &FloatTensor<Self>| {
            Self::float_mul_scalar(sum.clone(), Scalar::Float(1.0 / rows as f64))
        };
        let along = Self::float_mul(normal, share(&gamma_gradient));
        let input = Self::float_sub(Self::float_sub(gradient, share(&beta)), along);
        let scale = Self::float_mul(row::<Self>(gamma), inverse::<Self>(&variance));
        let column = Shape::new([columns]);
        (
            Self::float_mul(input, scale),
            Self::float_reshape(gamma_gradient, column.clone()),
            Self::float_reshape(beta, column),
        )
    }

    /// See [`tanh`].
    fn tanh(input: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::float_tanh(input)
    }

    /// A step of Adam: the weights and both moments after it.
    fn adam(
        weights: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let times = |tensor: FloatTensor<Self>, factor: f32| {
            Self::float_mul_scalar(tensor, Scalar::Float(factor.into()))
        };
        let first = Self::float_add(
            times(first, step.beta1.old),
            times(gradient.clone(), step.beta1.new),
        );
        let square = Self::float_mul(gradient.clone(), gradient);
        let second = Self::float_add(times(second, step.beta2.old), times(square, step.beta2.new));
        let root = Self::float_sqrt(times(second.clone(), step.unbias));
        let root = Self::float_add_scalar(root, Scalar::Float(step.epsilon.into()));
        let change = Self::float_div(times(first.clone(), step.rate), root);
        let mut weights = Self::float_sub(times(weights, step.decay), change);
        if step.clip.is_finite() {
            let clip = f64::from(step.clip);
            weights = Self::float_clamp(weights, Scalar::Float(-clip), Scalar::Float(clip));
        }
        (weights, first, second)
    }

    /// The shares of the old average and of the new value, added
    fn blend(
        average: FloatTensor<Self>,
        value: FloatTensor<Self>,
        share: Share,
    ) -> FloatTensor<Self> {
        let old = Self::float_mul_scalar(average, Scalar::Float(share.old.into()));
        let new = Self::float_mul_scalar(value, Scalar::Float(share.new.into()));
        Self::float_add(old, new)
    }
}

#[cfg(feature = "ndarray")]
impl Kernels for burn::backend::NdArray {}

/// Keeps the variance from a division by zero.
const EPSILON: f32 = 1e-5;

fn pixels<B: Backend>(maps: Maps, device: &B::Device) -> burn::backend::tensor::IntTensor<B> {
    let pixels = maps.pixels();
    let count = pixels.len();
    B::int_from_data(burn::tensor::TensorData::new(pixels, [count]), device)
}

/// `[rows, columns] -> [columns]`
fn sum_rows<B: Backend>(tensor: FloatTensor<B>) -> FloatTensor<B> {
    let [_, columns] = tensor.shape().dims();
    B::float_reshape(B::float_sum_dim(tensor, 0), Shape::new([columns]))
}

fn row<B: Backend>(column: FloatTensor<B>) -> FloatTensor<B> {
    let [columns] = column.shape().dims();
    B::float_reshape(column, Shape::new([1, columns]))
}

/// 1 / sqrt(variance + epsilon), `[1, columns]`
fn inverse<B: Backend>(variance: &FloatTensor<B>) -> FloatTensor<B> {
    let variance = B::float_add_scalar(row::<B>(variance.clone()), Scalar::Float(EPSILON.into()));
    B::float_recip(B::float_sqrt(variance))
}

fn normal<B: Backend>(
    input: FloatTensor<B>,
    mean: FloatTensor<B>,
    variance: &FloatTensor<B>,
) -> FloatTensor<B> {
    let centered = B::float_sub(input, row::<B>(mean));
    B::float_mul(centered, inverse::<B>(variance))
}

/// `x` where it is positive, else `slope * x`.
fn leak<B: Backend>(x: FloatTensor<B>, slope: f32) -> FloatTensor<B> {
    if slope == 1.0 {
        return x;
    }
    let positive = B::relu(x.clone());
    if slope == 0.0 {
        return positive;
    }
    mix::<B>(positive, x, slope)
}

/// The gradient at the input of [`leak`], whose output has the sign of its input.
fn leak_backward<B: Backend>(
    output: FloatTensor<B>,
    gradient: FloatTensor<B>,
    slope: f32,
) -> FloatTensor<B> {
    if slope == 1.0 {
        return gradient;
    }
    let positive = B::relu_backward(output, gradient.clone());
    if slope == 0.0 {
        return positive;
    }
    mix::<B>(positive, gradient, slope)
}

/// `(1 - slope) * positive + slope * all`
fn mix<B: Backend>(positive: FloatTensor<B>, all: FloatTensor<B>, slope: f32) -> FloatTensor<B> {
    let positive = B::float_mul_scalar(positive, Scalar::Float((1.0 - slope).into()));
    let all = B::float_mul_scalar(all, Scalar::Float(slope.into()));
    B::float_add(positive, all)
}

/// The matrix product, `[rows, inner]`, `[inner, columns]` -> `[rows, columns]`.
pub fn product(a: Tensor<2>, b: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::product(a.into_dispatch(), b.into_dispatch()))
}

/// The patches of 4 x 4 pixels that a convolution with stride 2 and padding 1 sees: `[batch * side * side,
/// channels] -> [batch * side / 2 * side / 2, 16 * channels]`, zero where a patch hangs over the edge.
pub fn patches(images: Tensor<2>, maps: Maps) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::patches(images.into_dispatch(), maps))
}

/// The transpose of [`patches`]: adds each place of each patch to its pixel, `[batch * side / 2 * side / 2, 16 *
/// channels] -> [batch * side * side, channels]`.
pub fn unpatches(patches: Tensor<2>, maps: Maps) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::unpatches(patches.into_dispatch(), maps))
}

/// `[rows, columns]`, `[columns]` -> `[rows, columns]`: the sum where it is positive, else `slope` times it.
pub fn activate(sums: Tensor<2>, bias: Tensor<1>, slope: f32) -> Tensor<2> {
    let (sums, bias) = (sums.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(Dispatch::activate(sums, bias, slope))
}

/// The mean and the variance of each column of `[rows, columns]`, `[columns]` each, outside autodiff.
pub fn moments(input: Tensor<2>) -> [Tensor<1>; 2] {
    let (mean, variance) = Dispatch::moments(input.inner().into_dispatch());
    [mean, variance].map(Tensor::from_dispatch)
}

/// Batch normalization (Ioffe and Szegedy, arXiv 1502.03167, algorithm 1), then the activation of
/// [`activate`]: `[rows, columns]` with the mean, the variance, gamma and beta of each column. To
/// autodiff the mean and the variance are those of the input.
pub fn normalize(
    input: Tensor<2>,
    [mean, variance]: [Tensor<1>; 2],
    [gamma, beta]: [Tensor<1>; 2],
    slope: f32,
) -> Tensor<2> {
    let input = input.into_dispatch();
    let [mean, variance, gamma, beta] = [mean, variance, gamma, beta].map(Tensor::into_dispatch);
    Tensor::from_dispatch(Dispatch::normalize(
        input, mean, variance, gamma, beta, slope,
    ))
}

/// The hyperbolic tangent.
pub fn tanh(input: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::tanh(input.into_dispatch()))
}

/// A step of Adam, outside autodiff: the weights and both moments after it.
pub fn adam(
    weights: Tensor<1>,
    gradient: Tensor<1>,
    first: Tensor<1>,
    second: Tensor<1>,
    step: AdamStep,
) -> [Tensor<1>; 3] {
    let [weights, gradient, first, second] =
        [weights, gradient, first, second].map(Tensor::into_dispatch);
    let (weights, first, second) = Dispatch::adam(weights, gradient, first, second, step);
    [weights, first, second].map(Tensor::from_dispatch)
}

/// The shares of the old average and of the new value, added, outside autodiff.
pub fn blend(average: Tensor<1>, value: Tensor<1>, share: Share) -> Tensor<1> {
    let (average, value) = (average.into_dispatch(), value.into_dispatch());
    Tensor::from_dispatch(Dispatch::blend(average, value, share))
}
