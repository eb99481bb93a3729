//! The optimizers, over a whole network. burn has them too, but reads their state synchronously when
//! it is saved, which a browser's GPU cannot do.

use burn::{
    module::{Module, ModuleMapper, Param},
    tensor::{Gradients, Tensor},
};

use crate::{
    config::{self, Algorithm},
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
            let change = self.change(state, gradient.reshape([-1])).reshape(shape);
            let value = self.decayed(value.inner()) - change;
            let value = match self.clip {
                Some(clip) => value.clamp(-clip, clip),
                None => value,
            };
            Tensor::from_inner(value).require_grad()
        })
    }
}

impl Step<'_> {
    /// The weights after decoupled decay (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2).
    fn decayed<const D: usize>(&self, value: Tensor<D>) -> Tensor<D> {
        if self.config.algorithm != Algorithm::AdamW {
            return value;
        }
        value.mul_scalar(1.0 - self.config.learning_rate * self.config.weight_decay)
    }

    /// Updates the state and returns what to subtract from the parameter.
    fn change(&self, state: &mut [Tensor<1>], gradient: Tensor<1>) -> Tensor<1> {
        let config = self.config;
        let rate = config.learning_rate;
        let mean = |old: &Tensor<1>, new: Tensor<1>, keep: f64| {
            old.clone().mul_scalar(keep) + new.mul_scalar(1.0 - keep)
        };
        match (config.algorithm, state) {
            // b = mu b + g (Sutskever et al., 2013, with the rate outside)
            (Algorithm::Momentum, [first]) => {
                *first = first.clone().mul_scalar(config.momentum) + gradient;
                first.clone().mul_scalar(rate)
            }
            // Hinton, Coursera lecture 6e
            (Algorithm::RmsProp, [second]) => {
                *second = mean(second, gradient.clone().square(), config.beta2);
                gradient.mul_scalar(rate) / second.clone().sqrt().add_scalar(config.epsilon)
            }
            // Kingma and Ba, arXiv 1412.6980, algorithm 1
            (_, [first, second]) => {
                *first = mean(first, gradient.clone(), config.beta1);
                *second = mean(second, gradient.square(), config.beta2);
                let time = f64::from(self.time);
                let rate = rate / (1.0 - config.beta1.powf(time));
                let second = second.clone().div_scalar(1.0 - config.beta2.powf(time));
                first.clone().mul_scalar(rate) / second.sqrt().add_scalar(config.epsilon)
            }
            _ => gradient.mul_scalar(rate),
        }
    }
}
