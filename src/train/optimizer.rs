//! The optimizers, over a whole network. burn has them too, but reads their state synchronously when
//! it is saved, which a browser's GPU cannot do.

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    tensor::{Gradients, Tensor},
};

use crate::{
    config::{self, Algorithm},
    kernel::{AdamStep, Share, adam},
    model::Parameter,
};

/// The state of an optimizer for one network.
pub struct Optimizer {
    config: config::Optimizer,
    /// Steps taken so far.
    pub time: u32,
    /// For each of [`Optimizer::slots`] a flat tensor for each trainable parameter, in the network's order.
    pub state: Vec<Vec<Tensor<1>>>,
}

impl Optimizer {
    /// The state before the first step.
    pub fn new(config: config::Optimizer, parameters: &[Parameter]) -> Self {
        let trainable = parameters.iter().filter(|parameter| parameter.trainable);
        let zeros = trainable.map(|parameter| parameter.values.zeros_like());
        let zeros: Vec<_> = zeros.collect();
        Self {
            config,
            time: 0,
            state: vec![zeros; slots(config.algorithm).len()],
        }
    }

    /// What the state has for each parameter: running means of the gradients or their squares.
    pub fn slots(&self) -> &'static [&'static str] {
        slots(self.config.algorithm)
    }

    /// Takes one step: the network with its parameters moved against `gradients`, and none of them
    /// further from zero than `clip`.
    pub fn step<M: Module>(
        &mut self,
        network: M,
        gradients: &mut Gradients,
        clip: Option<f64>,
    ) -> M {
        self.time += 1;
        let mut trainable = Trainable {
            weights: Vec::new(),
            slopes: Vec::new(),
            gradients,
        };
        network.visit(&mut trainable);
        let Trainable {
            weights, slopes, ..
        } = trainable;
        let moved = self.moved(weights, slopes, clip);
        network.map(&mut Moved(moved.into_iter()))
    }

    /// The weights after the step; updates the state.
    fn moved(
        &mut self,
        weights: Vec<Tensor<1>>,
        gradients: Vec<Tensor<1>>,
        clip: Option<f64>,
    ) -> Vec<Tensor<1>> {
        let config = self.config;
        let rate = config.learning_rate;
        let step = self.adam(clip);
        let changes: Vec<Tensor<1>> = match (config.algorithm, self.state.as_mut_slice()) {
            (Algorithm::Adam | Algorithm::AdamW, [first, second]) => {
                // Taken, so that nobody else has them and they change in place.
                let moments = [first, second].map(std::mem::take);
                let [weights, moments @ ..] = adam(weights, gradients, moments, step);
                self.state = moments.into();
                return weights;
            }
            // b = mu b + g (Sutskever et al., 2013, with the rate outside)
            (Algorithm::Momentum, [first]) => {
                let slopes = first.iter_mut().zip(gradients);
                slopes
                    .map(|(first, gradient)| {
                        *first = first.clone().mul_scalar(config.momentum) + gradient;
                        first.clone().mul_scalar(rate)
                    })
                    .collect()
            }
            // Hinton, Coursera lecture 6e
            (Algorithm::RmsProp, [second]) => {
                let slopes = second.iter_mut().zip(gradients);
                slopes
                    .map(|(second, gradient)| {
                        let square = gradient.clone().square().mul_scalar(1.0 - config.beta2);
                        *second = second.clone().mul_scalar(config.beta2) + square;
                        let root = second.clone().sqrt().add_scalar(config.epsilon);
                        gradient.mul_scalar(rate) / root
                    })
                    .collect()
            }
            _ => {
                let gradients = gradients.into_iter();
                gradients
                    .map(|gradient| gradient.mul_scalar(rate))
                    .collect()
            }
        };
        let weights = weights.into_iter().zip(changes);
        let moved = weights.map(|(weight, change)| weight - change);
        match clip {
            Some(clip) => moved.map(|weight| weight.clamp(-clip, clip)).collect(),
            None => moved.collect(),
        }
    }

    fn adam(&self, clip: Option<f64>) -> AdamStep {
        let config = self.config;
        let time = f64::from(self.time);
        let decay = match config.algorithm {
            Algorithm::AdamW => config.learning_rate * config.weight_decay,
            _ => 0.0,
        };
        AdamStep {
            beta1: Share::keeping(config.beta1),
            beta2: Share::keeping(config.beta2),
            epsilon: config.epsilon as f32,
            rate: (config.learning_rate / (1.0 - config.beta1.powf(time))) as f32,
            unbias: (1.0 / (1.0 - config.beta2.powf(time))) as f32,
            decay: (1.0 - decay) as f32,
            clip: clip.map_or(f32::INFINITY, |clip| clip as f32),
        }
    }
}

fn slots(algorithm: Algorithm) -> &'static [&'static str] {
    match algorithm {
        Algorithm::Sgd => &[],
        Algorithm::Momentum => &["first"],
        Algorithm::RmsProp => &["second"],
        Algorithm::Adam | Algorithm::AdamW => &["first", "second"],
    }
}

/// Collects the trainable weights of a network with their gradients, flattened, outside autodiff.
struct Trainable<'a> {
    weights: Vec<Tensor<1>>,
    slopes: Vec<Tensor<1>>,
    gradients: &'a mut Gradients,
}

impl ModuleVisitor for Trainable<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let value = param.val();
        if !value.is_require_grad() {
            return; // running statistics, which no gradient changes
        }
        let weights = value.clone().inner();
        let slope = value.grad_remove(self.gradients);
        let slope = slope.unwrap_or_else(|| weights.zeros_like());
        self.weights.push(weights.reshape([-1]));
        self.slopes.push(slope.reshape([-1]));
    }
}

/// Puts the trainable weights of a network in their places.
struct Moved(std::vec::IntoIter<Tensor<1>>);

impl ModuleMapper for Moved {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        param.map(|old| {
            let moved = old.is_require_grad().then(|| self.0.next()).flatten();
            match moved {
                Some(moved) => Tensor::from_inner(moved.reshape(old.dims())).require_grad(),
                None => old,
            }
        })
    }
}
