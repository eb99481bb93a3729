//! The operations as loops over slices, written so that the compiler turns them into 128-bit SIMD.
//! They add in a fixed order, so that the same numbers give the same bytes.

use super::{AdamStep, Decay, EPSILON, FeatureMaps, PATCH};

/// [`super::im2col`]
pub fn im2col(images: &[f32], maps: FeatureMaps) -> Vec<f32> {
    let mut patches = vec![0.0; maps.patches() * PATCH * PATCH * maps.channels];
    each_run(maps, |patch, pixel, length| {
        copy(
            &mut patches[patch..patch + length],
            &images[pixel..pixel + length],
        );
    });
    patches
}

/// Copies few numbers, without the call that `copy_from_slice` makes.
#[inline(always)]
fn copy(to: &mut [f32], from: &[f32]) {
    let ((to, to_end), (from, from_end)) = (to.as_chunks_mut::<4>(), from.as_chunks::<4>());
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
    for (to, from) in to_end.iter_mut().zip(from_end) {
        *to = *from;
    }
}

/// [`super::col2im`]
pub fn col2im(patches: &[f32], maps: FeatureMaps) -> Vec<f32> {
    let mut images = vec![0.0; maps.pixels() * maps.channels];
    each_run(maps, |patch, pixel, length| {
        let sums = images[pixel..pixel + length].iter_mut();
        for (sum, value) in sums.zip(&patches[patch..patch + length]) {
            *sum += value;
        }
    });
    images
}

/// Calls with every run of numbers that lie beside each other both in a patch and in an image: where it
/// starts in the patches, where in the images, and how long it is.
#[inline(always)]
fn each_run(maps: FeatureMaps, mut run: impl FnMut(usize, usize, usize)) {
    let FeatureMaps {
        batch,
        height,
        width,
        channels,
    } = maps;
    let line = PATCH * channels;
    let mut patch = 0;
    for image in 0..batch {
        for y in 0..height / 2 {
            for x in 0..width / 2 {
                // The padding of 1 cuts a column off the first patch and off the last.
                let cut_left = usize::from(x == 0);
                let cut_right = usize::from(x == width / 2 - 1);
                let length = (PATCH - cut_left - cut_right) * channels;
                let column = 2 * x + cut_left - 1;
                for row in 0..PATCH {
                    let from = 2 * y + row;
                    if (1..=height).contains(&from) {
                        let pixel = (image * height + from - 1) * width + column;
                        let place = patch + row * line + cut_left * channels;
                        run(place, pixel * channels, length);
                    }
                }
                patch += PATCH * line;
            }
        }
    }
}

/// [`super::bias_leaky_relu`], in place.
pub fn bias_leaky_relu(sums: &mut [f32], bias: &[f32], negative_slope: f32) {
    for row in sums.chunks_exact_mut(bias.len()) {
        for (sum, bias) in row.iter_mut().zip(bias) {
            *sum = leaky_relu(*sum + bias, negative_slope);
        }
    }
}

/// [`super::Kernels::bias_leaky_relu_backward`], the gradient in place; returns that at the bias.
pub fn bias_leaky_relu_backward(
    output: &[f32],
    gradient: &mut [f32],
    negative_slope: f32,
    columns: usize,
) -> Vec<f32> {
    let mut bias = vec![0.0; columns];
    let rows = output.chunks_exact(columns);
    for (output, gradient) in rows.zip(gradient.chunks_exact_mut(columns)) {
        for ((output, gradient), sum) in output.iter().zip(gradient).zip(&mut bias) {
            *gradient *= leaky_relu_derivative(*output, negative_slope);
            *sum += *gradient;
        }
    }
    bias
}

/// The means and the variances of [`super::batch_statistics`].
pub fn moments(input: &[f32], batches: usize, columns: usize) -> [Vec<f32>; 2] {
    let [mut means, mut variances] = [(); 2].map(|()| vec![0.0; batches * columns]);
    let moments = means
        .chunks_exact_mut(columns)
        .zip(variances.chunks_exact_mut(columns));
    for (input, (mean, variance)) in input.chunks_exact(input.len() / batches).zip(moments) {
        let rows = (input.len() / columns) as f32;
        for row in input.chunks_exact(columns) {
            for (sum, value) in mean.iter_mut().zip(row) {
                *sum += value;
            }
        }
        mean.iter_mut().for_each(|sum| *sum /= rows);
        for row in input.chunks_exact(columns) {
            for ((sum, value), mean) in variance.iter_mut().zip(row).zip(&*mean) {
                let centered = value - mean;
                *sum += centered * centered;
            }
        }
        variance.iter_mut().for_each(|sum| *sum /= rows);
    }
    [means, variances]
}

/// 1 / sqrt(variance + epsilon), and gamma times it.
fn scales(variance: &[f32], gamma: &[f32]) -> [Vec<f32>; 2] {
    let inverse = |variance| 1.0 / f32::sqrt(variance + EPSILON);
    let inverses: Vec<f32> = variance.iter().copied().map(inverse).collect();
    let scale = gamma.iter().zip(&inverses).map(|(a, b)| a * b).collect();
    [inverses, scale]
}

/// [`super::batch_norm`]
pub fn batch_norm(
    input: &[f32],
    [means, variances]: [&[f32]; 2],
    [gamma, beta]: [&[f32]; 2],
    negative_slope: f32,
) -> Vec<f32> {
    let columns = gamma.len();
    let mut output = input.to_vec();
    let size = input.len() / (means.len() / columns);
    let moments = means
        .chunks_exact(columns)
        .zip(variances.chunks_exact(columns));
    for (output, (mean, variance)) in output.chunks_exact_mut(size).zip(moments) {
        let [_, scale] = scales(variance, gamma);
        for row in output.chunks_exact_mut(columns) {
            let columns = scale.iter().zip(mean).zip(beta);
            for (value, ((scale, mean), beta)) in row.iter_mut().zip(columns) {
                *value = leaky_relu((*value - mean) * scale + beta, negative_slope);
            }
        }
    }
    output
}

/// [`super::Kernels::batch_norm_backward`], the gradient in place; returns those at gamma and at beta.
pub fn batch_norm_backward(
    input: &[f32],
    [means, variances]: [&[f32]; 2],
    gamma: &[f32],
    output: &[f32],
    gradient: &mut [f32],
    negative_slope: f32,
) -> [Vec<f32>; 2] {
    let columns = gamma.len();
    let [mut gammas, mut betas] = [(); 2].map(|()| vec![0.0; columns]);
    let size = input.len() / (means.len() / columns);
    let inputs = input.chunks_exact(size).zip(output.chunks_exact(size));
    let moments = means
        .chunks_exact(columns)
        .zip(variances.chunks_exact(columns));
    for (((input, output), gradient), (mean, variance)) in
        inputs.zip(gradient.chunks_exact_mut(size)).zip(moments)
    {
        let [inverses, scale] = scales(variance, gamma);
        let [mut along, mut sum] = [(); 2].map(|()| vec![0.0; columns]);
        let rows = input
            .chunks_exact(columns)
            .zip(output.chunks_exact(columns));
        for ((input, output), gradient) in rows.zip(gradient.chunks_exact_mut(columns)) {
            for column in 0..columns {
                let derivative = leaky_relu_derivative(output[column], negative_slope);
                gradient[column] *= derivative;
                sum[column] += gradient[column];
                along[column] +=
                    gradient[column] * (input[column] - mean[column]) * inverses[column];
            }
        }
        // (gamma * inverse) * (g - beta' / n - normal * gamma' / n), as scale * (g - shift - tilt * (x - mean))
        let count = (size / columns) as f32;
        let tilt = along.iter().zip(&inverses);
        let tilt: Vec<f32> = tilt
            .map(|(along, inverse)| along * inverse / count)
            .collect();
        let shift: Vec<f32> = sum.iter().map(|sum| sum / count).collect();
        let rows = input.chunks_exact(columns);
        for (input, gradient) in rows.zip(gradient.chunks_exact_mut(columns)) {
            for column in 0..columns {
                let along = tilt[column] * (input[column] - mean[column]);
                gradient[column] = scale[column] * (gradient[column] - shift[column] - along);
            }
        }
        for (total, part) in [(&mut gammas, along), (&mut betas, sum)] {
            total
                .iter_mut()
                .zip(part)
                .for_each(|(sum, part)| *sum += part);
        }
    }
    [gammas, betas]
}

/// [`super::adam`] of one tensor: the weights after the step in place of the gradient, the moments in place.
pub fn adam(
    weights: &[f32],
    moved: &mut [f32],
    first: &mut [f32],
    second: &mut [f32],
    step: AdamStep,
) {
    let moments = first.iter_mut().zip(second);
    for ((weight, moved), (first, second)) in weights.iter().zip(moved).zip(moments) {
        let gradient = *moved;
        *first = step.beta1.old * *first + step.beta1.new * gradient;
        *second = step.beta2.old * *second + step.beta2.new * (gradient * gradient);
        let change =
            step.step_size * *first / ((*second * step.bias_correction).sqrt() + step.epsilon);
        *moved = (step.decay * weight - change).clamp(-step.clip, step.clip);
    }
}

/// [`super::lerp`] of one tensor, in place.
pub fn lerp(average: &mut [f32], value: &[f32], decay: Decay) {
    for (average, value) in average.iter_mut().zip(value) {
        *average = decay.old * *average + decay.new * value;
    }
}

/// Added and taken away again, it rounds a number to the nearest whole one.
const NEAREST: f32 = 12_582_912.0; // 1.5 * 2^23
/// ln(2) in two parts, the first of which has so few digits that small multiples of it are exact.
const LN_2_HIGH: f32 = 0.693_359_4;
const LN_2_LOW: f32 = -2.121_944_4e-4;

/// [`super::tanh`], in place: as 1 - 2 / (exp(2 x) + 1), to within 2e-7.
pub fn tanh(values: &mut [f32]) {
    for value in values {
        // Beyond 9 the nearest f32 to the tanh is 1.
        let x = 2.0 * value.clamp(-9.0, 9.0);
        // exp(x) = 2^n * exp(r) with |r| <= ln(2) / 2, by its Taylor series.
        let n = (x * std::f32::consts::LOG2_E + NEAREST) - NEAREST;
        let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
        let series = 1.0
            + r * (1.0
                + r * (1.0 / 2.0
                    + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r / 720.0)))));
        let power = f32::from_bits(((n as i32 + 127) << 23) as u32);
        *value = 1.0 - 2.0 / (series * power + 1.0);
    }
}

/// `x` where it is positive, else `negative_slope * x`.
#[inline(always)]
fn leaky_relu(x: f32, negative_slope: f32) -> f32 {
    x * leaky_relu_derivative(x, negative_slope)
}

#[inline(always)]
fn leaky_relu_derivative(x: f32, negative_slope: f32) -> f32 {
    if x > 0.0 { 1.0 } else { negative_slope }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tanh_is_near_enough() {
        let inputs: Vec<f32> = (-1200..=1200).map(|index| index as f32 / 100.0).collect();
        let mut outputs = inputs.clone();
        tanh(&mut outputs);
        for (input, output) in inputs.iter().zip(outputs) {
            let wanted = f64::from(*input).tanh();
            assert!(
                (f64::from(output) - wanted).abs() < 2e-7,
                "{input}: {output}"
            );
        }
    }

    /// <patches(x), y> = <x, col2im(y)> for all x and y says that one is the other's transpose.
    #[test]
    fn im2col_and_col2im_are_transposes() {
        let maps = FeatureMaps {
            batch: 2,
            height: 6,
            width: 4,
            channels: 3,
        };
        let numbers = |count| (0..count).map(|index| ((index * 7 + 3) % 11) as f32 - 5.0);
        let images: Vec<f32> = numbers(maps.pixels() * 3).collect();
        let weights: Vec<f32> = numbers(maps.patches() * 16 * 3).rev().collect();
        let inner = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let [a, b] = [im2col(&images, maps), col2im(&weights, maps)];
        assert_eq!(inner(&a, &weights), inner(&images, &b));
        assert_eq!(a[..3], [0.0; 3], "the first patch hangs over the edge");
        // The first pixel is in the second row and column of the first patch.
        assert_eq!(a[5 * 3..6 * 3], images[..3]);
    }
}
