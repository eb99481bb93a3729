//! A run as the bytes of a safetensors file, and back.
//!
//! The tensors are `generator.*` and `discriminator.*` (a VAE's are `decoder.*` and `encoder.*`),
//! `average.generator.*` (its EMA) and what the optimizers keep, `generator_optimizer.first.*` and so
//! on, each under its parameter's name. The metadata has the rest as JSON, under one key so that the
//! same run gives the same bytes.

mod version3;

use std::collections::HashMap;

use burn::tensor::{Device, Tensor, TensorData};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::{Deserialize, Serialize};

use crate::{
    config::Config,
    data::ImageShape,
    error::{Error, Result},
    tensors::{floats, read_all},
    train::{Entry, LossSums, Memory, Progress, Range, Run},
};
use version3::{StateV3, old_name, old_names};

/// The key in the metadata, by which a file is known.
const KEY: &str = "gan-playground";
/// Raised when a file of the version before could no longer be resumed as it is.
const VERSION: u32 = 4;

/// More steps than a run could take in years, and few enough that no counter overflows.
const MAX_STEP: u64 = 1 << 28;
/// Updates of D that MAX_STEP steps can have.
const MAX_UPDATES: u64 = 1 << 31;
/// How far the length of a unit vector may be from 1, for what rounding leaves.
const UNIT: f32 = 1e-3;

/// What a run has besides tensors.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    version: u32,
    config: Config,
    shape: ImageShape,
    step: u64,
    /// Updates of D alone since the last step of G.
    ahead: u64,
    /// Updates of each network, that which makes images first.
    updates: [u64; 2],
    sums: LossSums,
}

/// What every version has.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// What a run of a file is, without its tensors.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    pub config: Config,
    pub shape: ImageShape,
    pub step: u64,
}

impl Run {
    /// The whole run as a safetensors file.
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
                    step: self.step(),
                    value,
                });
            }
        }
        let views = names
            .into_iter()
            .zip(&tensors)
            .map(|((name, shape), tensor)| {
                let view = TensorView::new(Dtype::F32, shape, tensor.as_bytes());
                view.map(|view| (name, view))
                    .map_err(|error| invalid(error.to_string()))
            })
            .collect::<Result<Vec<_>>>()?;
        let Progress {
            step,
            ahead,
            updates,
        } = self.progress();
        let state = State {
            version: VERSION,
            config: self.config.clone(),
            shape: self.shape.clone(),
            step,
            ahead,
            updates: updates.map(u64::from),
            sums: self.sums,
        };
        let state = serde_json::to_string(&state).map_err(|error| invalid(error.to_string()))?;
        let metadata = HashMap::from([(KEY.to_owned(), state)]);
        safetensors::serialize(views, Some(metadata)).map_err(|error| invalid(error.to_string()))
    }

    /// Resumes a saved run on `device`: on the CPU, exactly where it was.
    ///
    /// # Errors
    /// `checkpoint_invalid` with the reason, where the bytes are not such a file, or lack a tensor, have one too many or
    /// a value that none can have.
    pub fn load(bytes: &[u8], device: Device) -> Result<Self> {
        let (state, version) = state_of(bytes)?;
        let tensors =
            SafeTensors::deserialize(bytes).map_err(|error| invalid(error.to_string()))?;
        let names = (version == version3::VERSION).then(|| old_names(&state.config));

        let refused = |error: Error| invalid(error.to_string());
        let mut run = Run::new(state.config, state.shape, device.clone()).map_err(refused)?;
        let entries = run.entries();
        if tensors.len() != entries.len() {
            return Err(invalid(format!(
                "it has {} tensors, but such a run has {}",
                tensors.len(),
                entries.len()
            )));
        }
        let values = entries
            .iter()
            .map(|entry| {
                let name = match &names {
                    Some(names) => old_name(names, &entry.name),
                    None => entry.name.clone(),
                };
                entry.read(&name, &tensors, &device)
            })
            .collect::<Result<Vec<_>>>()?;
        let progress = Progress {
            step: state.step,
            ahead: state.ahead,
            updates: state.updates.map(|updates| updates as u32),
        };
        run.put(values, progress);
        run.sums = state.sums;
        Ok(run)
    }
}

/// What the run of a file is, without beginning it.
///
/// # Errors
/// `checkpoint_invalid` with the reason, where the bytes are not such a file.
pub fn summary(bytes: &[u8]) -> Result<Summary> {
    let (state, _) = state_of(bytes)?;
    Ok(Summary {
        config: state.config,
        shape: state.shape,
        step: state.step,
    })
}

/// The state of a file, as that of this version, and the version that the file has.
fn state_of(bytes: &[u8]) -> Result<(State, u32)> {
    let (_, header) =
        SafeTensors::read_metadata(bytes).map_err(|error| invalid(error.to_string()))?;
    let state = header.metadata().as_ref().and_then(|map| map.get(KEY));
    let state = state.ok_or_else(|| invalid(format!("its metadata has no {KEY}")))?;
    let unreadable = |error: serde_json::Error| invalid(format!("its state: {error}"));
    // The version first: the rest of another one may look different.
    let Version { version } = serde_json::from_str(state).map_err(unreadable)?;
    let state: State = match version {
        VERSION => serde_json::from_str(state).map_err(unreadable)?,
        version3::VERSION => serde_json::from_str::<StateV3>(state)
            .map_err(unreadable)?
            .into_state(),
        _ => {
            return Err(invalid(format!(
                "its version is {version}, but this page reads versions {} and {VERSION}",
                version3::VERSION
            )));
        }
    };
    state.check()?;
    Ok((state, version))
}

impl State {
    fn check(&self) -> Result<()> {
        let refused = |error: Error| invalid(error.to_string());
        self.config.check().map_err(refused)?;
        self.shape.check().map_err(refused)?;
        let memory = Memory::of(&self.config, &self.shape).map_err(refused)?;
        memory.check().map_err(refused)?;
        let counts = [
            ("step", self.step, MAX_STEP),
            ("count of D's updates ahead", self.ahead, MAX_STEP),
            ("count of G's updates", self.updates[0], MAX_STEP),
            ("count of D's updates", self.updates[1], MAX_UPDATES),
            ("count of steps in this epoch", self.sums.steps, self.step),
        ];
        for (name, value, most) in counts {
            if value > most {
                return Err(invalid(format!(
                    "its {name} is {value}, but can be at most {most}"
                )));
            }
        }
        match self.sums.losses.iter().find(|sum| !sum.is_finite()) {
            Some(sum) => Err(invalid(format!("a sum of its losses is {sum}"))),
            None => Ok(()),
        }
    }
}

impl Entry {
    /// The values that the file has for this entry, under the name that they have there.
    fn read(&self, name: &str, tensors: &SafeTensors, device: &Device) -> Result<Tensor<1>> {
        let shape = &self.shape;
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
        self.range
            .check(&values)
            .map_err(|reason| invalid(format!("{name} {reason}")))?;
        let count = values.len();
        Ok(Tensor::from_data(TensorData::new(values, [count]), device))
    }
}

impl Range {
    /// Says what is wrong with values that cannot be.
    fn check(self, values: &[f32]) -> std::result::Result<(), String> {
        if let Some(value) = values.iter().find(|value| !value.is_finite()) {
            return Err(format!("has the value {value}, which is not finite"));
        }
        match self {
            Self::Finite => Ok(()),
            Self::NotNegative => match values.iter().find(|value| **value < 0.0) {
                Some(value) => Err(format!("has the value {value}, but must have none below 0")),
                None => Ok(()),
            },
            Self::UnitVector => {
                let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
                if (length - 1.0).abs() <= UNIT {
                    return Ok(());
                }
                Err(format!(
                    "is a vector of length {length}, but must be one of length 1"
                ))
            }
        }
    }
}

fn invalid(reason: String) -> Error {
    Error::CheckpointInvalid { reason }
}
