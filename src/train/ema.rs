//! The exponential moving average of a network's weights, from which samples are drawn: it is
//! calmer than the network that is being trained, and better.

use burn::{module::Module, tensor::Tensor};

use crate::model::{Parameter, with_parameters};

/// The average of all tensors of a network, the running statistics of batch normalization too.
pub struct Ema {
    decay: f64,
    /// In the network's order, flattened, outside autodiff.
    pub values: Vec<Tensor<1>>,
}

impl Ema {
    /// The average of a network before its first step.
    pub fn new(decay: f64, parameters: &[Parameter]) -> Self {
        let values = parameters.iter().map(|parameter| parameter.values.clone());
        Self {
            decay,
            values: values.collect(),
        }
    }

    /// Takes in the network after its `step`-th step, counted from 1. The share of the old
    /// average starts small, min(decay, (1 + step) / (10 + step)), so that the random initial
    /// weights are soon forgotten.
    pub fn update(&mut self, parameters: &[Parameter], step: u64) {
        let warm_up = (1 + step) as f64 / (10 + step) as f64;
        let keep = self.decay.min(warm_up);
        for (average, parameter) in self.values.iter_mut().zip(parameters) {
            *average =
                average.clone().mul_scalar(keep) + parameter.values.clone().mul_scalar(1.0 - keep);
        }
    }

    /// The averaged network, outside autodiff.
    pub fn network<M: Module>(&self, network: &M) -> M {
        with_parameters(network.valid(), self.values.iter().cloned())
    }
}
