//! A small DCGAN (Radford et al., arXiv 1511.06434) conditional on the label: G gets it beside the
//! latent vector, D by projection (Miyato and Koyama, arXiv 1802.05637).

use burn::{
    module::Module,
    nn::{
        BatchNorm, Linear,
        conv::{Conv2d, ConvTranspose2d},
    },
    tensor::{Tensor, activation::relu},
};

use super::{activation::leaky_relu, init::Init};
use crate::{
    config::Dcgan,
    data::{CLASSES, PIXELS, SIDE},
};

/// The side of the smallest feature maps.
const SMALL: usize = SIDE / 4;

/// G: a dense layer to 7 x 7, then two transposed convolutions to 28 x 28.
#[derive(Module, Debug)]
pub struct DcganGenerator {
    dense: Linear,
    dense_norm: BatchNorm,
    to_14: ConvTranspose2d,
    to_14_norm: BatchNorm,
    to_28: ConvTranspose2d,
    channels: usize,
}

impl DcganGenerator {
    pub(super) fn new(config: &Dcgan, latent: usize, init: &mut Init) -> Self {
        let [small, large] = config.channels;
        // No bias where batch normalization would take it away again.
        Self {
            dense: init.linear(latent + CLASSES, small * SMALL * SMALL, false),
            dense_norm: init.batch_norm(small * SMALL * SMALL),
            to_14: init.double(small, large, false),
            to_14_norm: init.batch_norm(large),
            to_28: init.double(large, 1, true),
            channels: small,
        }
    }

    /// `[batch, latent]`, `[batch, 10]` -> `[batch, 784]` in -1..1.
    pub fn forward(&self, latents: Tensor<2>, labels: Tensor<2>) -> Tensor<2> {
        let [batch, _] = latents.dims();
        let x = self.dense.forward(Tensor::cat(vec![latents, labels], 1));
        let x = relu(self.dense_norm.forward(x));
        // [batch, channels * 7 * 7] -> [batch, channels, 7, 7]
        let x = x.reshape([batch, self.channels, SMALL, SMALL]);
        let x = relu(self.to_14_norm.forward(self.to_14.forward(x)));
        // [batch, 1, 28, 28] -> [batch, 784]
        self.to_28.forward(x).reshape([batch, PIXELS]).tanh()
    }
}

/// D: two convolutions to 7 x 7, then the logit of the image plus that of its label.
#[derive(Module, Debug)]
pub struct DcganDiscriminator {
    to_14: Conv2d,
    to_7: Conv2d,
    image_logit: Linear,
    label_logits: Linear,
}

impl DcganDiscriminator {
    pub(super) fn new(config: &Dcgan, init: &mut Init) -> Self {
        let [small, large] = config.channels;
        let features = small * SMALL * SMALL;
        Self {
            to_14: init.halve(1, large),
            to_7: init.halve(large, small),
            image_logit: init.linear(features, 1, true),
            label_logits: init.linear(features, CLASSES, false),
        }
    }

    /// `[batch, 784]`, `[batch, 10]` -> `[batch, 1]`.
    pub fn forward(&self, images: Tensor<2>, labels: Tensor<2>) -> Tensor<2> {
        let [batch, _] = images.dims();
        // [batch, 784] -> [batch, 1, 28, 28]
        let x = images.reshape([batch, 1, SIDE, SIDE]);
        let x = leaky_relu(self.to_14.forward(x));
        let x = leaky_relu(self.to_7.forward(x));
        // [batch, channels, 7, 7] -> [batch, channels * 7 * 7]
        let features: Tensor<2> = x.flatten(1, 3);
        // The inner product of the label's embedding with the features, as one column of a matrix
        // product that the one-hot label picks.
        let projection = (self.label_logits.forward(features.clone()) * labels).sum_dim(1);
        self.image_logit.forward(features) + projection
    }
}
