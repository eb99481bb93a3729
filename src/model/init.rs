//! Layers with initial weights from this crate's own random numbers, so that a seed gives the
//! same networks on every back end.

use burn::{
    module::Param,
    tensor::{Device, Tensor, TensorData},
};

use super::{
    LayerSpec,
    layer::{BatchNorm, Layer},
};
use crate::random::Random;

/// Builds the layers of one network, drawing weights in the order in which they are asked for.
pub(super) struct Init<'a> {
    pub random: Random,
    pub device: &'a Device,
    pub spectral_norm: bool,
}

impl Init<'_> {
    /// A layer with weights drawn evenly from +-sqrt(6 / (fan in + fan out)) (Glorot and Bengio, 2010, eq. 16) and
    /// a bias of zeros.
    pub fn layer(&mut self, spec: &LayerSpec) -> Layer {
        let [inputs, outputs] = spec.weight_shape();
        let [fan_in, fan_out] = spec.fans();
        let limit = (6.0 / (fan_in + fan_out) as f32).sqrt();
        let values = self.random.uniform(inputs * outputs, limit);
        let weight = Tensor::from_data(TensorData::new(values, [inputs, outputs]), self.device);
        Layer {
            weight: Param::from_tensor(weight),
            bias: spec.bias.then(|| self.constant(spec.columns(), 0.0)),
            singular: self.spectral_norm.then(|| self.singular(inputs)),
            batch_norm: spec.batch_norm.map(|_| self.batch_norm(spec.columns())),
            spec: spec.clone(),
        }
    }

    fn batch_norm(&self, columns: usize) -> BatchNorm {
        let fixed = |value| self.constant(columns, value).set_require_grad(false);
        BatchNorm {
            gamma: self.constant(columns, 1.0),
            beta: self.constant(columns, 0.0),
            running_mean: fixed(0.0),
            running_var: fixed(1.0),
        }
    }

    fn constant(&self, count: usize, value: f32) -> Param<Tensor<1>> {
        Param::from_tensor(Tensor::full([count], value, self.device))
    }

    /// The start of a power iteration, which no optimizer changes.
    fn singular(&mut self, count: usize) -> Param<Tensor<1>> {
        let values = self.random.normal(count);
        let vector = Tensor::from_data(TensorData::new(values, [count]), self.device);
        Param::from_tensor(vector).set_require_grad(false)
    }
}
