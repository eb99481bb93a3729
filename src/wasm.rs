//! The boundary to JavaScript: this and its part for the plane are the only files that know it.
//!
//! Every method that fails throws an `Error` whose `code` is that of [`Error::code`]. A session's
//! methods are asynchronous and need it alone: the caller awaits one before the next.

// It needs a CPU, whose build a page loads for it.
#[cfg(feature = "flex")]
mod plane;

use std::{cell::RefCell, rc::Rc};

use js_sys::{Float32Array, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::{
    checkpoint,
    config::{self, Config},
    data, device,
    doctor::{self, Doctor},
    error::Error,
    inspect, metric, model, train,
};

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Options by name, as the texts that stand in a URL. */
export type Settings = Record<string, string>;

/** An option, as `src/config/` has it. */
export type OptionSpec = {
  name: string;
  title: string;
  group: string;
  doc: string;
  default: string;
  /** Where it has an effect; null where it always has. */
  when: { option: string; values: string[] } | null;
} & (
  | { kind: 'choice'; choices: string[] }
  | { kind: 'switch' }
  | { kind: 'integer' | 'number'; min: number; max: number }
  | { kind: 'list'; min: number; max: number; shortest: number; longest: number }
);

/** A preset, as `src/config/` has it. */
export interface PresetSpec {
  id: string;
  title: string;
  teaches: string;
  caution: string | null;
  /** Steps after which its quality is measured. */
  steps: number;
  settings: [string, string][];
}

/** What a run is and how far it has come. */
export interface RunInfo {
  /** Every option but the back end. */
  settings: Settings;
  step: number;
  /** Real images that a step takes. */
  imagesPerStep: number;
  /** Whether the generator is told which class to draw. */
  conditional: boolean;
  /** Whether it is a variational autoencoder, whose losses are the reconstruction and the KL divergence. */
  vae: boolean;
  shape: ImageShape;
}

/** What the images of a data set are: pixels row after row, all channels of a pixel beside each other. */
export interface ImageShape {
  height: number;
  width: number;
  /** 1 for gray, 3 for red, green and blue. */
  channels: number;
  /** The name of each class; label 0 is the first. */
  classes: string[];
}

/** What came of one step. */
export interface StepRecord {
  step: number;
  /** L_D and L_G, or a VAE's reconstruction and KL divergence in nats. */
  losses: [number, number];
  /** How D and G stand; null for a VAE. */
  balance: {
    /** The mean logit of real images. */
    real: number;
    /** The mean logit of generated images. */
    fake: number;
    /** The share of pairs of a real and a generated image that D tells apart, 1/2 at chance. */
    accuracy: number;
    /** The mean |dL_G / dl| over D's logits of generated images. */
    generator_gradient: number;
  } | null;
}

/** The mean losses of an epoch. */
export interface EpochLosses {
  epoch: number;
  losses: [number, number];
}

/** How good samples are, in the eyes of the classifier. */
export interface Quality {
  /** Samples that were evaluated. */
  count: number;
  /** The share of each class. */
  histogram: number[];
  /** Classes that at least one sample in a hundred is of. */
  modes: number;
  confidence: number;
  /** The share of samples of the class that was asked for; null where G is not told the class. */
  agreement: number | null;
  full: {
    /** The Frechet distance from the test images on the classifier's features. */
    frechet: number | null;
    /** What real images score with as many samples. */
    floor: number;
    precision: number;
    recall: number;
    density: number;
    coverage: number;
    /** How far samples of a class are apart, as a share of what real images of it are. */
    diversity: number;
  } | null;
}

/** What real images and noise score. */
export interface Reference {
  /** The distance of 10,000 training images, and of 1,000, from the test images. */
  floor: [number, number];
  /** The distance of noise. */
  ceiling: number;
  confidence: number;
}

/** The parts of a VAE's evidence lower bound, in nats an image. */
export interface Elbo {
  reconstruction: number;
  divergence: number;
}

/** What the doctor says. */
export interface Diagnosis {
  state:
    | 'unknown'
    | 'healthy'
    | 'mode-collapse'
    | 'discriminator-wins'
    | 'generator-vanishes'
    | 'oscillation'
    | 'generator-wins'
    | 'discriminator-at-chance'
    | 'divergence';
  finding: Finding;
  fix: { key: Remedy; changes: [string, string][] } | null;
}

/** What was found, with its numbers; `src/doctor.rs` says what they are. */
export type Finding =
  | { key: 'vae' }
  | { key: 'too-early'; steps: number; first: number }
  | { key: 'not-measured'; steps: number; accuracy: number; modes: number | null; classes: number | null }
  | { key: 'no-images'; steps: number; accuracy: number; modes: number | null; classes: number | null }
  | { key: 'balance'; steps: number; accuracy: number; modes: number | null; classes: number | null }
  | { key: 'generator-vanishes'; steps: number; gradient: number; accuracy: number }
  | { key: 'discriminator-at-chance'; steps: number; gap: number; frechet: number; noise: number }
  | {
      key: 'mode-collapse';
      modes: number;
      classes: number;
      count: number;
      share: number;
      class: number;
      diversity: number;
    }
  | { key: 'discriminator-wins'; steps: number; accuracy: number; real: number; fake: number }
  | { key: 'generator-wins'; steps: number; accuracy: number }
  | { key: 'oscillation'; steps: number; turns: number; accuracy: number; swing: number }
  | { key: 'divergence'; step: number };

/** What a fix does. */
export type Remedy =
  | 'non-saturating-loss'
  | 'no-batch-norm-in-discriminator'
  | 'slower-discriminator'
  | 'faster-discriminator'
  | 'even-rates'
  | 'even-rates-and-batch-norm'
  | 'smaller-steps';

/** Features between two layers, for one input; a vector is maps of one pixel. */
export interface Features {
  height: number;
  width: number;
  channels: number;
}

/** A layer: its operation, then batch normalization and activation in the order that it says. */
export interface LayerSpec {
  /** What its tensors are called in a file: `NAME.weight` and so on. */
  name: string;
  operation: 'linear' | 'conv2d' | 'conv-transpose2d' | 'projection';
  input: Features;
  output: Features;
  bias: boolean;
  batch_norm: 'before-activation' | 'after-activation' | null;
  /** What stands below zero is multiplied by this: 1 is no activation, 0 is ReLU. */
  activation: { negative_slope: number };
  dropout: number;
  /** The option that gives its width, and the place in it. */
  option: [string, number] | null;
  /** Numbers that learn. */
  parameters: number;
  /** Multiplications and additions of its matrix product for one input, forward. */
  operations: number;
}

/** A network as a list of layers. */
export interface Architecture {
  name: 'generator' | 'discriminator' | 'decoder' | 'encoder';
  /** Without labels. */
  input: Features;
  /** The length of the one-hot labels; 0 where it is not told them. */
  labels: number;
  label_input: 'none' | 'input' | 'channel' | 'features' | 'projection';
  /** The layer that makes a channel of the label. */
  label_channel: LayerSpec | null;
  layers: LayerSpec[];
  /** Each sees what the last of the layers made. */
  heads: LayerSpec[];
  output: 'identity' | 'tanh' | 'sigmoid';
  spectral_norm: boolean;
  /** Inputs that it sees at once, beside each other. */
  packing: number;
}

/** What a run takes, in bytes. */
export interface Memory {
  weights: number;
  optimizer: number;
  average: number;
  gradients: number;
  activations: number;
  workspace: number;
  checkpoint: number;
  total: number;
  limit: number;
}

/** Both networks of a run, the one that makes images first, and what the run takes. */
export interface Networks {
  architectures: [Architecture, Architecture];
  memory: Memory;
}

/** What D makes of an image. */
export interface Verdict {
  logit: number;
  /** D(x), where D gives probabilities. */
  probability: number | null;
  /** The gradient of the logit at each pixel's value in 0..1. */
  saliency: number[];
}

/** The normal distribution of an image's latent vector. */
export interface Encoding {
  mean: number[];
  deviation: number[];
}

/** What a step of one network was taken on, and how the networks stood before it. */
export interface UpdateRecord {
  step: number;
  /** L_D and L_G. */
  losses: [number, number];
  /** Some real and some generated images, pixels in 0..1. */
  real: number[];
  fake: number[];
  /** The negative gradient of L_G at those generated images. */
  wanted: number[];
  real_logits: number[];
  fake_logits: number[];
}

/** What a search has found so far. */
export interface Found {
  step: number;
  pixels: number[];
  latent: number[];
  label: number;
  /** The root of the mean squared difference from what is known. */
  misfit: number;
}

/** An image of the data set beside another one. */
export interface Neighbor {
  index: number;
  label: number;
  /** 0 to 255. */
  pixels: number[];
  /** The root of the mean squared difference of pixels in 0..1. */
  distance: number;
}
"#;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "OptionSpec[]")]
    pub type JsOptions;
    #[wasm_bindgen(typescript_type = "PresetSpec[]")]
    pub type JsPresets;
    #[wasm_bindgen(typescript_type = "Settings")]
    pub type JsSettings;
    #[wasm_bindgen(typescript_type = "RunInfo")]
    pub type JsRunInfo;
    #[wasm_bindgen(typescript_type = "StepRecord[]")]
    pub type JsRecords;
    #[wasm_bindgen(typescript_type = "EpochLosses")]
    pub type JsEpochLosses;
    #[wasm_bindgen(typescript_type = "Quality")]
    pub type JsQuality;
    #[wasm_bindgen(typescript_type = "Reference | undefined")]
    pub type JsReference;
    #[wasm_bindgen(typescript_type = "Elbo")]
    pub type JsElbo;
    #[wasm_bindgen(typescript_type = "Diagnosis")]
    pub type JsDiagnosis;
    #[wasm_bindgen(typescript_type = "ImageShape")]
    pub type JsImageShape;
    #[wasm_bindgen(typescript_type = "Networks")]
    pub type JsNetworks;
    #[wasm_bindgen(typescript_type = "Verdict")]
    pub type JsVerdict;
    #[wasm_bindgen(typescript_type = "Encoding")]
    pub type JsEncoding;
    #[wasm_bindgen(typescript_type = "UpdateRecord")]
    pub type JsUpdateRecord;
    #[wasm_bindgen(typescript_type = "Found")]
    pub type JsFound;
    #[wasm_bindgen(typescript_type = "Neighbor[]")]
    pub type JsNeighbors;
}

/// All options with their defaults and bounds.
#[wasm_bindgen]
pub fn options() -> Result<JsOptions, JsValue> {
    to_js(&config::options())
}

/// All presets, the default first.
#[wasm_bindgen]
pub fn presets() -> Result<JsPresets, JsValue> {
    to_js(config::PRESETS)
}

/// Every option but the back end, for settings that may leave some out; throws where they cannot be.
#[wasm_bindgen]
pub fn resolve(settings: JsSettings) -> Result<JsSettings, JsValue> {
    let settings = serde_wasm_bindgen::from_value(settings.into())?;
    let config = Config::from_settings(&settings).map_err(to_error)?;
    to_js(&config.settings())
}

/// The networks that settings give for images of a shape, and the memory that they take; throws where they cannot be.
#[wasm_bindgen]
pub fn networks(settings: JsSettings, shape: JsImageShape) -> Result<JsNetworks, JsValue> {
    let settings = serde_wasm_bindgen::from_value(settings.into())?;
    let shape: data::ImageShape = serde_wasm_bindgen::from_value(shape.into())?;
    let networks = || {
        shape.check()?;
        let config = Config::from_settings(&settings)?;
        let memory = train::Memory::of(&config, &shape)?;
        memory.check()?;
        Ok(Networks {
            architectures: train::architectures(&config, &shape)?,
            memory,
        })
    };
    to_js(&networks().map_err(to_error)?)
}

/// Both networks of a run and what it takes, for JavaScript.
#[derive(Serialize)]
struct Networks {
    architectures: [model::Architecture; 2],
    memory: train::Memory,
}

/// What a run is, for JavaScript.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunInfo {
    settings: config::Settings,
    step: u64,
    images_per_step: usize,
    conditional: bool,
    vae: bool,
    shape: data::ImageShape,
}

/// A data set that arrives shard by shard, shared by all sessions that train on it.
#[wasm_bindgen]
pub struct Dataset(Rc<RefCell<data::Dataset>>);

/// The first `count` images in the order of a seed, or all where there are fewer.
fn first_images(data: &data::Dataset, seed: u32, count: usize) -> Result<data::Batch, JsValue> {
    data.batch(seed, 0, count.min(data.len())).map_err(to_error)
}

#[wasm_bindgen]
impl Dataset {
    /// A data set of shards with these numbers of images, none of them loaded. `name` is what
    /// errors call its shards.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str, counts: &[u32], shape: JsImageShape) -> Result<Dataset, JsValue> {
        let counts: Vec<usize> = counts.iter().map(|count| *count as usize).collect();
        let shape = serde_wasm_bindgen::from_value(shape.into())?;
        Self::of(data::Dataset::new(name, &counts, shape))
    }

    /// Images of noise with labels in turn, to try a back end on.
    pub fn noise(count: usize, shape: JsImageShape) -> Result<Dataset, JsValue> {
        let shape = serde_wasm_bindgen::from_value(shape.into())?;
        Self::of(data::Dataset::noise(count, shape))
    }

    fn of(dataset: crate::error::Result<data::Dataset>) -> Result<Dataset, JsValue> {
        let dataset = dataset.map_err(to_error)?;
        Ok(Self(Rc::new(RefCell::new(dataset))))
    }

    /// What its images are.
    #[wasm_bindgen(getter)]
    pub fn shape(&self) -> Result<JsImageShape, JsValue> {
        to_js(self.0.borrow().shape())
    }

    /// Adds a shard from the contents of two IDX files.
    pub fn add(&self, shard: usize, images: &[u8], labels: &[u8]) -> Result<(), JsValue> {
        let added = self.0.borrow_mut().add(shard, images, labels);
        added.map_err(to_error)
    }

    /// The images nearest to one of pixels in 0..1, the nearest first, among those that are loaded.
    pub fn nearest(&self, image: &[f32], count: usize) -> Result<JsNeighbors, JsValue> {
        let found = self.0.borrow().nearest(image, count).map_err(to_error)?;
        to_js(&found)
    }

    /// Real images with these labels, from the first shard, as pixels 0 to 255.
    pub fn examples(&self, labels: &[u8]) -> Result<Vec<u8>, JsValue> {
        let batch = self.0.borrow().examples(labels).map_err(to_error)?;
        Ok(batch.pixels)
    }
}

/// A classifier that evaluates samples.
#[wasm_bindgen]
pub struct Evaluator(metric::Evaluator);

#[wasm_bindgen]
impl Evaluator {
    /// Loads the bytes of a file of `weights/`.
    pub async fn create(bytes: Vec<u8>, backend: String) -> Result<Evaluator, JsValue> {
        let create = async {
            let device = device::open(&backend).await?;
            metric::Evaluator::new(&bytes, &device)
        };
        create.await.map(Self).map_err(to_error)
    }

    /// Takes the first shard of the test images to compare samples with; without it there
    /// is no full evaluation.
    #[wasm_bindgen(js_name = setReal)]
    pub async fn set_real(&mut self, test: &Dataset) -> Result<(), JsValue> {
        let labels = self.0.shape().labels_in_turn(metric::FULL_COUNT);
        let batch = test.0.borrow().examples(&labels).map_err(to_error)?;
        self.0.set_real(&batch.pixels).await.map_err(to_error)
    }

    /// What real images and noise score.
    #[wasm_bindgen(getter)]
    pub fn reference(&self) -> Result<JsReference, JsValue> {
        to_js(&self.0.reference())
    }
}

/// A training run, and the doctor who watches it.
#[wasm_bindgen]
pub struct Session {
    run: train::Run,
    doctor: Doctor,
    /// The step at which training diverged, once it has.
    diverged: u64,
    data: Rc<RefCell<data::Dataset>>,
}

#[wasm_bindgen]
impl Session {
    /// A run of these settings before its first step.
    pub async fn create(
        settings: JsSettings,
        backend: String,
        data: &Dataset,
    ) -> Result<Session, JsValue> {
        let settings = serde_wasm_bindgen::from_value(settings.into())?;
        let shape = data.0.borrow().shape().clone();
        let create = async {
            let config = Config::from_settings(&settings)?;
            train::Run::new(config, shape, device::open(&backend).await?)
        };
        Ok(Self::of(create.await.map_err(to_error)?, data))
    }

    /// Resumes a run from the bytes that `save` gave.
    pub async fn load(bytes: Vec<u8>, backend: String, data: &Dataset) -> Result<Session, JsValue> {
        let load = async { train::Run::load(&bytes, device::open(&backend).await?) };
        let run = load.await.map_err(to_error)?;
        run.check_data(&data.0.borrow()).map_err(to_error)?;
        Ok(Self::of(run, data))
    }

    fn of(run: train::Run, data: &Dataset) -> Self {
        Self {
            run,
            doctor: Doctor::default(),
            diverged: 0,
            data: data.0.clone(),
        }
    }

    /// The settings of a run of these bytes, every option but the back end, without beginning it.
    #[wasm_bindgen(js_name = settingsOf)]
    pub fn settings_of(bytes: &[u8]) -> Result<JsSettings, JsValue> {
        let summary = checkpoint::summary(bytes).map_err(to_error)?;
        to_js(&summary.config.settings())
    }

    /// The whole run as a safetensors file.
    pub async fn save(&self) -> Result<Vec<u8>, JsValue> {
        self.run.save().await.map_err(to_error)
    }

    /// Takes steps, at most `steps`, and returns how many: fewer where an epoch ends or where the
    /// next batch is not loaded yet (then it throws `data_missing` if it could not take any).
    ///
    /// On a GPU this only queues work; `readLosses` waits for it.
    pub fn advance(&mut self, steps: u32) -> Result<u32, JsValue> {
        let data = self.data.borrow();
        for taken in 0..steps {
            match self.run.advance(&data) {
                Ok(()) => {}
                Err(Error::DataMissing { .. }) if taken > 0 => return Ok(taken),
                Err(error) => return Err(to_error(error)),
            }
            if self.run.epoch_has_ended(data.len()) {
                return Ok(taken + 1);
            }
        }
        Ok(steps)
    }

    /// What came of the steps since the last call, in one read.
    #[wasm_bindgen(js_name = readLosses)]
    pub async fn read_losses(&mut self) -> Result<JsRecords, JsValue> {
        let read = self.run.read_losses().await;
        if let Err(Error::Diverged { step, .. }) = read {
            self.diverged = step;
        }
        let records = read.map_err(to_error)?;
        self.doctor.see(&records);
        to_js(&records)
    }

    /// The mean losses of the epoch that ended with the last step whose losses were read, or
    /// nothing where none did.
    #[wasm_bindgen(js_name = endedEpoch)]
    pub fn ended_epoch(&mut self) -> Result<Option<JsEpochLosses>, JsValue> {
        let ended = self.run.take_ended_epoch(self.data.borrow().len());
        ended.map(|losses| to_js(&losses)).transpose()
    }

    /// The mean D(x) of the first `count` images of a data set in the order of this run's seed; nothing
    /// where D gives no probabilities.
    #[wasm_bindgen(js_name = meanScore)]
    pub async fn mean_score(&self, data: &Dataset, count: usize) -> Result<Option<f32>, JsValue> {
        let seed = self.run.config().seed;
        let batch = first_images(&data.0.borrow(), seed, count)?;
        let scores = self
            .run
            .discriminator_scores(&batch)
            .await
            .map_err(to_error)?;
        Ok(scores.map(|scores| scores.iter().sum::<f32>() / scores.len().max(1) as f32))
    }

    /// The ELBO of the first `count` images of a data set in the order of this run's seed; nothing for a
    /// GAN.
    pub async fn elbo(&self, data: &Dataset, count: usize) -> Result<Option<JsElbo>, JsValue> {
        let seed = self.run.config().seed;
        let batch = first_images(&data.0.borrow(), seed, count)?;
        let elbo = self.run.elbo(&batch).await.map_err(to_error)?;
        elbo.map(|elbo| to_js(&elbo)).transpose()
    }

    /// Images of these labels from the averaged generator: pixels in 0..1.
    pub async fn sample(&self, seed: u32, labels: Vec<u8>) -> Result<Float32Array, JsValue> {
        let pixels = self.run.sample(seed, &labels).await;
        Ok(Float32Array::from(pixels.map_err(to_error)?.as_slice()))
    }

    /// The latent vectors that `sample` draws its first images of.
    pub fn latents(&self, seed: u32, count: usize) -> Result<Vec<f32>, JsValue> {
        self.run.latents(seed, count).map_err(to_error)
    }

    /// Images of latent vectors with weights of the labels for each: pixels in 0..1.
    pub async fn generate(
        &self,
        latents: Vec<f32>,
        labels: Vec<f32>,
    ) -> Result<Float32Array, JsValue> {
        let pixels = self.run.generate(&latents, &labels).await;
        Ok(Float32Array::from(pixels.map_err(to_error)?.as_slice()))
    }

    /// What D makes of an image of pixels in 0..1; nothing for a VAE.
    pub async fn verdict(&self, pixels: Vec<f32>, label: u8) -> Result<Option<JsVerdict>, JsValue> {
        let verdict = self.run.verdict(&pixels, label).await;
        let verdict = verdict.map_err(to_error)?;
        verdict.map(|verdict| to_js(&verdict)).transpose()
    }

    /// What a VAE's encoder makes of an image of pixels in 0..1; nothing for a GAN.
    pub async fn encode(&self, pixels: Vec<f32>, label: u8) -> Result<Option<JsEncoding>, JsValue> {
        let encoding = self.run.encode(&pixels, label).await;
        let encoding = encoding.map_err(to_error)?;
        encoding.map(|encoding| to_js(&encoding)).transpose()
    }

    /// Takes a step of G alone, or of D alone.
    pub async fn update(&mut self, of_generator: bool) -> Result<JsUpdateRecord, JsValue> {
        let player = if of_generator {
            train::Player::Generator
        } else {
            train::Player::Discriminator
        };
        // A clone of the reference, so that the borrow lasts no longer than the call.
        let data = self.data.clone();
        let batch = self.run.update_batch(&data.borrow(), player);
        let taken = self.run.update(batch.map_err(to_error)?, player).await;
        to_js(&taken.map_err(to_error)?)
    }

    /// Draws `count` samples and evaluates them; `full` for all that can be said of them.
    pub async fn judge(
        &mut self,
        evaluator: &Evaluator,
        count: usize,
        full: bool,
    ) -> Result<JsQuality, JsValue> {
        let quality = evaluator.0.evaluate(&self.run, count, full).await;
        let quality = quality.map_err(to_error)?;
        self.doctor.see_quality(quality.clone());
        to_js(&quality)
    }

    /// What the doctor says of the run so far. `noise` is the Frechet distance of noise, where it is known.
    pub fn diagnose(&self, noise: Option<f32>) -> Result<JsDiagnosis, JsValue> {
        let noise = noise.unwrap_or(f32::INFINITY);
        to_js(&self.doctor.diagnose(self.run.config(), noise))
    }

    /// What the doctor says after `readLosses` threw `diverged`.
    pub fn divergence(&self) -> Result<JsDiagnosis, JsValue> {
        to_js(&doctor::divergence(self.run.config(), self.diverged))
    }

    /// What the run is and how far it has come.
    #[wasm_bindgen(getter)]
    pub fn info(&self) -> Result<JsRunInfo, JsValue> {
        let config = self.run.config();
        to_js(&RunInfo {
            settings: config.settings(),
            step: self.run.step(),
            images_per_step: self.run.images_per_step(),
            conditional: config.is_conditional(),
            vae: !self.run.is_adversarial(),
            shape: self.run.shape().clone(),
        })
    }

    /// Steps taken so far.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> f64 {
        self.run.step() as f64
    }
}

/// A search in latent space, with the generator as it was when the search began.
#[wasm_bindgen]
pub struct Search(inspect::Search);

#[wasm_bindgen]
impl Search {
    /// Begins a search for an image of which `pixels` are known, all or those of a quarter of the sides, in 0..1,
    /// each with its weight, up to `noise`; a candidate for each label.
    pub fn create(
        session: &Session,
        pixels: Vec<f32>,
        weights: Vec<f32>,
        noise: f32,
        labels: Vec<u8>,
        seed: u32,
    ) -> Result<Search, JsValue> {
        let target = inspect::Target {
            pixels,
            weights,
            noise,
            labels,
        };
        let search = inspect::Search::new(&session.run, target, seed);
        search.map(Self).map_err(to_error)
    }

    /// Takes steps.
    pub fn advance(&mut self, steps: u32) {
        self.0.advance(steps);
    }

    /// What was found so far.
    pub async fn found(&self) -> Result<JsFound, JsValue> {
        to_js(&self.0.found().await.map_err(to_error)?)
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
    let serializer = serde_wasm_bindgen::Serializer::new()
        .serialize_missing_as_null(true)
        .serialize_maps_as_objects(true);
    let js = value.serialize(&serializer)?;
    Ok(js.unchecked_into())
}
