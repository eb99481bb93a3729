//! A network as a list of layers, written once: what it computes, its shapes, weights, operations and memory,
//! and its exports all follow from it.

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// The side of a convolution's kernel.
pub(crate) const KERNEL: usize = crate::kernel::PATCH;

/// What flows between two layers for one input: feature maps, or a vector as maps of one pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Features {
    pub height: usize,
    pub width: usize,
    pub channels: usize,
}

impl Features {
    /// A vector of so many numbers.
    pub fn vector(channels: usize) -> Self {
        Self {
            height: 1,
            width: 1,
            channels,
        }
    }

    /// Feature maps.
    pub fn maps(height: usize, width: usize, channels: usize) -> Self {
        Self {
            height,
            width,
            channels,
        }
    }

    /// Numbers in all.
    pub fn len(self) -> usize {
        self.height * self.width * self.channels
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    pub(crate) fn pixels(self) -> usize {
        self.height * self.width
    }
}

/// What a layer does to its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// `[rows, inputs] -> [rows, outputs]`
    Linear,
    /// A 4 x 4 convolution with stride 2 and padding 1, to half the height and width.
    Conv2d,
    /// A 4 x 4 transposed convolution with stride 2 and padding 1, to twice the height and width.
    ConvTranspose2d,
    /// The inner product of D's last features with the embedding of the label (Miyato and Koyama, arXiv
    /// 1802.05637, eq. 4).
    Projection,
}

/// Where a layer normalizes its batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Normalization {
    BeforeActivation,
    AfterActivation,
}

/// `x` where it is positive, else `negative_slope * x`: 1 is no activation, 0 is ReLU.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LeakyRelu {
    pub negative_slope: f32,
}

/// No activation.
pub const IDENTITY: LeakyRelu = LeakyRelu {
    negative_slope: 1.0,
};
pub const RELU: LeakyRelu = LeakyRelu {
    negative_slope: 0.0,
};
pub const LEAKY_RELU: LeakyRelu = LeakyRelu {
    negative_slope: 0.2,
};

/// What makes values of a network's last numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Output {
    Identity,
    /// -1..1
    Tanh,
    /// 0..1
    Sigmoid,
}

/// How a network is told the label, as a one-hot vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LabelInput {
    None,
    /// Beside the numbers of its input, a vector.
    Input,
    /// As one more channel of its input, made by a linear layer.
    Channel,
    /// Beside the features that its heads see.
    Features,
    /// By a head of the operation [`Operation::Projection`].
    Projection,
}

/// A layer: its operation, then batch normalization and activation in the order that it says.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerSpec {
    /// What its tensors are called in a file: `NAME.weight` and so on.
    pub name: String,
    pub operation: Operation,
    /// Of one input.
    pub input: Features,
    pub output: Features,
    pub bias: bool,
    pub batch_norm: Option<Normalization>,
    pub activation: LeakyRelu,
    /// The probability that a training step drops an output.
    pub dropout: f64,
    /// The option that gives its width, and the place in it.
    pub option: Option<(&'static str, usize)>,
}

/// With what follows from the fields: the weights that learn, and the operations.
impl Serialize for LayerSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut layer = serializer.serialize_struct("LayerSpec", 11)?;
        layer.serialize_field("name", &self.name)?;
        layer.serialize_field("operation", &self.operation)?;
        layer.serialize_field("input", &self.input)?;
        layer.serialize_field("output", &self.output)?;
        layer.serialize_field("bias", &self.bias)?;
        layer.serialize_field("batch_norm", &self.batch_norm)?;
        layer.serialize_field("activation", &self.activation)?;
        layer.serialize_field("dropout", &self.dropout)?;
        layer.serialize_field("option", &self.option)?;
        layer.serialize_field("parameters", &self.parameters())?;
        layer.serialize_field("operations", &self.operations())?;
        layer.end()
    }
}

impl LayerSpec {
    /// A linear layer with a bias and without an activation.
    pub fn linear(name: impl Into<String>, input: Features, output: Features) -> Self {
        Self {
            name: name.into(),
            operation: Operation::Linear,
            input,
            output,
            bias: true,
            batch_norm: None,
            activation: IDENTITY,
            dropout: 0.0,
            option: None,
        }
    }

    /// A convolution to `channels` maps of half the sides.
    pub fn conv2d(name: impl Into<String>, input: Features, channels: usize) -> Self {
        let output = Features::maps(input.height / 2, input.width / 2, channels);
        Self {
            operation: Operation::Conv2d,
            ..Self::linear(name, input, output)
        }
    }

    /// A transposed convolution to `channels` maps of twice the sides.
    pub fn conv_transpose2d(name: impl Into<String>, input: Features, channels: usize) -> Self {
        let output = Features::maps(2 * input.height, 2 * input.width, channels);
        Self {
            operation: Operation::ConvTranspose2d,
            ..Self::linear(name, input, output)
        }
    }

    pub fn activated(mut self, activation: LeakyRelu) -> Self {
        self.activation = activation;
        self
    }

    /// With batch normalization; where it stands before the activation it takes away any bias, so there is none.
    pub fn normalized(mut self, place: Normalization) -> Self {
        self.batch_norm = Some(place);
        self.bias = self.bias && place == Normalization::AfterActivation;
        self
    }

    pub fn set_by(mut self, option: &'static str, place: usize) -> Self {
        self.option = Some((option, place));
        self
    }

    /// The shape of its weight, `[inputs, outputs]`: of a convolution one row for each place of the kernel and
    /// channel, of a transposed one as many columns.
    pub fn weight_shape(&self) -> [usize; 2] {
        let area = KERNEL * KERNEL;
        match self.operation {
            Operation::Linear | Operation::Projection => [self.input.len(), self.output.len()],
            Operation::Conv2d => [area * self.input.channels, self.output.channels],
            Operation::ConvTranspose2d => [self.input.channels, area * self.output.channels],
        }
    }

    /// What decides the size of the initial weights: the numbers that one output is made of, and those that one
    /// input goes to, each counted over a whole kernel.
    pub(crate) fn fans(&self) -> [usize; 2] {
        let area = KERNEL * KERNEL;
        match self.operation {
            Operation::Linear | Operation::Projection => self.weight_shape(),
            _ => [area * self.input.channels, area * self.output.channels],
        }
    }

    /// The columns that a bias or batch normalization has a number for: units of a linear layer, else channels.
    pub fn columns(&self) -> usize {
        match self.operation {
            Operation::Linear | Operation::Projection => self.output.len(),
            _ => self.output.channels,
        }
    }

    /// Numbers that learn.
    pub fn parameters(&self) -> usize {
        let [inputs, outputs] = self.weight_shape();
        let affine = if self.batch_norm.is_some() { 2 } else { 0 };
        inputs * outputs + (usize::from(self.bias) + affine) * self.columns()
    }

    /// Multiplications and additions of its matrix product for one input, forward.
    pub fn operations(&self) -> usize {
        let [inputs, outputs] = self.weight_shape();
        let rows = match self.operation {
            Operation::Linear | Operation::Projection => 1,
            Operation::Conv2d => self.output.pixels(),
            Operation::ConvTranspose2d => self.input.pixels(),
        };
        2 * rows * inputs * outputs
    }

    /// Numbers of one input that its product is computed from where that takes a copy of its own: the patches of a
    /// convolution.
    pub(crate) fn workspace(&self) -> usize {
        let area = KERNEL * KERNEL;
        match self.operation {
            Operation::Linear | Operation::Projection => 0,
            Operation::Conv2d => self.output.pixels() * area * self.input.channels,
            Operation::ConvTranspose2d => self.input.pixels() * area * self.output.channels,
        }
    }
}

/// A network.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Architecture {
    /// What it is to its model, and what its tensors' names begin with: `generator`, `discriminator`, `decoder`,
    /// `encoder`.
    pub name: &'static str,
    /// Without labels.
    pub input: Features,
    /// The length of the one-hot labels; 0 where it is not told them.
    pub labels: usize,
    pub label_input: LabelInput,
    /// The layer that makes a channel of the label, with [`LabelInput::Channel`].
    pub label_channel: Option<LayerSpec>,
    /// Each sees what the one before it made.
    pub layers: Vec<LayerSpec>,
    /// Each sees what the last of the layers made. Without any, that is what comes out.
    pub heads: Vec<LayerSpec>,
    pub output: Output,
    /// Whether each weight is divided by its largest singular value (Miyato et al., arXiv 1802.05957).
    pub spectral_norm: bool,
    /// Inputs that it sees at once, beside each other (PacGAN, Lin et al., arXiv 1712.04086).
    pub packing: usize,
}

impl Architecture {
    /// A network without layers that is not told labels.
    pub fn new(name: &'static str, input: Features) -> Self {
        Self {
            name,
            input,
            labels: 0,
            label_input: LabelInput::None,
            label_channel: None,
            layers: Vec::new(),
            heads: Vec::new(),
            output: Output::Identity,
            spectral_norm: false,
            packing: 1,
        }
    }

    /// What the first layer sees.
    pub fn first_input(&self) -> Features {
        match self.label_input {
            LabelInput::Input => Features::vector(self.input.len() + self.labels),
            LabelInput::Channel => Features {
                channels: self.input.channels + 1,
                ..self.input
            },
            _ => self.input,
        }
    }

    /// What the last of the layers makes.
    pub fn last_features(&self) -> Features {
        let last = self.layers.last();
        last.map_or(self.first_input(), |layer| layer.output)
    }

    /// What the heads see.
    pub fn head_input(&self) -> Features {
        let labels = match self.label_input {
            LabelInput::Features => self.labels,
            _ => 0,
        };
        Features::vector(self.last_features().len() + labels)
    }

    /// All layers in the order in which their initial weights are drawn.
    pub fn all_layers(&self) -> impl Iterator<Item = &LayerSpec> {
        let layers = self.layers.iter().chain(&self.heads);
        layers.chain(&self.label_channel)
    }

    /// Numbers that learn.
    pub fn parameters(&self) -> usize {
        self.all_layers().map(LayerSpec::parameters).sum()
    }

    /// Multiplications and additions for one input, forward.
    pub fn operations(&self) -> usize {
        self.all_layers().map(LayerSpec::operations).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_says_what_follows_from_it() {
        let layer = LayerSpec::conv2d("layers.0", Features::maps(8, 6, 3), 5);
        let said = serde_json::to_value(&layer).unwrap_or_default();
        // 4 * 4 * 3 weights and a bias for each output; a multiplication and an addition for each weight and pixel.
        assert_eq!(said["parameters"], 4 * 4 * 3 * 5 + 5);
        assert_eq!(said["operations"], 2 * (4 * 3) * (4 * 4 * 3 * 5));
    }
}
