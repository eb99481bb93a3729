//! The layers of D: beside their output they give the gradient that flows back through them, written
//! as a forward computation, because burn does not differentiate twice and a penalty on D's slope
//! needs it to. With spectral normalization (Miyato et al., arXiv 1802.05957) their weights are
//! divided by their largest singular value.

use burn::{
    module::{Module, Param},
    tensor::{
        Tensor,
        module::{conv_transpose2d, conv2d},
        ops::{ConvOptions, ConvTransposeOptions},
    },
};

/// Keeps a norm of zero from a division.
const EPSILON: f64 = 1e-12;
const STRIDE: [usize; 2] = [2, 2];
const PADDING: [usize; 2] = [1, 1];

/// A dense layer.
#[derive(Module, Debug)]
pub struct Dense {
    /// `[inputs, outputs]`
    pub(super) weight: Param<Tensor<2>>,
    pub(super) bias: Option<Param<Tensor<1>>>,
    /// `[inputs]`, with spectral normalization: nearly the first left singular vector of the weight.
    pub(super) singular: Option<Param<Tensor<1>>>,
}

/// A 4 x 4 convolution that halves the side of its input.
#[derive(Module, Debug)]
pub struct Halve {
    /// `[outputs, inputs, 4, 4]`
    pub(super) weight: Param<Tensor<4>>,
    pub(super) bias: Param<Tensor<1>>,
    /// `[outputs]`, with spectral normalization: nearly the first left singular vector of the weight as
    /// a matrix `[outputs, inputs * 16]`.
    pub(super) singular: Option<Param<Tensor<1>>>,
}

impl Dense {
    /// `[batch, inputs] -> [batch, outputs]`
    pub fn forward(&self, input: Tensor<2>) -> Tensor<2> {
        let output = input.matmul(self.weight());
        match &self.bias {
            Some(bias) => output + bias.val().unsqueeze(),
            None => output,
        }
    }

    /// The gradient at the input for that at the output, `[batch, outputs] -> [batch, inputs]`.
    pub fn backward(&self, gradient: Tensor<2>) -> Tensor<2> {
        gradient.matmul(self.weight().transpose())
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

impl Halve {
    /// `[batch, inputs, side, side] -> [batch, outputs, side / 2, side / 2]`
    pub fn forward(&self, input: Tensor<4>) -> Tensor<4> {
        let options = ConvOptions::new(STRIDE, PADDING, [1, 1], 1);
        conv2d(input, self.weight(), Some(self.bias.val()), options)
    }

    /// The gradient at the input for that at the output,
    /// `[batch, outputs, side / 2, side / 2] -> [batch, inputs, side, side]`.
    pub fn backward(&self, gradient: Tensor<4>) -> Tensor<4> {
        let options = ConvTransposeOptions::new(STRIDE, PADDING, [0, 0], [1, 1], 1);
        conv_transpose2d(gradient, self.weight(), None, options)
    }

    fn weight(&self) -> Tensor<4> {
        let weight = self.weight.val();
        match &self.singular {
            Some(singular) => {
                let norm = spectral_norm(weight.clone().flatten(1, 3), singular.val());
                weight / norm.reshape([1, 1, 1, 1])
            }
            None => weight,
        }
    }

    /// Brings the singular vector up to date, by one step of power iteration.
    pub fn iterate(mut self) -> Self {
        let weight = self.weight.val().flatten(1, 3);
        self.singular = self.singular.map(|vector| iterate(weight, vector));
        self
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
