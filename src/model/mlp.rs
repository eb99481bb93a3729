//! Multi-layer perceptrons: the pair of the textbooks, and the encoder of the dense VAE.

use burn::{
    module::Module,
    tensor::{Tensor, TensorData},
};

use super::{
    Code, Labelled,
    activation::{LINEAR, derivative},
    beside,
    head::Head,
    init::Init,
    layers::{BatchNorm, Dense},
};
use crate::{
    config::{Activation, Condition, Config},
    data::{CLASSES, PIXELS},
    random::Random,
};

/// A dense layer, its activation, and batch normalization if there is any, in this order.
#[derive(Module, Debug)]
struct Hidden {
    dense: Dense,
    batch_norm: Option<BatchNorm>,
    #[module(skip)]
    activation: Activation,
}

impl Hidden {
    fn forward(&self, input: Tensor<2>) -> Tensor<2> {
        let output = self.dense.forward(input, self.activation.slope());
        self.normalized(output, 1)
    }

    /// Of so many batches, one under the other.
    fn normalized(&self, output: Tensor<2>, batches: usize) -> Tensor<2> {
        match &self.batch_norm {
            Some(batch_norm) => batch_norm.forward(output, batches, LINEAR),
            None => output,
        }
    }
}

/// See [`BatchNorm::freeze`].
fn frozen(hidden: Vec<Hidden>) -> Vec<Hidden> {
    let layers = hidden.into_iter().map(|layer| Hidden {
        batch_norm: layer.batch_norm.map(BatchNorm::freeze),
        ..layer
    });
    layers.collect()
}

/// Hidden layers from an input of `width` numbers on, and the width at their end.
fn hidden_layers(
    units: &[usize],
    activation: Activation,
    batch_norm: bool,
    mut width: usize,
    init: &mut Init,
) -> (Vec<Hidden>, usize) {
    let layers = units.iter().map(|&units| {
        let dense = init.dense(width, units, true);
        width = units;
        Hidden {
            dense,
            batch_norm: batch_norm.then(|| init.batch_norm(units)),
            activation,
        }
    });
    (layers.collect(), width)
}

/// G of dense layers, or the VAE's decoder.
#[derive(Module, Debug)]
pub struct MlpGenerator {
    hidden: Vec<Hidden>,
    output: Dense,
    conditional: bool,
}

impl MlpGenerator {
    pub(super) fn new(config: &Config, init: &mut Init) -> Self {
        let conditional = config.is_conditional();
        let input = config.latent + if conditional { CLASSES } else { 0 };
        let (activation, batch_norm) = (config.g_activation, config.g_batch_norm);
        let (hidden, width) = hidden_layers(&config.g_hidden, activation, batch_norm, input, init);
        Self {
            hidden,
            output: init.dense(width, PIXELS, true),
            conditional,
        }
    }

    /// See [`BatchNorm::freeze`].
    pub fn freeze(self) -> Self {
        Self {
            hidden: frozen(self.hidden),
            ..self
        }
    }

    /// `[batch, latent]`, `[batch, 10]` -> `[batch, 784]`, before the tanh.
    pub fn forward(&self, latents: Tensor<2>, labels: Tensor<2>) -> Tensor<2> {
        let input = beside(latents, labels, self.conditional);
        let features = self.hidden.iter().fold(input, |x, layer| layer.forward(x));
        self.output.forward(features, LINEAR)
    }
}

/// The encoder of the dense VAE.
#[derive(Module, Debug)]
pub struct MlpEncoder {
    hidden: Vec<Hidden>,
    mean: Dense,
    log_variance: Dense,
    conditional: bool,
}

impl MlpEncoder {
    pub(super) fn new(config: &Config, init: &mut Init) -> Self {
        let conditional = config.is_conditional();
        let input = PIXELS + if conditional { CLASSES } else { 0 };
        let (activation, batch_norm) = (config.d_activation, config.d_batch_norm);
        let (hidden, width) = hidden_layers(&config.d_hidden, activation, batch_norm, input, init);
        Self {
            hidden,
            mean: init.dense(width, config.latent, true),
            log_variance: init.dense(width, config.latent, true),
            conditional,
        }
    }

    /// `[batch, 784]`, `[batch, 10]` -> `[batch, latent]` each.
    pub fn forward(&self, images: Tensor<2>, labels: Tensor<2>) -> Code {
        let input = beside(images, labels, self.conditional);
        let features = self.hidden.iter().fold(input, |x, layer| layer.forward(x));
        Code {
            mean: self.mean.forward(features.clone(), LINEAR),
            log_variance: self.log_variance.forward(features, LINEAR),
        }
    }
}

/// D of dense layers.
#[derive(Module, Debug)]
pub struct MlpDiscriminator {
    hidden: Vec<Hidden>,
    head: Head,
    dropout: f64,
    concatenates: bool,
}

impl MlpDiscriminator {
    pub(super) fn new(config: &Config, init: &mut Init) -> Self {
        let labels = config.packing * CLASSES;
        let concatenates = config.condition == Condition::Concatenation;
        let width = config.packing * PIXELS + if concatenates { labels } else { 0 };
        let (activation, batch_norm) = (config.d_activation, config.d_batch_norm);
        let (hidden, width) = hidden_layers(&config.d_hidden, activation, batch_norm, width, init);
        Self {
            hidden,
            head: Head::new(width, config, init),
            dropout: config.d_dropout,
            concatenates,
        }
    }

    /// See [`BatchNorm::freeze`].
    pub fn freeze(self) -> Self {
        Self {
            hidden: frozen(self.hidden),
            ..self
        }
    }

    /// `[batches * rows, packing * 784]`, `[batches * rows, packing * 10]` -> `[batches * rows, 1]`. Units
    /// are dropped by `dropout`, and none where there is none.
    pub fn forward(
        &self,
        input: Labelled,
        batches: usize,
        dropout: Option<&mut Random>,
    ) -> Tensor<2> {
        let labels = input.labels.clone();
        let features = self.features(input, batches, dropout, None);
        self.head.forward(features, labels)
    }

    /// The gradient of each logit at its own images, `[batch, packing * 784]`, itself
    /// differentiable in the weights. Exact where there is no batch normalization.
    pub fn input_gradient(&self, input: Labelled, dropout: Option<&mut Random>) -> Tensor<2> {
        let [batch, pixels] = input.images.dims();
        let labels = input.labels.clone();
        let mut slopes = Vec::new();
        self.features(input, 1, dropout, Some(&mut slopes));
        let layers = self.hidden.iter().zip(slopes).rev();
        let gradient = layers.fold(self.head.gradient(labels), |gradient, (layer, slope)| {
            layer.dense.backward(gradient * slope)
        });
        gradient.slice([0..batch, 0..pixels])
    }

    /// The features at the end of the hidden layers, and the slope of each on the way.
    fn features(
        &self,
        Labelled { images, labels }: Labelled,
        batches: usize,
        mut dropout: Option<&mut Random>,
        mut slopes: Option<&mut Vec<Tensor<2>>>,
    ) -> Tensor<2> {
        let mut x = beside(images, labels, self.concatenates);
        for layer in &self.hidden {
            let slope = layer.activation.slope();
            x = layer.dense.forward(x, slope);
            let mask = dropout
                .as_deref_mut()
                .filter(|_| self.dropout > 0.0)
                .map(|random| {
                    let mask = random.dropout(x.dims().iter().product(), self.dropout);
                    Tensor::from_data(TensorData::new(mask, x.dims()), &x.device())
                });
            if let Some(slopes) = &mut slopes {
                let slope = derivative(&x, slope);
                slopes.push(match &mask {
                    Some(mask) => slope * mask.clone(),
                    None => slope,
                });
            }
            if let Some(mask) = mask {
                x = x * mask;
            }
            x = layer.normalized(x, batches);
        }
        x
    }

    /// One step of power iteration where the weights are spectrally normalized.
    pub fn iterate(mut self) -> Self {
        let layers = self.hidden.into_iter().map(|layer| Hidden {
            dense: layer.dense.iterate(),
            ..layer
        });
        self.hidden = layers.collect();
        self.head = self.head.iterate();
        self
    }
}
