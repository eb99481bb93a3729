//! Training against TensorFlow: `golden/make.py` computes in 64 bits what every loss, every gradient and
//! ten steps should give, from the very weights and random numbers that this crate draws. What the
//! options add is so checked against code that shares nothing with it, double backpropagation above
//! all. The penalties are also checked against finite differences, which need no other framework.
//!
//! A change of the initial weights or of how random numbers are drawn needs new goldens; the docs of
//! `golden/make.py` say how to make them.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
};

use burn::tensor::{Device, Tensor, TensorData};
use gan_playground::{
    config::{Config, Loss, Model, Settings},
    data::{Batch, Dataset, ImageShape},
    kernel::criterion,
    loss::{gradient_penalty, squared_gradient_penalty},
    model::{Input, Network, Parameter, Pass, Role},
    random::{Purpose, Random},
    train::{Optimizer, Run, architectures},
};
use pollster::block_on;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::Deserialize;

/// How many steps the goldens have.
const STEPS: u64 = 10;

const PIXELS: usize = 28 * 28;
const CLASSES: usize = 10;

fn digits() -> ImageShape {
    ImageShape::numbered([28, 28, 1], CLASSES)
}

/// What cases have in common where they do not say otherwise: networks as small as shows a mistake.
/// All options that change training are here, so that the goldens outlive a change of defaults. The
/// averages leave their warm-up after four steps. A large epsilon shows where it stands in the
/// formula, and keeps optimizers from blowing up what rounding leaves of a gradient of zero.
const COMMON: &[(&str, &str)] = &[
    ("seed", "7"),
    ("batch-size", "4"),
    ("packing", "1"),
    ("latent", "3"),
    ("g-hidden", "6,5"),
    ("d-hidden", "7,5"),
    ("g-activation", "relu"),
    ("d-activation", "leaky-relu"),
    ("g-batch-norm", "on"),
    ("d-batch-norm", "off"),
    ("d-dropout", "0"),
    ("channels", "3,2"),
    ("clip", "0.1"),
    ("d-steps", "1"),
    ("ema-decay", "0.4"),
    ("r1", "0"),
    ("r2", "0"),
    ("gradient-penalty", "0"),
    ("spectral-norm", "off"),
    ("label-smoothing", "0"),
    ("instance-noise", "0"),
    ("g-optimizer", "adam"),
    ("g-learning-rate", "0.02"),
    ("g-momentum", "0.9"),
    ("g-beta1", "0"),
    ("g-beta2", "0.999"),
    ("g-epsilon", "1e-3"),
    ("g-weight-decay", "0.01"),
    ("d-optimizer", "adam"),
    ("d-learning-rate", "0.01"),
    ("d-momentum", "0.9"),
    ("d-beta1", "0"),
    ("d-beta2", "0.999"),
    ("d-epsilon", "1e-3"),
    ("d-weight-decay", "0.01"),
];

/// Every value of every option that changes training is in one of them, and most pairs that could
/// get in each other's way.
const CASES: &[(&str, &[(&str, &str)])] = &[
    (
        "mlp-minimax",
        &[
            ("model", "mlp"),
            ("condition", "none"),
            ("loss", "minimax"),
            ("label-smoothing", "0.1"),
            ("g-optimizer", "sgd"),
            ("d-optimizer", "sgd"),
            ("g-learning-rate", "0.5"),
            ("d-learning-rate", "0.2"),
        ],
    ),
    (
        "mlp-non-saturating-batch-norm",
        &[
            ("model", "mlp"),
            ("condition", "concatenation"),
            ("loss", "non-saturating"),
            ("batch-size", "6"),
            ("d-activation", "relu"),
            ("d-batch-norm", "on"),
            ("g-beta1", "0.5"),
            ("d-beta1", "0.9"),
            ("d-beta2", "0.99"),
        ],
    ),
    (
        "mlp-least-squares-dropout",
        &[
            ("model", "mlp"),
            ("condition", "projection"),
            ("loss", "least-squares"),
            ("label-smoothing", "0.2"),
            ("d-dropout", "0.3"),
            ("g-batch-norm", "off"),
            ("g-activation", "leaky-relu"),
            ("g-optimizer", "momentum"),
            ("d-optimizer", "momentum"),
            ("g-momentum", "0.8"),
        ],
    ),
    (
        "mlp-wasserstein",
        &[
            ("model", "mlp"),
            ("condition", "none"),
            ("loss", "wasserstein"),
            ("clip", "0.05"),
            ("d-steps", "2"),
            ("g-optimizer", "rms-prop"),
            ("d-optimizer", "rms-prop"),
            ("g-beta2", "0.9"),
            ("d-beta2", "0.95"),
        ],
    ),
    (
        "mlp-wgan-gp",
        &[
            ("model", "mlp"),
            ("condition", "concatenation"),
            ("loss", "wgan-gp"),
            ("gradient-penalty", "10"),
            ("d-steps", "2"),
            ("d-hidden", "7,6,5"),
            ("d-activation", "relu"),
            ("g-beta2", "0.9"),
            ("d-beta1", "0.5"),
            ("d-beta2", "0.9"),
        ],
    ),
    (
        "mlp-hinge-spectral-norm",
        &[
            ("model", "mlp"),
            ("condition", "projection"),
            ("loss", "hinge"),
            ("spectral-norm", "on"),
            ("g-optimizer", "adam-w"),
            ("d-optimizer", "adam-w"),
            ("g-weight-decay", "0.5"),
            ("d-weight-decay", "0.1"),
            ("g-beta1", "0.5"),
        ],
    ),
    (
        "mlp-relativistic-packing",
        &[
            ("model", "mlp"),
            ("condition", "none"),
            ("loss", "relativistic"),
            ("packing", "2"),
            ("r1", "2"),
            ("r2", "3"),
            ("g-optimizer", "sgd"),
            ("d-optimizer", "momentum"),
            ("g-learning-rate", "0.5"),
        ],
    ),
    (
        "mlp-all-regularizers",
        &[
            ("model", "mlp"),
            ("condition", "projection"),
            ("loss", "non-saturating"),
            ("packing", "2"),
            ("d-dropout", "0.2"),
            ("instance-noise", "0.3"),
            ("label-smoothing", "0.1"),
            ("r1", "1"),
            ("r2", "2"),
            ("gradient-penalty", "3"),
            ("spectral-norm", "on"),
            ("d-steps", "2"),
        ],
    ),
    (
        "dcgan-non-saturating-r1",
        &[
            ("model", "dcgan"),
            ("condition", "projection"),
            ("loss", "non-saturating"),
            ("r1", "5"),
            ("ema-decay", "0.99"),
        ],
    ),
    (
        "dcgan-hinge-spectral-norm",
        &[
            ("model", "dcgan"),
            ("condition", "concatenation"),
            ("loss", "hinge"),
            ("spectral-norm", "on"),
            ("packing", "2"),
            ("g-optimizer", "sgd"),
            ("d-optimizer", "sgd"),
            ("g-learning-rate", "0.2"),
            ("d-learning-rate", "0.02"),
        ],
    ),
    (
        "dcgan-wgan-gp",
        &[
            ("model", "dcgan"),
            ("condition", "concatenation"),
            ("loss", "wgan-gp"),
            ("gradient-penalty", "10"),
            ("d-steps", "3"),
            ("g-optimizer", "rms-prop"),
            ("d-optimizer", "rms-prop"),
            ("g-beta2", "0.9"),
            ("d-beta2", "0.9"),
        ],
    ),
    (
        "dcgan-least-squares-noise",
        &[
            ("model", "dcgan"),
            ("condition", "none"),
            ("loss", "least-squares"),
            ("instance-noise", "0.5"),
            ("label-smoothing", "0.1"),
            ("g-optimizer", "adam-w"),
            ("d-optimizer", "adam-w"),
            ("d-weight-decay", "0.5"),
            ("d-beta1", "0.5"),
            ("g-learning-rate", "0.01"),
        ],
    ),
    (
        "dcgan-relativistic-packing",
        &[
            ("model", "dcgan"),
            ("condition", "projection"),
            ("loss", "relativistic"),
            ("packing", "2"),
            ("instance-noise", "0.2"),
            ("r1", "1"),
            ("r2", "2"),
            ("g-optimizer", "momentum"),
            ("d-optimizer", "momentum"),
            ("d-momentum", "0.5"),
        ],
    ),
    (
        "dcgan-minimax-spectral-norm",
        &[
            ("model", "dcgan"),
            ("condition", "projection"),
            ("loss", "minimax"),
            ("spectral-norm", "on"),
            ("r2", "2"),
            ("gradient-penalty", "5"),
            ("d-beta1", "0.9"),
            ("g-learning-rate", "0.01"),
            ("d-learning-rate", "0.005"),
        ],
    ),
    (
        "vae-mlp",
        &[
            ("model", "vae-mlp"),
            ("condition", "none"),
            ("g-activation", "leaky-relu"),
            ("d-batch-norm", "on"),
            ("batch-size", "6"),
            ("g-beta1", "0.9"),
        ],
    ),
    (
        "vae-mlp-conditional",
        &[
            ("model", "vae-mlp"),
            ("condition", "concatenation"),
            ("g-batch-norm", "off"),
            ("d-activation", "relu"),
            ("g-optimizer", "sgd"),
            ("d-optimizer", "momentum"),
            ("g-learning-rate", "0.002"),
            ("d-learning-rate", "0.0005"),
        ],
    ),
    (
        "vae-conv",
        &[
            ("model", "vae-conv"),
            ("condition", "concatenation"),
            ("g-optimizer", "adam-w"),
            ("d-optimizer", "rms-prop"),
            ("d-beta2", "0.9"),
        ],
    ),
];

/// How far off numbers may be. The goldens are computed in 64 bits, and training is in 32; with 32
/// bits TensorFlow itself is off by up to 1e-5 in the gradients and 1e-4 after ten steps.
///
/// The weights and random numbers should be the very same, but for the digits that a golden has.
const INPUTS: f64 = 1e-5;
/// Relative to the larger of the loss and 1.
const LOSSES: f64 = 5e-5;
/// Relative to the norm of the gradient, and to how far a tensor went.
const GRADIENTS: f64 = 1e-4;
const ONE_STEP: f64 = 2e-4;
const TEN_STEPS: f64 = 1e-3;
/// What each weight is rounded by while it moves, relative to its size.
const ROUNDING: f64 = 2e-7;
/// The size of the terms of a gradient that may cancel each other but for the rounding.
const CANCELLED: f64 = 0.05;
/// What rounding leaves of a sum of gradients that is zero.
const NOTHING: f64 = 1e-7;

/// Of logits and of D's gradient, which take few operations.
const SLOPES: f64 = 3e-6;
/// The slope of a loss is off as much where it is smaller than this: it is a difference from 1.
const SMALL_SLOPE: f64 = 0.01;
const PENALTY: f64 = 1e-5;
/// The step of finite differences, relative to the size of the weights, that makes their error
/// smallest: with longer ones it is that of the formula, with shorter ones that of 32 bits.
const STEP: f64 = 0.02;
/// How far off the derivative of a penalty may be, relative to the norm of its gradient.
const DERIVATIVES: f64 = 1e-3;
/// How many derivatives are taken for each tensor.
const DIRECTIONS: usize = 3;

/// Tensors by name: shape and values.
type Tensors = BTreeMap<String, (Vec<usize>, Vec<f32>)>;
/// [`summary`] of tensors by name.
type Summaries = BTreeMap<String, [f64; 2]>;

/// What `golden/make.py` found out about a case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    settings: Settings,
    /// The summary of all inputs of a [`kind`] together.
    inputs: Summaries,
    /// The two losses of each step.
    losses: Vec<[f64; 2]>,
    /// By name in the file.
    tensors: BTreeMap<String, Movement>,
}

/// What training does to a tensor.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Movement {
    /// Its gradient in the first step, of what an optimizer changes.
    gradient: Option<[f64; 2]>,
    /// How far it went in one step, and in [`STEPS`].
    one: [f64; 2],
    ten: [f64; 2],
}

impl Golden {
    fn summaries(&self, part: impl Fn(&Movement) -> Option<[f64; 2]>) -> Summaries {
        let tensors = self.tensors.iter();
        tensors
            .filter_map(|(name, movement)| Some((name.clone(), part(movement)?)))
            .collect()
    }
}

fn golden<T: for<'a> Deserialize<'a>>(name: &str) -> T {
    let path = format!("tests/golden/{name}.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn flex() -> Device {
    block_on(gan_playground::device::open("flex")).unwrap()
}

fn settings(parts: &[&[(&str, &str)]]) -> Settings {
    let texts = parts.iter().copied().flatten();
    texts
        .map(|(name, text)| (name.to_string(), text.to_string()))
        .collect()
}

/// Noise serves as well as digits where nothing has to look good.
fn dataset() -> Dataset {
    let mut random = Random::new(0, Purpose::Samples, 0);
    let batch = Batch {
        pixels: random.bytes(50 * PIXELS),
        labels: random.labels(50, CLASSES as u8),
    };
    Dataset::from_batch(&batch, 25, digits()).unwrap()
}

/// All tensors that a session would save.
fn saved(session: &Run) -> Tensors {
    let file = block_on(session.save()).unwrap();
    let file = SafeTensors::deserialize(&file).unwrap();
    let tensors = file.iter().map(|(name, view)| {
        let (values, _) = view.data().as_chunks();
        let values = values.iter().map(|bytes| f32::from_le_bytes(*bytes));
        (name.to_owned(), (view.shape().to_vec(), values.collect()))
    });
    tensors.collect()
}

/// The initial weights, and all that [`STEPS`] steps take from the data and draw, in the order in
/// which they draw it.
fn inputs(config: &Config) -> Tensors {
    let session = Run::new(config.clone(), digits(), flex()).unwrap();
    let mut inputs = saved(&session);
    inputs.retain(|name, _| !name.starts_with("average.") && !name.contains("_optimizer."));
    let data = dataset();
    let (batch_size, batches) = (
        config.batch_size,
        (session.images_per_step() / config.batch_size) as u64,
    );
    let rows = batch_size / config.packing;
    for counter in 0..STEPS * batches {
        let mut add = |name: &str, shape: &[usize], values: Vec<f32>| {
            inputs.insert(format!("{counter}.{name}"), (shape.to_vec(), values));
        };
        let Batch { pixels, labels } = data.batch(config.seed, counter, batch_size).unwrap();
        let floats = |bytes: Vec<u8>| bytes.into_iter().map(f32::from).collect();
        add("pixels", &[batch_size, PIXELS], floats(pixels));
        add("labels", &[batch_size], floats(labels));
        let latents =
            Random::new(config.seed, Purpose::Fakes, counter).normal(batch_size * config.latent);
        add("latents", &[batch_size, config.latent], latents);
        if !config.model.is_gan() {
            continue;
        }

        // The images that D looks at at once, and whether instance noise lies on them.
        let mut places = vec![(vec!["d-real", "d-fake"], true)];
        let penalties = [
            ("r1", config.r1),
            ("r2", config.r2),
            ("between", config.gradient_penalty),
        ];
        let penalties = penalties.into_iter().filter(|(_, weight)| *weight > 0.0);
        places.extend(penalties.map(|(place, _)| (vec![place], false)));
        if (counter + 1) % batches == 0 {
            let mut seen = vec!["g-fake"];
            if config.loss == Loss::Relativistic {
                seen.insert(0, "g-real");
            }
            places.push((seen, true));
        }
        let mut random = Random::new(config.seed, Purpose::Regularizers, counter);
        for (places, noisy) in places {
            let mut add_each = |name: &str, columns: usize, values: Vec<f32>| {
                for (place, values) in places.iter().zip(values.chunks(rows * columns)) {
                    add(
                        &format!("{place}.{name}"),
                        &[rows, columns],
                        values.to_vec(),
                    );
                }
            };
            let count = places.len() * rows;
            if noisy && config.instance_noise > 0.0 {
                let columns = config.packing * PIXELS;
                add_each("noise", columns, random.normal(count * columns));
            }
            if places == ["between"] {
                add_each("shares", 1, random.shares(rows));
            }
            if config.model == Model::Mlp && config.d_dropout > 0.0 {
                for (layer, units) in config.d_hidden.iter().enumerate() {
                    let masks = random.dropout(count * units, config.d_dropout);
                    add_each(&format!("dropout.{layer}"), *units, masks);
                }
            }
        }
    }
    inputs
}

/// Two numbers that stand for a tensor: its norm, and its product with a pattern, which also
/// notices what changes signs or places.
fn summary(values: impl IntoIterator<Item = f64>) -> [f64; 2] {
    let [mut squares, mut pattern] = [0.0; 2];
    for (index, value) in values.into_iter().enumerate() {
        squares += value * value;
        pattern += value * (0.7 * index as f64).cos();
    }
    [squares.sqrt(), pattern]
}

/// What an input is, so that a change of any of them shows.
fn kind(name: &str) -> &'static str {
    if name.ends_with(".pixels") || name.ends_with(".labels") {
        "data"
    } else if name.starts_with(|first: char| first.is_ascii_digit()) {
        "draws"
    } else {
        "weights"
    }
}

fn summaries_of_kinds(inputs: &Tensors) -> Summaries {
    let mut kinds: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (name, (_, values)) in inputs {
        let numbers = values.iter().map(|value| f64::from(*value));
        kinds.entry(kind(name)).or_default().extend(numbers);
    }
    kinds
        .into_iter()
        .map(|(kind, values)| (kind.to_owned(), summary(values)))
        .collect()
}

/// How far each tensor is from what it was.
fn movements(before: &Tensors, after: &Tensors) -> Summaries {
    let pairs = before.iter().zip(after);
    let summaries = pairs.map(|((name, (_, before)), (_, (_, after)))| {
        let pairs = before.iter().zip(after);
        let movements = pairs.map(|(before, after)| f64::from(*after) - f64::from(*before));
        (name.clone(), summary(movements))
    });
    summaries.collect()
}

/// Compares numbers, and remembers what was too far off and how far off the worst was.
#[derive(Default)]
struct Comparison {
    worst: BTreeMap<&'static str, (f64, String)>,
    failures: Vec<String>,
}

impl Comparison {
    /// `found` may be off by `tolerance` times `scale`.
    fn add(
        &mut self,
        kind: &'static str,
        what: impl FnOnce() -> String,
        [found, wanted]: [f64; 2],
        scale: f64,
        tolerance: f64,
    ) {
        let error = (found - wanted).abs() / scale;
        let worst = self.worst.entry(kind).or_default();
        let fails = error.is_nan() || error > tolerance;
        if fails || error > worst.0 {
            let what = what();
            if fails {
                self.failures.push(format!(
                    "{kind}, {what}: {found:e} instead of {wanted:e}, off by {error:.1e}"
                ));
            }
            if error > worst.0 {
                *worst = (error, what);
            }
        }
    }

    /// Tensors of the same names. Their summaries may be off by `tolerance` times the norm, besides
    /// what [`ROUNDING`] leaves of tensors of the size `before`.
    fn add_all(
        &mut self,
        kind: &'static str,
        case: &str,
        [found, wanted]: [&Summaries; 2],
        before: impl Fn(&str) -> f64,
        tolerance: f64,
    ) {
        let names = |summaries: &Summaries| summaries.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(found), names(wanted), "{kind} of {case}");
        for ((name, found), wanted) in found.iter().zip(wanted.values()) {
            let rounding = (ROUNDING * before(name)).max(NOTHING) / tolerance;
            let scale = wanted[0].max(wanted[1].abs()) + rounding;
            for (part, index) in [("norm", 0), ("pattern", 1)] {
                let what = || format!("{case}, {name}, {part}");
                self.add(kind, what, [found[index], wanted[index]], scale, tolerance);
            }
        }
    }

    fn finish(self) {
        for (kind, (error, what)) in &self.worst {
            println!("{kind}: off by {error:.1e} at most, {what}");
        }
        assert!(
            self.failures.is_empty(),
            "{} numbers are off:\n{}",
            self.failures.len(),
            self.failures.join("\n")
        );
    }
}

/// Writes what `golden/make.py` reads.
#[test]
#[ignore = "only to make new goldens"]
fn write_inputs() {
    let folder = Path::new("target/golden");
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
    fs::create_dir_all(folder).unwrap();
    for (name, own) in CASES {
        let config = Config::from_settings(&settings(&[COMMON, own])).unwrap();
        let inputs = inputs(&config).into_iter().map(|(name, (shape, values))| {
            let bytes: Vec<u8> = values.into_iter().flat_map(f32::to_le_bytes).collect();
            (name, shape, bytes)
        });
        let inputs: Vec<_> = inputs.collect();
        let views = inputs.iter().map(|(name, shape, bytes)| {
            let view = TensorView::new(Dtype::F32, shape.clone(), bytes);
            (name, view.unwrap())
        });
        let part = |part| serde_json::to_string(&settings(&[part])).unwrap();
        let metadata = [("common", part(COMMON)), ("own", part(own))];
        let metadata = metadata.map(|(name, part)| (name.to_owned(), part));
        let file = safetensors::serialize(views, Some(HashMap::from(metadata))).unwrap();
        fs::write(folder.join(format!("{name}.safetensors")), file).unwrap();
    }
}

/// The gradients of the first step of one of the networks, whose `option` is that of its optimizer
/// and whose tensors start with `prefix`: what momentum remembers after one step.
fn first_gradients(case: &Settings, option: &str, prefix: &str) -> Summaries {
    let mut settings = case.clone();
    settings.insert(option.to_owned(), "momentum".to_owned());
    if prefix == "discriminator" {
        settings.insert("d-steps".to_owned(), "1".to_owned());
    }
    let config = Config::from_settings(&settings).unwrap();
    let mut session = Run::new(config, digits(), flex()).unwrap();
    session.advance(&dataset()).unwrap();
    let start = format!("{prefix}_optimizer.first.");
    let gradients = saved(&session)
        .into_iter()
        .filter_map(|(name, (_, values))| {
            let name = format!("{prefix}.{}", name.strip_prefix(&start)?);
            Some((name, summary(values.into_iter().map(f64::from))))
        });
    gradients.collect()
}

#[test]
fn gradients_and_steps_are_those_of_tensorflow() {
    let mut comparison = Comparison::default();
    let common = settings(&[COMMON]);
    assert_eq!(golden::<Settings>("common"), common, "make new goldens");
    for (name, own) in CASES {
        let golden: Golden = golden(name);
        assert_eq!(
            golden.settings,
            settings(&[own]),
            "{name} has changed: make new goldens"
        );
        let settings = settings(&[COMMON, own]);
        let config = Config::from_settings(&settings).unwrap();
        let found = summaries_of_kinds(&inputs(&config));
        for (kind, wanted) in &golden.inputs {
            let mut pairs = found[kind].iter().zip(wanted);
            assert!(
                pairs.all(|(found, golden)| (found - golden).abs() < INPUTS * wanted[0]),
                "the {kind} of {name} have changed: make new goldens"
            );
        }

        let prefixes = if config.model.is_gan() {
            ["generator", "discriminator"]
        } else {
            ["decoder", "encoder"]
        };
        let optimizers = ["g-optimizer", "d-optimizer"].into_iter().zip(prefixes);
        let found = optimizers
            .flat_map(|(option, prefix)| first_gradients(&settings, option, prefix))
            .collect();
        let wanted = golden.summaries(|movement| movement.gradient);
        let terms = |_: &str| CANCELLED;
        comparison.add_all("gradient", name, [&found, &wanted], terms, GRADIENTS);

        let data = dataset();
        let mut session = Run::new(config, digits(), flex()).unwrap();
        let before = saved(&session);
        let size = |name: &str| {
            let [norm, _] = summary(before[name].1.iter().map(|value| f64::from(*value)));
            norm
        };
        for step in 1..=STEPS {
            session.advance(&data).unwrap();
            if step == 1 {
                let found = movements(&before, &saved(&session));
                let wanted = golden.summaries(|movement| Some(movement.one));
                comparison.add_all("one step", name, [&found, &wanted], size, ONE_STEP);
            }
        }
        let found = movements(&before, &saved(&session));
        let wanted = golden.summaries(|movement| Some(movement.ten));
        comparison.add_all("ten steps", name, [&found, &wanted], size, TEN_STEPS);

        let records = block_on(session.read_losses()).unwrap();
        assert_eq!(records.len(), golden.losses.len());
        for (record, wanted) in records.iter().zip(&golden.losses) {
            let losses = record.losses.into_iter().zip(wanted);
            for (loss, (found, wanted)) in ["first", "second"].iter().zip(losses) {
                let what = || format!("{name}, step {}, the {loss}", record.step);
                let pair = [f64::from(found), *wanted];
                comparison.add("loss", what, pair, wanted.abs().max(1.0), LOSSES);
            }
        }
    }
    comparison.finish();
}

/// What `golden/make.py` found out about the losses by themselves.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoldenLosses {
    real: Vec<f32>,
    fake: Vec<f32>,
    losses: Vec<GoldenLoss>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoldenLoss {
    loss: Loss,
    smoothing: f64,
    /// L_D and L_G.
    values: [f64; 2],
    /// Of L_D at real and at generated images, and of L_G at generated ones.
    gradients: [Vec<f64>; 3],
}

#[test]
fn losses_are_those_of_tensorflow() {
    let golden: GoldenLosses = golden("losses");
    let device = flex().autodiff();
    let logits = |values: &[f32]| {
        let data = TensorData::new(values.to_vec(), [values.len(), 1]);
        Tensor::<2>::from_data(data, &device).require_grad()
    };
    let mut comparison = Comparison::default();
    for GoldenLoss {
        loss,
        smoothing,
        values,
        gradients,
    } in golden.losses
    {
        let (real, fake) = (logits(&golden.real), logits(&golden.fake));
        let both = Tensor::cat(vec![real.clone(), fake.clone()], 0);
        let d_loss = criterion(both, loss.discriminator(smoothing));
        let d_gradients = d_loss.backward();
        let g_fake = logits(&golden.fake);
        let of_g = loss.generator();
        let seen = match of_g.real {
            Some(_) => Tensor::cat(vec![real.clone(), g_fake.clone()], 0),
            None => g_fake.clone(),
        };
        let g_loss = criterion(seen, of_g);
        let g_gradients = g_loss.backward();
        let found = [("L_D", d_loss), ("L_G", g_loss)];
        for ((name, found), wanted) in found.into_iter().zip(values) {
            let what = || format!("{name} of {loss:?} with smoothing {smoothing}");
            let pair = [f64::from(floats(found)[0]), wanted];
            comparison.add("loss", what, pair, wanted.abs().max(1.0), SLOPES);
        }
        let found = [
            real.grad(&d_gradients),
            fake.grad(&d_gradients),
            g_fake.grad(&g_gradients),
        ];
        for (side, (found, wanted)) in found.into_iter().zip(&gradients).enumerate() {
            let found = floats(found.unwrap());
            for (index, (found, wanted)) in found.iter().zip(wanted).enumerate() {
                let what = || format!("{loss:?} with smoothing {smoothing}, {side}, logit {index}");
                let scale = wanted.abs().max(SMALL_SLOPE);
                comparison.add("slope", what, [f64::from(*found), *wanted], scale, SLOPES);
            }
        }
        let pairs = golden.fake.iter().zip(&golden.real).zip(&gradients[2]);
        for ((fake, real), gradient) in pairs {
            let what = || format!("{loss:?} at {fake} beside {real}");
            let wanted = gradient.abs() * golden.fake.len() as f64;
            let found = f64::from(loss.generator_gradient(*fake, *real));
            comparison.add(
                "pull",
                what,
                [found, wanted],
                wanted.max(SMALL_SLOPE),
                SLOPES,
            );
        }
    }
    comparison.finish();
}

/// Discriminators of every kind that has a slope of its own.
const DISCRIMINATORS: &[&[(&str, &str)]] = &[
    &[
        ("model", "mlp"),
        ("condition", "none"),
        ("d-activation", "relu"),
    ],
    &[
        ("model", "mlp"),
        ("condition", "concatenation"),
        ("packing", "2"),
    ],
    &[
        ("model", "mlp"),
        ("condition", "projection"),
        ("d-dropout", "0.3"),
    ],
    &[
        ("model", "mlp"),
        ("condition", "projection"),
        ("spectral-norm", "on"),
    ],
    &[("model", "dcgan"), ("condition", "none")],
    &[
        ("model", "dcgan"),
        ("condition", "concatenation"),
        ("packing", "2"),
    ],
    &[("model", "dcgan"), ("condition", "projection")],
    &[
        ("model", "dcgan"),
        ("condition", "concatenation"),
        ("spectral-norm", "on"),
    ],
];

/// A discriminator, its configuration, and images for it.
fn discriminator(own: &[(&str, &str)]) -> (Config, Network, Input) {
    let settings = settings(&[COMMON, &[("d-optimizer", "momentum")], own]);
    let config = Config::from_settings(&settings).unwrap();
    let device = flex().autodiff();
    let [_, architecture] = architectures(&config, &digits()).unwrap();
    let network = Network::new(architecture, config.seed, 1, &device).iterate();
    let mut random = Random::new(1, Purpose::Samples, 0);
    let pixels = random.uniform(config.batch_size * PIXELS, 1.0);
    let mut labels = vec![0.0; config.batch_size * CLASSES];
    let drawn = random.labels(config.batch_size, CLASSES as u8);
    for (row, label) in drawn.into_iter().enumerate() {
        labels[row * CLASSES + usize::from(label)] = 1.0;
    }
    let packs = config.batch_size / config.packing;
    let [images, labels] = [pixels, labels].map(|values| {
        let shape = [packs, values.len() / packs];
        Tensor::from_data(TensorData::new(values, shape), &device)
    });
    let labels = config.is_conditional().then_some(labels);
    let input = Input {
        values: images,
        labels,
    };
    (config, network, input)
}

fn floats<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().unwrap()
}

fn norm(values: &[f32]) -> f64 {
    let [norm, _] = summary(values.iter().map(|value| f64::from(*value)));
    norm
}

/// What D drops in these tests, each time the same.
fn dropout() -> Random {
    Random::new(1, Purpose::Regularizers, 0)
}

/// The gradient of each logit at its images, by differentiating D.
fn slope(network: &Network, input: &Input) -> Vec<f32> {
    let images = input.values.clone().require_grad();
    let input = Input {
        values: images.clone(),
        labels: input.labels.clone(),
    };
    let logits = network.forward(input, &mut Pass::training(1, Some(&mut dropout())));
    floats(images.grad(&logits.sum().backward()).unwrap())
}

#[test]
fn the_written_out_slope_of_d_is_that_of_autodiff() {
    let mut comparison = Comparison::default();
    for own in DISCRIMINATORS {
        let (_, network, input) = discriminator(own);
        let wanted = slope(&network, &input);
        let found =
            floats(network.input_gradient(input, &mut Pass::training(1, Some(&mut dropout()))));
        assert_eq!(found.len(), wanted.len());
        let pairs = found.iter().zip(&wanted);
        let difference: Vec<f32> = pairs.map(|(found, wanted)| found - wanted).collect();
        let what = || format!("{own:?}");
        let pair = [norm(&difference), 0.0];
        comparison.add("slope", what, pair, norm(&wanted), SLOPES);
    }
    comparison.finish();
}

/// D with large biases, which keep every unit on its side of the kink of the activation, half of
/// them on either: a penalty jumps where one crosses it, and has no finite difference there. What
/// happens at ordinary weights, TensorFlow tells.
fn far_from_kinks(network: Network) -> Network {
    let values = network.parameters().into_iter().map(|parameter| {
        let size = match parameter.name.as_str() {
            "layers.0.bias" => 8.0,
            "layers.1.bias" => 32.0,
            _ => return parameter.values,
        };
        let biases = (0..parameter.shape[0]).map(|unit| [size, -size][unit % 2]);
        values_like(&parameter, biases.collect())
    });
    let values: Vec<_> = values.collect();
    network.with_values(values)
}

fn values_like(parameter: &Parameter, values: Vec<f32>) -> Tensor<1> {
    let data = TensorData::new(values, [parameter.values.dims()[0]]);
    Tensor::from_data(data, &parameter.values.device())
}

/// The derivative at 0, from central differences of two steps, whose main errors cancel.
fn derivative(function: impl Fn(f64) -> f64, step: f64) -> f64 {
    let slope = |step: f64| (function(step) - function(-step)) / (2.0 * step);
    (4.0 * slope(step) - slope(2.0 * step)) / 3.0
}

/// A penalty as training has it, of D's gradient, and as the text has it, of the squared length of the
/// slope at one image.
type Penalty = (&'static str, fn(Tensor<2>) -> Tensor<1>, fn(f64) -> f64);

const PENALTIES: [Penalty; 2] = [
    ("R1 and R2", squared_gradient_penalty, |square| square / 2.0),
    ("gradient penalty", gradient_penalty, |square| {
        (square.sqrt() - 1.0).powi(2)
    }),
];

#[test]
fn penalties_have_the_gradients_of_finite_differences() {
    let mut comparison = Comparison::default();
    for own in DISCRIMINATORS {
        let (config, network, input) = discriminator(own);
        let network = far_from_kinks(network);
        let parameters = network.parameters();
        let packs = input.values.dims()[0];
        for (name, penalty_of_slope, penalty_of_square) in PENALTIES {
            let wanted = |network: &Network| {
                let slope = slope(network, &input);
                let squares = slope
                    .chunks(slope.len() / packs)
                    .map(|row| norm(row).powi(2));
                squares.map(penalty_of_square).sum::<f64>() / packs as f64
            };
            let slope =
                network.input_gradient(input.clone(), &mut Pass::training(1, Some(&mut dropout())));
            let penalty = penalty_of_slope(slope);
            let pair = [f64::from(floats(penalty.clone())[0]), wanted(&network)];
            let what = || format!("{name} of {own:?}");
            comparison.add("penalty", what, pair, pair[1], PENALTY);

            // After one step, momentum is the gradient.
            let mut optimizer = Optimizer::new(config.discriminator_optimizer(), &parameters);
            optimizer.step(network.clone(), &mut penalty.backward(), None);
            let trainable =
                |(_, parameter): &(usize, &Parameter)| parameter.role == Role::Trainable;
            let trainable = parameters.iter().enumerate().filter(trainable);
            for ((index, parameter), state) in trainable.zip(&optimizer.state) {
                let gradient = floats(state[0].clone());
                let weights = floats(parameter.values.clone());
                let size = norm(&weights) / (weights.len() as f64).sqrt();
                let mut random = Random::new(index as u32, Purpose::Samples, 1);
                for _ in 0..DIRECTIONS {
                    // Up or down at random, and equally far, so that every weight counts.
                    let signs = random.labels(weights.len(), 2);
                    let direction: Vec<f32> = signs
                        .into_iter()
                        .map(|sign| f32::from(sign) * 2.0 - 1.0)
                        .collect();
                    let moved = |step: f64| {
                        let mut values: Vec<_> = parameters
                            .iter()
                            .map(|parameter| parameter.values.clone())
                            .collect();
                        let pairs = weights.iter().zip(&direction);
                        let weights = pairs.map(|(weight, sign)| weight + step as f32 * sign);
                        values[index] = values_like(parameter, weights.collect());
                        wanted(&network.clone().with_values(values))
                    };
                    let wanted = derivative(moved, STEP * size.max(0.1));
                    let pairs = gradient.iter().zip(&direction);
                    let found = pairs.map(|(slope, sign)| f64::from(slope * sign)).sum();
                    let what = || format!("{name} of {own:?}, {}", parameter.name);
                    let scale = norm(&gradient).max(NOTHING);
                    comparison.add("derivative", what, [found, wanted], scale, DERIVATIVES);
                }
            }
        }
    }
    comparison.finish();
}
