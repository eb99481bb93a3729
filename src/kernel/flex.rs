//! The operations on the tensors of the CPU's back end.

use burn::{
    backend::{Flex, flex::FlexTensor},
    tensor::TensorData,
};

use super::{AdamStep, Criterion, Decay, FeatureMaps, Kernels, PATCH, cpu, tensors::Tensors};
#[cfg(target_family = "wasm")]
use super::{
    convolution,
    matmul::{Matrix, matmul},
};

/// Channels below which [`Kernels::conv_transpose2d`] is a product of whole patches.
#[cfg(target_family = "wasm")]
const FEW: usize = 8;

impl Kernels for Flex {
    // Elsewhere burn's product uses wider SIMD than 128 bits.
    #[cfg(target_family = "wasm")]
    fn matmul(a: FlexTensor, b: FlexTensor) -> FlexTensor {
        let size = [a.layout().shape()[0], b.layout().shape()[1]];
        tensor(matmul(&matrix(&a), &matrix(&b)), size)
    }

    #[cfg(target_family = "wasm")]
    fn conv2d(
        images: FlexTensor,
        weight: FlexTensor,
        bias: FlexTensor,
        negative_slope: f32,
        maps: FeatureMaps,
    ) -> (FlexTensor, FlexTensor) {
        let outputs = weight.layout().shape()[1];
        let padded = convolution::padding(floats(&images.to_contiguous()), maps);
        let mut output = convolution::conv2d(&padded, maps, &matrix(&weight));
        cpu::bias_leaky_relu(&mut output, floats(&bias.to_contiguous()), negative_slope);
        let size = [padded.len()];
        (
            tensor(output, [maps.patches(), outputs]),
            tensor(padded, size),
        )
    }

    #[cfg(target_family = "wasm")]
    fn conv2d_weight_backward(
        padded: FlexTensor,
        gradient: FlexTensor,
        maps: FeatureMaps,
    ) -> FlexTensor {
        let outputs = gradient.layout().shape()[1];
        let weight = convolution::conv2d_weight_backward(floats(&padded), maps, &matrix(&gradient));
        tensor(weight, [PATCH * PATCH * maps.channels, outputs])
    }

    #[cfg(target_family = "wasm")]
    fn conv_transpose2d(input: FlexTensor, weight: FlexTensor, maps: FeatureMaps) -> FlexTensor {
        // Tiles that are mostly empty are slower than the products of whole patches.
        if maps.channels < FEW {
            return Self::col2im(Self::matmul(input, weight), maps);
        }
        let images =
            convolution::conv_transpose2d(floats(&input.to_contiguous()), &matrix(&weight), maps);
        tensor(images, [maps.pixels(), maps.channels])
    }

    #[cfg(target_family = "wasm")]
    fn conv_transpose2d_backward(
        input: FlexTensor,
        weight: FlexTensor,
        gradient: FlexTensor,
        maps: FeatureMaps,
    ) -> (FlexTensor, FlexTensor) {
        let inputs = input.layout().shape()[1];
        let padded = convolution::padding(floats(&gradient.to_contiguous()), maps);
        let at_input = convolution::conv2d(&padded, maps, &matrix(&weight).transposed());
        let at_weight = convolution::conv2d_weight_backward(&padded, maps, &matrix(&input));
        let at_weight = tensor(at_weight, [PATCH * PATCH * maps.channels, inputs]);
        (
            tensor(at_input, [maps.patches(), inputs]),
            at_weight.transpose(0, 1),
        )
    }

    fn im2col(images: FlexTensor, maps: FeatureMaps) -> FlexTensor {
        let patches = cpu::im2col(floats(&images.to_contiguous()), maps);
        tensor(patches, [maps.patches(), PATCH * PATCH * maps.channels])
    }

    fn col2im(patches: FlexTensor, maps: FeatureMaps) -> FlexTensor {
        let images = cpu::col2im(floats(&patches.to_contiguous()), maps);
        tensor(images, [maps.pixels(), maps.channels])
    }

    fn bias_leaky_relu(sums: FlexTensor, bias: FlexTensor, negative_slope: f32) -> FlexTensor {
        let mut sums = own(sums);
        let bias = bias.to_contiguous();
        cpu::bias_leaky_relu(sums.storage_mut(), floats(&bias), negative_slope);
        sums
    }

    fn bias_leaky_relu_backward(
        output: FlexTensor,
        gradient: FlexTensor,
        negative_slope: f32,
        _wants_bias: bool,
    ) -> (FlexTensor, Option<FlexTensor>) {
        let (output, mut gradient) = (output.to_contiguous(), own(gradient));
        let columns = output.layout().shape()[1];
        let bias = cpu::bias_leaky_relu_backward(
            floats(&output),
            gradient.storage_mut(),
            negative_slope,
            columns,
        );
        (gradient, Some(tensor(bias, [columns])))
    }

    fn batch_statistics(
        input: FlexTensor,
        batches: usize,
        running_mean: FlexTensor,
        running_variance: FlexTensor,
        decay: Decay,
    ) -> (FlexTensor, FlexTensor, FlexTensor, FlexTensor) {
        let input = input.to_contiguous();
        let columns = input.layout().shape()[1];
        let [mean, variance] = cpu::moments(floats(&input), batches, columns);
        let run = |running: FlexTensor, moments: &[f32]| {
            let mut running = own(running);
            for moments in moments.chunks_exact(columns) {
                cpu::lerp(running.storage_mut(), moments, decay);
            }
            running
        };
        let running_mean = run(running_mean, &mean);
        let running_variance = run(running_variance, &variance);
        let [mean, variance] = [mean, variance].map(|moments| tensor(moments, [batches, columns]));
        (mean, variance, running_mean, running_variance)
    }

    fn batch_norm(
        input: FlexTensor,
        mean: FlexTensor,
        variance: FlexTensor,
        gamma: FlexTensor,
        beta: FlexTensor,
        negative_slope: f32,
    ) -> FlexTensor {
        let [input, mean, variance, gamma, beta] =
            [input, mean, variance, gamma, beta].map(|tensor| tensor.to_contiguous());
        let moments = [floats(&mean), floats(&variance)];
        let output = cpu::batch_norm(
            floats(&input),
            moments,
            [floats(&gamma), floats(&beta)],
            negative_slope,
        );
        tensor(
            output,
            [input.layout().shape()[0], input.layout().shape()[1]],
        )
    }

    fn batch_norm_backward(
        input: FlexTensor,
        mean: FlexTensor,
        variance: FlexTensor,
        gamma: FlexTensor,
        output: FlexTensor,
        gradient: FlexTensor,
        negative_slope: f32,
    ) -> (FlexTensor, FlexTensor, FlexTensor) {
        let [input, mean, variance, gamma, output] =
            [input, mean, variance, gamma, output].map(|tensor| tensor.to_contiguous());
        let mut gradient = own(gradient);
        let columns = input.layout().shape()[1];
        let [gammas, betas] = cpu::batch_norm_backward(
            floats(&input),
            [floats(&mean), floats(&variance)],
            floats(&gamma),
            floats(&output),
            gradient.storage_mut(),
            negative_slope,
        );
        (
            gradient,
            tensor(gammas, [columns]),
            tensor(betas, [columns]),
        )
    }

    fn tanh(input: FlexTensor) -> FlexTensor {
        let mut output = own(input);
        cpu::tanh(output.storage_mut());
        output
    }

    fn criterion(logits: FlexTensor, criterion: Criterion) -> FlexTensor {
        tensor(vec![criterion.value(floats(&logits.to_contiguous()))], [1])
    }

    fn criterion_backward(
        logits: FlexTensor,
        gradient: FlexTensor,
        criterion: Criterion,
    ) -> FlexTensor {
        let logits = logits.to_contiguous();
        let scale = floats(&gradient.to_contiguous()).iter().sum();
        let gradients = criterion.gradient(floats(&logits), scale);
        let rows = gradients.len();
        tensor(gradients, [rows, 1])
    }

    fn adam(
        weights: Tensors<Self>,
        gradients: Tensors<Self>,
        first: Tensors<Self>,
        second: Tensors<Self>,
        step: AdamStep,
    ) -> (Tensors<Self>, Tensors<Self>, Tensors<Self>) {
        let [mut moved, mut first, mut second] =
            [gradients, first, second].map(|tensors| tensors.map(own));
        let moments = first.0.iter_mut().zip(&mut second.0);
        for ((weights, moved), (first, second)) in weights.0.iter().zip(&mut moved.0).zip(moments) {
            cpu::adam(
                floats(&weights.to_contiguous()),
                moved.storage_mut(),
                first.storage_mut(),
                second.storage_mut(),
                step,
            );
        }
        (moved, first, second)
    }

    fn lerp(averages: Tensors<Self>, values: Tensors<Self>, decay: Decay) -> Tensors<Self> {
        let mut averages = averages.map(own);
        for (average, value) in averages.0.iter_mut().zip(values.0) {
            cpu::lerp(average.storage_mut(), floats(&value.to_contiguous()), decay);
        }
        averages
    }
}

/// A matrix as it lies in the storage, transposed or not.
#[cfg(target_family = "wasm")]
fn matrix(tensor: &FlexTensor) -> Matrix<'_> {
    let layout = tensor.layout();
    let data = &tensor.storage()[layout.start_offset()..];
    Matrix::new(
        data,
        [0, 1].map(|axis| layout.shape()[axis]),
        [0, 1].map(|axis| layout.strides()[axis] as usize),
    )
}

/// The numbers of a contiguous tensor.
fn floats(tensor: &FlexTensor) -> &[f32] {
    let start = tensor.layout().start_offset();
    &tensor.storage()[start..start + tensor.layout().num_elements()]
}

/// The tensor with its numbers, in order and no others, in a storage that [`FlexTensor::storage_mut`] copies
/// only where someone else has it too.
fn own(tensor: FlexTensor) -> FlexTensor {
    let whole = tensor.storage::<f32>().len() == tensor.layout().num_elements();
    if whole && tensor.is_contiguous() {
        return tensor;
    }
    let shape = tensor.layout().shape().clone();
    let numbers = floats(&tensor.to_contiguous()).to_vec();
    FlexTensor::from_data(TensorData::new(numbers, shape))
}

fn tensor<const D: usize>(numbers: Vec<f32>, shape: [usize; D]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(numbers, shape))
}
