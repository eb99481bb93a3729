//! Layers with initial weights from this crate's own random numbers, so that a seed gives the
//! same networks on every back end.

use burn::{
    module::{Param, RunningState},
    tensor::{Device, Tensor, TensorData},
};

use super::layers::{BatchNorm, Dense};
use crate::{kernel::PATCH, random::Random};

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

    /// A dense layer, `[rows, inputs] -> [rows, outputs]`.
    pub fn dense(&mut self, inputs: usize, outputs: usize, bias: bool) -> Dense {
        self.layer([inputs, outputs], [inputs, outputs], bias)
    }

    /// A 4 x 4 convolution with stride 2 as a dense layer on patches, with a bias.
    pub fn halve(&mut self, inputs: usize, outputs: usize) -> Dense {
        let area = PATCH * PATCH;
        self.layer(
            [area * inputs, outputs],
            [area * inputs, area * outputs],
            true,
        )
    }

    /// A 4 x 4 transposed convolution with stride 2 as a dense layer whose outputs are patches, without a bias.
    pub fn double(&mut self, inputs: usize, outputs: usize) -> Dense {
        let area = PATCH * PATCH;
        self.layer(
            [inputs, area * outputs],
            [area * inputs, area * outputs],
            false,
        )
    }

    /// A layer of this shape with weights drawn evenly from +-sqrt(6 / (fan in + fan out)) (Glorot and
    /// Bengio, 2010, eq. 16).
    fn layer(&mut self, shape: [usize; 2], fans: [usize; 2], bias: bool) -> Dense {
        let [inputs, outputs] = shape;
        let limit = (6.0 / (fans[0] + fans[1]) as f32).sqrt();
        let values = self.random.uniform(inputs * outputs, limit);
        let weight = Tensor::from_data(TensorData::new(values, shape), self.device);
        Dense {
            weight: Param::from_tensor(weight),
            bias: bias.then(|| self.zeros(outputs)),
            singular: self.singular(inputs),
        }
    }

    /// Batch normalization of this many columns.
    pub fn batch_norm(&self, columns: usize) -> BatchNorm {
        let ones = || Tensor::ones([columns], self.device);
        BatchNorm {
            gamma: Param::from_tensor(ones()),
            beta: self.zeros(columns),
            running_mean: RunningState::new(Tensor::zeros([columns], self.device)),
            running_var: RunningState::new(ones()),
            frozen: false,
        }
    }

    /// A bias, or a shift, of zeros.
    pub fn zeros(&self, count: usize) -> Param<Tensor<1>> {
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
