//! The activation functions, and their slopes for D's gradient at its input.

use burn::tensor::{Tensor, activation::relu};

use crate::config::Activation;

/// The slope of LeakyReLU below zero.
const SLOPE: f64 = 0.2;

/// max(0, x), or LeakyReLU with the slope 0.2 below zero. burn's own LeakyReLU differentiates through
/// a mask, which took an eighth of a step on the CPU; a sum with ReLU gives the same values and
/// gradients.
pub fn activate<const D: usize>(activation: Activation, x: Tensor<D>) -> Tensor<D> {
    match activation {
        Activation::Relu => relu(x),
        Activation::LeakyRelu => relu(x.clone()).mul_scalar(1.0 - SLOPE) + x.mul_scalar(SLOPE),
    }
}

/// The derivative of [`activate`] at `x`, a constant to autodiff: it does not change with `x`, but
/// where `x` is zero.
pub fn slope<const D: usize>(activation: Activation, x: Tensor<D>) -> Tensor<D> {
    let positive = x.detach().greater_scalar(0.0).float();
    match activation {
        Activation::Relu => positive,
        Activation::LeakyRelu => positive.mul_scalar(1.0 - SLOPE).add_scalar(SLOPE),
    }
}
