//! The losses, on logits. With D(x) = sigmoid(l(x)), -log D(x) = softplus(-l(x)) and
//! -log(1 - D(x)) = softplus(l(x)), which stay finite where the logarithms of the text would not.

use burn::tensor::{Tensor, activation::log_sigmoid};

use crate::{
    config::Loss,
    kernel::{Criterion, Curve, LogitTerm},
};

impl Loss {
    /// L_D, of the logits of real images, then of as many generated ones.
    pub fn discriminator(self, smoothing: f64) -> Criterion {
        let [discriminator, _] = self.criteria(smoothing as f32);
        discriminator
    }

    /// L_G, of the logits of generated images; for the relativistic loss of those of real images, then of
    /// as many generated ones.
    pub fn generator(self) -> Criterion {
        let [_, generator] = self.criteria(0.0);
        generator
    }

    /// L_D, with 1 - `smoothing` as the target of real images where there is one, and L_G.
    fn criteria(self, smoothing: f32) -> [Criterion; 2] {
        let [up, down] = [LogitTerm::new(1.0), LogitTerm::new(-1.0)];
        // softplus(l) is softplus(-l) + l, so the smoothed target adds a multiple of l.
        let smoothed = LogitTerm {
            linear: smoothing,
            ..down
        };
        let shifted = |side: LogitTerm, shift| LogitTerm { shift, ..side };
        let of_fake = |curve, fake| Criterion {
            curve,
            real: None,
            fake,
            paired: false,
            weight: 1.0,
        };
        let of_both = |curve, real, fake| Criterion {
            real: Some(real),
            ..of_fake(curve, fake)
        };
        let of_pairs = |curve, real, fake| Criterion {
            paired: true,
            ..of_both(curve, real, fake)
        };
        match self {
            // L_D = -E[log D(x)] - E[log(1 - D(G(z)))], L_G = E[log(1 - D(G(z)))] (Goodfellow et al., arXiv
            // 1406.2661, eq. 1)
            Self::Minimax => [
                of_both(Curve::Softplus, smoothed, up),
                Criterion {
                    weight: -1.0,
                    ..of_fake(Curve::Softplus, up)
                },
            ],
            // The same L_D, L_G = -E[log D(G(z))] (Goodfellow et al., section 3)
            Self::NonSaturating => [
                of_both(Curve::Softplus, smoothed, up),
                of_fake(Curve::Softplus, down),
            ],
            // L_D = E[(l(x) - 1)^2] / 2 + E[l(G(z))^2] / 2, L_G = E[(l(G(z)) - 1)^2] / 2 (Mao et al., arXiv
            // 1611.04076, eq. 9)
            Self::LeastSquares => [
                of_both(Curve::Square, shifted(down, 1.0 - smoothing), up),
                of_fake(Curve::Square, shifted(down, 1.0)),
            ],
            // L_D = E[l(G(z))] - E[l(x)], L_G = -E[l(G(z))] (Arjovsky et al., arXiv 1701.07875, eq. 3)
            Self::Wasserstein | Self::WganGp => [
                of_both(Curve::Linear, down, up),
                of_fake(Curve::Linear, down),
            ],
            // L_D = E[max(0, 1 - l(x))] + E[max(0, 1 + l(G(z)))], L_G = -E[l(G(z))] (Lim and Ye, arXiv
            // 1705.02894)
            Self::Hinge => [
                of_both(Curve::Hinge, shifted(down, 1.0), shifted(up, 1.0)),
                of_fake(Curve::Linear, down),
            ],
            // L_D = E[softplus(-(l(x) - l(G(z))))], L_G = E[softplus(-(l(G(z)) - l(x)))]
            // (Jolicoeur-Martineau, arXiv 1807.00734)
            Self::Relativistic => [
                of_pairs(Curve::Softplus, down, up),
                of_pairs(Curve::Softplus, up, down),
            ],
        }
    }

    /// |dL_G / dl| at an image of the logit `fake`, beside a real one of the logit `real`. Near zero, G learns
    /// nothing from it.
    pub fn generator_gradient(self, fake: f32, real: f32) -> f32 {
        let criterion = self.generator();
        let beside = criterion.real.map_or(0.0, |side| side.point(real));
        let x = criterion.fake.point(fake) + beside;
        (criterion.weight * criterion.curve.derivative(x)).abs()
    }

    /// Whether sigmoid(l(x)) is the probability that x is real.
    pub fn has_probabilities(self) -> bool {
        matches!(self, Loss::Minimax | Loss::NonSaturating)
    }
}

/// log(1 + exp(x)), computed without overflow.
fn softplus(x: Tensor<2>) -> Tensor<2> {
    log_sigmoid(x.neg()).neg()
}

/// The squared length of each row of D's gradients at its inputs, `[batch, pixels] -> [batch, 1]`.
fn squared_norm(gradient: Tensor<2>) -> Tensor<2> {
    gradient.square().sum_dim(1)
}

/// E\[|grad D|^2\] / 2 of gradients `[batch, pixels]` at real images, R1, or at generated ones, R2
/// (Mescheder et al., arXiv 1801.04406, eq. 9), as a tensor `[1]`.
pub fn squared_gradient_penalty(gradient: Tensor<2>) -> Tensor<1> {
    squared_norm(gradient).mean().div_scalar(2.0)
}

/// E\[(|grad D| - 1)^2\] of gradients `[batch, pixels]` between real and generated images (Gulrajani
/// et al., arXiv 1704.00028, eq. 3), as a tensor `[1]`.
pub fn gradient_penalty(gradient: Tensor<2>) -> Tensor<1> {
    // The square root has no derivative at zero.
    let norm = squared_norm(gradient).add_scalar(1e-12).sqrt();
    norm.sub_scalar(1.0).square().mean()
}

/// The two parts of the negative ELBO, summed over pixels and latent dimensions, as means over the
/// batch, `[1]` each in nats: -log p(x | z) of logits `[batch, features]` for pixels 0..1 as
/// Bernoulli probabilities, and the KL divergence of N(mean, exp(log_variance)) from N(0, 1) (Kingma
/// and Welling, arXiv 1312.6114, eq. 10 and appendix B).
pub fn negative_elbo(
    logits: Tensor<2>,
    intensities: Tensor<2>,
    mean: Tensor<2>,
    log_variance: Tensor<2>,
) -> (Tensor<1>, Tensor<1>) {
    let reconstruction = softplus(logits.clone()) - logits * intensities;
    let divergence = log_variance.clone().exp() + mean.square() - log_variance.add_scalar(1.0);
    (
        reconstruction.sum_dim(1).mean(),
        divergence.sum_dim(1).mean().div_scalar(2.0),
    )
}
