//! The optimizers, over a whole network. burn has them too, but reads their state synchronously when
//! it is saved, which a browser's GPU cannot do.

use burn::tensor::{Gradients, Tensor};

use crate::{
    config::{self, Algorithm},
    kernel::{AdamStep, Decay, adam},
    model::{Network, Parameter, Role},
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
        let trainable = parameters
            .iter()
            .filter(|parameter| parameter.role == Role::Trainable);
        let zeros = trainable.map(|parameter| parameter.values.zeros_like());
        let zeros: Vec<_> = zeros.collect();
        Self {
            config,
            time: 0,
            state: vec![zeros; slots(config.algorithm).len()],
        }
    }

    /// What the state has for each parameter: running means of the gradients or their squares.
    pub fn slots(&self) -> &'static [Slot] {
        slots(self.config.algorithm)
    }

    /// Takes one step: the network with its parameters moved against `gradients`, and none of them
    /// further from zero than `clip`.
    pub fn step(
        &mut self,
        network: Network,
        gradients: &mut Gradients,
        clip: Option<f64>,
    ) -> Network {
        self.time += 1;
        let (weights, gradients) = network.trainable(gradients);
        let moved = self.moved(weights, gradients, clip);
        network.with_trainable(moved)
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
                let pairs = first.iter_mut().zip(gradients);
                pairs
                    .map(|(first, gradient)| {
                        *first = first.clone().mul_scalar(config.momentum) + gradient;
                        first.clone().mul_scalar(rate)
                    })
                    .collect()
            }
            // Hinton, Coursera lecture 6e
            (Algorithm::RmsProp, [second]) => {
                let pairs = second.iter_mut().zip(gradients);
                pairs
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
            beta1: Decay::new(config.beta1),
            beta2: Decay::new(config.beta2),
            epsilon: config.epsilon as f32,
            step_size: (config.learning_rate / (1.0 - config.beta1.powf(time))) as f32,
            bias_correction: (1.0 / (1.0 - config.beta2.powf(time))) as f32,
            decay: (1.0 - decay) as f32,
            clip: clip.map_or(f32::INFINITY, |clip| clip as f32),
        }
    }
}

/// What an optimizer keeps for each parameter.
pub struct Slot {
    pub name: &'static str,
    /// So it is never below zero.
    pub is_mean_of_squares: bool,
}

const FIRST: Slot = Slot {
    name: "first",
    is_mean_of_squares: false,
};
const SECOND: Slot = Slot {
    name: "second",
    is_mean_of_squares: true,
};

/// What an optimizer keeps for each parameter, by which the memory of a run is estimated, too.
pub fn slots(algorithm: Algorithm) -> &'static [Slot] {
    match algorithm {
        Algorithm::Sgd => &[],
        Algorithm::Momentum => &[FIRST],
        Algorithm::RmsProp => &[SECOND],
        Algorithm::Adam | Algorithm::AdamW => &[FIRST, SECOND],
    }
}
