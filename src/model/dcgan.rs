//! A small DCGAN (Radford et al., arXiv 1511.06434), and the encoder of the convolutional VAE.

use burn::{
    module::Module,
    nn::{BatchNorm, Linear, conv::ConvTranspose2d},
    tensor::{Tensor, activation::relu},
};

use super::{
    Code, Labelled,
    activation::{activate, slope},
    beside,
    d_layers::{Dense, Halve},
    head::Head,
    init::Init,
};
use crate::{
    config::{Activation, Condition, Config},
    data::{CLASSES, PIXELS, SIDE},
};

/// The side of the smallest feature maps.
const SMALL: usize = SIDE / 4;

/// G, or the VAE's decoder: a dense layer to 7 x 7, then two transposed convolutions to 28 x 28.
#[derive(Module, Debug)]
pub struct DcganGenerator {
    dense: Linear,
    dense_norm: BatchNorm,
    to_14: ConvTranspose2d,
    to_14_norm: BatchNorm,
    to_28: ConvTranspose2d,
    channels: usize,
    conditional: bool,
}

impl DcganGenerator {
    pub(super) fn new(config: &Config, init: &mut Init) -> Self {
        let [small, large] = config.channels;
        let conditional = config.is_conditional();
        let input = config.latent + if conditional { CLASSES } else { 0 };
        // No bias where batch normalization would take it away again.
        Self {
            dense: init.linear(input, small * SMALL * SMALL, false),
            dense_norm: init.batch_norm(small * SMALL * SMALL),
            to_14: init.double(small, large, false),
            to_14_norm: init.batch_norm(large),
            to_28: init.double(large, 1, true),
            channels: small,
            conditional,
        }
    }

    /// `[batch, latent]`, `[batch, 10]` -> `[batch, 784]`, before the tanh.
    pub fn forward(&self, latents: Tensor<2>, labels: Tensor<2>) -> Tensor<2> {
        let [batch, _] = latents.dims();
        let input = beside(latents, labels, self.conditional);
        let x = relu(self.dense_norm.forward(self.dense.forward(input)));
        // [batch, channels * 7 * 7] -> [batch, channels, 7, 7]
        let x = x.reshape([batch, self.channels, SMALL, SMALL]);
        let x = relu(self.to_14_norm.forward(self.to_14.forward(x)));
        // [batch, 1, 28, 28] -> [batch, 784]
        self.to_28.forward(x).reshape([batch, PIXELS])
    }
}

/// The encoder of the convolutional VAE: two convolutions to 7 x 7, then the code.
#[derive(Module, Debug)]
pub struct ConvEncoder {
    to_14: Halve,
    to_7: Halve,
    mean: Linear,
    log_variance: Linear,
    conditional: bool,
}

impl ConvEncoder {
    pub(super) fn new(config: &Config, init: &mut Init) -> Self {
        let [small, large] = config.channels;
        let conditional = config.is_conditional();
        let features = small * SMALL * SMALL + if conditional { CLASSES } else { 0 };
        Self {
            to_14: init.halve(1, large),
            to_7: init.halve(large, small),
            mean: init.linear(features, config.latent, true),
            log_variance: init.linear(features, config.latent, true),
            conditional,
        }
    }

    /// `[batch, 784]`, `[batch, 10]` -> `[batch, latent]` each.
    pub fn forward(&self, images: Tensor<2>, labels: Tensor<2>) -> Code {
        let [batch, _] = images.dims();
        // [batch, 784] -> [batch, 1, 28, 28]
        let x = relu(self.to_14.forward(images.reshape([batch, 1, SIDE, SIDE])));
        let x = relu(self.to_7.forward(x));
        // [batch, channels, 7, 7] -> [batch, channels * 7 * 7]
        let features = beside(x.flatten(1, 3), labels, self.conditional);
        Code {
            mean: self.mean.forward(features.clone()),
            log_variance: self.log_variance.forward(features),
        }
    }
}

/// D: two convolutions to 7 x 7, then the logit.
#[derive(Module, Debug)]
pub struct DcganDiscriminator {
    to_14: Halve,
    to_7: Halve,
    head: Head,
    /// With concatenation, the label as one more channel of the image.
    label_plane: Option<Dense>,
    packing: usize,
}

impl DcganDiscriminator {
    pub(super) fn new(config: &Config, init: &mut Init) -> Self {
        let [small, large] = config.channels;
        let labels = config.packing * CLASSES;
        let concatenates = config.condition == Condition::Concatenation;
        Self {
            to_14: init.halve(config.packing + usize::from(concatenates), large),
            to_7: init.halve(large, small),
            head: Head::new(small * SMALL * SMALL, config, init),
            label_plane: concatenates.then(|| init.dense(labels, PIXELS, true)),
            packing: config.packing,
        }
    }

    /// `[batch, packing * 784]`, `[batch, packing * 10]` -> `[batch, 1]`
    pub fn forward(&self, input: Labelled) -> Tensor<2> {
        let labels = input.labels.clone();
        let x = activate(
            Activation::LeakyRelu,
            self.to_14.forward(self.planes(input)),
        );
        let x = activate(Activation::LeakyRelu, self.to_7.forward(x));
        // [batch, channels, 7, 7] -> [batch, channels * 7 * 7]
        self.head.forward(x.flatten(1, 3), labels)
    }

    /// The gradient of each logit at its own images, `[batch, packing * 784]`, itself
    /// differentiable in the weights.
    pub fn input_gradient(&self, input: Labelled) -> Tensor<2> {
        let labels = input.labels.clone();
        let y = self.to_14.forward(self.planes(input));
        let slope_14 = slope(Activation::LeakyRelu, y.clone());
        let y = self.to_7.forward(activate(Activation::LeakyRelu, y));
        let slope_7 = slope(Activation::LeakyRelu, y);
        // [batch, channels * 7 * 7] -> [batch, channels, 7, 7]
        let gradient = self.head.gradient(labels).reshape(slope_7.dims());
        let gradient = self.to_7.backward(gradient * slope_7);
        let gradient = self.to_14.backward(gradient * slope_14);
        let [batch, _, _, _] = gradient.dims();
        // [batch, planes, 28, 28] -> [batch, packing * 784]
        gradient
            .slice([0..batch, 0..self.packing])
            .reshape([batch, self.packing * PIXELS])
    }

    /// `[batch, packing * 784]` -> `[batch, planes, 28, 28]`
    fn planes(&self, Labelled { images, labels }: Labelled) -> Tensor<4> {
        let [batch, _] = images.dims();
        let images = images.reshape([batch, self.packing, SIDE, SIDE]);
        match &self.label_plane {
            Some(plane) => {
                let plane = plane.forward(labels).reshape([batch, 1, SIDE, SIDE]);
                Tensor::cat(vec![images, plane], 1)
            }
            None => images,
        }
    }

    /// One step of power iteration where the weights are spectrally normalized.
    pub fn iterate(self) -> Self {
        Self {
            to_14: self.to_14.iterate(),
            to_7: self.to_7.iterate(),
            head: self.head.iterate(),
            label_plane: self.label_plane.map(Dense::iterate),
            ..self
        }
    }
}
