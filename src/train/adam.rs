//! Adam over a whole network. burn has one too, but reads its state synchronously when it is
//! saved, which a browser's GPU cannot do.

use burn::{
    module::{Module, ModuleMapper, Param},
    tensor::{Gradients, Tensor},
};

use crate::{config, model::Parameter};

/// The first and second moments of one parameter, flattened.
#[derive(Debug, Clone)]
pub struct Moments {
    pub first: Tensor<1>,
    pub second: Tensor<1>,
}

/// The state of Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1) for one network.
pub struct Adam {
    config: config::Adam,
    /// Steps taken so far.
    pub time: u32,
    /// One for each trainable parameter, in the network's order.
    pub moments: Vec<Moments>,
}

impl Adam {
    /// The state before the first step.
    pub fn new(config: &config::Adam, parameters: &[Parameter]) -> Self {
        let trainable = parameters.iter().filter(|parameter| parameter.trainable);
        let moments = trainable.map(|parameter| Moments {
            first: parameter.values.zeros_like(),
            second: parameter.values.zeros_like(),
        });
        Self {
            config: config.clone(),
            time: 0,
            moments: moments.collect(),
        }
    }

    /// Takes one step: the network with its parameters moved against `gradients`.
    pub fn step<M: Module>(&mut self, network: M, gradients: &mut Gradients) -> M {
        self.time += 1;
        network.map(&mut Step {
            config: &self.config,
            correction1: 1.0 - self.config.beta1.powf(self.time.into()),
            correction2: 1.0 - self.config.beta2.powf(self.time.into()),
            moments: self.moments.iter_mut(),
            gradients,
        })
    }
}

struct Step<'a> {
    config: &'a config::Adam,
    correction1: f64,
    correction2: f64,
    moments: std::slice::IterMut<'a, Moments>,
    gradients: &'a mut Gradients,
}

impl ModuleMapper for Step<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        param.map(|value| {
            if !value.is_require_grad() {
                return value; // the running statistics of batch normalization
            }
            let (Some(moments), Some(gradient)) =
                (self.moments.next(), value.grad_remove(self.gradients))
            else {
                return value;
            };
            let shape = value.dims();
            let change = self.change(moments, gradient.reshape([-1]));
            Tensor::from_inner(value.inner() - change.reshape(shape)).require_grad()
        })
    }
}

impl Step<'_> {
    /// Updates the moments and returns what to subtract from the parameter.
    fn change(&self, moments: &mut Moments, gradient: Tensor<1>) -> Tensor<1> {
        let config = self.config;
        let decay = |old: &Tensor<1>, new: Tensor<1>, beta: f64| {
            old.clone().mul_scalar(beta) + new.mul_scalar(1.0 - beta)
        };
        moments.first = decay(&moments.first, gradient.clone(), config.beta1);
        moments.second = decay(&moments.second, gradient.square(), config.beta2);
        let first = moments
            .first
            .clone()
            .mul_scalar(config.learning_rate / self.correction1);
        let second = moments.second.clone().div_scalar(self.correction2);
        first / (second.sqrt() + config.epsilon)
    }
}
