//! A network in training: its weights, its optimizer, and the average of its weights.

use burn::tensor::{Gradients, Tensor};

use super::{Ema, Optimizer};
use crate::{
    config,
    model::{Network, Parameter, Role},
};

/// One of the networks of a run, with all that its steps change.
pub(crate) struct TrainState {
    pub network: Network,
    pub optimizer: Optimizer,
    /// Nothing where nobody asks for its average.
    pub average: Option<Ema>,
}

/// A tensor of a train state with the name and shape it has in a file.
pub(crate) struct Entry {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Tensor<1>,
    pub range: Range,
}

/// The values that a tensor of a file may have, besides that all are finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Range {
    Finite,
    /// Variances and means of squares.
    NotNegative,
    /// A vector of length 1.
    UnitVector,
}

impl TrainState {
    pub fn new(network: Network, optimizer: config::Optimizer, ema_decay: Option<f64>) -> Self {
        Self {
            optimizer: Optimizer::new(optimizer, &network.parameters()),
            average: ema_decay.map(|decay| Ema::new(decay, network.values())),
            network,
        }
    }

    /// Takes one step against its own of the gradients; no weight is then larger than `clip`.
    pub fn step(&mut self, gradients: &mut Gradients, clip: Option<f64>) {
        self.network = self.optimizer.step(self.network.clone(), gradients, clip);
        if let Some(average) = &mut self.average {
            average.update(self.network.values(), self.optimizer.time);
        }
    }

    /// Changes the network but for its training: its running statistics, its singular vectors.
    pub fn change(&mut self, change: impl FnOnce(Network) -> Network) {
        self.network = change(self.network.clone());
    }

    /// A copy of the network with averaged weights where there are some, within autodiff.
    pub fn averaged(&self) -> Network {
        let network = self.network.clone();
        match &self.average {
            Some(average) => network.with_values(average.values.iter().cloned()),
            None => network,
        }
    }

    /// The name that its tensors begin with.
    pub fn name(&self) -> &'static str {
        self.network.architecture().name
    }

    /// All tensors, those of the network named `NAME.*`, those of the average `average.NAME.*` and those of the
    /// optimizer `NAME_optimizer.*`, in the order in which [`TrainState::put`] takes them.
    pub fn entries(&self) -> Vec<Entry> {
        let name = self.name();
        let parameters = self.network.parameters();
        let entry = |prefix: &str, parameter: &Parameter, values: &Tensor<1>, range| Entry {
            name: format!("{prefix}.{}", parameter.name),
            shape: parameter.shape.clone(),
            values: values.clone(),
            range,
        };
        let of_role = |parameter: &Parameter| match parameter.role {
            Role::Trainable | Role::RunningMean => Range::Finite,
            Role::RunningVariance => Range::NotNegative,
            Role::SingularVector => Range::UnitVector,
        };
        let weights = parameters.iter();
        let mut entries: Vec<Entry> = weights
            .map(|parameter| entry(name, parameter, &parameter.values, of_role(parameter)))
            .collect();
        if let Some(average) = &self.average {
            let prefix = format!("average.{name}");
            let averages = parameters.iter().zip(&average.values);
            entries.extend(averages.map(|(parameter, values)| {
                // The mean of unit vectors is none.
                let range = match of_role(parameter) {
                    Range::UnitVector => Range::Finite,
                    range => range,
                };
                entry(&prefix, parameter, values, range)
            }));
        }
        for (slot, state) in self.optimizer.slots().iter().zip(&self.optimizer.state) {
            let trainable = parameters
                .iter()
                .filter(|parameter| parameter.role == Role::Trainable);
            let prefix = format!("{name}_optimizer.{}", slot.name);
            let range = if slot.is_mean_of_squares {
                Range::NotNegative
            } else {
                Range::Finite
            };
            let state = trainable.zip(state);
            entries
                .extend(state.map(|(parameter, values)| entry(&prefix, parameter, values, range)));
        }
        entries
    }

    /// Puts values in the place of all tensors, after so many updates.
    pub fn put(&mut self, values: &mut impl Iterator<Item = Tensor<1>>, updates: u32) {
        let count = self.network.values().len();
        let weights: Vec<_> = values.by_ref().take(count).collect();
        self.change(|network| network.with_values(weights));
        let averages = self
            .average
            .iter_mut()
            .flat_map(|average| &mut average.values);
        let state = self.optimizer.state.iter_mut().flatten();
        for (tensor, value) in averages.chain(state).zip(values) {
            *tensor = value;
        }
        self.optimizer.time = updates;
    }
}
