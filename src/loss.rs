//! The losses, on logits. With D(x) = sigmoid(l(x)), -log D(x) = softplus(-l(x)) and
//! -log(1 - D(x)) = softplus(l(x)), which stay finite where the logarithms of the text would not.

use burn::tensor::{Tensor, activation::log_sigmoid};

/// log(1 + exp(x)), computed without overflow.
fn softplus(x: Tensor<2>) -> Tensor<2> {
    log_sigmoid(x.neg()).neg()
}

/// L_D = -E\[log D(x)\] - E\[log(1 - D(G(z)))\] (Goodfellow et al., arXiv 1406.2661, eq. 1), of
/// logits `[batch, 1]` of real and of generated images, as a tensor `[1]`.
pub fn discriminator_loss(real: Tensor<2>, fake: Tensor<2>) -> Tensor<1> {
    softplus(real.neg()).mean() + softplus(fake).mean()
}

/// The non-saturating L_G = -E\[log D(G(z))\] (Goodfellow et al., section 3), of logits
/// `[batch, 1]` of generated images, as a tensor `[1]`.
pub fn generator_loss(fake: Tensor<2>) -> Tensor<1> {
    softplus(fake.neg()).mean()
}
