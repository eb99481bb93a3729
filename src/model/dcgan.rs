//! A small DCGAN (Radford et al., arXiv 1511.06434), and the networks of the convolutional VAE: two convolutions
//! between the image and maps of a quarter of its sides.

use super::{
    Architecture, Features, LEAKY_RELU, LabelInput, LayerSpec, LeakyRelu, Normalization, Output,
    RELU,
    heads::{code, logit},
};
use crate::{
    config::{Condition, Config},
    data::ImageShape,
};

/// What both convolutions together divide the sides by.
pub(crate) const REDUCTION: usize = 4;

/// G, `[latent, label] -> [height, width, channels]`, or a VAE's decoder: a linear layer, then two transposed
/// convolutions.
pub(crate) fn generator(
    name: &'static str,
    config: &Config,
    shape: &ImageShape,
    output: Output,
) -> Architecture {
    let [small, large] = config.channels;
    let mut network = Architecture::new(name, Features::vector(config.latent));
    network.output = output;
    if config.is_conditional() {
        network.labels = shape.class_count();
        network.label_input = LabelInput::Input;
    }
    let quarter = Features::maps(shape.height / REDUCTION, shape.width / REDUCTION, small);
    let first = LayerSpec::linear("layers.0", network.first_input(), quarter)
        .normalized(Normalization::BeforeActivation)
        .activated(RELU)
        .set_by("channels", 0);
    let second = LayerSpec::conv_transpose2d("layers.1", first.output, large)
        .normalized(Normalization::BeforeActivation)
        .activated(RELU)
        .set_by("channels", 1);
    let third = LayerSpec::conv_transpose2d("layers.2", second.output, shape.channels);
    network.layers = vec![first, second, third];
    network
}

/// D, `[packing * (height, width, channels), label] -> [logit]`.
pub(crate) fn discriminator(config: &Config, shape: &ImageShape) -> Architecture {
    let [height, width, channels] = shape.dims();
    let input = Features::maps(height, width, config.packing * channels);
    let mut network = Architecture::new("discriminator", input);
    network.packing = config.packing;
    network.spectral_norm = config.spectral_norm;
    if config.condition == Condition::Concatenation {
        network.labels = config.packing * shape.class_count();
        network.label_input = LabelInput::Channel;
        network.label_channel = Some(LayerSpec::linear(
            "label_channel",
            Features::vector(network.labels),
            Features::maps(height, width, 1),
        ));
    }
    network.layers = convolutions(network.first_input(), config.channels, LEAKY_RELU);
    logit(network, config, shape)
}

/// A VAE's encoder, `[height, width, channels]` and, beside its features, the label `-> [mean], [log variance]`.
pub(crate) fn encoder(config: &Config, shape: &ImageShape) -> Architecture {
    let [height, width, channels] = shape.dims();
    let mut network = Architecture::new("encoder", Features::maps(height, width, channels));
    if config.is_conditional() {
        network.labels = shape.class_count();
        network.label_input = LabelInput::Features;
    }
    network.layers = convolutions(network.first_input(), config.channels, RELU);
    code(network, config.latent)
}

/// Two convolutions, to `channels` from the smaller maps to the larger ones.
pub(crate) fn convolutions(
    input: Features,
    [small, large]: [usize; 2],
    activation: LeakyRelu,
) -> Vec<LayerSpec> {
    let first = LayerSpec::conv2d("layers.0", input, large)
        .activated(activation)
        .set_by("channels", 1);
    let second = LayerSpec::conv2d("layers.1", first.output, small)
        .activated(activation)
        .set_by("channels", 0);
    vec![first, second]
}
