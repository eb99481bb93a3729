//! A session as the bytes of a safetensors file, and back.
//!
//! The tensors are `generator.*` and `discriminator.*` (a VAE's are `decoder.*` and `encoder.*`),
//! `average.generator.*` (its EMA) and what the optimizers keep, `generator_optimizer.first.*` and so
//! on, each under its parameter's path. The metadata has the rest as JSON, under one key so that the
//! same session gives the same bytes.

use std::collections::HashMap;

use burn::tensor::{Device, Tensor, TensorData};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::{Deserialize, Serialize};

use crate::{
    config::Config,
    error::{Error, Result},
    train::{Entry, LossSums, Session, tensors::read_all},
};

/// The key in the metadata, by which a file is known.
const KEY: &str = "gan-playground";
/// Raised when a file of the version before could no longer be resumed.
const VERSION: u32 = 3;

/// More steps than a run could take in years, and few enough that no counter overflows.
const MAX_STEP: u64 = 1 << 28;

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
        let state = state_of(bytes)?;
        let tensors =
            SafeTensors::deserialize(bytes).map_err(|error| invalid(error.to_string()))?;

        let mut session = Session::new(state.config, device.clone())?;
        let values = session
            .entries()
            .iter()
            .map(|entry| entry.read(&tensors, &device))
            .collect::<Result<Vec<_>>>()?;
        session.put(values, state.step);
        session.sums = state.sums;
        Ok(session)
    }
}

/// The configuration of the run that a file has.
///
/// # Errors
/// `checkpoint_invalid` with the reason, where the bytes are not such a file.
pub fn config_of(bytes: &[u8]) -> Result<Config> {
    Ok(state_of(bytes)?.config)
}

fn state_of(bytes: &[u8]) -> Result<State> {
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
    state
        .config
        .check()
        .map_err(|error| invalid(error.to_string()))?;
    if state.step > MAX_STEP || state.sums.steps > state.step {
        return Err(invalid(format!("its step is {}", state.step)));
    }
    Ok(state)
}

impl Entry {
    /// The values that the file has for this entry.
    fn read(&self, tensors: &SafeTensors, device: &Device) -> Result<Tensor<1>> {
        let Self { name, shape, .. } = self;
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

fn invalid(reason: String) -> Error {
    Error::CheckpointInvalid { reason }
}

/// The numbers of a file's little-endian bytes, which every target of this crate shares.
pub(crate) fn floats(bytes: &[u8]) -> impl Iterator<Item = f32> {
    let (chunks, _) = bytes.as_chunks();
    chunks.iter().map(|bytes| f32::from_le_bytes(*bytes))
}
