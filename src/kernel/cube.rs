//! The operations as kernels for the GPU, one dispatch each. No two threads write the same number.

use burn::backend::Cube;
use burn_cubecl::{kernel::into_contiguous, ops::numeric::empty_device_dtype, tensor::CubeTensor};
use cubecl::{calculate_cube_count_elemwise, prelude::*};

use super::{AdamStep, EPSILON, Kernels, Maps, PATCH, Share, sum_rows};

impl Kernels for Cube {
    fn patches(images: CubeTensor, maps: Maps) -> CubeTensor {
        let images = into_contiguous(images);
        let width = PATCH * PATCH * maps.channels;
        let patches = like(&images, [maps.patches(), width]);
        let (count, size) = threads(&patches);
        patches_kernel::launch(
            &images.client.clone(),
            count,
            size,
            images.into_tensor_arg(),
            patches.clone().into_tensor_arg(),
            maps.side,
            maps.channels,
        );
        patches
    }

    fn unpatches(patches: CubeTensor, maps: Maps) -> CubeTensor {
        let patches = into_contiguous(patches);
        let rows = maps.batch * maps.side * maps.side;
        let images = like(&patches, [rows, maps.channels]);
        let (count, size) = threads(&images);
        unpatches_kernel::launch(
            &patches.client.clone(),
            count,
            size,
            patches.into_tensor_arg(),
            images.clone().into_tensor_arg(),
            maps.side,
            maps.channels,
        );
        images
    }

    fn activate(sums: CubeTensor, bias: CubeTensor, slope: f32) -> CubeTensor {
        let (sums, bias) = (own(sums), into_contiguous(bias));
        let columns = bias.meta.shape()[0];
        let (count, size) = threads(&sums);
        activate_kernel::launch(
            &sums.client.clone(),
            count,
            size,
            sums.clone().into_tensor_arg(),
            bias.into_tensor_arg(),
            slope,
            columns,
        );
        sums
    }

    fn activate_backward(
        output: CubeTensor,
        gradient: CubeTensor,
        slope: f32,
    ) -> (CubeTensor, CubeTensor) {
        let mut gradient = gradient;
        if slope != 1.0 {
            gradient = own(gradient);
            let (count, size) = threads(&gradient);
            activate_backward_kernel::launch(
                &gradient.client.clone(),
                count,
                size,
                into_contiguous(output).into_tensor_arg(),
                gradient.clone().into_tensor_arg(),
                slope,
            );
        }
        let bias = sum_rows::<Self>(gradient.clone());
        (gradient, bias)
    }

    fn moments(input: CubeTensor) -> (CubeTensor, CubeTensor) {
        let input = into_contiguous(input);
        let (rows, columns) = (input.meta.shape()[0], input.meta.shape()[1]);
        let [mean, variance] = [(); 2].map(|()| like(&input, [columns]));
        moments_kernel::launch(
            &input.client.clone(),
            groups(columns),
            CubeDim::new_1d(WIDTH * LANES),
            input.into_tensor_arg(),
            mean.clone().into_tensor_arg(),
            variance.clone().into_tensor_arg(),
            rows,
            columns,
        );
        (mean, variance)
    }

    fn normalize(
        input: CubeTensor,
        mean: CubeTensor,
        variance: CubeTensor,
        gamma: CubeTensor,
        beta: CubeTensor,
        slope: f32,
    ) -> CubeTensor {
        let [input, mean, variance, gamma, beta] =
            [input, mean, variance, gamma, beta].map(into_contiguous);
        let (rows, columns) = (input.meta.shape()[0], input.meta.shape()[1]);
        let output = like(&input, [rows, columns]);
        let (count, size) = threads(&output);
        normalize_kernel::launch(
            &input.client.clone(),
            count,
            size,
            input.into_tensor_arg(),
            mean.into_tensor_arg(),
            variance.into_tensor_arg(),
            gamma.into_tensor_arg(),
            beta.into_tensor_arg(),
            output.clone().into_tensor_arg(),
            slope,
            EPSILON,
            columns,
        );
        output
    }

    fn normalize_backward(
        input: CubeTensor,
        mean: CubeTensor,
        variance: CubeTensor,
        gamma: CubeTensor,
        output: CubeTensor,
        gradient: CubeTensor,
        slope: f32,
    ) -> (CubeTensor, CubeTensor, CubeTensor) {
        let [input, mean, variance, gamma, output] =
            [input, mean, variance, gamma, output].map(into_contiguous);
        let gradient = own(gradient);
        let (rows, columns) = (input.meta.shape()[0], input.meta.shape()[1]);
        let [gammas, betas] = [(); 2].map(|()| like(&input, [columns]));
        normalize_sums_kernel::launch(
            &input.client.clone(),
            groups(columns),
            CubeDim::new_1d(WIDTH * LANES),
            input.clone().into_tensor_arg(),
            mean.clone().into_tensor_arg(),
            variance.clone().into_tensor_arg(),
            output.into_tensor_arg(),
            gradient.clone().into_tensor_arg(),
            gammas.clone().into_tensor_arg(),
            betas.clone().into_tensor_arg(),
            slope,
            EPSILON,
            rows,
            columns,
        );
        let (count, size) = threads(&gradient);
        normalize_backward_kernel::launch(
            &input.client.clone(),
            count,
            size,
            input.into_tensor_arg(),
            mean.into_tensor_arg(),
            variance.into_tensor_arg(),
            gamma.into_tensor_arg(),
            gammas.clone().into_tensor_arg(),
            betas.clone().into_tensor_arg(),
            gradient.clone().into_tensor_arg(),
            EPSILON,
            rows,
            columns,
        );
        (gradient, gammas, betas)
    }

    fn adam(
        weights: CubeTensor,
        gradient: CubeTensor,
        first: CubeTensor,
        second: CubeTensor,
        step: AdamStep,
    ) -> (CubeTensor, CubeTensor, CubeTensor) {
        let [weights, first, second] = [weights, first, second].map(own);
        let gradient = into_contiguous(gradient);
        let (count, size) = threads(&weights);
        adam_kernel::launch(
            &weights.client.clone(),
            count,
            size,
            weights.clone().into_tensor_arg(),
            gradient.into_tensor_arg(),
            first.clone().into_tensor_arg(),
            second.clone().into_tensor_arg(),
            step.beta1.old,
            step.beta1.new,
            step.beta2.old,
            step.beta2.new,
            step.epsilon,
            step.rate,
            step.unbias,
            step.decay,
            step.clip.min(f32::MAX),
        );
        (weights, first, second)
    }

    fn blend(average: CubeTensor, value: CubeTensor, share: Share) -> CubeTensor {
        let (average, value) = (own(average), into_contiguous(value));
        let (count, size) = threads(&average);
        blend_kernel::launch(
            &average.client.clone(),
            count,
            size,
            average.clone().into_tensor_arg(),
            value.into_tensor_arg(),
            share.old,
            share.new,
        );
        average
    }
}

/// A workgroup sums the columns of a matrix by so many, each by so many threads.
const WIDTH: u32 = 16;
const LANES: u32 = 16;

/// Workgroups that sum so many columns.
fn groups(columns: usize) -> CubeCount {
    CubeCount::new_1d((columns as u32).div_ceil(WIDTH))
}

/// An empty tensor on the device of another.
fn like<const D: usize>(tensor: &CubeTensor, shape: [usize; D]) -> CubeTensor {
    empty_device_dtype(
        tensor.client.clone(),
        tensor.device.clone(),
        shape.into(),
        tensor.dtype,
    )
}

/// The tensor, contiguous, in a buffer that nobody else reads.
fn own(tensor: CubeTensor) -> CubeTensor {
    let tensor = into_contiguous(tensor);
    if tensor.can_mut() {
        tensor
    } else {
        tensor.copy()
    }
}

/// Workgroups and their size for a thread for each number.
fn threads(tensor: &CubeTensor) -> (CubeCount, CubeDim) {
    let count = tensor.meta.num_elements();
    let size = CubeDim::new(&tensor.client, count);
    let groups = calculate_cube_count_elemwise(&tensor.client, count, size);
    (groups, size)
}

#[cube(launch)]
fn patches_kernel(
    images: &Tensor<f32>,
    patches: &mut Tensor<f32>,
    #[comptime] side: usize,
    #[comptime] channels: usize,
) {
    if ABSOLUTE_POS >= patches.len() {
        terminate!();
    }
    let channel = ABSOLUTE_POS % channels;
    let place = ABSOLUTE_POS / channels % 16;
    let patch = ABSOLUTE_POS / channels / 16;
    let half = side / 2;
    // With the padding of 1, so that no index is negative.
    let row = 2 * (patch / half % half) + place / 4;
    let column = 2 * (patch % half) + place % 4;
    let mut value = 0.0f32;
    if row >= 1 && row <= side && column >= 1 && column <= side {
        let pixel = (patch / half / half * side + row - 1) * side + column - 1;
        value = images[pixel * channels + channel];
    }
    patches[ABSOLUTE_POS] = value;
}

#[cube(launch)]
fn unpatches_kernel(
    patches: &Tensor<f32>,
    images: &mut Tensor<f32>,
    #[comptime] side: usize,
    #[comptime] channels: usize,
) {
    if ABSOLUTE_POS >= images.len() {
        terminate!();
    }
    let channel = ABSOLUTE_POS % channels;
    let pixel = ABSOLUTE_POS / channels;
    let half = side / 2;
    let image = pixel / side / side;
    // With the padding of 1.
    let row = pixel / side % side + 1;
    let column = pixel % side + 1;
    let mut sum = 0.0f32;
    // Two rows of patches, and two patches of each, have the pixel.
    for up in 0..2usize {
        for left in 0..2usize {
            if row / 2 >= up && column / 2 >= left {
                let y = row / 2 - up;
                let x = column / 2 - left;
                if y < half && x < half {
                    let place = (row - 2 * y) * 4 + column - 2 * x;
                    let patch = (image * half + y) * half + x;
                    sum += patches[(patch * 16 + place) * channels + channel];
                }
            }
        }
    }
    images[ABSOLUTE_POS] = sum;
}

#[cube(launch)]
fn activate_kernel(
    sums: &mut Tensor<f32>,
    bias: &Tensor<f32>,
    slope: f32,
    #[comptime] columns: usize,
) {
    if ABSOLUTE_POS >= sums.len() {
        terminate!();
    }
    let sum = sums[ABSOLUTE_POS] + bias[ABSOLUTE_POS % columns];
    sums[ABSOLUTE_POS] = select(sum > 0.0, sum, sum * slope);
}

#[cube(launch)]
fn activate_backward_kernel(output: &Tensor<f32>, gradient: &mut Tensor<f32>, slope: f32) {
    if ABSOLUTE_POS >= gradient.len() {
        terminate!();
    }
    let value = gradient[ABSOLUTE_POS];
    gradient[ABSOLUTE_POS] = select(output[ABSOLUTE_POS] > 0.0, value, value * slope);
}

#[cube(launch)]
#[allow(clippy::too_many_arguments)]
fn adam_kernel(
    weights: &mut Tensor<f32>,
    gradient: &Tensor<f32>,
    first: &mut Tensor<f32>,
    second: &mut Tensor<f32>,
    first_old: f32,
    first_new: f32,
    second_old: f32,
    second_new: f32,
    epsilon: f32,
    rate: f32,
    unbias: f32,
    decay: f32,
    clip: f32,
) {
    if ABSOLUTE_POS >= weights.len() {
        terminate!();
    }
    let slope = gradient[ABSOLUTE_POS];
    let mean = first[ABSOLUTE_POS] * first_old + slope * first_new;
    let square = second[ABSOLUTE_POS] * second_old + slope * slope * second_new;
    first[ABSOLUTE_POS] = mean;
    second[ABSOLUTE_POS] = square;
    let change = rate * mean / ((square * unbias).sqrt() + epsilon);
    let weight = weights[ABSOLUTE_POS] * decay - change;
    weights[ABSOLUTE_POS] = select(weight > clip, clip, select(weight < -clip, -clip, weight));
}

#[cube(launch)]
fn blend_kernel(average: &mut Tensor<f32>, value: &Tensor<f32>, old: f32, new: f32) {
    if ABSOLUTE_POS >= average.len() {
        terminate!();
    }
    average[ABSOLUTE_POS] = average[ABSOLUTE_POS] * old + value[ABSOLUTE_POS] * new;
}

/// The sum over all threads of a column, which are [`LANES`] in a workgroup of [`WIDTH`] columns.
#[cube]
fn sum_of_lanes(value: f32) -> f32 {
    let mut shared = Shared::<[f32]>::new_slice(256usize);
    sync_cube();
    shared[UNIT_POS as usize] = value;
    sync_cube();
    let first = UNIT_POS % 16;
    let mut sum = 0.0f32;
    for lane in 0..16u32 {
        sum += shared[(first + lane * 16) as usize];
    }
    sum
}

#[cube(launch)]
fn moments_kernel(
    input: &Tensor<f32>,
    mean: &mut Tensor<f32>,
    variance: &mut Tensor<f32>,
    #[comptime] rows: usize,
    #[comptime] columns: usize,
) {
    let column = CUBE_POS * 16 + (UNIT_POS % 16) as usize;
    let lane = (UNIT_POS / 16) as usize;
    let turns = comptime!(rows.div_ceil(16));
    let count = rows as f32;
    let mut sum = 0.0f32;
    for turn in 0..turns {
        let row = turn * 16 + lane;
        if row < rows && column < columns {
            sum += input[row * columns + column];
        }
    }
    let center = sum_of_lanes(sum) / count;
    let mut squares = 0.0f32;
    for turn in 0..turns {
        let row = turn * 16 + lane;
        if row < rows && column < columns {
            let off = input[row * columns + column] - center;
            squares += off * off;
        }
    }
    let spread = sum_of_lanes(squares) / count;
    if lane == 0 && column < columns {
        mean[column] = center;
        variance[column] = spread;
    }
}

#[cube(launch)]
#[allow(clippy::too_many_arguments)]
fn normalize_kernel(
    input: &Tensor<f32>,
    mean: &Tensor<f32>,
    variance: &Tensor<f32>,
    gamma: &Tensor<f32>,
    beta: &Tensor<f32>,
    output: &mut Tensor<f32>,
    slope: f32,
    epsilon: f32,
    #[comptime] columns: usize,
) {
    if ABSOLUTE_POS >= output.len() {
        terminate!();
    }
    let column = ABSOLUTE_POS % columns;
    let scale = gamma[column] / (variance[column] + epsilon).sqrt();
    let value = (input[ABSOLUTE_POS] - mean[column]) * scale + beta[column];
    output[ABSOLUTE_POS] = select(value > 0.0, value, value * slope);
}

#[cube(launch)]
#[allow(clippy::too_many_arguments)]
fn normalize_sums_kernel(
    input: &Tensor<f32>,
    mean: &Tensor<f32>,
    variance: &Tensor<f32>,
    output: &Tensor<f32>,
    gradient: &mut Tensor<f32>,
    gammas: &mut Tensor<f32>,
    betas: &mut Tensor<f32>,
    slope: f32,
    epsilon: f32,
    #[comptime] rows: usize,
    #[comptime] columns: usize,
) {
    let column = CUBE_POS * 16 + (UNIT_POS % 16) as usize;
    let lane = (UNIT_POS / 16) as usize;
    let turns = comptime!(rows.div_ceil(16));
    let mut along = 0.0f32;
    let mut sum = 0.0f32;
    for turn in 0..turns {
        let row = turn * 16 + lane;
        if row < rows && column < columns {
            let at = row * columns + column;
            let value = gradient[at];
            let value = select(output[at] > 0.0, value, value * slope);
            gradient[at] = value;
            sum += value;
            along += value * (input[at] - mean[column]);
        }
    }
    let sum = sum_of_lanes(sum);
    let along = sum_of_lanes(along);
    if lane == 0 && column < columns {
        betas[column] = sum;
        gammas[column] = along / (variance[column] + epsilon).sqrt();
    }
}

#[cube(launch)]
#[allow(clippy::too_many_arguments)]
fn normalize_backward_kernel(
    input: &Tensor<f32>,
    mean: &Tensor<f32>,
    variance: &Tensor<f32>,
    gamma: &Tensor<f32>,
    gammas: &Tensor<f32>,
    betas: &Tensor<f32>,
    gradient: &mut Tensor<f32>,
    epsilon: f32,
    #[comptime] rows: usize,
    #[comptime] columns: usize,
) {
    if ABSOLUTE_POS >= gradient.len() {
        terminate!();
    }
    let column = ABSOLUTE_POS % columns;
    let inverse = 1.0 / (variance[column] + epsilon).sqrt();
    let normal = (input[ABSOLUTE_POS] - mean[column]) * inverse;
    let common = (betas[column] + normal * gammas[column]) / rows as f32;
    gradient[ABSOLUTE_POS] = gamma[column] * inverse * (gradient[ABSOLUTE_POS] - common);
}
