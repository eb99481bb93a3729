//! A small DCGAN (Radford et al., arXiv 1511.06434), and the encoder of the convolutional VAE.

use burn::{
    module::{Module, Param},
    tensor::Tensor,
};

use super::{
    Code, Labelled,
    activation::{LEAKY_RELU, LINEAR, RELU, derivative},
    beside,
    head::Head,
    init::Init,
    layers::{BatchNorm, Dense},
};
use crate::{
    config::{Condition, Config},
    data::{CLASSES, PIXELS, SIDE},
    kernel::{self, Maps},
};

/// The side of the smallest feature maps.
const SMALL: usize = SIDE / 4;

/// G, or the VAE's decoder: a dense layer to 7 x 7, then two transposed convolutions to 28 x 28.
#[derive(Module, Debug)]
pub struct DcganGenerator {
    dense: Dense,
    dense_norm: BatchNorm,
    to_14: Dense,
    to_14_norm: BatchNorm,
    to_28: Dense,
    shift: Param<Tensor<1>>,
    channels: [usize; 2],
    conditional: bool,
}

impl DcganGenerator {
    pub(super) fn new(config: &Config, init: &mut Init) -> Self {
        let [small, large] = config.channels;
        let conditional = config.is_conditional();
        let input = config.latent + if conditional { CLASSES } else { 0 };
        // No bias where batch normalization would take it away again.
        Self {
            dense: init.dense(input, small * SMALL * SMALL, false),
            dense_norm: init.batch_norm(small * SMALL * SMALL),
            to_14: init.double(small, large),
            to_14_norm: init.batch_norm(large),
            to_28: init.double(large, 1),
            shift: init.zeros(1),
            channels: config.channels,
            conditional,
        }
    }

    /// See [`BatchNorm::freeze`].
    pub fn freeze(self) -> Self {
        Self {
            dense_norm: self.dense_norm.freeze(),
            to_14_norm: self.to_14_norm.freeze(),
            ..self
        }
    }

    /// `[batch, latent]`, `[batch, 10]` -> `[batch, 784]`, before the tanh.
    pub fn forward(&self, latents: Tensor<2>, labels: Tensor<2>) -> Tensor<2> {
        let [batch, _] = latents.dims();
        let [small, large] = self.channels;
        let input = beside(latents, labels, self.conditional);
        let x = self
            .dense_norm
            .forward(self.dense.forward(input, LINEAR), 1, RELU);
        // [batch, 7 * 7 * channels] -> [batch * 7 * 7, channels]
        let x = x.reshape([batch * SMALL * SMALL, small]);
        let x = self.to_14.double(x, at_14(batch, large));
        let x = self.to_14_norm.forward(x, 1, RELU);
        let x = self.to_28.double(x, at_28(batch, 1));
        let x = kernel::activate(x, self.shift.val(), LINEAR);
        // [batch * 28 * 28, 1] -> [batch, 784]
        x.reshape([batch, PIXELS])
    }
}

fn at_28(batch: usize, channels: usize) -> Maps {
    Maps {
        batch,
        side: SIDE,
        channels,
    }
}

fn at_14(batch: usize, channels: usize) -> Maps {
    Maps {
        batch,
        side: SIDE / 2,
        channels,
    }
}

/// The encoder of the convolutional VAE: two convolutions to 7 x 7, then the code.
#[derive(Module, Debug)]
pub struct ConvEncoder {
    to_14: Dense,
    to_7: Dense,
    mean: Dense,
    log_variance: Dense,
    channels: [usize; 2],
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
            mean: init.dense(features, config.latent, true),
            log_variance: init.dense(features, config.latent, true),
            channels: config.channels,
            conditional,
        }
    }

    /// `[batch, 784]`, `[batch, 10]` -> `[batch, latent]` each.
    pub fn forward(&self, images: Tensor<2>, labels: Tensor<2>) -> Code {
        let [batch, _] = images.dims();
        let [small, large] = self.channels;
        // [batch, 784] -> [batch * 28 * 28, 1]
        let x = images.reshape([batch * PIXELS, 1]);
        let x = self.to_14.halve(x, at_28(batch, 1), RELU);
        let x = self.to_7.halve(x, at_14(batch, large), RELU);
        // [batch * 7 * 7, channels] -> [batch, 7 * 7 * channels]
        let x = x.reshape([batch, SMALL * SMALL * small]);
        let features = beside(x, labels, self.conditional);
        Code {
            mean: self.mean.forward(features.clone(), LINEAR),
            log_variance: self.log_variance.forward(features, LINEAR),
        }
    }
}

/// D: two convolutions to 7 x 7, then the logit.
#[derive(Module, Debug)]
pub struct DcganDiscriminator {
    to_14: Dense,
    to_7: Dense,
    head: Head,
    /// With concatenation, the label as one more channel of the image.
    label_plane: Option<Dense>,
    channels: [usize; 2],
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
            channels: config.channels,
            packing: config.packing,
        }
    }

    /// `[batch, packing * 784]`, `[batch, packing * 10]` -> `[batch, 1]`
    pub fn forward(&self, input: Labelled) -> Tensor<2> {
        let labels = input.labels.clone();
        let [_, at_7] = self.features(input);
        self.head.forward(self.flat(at_7), labels)
    }

    /// The gradient of each logit at its own images, `[batch, packing * 784]`, itself
    /// differentiable in the weights.
    pub fn input_gradient(&self, input: Labelled) -> Tensor<2> {
        let labels = input.labels.clone();
        let [batch, _] = labels.dims();
        let [_, large] = self.channels;
        let slopes = self.features(input).map(|x| derivative(&x, LEAKY_RELU));
        let [slope_14, slope_7] = slopes;
        // [batch, 7 * 7 * channels] -> [batch * 7 * 7, channels]
        let gradient = self.head.gradient(labels).reshape(slope_7.dims());
        let maps = at_14(batch, large);
        let gradient = self.to_7.halve_backward(gradient * slope_7, maps);
        let planes = self.planes_seen();
        let maps = at_28(batch, planes);
        let gradient = self.to_14.halve_backward(gradient * slope_14, maps);
        // [batch * 28 * 28, planes] -> [batch, packing * 784]
        let gradient = gradient.reshape([batch, PIXELS, planes]).swap_dims(1, 2);
        gradient
            .slice([0..batch, 0..self.packing])
            .reshape([batch, self.packing * PIXELS])
    }

    /// The feature maps at 14 x 14 and at 7 x 7, `[batch * side * side, channels]`.
    fn features(&self, input: Labelled) -> [Tensor<2>; 2] {
        let [batch, _] = input.images.dims();
        let [_, large] = self.channels;
        let whole = at_28(batch, self.planes_seen());
        let half = self.to_14.halve(self.planes(input), whole, LEAKY_RELU);
        let maps = at_14(batch, large);
        let quarter = self.to_7.halve(half.clone(), maps, LEAKY_RELU);
        [half, quarter]
    }

    /// `[batch * 7 * 7, channels] -> [batch, 7 * 7 * channels]`
    fn flat(&self, features: Tensor<2>) -> Tensor<2> {
        let [rows, channels] = features.dims();
        let pixels = SMALL * SMALL;
        features.reshape([rows / pixels, pixels * channels])
    }

    fn planes_seen(&self) -> usize {
        self.packing + usize::from(self.label_plane.is_some())
    }

    /// `[batch, packing * 784]` -> `[batch * 28 * 28, planes]`
    fn planes(&self, Labelled { images, labels }: Labelled) -> Tensor<2> {
        let [batch, _] = images.dims();
        let planes = match &self.label_plane {
            Some(plane) => Tensor::cat(vec![images, plane.forward(labels, LINEAR)], 1),
            None => images,
        };
        let count = self.planes_seen();
        let pixels = planes.reshape([batch, count, PIXELS]).swap_dims(1, 2);
        pixels.reshape([batch * PIXELS, count])
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
