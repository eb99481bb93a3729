//! The boundary to JavaScript: the only file that knows it.
//!
//! Every method that fails throws an `Error` whose `code` is that of [`Error::code`]. A session's
//! methods are asynchronous and need it alone: the caller awaits one before the next.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Float32Array, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::{
    config::{self, Config},
    data, device,
    error::Error,
    model,
    random::{Purpose, Random},
    train,
};

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** An option, as `src/config.rs` has it. */
export interface OptionSpec {
  name: string;
  doc: string;
  default: string;
  /** The values it can have; empty where it is a number. */
  choices: string[];
  /** The smallest and the largest number, or null where it is a choice. */
  bounds: [number, number] | null;
}
/** A preset, as `src/config.rs` has it. */
export interface PresetSpec {
  id: string;
  title: string;
  teaches: string;
  caution: string | null;
}
/** The losses of one step. */
export interface StepLosses {
  step: number;
  discriminator: number;
  generator: number;
}
/** The mean losses of an epoch. */
export interface EpochLosses {
  epoch: number;
  discriminator: number;
  generator: number;
}
"#;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "OptionSpec[]")]
    pub type JsOptions;
    #[wasm_bindgen(typescript_type = "PresetSpec[]")]
    pub type JsPresets;
    #[wasm_bindgen(typescript_type = "StepLosses[]")]
    pub type JsLosses;
    #[wasm_bindgen(typescript_type = "EpochLosses")]
    pub type JsEpochLosses;
}

/// All options with their defaults and bounds.
#[wasm_bindgen]
pub fn options() -> Result<JsOptions, JsValue> {
    to_js(&config::options())
}

/// All presets, the default first.
#[wasm_bindgen]
pub fn presets() -> Result<JsPresets, JsValue> {
    to_js(&config::PRESETS)
}

/// A data set that arrives shard by shard, shared by all sessions that train on it.
#[wasm_bindgen]
pub struct Dataset(Rc<RefCell<data::Dataset>>);

#[wasm_bindgen]
impl Dataset {
    /// A data set of shards with these numbers of images, none of them loaded. `name` is what
    /// errors call its shards.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str, counts: &[u32]) -> Dataset {
        let counts: Vec<usize> = counts.iter().map(|count| *count as usize).collect();
        Self(Rc::new(RefCell::new(data::Dataset::new(name, &counts))))
    }

    /// Images of noise with labels in turn, to try a back end on.
    pub fn noise(count: usize) -> Dataset {
        let mut random = Random::new(0, Purpose::Samples, 0);
        let batch = data::Batch {
            pixels: random.bytes(count * data::PIXELS),
            labels: (0..count)
                .map(|index| (index % data::CLASSES) as u8)
                .collect(),
        };
        Self(Rc::new(RefCell::new(data::Dataset::from_batch(
            &batch, count,
        ))))
    }

    /// Adds a shard from the contents of two IDX files.
    pub fn add(&self, shard: usize, images: &[u8], labels: &[u8]) -> Result<(), JsValue> {
        let added = self.0.borrow_mut().add(shard, images, labels);
        added.map_err(to_error)
    }

    /// Real images with these labels, from the first shard, as gray values 0 to 255.
    pub fn examples(&self, labels: &[u8]) -> Result<Vec<u8>, JsValue> {
        let batch = self.0.borrow().examples(labels).map_err(to_error)?;
        Ok(batch.pixels)
    }
}

/// A training run.
#[wasm_bindgen]
pub struct Session {
    session: train::Session,
    data: Rc<RefCell<data::Dataset>>,
}

#[wasm_bindgen]
impl Session {
    /// A run of a preset before its first step.
    pub async fn create(
        preset: String,
        seed: u32,
        backend: String,
        data: &Dataset,
    ) -> Result<Session, JsValue> {
        let data = data.0.clone();
        let create = async {
            let device = device::open(&backend).await?;
            train::Session::new(Config::preset(&preset, seed)?, device)
        };
        let session = create.await.map_err(to_error)?;
        Ok(Self { session, data })
    }

    /// Resumes a run from the bytes that `save` gave.
    pub async fn load(bytes: Vec<u8>, backend: String, data: &Dataset) -> Result<Session, JsValue> {
        let data = data.0.clone();
        let load = async {
            let device = device::open(&backend).await?;
            train::Session::load(&bytes, device)
        };
        let session = load.await.map_err(to_error)?;
        Ok(Self { session, data })
    }

    /// The whole run as a safetensors file.
    pub async fn save(&self) -> Result<Vec<u8>, JsValue> {
        self.session.save().await.map_err(to_error)
    }

    /// Takes steps, at most `steps`, and returns how many: fewer where an epoch ends or where the
    /// next batch is not loaded yet (then it throws `data_missing` if it could not take any).
    ///
    /// On a GPU this only queues work; `read_losses` waits for it.
    pub fn advance(&mut self, steps: u32) -> Result<u32, JsValue> {
        let data = self.data.borrow();
        for taken in 0..steps {
            match self.session.advance(&data) {
                Ok(()) => {}
                Err(Error::DataMissing { .. }) if taken > 0 => return Ok(taken),
                Err(error) => return Err(to_error(error)),
            }
            if self.session.epoch_has_ended(data.len()) {
                return Ok(taken + 1);
            }
        }
        Ok(steps)
    }

    /// The losses of the steps since the last call, in one read.
    #[wasm_bindgen(js_name = readLosses)]
    pub async fn read_losses(&mut self) -> Result<JsLosses, JsValue> {
        let losses = self.session.read_losses().await.map_err(to_error)?;
        to_js(&losses)
    }

    /// The mean losses of the epoch that ended with the last step whose losses were read, or
    /// nothing where none did.
    #[wasm_bindgen(js_name = endedEpoch)]
    pub fn ended_epoch(&mut self) -> Result<Option<JsEpochLosses>, JsValue> {
        let ended = self.session.take_ended_epoch(self.data.borrow().len());
        ended.map(|losses| to_js(&losses)).transpose()
    }

    /// The mean D(x) of the first `count` images of a data set in the order of this run's seed.
    #[wasm_bindgen(js_name = meanScore)]
    pub async fn mean_score(&self, data: &Dataset, count: usize) -> Result<f32, JsValue> {
        let seed = self.session.config().seed;
        let batch = data.0.borrow().batch(seed, 0, count).map_err(to_error)?;
        let scores = self.session.judge(&batch).await.map_err(to_error)?;
        Ok(scores.iter().sum::<f32>() / scores.len() as f32)
    }

    /// Images of these labels from the averaged generator: gray values in 0..1, 784 each.
    pub async fn sample(&self, seed: u32, labels: Vec<u8>) -> Result<Float32Array, JsValue> {
        let pixels = self.session.sample(seed, &labels).await;
        Ok(Float32Array::from(pixels.map_err(to_error)?.as_slice()))
    }

    /// Steps taken so far.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> f64 {
        self.session.step() as f64
    }

    /// Whole passes over the data so far.
    #[wasm_bindgen(getter)]
    pub fn epoch(&self) -> f64 {
        self.session.epoch(self.data.borrow().len()) as f64
    }

    /// The preset of this run.
    #[wasm_bindgen(getter)]
    pub fn preset(&self) -> String {
        self.session.config().preset.clone()
    }

    /// The seed of this run.
    #[wasm_bindgen(getter)]
    pub fn seed(&self) -> u32 {
        self.session.config().seed
    }

    /// Images of each kind in one step.
    #[wasm_bindgen(getter, js_name = batchSize)]
    pub fn batch_size(&self) -> usize {
        self.session.config().batch_size
    }

    /// Whether the generator is told which digit to draw.
    #[wasm_bindgen(getter)]
    pub fn conditional(&self) -> bool {
        model::is_conditional(self.session.config())
    }
}

/// A JavaScript `Error` with the stable code of `error`.
fn to_error(error: Error) -> JsValue {
    let js = js_sys::Error::new(&error.to_string());
    js.set_name("PlaygroundError");
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&js, &"code".into(), &error.code().into());
    js.into()
}

/// A plain JavaScript object of the fields of `value`.
fn to_js<T: Serialize + ?Sized, J: JsCast>(value: &T) -> Result<J, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    let js = value.serialize(&serializer)?;
    Ok(js.unchecked_into())
}
