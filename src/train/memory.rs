//! How much memory a run takes, estimated before it is taken.

use serde::Serialize;

use super::{architectures, slots};
use crate::{
    config::{Config, Loss},
    data::ImageShape,
    error::{Error, Result},
    model::{Architecture, LayerSpec},
};

/// The most that a run may take: half of what a page's module can ever have.
pub const MAX_BYTES: u64 = 2 << 30;

/// Bytes of a number.
const BYTES: u64 = 4;

/// What a run keeps and what a step takes for a while, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Memory {
    /// Of both networks, which exist twice while an optimizer changes them.
    pub weights: u64,
    /// What the optimizers keep.
    pub optimizer: u64,
    /// The moving averages.
    pub average: u64,
    /// Of the network that learns.
    pub gradients: u64,
    /// What the layers make of a batch, which their gradients are computed from.
    pub activations: u64,
    /// The patches that convolutions are computed from.
    pub workspace: u64,
    /// The copy that a checkpoint is written from, and its bytes.
    pub checkpoint: u64,
    /// All of it.
    pub total: u64,
    /// [`MAX_BYTES`]
    pub limit: u64,
}

impl Memory {
    /// The estimate for a configuration and images of a shape.
    ///
    /// # Errors
    /// `conflicting_options` where the model cannot have such images.
    pub fn of(config: &Config, shape: &ImageShape) -> Result<Self> {
        let [first, second] = architectures(config, shape)?;
        let sizes = [&first, &second].map(numbers);
        let kept = [
            slots(config.g_optimizer).len() as u64,
            slots(config.d_optimizer).len() as u64,
        ];
        let optimizer = sizes[0] * kept[0] + sizes[1] * kept[1];
        let average = sizes[0] + if config.model.is_gan() { 0 } else { sizes[1] };
        let weights = sizes[0] + sizes[1];
        let passes = Passes::of(config, shape);
        let activations = [(&first, passes.first), (&second, passes.second)];
        let activations = activations.map(|(network, rows)| rows * per_row(network));
        let workspace = [(&first, passes.first), (&second, passes.patched)];
        let workspace = workspace.map(|(network, rows)| {
            let layers = network.all_layers();
            rows * layers.map(|layer| layer.workspace() as u64).sum::<u64>()
        });
        let numbers = [
            2 * weights,
            optimizer,
            average,
            sizes[0].max(sizes[1]),
            activations[0] + activations[1] + passes.values,
            workspace[0] + workspace[1],
            2 * (weights + optimizer + average),
        ];
        let [
            weights,
            optimizer,
            average,
            gradients,
            activations,
            workspace,
            checkpoint,
        ] = numbers.map(|numbers| BYTES * numbers);
        Ok(Self {
            weights,
            optimizer,
            average,
            gradients,
            activations,
            workspace,
            checkpoint,
            total: BYTES * numbers.iter().sum::<u64>(),
            limit: MAX_BYTES,
        })
    }

    /// Checks that it is no more than there may be.
    ///
    /// # Errors
    /// `invalid_option` with the number and the bound.
    pub fn check(&self) -> Result<()> {
        if self.total <= self.limit {
            return Ok(());
        }
        let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
        Err(Error::InvalidOption {
            name: "the memory that these settings take".to_owned(),
            value: format!("{} MB", megabytes(self.total)),
            bound: format!(
                "at most {} MB; smaller batches, fewer units or channels take less",
                megabytes(self.limit)
            ),
        })
    }
}

/// Rows of each network that a step keeps at once.
struct Passes {
    first: u64,
    second: u64,
    /// Those of the second that are computed from patches and kept for their gradient.
    patched: u64,
    /// Numbers of images, real, generated, changed and with gradients.
    values: u64,
}

impl Passes {
    fn of(config: &Config, shape: &ImageShape) -> Self {
        let batch = config.batch_size as u64;
        let image = shape.len() as u64;
        if !config.model.is_gan() {
            return Self {
                first: 2 * batch,
                second: 2 * batch,
                patched: batch,
                values: 4 * batch * image,
            };
        }
        let rows = batch / config.packing as u64;
        let penalties = [config.r1, config.r2, config.gradient_penalty];
        let penalties = penalties.iter().filter(|weight| **weight > 0.0).count() as u64;
        let batches = config.d_steps as u64;
        Self {
            // Forward and backward.
            first: 2 * batch,
            // Of real and generated images, and twice as many passes for the gradient of a gradient.
            second: 2 * 2 * rows + penalties * 4 * rows,
            patched: 2 * rows + penalties * 2 * rows,
            values: batches * 2 * batch * image
                + 4 * batch * image
                + if config.loss == Loss::Relativistic {
                    2 * batch * image
                } else {
                    0
                },
        }
    }
}

/// All numbers of a network's tensors.
fn numbers(network: &Architecture) -> u64 {
    let of_layer = |layer: &LayerSpec| {
        let [inputs, _] = layer.weight_shape();
        let running = if layer.batch_norm.is_some() {
            2 * layer.columns()
        } else {
            0
        };
        let singular = if network.spectral_norm { inputs } else { 0 };
        (layer.parameters() + running + singular) as u64
    };
    network.all_layers().map(of_layer).sum()
}

/// Numbers that the layers make of one input.
fn per_row(network: &Architecture) -> u64 {
    let of_layer = |layer: &LayerSpec| {
        // With batch normalization, both what it takes and what it gives.
        let copies = 1 + usize::from(layer.batch_norm.is_some());
        (copies * layer.output.len()) as u64
    };
    let input = network.first_input().len() as u64;
    input + network.all_layers().map(of_layer).sum::<u64>()
}
