//! Layers with initial weights from this crate's own random numbers, so that a seed gives the
//! same networks on every back end.

use burn::{
    module::Param,
    nn::{
        BatchNorm, BatchNormConfig, Initializer, Linear, LinearConfig, PaddingConfig2d,
        conv::{Conv2d, Conv2dConfig, ConvTranspose2d, ConvTranspose2dConfig},
    },
    tensor::{Device, Tensor, TensorData},
};

use crate::random::Random;

/// Builds the layers of one network, drawing weights in the order in which they are asked for.
pub struct Init<'a> {
    random: Random,
    device: &'a Device,
}

impl<'a> Init<'a> {
    pub fn new(random: Random, device: &'a Device) -> Self {
        Self { random, device }
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

    /// A 4 x 4 convolution that halves the side of its input.
    pub fn halve(&mut self, inputs: usize, outputs: usize) -> Conv2d {
        let mut layer = Conv2dConfig::new([inputs, outputs], [4, 4])
            .with_stride([2, 2])
            .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
            .with_initializer(Initializer::Zeros)
            .init(self.device);
        layer.weight = self.glorot([outputs, inputs, 4, 4], inputs * 16, outputs * 16);
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
}
