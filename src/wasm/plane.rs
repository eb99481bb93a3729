//! The plane's part of the boundary to JavaScript.

use js_sys::Float32Array;
use wasm_bindgen::prelude::*;

use super::{JsOptions, JsRecords, JsSettings, to_error, to_js};
use crate::{
    device,
    plane::{self, Config, Distribution, Learns},
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Which networks of the plane learn in a step. */
export type Learns = 'both' | 'discriminator' | 'generator';

/** How far generated points are from real ones, in nats; `src/plane/divergence.rs` has the formulas. */
export interface Divergence {
  kl: number;
  js: number;
}
"#;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "Learns")]
    pub type JsLearns;
    #[wasm_bindgen(typescript_type = "Divergence")]
    pub type JsDivergence;
}

/// All options of the plane with their defaults and bounds.
#[wasm_bindgen(js_name = planeOptions)]
pub fn plane_options() -> Result<JsOptions, JsValue> {
    to_js(&plane::options())
}

/// x and y of `count` points of a distribution, -1 to 1, to show what it is.
#[wasm_bindgen(js_name = planePoints)]
pub fn plane_points(distribution: &str, count: usize) -> Result<Float32Array, JsValue> {
    let distribution: Distribution = serde_wasm_bindgen::from_value(distribution.into())?;
    let points = plane::Points::new(distribution, &[]).map_err(to_error)?;
    Ok(floats(&points.sketch(count)))
}

/// A run in the plane. Its points are x and y of each, -1 to 1 in the square that is seen.
#[wasm_bindgen]
pub struct PlaneSession(plane::PlaneRun);

#[wasm_bindgen]
impl PlaneSession {
    /// A run of these settings before its first step, with the points that a person drew, if any.
    pub async fn create(
        settings: JsSettings,
        backend: String,
        drawn: Vec<f32>,
    ) -> Result<PlaneSession, JsValue> {
        let settings = serde_wasm_bindgen::from_value(settings.into())?;
        let create = async {
            let config = Config::from_settings(&settings)?;
            plane::PlaneRun::new(config, &drawn, device::open(&backend).await?)
        };
        create.await.map(Self).map_err(to_error)
    }

    /// Takes steps, of both networks or of one alone.
    pub fn advance(&mut self, steps: u32, learns: JsLearns) -> Result<(), JsValue> {
        let learns: Learns = serde_wasm_bindgen::from_value(learns.into())?;
        (0..steps).for_each(|_| self.0.advance(learns));
        Ok(())
    }

    /// What came of the steps since the last call.
    #[wasm_bindgen(js_name = readLosses)]
    pub async fn read_losses(&mut self) -> Result<JsRecords, JsValue> {
        to_js(&self.0.read_losses().await.map_err(to_error)?)
    }

    /// Real points, always the same.
    pub fn real(&self, count: usize) -> Float32Array {
        floats(self.0.real(count))
    }

    /// Generated points, always of the same noise.
    pub async fn samples(&self, count: usize) -> Result<Float32Array, JsValue> {
        self.0
            .samples(count)
            .await
            .map(|points| floats(&points))
            .map_err(to_error)
    }

    /// What G makes of a grid of noise: `side` points, or `side * side` of noise of two numbers.
    pub async fn manifold(&self, side: usize) -> Result<Float32Array, JsValue> {
        self.0
            .manifold(side)
            .await
            .map(|points| floats(&points))
            .map_err(to_error)
    }

    /// D's probabilities or logits in `side * side` cells of the square, row by row from the top.
    pub async fn heat(&self, side: usize) -> Result<Float32Array, JsValue> {
        self.0
            .heat(side)
            .await
            .map(|heat| floats(&heat))
            .map_err(to_error)
    }

    /// Where G's loss wants each of the samples to go.
    pub async fn descent(&self, count: usize) -> Result<Float32Array, JsValue> {
        self.0
            .descent(count)
            .await
            .map(|descent| floats(&descent))
            .map_err(to_error)
    }

    /// How far generated points are from real ones.
    pub async fn divergence(&self) -> Result<JsDivergence, JsValue> {
        to_js(&self.0.divergence().await.map_err(to_error)?)
    }

    /// How far fresh real points are from real ones.
    pub fn floor(&self) -> Result<JsDivergence, JsValue> {
        to_js(&self.0.floor())
    }

    /// Whether `heat` has probabilities.
    #[wasm_bindgen(getter)]
    pub fn probabilities(&self) -> bool {
        self.0.config().loss.has_probabilities()
    }

    /// How many numbers G makes a point of.
    #[wasm_bindgen(getter, js_name = noiseWidth)]
    pub fn noise_width(&self) -> usize {
        self.0.config().noise.width()
    }

    /// Steps taken so far.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> f64 {
        self.0.step() as f64
    }
}

fn floats(values: &[f32]) -> Float32Array {
    Float32Array::from(values)
}
