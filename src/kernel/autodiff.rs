//! The gradients of the operations.

use burn::backend::{
    Autodiff, AutodiffBackend,
    autodiff::{
        checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
        grads::Gradients,
        ops::{Backward, Ops, OpsKind, binary, unary},
    },
    tensor::FloatTensor,
};

use super::{Criterion, FeatureMaps, Kernels};

/// Adds gradients to those of the nodes that want them. A macro, as burn does not export a node's type.
macro_rules! register {
    ($backend:ident, $gradients:ident, $pairs:expr) => {
        for (node, gradient) in $pairs {
            if let (Some(node), Some(gradient)) = (node, gradient) {
                $gradients.register::<$backend>(node.id, gradient);
            }
        }
    };
}

impl<B: Kernels, C: CheckpointStrategy> Kernels for Autodiff<B, C> {
    fn matmul(a: FloatTensor<Self>, b: FloatTensor<Self>) -> FloatTensor<Self> {
        let ((a, a_node), (b, b_node)) = (a.into_parts(), b.into_parts());
        match Matmul
            .prepare::<C>([a_node, b_node])
            .compute_bound()
            .stateful()
        {
            OpsKind::Tracked(prepared) => {
                let output = B::matmul(a.clone(), b.clone());
                prepared.finish([a, b], output)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(B::matmul(a, b)),
        }
    }

    fn conv2d(
        images: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        negative_slope: f32,
        maps: FeatureMaps,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let (images, images_node) = images.into_parts();
        let (weight, weight_node) = weight.into_parts();
        let (bias, bias_node) = bias.into_parts();
        let (output, seen) =
            <B as Kernels>::conv2d(images, weight.clone(), bias, negative_slope, maps);
        let untracked = Self::from_inner(seen.clone());
        let prepared = Conv2d.prepare::<C>([images_node, weight_node, bias_node]);
        let output = match prepared.compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(
                ([seen, weight, output.clone()], negative_slope, maps),
                output,
            ),
            OpsKind::UnTracked(prepared) => prepared.finish(output),
        };
        (output, untracked)
    }

    fn conv_transpose2d(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        maps: FeatureMaps,
    ) -> FloatTensor<Self> {
        let (input, input_node) = input.into_parts();
        let (weight, weight_node) = weight.into_parts();
        let prepared = ConvTranspose2d.prepare::<C>([input_node, weight_node]);
        match prepared.compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let output = <B as Kernels>::conv_transpose2d(input.clone(), weight.clone(), maps);
                prepared.finish(([input, weight], maps), output)
            }
            OpsKind::UnTracked(prepared) => {
                prepared.finish(<B as Kernels>::conv_transpose2d(input, weight, maps))
            }
        }
    }

    fn linear(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        negative_slope: f32,
    ) -> FloatTensor<Self> {
        let (input, input_node) = input.into_parts();
        let (weight, weight_node) = weight.into_parts();
        let (bias, bias_node) = bias.into_parts();
        let prepared = Linear.prepare::<C>([input_node, weight_node, bias_node]);
        match prepared.compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let output =
                    <B as Kernels>::linear(input.clone(), weight.clone(), bias, negative_slope);
                prepared.finish(([input, weight, output.clone()], negative_slope), output)
            }
            OpsKind::UnTracked(prepared) => {
                prepared.finish(<B as Kernels>::linear(input, weight, bias, negative_slope))
            }
        }
    }

    fn bias_leaky_relu(
        sums: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        negative_slope: f32,
    ) -> FloatTensor<Self> {
        let ((sums, sums_node), (bias, bias_node)) = (sums.into_parts(), bias.into_parts());
        let output = B::bias_leaky_relu(sums, bias, negative_slope);
        let prepared = BiasLeakyRelu.prepare::<C>([sums_node, bias_node]);
        match prepared.compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish((output.clone(), negative_slope), output),
            OpsKind::UnTracked(prepared) => prepared.finish(output),
        }
    }

    fn batch_norm(
        input: FloatTensor<Self>,
        mean: FloatTensor<Self>,
        variance: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        negative_slope: f32,
    ) -> FloatTensor<Self> {
        let (mean, variance) = (mean.into_primitive(), variance.into_primitive());
        let (input, input_node) = input.into_parts();
        let (gamma, gamma_node) = gamma.into_parts();
        let (beta, beta_node) = beta.into_parts();
        let prepared = BatchNorm.prepare::<C>([input_node, gamma_node, beta_node]);
        match prepared.compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let output = <B as Kernels>::batch_norm(
                    input.clone(),
                    mean.clone(),
                    variance.clone(),
                    gamma.clone(),
                    beta,
                    negative_slope,
                );
                let state = (
                    [input, mean, variance, gamma, output.clone()],
                    negative_slope,
                );
                prepared.finish(state, output)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(<B as Kernels>::batch_norm(
                input,
                mean,
                variance,
                gamma,
                beta,
                negative_slope,
            )),
        }
    }

    fn criterion(logits: FloatTensor<Self>, criterion: Criterion) -> FloatTensor<Self> {
        let (logits, node) = logits.into_parts();
        let output = B::criterion(logits.clone(), criterion);
        match Loss.prepare::<C>([node]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish((logits, criterion), output),
            OpsKind::UnTracked(prepared) => prepared.finish(output),
        }
    }

    fn tanh(input: FloatTensor<Self>) -> FloatTensor<Self> {
        let (input, node) = input.into_parts();
        let output = B::tanh(input);
        match Tanh.prepare::<C>([node]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(output.clone(), output),
            OpsKind::UnTracked(prepared) => prepared.finish(output),
        }
    }
}

#[derive(Debug)]
struct Tanh;

impl<B: Kernels> Backward<B, 1> for Tanh {
    type State = FloatTensor<B>;

    fn backward(self, ops: Ops<Self::State, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let output = ops.state;
        unary::<B, _>(ops.parents, ops.node, gradients, |gradient| {
            B::tanh_backward(output, gradient)
        });
    }
}

#[derive(Debug)]
struct Loss;

impl<B: Kernels> Backward<B, 1> for Loss {
    type State = (FloatTensor<B>, Criterion);

    fn backward(self, ops: Ops<Self::State, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let (logits, criterion) = ops.state;
        unary::<B, _>(ops.parents, ops.node, gradients, |gradient| {
            B::criterion_backward(logits, gradient, criterion)
        });
    }
}

#[derive(Debug)]
struct Matmul;

impl<B: Kernels> Backward<B, 2> for Matmul {
    type State = [FloatTensor<B>; 2];

    fn backward(self, ops: Ops<Self::State, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let [a, b] = ops.state;
        binary::<B, _, _>(
            ops.parents,
            ops.node,
            gradients,
            |gradient| B::matmul(gradient, B::float_transpose(b)),
            |gradient| B::matmul(B::float_transpose(a), gradient),
        );
    }
}

#[derive(Debug)]
struct Conv2d;

impl<B: Kernels> Backward<B, 3> for Conv2d {
    /// What it saw of the images, the weight and output, the negative slope, and the layout of the images.
    type State = ([FloatTensor<B>; 3], f32, FeatureMaps);

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let ([seen, weight, output], negative_slope, maps) = ops.state;
        let gradient = gradients.consume::<B>(&ops.node);
        let [at_images, at_weight, at_bias] = ops.parents;
        let (sums, bias) =
            B::bias_leaky_relu_backward(output, gradient, negative_slope, at_bias.is_some());
        let to_weight = at_weight
            .is_some()
            .then(|| <B as Kernels>::conv2d_weight_backward(seen, sums.clone(), maps));
        let to_images = at_images
            .is_some()
            .then(|| <B as Kernels>::conv_transpose2d(sums, B::float_transpose(weight), maps));
        register!(
            B,
            gradients,
            [
                (at_images, to_images),
                (at_weight, to_weight),
                (at_bias, bias)
            ]
        );
    }
}

#[derive(Debug)]
struct ConvTranspose2d;

impl<B: Kernels> Backward<B, 2> for ConvTranspose2d {
    /// The input and weight, and the layout of the images.
    type State = ([FloatTensor<B>; 2], FeatureMaps);

    fn backward(self, ops: Ops<Self::State, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let ([input, weight], maps) = ops.state;
        let gradient = gradients.consume::<B>(&ops.node);
        let (to_input, to_weight) = B::conv_transpose2d_backward(input, weight, gradient, maps);
        let [at_input, at_weight] = ops.parents;
        register!(
            B,
            gradients,
            [(at_input, Some(to_input)), (at_weight, Some(to_weight))]
        );
    }
}

#[derive(Debug)]
struct BiasLeakyRelu;

impl<B: Kernels> Backward<B, 2> for BiasLeakyRelu {
    type State = (FloatTensor<B>, f32);

    fn backward(self, ops: Ops<Self::State, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let (output, negative_slope) = ops.state;
        let gradient = gradients.consume::<B>(&ops.node);
        let [sums, bias] = ops.parents;
        let (at_sums, at_bias) =
            B::bias_leaky_relu_backward(output, gradient, negative_slope, bias.is_some());
        register!(B, gradients, [(sums, Some(at_sums)), (bias, at_bias)]);
    }
}

#[derive(Debug)]
struct Linear;

impl<B: Kernels> Backward<B, 3> for Linear {
    /// The input, weight and output, and the negative slope.
    type State = ([FloatTensor<B>; 3], f32);

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let ([input, weight, output], negative_slope) = ops.state;
        let gradient = gradients.consume::<B>(&ops.node);
        let [at_input, at_weight, at_bias] = ops.parents;
        let (sums, bias) =
            B::bias_leaky_relu_backward(output, gradient, negative_slope, at_bias.is_some());
        let to_weight = at_weight
            .is_some()
            .then(|| B::matmul(B::float_transpose(input), sums.clone()));
        let to_input = at_input
            .is_some()
            .then(|| B::matmul(sums, B::float_transpose(weight)));
        register!(
            B,
            gradients,
            [
                (at_input, to_input),
                (at_weight, to_weight),
                (at_bias, bias)
            ]
        );
    }
}

#[derive(Debug)]
struct BatchNorm;

impl<B: Kernels> Backward<B, 3> for BatchNorm {
    /// The input, mean, variance, gamma and output, and the negative slope.
    type State = ([FloatTensor<B>; 5], f32);

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let ([input, mean, variance, gamma, output], negative_slope) = ops.state;
        let gradient = gradients.consume::<B>(&ops.node);
        let (input, gamma, beta) = B::batch_norm_backward(
            input,
            mean,
            variance,
            gamma,
            output,
            gradient,
            negative_slope,
        );
        let [at_input, at_gamma, at_beta] = ops.parents;
        register!(
            B,
            gradients,
            [
                (at_input, Some(input)),
                (at_gamma, Some(gamma)),
                (at_beta, Some(beta))
            ]
        );
    }
}
