//! A network as a flat list of named tensors, which is all that the optimizer, the moving average
//! and the checkpoint have to know of it.

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    tensor::Tensor,
};

/// One tensor of a network.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its path in the network, such as `hidden.0.linear.weight`.
    pub name: String,
    pub shape: Vec<usize>,
    /// Its values, flattened to one dimension, outside autodiff.
    pub values: Tensor<1>,
    /// Whether an optimizer changes it; the running statistics of batch normalization are not.
    pub trainable: bool,
}

/// All tensors of a network, in a fixed order.
pub fn read_parameters<M: Module>(network: &M) -> Vec<Parameter> {
    let mut trainable = Trainable(Vec::new());
    network.visit(&mut trainable);
    let mut reader = Reader {
        path: Vec::new(),
        trainable: trainable.0.into_iter(),
        parameters: Vec::new(),
    };
    // `valid` also brings the running statistics up to date.
    network.valid().visit(&mut reader);
    reader.parameters
}

/// The values of [`read_parameters`], without their names: what a step needs of them.
pub fn read_values<M: Module>(network: &M) -> Vec<Tensor<1>> {
    let mut values = Values(Vec::new());
    network.valid().visit(&mut values);
    values.0
}

/// The network with its tensors replaced by `values`, in the order of [`read_parameters`].
pub fn with_parameters<M: Module>(network: M, values: impl IntoIterator<Item = Tensor<1>>) -> M {
    network.map(&mut Writer {
        values: values.into_iter(),
    })
}

struct Values(Vec<Tensor<1>>);

impl ModuleVisitor for Values {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push(param.val().reshape([-1]));
    }
}

struct Trainable(Vec<bool>);

impl ModuleVisitor for Trainable {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push(param.val().is_require_grad());
    }
}

struct Reader {
    path: Vec<String>,
    trainable: std::vec::IntoIter<bool>,
    parameters: Vec<Parameter>,
}

impl ModuleVisitor for Reader {
    fn enter_module(&mut self, name: &str, container: &str) {
        if !is_variant(container) {
            self.path.push(name.to_owned());
        }
    }

    fn exit_module(&mut self, _name: &str, container: &str) {
        if !is_variant(container) {
            self.path.pop();
        }
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let values = param.val();
        self.parameters.push(Parameter {
            name: self.path.join("."),
            shape: values.dims().to_vec(),
            values: values.reshape([-1]),
            trainable: self.trainable.next().unwrap_or(false),
        });
    }
}

/// Whether burn is about to enter the variant of an enum, which is no part of a parameter's name.
fn is_variant(container: &str) -> bool {
    container.starts_with("Enum:")
}

struct Writer<I> {
    values: I,
}

impl<I: Iterator<Item = Tensor<1>>> ModuleMapper for Writer<I> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Some(values) = self.values.next() else {
            return param;
        };
        param.map(|old| {
            let new = values.reshape(old.dims());
            if !old.is_autodiff() {
                return new;
            }
            Tensor::from_inner(new).set_require_grad(old.is_require_grad())
        })
    }
}
