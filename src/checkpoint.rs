//! A session as the bytes of a safetensors file, and back.
//!
//! The tensors are `generator.*`, `discriminator.*`, `average.*` (the EMA of the generator) and the
//! moments of Adam, `generator_adam.first.*` and so on, each under its parameter's path. The
//! metadata has the rest as JSON, under one key so that the same session gives the same bytes.

use std::collections::HashMap;

use burn::tensor::{Device, Tensor, TensorData};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::{Deserialize, Serialize};

use crate::{
    config::Config,
    error::{Error, Result},
    model::{Parameter, read_parameters, with_parameters},
    train::{Adam, LossSums, Session, read_all},
};

/// The key in the metadata, by which a file is known.
const KEY: &str = "gan-playground";
/// Raised when a file of the version before could no longer be resumed.
const VERSION: u32 = 1;

/// What a session has besides tensors.
#[derive(Serialize, Deserialize)]
struct State {
    version: u32,
    config: Config,
    step: u64,
    sums: LossSums,
}

/// What every version has.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// A tensor of a session with the name and shape it has in the file.
struct Entry {
    name: String,
    shape: Vec<usize>,
    values: Tensor<1>,
}

impl Session {
    /// The whole session as a safetensors file.
    ///
    /// # Errors
    /// `device_failed`, or `diverged` where a value is not finite, so that no file has one.
    pub async fn save(&self) -> Result<Vec<u8>> {
        let (names, tensors): (Vec<_>, Vec<_>) = self
            .entries()
            .into_iter()
            .map(|entry| ((entry.name, entry.shape), entry.values))
            .unzip();
        let tensors = read_all(tensors).await?;
        for tensor in &tensors {
            if let Some(value) = floats(tensor.as_bytes()).find(|value| !value.is_finite()) {
                return Err(Error::Diverged {
                    step: self.step,
                    value,
                });
            }
        }
        let invalid = |reason: String| Error::CheckpointInvalid { reason };
        let views = names
            .into_iter()
            .zip(&tensors)
            .map(|((name, shape), tensor)| {
                let view = TensorView::new(Dtype::F32, shape, tensor.as_bytes());
                view.map(|view| (name, view))
                    .map_err(|error| invalid(error.to_string()))
            })
            .collect::<Result<Vec<_>>>()?;
        let state = State {
            version: VERSION,
            config: self.config.clone(),
            step: self.step,
            sums: self.sums,
        };
        let state = serde_json::to_string(&state).map_err(|error| invalid(error.to_string()))?;
        let metadata = HashMap::from([(KEY.to_owned(), state)]);
        safetensors::serialize(views, Some(metadata)).map_err(|error| invalid(error.to_string()))
    }

    /// Resumes a saved session on `device`: on the CPU, exactly where it was.
    ///
    /// # Errors
    /// `checkpoint_invalid` with the reason, where the bytes are not such a file or lack a tensor.
    pub fn load(bytes: &[u8], device: Device) -> Result<Self> {
        let invalid = |reason: String| Error::CheckpointInvalid { reason };
        let (_, header) =
            SafeTensors::read_metadata(bytes).map_err(|error| invalid(error.to_string()))?;
        let state = header.metadata().as_ref().and_then(|map| map.get(KEY));
        let state = state.ok_or_else(|| invalid(format!("its metadata has no {KEY}")))?;
        let unreadable = |error: serde_json::Error| invalid(format!("its state: {error}"));
        // The version first: the rest of another one may look different.
        let Version { version } = serde_json::from_str(state).map_err(unreadable)?;
        if version != VERSION {
            return Err(invalid(format!(
                "its version is {version}, but this page reads version {VERSION}"
            )));
        }
        let state: State = serde_json::from_str(state).map_err(unreadable)?;
        let tensors =
            SafeTensors::deserialize(bytes).map_err(|error| invalid(error.to_string()))?;

        let mut session = Session::new(state.config, device.clone())?;
        let values = session
            .entries()
            .iter()
            .map(|entry| entry.read(&tensors, &device))
            .collect::<Result<Vec<_>>>()?;
        session.put(values);
        session.step = state.step;
        session.generator_optimizer.time = state.step as u32;
        session.discriminator_optimizer.time = state.step as u32;
        session.sums = state.sums;
        Ok(session)
    }

    /// All tensors of the session, in the order in which [`Session::put`] takes them.
    fn entries(&self) -> Vec<Entry> {
        let generator = read_parameters(&self.generator);
        let discriminator = read_parameters(&self.discriminator);
        let average = generator.iter().zip(&self.average.values);
        let average = average.map(|(parameter, values)| Parameter {
            values: values.clone(),
            ..parameter.clone()
        });
        let mut entries = named("average", &average.collect::<Vec<_>>());
        entries.extend(named("generator", &generator));
        entries.extend(moments(
            "generator_adam",
            &self.generator_optimizer,
            &generator,
        ));
        entries.extend(named("discriminator", &discriminator));
        entries.extend(moments(
            "discriminator_adam",
            &self.discriminator_optimizer,
            &discriminator,
        ));
        entries
    }

    /// Puts values in the place of all tensors.
    fn put(&mut self, values: Vec<Tensor<1>>) {
        let mut values = values.into_iter();
        for average in &mut self.average.values {
            replace(average, &mut values);
        }
        self.generator = with_parameters(self.generator.clone(), values.by_ref());
        put_moments(&mut self.generator_optimizer, &mut values);
        self.discriminator = with_parameters(self.discriminator.clone(), values.by_ref());
        put_moments(&mut self.discriminator_optimizer, &mut values);
    }
}

impl Entry {
    /// The values that the file has for this entry.
    fn read(&self, tensors: &SafeTensors, device: &Device) -> Result<Tensor<1>> {
        let Self { name, shape, .. } = self;
        let invalid = |reason: String| Error::CheckpointInvalid { reason };
        let view = tensors
            .tensor(name)
            .map_err(|_| invalid(format!("it has no tensor {name}")))?;
        if view.dtype() != Dtype::F32 || view.shape() != shape {
            return Err(invalid(format!(
                "{name} is {:?} {:?}, but must be F32 {shape:?}",
                view.dtype(),
                view.shape()
            )));
        }
        let values: Vec<f32> = floats(view.data()).collect();
        if values.iter().any(|value| !value.is_finite()) {
            return Err(invalid(format!("{name} has values that are not finite")));
        }
        let count = values.len();
        Ok(Tensor::from_data(TensorData::new(values, [count]), device))
    }
}

/// The numbers of a file's little-endian bytes, which every target of this crate shares.
fn floats(bytes: &[u8]) -> impl Iterator<Item = f32> {
    let (chunks, _) = bytes.as_chunks();
    chunks.iter().map(|bytes| f32::from_le_bytes(*bytes))
}

fn named(prefix: &str, parameters: &[Parameter]) -> Vec<Entry> {
    let entries = parameters.iter().map(|parameter| Entry {
        name: format!("{prefix}.{}", parameter.name),
        shape: parameter.shape.clone(),
        values: parameter.values.clone(),
    });
    entries.collect()
}

fn moments(prefix: &str, adam: &Adam, parameters: &[Parameter]) -> Vec<Entry> {
    let trainable = parameters.iter().filter(|parameter| parameter.trainable);
    let entries = trainable
        .zip(&adam.moments)
        .flat_map(|(parameter, moments)| {
            [("first", &moments.first), ("second", &moments.second)].map(|(which, values)| Entry {
                name: format!("{prefix}.{which}.{}", parameter.name),
                shape: parameter.shape.clone(),
                values: values.clone(),
            })
        });
    entries.collect()
}

fn put_moments(adam: &mut Adam, values: &mut impl Iterator<Item = Tensor<1>>) {
    for moments in &mut adam.moments {
        replace(&mut moments.first, values);
        replace(&mut moments.second, values);
    }
}

fn replace(tensor: &mut Tensor<1>, values: &mut impl Iterator<Item = Tensor<1>>) {
    if let Some(value) = values.next() {
        *tensor = value;
    }
}
