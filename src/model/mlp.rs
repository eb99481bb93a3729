//! Multi-layer perceptrons: the pair of the textbooks.

use burn::{
    module::Module,
    nn::{BatchNorm, Linear},
    tensor::{Tensor, activation::relu},
};

use super::{activation::leaky_relu, init::Init};
use crate::{
    config::{Activation, Mlp},
    data::PIXELS,
};

/// A dense layer, its activation, and batch normalization if there is any, in this order.
#[derive(Module, Debug)]
struct Hidden {
    linear: Linear,
    batch_norm: Option<BatchNorm>,
    leaky: bool,
}

impl Hidden {
    fn forward(&self, input: Tensor<2>) -> Tensor<2> {
        let output = self.linear.forward(input);
        let output = if self.leaky {
            leaky_relu(output)
        } else {
            relu(output)
        };
        match &self.batch_norm {
            Some(batch_norm) => batch_norm.forward(output),
            None => output,
        }
    }
}

fn hidden_layers(config: &Mlp, input: usize, init: &mut Init) -> (Vec<Hidden>, usize) {
    let mut width = input;
    let layers = config.hidden.iter().map(|&units| {
        let linear = init.linear(width, units, true);
        width = units;
        Hidden {
            linear,
            batch_norm: config.batch_norm.then(|| init.batch_norm(units)),
            leaky: config.activation == Activation::LeakyRelu,
        }
    });
    (layers.collect(), width)
}

/// G of dense layers, with tanh at the end.
#[derive(Module, Debug)]
pub struct MlpGenerator {
    hidden: Vec<Hidden>,
    output: Linear,
}

impl MlpGenerator {
    pub(super) fn new(config: &Mlp, latent: usize, init: &mut Init) -> Self {
        let (hidden, width) = hidden_layers(config, latent, init);
        Self {
            hidden,
            output: init.linear(width, PIXELS, true),
        }
    }

    /// `[batch, latent] -> [batch, 784]` in -1..1.
    pub fn forward(&self, latents: Tensor<2>) -> Tensor<2> {
        let features = self
            .hidden
            .iter()
            .fold(latents, |x, layer| layer.forward(x));
        self.output.forward(features).tanh()
    }
}

/// D of dense layers.
#[derive(Module, Debug)]
pub struct MlpDiscriminator {
    hidden: Vec<Hidden>,
    output: Linear,
}

impl MlpDiscriminator {
    pub(super) fn new(config: &Mlp, init: &mut Init) -> Self {
        let (hidden, width) = hidden_layers(config, PIXELS, init);
        Self {
            hidden,
            output: init.linear(width, 1, true),
        }
    }

    /// `[batch, 784] -> [batch, 1]`.
    pub fn forward(&self, images: Tensor<2>) -> Tensor<2> {
        let features = self.hidden.iter().fold(images, |x, layer| layer.forward(x));
        self.output.forward(features)
    }
}
