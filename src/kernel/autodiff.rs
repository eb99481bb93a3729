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

use super::{Criterion, Kernels, Maps};

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
    fn product(a: FloatTensor<Self>, b: FloatTensor<Self>) -> FloatTensor<Self> {
        let ((a, a_node), (b, b_node)) = (a.into_parts(), b.into_parts());
        match Product
            .prepare::<C>([a_node, b_node])
            .compute_bound()
            .stateful()
        {
            OpsKind::Tracked(prepared) => {
                let output = B::product(a.clone(), b.clone());
                prepared.finish([a, b], output)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(B::product(a, b)),
        }
    }

    fn halve(
        images: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        slope: f32,
        maps: Maps,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let (images, images_node) = images.into_parts();
        let (weight, weight_node) = weight.into_parts();
        let (bias, bias_node) = bias.into_parts();
        let (output, seen) = B::halve(images, weight.clone(), bias, slope, maps);
        let untracked = Self::from_inner(seen.clone());
        let prepared = Halve.prepare::<C>([images_node, weight_node, bias_node]);
        let output = match prepared.compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                prepared.finish(([seen, weight, output.clone()], slope, maps), output)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(output),
        };
        (output, untracked)
    }

    fn double(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        maps: Maps,
    ) -> FloatTensor<Self> {
        let (input, input_node) = input.into_parts();
        let (weight, weight_node) = weight.into_parts();
        let prepared = Double.prepare::<C>([input_node, weight_node]);
        match prepared.compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let output = B::double(input.clone(), weight.clone(), maps);
                prepared.finish(([input, weight], maps), output)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(B::double(input, weight, maps)),
        }
    }

    fn dense(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        slope: f32,
    ) -> FloatTensor<Self> {
        let (input, input_node) = input.into_parts();
        let (weight, weight_node) = weight.into_parts();
        let (bias, bias_node) = bias.into_parts();
        let prepared = Dense.prepare::<C>([input_node, weight_node, bias_node]);
        match prepared.compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let output = B::dense(input.clone(), weight.clone(), bias, slope);
                prepared.finish(([input, weight, output.clone()], slope), output)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(B::dense(input, weight, bias, slope)),
        }
    }

    fn activate(sums: FloatTensor<Self>, bias: FloatTensor<Self>, slope: f32) -> FloatTensor<Self> {
        let ((sums, sums_node), (bias, bias_node)) = (sums.into_parts(), bias.into_parts());
        let output = B::activate(sums, bias, slope);
        let prepared = Activate.prepare::<C>([sums_node, bias_node]);
        match prepared.compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish((output.clone(), slope), output),
            OpsKind::UnTracked(prepared) => prepared.finish(output),
        }
    }

    fn normalize(
        input: FloatTensor<Self>,
        mean: FloatTensor<Self>,
        variance: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        slope: f32,
    ) -> FloatTensor<Self> {
        let (mean, variance) = (mean.into_primitive(), variance.into_primitive());
        let (input, input_node) = input.into_parts();
        let (gamma, gamma_node) = gamma.into_parts();
        let (beta, beta_node) = beta.into_parts();
        let prepared = Normalize.prepare::<C>([input_node, gamma_node, beta_node]);
        match prepared.compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let output = B::normalize(
                    input.clone(),
                    mean.clone(),
                    variance.clone(),
                    gamma.clone(),
                    beta,
                    slope,
                );
                let state = ([input, mean, variance, gamma, output.clone()], slope);
                prepared.finish(state, output)
            }
            OpsKind::UnTracked(prepared) => {
                prepared.finish(B::normalize(input, mean, variance, gamma, beta, slope))
            }
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
struct Product;

impl<B: Kernels> Backward<B, 2> for Product {
    type State = [FloatTensor<B>; 2];

    fn backward(self, ops: Ops<Self::State, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let [a, b] = ops.state;
        binary::<B, _, _>(
            ops.parents,
            ops.node,
            gradients,
            |gradient| B::product(gradient, B::float_transpose(b)),
            |gradient| B::product(B::float_transpose(a), gradient),
        );
    }
}

#[derive(Debug)]
struct Halve;

impl<B: Kernels> Backward<B, 3> for Halve {
    /// What it saw of the images, the weight and output, the slope, and the layout of the images.
    type State = ([FloatTensor<B>; 3], f32, Maps);

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let ([seen, weight, output], slope, maps) = ops.state;
        let gradient = gradients.consume::<B>(&ops.node);
        let [at_images, at_weight, at_bias] = ops.parents;
        let (sums, bias) = B::activate_backward(output, gradient, slope, at_bias.is_some());
        let to_weight = at_weight
            .is_some()
            .then(|| B::halve_weight(seen, sums.clone(), maps));
        let to_images = at_images
            .is_some()
            .then(|| B::double(sums, B::float_transpose(weight), maps));
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
struct Double;

impl<B: Kernels> Backward<B, 2> for Double {
    /// The input and weight, and the layout of the images.
    type State = ([FloatTensor<B>; 2], Maps);

    fn backward(self, ops: Ops<Self::State, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let ([input, weight], maps) = ops.state;
        let gradient = gradients.consume::<B>(&ops.node);
        let (to_input, to_weight) = B::double_backward(input, weight, gradient, maps);
        let [at_input, at_weight] = ops.parents;
        register!(
            B,
            gradients,
            [(at_input, Some(to_input)), (at_weight, Some(to_weight))]
        );
    }
}

#[derive(Debug)]
struct Activate;

impl<B: Kernels> Backward<B, 2> for Activate {
    type State = (FloatTensor<B>, f32);

    fn backward(self, ops: Ops<Self::State, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let (output, slope) = ops.state;
        let gradient = gradients.consume::<B>(&ops.node);
        let [sums, bias] = ops.parents;
        let (at_sums, at_bias) = B::activate_backward(output, gradient, slope, bias.is_some());
        register!(B, gradients, [(sums, Some(at_sums)), (bias, at_bias)]);
    }
}

#[derive(Debug)]
struct Dense;

impl<B: Kernels> Backward<B, 3> for Dense {
    /// The input, weight and output, and the slope.
    type State = ([FloatTensor<B>; 3], f32);

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let ([input, weight, output], slope) = ops.state;
        let gradient = gradients.consume::<B>(&ops.node);
        let [at_input, at_weight, at_bias] = ops.parents;
        let (sums, bias) = B::activate_backward(output, gradient, slope, at_bias.is_some());
        let to_weight = at_weight
            .is_some()
            .then(|| B::product(B::float_transpose(input), sums.clone()));
        let to_input = at_input
            .is_some()
            .then(|| B::product(sums, B::float_transpose(weight)));
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
struct Normalize;

impl<B: Kernels> Backward<B, 3> for Normalize {
    /// The input, mean, variance, gamma and output, and the slope.
    type State = ([FloatTensor<B>; 5], f32);

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let ([input, mean, variance, gamma, output], slope) = ops.state;
        let gradient = gradients.consume::<B>(&ops.node);
        let (input, gamma, beta) =
            B::normalize_backward(input, mean, variance, gamma, output, gradient, slope);
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
