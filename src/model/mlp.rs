//! Multi-layer perceptrons: the pair of the textbooks, and the networks of the dense VAE.

use super::{
    Architecture, Features, LEAKY_RELU, LabelInput, LayerSpec, LeakyRelu, Normalization, Output,
    RELU,
    heads::{code, logit},
};
use crate::{
    config::{Activation, Condition, Config},
    data::ImageShape,
};

impl Activation {
    /// What it is in a layer.
    pub fn function(self) -> LeakyRelu {
        match self {
            Self::Relu => RELU,
            Self::LeakyRelu => LEAKY_RELU,
        }
    }
}

/// The hidden layers of one network.
pub(crate) struct Hidden<'a> {
    /// The option that gives their units.
    pub option: &'static str,
    /// From the input on.
    pub units: &'a [usize],
    pub activation: Activation,
    /// After each activation.
    pub batch_norm: bool,
    pub dropout: f64,
}

impl Hidden<'_> {
    fn layers(&self, mut input: Features) -> Vec<LayerSpec> {
        let layers = self.units.iter().enumerate().map(|(index, units)| {
            let output = Features::vector(*units);
            let mut layer = LayerSpec::linear(format!("layers.{index}"), input, output)
                .activated(self.activation.function())
                .set_by(self.option, index);
            layer.dropout = self.dropout;
            input = output;
            if self.batch_norm {
                layer.normalized(Normalization::AfterActivation)
            } else {
                layer
            }
        });
        layers.collect()
    }
}

/// G, `[latent, label] -> [height, width, channels]`, or a VAE's decoder.
pub(crate) fn generator(
    name: &'static str,
    config: &Config,
    shape: &ImageShape,
    output: Output,
) -> Architecture {
    let [height, width, channels] = shape.dims();
    let hidden = Hidden {
        option: "g-hidden",
        units: &config.g_hidden,
        activation: config.g_activation,
        batch_norm: config.g_batch_norm,
        dropout: 0.0,
    };
    let mut network = told(
        Architecture::new(name, Features::vector(config.latent)),
        config,
        shape,
        1,
    );
    network.output = output;
    network.layers = hidden.layers(network.first_input());
    let last = LayerSpec::linear(
        format!("layers.{}", network.layers.len()),
        network.last_features(),
        Features::maps(height, width, channels),
    );
    network.layers.push(last);
    network
}

/// D, `[packing * (height, width, channels), label] -> [logit]`.
pub(crate) fn discriminator(config: &Config, shape: &ImageShape) -> Architecture {
    let input = Features::vector(config.packing * shape.len());
    let hidden = Hidden {
        dropout: config.d_dropout,
        ..seeing(config)
    };
    let mut network = Architecture::new("discriminator", input);
    network.packing = config.packing;
    network.spectral_norm = config.spectral_norm;
    if config.condition == Condition::Concatenation {
        network = told(network, config, shape, config.packing);
    }
    network.layers = hidden.layers(network.first_input());
    logit(network, config, shape)
}

/// A VAE's encoder, `[(height, width, channels), label] -> [mean], [log variance]`.
pub(crate) fn encoder(config: &Config, shape: &ImageShape) -> Architecture {
    let input = Features::vector(shape.len());
    let mut network = told(Architecture::new("encoder", input), config, shape, 1);
    network.layers = seeing(config).layers(network.first_input());
    code(network, config.latent)
}

fn seeing(config: &Config) -> Hidden<'_> {
    Hidden {
        option: "d-hidden",
        units: &config.d_hidden,
        activation: config.d_activation,
        batch_norm: config.d_batch_norm,
        dropout: 0.0,
    }
}

/// The network with the labels of `packing` images beside its input, where there are any to tell.
fn told(
    mut network: Architecture,
    config: &Config,
    shape: &ImageShape,
    packing: usize,
) -> Architecture {
    if config.is_conditional() {
        network.labels = packing * shape.class_count();
        network.label_input = LabelInput::Input;
    }
    network
}
