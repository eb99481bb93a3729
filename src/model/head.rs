//! The end of D: the logit of the features, and of their label where D is told it by projection.

use burn::{module::Module, tensor::Tensor};

use super::{activation::LINEAR, init::Init, layers::Dense};
use crate::{
    config::{Condition, Config},
    data::CLASSES,
};

/// features · w + b, plus features · V label (Miyato and Koyama, arXiv 1802.05637, eq. 4) where there
/// is a projection.
#[derive(Module, Debug)]
pub struct Head {
    image: Dense,
    label: Option<Dense>,
}

impl Head {
    /// For D's last features, of which there are `features`.
    pub fn new(features: usize, config: &Config, init: &mut Init) -> Self {
        let labels = config.packing * CLASSES;
        let projects = config.condition == Condition::Projection;
        Self {
            image: init.dense(features, 1, true),
            label: projects.then(|| init.dense(features, labels, false)),
        }
    }

    /// `[batch, features]`, `[batch, labels]` -> `[batch, 1]`
    pub fn forward(&self, features: Tensor<2>, labels: Tensor<2>) -> Tensor<2> {
        let logits = self.image.forward(features.clone(), LINEAR);
        match &self.label {
            // The inner product with the label's embedding, as one column of a matrix product that
            // the one-hot label picks.
            Some(label) => logits + (label.forward(features, LINEAR) * labels).sum_dim(1),
            None => logits,
        }
    }

    /// The gradient of each logit at its features, `[batch, labels] -> [batch, features]`.
    pub fn gradient(&self, labels: Tensor<2>) -> Tensor<2> {
        let [batch, _] = labels.dims();
        let ones = Tensor::ones([batch, 1], &labels.device());
        let gradient = self.image.backward(ones);
        match &self.label {
            Some(label) => gradient + label.backward(labels),
            None => gradient,
        }
    }

    /// One step of power iteration where the weights are spectrally normalized.
    pub fn iterate(self) -> Self {
        Self {
            image: self.image.iterate(),
            label: self.label.map(Dense::iterate),
        }
    }
}
