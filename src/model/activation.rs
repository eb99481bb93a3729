//! The activation functions, and their slopes for D's gradient at its input.

use burn::tensor::Tensor;

use crate::config::Activation;

/// The slope below zero of no activation at all.
pub const LINEAR: f32 = 1.0;
pub const RELU: f32 = 0.0;
pub const LEAKY_RELU: f32 = 0.2;

impl Activation {
    /// The slope below zero; above it is 1.
    pub fn slope(self) -> f32 {
        match self {
            Self::Relu => RELU,
            Self::LeakyRelu => LEAKY_RELU,
        }
    }
}

/// The derivative of the activation whose output this is, a constant to autodiff: it does not change with
/// the input, but where that is zero.
pub fn derivative(output: &Tensor<2>, slope: f32) -> Tensor<2> {
    let positive = output.clone().detach().greater_scalar(0.0).float();
    positive.mul_scalar(1.0 - slope).add_scalar(slope)
}
