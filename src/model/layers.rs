//! The layers. A dense one also gives the gradient that flows back through it, written as a forward
//! computation, because burn does not differentiate twice and a penalty on D's slope needs it to. On the
//! patches of an image a dense layer is a convolution; what it makes of an image's pixels are, as patches of
//! a larger image, a transposed convolution.

use burn::{
    module::{Module, Param, RunningState},
    tensor::{Device, Tensor},
};

use super::with_parameters;
use crate::kernel::{self, Maps, Share};

/// Keeps a norm of zero from a division.
const EPSILON: f64 = 1e-12;
/// The share of the old running statistics that batch normalization keeps in each step.
const KEEP: f64 = 0.9;

/// A dense layer. With spectral normalization (Miyato et al., arXiv 1802.05957) its weight is divided by its
/// largest singular value.
#[derive(Module, Debug)]
pub struct Dense {
    /// `[inputs, outputs]`
    pub(super) weight: Param<Tensor<2>>,
    pub(super) bias: Option<Param<Tensor<1>>>,
    /// `[inputs]`, with spectral normalization: nearly the first left singular vector of the weight.
    pub(super) singular: Option<Param<Tensor<1>>>,
}

/// Batch normalization: of what a batch gives in training, of its running mean elsewhere.
#[derive(Module, Debug)]
pub struct BatchNorm {
    /// `[columns]`, as the others.
    pub(super) gamma: Param<Tensor<1>>,
    pub(super) beta: Param<Tensor<1>>,
    pub(super) running_mean: RunningState<Tensor<1>>,
    pub(super) running_var: RunningState<Tensor<1>>,
    /// Whether it keeps to the running statistics, in autodiff too.
    pub(super) frozen: bool,
}

impl Dense {
    /// A layer to be loaded into.
    pub(crate) fn zeros(inputs: usize, outputs: usize, device: &Device) -> Self {
        Self {
            weight: Param::from_tensor(Tensor::zeros([inputs, outputs], device)),
            bias: Some(Param::from_tensor(Tensor::zeros([outputs], device))),
            singular: None,
        }
    }

    /// `[rows, inputs] -> [rows, outputs]`, with the activation of this slope below zero; without a bias
    /// there is none.
    pub fn forward(&self, input: Tensor<2>, slope: f32) -> Tensor<2> {
        match &self.bias {
            Some(bias) => kernel::dense(input, self.weight(), bias.val(), slope),
            None => kernel::product(input, self.weight()),
        }
    }

    /// As a 4 x 4 convolution with stride 2: `[batch * side * side, channels] -> [batch * side / 2 * side / 2,
    /// outputs]`, of images of this layout.
    pub fn halve(&self, images: Tensor<2>, maps: Maps, slope: f32) -> Tensor<2> {
        let weight = self.weight();
        let bias = match &self.bias {
            Some(bias) => bias.val(),
            None => Tensor::zeros([weight.dims()[1]], &weight.device()),
        };
        kernel::halve(images, weight, bias, slope, maps)
    }

    /// [`Dense::backward`] of [`Dense::halve`], `[batch * side / 2 * side / 2, outputs] -> [batch * side * side,
    /// channels]`.
    pub fn halve_backward(&self, gradient: Tensor<2>, maps: Maps) -> Tensor<2> {
        kernel::double(gradient, self.weight().transpose(), maps)
    }

    /// As a 4 x 4 transposed convolution with stride 2 to images of this layout: `[batch * side / 2 * side / 2,
    /// inputs] -> [batch * side * side, channels]`.
    pub fn double(&self, input: Tensor<2>, maps: Maps) -> Tensor<2> {
        kernel::double(input, self.weight(), maps)
    }

    /// The gradient at the input for that at the output before the activation, `[rows, outputs] -> [rows,
    /// inputs]`.
    pub fn backward(&self, gradient: Tensor<2>) -> Tensor<2> {
        kernel::product(gradient, self.weight().transpose())
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
    /// The layer as it is outside training, for gradients at its input.
    pub fn freeze(self) -> Self {
        Self {
            frozen: true,
            ..self
        }
    }

    /// `[batches * rows, columns]`, with the activation of this slope below zero after it. In training
    /// each of the batches is normalized by itself.
    pub fn forward(&self, input: Tensor<2>, batches: usize, slope: f32) -> Tensor<2> {
        let affine = [self.gamma.val(), self.beta.val()];
        let running = [&self.running_mean, &self.running_var];
        if !input.is_autodiff() {
            let moments = running.map(|running| running.value().unsqueeze());
            return kernel::normalize(input, moments, affine, slope);
        }
        if self.frozen {
            let [mean, variance] = running.map(|running| running.value());
            let [gamma, beta] = affine;
            let scale = gamma / variance.add_scalar(kernel::EPSILON).sqrt();
            let shift = beta - mean * scale.clone();
            return kernel::activate(input * scale.unsqueeze(), shift, slope);
        }
        let old = running.map(|running| running.value().inner());
        let found = kernel::statistics(input.clone(), batches, old, Share::keeping(KEEP));
        for (running, new) in running.into_iter().zip(found.running) {
            // What `update` would do is an average over threads, of which there is one.
            with_parameters(running.clone(), [new]);
        }
        let moments = found.moments.map(Tensor::from_inner);
        kernel::normalize(input, moments, affine, slope)
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
