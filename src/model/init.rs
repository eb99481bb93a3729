//! Layers with initial weights from this crate's own random numbers, so that a seed gives the
//! same networks on every back end.

use burn::{
    module::Param,
    nn::{
        BatchNorm, BatchNormConfig, Initializer, Linear, LinearConfig,
        conv::{ConvTranspose2d, ConvTranspose2dConfig},
    },
    tensor::{Device, Tensor, TensorData},
};

use super::d_layers::{Dense, Halve};
use crate::random::Random;

/// Builds the layers of one network, drawing weights in the order in which they are asked for.
pub struct Init<'a> {
    random: Random,
    device: &'a Device,
    /// Whether the layers of D are spectrally normalized.
    spectral_norm: bool,
}

impl<'a> Init<'a> {
    pub fn new(random: Random, device: &'a Device, spectral_norm: bool) -> Self {
        Self {
            random,
            device,
            spectral_norm,
        }
    }

    /// A dense layer, `[batch, inputs] -> [batch, outputs]`.
    pub fn linear(&mut self, inputs: usize, outputs: usize, bias: bool) -> Linear {
        let mut layer = LinearConfig::new(inputs, outputs)
            .with_bias(bias)
            .with_initializer(Initializer::Zeros)
            .init(self.device);
        layer.weight = self.glorot([inputs, outputs], inputs, outputs);
        layer
    }

    /// A 4 x 4 transposed convolution that doubles the side of its input.
    pub fn double(&mut self, inputs: usize, outputs: usize, bias: bool) -> ConvTranspose2d {
        let mut layer = ConvTranspose2dConfig::new([inputs, outputs], [4, 4])
            .with_stride([2, 2])
            .with_padding([1, 1])
            .with_bias(bias)
            .with_initializer(Initializer::Zeros)
            .init(self.device);
        layer.weight = self.glorot([inputs, outputs, 4, 4], inputs * 16, outputs * 16);
        layer
    }

    /// A dense layer of D, `[batch, inputs] -> [batch, outputs]`.
    pub fn dense(&mut self, inputs: usize, outputs: usize, bias: bool) -> Dense {
        Dense {
            weight: self.glorot([inputs, outputs], inputs, outputs),
            bias: bias.then(|| self.zeros(outputs)),
            singular: self.singular(inputs),
        }
    }

    /// A 4 x 4 convolution of D that halves the side of its input.
    pub fn halve(&mut self, inputs: usize, outputs: usize) -> Halve {
        Halve {
            weight: self.glorot([outputs, inputs, 4, 4], inputs * 16, outputs * 16),
            bias: self.zeros(outputs),
            singular: self.singular(outputs),
        }
    }

    /// Batch normalization over the second dimension of its input.
    pub fn batch_norm(&mut self, features: usize) -> BatchNorm {
        BatchNormConfig::new(features).init(self.device)
    }

    /// Weights drawn evenly from +-sqrt(6 / (fan in + fan out)) (Glorot and Bengio, 2010, eq. 16).
    fn glorot<const D: usize>(
        &mut self,
        shape: [usize; D],
        fan_in: usize,
        fan_out: usize,
    ) -> Param<Tensor<D>> {
        let limit = (6.0 / (fan_in + fan_out) as f32).sqrt();
        let values = self.random.uniform(shape.iter().product(), limit);
        Param::from_tensor(Tensor::from_data(
            TensorData::new(values, shape),
            self.device,
        ))
    }

    fn zeros(&self, count: usize) -> Param<Tensor<1>> {
        Param::from_tensor(Tensor::zeros([count], self.device))
    }

    /// The start of a power iteration, which no optimizer changes.
    fn singular(&mut self, count: usize) -> Option<Param<Tensor<1>>> {
        self.spectral_norm.then(|| {
            let values = self.random.normal(count);
            let vector = Tensor::from_data(TensorData::new(values, [count]), self.device);
            Param::from_tensor(vector).set_require_grad(false)
        })
    }
}
