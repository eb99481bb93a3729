//! The operations as kernels for the GPU. No two threads write the same number. Sizes are numbers that a
//! kernel is given, not parts of it, so that few kernels have to be compiled.

use burn::backend::Cube;
use burn_cubecl::{kernel::into_contiguous, ops::numeric::empty_device_dtype, tensor::CubeTensor};
use cubecl::{calculate_cube_count_elemwise, prelude::*};

use super::{
    AdamStep, Criterion, Curve, Decay, EPSILON, FeatureMaps, Kernels, LogitTerm, PATCH,
    tensors::Tensors,
};

/// Threads of a workgroup whose threads work together.
const UNITS: usize = 256;
/// Threads of a workgroup of the matrix product.
const MATMUL_UNITS: usize = 64;
/// Rows and columns of the tile of a product that one thread sums in its registers.
const TILE: usize = 8;
/// Threads among which the terms of one tile are divided where there are few tiles.
const LANES: usize = 8;
/// Terms from which that pays.
const DEEP: usize = 256;
/// Tiles from which a GPU is busy without it.
const MANY: usize = 4096;

impl Kernels for Cube {
    fn matmul(a: CubeTensor, b: CubeTensor) -> CubeTensor {
        multiply(a, b, None, 1.0)
    }

    fn linear(
        input: CubeTensor,
        weight: CubeTensor,
        bias: CubeTensor,
        negative_slope: f32,
    ) -> CubeTensor {
        multiply(input, weight, Some(bias), negative_slope)
    }

    fn im2col(images: CubeTensor, maps: FeatureMaps) -> CubeTensor {
        let images = into_contiguous(images);
        let columns = PATCH * PATCH * maps.channels;
        let patches = like(&images, [maps.patches(), columns]);
        let (count, size) = threads(&patches);
        im2col_kernel::launch(
            &images.client.clone(),
            count,
            size,
            images.into_tensor_arg(),
            patches.clone().into_tensor_arg(),
            maps.height,
            maps.width,
            maps.channels,
        );
        patches
    }

    fn col2im(patches: CubeTensor, maps: FeatureMaps) -> CubeTensor {
        let patches = into_contiguous(patches);
        let images = like(&patches, [maps.pixels(), maps.channels]);
        let (count, size) = threads(&images);
        col2im_kernel::launch(
            &patches.client.clone(),
            count,
            size,
            patches.into_tensor_arg(),
            images.clone().into_tensor_arg(),
            maps.height,
            maps.width,
            maps.channels,
        );
        images
    }

    fn bias_leaky_relu(sums: CubeTensor, bias: CubeTensor, negative_slope: f32) -> CubeTensor {
        let (sums, bias) = (own(sums), into_contiguous(bias));
        let (count, size) = threads(&sums);
        bias_leaky_relu_kernel::launch(
            &sums.client.clone(),
            count,
            size,
            sums.clone().into_tensor_arg(),
            bias.into_tensor_arg(),
            negative_slope,
        );
        sums
    }

    fn bias_leaky_relu_backward(
        output: CubeTensor,
        gradient: CubeTensor,
        negative_slope: f32,
        wants_bias: bool,
    ) -> (CubeTensor, Option<CubeTensor>) {
        let output = into_contiguous(output);
        if wants_bias {
            let gradient = own(gradient);
            let (_, columns) = size(&gradient);
            let bias = like(&gradient, [columns]);
            let width = width(columns);
            bias_leaky_relu_sums_kernel::launch(
                &gradient.client.clone(),
                groups(columns, width),
                CubeDim::new_1d(UNITS as u32),
                output.into_tensor_arg(),
                gradient.clone().into_tensor_arg(),
                bias.clone().into_tensor_arg(),
                negative_slope,
                width,
            );
            return (gradient, Some(bias));
        }
        if negative_slope == 1.0 {
            return (gradient, None);
        }
        let gradient = own(gradient);
        let (count, size) = threads(&gradient);
        bias_leaky_relu_backward_kernel::launch(
            &gradient.client.clone(),
            count,
            size,
            output.into_tensor_arg(),
            gradient.clone().into_tensor_arg(),
            negative_slope,
        );
        (gradient, None)
    }

    fn batch_statistics(
        input: CubeTensor,
        batches: usize,
        running_mean: CubeTensor,
        running_variance: CubeTensor,
        decay: Decay,
    ) -> (CubeTensor, CubeTensor, CubeTensor, CubeTensor) {
        let [input, running_mean, running_variance] =
            [input, running_mean, running_variance].map(into_contiguous);
        let (_, columns) = size(&input);
        let [mean, variance] = [(); 2].map(|()| like(&input, [batches, columns]));
        let [new_mean, new_variance] = [(); 2].map(|()| like(&input, [columns]));
        let width = width(columns);
        batch_statistics_kernel::launch(
            &input.client.clone(),
            groups(columns, width),
            CubeDim::new_1d(UNITS as u32),
            input.into_tensor_arg(),
            running_mean.into_tensor_arg(),
            running_variance.into_tensor_arg(),
            mean.clone().into_tensor_arg(),
            variance.clone().into_tensor_arg(),
            new_mean.clone().into_tensor_arg(),
            new_variance.clone().into_tensor_arg(),
            decay.old,
            decay.new,
            batches,
            width,
        );
        (mean, variance, new_mean, new_variance)
    }

    fn batch_norm(
        input: CubeTensor,
        mean: CubeTensor,
        variance: CubeTensor,
        gamma: CubeTensor,
        beta: CubeTensor,
        negative_slope: f32,
    ) -> CubeTensor {
        let [input, mean, variance, gamma, beta] =
            [input, mean, variance, gamma, beta].map(into_contiguous);
        let (rows, columns) = size(&input);
        let output = like(&input, [rows, columns]);
        let (count, size) = threads(&output);
        batch_norm_kernel::launch(
            &input.client.clone(),
            count,
            size,
            input.into_tensor_arg(),
            mean.into_tensor_arg(),
            variance.into_tensor_arg(),
            gamma.into_tensor_arg(),
            beta.into_tensor_arg(),
            output.clone().into_tensor_arg(),
            negative_slope,
            EPSILON,
        );
        output
    }

    fn batch_norm_backward(
        input: CubeTensor,
        mean: CubeTensor,
        variance: CubeTensor,
        gamma: CubeTensor,
        output: CubeTensor,
        gradient: CubeTensor,
        negative_slope: f32,
    ) -> (CubeTensor, CubeTensor, CubeTensor) {
        let [input, mean, variance, gamma, output] =
            [input, mean, variance, gamma, output].map(into_contiguous);
        let gradient = own(gradient);
        let (_, columns) = size(&input);
        let (batches, _) = size(&mean);
        // Of all batches together, then of each.
        let [along, sums] = [(); 2].map(|()| like(&input, [batches + 1, columns]));
        let width = width(columns);
        batch_norm_sums_kernel::launch(
            &input.client.clone(),
            groups(columns, width),
            CubeDim::new_1d(UNITS as u32),
            input.clone().into_tensor_arg(),
            mean.clone().into_tensor_arg(),
            variance.clone().into_tensor_arg(),
            output.into_tensor_arg(),
            gradient.clone().into_tensor_arg(),
            along.clone().into_tensor_arg(),
            sums.clone().into_tensor_arg(),
            negative_slope,
            EPSILON,
            batches,
            width,
        );
        let (count, size) = threads(&gradient);
        batch_norm_backward_kernel::launch(
            &input.client.clone(),
            count,
            size,
            input.into_tensor_arg(),
            mean.into_tensor_arg(),
            variance.into_tensor_arg(),
            gamma.into_tensor_arg(),
            along.clone().into_tensor_arg(),
            sums.clone().into_tensor_arg(),
            gradient.clone().into_tensor_arg(),
            EPSILON,
        );
        (gradient, first_row(along), first_row(sums))
    }

    fn criterion(logits: CubeTensor, criterion: Criterion) -> CubeTensor {
        let logits = into_contiguous(logits);
        let loss = like(&logits, [1]);
        criterion_kernel::launch(
            &logits.client.clone(),
            CubeCount::new_1d(1),
            CubeDim::new_1d(UNITS as u32),
            logits.into_tensor_arg(),
            loss.clone().into_tensor_arg(),
            term(criterion.real),
            term(Some(criterion.fake)),
            criterion.weight,
            criterion.curve,
            criterion.real.is_some(),
            criterion.paired,
        );
        loss
    }

    fn criterion_backward(
        logits: CubeTensor,
        gradient: CubeTensor,
        criterion: Criterion,
    ) -> CubeTensor {
        let [logits, gradient] = [logits, gradient].map(into_contiguous);
        let (rows, columns) = size(&logits);
        let output = like(&logits, [rows, columns]);
        let (count, dim) = threads(&output);
        criterion_backward_kernel::launch(
            &logits.client.clone(),
            count,
            dim,
            logits.into_tensor_arg(),
            gradient.into_tensor_arg(),
            output.clone().into_tensor_arg(),
            term(criterion.real),
            term(Some(criterion.fake)),
            criterion.weight,
            criterion.curve,
            criterion.real.is_some(),
            criterion.paired,
        );
        output
    }

    fn tanh_backward(output: CubeTensor, gradient: CubeTensor) -> CubeTensor {
        let (output, gradient) = (into_contiguous(output), own(gradient));
        let (count, size) = threads(&gradient);
        tanh_backward_kernel::launch(
            &gradient.client.clone(),
            count,
            size,
            output.into_tensor_arg(),
            gradient.clone().into_tensor_arg(),
        );
        gradient
    }

    fn adam(
        weights: Tensors<Self>,
        gradients: Tensors<Self>,
        first: Tensors<Self>,
        second: Tensors<Self>,
        step: AdamStep,
    ) -> (Tensors<Self>, Tensors<Self>, Tensors<Self>) {
        let weights = weights.map(into_contiguous).0;
        let [moved, first, second] = [gradients, first, second].map(|tensors| tensors.map(own).0);
        let together = bindings(&weights) / 4;
        let moments = first.chunks(together).zip(second.chunks(together));
        let parts = weights.chunks(together).zip(moved.chunks(together));
        for ((weights, moved), (first, second)) in parts.zip(moments) {
            let (count, size) = threads_of_all(weights);
            adam_kernel::launch(
                &weights[0].client,
                count,
                size,
                arguments(weights),
                arguments(moved),
                arguments(first),
                arguments(second),
                step.beta1.old,
                step.beta1.new,
                step.beta2.old,
                step.beta2.new,
                step.epsilon,
                step.step_size,
                step.bias_correction,
                step.decay,
                step.clip.min(f32::MAX),
            );
        }
        (Tensors(moved), Tensors(first), Tensors(second))
    }

    fn lerp(averages: Tensors<Self>, values: Tensors<Self>, decay: Decay) -> Tensors<Self> {
        let values = values.map(into_contiguous).0;
        let averages = averages.map(own).0;
        let together = bindings(&averages) / 2;
        for (averages, values) in averages.chunks(together).zip(values.chunks(together)) {
            let (count, size) = threads_of_all(averages);
            lerp_kernel::launch(
                &averages[0].client,
                count,
                size,
                arguments(averages),
                arguments(values),
                decay.old,
                decay.new,
            );
        }
        Tensors(averages)
    }
}

/// The product of matrices as they lie, transposed or not, and what [`super::linear`] adds to it.
fn multiply(
    a: CubeTensor,
    b: CubeTensor,
    bias: Option<CubeTensor>,
    negative_slope: f32,
) -> CubeTensor {
    let ((rows, inner), (_, columns)) = (size(&a), size(&b));
    let output = like(&a, [rows, columns]);
    let tiles = rows.div_ceil(TILE) * columns.div_ceil(TILE);
    let lanes = if inner >= DEEP && tiles < MANY {
        LANES
    } else {
        1
    };
    let bias: Vec<_> = bias.map(into_contiguous).into_iter().collect();
    matmul_kernel::launch(
        &output.client,
        CubeCount::new_1d((tiles * lanes).div_ceil(MATMUL_UNITS) as u32),
        CubeDim::new_1d(MATMUL_UNITS as u32),
        a.into_tensor_arg(),
        b.into_tensor_arg(),
        arguments(&bias),
        output.clone().into_tensor_arg(),
        negative_slope,
        lanes,
    );
    output
}

/// Rows and columns.
fn size(tensor: &CubeTensor) -> (usize, usize) {
    (tensor.meta.shape()[0], tensor.meta.shape()[1])
}

/// How many columns a workgroup sums: fewer where there are few, so that more of a GPU works.
fn width(columns: usize) -> usize {
    (columns / 16).next_power_of_two().min(16)
}

/// Workgroups that sum columns.
fn groups(columns: usize, width: usize) -> CubeCount {
    CubeCount::new_1d(columns.div_ceil(width) as u32)
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

/// `[rows, columns] -> [columns]`, in the same buffer.
fn first_row(tensor: CubeTensor) -> CubeTensor {
    let (rows, columns) = size(&tensor);
    let others = (rows - 1) * columns * tensor.dtype.size();
    let handle = tensor.handle.offset_end(others as u64);
    CubeTensor::new_contiguous(
        tensor.client,
        tensor.device,
        [columns].into(),
        handle,
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

/// How many tensors a kernel may be given.
fn bindings(tensors: &[CubeTensor]) -> usize {
    let properties = tensors.first().map(|tensor| tensor.client.properties());
    properties.map_or(1, |properties| {
        properties.hardware.max_bindings as usize - 1
    })
}

fn arguments(tensors: &[CubeTensor]) -> SequenceArg<OwnedTensor<f32>> {
    let mut arguments = SequenceArg::new();
    for tensor in tensors {
        arguments.push(tensor.clone().into_tensor_arg());
    }
    arguments
}

/// Of logits that there may not be.
fn term(term: Option<LogitTerm>) -> TermArgumentLaunch {
    let term = term.unwrap_or(LogitTerm::new(0.0));
    TermArgumentLaunch::new(term.sign, term.shift, term.linear)
}

/// Workgroups and their size for a thread for each number.
fn threads(tensor: &CubeTensor) -> (CubeCount, CubeDim) {
    let count = tensor.meta.num_elements();
    let size = CubeDim::new(&tensor.client, count);
    let groups = calculate_cube_count_elemwise(&tensor.client, count, size);
    (groups, size)
}

/// As many as the largest of some tensors has numbers.
fn threads_of_all(tensors: &[CubeTensor]) -> (CubeCount, CubeDim) {
    let largest = tensors
        .iter()
        .max_by_key(|tensor| tensor.meta.num_elements());
    threads(largest.unwrap_or(&tensors[0]))
}

/// One thread, or [`LANES`] of them, sum a tile of [`TILE`] rows and columns in their registers.
#[cube(launch)]
fn matmul_kernel(
    a: &Tensor<f32>,
    b: &Tensor<f32>,
    bias: &Sequence<OwnedTensor<f32>>,
    output: &mut Tensor<f32>,
    negative_slope: f32,
    #[comptime] lanes: usize,
) {
    let rows = output.shape(0);
    let columns = output.shape(1);
    let inner = a.shape(1);
    let unit = UNIT_POS as usize;
    let lane = unit % lanes;
    let tile = CUBE_POS * (MATMUL_UNITS / lanes) + unit / lanes;
    let across = columns.div_ceil(TILE);
    let top = tile / across * TILE;
    let left = tile % across * TILE;

    // Beyond the edge the last row and column are summed again, and nobody writes the sums.
    let mut a_at = Array::<usize>::new(TILE);
    let mut b_at = Array::<usize>::new(TILE);
    #[unroll]
    for index in 0..TILE {
        a_at[index] = usize::min(top + index, rows - 1) * a.stride(0);
        b_at[index] = usize::min(left + index, columns - 1) * b.stride(1);
    }
    let mut sums = Array::<f32>::new(TILE * TILE);
    #[unroll]
    for index in 0..TILE * TILE {
        sums[index] = 0.0;
    }
    let mut column_of_a = Array::<f32>::new(TILE);
    let end = select(top < rows, inner, 0);
    for term in range_stepped(lane, end, lanes) {
        let a_step = term * a.stride(1);
        let b_step = term * b.stride(0);
        #[unroll]
        for row in 0..TILE {
            column_of_a[row] = a[a_at[row] + a_step];
        }
        #[unroll]
        for column in 0..TILE {
            let factor = b[b_at[column] + b_step];
            #[unroll]
            for row in 0..TILE {
                let at = row * TILE + column;
                sums[at] = fma(column_of_a[row], factor, sums[at]);
            }
        }
    }

    if comptime!(lanes == 1) {
        #[unroll]
        for row in 0..TILE {
            #[unroll]
            for column in 0..TILE {
                if top + row < rows && left + column < columns {
                    let sum = sums[row * TILE + column];
                    let value = activated(sum, bias, left + column, negative_slope);
                    output[(top + row) * columns + left + column] = value;
                }
            }
        }
    } else {
        // Row by row: every lane shows its sums, then adds those of all in a column.
        let mut shared = Shared::<[f32]>::new_slice(MATMUL_UNITS * TILE);
        let mine = unit * TILE;
        let first = (unit - lane) * TILE + lane;
        #[unroll]
        for row in 0..TILE {
            sync_cube();
            #[unroll]
            for column in 0..TILE {
                shared[mine + column] = sums[row * TILE + column];
            }
            sync_cube();
            let mut sum = 0.0f32;
            #[unroll]
            for other in 0..lanes {
                sum += shared[first + other * TILE];
            }
            if top + row < rows && left + lane < columns {
                let value = activated(sum, bias, left + lane, negative_slope);
                output[(top + row) * columns + left + lane] = value;
            }
        }
    }
}

/// With the bias of its column, where there are any.
#[cube]
fn activated(
    sum: f32,
    bias: &Sequence<OwnedTensor<f32>>,
    column: usize,
    negative_slope: f32,
) -> f32 {
    let biases = bias.len();
    if comptime!(biases == 1) {
        leaky_relu(sum + bias.index(0)[column], negative_slope)
    } else {
        sum
    }
}

#[cube]
fn leaky_relu(value: f32, negative_slope: f32) -> f32 {
    select(value > 0.0, value, value * negative_slope)
}

/// The gradient at the input of [`leaky_relu`], whose output has the sign of its input.
#[cube]
fn leaky_relu_backward(output: f32, gradient: f32, negative_slope: f32) -> f32 {
    select(output > 0.0, gradient, gradient * negative_slope)
}

#[cube(launch)]
fn im2col_kernel(
    images: &Tensor<f32>,
    patches: &mut Tensor<f32>,
    height: usize,
    width: usize,
    channels: usize,
) {
    if ABSOLUTE_POS >= patches.len() {
        terminate!();
    }
    let channel = ABSOLUTE_POS % channels;
    let place = ABSOLUTE_POS / channels % (PATCH * PATCH);
    let patch = ABSOLUTE_POS / channels / (PATCH * PATCH);
    let patches_down = height / 2;
    let patches_across = width / 2;
    // With the padding of 1, so that no index is negative.
    let row = 2 * (patch / patches_across % patches_down) + place / PATCH;
    let column = 2 * (patch % patches_across) + place % PATCH;
    let mut value = 0.0f32;
    if row >= 1 && row <= height && column >= 1 && column <= width {
        let pixel = (patch / patches_across / patches_down * height + row - 1) * width + column - 1;
        value = images[pixel * channels + channel];
    }
    patches[ABSOLUTE_POS] = value;
}

#[cube(launch)]
fn col2im_kernel(
    patches: &Tensor<f32>,
    images: &mut Tensor<f32>,
    height: usize,
    width: usize,
    channels: usize,
) {
    if ABSOLUTE_POS >= images.len() {
        terminate!();
    }
    let channel = ABSOLUTE_POS % channels;
    let pixel = ABSOLUTE_POS / channels;
    let patches_down = height / 2;
    let patches_across = width / 2;
    let image = pixel / width / height;
    // With the padding of 1.
    let row = pixel / width % height + 1;
    let column = pixel % width + 1;
    let mut sum = 0.0f32;
    // Two rows of patches, and two patches of each, have the pixel.
    for up in 0..2usize {
        for left in 0..2usize {
            if row / 2 >= up && column / 2 >= left {
                let y = row / 2 - up;
                let x = column / 2 - left;
                if y < patches_down && x < patches_across {
                    let place = (row - 2 * y) * PATCH + column - 2 * x;
                    let patch = (image * patches_down + y) * patches_across + x;
                    sum += patches[(patch * PATCH * PATCH + place) * channels + channel];
                }
            }
        }
    }
    images[ABSOLUTE_POS] = sum;
}

#[cube(launch)]
fn bias_leaky_relu_kernel(sums: &mut Tensor<f32>, bias: &Tensor<f32>, negative_slope: f32) {
    if ABSOLUTE_POS >= sums.len() {
        terminate!();
    }
    let sum = sums[ABSOLUTE_POS] + bias[ABSOLUTE_POS % sums.shape(1)];
    sums[ABSOLUTE_POS] = leaky_relu(sum, negative_slope);
}

#[cube(launch)]
fn bias_leaky_relu_backward_kernel(
    output: &Tensor<f32>,
    gradient: &mut Tensor<f32>,
    negative_slope: f32,
) {
    if ABSOLUTE_POS >= gradient.len() {
        terminate!();
    }
    let value = gradient[ABSOLUTE_POS];
    gradient[ABSOLUTE_POS] = leaky_relu_backward(output[ABSOLUTE_POS], value, negative_slope);
}

#[cube(launch)]
fn tanh_backward_kernel(output: &Tensor<f32>, gradient: &mut Tensor<f32>) {
    if ABSOLUTE_POS >= gradient.len() {
        terminate!();
    }
    let value = output[ABSOLUTE_POS];
    gradient[ABSOLUTE_POS] *= 1.0 - value * value;
}

#[cube(launch)]
#[allow(clippy::too_many_arguments)]
fn adam_kernel(
    weights: &Sequence<OwnedTensor<f32>>,
    moved: &mut Sequence<OwnedTensor<f32>>,
    first: &mut Sequence<OwnedTensor<f32>>,
    second: &mut Sequence<OwnedTensor<f32>>,
    first_old: f32,
    first_new: f32,
    second_old: f32,
    second_new: f32,
    epsilon: f32,
    step_size: f32,
    bias_correction: f32,
    decay: f32,
    clip: f32,
) {
    #[unroll]
    for index in 0..weights.len() {
        let weights = weights.index(index);
        let moved = moved.index_mut(index);
        let first = first.index_mut(index);
        let second = second.index_mut(index);
        if ABSOLUTE_POS < weights.len() {
            let gradient = moved[ABSOLUTE_POS];
            let mean = first[ABSOLUTE_POS] * first_old + gradient * first_new;
            let square = second[ABSOLUTE_POS] * second_old + gradient * gradient * second_new;
            first[ABSOLUTE_POS] = mean;
            second[ABSOLUTE_POS] = square;
            let change = step_size * mean / ((square * bias_correction).sqrt() + epsilon);
            let weight = weights[ABSOLUTE_POS] * decay - change;
            moved[ABSOLUTE_POS] =
                select(weight > clip, clip, select(weight < -clip, -clip, weight));
        }
    }
}

#[cube(launch)]
fn lerp_kernel(
    averages: &mut Sequence<OwnedTensor<f32>>,
    values: &Sequence<OwnedTensor<f32>>,
    old: f32,
    new: f32,
) {
    #[unroll]
    for index in 0..values.len() {
        let average = averages.index_mut(index);
        let value = values.index(index);
        if ABSOLUTE_POS < value.len() {
            average[ABSOLUTE_POS] = average[ABSOLUTE_POS] * old + value[ABSOLUTE_POS] * new;
        }
    }
}

/// Which of the threads of its column a thread is, in a workgroup of so many columns.
#[cube]
fn lane_of(#[comptime] width: usize) -> usize {
    UNIT_POS as usize / width
}

/// The column that a thread sums.
#[cube]
fn column_of(#[comptime] width: usize) -> usize {
    CUBE_POS * width + UNIT_POS as usize % width
}

/// Where the moments are that the number of this thread is normalized by.
#[cube]
fn moment_of(input: &Tensor<f32>, mean: &Tensor<f32>) -> usize {
    let columns = input.shape(1);
    let rows = input.shape(0) / mean.shape(0);
    ABSOLUTE_POS / columns / rows * columns + ABSOLUTE_POS % columns
}

/// The sum over all threads of a column in a workgroup of so many columns.
#[cube]
fn sum_of_lanes(value: f32, #[comptime] width: usize) -> f32 {
    let mut shared = Shared::<[f32]>::new_slice(UNITS);
    let unit = UNIT_POS as usize;
    sync_cube();
    shared[unit] = value;
    sync_cube();
    let halvings = comptime!((UNITS / width).ilog2());
    #[unroll]
    for halving in 0..halvings {
        let step = comptime!(UNITS >> (halving + 1));
        if unit < step {
            shared[unit] += shared[unit + step];
        }
        sync_cube();
    }
    shared[unit % width]
}

#[cube(launch)]
fn bias_leaky_relu_sums_kernel(
    output: &Tensor<f32>,
    gradient: &mut Tensor<f32>,
    bias: &mut Tensor<f32>,
    negative_slope: f32,
    #[comptime] width: usize,
) {
    let lane = lane_of(width);
    let column = column_of(width);
    let rows = gradient.shape(0);
    let columns = gradient.shape(1);
    let mut sum = 0.0f32;
    if column < columns {
        for row in range_stepped(lane, rows, UNITS / width) {
            let at = row * columns + column;
            let value = leaky_relu_backward(output[at], gradient[at], negative_slope);
            gradient[at] = value;
            sum += value;
        }
    }
    let sum = sum_of_lanes(sum, width);
    if lane == 0 && column < columns {
        bias[column] = sum;
    }
}

#[cube(launch)]
#[allow(clippy::too_many_arguments)]
fn batch_statistics_kernel(
    input: &Tensor<f32>,
    running_mean: &Tensor<f32>,
    running_variance: &Tensor<f32>,
    mean: &mut Tensor<f32>,
    variance: &mut Tensor<f32>,
    new_mean: &mut Tensor<f32>,
    new_variance: &mut Tensor<f32>,
    old: f32,
    new: f32,
    #[comptime] batches: usize,
    #[comptime] width: usize,
) {
    let lane = lane_of(width);
    let column = column_of(width);
    let columns = input.shape(1);
    let rows = input.shape(0) / batches;
    let count = rows as f32;
    let writes = lane == 0 && column < columns;
    let mut run_mean = 0.0f32;
    let mut run_variance = 0.0f32;
    if writes {
        run_mean = running_mean[column];
        run_variance = running_variance[column];
    }
    #[unroll]
    for batch in 0..batches {
        let start = batch * rows;
        let mut sum = 0.0f32;
        if column < columns {
            for row in range_stepped(lane, rows, UNITS / width) {
                sum += input[(start + row) * columns + column];
            }
        }
        let center = sum_of_lanes(sum, width) / count;
        let mut squares = 0.0f32;
        if column < columns {
            for row in range_stepped(lane, rows, UNITS / width) {
                let off = input[(start + row) * columns + column] - center;
                squares += off * off;
            }
        }
        let spread = sum_of_lanes(squares, width) / count;
        if writes {
            mean[batch * columns + column] = center;
            variance[batch * columns + column] = spread;
        }
        run_mean = run_mean * old + center * new;
        run_variance = run_variance * old + spread * new;
    }
    if writes {
        new_mean[column] = run_mean;
        new_variance[column] = run_variance;
    }
}

#[cube(launch)]
#[allow(clippy::too_many_arguments)]
fn batch_norm_kernel(
    input: &Tensor<f32>,
    mean: &Tensor<f32>,
    variance: &Tensor<f32>,
    gamma: &Tensor<f32>,
    beta: &Tensor<f32>,
    output: &mut Tensor<f32>,
    negative_slope: f32,
    epsilon: f32,
) {
    if ABSOLUTE_POS >= output.len() {
        terminate!();
    }
    let column = ABSOLUTE_POS % input.shape(1);
    let moment = moment_of(input, mean);
    let scale = gamma[column] / (variance[moment] + epsilon).sqrt();
    let value = (input[ABSOLUTE_POS] - mean[moment]) * scale + beta[column];
    output[ABSOLUTE_POS] = leaky_relu(value, negative_slope);
}

#[cube(launch)]
#[allow(clippy::too_many_arguments)]
fn batch_norm_sums_kernel(
    input: &Tensor<f32>,
    mean: &Tensor<f32>,
    variance: &Tensor<f32>,
    output: &Tensor<f32>,
    gradient: &mut Tensor<f32>,
    along: &mut Tensor<f32>,
    sums: &mut Tensor<f32>,
    negative_slope: f32,
    epsilon: f32,
    #[comptime] batches: usize,
    #[comptime] width: usize,
) {
    let lane = lane_of(width);
    let column = column_of(width);
    let columns = input.shape(1);
    let rows = input.shape(0) / batches;
    let writes = lane == 0 && column < columns;
    let mut all_along = 0.0f32;
    let mut all = 0.0f32;
    #[unroll]
    for batch in 0..batches {
        let moment = batch * columns + column;
        let mut part_along = 0.0f32;
        let mut part = 0.0f32;
        if column < columns {
            for row in range_stepped(lane, rows, UNITS / width) {
                let at = (batch * rows + row) * columns + column;
                let value = leaky_relu_backward(output[at], gradient[at], negative_slope);
                gradient[at] = value;
                part += value;
                part_along += value * (input[at] - mean[moment]);
            }
        }
        let part = sum_of_lanes(part, width);
        let part_along = sum_of_lanes(part_along, width);
        if writes {
            let part_along = part_along / (variance[moment] + epsilon).sqrt();
            along[moment + columns] = part_along;
            sums[moment + columns] = part;
            all_along += part_along;
            all += part;
        }
    }
    if writes {
        along[column] = all_along;
        sums[column] = all;
    }
}

#[cube(launch)]
#[allow(clippy::too_many_arguments)]
fn batch_norm_backward_kernel(
    input: &Tensor<f32>,
    mean: &Tensor<f32>,
    variance: &Tensor<f32>,
    gamma: &Tensor<f32>,
    along: &Tensor<f32>,
    sums: &Tensor<f32>,
    gradient: &mut Tensor<f32>,
    epsilon: f32,
) {
    if ABSOLUTE_POS >= gradient.len() {
        terminate!();
    }
    let columns = input.shape(1);
    let column = ABSOLUTE_POS % columns;
    let rows = input.shape(0) / mean.shape(0);
    let moment = moment_of(input, mean);
    let inverse = 1.0 / (variance[moment] + epsilon).sqrt();
    let normal = (input[ABSOLUTE_POS] - mean[moment]) * inverse;
    let common = (sums[moment + columns] + normal * along[moment + columns]) / rows as f32;
    gradient[ABSOLUTE_POS] = gamma[column] * inverse * (gradient[ABSOLUTE_POS] - common);
}

/// [`LogitTerm`]
#[derive(CubeType, CubeLaunch)]
struct TermArgument {
    sign: f32,
    shift: f32,
    linear: f32,
}

#[cube(launch)]
#[allow(clippy::too_many_arguments)]
fn criterion_kernel(
    logits: &Tensor<f32>,
    loss: &mut Tensor<f32>,
    real: &TermArgument,
    fake: &TermArgument,
    weight: f32,
    #[comptime] curve: Curve,
    #[comptime] has_real: bool,
    #[comptime] paired: bool,
) {
    let count = logits.len() / comptime!(if has_real { 2usize } else { 1usize });
    let mut sum = 0.0f32;
    for index in range_stepped(UNIT_POS as usize, count, UNITS) {
        if comptime!(has_real) {
            let logit = logits[index];
            let other = logits[index + count];
            sum += real.linear * logit + fake.linear * other;
            let x = real.sign * logit + real.shift;
            let y = fake.sign * other + fake.shift;
            if comptime!(paired) {
                sum += weight * curve_value(x + y, curve);
            } else {
                sum += weight * (curve_value(x, curve) + curve_value(y, curve));
            }
        } else {
            let logit = logits[index];
            sum += fake.linear * logit;
            sum += weight * curve_value(fake.sign * logit + fake.shift, curve);
        }
    }
    let sum = sum_of_lanes(sum, 1usize);
    if UNIT_POS == 0 {
        loss[0] = sum / count as f32;
    }
}

#[cube(launch)]
#[allow(clippy::too_many_arguments)]
fn criterion_backward_kernel(
    logits: &Tensor<f32>,
    gradient: &Tensor<f32>,
    output: &mut Tensor<f32>,
    real: &TermArgument,
    fake: &TermArgument,
    weight: f32,
    #[comptime] curve: Curve,
    #[comptime] has_real: bool,
    #[comptime] paired: bool,
) {
    if ABSOLUTE_POS >= output.len() {
        terminate!();
    }
    let count = logits.len() / comptime!(if has_real { 2usize } else { 1usize });
    let mut sign = fake.sign;
    let mut linear = fake.linear;
    let mut x = fake.sign * logits[ABSOLUTE_POS] + fake.shift;
    if comptime!(has_real) {
        let is_real = ABSOLUTE_POS < count;
        let real_x = real.sign * logits[ABSOLUTE_POS % count] + real.shift;
        if comptime!(paired) {
            let fake_x = fake.sign * logits[count + ABSOLUTE_POS % count] + fake.shift;
            x = real_x + fake_x;
        } else {
            x = select(is_real, real_x, x);
        }
        sign = select(is_real, real.sign, sign);
        linear = select(is_real, real.linear, linear);
    }
    let scale = gradient[0] / count as f32;
    output[ABSOLUTE_POS] = scale * (weight * curve_derivative(x, curve) * sign + linear);
}

/// [`Curve::value`]
#[cube]
fn curve_value(x: f32, #[comptime] curve: Curve) -> f32 {
    let positive = f32::max(x, 0.0);
    match comptime!(curve) {
        Curve::Softplus => positive + (1.0 + (-x.abs()).exp()).ln(),
        Curve::Square => x * x / 2.0,
        Curve::Hinge => positive,
        Curve::Linear => x,
    }
}

/// [`Curve::derivative`]
#[cube]
fn curve_derivative(x: f32, #[comptime] curve: Curve) -> f32 {
    match comptime!(curve) {
        Curve::Softplus => 1.0 / (1.0 + (-x).exp()),
        Curve::Square => x,
        Curve::Hinge => select(x > 0.0, 1.0f32, 0.0f32),
        Curve::Linear => 1.0f32.runtime(),
    }
}
