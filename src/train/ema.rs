//! The exponential moving average of a network's weights, from which samples are drawn: it is
//! calmer than the network that is being trained, and better.

use burn::tensor::Tensor;

use crate::kernel::{Decay, lerp};

/// The average of all tensors of a network, the running statistics of batch normalization too.
pub struct Ema {
    decay: f64,
    /// In the network's order, flattened, outside autodiff.
    pub values: Vec<Tensor<1>>,
}

impl Ema {
    /// The average of a network before its first step.
    pub fn new(decay: f64, values: Vec<Tensor<1>>) -> Self {
        Self { decay, values }
    }

    /// Takes in the network after its `step`-th step, counted from 1. The share of the old
    /// average starts small, min(decay, (1 + step) / (10 + step)), so that the random initial
    /// weights are soon forgotten.
    pub fn update(&mut self, values: Vec<Tensor<1>>, step: u32) {
        let warm_up = f64::from(1 + step) / f64::from(10 + step);
        let decay = Decay::new(self.decay.min(warm_up));
        self.values = lerp(std::mem::take(&mut self.values), values, decay);
    }
}
