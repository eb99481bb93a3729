//! A plain multi-layer perceptron, which is either network of a GAN on points in the plane.

use burn::{
    module::Module,
    tensor::{Device, Tensor},
};

use super::{
    activation::{LINEAR, derivative},
    init::Init,
    layers::Dense,
};
use crate::{config::Activation, random::Random};

/// Dense layers with one activation between them.
#[derive(Module, Debug)]
pub struct Perceptron {
    hidden: Vec<Dense>,
    output: Dense,
    #[module(skip)]
    activation: Activation,
}

impl Perceptron {
    /// From `inputs` numbers by hidden layers of these `units` to `outputs` numbers.
    pub(crate) fn new(
        [inputs, outputs]: [usize; 2],
        units: &[usize],
        activation: Activation,
        random: Random,
        device: &Device,
    ) -> Self {
        let mut init = Init::new(random, device, false);
        let mut width = inputs;
        let hidden = units.iter().map(|&units| {
            let dense = init.dense(width, units, true);
            width = units;
            dense
        });
        Self {
            hidden: hidden.collect(),
            output: init.dense(width, outputs, true),
            activation,
        }
    }

    /// `[batch, inputs] -> [batch, outputs]`
    pub fn forward(&self, input: Tensor<2>) -> Tensor<2> {
        let slope = self.activation.slope();
        let layers = self.hidden.iter();
        let features = layers.fold(input, |x, layer| layer.forward(x, slope));
        self.output.forward(features, LINEAR)
    }

    /// The gradient of the sum of each row's outputs at its own inputs, `[batch, inputs]`, itself
    /// differentiable in the weights.
    pub fn input_gradient(&self, input: Tensor<2>) -> Tensor<2> {
        let slope = self.activation.slope();
        let [batch, _] = input.dims();
        let device = input.device();
        let mut x = input;
        let mut slopes = Vec::with_capacity(self.hidden.len());
        for layer in &self.hidden {
            x = layer.forward(x, slope);
            slopes.push(derivative(&x, slope));
        }
        let [_, outputs] = self.output.weight.dims();
        let gradient = self
            .output
            .backward(Tensor::ones([batch, outputs], &device));
        let layers = self.hidden.iter().zip(slopes).rev();
        layers.fold(gradient, |gradient, (layer, slope)| {
            layer.backward(gradient * slope)
        })
    }
}
