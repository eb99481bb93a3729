//! What a back end has to compute, and how with burn's operations alone: slower than the loops and the kernels
//! beside this file, and right everywhere.

use burn::{
    backend::{
        Backend, Scalar, TensorMetadata, backend_extension,
        tensor::{FloatTensor, IntTensor},
    },
    tensor::{IndexingUpdateOp, Shape, Slice, TensorData},
};

use super::{AdamStep, Criterion, Decay, EPSILON, FeatureMaps, PATCH, criterion, tensors::Tensors};

/// The operations, on a back end's own tensors.
#[backend_extension(
    Autodiff,
    Flex: cfg(feature = "flex"),
    NdArray: cfg(feature = "ndarray"),
    Cube: cfg(feature = "webgpu")
)]
pub trait Kernels: Backend {
    /// See [`super::matmul`].
    fn matmul(a: FloatTensor<Self>, b: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::float_matmul(a, b)
    }

    /// The patches of 4 x 4 pixels that a convolution with stride 2 and padding 1 sees: `[batch * height *
    /// width, channels] -> [batch * height / 2 * width / 2, 16 * channels]`, zero where a patch hangs over the edge.
    fn im2col(images: FloatTensor<Self>, maps: FeatureMaps) -> FloatTensor<Self> {
        let device = images.device();
        let FeatureMaps {
            batch,
            height,
            width,
            channels,
        } = maps;
        let images = Self::float_reshape(images, Shape::new([batch, height * width, channels]));
        let edge = Self::float_zeros(
            Shape::new([batch, 1, channels]),
            &device,
            images.dtype().into(),
        );
        let images = Self::float_cat(vec![images, edge], 1);
        let patches = Self::float_select(images, 1, pixel_indices::<Self>(maps, &device));
        Self::float_reshape(
            patches,
            Shape::new([maps.patches(), PATCH * PATCH * channels]),
        )
    }

    /// The transpose of [`Kernels::im2col`]: adds each place of each patch to its pixel, `[batch * height /
    /// 2 * width / 2, 16 * channels] -> [batch * height * width, channels]`.
    fn col2im(patches: FloatTensor<Self>, maps: FeatureMaps) -> FloatTensor<Self> {
        let device = patches.device();
        let FeatureMaps {
            batch,
            height,
            width,
            channels,
        } = maps;
        let places = height / 2 * (width / 2) * PATCH * PATCH;
        let patches = Self::float_reshape(patches, Shape::new([batch, places, channels]));
        let shape = Shape::new([batch, height * width + 1, channels]);
        let empty = Self::float_zeros(shape, &device, patches.dtype().into());
        let index = pixel_indices::<Self>(maps, &device);
        let images = Self::float_select_assign(empty, 1, index, patches, IndexingUpdateOp::Add);
        let whole = [0..batch, 0..height * width, 0..channels].map(Slice::from);
        let images = Self::float_slice(images, &whole);
        Self::float_reshape(images, Shape::new([maps.pixels(), channels]))
    }

    /// See [`super::conv2d`]. The second tensor is what [`Kernels::conv2d_weight_backward`] has to know of the images.
    fn conv2d(
        images: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        negative_slope: f32,
        maps: FeatureMaps,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let patches = Self::im2col(images, maps);
        let output = <Self as Kernels>::linear(patches.clone(), weight, bias, negative_slope);
        (output, patches)
    }

    /// The gradient at the weight of [`Kernels::conv2d`], for that at the sums.
    fn conv2d_weight_backward(
        seen: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        _maps: FeatureMaps,
    ) -> FloatTensor<Self> {
        Self::matmul(Self::float_transpose(seen), gradient)
    }

    /// See [`super::conv_transpose2d`].
    fn conv_transpose2d(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        maps: FeatureMaps,
    ) -> FloatTensor<Self> {
        Self::col2im(Self::matmul(input, weight), maps)
    }

    /// The gradients at the input and at the weight of [`Kernels::conv_transpose2d`].
    fn conv_transpose2d_backward(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        maps: FeatureMaps,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let patches = Self::im2col(gradient, maps);
        (
            Self::matmul(patches.clone(), Self::float_transpose(weight)),
            Self::matmul(Self::float_transpose(input), patches),
        )
    }

    /// See [`super::linear`].
    fn linear(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        negative_slope: f32,
    ) -> FloatTensor<Self> {
        Self::bias_leaky_relu(Self::matmul(input, weight), bias, negative_slope)
    }

    /// See [`super::bias_leaky_relu`].
    fn bias_leaky_relu(
        sums: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        negative_slope: f32,
    ) -> FloatTensor<Self> {
        leaky_relu::<Self>(Self::float_add(sums, row::<Self>(bias)), negative_slope)
    }

    /// The gradients at the sums and, where it is asked for, at the bias of [`Kernels::bias_leaky_relu`], for its
    /// output and the gradient there.
    fn bias_leaky_relu_backward(
        output: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        negative_slope: f32,
        wants_bias: bool,
    ) -> (FloatTensor<Self>, Option<FloatTensor<Self>>) {
        let gradient = leaky_relu_backward::<Self>(output, gradient, negative_slope);
        let bias = wants_bias.then(|| {
            let [_, columns] = gradient.shape().dims();
            let sums = Self::float_sum_dim(gradient.clone(), 0);
            Self::float_reshape(sums, Shape::new([columns]))
        });
        (gradient, bias)
    }

    /// See [`super::batch_statistics`].
    fn batch_statistics(
        input: FloatTensor<Self>,
        batches: usize,
        running_mean: FloatTensor<Self>,
        running_variance: FloatTensor<Self>,
        decay: Decay,
    ) -> (
        FloatTensor<Self>,
        FloatTensor<Self>,
        FloatTensor<Self>,
        FloatTensor<Self>,
    ) {
        let [_, columns] = input.shape().dims();
        let input = stacked::<Self>(input, batches);
        let mean = Self::float_mean_dim(input.clone(), 1);
        let centered = Self::float_sub(input, mean.clone());
        let variance = Self::float_mean_dim(Self::float_mul(centered.clone(), centered), 1);
        let shape = Shape::new([batches, columns]);
        let [mean, variance] =
            [mean, variance].map(|tensor| Self::float_reshape(tensor, shape.clone()));
        let run = |running: FloatTensor<Self>, moment: &FloatTensor<Self>| {
            (0..batches).fold(running, |running, batch| {
                let place = [batch..batch + 1, 0..columns].map(Slice::from);
                let moment = Self::float_slice(moment.clone(), &place);
                let moment = Self::float_reshape(moment, Shape::new([columns]));
                interpolate::<Self>(running, moment, decay)
            })
        };
        let running_mean = run(running_mean, &mean);
        let running_variance = run(running_variance, &variance);
        (mean, variance, running_mean, running_variance)
    }

    /// See [`super::batch_norm`].
    fn batch_norm(
        input: FloatTensor<Self>,
        mean: FloatTensor<Self>,
        variance: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        negative_slope: f32,
    ) -> FloatTensor<Self> {
        let shape = input.shape();
        let normal = normal::<Self>(input, mean, &variance);
        let scaled = Self::float_mul(normal, plane::<Self>(gamma));
        let shifted = Self::float_add(scaled, plane::<Self>(beta));
        leaky_relu::<Self>(Self::float_reshape(shifted, shape), negative_slope)
    }

    /// The gradients at the input, at gamma and at beta of [`Kernels::batch_norm`], whose means and variances
    /// are those of the input.
    #[allow(clippy::too_many_arguments)]
    fn batch_norm_backward(
        input: FloatTensor<Self>,
        mean: FloatTensor<Self>,
        variance: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        output: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        negative_slope: f32,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let [rows, columns] = input.shape().dims();
        let [batches, _] = mean.shape().dims();
        let gradient = leaky_relu_backward::<Self>(output, gradient, negative_slope);
        let gradient = stacked::<Self>(gradient, batches);
        let normal = normal::<Self>(input, mean, &variance);
        let beta = Self::float_sum_dim(gradient.clone(), 1);
        let along = Self::float_mul(gradient.clone(), normal.clone());
        let gamma_gradient = Self::float_sum_dim(along, 1);
        let mean_over_rows = |sum: &FloatTensor<Self>| {
            Self::float_mul_scalar(sum.clone(), Scalar::Float(batches as f64 / rows as f64))
        };
        let along = Self::float_mul(normal, mean_over_rows(&gamma_gradient));
        let input = Self::float_sub(Self::float_sub(gradient, mean_over_rows(&beta)), along);
        let scale = Self::float_mul(plane::<Self>(gamma), inverse::<Self>(&variance));
        let input = Self::float_mul(input, scale);
        let sum =
            |batches| Self::float_reshape(Self::float_sum_dim(batches, 0), Shape::new([columns]));
        (
            Self::float_reshape(input, Shape::new([rows, columns])),
            sum(gamma_gradient),
            sum(beta),
        )
    }

    /// See [`super::criterion()`].
    fn criterion(logits: FloatTensor<Self>, criterion: Criterion) -> FloatTensor<Self> {
        criterion::value::<Self>(logits, criterion)
    }

    /// The gradient at the logits of [`Kernels::criterion`].
    fn criterion_backward(
        logits: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        criterion: Criterion,
    ) -> FloatTensor<Self> {
        criterion::gradient::<Self>(logits, gradient, criterion)
    }

    /// See [`super::tanh`].
    fn tanh(input: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::float_tanh(input)
    }

    /// The gradient at the input of [`Kernels::tanh`], for its output and the gradient there.
    fn tanh_backward(output: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self> {
        // (1 - y^2) g
        let square = Self::float_mul(output.clone(), output);
        Self::float_sub(gradient.clone(), Self::float_mul(square, gradient))
    }

    /// See [`super::adam`].
    fn adam(
        #[extension_type] weights: Tensors<Self>,
        #[extension_type] gradients: Tensors<Self>,
        #[extension_type] first: Tensors<Self>,
        #[extension_type] second: Tensors<Self>,
        step: AdamStep,
    ) -> (Tensors<Self>, Tensors<Self>, Tensors<Self>) {
        let moments = first.0.into_iter().zip(second.0);
        let tensors = weights.0.into_iter().zip(gradients.0).zip(moments);
        let moved = tensors.map(|((weights, gradient), (first, second))| {
            let (weights, first, second) = moved::<Self>(weights, gradient, first, second, step);
            (weights, (first, second))
        });
        let (weights, (first, second)) = moved.unzip();
        (Tensors(weights), Tensors(first), Tensors(second))
    }

    /// See [`super::lerp`].
    fn lerp(
        #[extension_type] averages: Tensors<Self>,
        #[extension_type] values: Tensors<Self>,
        decay: Decay,
    ) -> Tensors<Self> {
        let pairs = averages.0.into_iter().zip(values.0);
        let blended = pairs.map(|(average, value)| interpolate::<Self>(average, value, decay));
        Tensors(blended.collect())
    }
}

#[cfg(feature = "ndarray")]
impl Kernels for burn::backend::NdArray {}

fn pixel_indices<B: Backend>(maps: FeatureMaps, device: &B::Device) -> IntTensor<B> {
    let pixels = maps.pixel_indices();
    let count = pixels.len();
    B::int_from_data(TensorData::new(pixels, [count]), device)
}

fn row<B: Backend>(column: FloatTensor<B>) -> FloatTensor<B> {
    let [columns] = column.shape().dims();
    B::float_reshape(column, Shape::new([1, columns]))
}

/// `[columns] -> [1, 1, columns]`
fn plane<B: Backend>(column: FloatTensor<B>) -> FloatTensor<B> {
    let [columns] = column.shape().dims();
    B::float_reshape(column, Shape::new([1, 1, columns]))
}

/// `[batches * rows, columns] -> [batches, rows, columns]`
fn stacked<B: Backend>(tensor: FloatTensor<B>, batches: usize) -> FloatTensor<B> {
    let [rows, columns] = tensor.shape().dims();
    B::float_reshape(tensor, Shape::new([batches, rows / batches, columns]))
}

/// 1 / sqrt(variance + epsilon), `[batches, columns] -> [batches, 1, columns]`
fn inverse<B: Backend>(variance: &FloatTensor<B>) -> FloatTensor<B> {
    let [batches, columns] = variance.shape().dims();
    let variance = B::float_reshape(variance.clone(), Shape::new([batches, 1, columns]));
    let variance = B::float_add_scalar(variance, Scalar::Float(EPSILON.into()));
    B::float_recip(B::float_sqrt(variance))
}

/// `[batches * rows, columns]`, `[batches, columns]` each -> `[batches, rows, columns]`
fn normal<B: Backend>(
    input: FloatTensor<B>,
    mean: FloatTensor<B>,
    variance: &FloatTensor<B>,
) -> FloatTensor<B> {
    let [batches, columns] = mean.shape().dims();
    let mean = B::float_reshape(mean, Shape::new([batches, 1, columns]));
    let centered = B::float_sub(stacked::<B>(input, batches), mean);
    B::float_mul(centered, inverse::<B>(variance))
}

fn times<B: Backend>(tensor: FloatTensor<B>, factor: f32) -> FloatTensor<B> {
    B::float_mul_scalar(tensor, Scalar::Float(factor.into()))
}

/// What the average keeps of the old and takes of the new, added.
fn interpolate<B: Backend>(
    old: FloatTensor<B>,
    new: FloatTensor<B>,
    decay: Decay,
) -> FloatTensor<B> {
    B::float_add(times::<B>(old, decay.old), times::<B>(new, decay.new))
}

/// A tensor's step of Adam: its weights and both moments after it.
fn moved<B: Backend>(
    weights: FloatTensor<B>,
    gradient: FloatTensor<B>,
    first: FloatTensor<B>,
    second: FloatTensor<B>,
    step: AdamStep,
) -> (FloatTensor<B>, FloatTensor<B>, FloatTensor<B>) {
    let first = interpolate::<B>(first, gradient.clone(), step.beta1);
    let second = interpolate::<B>(second, B::float_mul(gradient.clone(), gradient), step.beta2);
    let root = B::float_sqrt(times::<B>(second.clone(), step.bias_correction));
    let root = B::float_add_scalar(root, Scalar::Float(step.epsilon.into()));
    let change = B::float_div(times::<B>(first.clone(), step.step_size), root);
    let mut weights = B::float_sub(times::<B>(weights, step.decay), change);
    if step.clip.is_finite() {
        let clip = f64::from(step.clip);
        weights = B::float_clamp(weights, Scalar::Float(-clip), Scalar::Float(clip));
    }
    (weights, first, second)
}

/// `x` where it is positive, else `negative_slope * x`.
fn leaky_relu<B: Backend>(x: FloatTensor<B>, negative_slope: f32) -> FloatTensor<B> {
    if negative_slope == 1.0 {
        return x;
    }
    let positive = B::relu(x.clone());
    if negative_slope == 0.0 {
        return positive;
    }
    mix::<B>(positive, x, negative_slope)
}

/// The gradient at the input of [`leaky_relu`], whose output has the sign of its input.
fn leaky_relu_backward<B: Backend>(
    output: FloatTensor<B>,
    gradient: FloatTensor<B>,
    negative_slope: f32,
) -> FloatTensor<B> {
    if negative_slope == 1.0 {
        return gradient;
    }
    let positive = B::relu_backward(output, gradient.clone());
    if negative_slope == 0.0 {
        return positive;
    }
    mix::<B>(positive, gradient, negative_slope)
}

/// `(1 - negative_slope) * positive + negative_slope * all`
fn mix<B: Backend>(
    positive: FloatTensor<B>,
    all: FloatTensor<B>,
    negative_slope: f32,
) -> FloatTensor<B> {
    B::float_add(
        times::<B>(positive, 1.0 - negative_slope),
        times::<B>(all, negative_slope),
    )
}
