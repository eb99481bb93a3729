//! The networks of a configuration, layer by layer, before one is made.

use serde::Serialize;

use crate::{
    config::{Activation, Condition, Config},
    data::{CLASSES, PIXELS, SIDE},
};

/// The side of the smallest feature maps, and of those between them and the image.
const SIDES: [usize; 2] = [SIDE / 4, SIDE / 2];
/// Weights of a 4 x 4 convolution for each pair of channels.
const KERNEL: usize = 16;

/// One network.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Network {
    pub name: &'static str,
    pub layers: Vec<Layer>,
}

/// A layer and what it makes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Layer {
    pub kind: LayerKind,
    /// What comes out for one image: a number of units, or side, side and channels.
    pub shape: Vec<usize>,
    /// Weights that learn.
    pub parameters: usize,
    /// Multiplications and additions for one image, forward, of the matrix products.
    pub operations: usize,
    pub batch_norm: bool,
    /// The activation after it.
    pub activation: Option<&'static str>,
    /// The option that gives its width, and the place in it.
    pub option: Option<(&'static str, usize)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LayerKind {
    /// What the network is given.
    Input,
    Dense,
    Convolution,
    TransposedConvolution,
    /// The inner product of D's last features with the label's embedding.
    Projection,
}

/// G and D, or a VAE's decoder and encoder.
pub fn networks(config: &Config) -> [Network; 2] {
    let [from, to] = if config.model.is_vae() {
        ["decoder", "encoder"]
    } else {
        ["generator", "discriminator"]
    };
    let convolutional = config.model.is_convolutional();
    let (make, see) = if convolutional {
        (conv_generator(config), conv_features(config))
    } else {
        (dense_generator(config), dense_features(config))
    };
    let layers = if config.model.is_vae() {
        with_code(config, see)
    } else {
        with_head(config, see)
    };
    [
        Network {
            name: from,
            layers: make,
        },
        Network { name: to, layers },
    ]
}

impl Layer {
    fn input(shape: Vec<usize>) -> Self {
        Self {
            kind: LayerKind::Input,
            shape,
            parameters: 0,
            operations: 0,
            batch_norm: false,
            activation: None,
            option: None,
        }
    }

    fn dense(inputs: usize, shape: Vec<usize>, bias: bool) -> Self {
        let outputs: usize = shape.iter().product();
        Self {
            kind: LayerKind::Dense,
            parameters: inputs * outputs + if bias { outputs } else { 0 },
            operations: 2 * inputs * outputs,
            ..Self::input(shape)
        }
    }

    /// With a bias for each channel that comes out.
    fn convolution(inputs: usize, side: usize, outputs: usize) -> Self {
        Self {
            kind: LayerKind::Convolution,
            parameters: KERNEL * inputs * outputs + outputs,
            operations: 2 * side * side * KERNEL * inputs * outputs,
            ..Self::input(vec![side, side, outputs])
        }
    }

    /// From a quarter of the pixels, without a bias.
    fn transposed(inputs: usize, side: usize, outputs: usize) -> Self {
        Self {
            kind: LayerKind::TransposedConvolution,
            parameters: KERNEL * inputs * outputs,
            operations: 2 * side * side / 4 * KERNEL * inputs * outputs,
            ..Self::input(vec![side, side, outputs])
        }
    }

    fn activated(mut self, activation: &'static str) -> Self {
        self.activation = Some(activation);
        self
    }

    fn set_by(mut self, option: &'static str, place: usize) -> Self {
        self.option = Some((option, place));
        self
    }

    /// With two numbers for each channel, or unit.
    fn normalized(mut self, columns: usize) -> Self {
        self.batch_norm = true;
        self.parameters += 2 * columns;
        self
    }
}

fn told(config: &Config) -> usize {
    if config.is_conditional() { CLASSES } else { 0 }
}

fn dense_generator(config: &Config) -> Vec<Layer> {
    let input = config.latent + told(config);
    let (mut layers, width) = hidden(
        "g-hidden",
        &config.g_hidden,
        config.g_activation,
        config.g_batch_norm,
        input,
    );
    let pixels = Layer::dense(width, vec![SIDE, SIDE, 1], true);
    layers.push(pixels.activated(pixel_activation(config)));
    layers
}

fn conv_generator(config: &Config) -> Vec<Layer> {
    let [small, large] = config.channels;
    let [at_7, at_14] = SIDES;
    let input = config.latent + told(config);
    let units = at_7 * at_7 * small;
    let mut to_28 = Layer::transposed(large, SIDE, 1);
    to_28.parameters += 1; // the shift
    vec![
        Layer::input(vec![input]).set_by("latent", 0),
        Layer::dense(input, vec![at_7, at_7, small], false)
            .normalized(units)
            .activated("relu")
            .set_by("channels", 0),
        Layer::transposed(small, at_14, large)
            .normalized(large)
            .activated("relu")
            .set_by("channels", 1),
        to_28.activated(pixel_activation(config)),
    ]
}

fn pixel_activation(config: &Config) -> &'static str {
    if config.model.is_vae() {
        "sigmoid"
    } else {
        "tanh"
    }
}

/// The dense layers of D or of an encoder, after their input.
fn dense_features(config: &Config) -> Vec<Layer> {
    let packing = packing(config);
    let concatenates = config.model.is_vae() && config.is_conditional()
        || config.condition == Condition::Concatenation;
    let labels = if concatenates { packing * CLASSES } else { 0 };
    let width = packing * PIXELS + labels;
    let (activation, batch_norm) = (config.d_activation, config.d_batch_norm);
    hidden("d-hidden", &config.d_hidden, activation, batch_norm, width).0
}

fn hidden(
    option: &'static str,
    units: &[usize],
    activation: Activation,
    batch_norm: bool,
    input: usize,
) -> (Vec<Layer>, usize) {
    let mut width = input;
    let mut layers = vec![Layer::input(vec![input])];
    for (place, &units) in units.iter().enumerate() {
        let layer = Layer::dense(width, vec![units], true)
            .activated(name(activation))
            .set_by(option, place);
        layers.push(if batch_norm {
            layer.normalized(units)
        } else {
            layer
        });
        width = units;
    }
    (layers, width)
}

fn conv_features(config: &Config) -> Vec<Layer> {
    let [small, large] = config.channels;
    let [at_7, at_14] = SIDES;
    let packing = packing(config);
    let vae = config.model.is_vae();
    let plane = !vae && config.condition == Condition::Concatenation;
    let planes = packing + usize::from(plane);
    let activation = if vae { "relu" } else { "leaky-relu" };
    let mut input = Layer::input(vec![SIDE, SIDE, planes]);
    if plane {
        // The label as one more channel, by a dense layer.
        let made = Layer::dense(packing * CLASSES, vec![PIXELS], true);
        (input.parameters, input.operations) = (made.parameters, made.operations);
    }
    vec![
        input,
        Layer::convolution(planes, at_14, large)
            .activated(activation)
            .set_by("channels", 1),
        Layer::convolution(large, at_7, small)
            .activated(activation)
            .set_by("channels", 0),
    ]
}

fn packing(config: &Config) -> usize {
    if config.model.is_vae() {
        1
    } else {
        config.packing
    }
}

/// With D's logit.
fn with_head(config: &Config, mut layers: Vec<Layer>) -> Vec<Layer> {
    let features = width(&layers);
    layers.push(Layer::dense(features, vec![1], true));
    if config.condition == Condition::Projection {
        let labels = config.packing * CLASSES;
        let mut projection = Layer::dense(features, vec![labels], false);
        projection.kind = LayerKind::Projection;
        projection.shape = vec![1];
        layers.push(projection);
    }
    layers
}

/// With the mean and the logarithm of the variance of the latent vector.
fn with_code(config: &Config, mut layers: Vec<Layer>) -> Vec<Layer> {
    let labels = if config.model.is_convolutional() {
        told(config)
    } else {
        0
    };
    let features = width(&layers) + labels;
    layers.push(Layer::dense(features, vec![2 * config.latent], true).set_by("latent", 0));
    layers
}

fn width(layers: &[Layer]) -> usize {
    layers
        .last()
        .map_or(0, |layer| layer.shape.iter().product())
}

fn name(activation: Activation) -> &'static str {
    match activation {
        Activation::Relu => "relu",
        Activation::LeakyRelu => "leaky-relu",
    }
}
