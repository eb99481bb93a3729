//! A network that learns: its weights, its optimizer, and the average of its weights.

use burn::{
    module::Module,
    tensor::{Gradients, Tensor},
};

use super::{Ema, Optimizer};
use crate::{
    config,
    model::{Parameter, read_parameters, read_values, with_parameters},
};

/// One of the networks of a run, with all that its steps change.
pub(crate) struct Learner<M> {
    pub network: M,
    pub optimizer: Optimizer,
    /// Nothing where nobody asks for its average.
    pub average: Option<Ema>,
}

/// A tensor of a learner with the name and shape it has in a file.
pub(crate) struct Entry {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Tensor<1>,
}

impl<M: Module> Learner<M> {
    pub fn new(network: M, optimizer: config::Optimizer, ema_decay: Option<f64>) -> Self {
        Self {
            optimizer: Optimizer::new(optimizer, &read_parameters(&network)),
            average: ema_decay.map(|decay| Ema::new(decay, read_values(&network))),
            network,
        }
    }

    /// Takes one step against its share of the gradients; no weight is then larger than `clip`.
    pub fn step(&mut self, gradients: &mut Gradients, clip: Option<f64>) {
        self.network = self.optimizer.step(self.network.clone(), gradients, clip);
        if let Some(average) = &mut self.average {
            average.update(read_values(&self.network), self.optimizer.time);
        }
    }

    /// The network with averaged weights where there are some, outside autodiff.
    pub fn averaged(&self) -> M {
        let network = self.network.valid();
        match &self.average {
            Some(average) => with_parameters(network, average.values.iter().cloned()),
            None => network,
        }
    }

    /// As [`Learner::averaged`], within autodiff.
    pub fn averaged_with_autodiff(&self) -> M {
        let network = self.network.clone();
        match &self.average {
            Some(average) => with_parameters(network, average.values.iter().cloned()),
            None => network,
        }
    }

    /// All tensors, named `prefix.*`, those of the average `average.prefix.*` and those of the
    /// optimizer `prefix_optimizer.*`, in the order in which [`Learner::put`] takes them.
    pub fn entries(&self, prefix: &str) -> Vec<Entry> {
        let parameters = read_parameters(&self.network);
        let entry = |prefix: &str, parameter: &Parameter, values: &Tensor<1>| Entry {
            name: format!("{prefix}.{}", parameter.name),
            shape: parameter.shape.clone(),
            values: values.clone(),
        };
        let weights = parameters.iter();
        let mut entries: Vec<Entry> = weights
            .map(|parameter| entry(prefix, parameter, &parameter.values))
            .collect();
        if let Some(average) = &self.average {
            let averages = parameters.iter().zip(&average.values);
            let name = format!("average.{prefix}");
            entries.extend(averages.map(|(parameter, values)| entry(&name, parameter, values)));
        }
        for (slot, state) in self.optimizer.slots().iter().zip(&self.optimizer.state) {
            let trainable = parameters.iter().filter(|parameter| parameter.trainable);
            let name = format!("{prefix}_optimizer.{slot}");
            let state = trainable.zip(state);
            entries.extend(state.map(|(parameter, values)| entry(&name, parameter, values)));
        }
        entries
    }

    /// Puts values in the place of all tensors, after `steps` steps.
    pub fn put(&mut self, values: &mut impl Iterator<Item = Tensor<1>>, steps: u32) {
        let count = read_values(&self.network).len();
        let weights: Vec<_> = values.by_ref().take(count).collect();
        self.network = with_parameters(self.network.clone(), weights);
        let averages = self
            .average
            .iter_mut()
            .flat_map(|average| &mut average.values);
        let state = self.optimizer.state.iter_mut().flatten();
        for (tensor, value) in averages.chain(state).zip(values) {
            *tensor = value;
        }
        self.optimizer.time = steps;
    }
}
