//! A layer with its weights: what [`LayerSpec`] says, computed. It also gives the gradient that flows back through
//! it, written as a forward computation, because burn does not differentiate twice and a penalty on D's gradient at
//! its input needs that.

use burn::{
    module::{Module, Param},
    tensor::{Tensor, TensorData},
};

use super::{IDENTITY, LayerSpec, Normalization, Operation};
use crate::{
    kernel::{self, Decay, FeatureMaps},
    random::Random,
};

/// Keeps a norm of zero from a division.
const EPSILON: f64 = 1e-12;
/// What the running statistics of batch normalization keep of themselves at each batch.
const MOMENTUM: f64 = 0.9;

/// A layer. With spectral normalization its weight is divided by its largest singular value.
#[derive(Module, Debug)]
pub(crate) struct Layer {
    /// [`LayerSpec::weight_shape`]
    pub weight: Param<Tensor<2>>,
    /// `[columns]`
    pub bias: Option<Param<Tensor<1>>>,
    /// `[inputs]`, with spectral normalization: nearly the first left singular vector of the weight. It does not
    /// learn.
    pub singular: Option<Param<Tensor<1>>>,
    pub batch_norm: Option<BatchNorm>,
    #[module(skip)]
    pub spec: LayerSpec,
}

/// Batch normalization: by a batch's own statistics in training, by their running means in evaluation.
#[derive(Module, Debug)]
pub(crate) struct BatchNorm {
    /// `[columns]`, as the others.
    pub gamma: Param<Tensor<1>>,
    pub beta: Param<Tensor<1>>,
    /// These do not learn.
    pub running_mean: Param<Tensor<1>>,
    pub running_var: Param<Tensor<1>>,
}

/// How a network is run. Running it changes nothing in it: what training is to keep is collected here.
pub struct Pass<'a> {
    /// Batches, one under the other, none of which changes another's normalization.
    pub batches: usize,
    /// Whether batch normalization takes the batches' own statistics.
    training: bool,
    /// What units are dropped by.
    dropout: Option<&'a mut Random>,
    /// Each batch normalization's running mean and variance after these batches, in the network's order.
    running: Vec<[Tensor<1>; 2]>,
}

impl<'a> Pass<'a> {
    /// For training, of so many batches, one under the other.
    pub fn training(batches: usize, dropout: Option<&'a mut Random>) -> Self {
        Self {
            batches,
            training: true,
            dropout,
            running: Vec::new(),
        }
    }

    /// Outside training: with running statistics, and nothing is dropped.
    pub fn evaluation() -> Self {
        Self {
            batches: 1,
            training: false,
            dropout: None,
            running: Vec::new(),
        }
    }

    /// What [`super::Network::keep_running`] takes.
    pub(crate) fn into_running(self) -> Vec<[Tensor<1>; 2]> {
        self.running
    }
}

impl Layer {
    /// The layer for `input`, `[batch, features]` or `[batch * height * width, channels]`, of `batch` rows. Where
    /// `derivatives` are asked for, adds that of the output in the sum before its activation.
    pub fn forward(
        &self,
        input: Tensor<2>,
        batch: usize,
        pass: &mut Pass,
        derivatives: Option<&mut Vec<Tensor<2>>>,
    ) -> Tensor<2> {
        let negative_slope = self.spec.activation.negative_slope;
        if let (Some(norm), Some(Normalization::BeforeActivation)) =
            (&self.batch_norm, self.spec.batch_norm)
        {
            let sums = self.transform(input, batch, IDENTITY.negative_slope);
            return norm.forward(sums, negative_slope, pass);
        }
        let mut output = self.transform(input, batch, negative_slope);
        let mask = self.dropout_mask(&output, pass);
        if let Some(derivatives) = derivatives {
            let derivative = derivative(&output, negative_slope);
            derivatives.push(match &mask {
                Some(mask) => derivative * mask.clone(),
                None => derivative,
            });
        }
        if let Some(mask) = mask {
            output = output * mask;
        }
        match &self.batch_norm {
            Some(norm) => norm.forward(output, IDENTITY.negative_slope, pass),
            None => output,
        }
    }

    fn dropout_mask(&self, output: &Tensor<2>, pass: &mut Pass) -> Option<Tensor<2>> {
        let random = pass.dropout.as_deref_mut();
        random.filter(|_| self.spec.dropout > 0.0).map(|random| {
            let dims = output.dims();
            let mask = random.dropout(dims.iter().product(), self.spec.dropout);
            Tensor::from_data(TensorData::new(mask, dims), &output.device())
        })
    }

    /// The operation with its bias and LeakyReLU of this negative slope.
    fn transform(&self, input: Tensor<2>, batch: usize, negative_slope: f32) -> Tensor<2> {
        let spec = &self.spec;
        let weight = self.weight();
        let bias = self.bias.as_ref().map(Param::val);
        match spec.operation {
            Operation::Linear | Operation::Projection => {
                // [batch * height * width, channels] -> [batch, height * width * channels]
                let input = reshaped(input, [batch, spec.input.len()]);
                match bias {
                    Some(bias) => kernel::linear(input, weight, bias, negative_slope),
                    None => activated(kernel::matmul(input, weight), negative_slope),
                }
            }
            Operation::Conv2d => {
                let maps = maps(batch, spec.input);
                // [batch, height * width * channels] -> [batch * height * width, channels]
                let input = reshaped(input, [batch * spec.input.pixels(), maps.channels]);
                let bias =
                    bias.unwrap_or_else(|| Tensor::zeros([spec.columns()], &weight.device()));
                kernel::conv2d(input, weight, bias, negative_slope, maps)
            }
            Operation::ConvTranspose2d => {
                let maps = maps(batch, spec.output);
                // [batch, height * width * channels] -> [batch * height * width, channels]
                let input = reshaped(input, [batch * spec.input.pixels(), spec.input.channels]);
                let output = kernel::conv_transpose2d(input, weight, maps);
                match bias {
                    Some(bias) => kernel::bias_leaky_relu(output, bias, negative_slope),
                    None => activated(output, negative_slope),
                }
            }
        }
    }

    /// The gradient at the input for that at the sums before the activation, both as the layer has them.
    pub fn backward(&self, gradient: Tensor<2>, batch: usize) -> Tensor<2> {
        let spec = &self.spec;
        let weight = self.weight().transpose();
        match spec.operation {
            Operation::Linear | Operation::Projection => kernel::matmul(gradient, weight),
            Operation::Conv2d => {
                kernel::conv_transpose2d(gradient, weight, maps(batch, spec.input))
            }
            Operation::ConvTranspose2d => {
                let bias = Tensor::zeros([spec.input.channels], &weight.device());
                let maps = maps(batch, spec.output);
                kernel::conv2d(gradient, weight, bias, IDENTITY.negative_slope, maps)
            }
        }
    }

    fn weight(&self) -> Tensor<2> {
        let weight = self.weight.val();
        match &self.singular {
            Some(singular) => {
                let norm = spectral_norm(weight.clone(), singular.val());
                weight / norm
            }
            None => weight,
        }
    }

    /// Brings the singular vector up to date, by one step of power iteration.
    pub fn iterate(mut self) -> Self {
        let weight = self.weight.val();
        self.singular = self.singular.map(|vector| iterate(weight, vector));
        self
    }
}

impl BatchNorm {
    /// `[batches * rows, columns]`, then LeakyReLU of this negative slope.
    fn forward(&self, input: Tensor<2>, negative_slope: f32, pass: &mut Pass) -> Tensor<2> {
        let affine = [self.gamma.val(), self.beta.val()];
        let running = [self.running_mean.val(), self.running_var.val()];
        if pass.training {
            let running = running.map(Tensor::inner);
            let decay = Decay::new(MOMENTUM);
            let found = kernel::batch_statistics(input.clone(), pass.batches, running, decay);
            pass.running.push(found.running);
            let moments = found.moments.map(Tensor::from_inner);
            return kernel::batch_norm(input, moments, affine, negative_slope);
        }
        if input.is_autodiff() {
            let [mean, variance] = running.map(Tensor::detach);
            let [gamma, beta] = affine;
            let scale = gamma / variance.add_scalar(kernel::EPSILON).sqrt();
            let shift = beta - mean * scale.clone();
            return kernel::bias_leaky_relu(input * scale.unsqueeze(), shift, negative_slope);
        }
        let moments = running.map(|running| running.unsqueeze());
        kernel::batch_norm(input, moments, affine, negative_slope)
    }
}

/// The derivative of the activation whose output this is, a constant to autodiff: it does not change with
/// the input, but where that is zero.
fn derivative(output: &Tensor<2>, negative_slope: f32) -> Tensor<2> {
    let positive = output.clone().detach().greater_scalar(0.0).float();
    positive
        .mul_scalar(1.0 - negative_slope)
        .add_scalar(negative_slope)
}

fn activated(sums: Tensor<2>, negative_slope: f32) -> Tensor<2> {
    if negative_slope == IDENTITY.negative_slope {
        return sums;
    }
    let [_, columns] = sums.dims();
    let bias = Tensor::zeros([columns], &sums.device());
    kernel::bias_leaky_relu(sums, bias, negative_slope)
}

pub(super) fn reshaped(input: Tensor<2>, shape: [usize; 2]) -> Tensor<2> {
    if input.dims() == shape {
        return input;
    }
    input.reshape(shape)
}

fn maps(batch: usize, features: super::Features) -> FeatureMaps {
    FeatureMaps {
        batch,
        height: features.height,
        width: features.width,
        channels: features.channels,
    }
}

/// The largest singular value of a matrix `[rows, columns]` for its left singular vector `[rows]`, as
/// `[1, 1]`: u W v with v = Wᵀu / |Wᵀu|, in which autodiff takes u and v for constants.
fn spectral_norm(weight: Tensor<2>, left: Tensor<1>) -> Tensor<2> {
    let left = left.detach().unsqueeze();
    let right = normalized(left.clone().matmul(weight.clone().detach()));
    left.matmul(weight).matmul(right.transpose())
}

/// One step of power iteration on a left singular vector.
fn iterate(weight: Tensor<2>, vector: Param<Tensor<1>>) -> Param<Tensor<1>> {
    let weight = weight.detach();
    vector.map(|left| {
        let right = normalized(left.unsqueeze().matmul(weight.clone()));
        let left = normalized(right.matmul(weight.transpose()));
        left.reshape([-1]).set_require_grad(false)
    })
}

fn normalized(row: Tensor<2>) -> Tensor<2> {
    let norm = row.clone().square().sum().sqrt().add_scalar(EPSILON);
    row / norm.unsqueeze()
}
