//! The operations as loops over slices, written so that the compiler turns them into 128-bit SIMD.
//! They add in a fixed order, so that the same numbers give the same bytes.

use super::{AdamStep, EPSILON, Maps, PATCH};

/// [`super::patches`]
pub fn patches(images: &[f32], maps: Maps) -> Vec<f32> {
    let mut patches = vec![0.0; maps.patches() * PATCH * PATCH * maps.channels];
    each_run(maps, |patch, pixel, length| {
        patches[patch..patch + length].copy_from_slice(&images[pixel..pixel + length]);
    });
    patches
}

/// [`super::unpatches`]
pub fn unpatches(patches: &[f32], maps: Maps) -> Vec<f32> {
    let mut images = vec![0.0; maps.batch * maps.side * maps.side * maps.channels];
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
fn each_run(maps: Maps, mut run: impl FnMut(usize, usize, usize)) {
    let Maps {
        batch,
        side,
        channels,
    } = maps;
    let width = PATCH * channels;
    let mut patch = 0;
    for image in 0..batch {
        for y in 0..side / 2 {
            for x in 0..side / 2 {
                // The padding of 1 cuts a column off the first patch and off the last.
                let cut_left = usize::from(x == 0);
                let cut_right = usize::from(x == side / 2 - 1);
                let length = (PATCH - cut_left - cut_right) * channels;
                let column = 2 * x + cut_left - 1;
                for row in 0..PATCH {
                    let line = 2 * y + row;
                    if (1..=side).contains(&line) {
                        let pixel = (image * side + line - 1) * side + column;
                        let place = patch + row * width + cut_left * channels;
                        run(place, pixel * channels, length);
                    }
                }
                patch += PATCH * width;
            }
        }
    }
}

/// [`super::activate`], in place.
pub fn activate(sums: &mut [f32], bias: &[f32], slope: f32) {
    for row in sums.chunks_exact_mut(bias.len()) {
        for (sum, bias) in row.iter_mut().zip(bias) {
            *sum = leak(*sum + bias, slope);
        }
    }
}

/// [`super::Kernels::activate_backward`], the gradient in place; returns that at the bias.
pub fn activate_backward(
    output: &[f32],
    gradient: &mut [f32],
    slope: f32,
    columns: usize,
) -> Vec<f32> {
    let mut bias = vec![0.0; columns];
    let rows = output.chunks_exact(columns);
    for (output, gradient) in rows.zip(gradient.chunks_exact_mut(columns)) {
        for ((output, gradient), sum) in output.iter().zip(gradient).zip(&mut bias) {
            *gradient *= leak_slope(*output, slope);
            *sum += *gradient;
        }
    }
    bias
}

/// [`super::moments`]
pub fn moments(input: &[f32], columns: usize) -> [Vec<f32>; 2] {
    let rows = (input.len() / columns) as f32;
    let mut mean = vec![0.0; columns];
    for row in input.chunks_exact(columns) {
        for (sum, value) in mean.iter_mut().zip(row) {
            *sum += value;
        }
    }
    mean.iter_mut().for_each(|sum| *sum /= rows);
    let mut variance = vec![0.0; columns];
    for row in input.chunks_exact(columns) {
        for ((sum, value), mean) in variance.iter_mut().zip(row).zip(&mean) {
            let centered = value - mean;
            *sum += centered * centered;
        }
    }
    variance.iter_mut().for_each(|sum| *sum /= rows);
    [mean, variance]
}

fn inverses(variance: &[f32]) -> Vec<f32> {
    let inverse = |variance| 1.0 / f32::sqrt(variance + EPSILON);
    variance.iter().copied().map(inverse).collect()
}

/// [`super::normalize`]
pub fn normalize(
    input: &[f32],
    [mean, variance]: [&[f32]; 2],
    [gamma, beta]: [&[f32]; 2],
    slope: f32,
) -> Vec<f32> {
    let inverses = inverses(variance);
    // gamma * (x - mean) * inverse + beta, as scale * x + shift
    let scale: Vec<f32> = gamma.iter().zip(&inverses).map(|(a, b)| a * b).collect();
    let terms = scale.iter().zip(mean).zip(beta);
    let shift: Vec<f32> = terms
        .map(|((scale, mean), beta)| beta - scale * mean)
        .collect();
    let mut output = input.to_vec();
    for row in output.chunks_exact_mut(mean.len()) {
        for ((value, scale), shift) in row.iter_mut().zip(&scale).zip(&shift) {
            *value = leak(*value * scale + shift, slope);
        }
    }
    output
}

/// [`super::Kernels::normalize_backward`], the gradient in place; returns those at gamma and at beta.
pub fn normalize_backward(
    input: &[f32],
    [mean, variance]: [&[f32]; 2],
    gamma: &[f32],
    output: &[f32],
    gradient: &mut [f32],
    slope: f32,
) -> [Vec<f32>; 2] {
    let columns = mean.len();
    let inverses = inverses(variance);
    let mut gammas = vec![0.0; columns];
    let mut betas = vec![0.0; columns];
    let rows = input
        .chunks_exact(columns)
        .zip(output.chunks_exact(columns));
    for ((input, output), gradient) in rows.zip(gradient.chunks_exact_mut(columns)) {
        for column in 0..columns {
            let slope = leak_slope(output[column], slope);
            gradient[column] *= slope;
            betas[column] += gradient[column];
            gammas[column] += gradient[column] * (input[column] - mean[column]) * inverses[column];
        }
    }
    // (gamma * inverse) * (g - beta' / n - normal * gamma' / n), as scale * g + tilt * x + shift
    let count = (input.len() / columns) as f32;
    let scale: Vec<f32> = gamma.iter().zip(&inverses).map(|(a, b)| a * b).collect();
    let tilt: Vec<f32> = (0..columns)
        .map(|column| -scale[column] * inverses[column] * gammas[column] / count)
        .collect();
    let shift: Vec<f32> = (0..columns)
        .map(|column| -scale[column] * betas[column] / count - tilt[column] * mean[column])
        .collect();
    let rows = input.chunks_exact(columns);
    for (input, gradient) in rows.zip(gradient.chunks_exact_mut(columns)) {
        for column in 0..columns {
            gradient[column] =
                scale[column] * gradient[column] + tilt[column] * input[column] + shift[column];
        }
    }
    [gammas, betas]
}

/// [`super::adam`], in place.
pub fn adam(
    weights: &mut [f32],
    gradient: &[f32],
    first: &mut [f32],
    second: &mut [f32],
    step: AdamStep,
) {
    let moments = first.iter_mut().zip(second);
    for ((weight, gradient), (first, second)) in weights.iter_mut().zip(gradient).zip(moments) {
        *first = step.beta1 * *first + (1.0 - step.beta1) * gradient;
        *second = step.beta2 * *second + (1.0 - step.beta2) * (gradient * gradient);
        let change = step.rate * *first / ((*second * step.unbias).sqrt() + step.epsilon);
        *weight = (step.decay * *weight - change).clamp(-step.clip, step.clip);
    }
}

/// [`super::blend`], in place.
pub fn blend(average: &mut [f32], value: &[f32], keep: f32) {
    for (average, value) in average.iter_mut().zip(value) {
        *average = keep * *average + (1.0 - keep) * value;
    }
}

/// `x` where it is positive, else `slope * x`.
#[inline(always)]
fn leak(x: f32, slope: f32) -> f32 {
    x * leak_slope(x, slope)
}

#[inline(always)]
fn leak_slope(x: f32, slope: f32) -> f32 {
    if x > 0.0 { 1.0 } else { slope }
}
