//! A network: an [`Architecture`] with weights. G, D, a VAE's decoder and encoder and the classifier are all of
//! this one type.

use burn::{
    module::{Module, Param},
    tensor::{Device, Gradients, Tensor},
};

use super::{
    Architecture, Features, LabelInput, Output,
    init::Init,
    layer::{Layer, Pass, reshaped},
};
use crate::{
    kernel,
    random::{Purpose, Random},
};

/// Steps of power iteration before the first step, so that the first norms are not far too small; one a
/// step is enough after that.
const FIRST_ITERATIONS: usize = 15;

/// What a network is given: one row for each of the inputs that it sees at once.
#[derive(Debug, Clone)]
pub struct Input {
    /// `[rows, packing * features]`: images in -1..1, latent vectors, or points.
    pub values: Tensor<2>,
    /// One-hot, `[rows, packing * classes]`, for a network that is told them.
    pub labels: Option<Tensor<2>>,
}

/// What a VAE's encoder makes of images: the normal distribution of their latent vectors,
/// `[batch, latent]` each.
#[derive(Debug, Clone)]
pub struct Code {
    pub mean: Tensor<2>,
    pub log_variance: Tensor<2>,
}

/// An architecture with weights.
#[derive(Module, Debug)]
pub struct Network {
    layers: Vec<Layer>,
    heads: Vec<Layer>,
    label_channel: Option<Layer>,
    #[module(skip)]
    architecture: Architecture,
}

/// One tensor of a network.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Such as `layers.0.weight`.
    pub name: String,
    pub shape: Vec<usize>,
    /// Its values, flattened to one dimension, outside autodiff.
    pub values: Tensor<1>,
    pub role: Role,
}

/// What a tensor is in its network, which says what values it can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An optimizer changes it.
    Trainable,
    RunningMean,
    /// Never below zero.
    RunningVariance,
    /// A vector of length 1.
    SingularVector,
}

impl Network {
    /// The initial network that the seed gives; `which` tells the networks of a model apart.
    pub fn new(architecture: Architecture, seed: u32, which: u64, device: &Device) -> Self {
        let mut init = Init {
            random: Random::new(seed, Purpose::Weights, which),
            device,
            spectral_norm: architecture.spectral_norm,
        };
        let layers = |specs: &[super::LayerSpec], init: &mut Init| {
            specs.iter().map(|spec| init.layer(spec)).collect()
        };
        let network = Self {
            layers: layers(&architecture.layers, &mut init),
            heads: layers(&architecture.heads, &mut init),
            label_channel: architecture
                .label_channel
                .as_ref()
                .map(|spec| init.layer(spec)),
            architecture,
        };
        (0..FIRST_ITERATIONS).fold(network, |network, _| network.iterate())
    }

    /// What it is made of.
    pub fn architecture(&self) -> &Architecture {
        &self.architecture
    }

    /// What comes out of its heads, or of its last layer where it has none: logits, before [`Network::output`].
    ///
    /// G: `[rows, height * width * channels]`; D: `[rows, 1]`; a classifier: `[rows, classes]`.
    pub fn forward(&self, input: Input, pass: &mut Pass) -> Tensor<2> {
        let labels = input.labels.clone();
        let features = self.features(input, pass, None);
        match self.heads.as_slice() {
            [] => features,
            [head] => self.head(head, features, pass),
            [logit, projection, ..] => {
                let logits = self.head(logit, features.clone(), pass);
                match labels {
                    // The inner product with the label's embedding, as one column of a matrix product that the
                    // one-hot label picks.
                    Some(labels) => {
                        logits + (self.head(projection, features, pass) * labels).sum_dim(1)
                    }
                    None => logits,
                }
            }
        }
    }

    /// The values of what [`Network::forward`] gave: G's images in -1..1, a decoder's in 0..1.
    pub fn output(&self, logits: Tensor<2>) -> Tensor<2> {
        match self.architecture.output {
            Output::Identity => logits,
            Output::Tanh => kernel::tanh(logits),
            Output::Sigmoid => burn::tensor::activation::sigmoid(logits),
        }
    }

    /// The code of images, of an encoder, whose heads are the mean and the logarithm of the variance; nothing of
    /// any other network.
    pub fn code(&self, input: Input, pass: &mut Pass) -> Option<Code> {
        let features = self.features(input, pass, None);
        let [mean, log_variance] = self.heads.as_slice() else {
            return None;
        };
        Some(Code {
            mean: self.head(mean, features.clone(), pass),
            log_variance: self.head(log_variance, features, pass),
        })
    }

    /// The last features `[rows, features]` and what the first head makes of them.
    pub fn features_and_logits(&self, input: Input, pass: &mut Pass) -> (Tensor<2>, Tensor<2>) {
        let features = self.features(input, pass, None);
        let logits = match self.heads.first() {
            Some(head) => self.head(head, features.clone(), pass),
            None => features.clone(),
        };
        (features, logits)
    }

    /// The gradient of each logit of D at its own inputs, `[rows, packing * features]`, itself differentiable in the
    /// weights: D's backward pass, written as a forward computation. Exact where D has no batch normalization.
    pub fn input_gradient(&self, input: Input, pass: &mut Pass) -> Tensor<2> {
        let [rows, _] = input.values.dims();
        let device = input.values.device();
        let labels = input.labels.clone();
        let mut derivatives = Vec::with_capacity(self.layers.len());
        self.features(input, pass, Some(&mut derivatives));
        let ones = |columns| Tensor::ones([rows, columns], &device);
        let mut heads = self.heads.iter();
        let mut gradient = match heads.next() {
            Some(head) => head.backward(ones(head.spec.columns()), rows),
            None => ones(self.architecture.last_features().len()),
        };
        if let (Some(projection), Some(labels)) = (heads.next(), labels) {
            gradient = gradient + projection.backward(labels, rows);
        }
        let layers = self.layers.iter().zip(derivatives).rev();
        let gradient = layers.fold(gradient, |gradient, (layer, derivative)| {
            // [rows, height * width * channels] -> [rows * height * width, channels]
            let gradient = reshaped(gradient, derivative.dims());
            layer.backward(gradient * derivative, rows)
        });
        self.unarranged(gradient, rows)
    }

    fn head(&self, head: &Layer, features: Tensor<2>, pass: &mut Pass) -> Tensor<2> {
        let [rows, _] = features.dims();
        head.forward(features, rows, pass, None)
    }

    /// What the heads see, `[rows, features]`.
    fn features(
        &self,
        Input { values, labels }: Input,
        pass: &mut Pass,
        mut derivatives: Option<&mut Vec<Tensor<2>>>,
    ) -> Tensor<2> {
        let [rows, _] = values.dims();
        let mut x = self.arranged(values, labels.clone(), pass);
        for layer in &self.layers {
            x = layer.forward(x, rows, pass, derivatives.as_deref_mut());
        }
        // [rows * height * width, channels] -> [rows, height * width * channels]
        let x = reshaped(x, [rows, self.architecture.last_features().len()]);
        match (self.architecture.label_input, labels) {
            (LabelInput::Features, Some(labels)) => Tensor::cat(vec![x, labels], 1),
            _ => x,
        }
    }

    /// The input as the first layer sees it: beside labels, or as maps with the channels of all images that are seen
    /// at once beside each other.
    fn arranged(&self, values: Tensor<2>, labels: Option<Tensor<2>>, pass: &mut Pass) -> Tensor<2> {
        let [rows, _] = values.dims();
        let Features {
            height,
            width,
            channels,
        } = self.architecture.input;
        let packing = self.architecture.packing;
        let pixels = height * width;
        let maps = if pixels == 1 {
            values
        } else if packing == 1 {
            // [rows, height * width * channels] -> [rows * height * width, channels]
            values.reshape([rows * pixels, channels])
        } else {
            // [rows, packing * height * width * channels] -> [rows * height * width, packing * channels]
            let values = values.reshape([rows, packing, pixels, channels / packing]);
            values.swap_dims(1, 2).reshape([rows * pixels, channels])
        };
        match (self.architecture.label_input, &self.label_channel, labels) {
            (LabelInput::Input, _, Some(labels)) => Tensor::cat(vec![maps, labels], 1),
            (LabelInput::Channel, Some(layer), Some(labels)) => {
                let plane = layer.forward(labels, rows, pass, None);
                // [rows, height * width] -> [rows * height * width, 1]
                Tensor::cat(vec![maps, plane.reshape([rows * pixels, 1])], 1)
            }
            _ => maps,
        }
    }

    /// A gradient at what [`Network::arranged`] gave as one at the values, `[rows, packing * features]`.
    fn unarranged(&self, gradient: Tensor<2>, rows: usize) -> Tensor<2> {
        let Features {
            height,
            width,
            channels,
        } = self.architecture.input;
        let packing = self.architecture.packing;
        let pixels = height * width;
        if pixels == 1 {
            return gradient.slice([0..rows, 0..channels]);
        }
        let gradient = gradient.slice([0..rows * pixels, 0..channels]);
        if packing == 1 {
            return gradient.reshape([rows, pixels * channels]);
        }
        // [rows * height * width, packing * channels] -> [rows, packing * height * width * channels]
        let gradient = gradient.reshape([rows, pixels, packing, channels / packing]);
        gradient.swap_dims(1, 2).reshape([rows, pixels * channels])
    }

    /// One step of power iteration where the weights are spectrally normalized.
    pub fn iterate(mut self) -> Self {
        if !self.architecture.spectral_norm {
            return self;
        }
        let all = |layers: Vec<Layer>| layers.into_iter().map(Layer::iterate).collect();
        self.layers = all(self.layers);
        self.heads = all(self.heads);
        self.label_channel = self.label_channel.map(Layer::iterate);
        self
    }

    /// The network with the running statistics that a training pass came to, [`Pass::into_running`].
    pub fn keep_running(mut self, running: Vec<[Tensor<1>; 2]>) -> Self {
        let mut running = running.into_iter();
        let layers = self.layers.iter_mut().chain(&mut self.heads);
        for norm in layers.filter_map(|layer| layer.batch_norm.as_mut()) {
            let Some([mean, variance]) = running.next() else {
                break;
            };
            let places = [
                (&mut norm.running_mean, mean),
                (&mut norm.running_var, variance),
            ];
            for (place, value) in places {
                *place = with_value(place.clone(), value);
            }
        }
        self
    }

    /// All tensors, in a fixed order.
    pub fn parameters(&self) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        for layer in self.all_layers() {
            let name = &layer.spec.name;
            let mut add = |part: &str, role, shape: &[usize], values: Tensor<1>| {
                parameters.push(Parameter {
                    name: format!("{name}.{part}"),
                    shape: shape.to_vec(),
                    values,
                    role,
                });
            };
            let flat = |param: &Param<Tensor<1>>| plain(param.val());
            let weight = layer.weight.val();
            let shape = weight.dims();
            add(
                "weight",
                Role::Trainable,
                &shape,
                plain(weight).reshape([-1]),
            );
            let columns = [layer.spec.columns()];
            if let Some(bias) = &layer.bias {
                add("bias", Role::Trainable, &columns, flat(bias));
            }
            if let Some(vector) = &layer.singular {
                add("singular", Role::SingularVector, &shape[..1], flat(vector));
            }
            if let Some(norm) = &layer.batch_norm {
                let parts = [
                    ("batch_norm.gamma", Role::Trainable, &norm.gamma),
                    ("batch_norm.beta", Role::Trainable, &norm.beta),
                    (
                        "batch_norm.running_mean",
                        Role::RunningMean,
                        &norm.running_mean,
                    ),
                    (
                        "batch_norm.running_var",
                        Role::RunningVariance,
                        &norm.running_var,
                    ),
                ];
                for (part, role, param) in parts {
                    add(part, role, &columns, flat(param));
                }
            }
        }
        parameters
    }

    /// The values of [`Network::parameters`], without their names: what a step needs of them.
    pub fn values(&self) -> Vec<Tensor<1>> {
        let mut values = Vec::new();
        for layer in self.all_layers() {
            values.push(plain(layer.weight.val()).reshape([-1]));
            values.extend(layer.vectors().map(|param| plain(param.val())));
        }
        values
    }

    /// The network with its tensors replaced by `values`, in the order of [`Network::parameters`].
    pub fn with_values(mut self, values: impl IntoIterator<Item = Tensor<1>>) -> Self {
        let mut values = values.into_iter();
        for layer in self.all_layers_mut() {
            if let Some(value) = values.next() {
                let shape = layer.weight.val().dims();
                layer.weight = with_value(layer.weight.clone(), value.reshape(shape));
            }
            for param in layer.vectors_mut() {
                if let Some(value) = values.next() {
                    *param = with_value(param.clone(), value);
                }
            }
        }
        self
    }

    /// The weights that learn with their gradients, flattened, outside autodiff.
    pub(crate) fn trainable(&self, gradients: &mut Gradients) -> (Vec<Tensor<1>>, Vec<Tensor<1>>) {
        let mut found = (Vec::new(), Vec::new());
        for layer in self.all_layers() {
            collect(&layer.weight, gradients, &mut found);
            for param in layer.vectors() {
                collect(param, gradients, &mut found);
            }
        }
        found
    }

    /// The network with other weights, in the order of [`Network::trainable`].
    pub(crate) fn with_trainable(mut self, weights: Vec<Tensor<1>>) -> Self {
        let mut weights = weights.into_iter();
        for layer in self.all_layers_mut() {
            let shape = layer.weight.val().dims();
            if let Some(weight) = weights.next() {
                layer.weight = with_value(layer.weight.clone(), weight.reshape(shape));
            }
            for param in layer.vectors_mut() {
                if param.val().is_require_grad()
                    && let Some(weight) = weights.next()
                {
                    *param = with_value(param.clone(), weight);
                }
            }
        }
        self
    }

    fn all_layers(&self) -> impl Iterator<Item = &Layer> {
        self.layers
            .iter()
            .chain(&self.heads)
            .chain(&self.label_channel)
    }

    fn all_layers_mut(&mut self) -> impl Iterator<Item = &mut Layer> {
        self.layers
            .iter_mut()
            .chain(&mut self.heads)
            .chain(&mut self.label_channel)
    }
}

impl Layer {
    /// All tensors but the weight, in the order of [`Network::parameters`].
    fn vectors(&self) -> impl Iterator<Item = &Param<Tensor<1>>> {
        let norm = self.batch_norm.iter().flat_map(|norm| {
            [
                &norm.gamma,
                &norm.beta,
                &norm.running_mean,
                &norm.running_var,
            ]
        });
        self.bias.iter().chain(&self.singular).chain(norm)
    }

    fn vectors_mut(&mut self) -> impl Iterator<Item = &mut Param<Tensor<1>>> {
        let norm = self.batch_norm.iter_mut().flat_map(|norm| {
            [
                &mut norm.gamma,
                &mut norm.beta,
                &mut norm.running_mean,
                &mut norm.running_var,
            ]
        });
        self.bias.iter_mut().chain(&mut self.singular).chain(norm)
    }
}

/// Adds a parameter that learns and its gradient, zeros where nothing came of it.
fn collect<const D: usize>(
    param: &Param<Tensor<D>>,
    gradients: &mut Gradients,
    (weights, found): &mut (Vec<Tensor<1>>, Vec<Tensor<1>>),
) {
    let value = param.val();
    if !value.is_require_grad() {
        return;
    }
    let weight = value.clone().inner();
    let gradient = value.grad_remove(gradients);
    let gradient = gradient.unwrap_or_else(|| weight.zeros_like());
    weights.push(weight.reshape([-1]));
    found.push(gradient.reshape([-1]));
}

/// A tensor outside autodiff.
fn plain<const D: usize>(tensor: Tensor<D>) -> Tensor<D> {
    if tensor.is_autodiff() {
        tensor.inner()
    } else {
        tensor
    }
}

/// The parameter with another value, given outside autodiff.
fn with_value<const D: usize>(param: Param<Tensor<D>>, value: Tensor<D>) -> Param<Tensor<D>> {
    param.map(|old| {
        if old.is_autodiff() {
            Tensor::from_inner(value).set_require_grad(old.is_require_grad())
        } else {
            value
        }
    })
}
