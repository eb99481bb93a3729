//! The optimizers, over a whole network. burn has them too, but reads their state synchronously when
//! it is saved, which a browser's GPU cannot do.

use burn::{
    module::{Module, ModuleMapper, Param},
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
    /// For each trainable parameter, in the network's order, as many flat tensors as
    /// [`Optimizer::slots`] names.
    pub state: Vec<Vec<Tensor<1>>>,
}

impl Optimizer {
    /// The state before the first step.
    pub fn new(config: config::Optimizer, parameters: &[Parameter]) -> Self {
        let trainable = parameters.iter().filter(|parameter| parameter.trainable);
        let slots = slots(config.algorithm).len();
        let state = trainable.map(|parameter| vec![parameter.values.zeros_like(); slots]);
        Self {
            config,
            time: 0,
            state: state.collect(),
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
        network.map(&mut Step {
            config: self.config,
            time: self.time,
            state: self.state.iter_mut(),
            gradients,
            clip,
        })
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

struct Step<'a> {
    config: config::Optimizer,
    time: u32,
    state: std::slice::IterMut<'a, Vec<Tensor<1>>>,
    gradients: &'a mut Gradients,
    clip: Option<f64>,
}

impl ModuleMapper for Step<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        param.map(|value| {
            if !value.is_require_grad() {
                return value; // running statistics, which no gradient changes
            }
            let (Some(state), Some(gradient)) =
                (self.state.next(), value.grad_remove(self.gradients))
            else {
                return value;
            };
            let shape = value.dims();
            let gradient = gradient.reshape([-1]);
            let value = self.moved(value.inner().reshape([-1]), gradient, state);
            let value = value.reshape(shape);
            Tensor::from_inner(value).require_grad()
        })
    }
}

impl Step<'_> {
    /// The parameter after the step; updates the state.
    fn moved(
        &self,
        value: Tensor<1>,
        gradient: Tensor<1>,
        state: &mut Vec<Tensor<1>>,
    ) -> Tensor<1> {
        let config = self.config;
        let rate = config.learning_rate;
        let change = match config.algorithm {
            Algorithm::Adam | Algorithm::AdamW => {
                return match <[_; 2]>::try_from(std::mem::take(state)) {
                    Ok([first, second]) => {
                        let [value, first, second] =
                            adam(value, gradient, first, second, self.adam());
                        *state = vec![first, second];
                        value
                    }
                    Err(_) => value, // there are as many as `slots` names
                };
            }
            Algorithm::Sgd => gradient.mul_scalar(rate),
            // b = mu b + g (Sutskever et al., 2013, with the rate outside)
            Algorithm::Momentum => {
                let first = state[0].clone().mul_scalar(config.momentum) + gradient;
                state[0] = first.clone();
                first.mul_scalar(rate)
            }
            // Hinton, Coursera lecture 6e
            Algorithm::RmsProp => {
                let keep = config.beta2;
                let second = state[0].clone().mul_scalar(keep)
                    + gradient.clone().square().mul_scalar(1.0 - keep);
                state[0] = second.clone();
                gradient.mul_scalar(rate) / second.sqrt().add_scalar(config.epsilon)
            }
        };
        let value = value - change;
        match self.clip {
            Some(clip) => value.clamp(-clip, clip),
            None => value,
        }
    }

    fn adam(&self) -> AdamStep {
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
            clip: self.clip.map_or(f32::INFINITY, |clip| clip as f32),
        }
    }
}
