//! What stands at the end of networks of every kind: D's logit, and the code of a VAE's encoder.

use super::{Architecture, Features, LabelInput, LayerSpec, Operation};
use crate::{
    config::{Condition, Config},
    data::ImageShape,
};

/// D with its logit: features · w + b, plus features · V label where it is told the label by projection (Miyato
/// and Koyama, arXiv 1802.05637, eq. 4).
pub(crate) fn logit(
    mut network: Architecture,
    config: &Config,
    shape: &ImageShape,
) -> Architecture {
    let features = network.head_input();
    network
        .heads
        .push(LayerSpec::linear("logit", features, Features::vector(1)));
    if config.condition == Condition::Projection {
        network.labels = config.packing * shape.class_count();
        network.label_input = LabelInput::Projection;
        network.heads.push(LayerSpec {
            operation: Operation::Projection,
            bias: false,
            ..LayerSpec::linear("projection", features, Features::vector(network.labels))
        });
    }
    network
}

/// An encoder with the mean and the logarithm of the variance of the latent vector.
pub(crate) fn code(mut network: Architecture, latent: usize) -> Architecture {
    let features = network.head_input();
    for name in ["mean", "log_variance"] {
        let head = LayerSpec::linear(name, features, Features::vector(latent));
        network.heads.push(head.set_by("latent", 0));
    }
    network
}
