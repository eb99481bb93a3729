//! The losses, on logits. With D(x) = sigmoid(l(x)), -log D(x) = softplus(-l(x)) and
//! -log(1 - D(x)) = softplus(l(x)), which stay finite where the logarithms of the text would not.

use burn::tensor::{Tensor, activation::log_sigmoid};

use crate::{
    config::Loss,
    kernel::{Criterion, Curve, LogitTerm},
};

impl Loss {
    /// L_D, of the logits of real images, then of as many generated ones.
    ///
    /// - minimax, non-saturating: -E\[log D(x)\] - E\[log(1 - D(G(z)))\] (Goodfellow et al., arXiv
    ///   1406.2661, eq. 1), with 1 - `smoothing` as the target of real images
    /// - least squares: E\[(l(x) - 1)^2\] / 2 + E\[l(G(z))^2\] / 2 (Mao et al., arXiv 1611.04076, eq. 9)
    /// - Wasserstein: E\[l(G(z))\] - E\[l(x)\] (Arjovsky et al., arXiv 1701.07875, eq. 3)
    /// - hinge: E\[max(0, 1 - l(x))\] + E\[max(0, 1 + l(G(z)))\] (Lim and Ye, arXiv 1705.02894)
    /// - relativistic pairing: E\[softplus(-(l(x) - l(G(z))))\] (Jolicoeur-Martineau, arXiv 1807.00734)
    pub fn discriminator(self, smoothing: f64) -> Criterion {
        let smoothing = smoothing as f32;
        let [mut real, mut fake] = [LogitTerm::new(-1.0), LogitTerm::new(1.0)];
        match self {
            // softplus(l) is softplus(-l) + l, so the smoothed target adds a multiple of l.
            Self::Minimax | Self::NonSaturating => real.linear = smoothing,
            Self::LeastSquares => real.shift = 1.0 - smoothing,
            Self::Hinge => [real.shift, fake.shift] = [1.0, 1.0],
            Self::Wasserstein | Self::WganGp | Self::Relativistic => {}
        }
        Criterion {
            real: Some(real),
            ..self.criterion(fake)
        }
    }

    /// L_G, of the logits of generated images; for the relativistic loss of those of real images, then of
    /// as many generated ones.
    ///
    /// - minimax: E\[log(1 - D(G(z)))\]
    /// - non-saturating: -E\[log D(G(z))\] (Goodfellow et al., section 3)
    /// - least squares: E\[(l(G(z)) - 1)^2\] / 2
    /// - Wasserstein, hinge: -E\[l(G(z))\]
    /// - relativistic pairing: E\[softplus(-(l(G(z)) - l(x)))\]
    pub fn generator(self) -> Criterion {
        let down = LogitTerm::new(-1.0);
        match self {
            Self::Minimax => Criterion {
                weight: -1.0,
                ..self.criterion(LogitTerm::new(1.0))
            },
            Self::LeastSquares => self.criterion(LogitTerm { shift: 1.0, ..down }),
            Self::Hinge => Criterion {
                curve: Curve::Linear,
                ..self.criterion(down)
            },
            Self::Relativistic => Criterion {
                real: Some(LogitTerm::new(1.0)),
                ..self.criterion(down)
            },
            Self::NonSaturating | Self::Wasserstein | Self::WganGp => self.criterion(down),
        }
    }

    fn criterion(self, fake: LogitTerm) -> Criterion {
        Criterion {
            curve: match self {
                Self::Minimax | Self::NonSaturating | Self::Relativistic => Curve::Softplus,
                Self::LeastSquares => Curve::Square,
                Self::Hinge => Curve::Hinge,
                Self::Wasserstein | Self::WganGp => Curve::Linear,
            },
            real: None,
            fake,
            paired: self == Self::Relativistic,
            weight: 1.0,
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
    // The square root has no slope at zero.
    let slope = squared_norm(gradient).add_scalar(1e-12).sqrt();
    slope.sub_scalar(1.0).square().mean()
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
