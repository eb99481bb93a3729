//! Small runs that the native tests and those in the browser share, so that both can be held to the same
//! numbers.

use gan_playground::{
    config::{Config, Kind, Settings, options},
    data::{Batch, Dataset, ImageShape},
    device,
    error::Result,
    train::Run,
};

/// Small networks that between them have every kind of layer, loss and penalty that computes in a way of
/// its own.
pub const RUNS: &[&[(&str, &str)]] = &[
    &[
        ("model", "dcgan"),
        ("loss", "wgan-gp"),
        ("gradient-penalty", "10"),
        ("packing", "2"),
    ],
    &[
        ("model", "dcgan"),
        ("condition", "concatenation"),
        ("loss", "relativistic"),
        ("r1", "1"),
        ("r2", "1"),
        ("spectral-norm", "on"),
        ("instance-noise", "0.1"),
        ("g-optimizer", "rms-prop"),
        ("d-optimizer", "adam-w"),
    ],
    &[
        ("model", "mlp"),
        ("loss", "least-squares"),
        ("d-batch-norm", "on"),
        ("d-dropout", "0.3"),
        ("d-steps", "2"),
        ("g-optimizer", "momentum"),
        ("d-optimizer", "sgd"),
        ("d-learning-rate", "0.01"),
        ("g-learning-rate", "0.001"),
    ],
    &[
        ("model", "mlp"),
        ("condition", "none"),
        ("loss", "wasserstein"),
        ("r1", "1"),
        // The gradients of real and of generated images cancel in some biases, but for the rounding,
        // of which Adam would make a whole step.
        ("d-epsilon", "1e-3"),
    ],
    &[
        ("model", "dcgan"),
        ("loss", "hinge"),
        ("augmentation", "translation-cutout"),
    ],
    &[
        ("model", "mlp"),
        ("loss", "minimax"),
        ("label-smoothing", "0.1"),
        ("g-batch-norm", "on"),
        ("d-batch-norm", "on"),
    ],
    &[("model", "vae-mlp"), ("condition", "none")],
    &[("model", "vae-conv"), ("condition", "concatenation")],
];

pub fn config(changes: &[(&str, &str)]) -> Config {
    let small = [
        ("batch-size", "4"),
        ("latent", "4"),
        ("channels", "4,2"),
        ("g-hidden", "8"),
        ("d-hidden", "8,6"),
    ];
    let settings: Settings = small
        .iter()
        .chain(changes)
        .map(|(name, text)| (name.to_string(), text.to_string()))
        .collect();
    Config::from_settings(&settings).unwrap()
}

/// Images like MNIST's.
pub fn digits() -> ImageShape {
    ImageShape::numbered([28, 28, 1], 10)
}

/// Images of a shape, which differ in all that a shape can.
pub fn data_of(shape: ImageShape) -> Dataset {
    let pixels = (0..20 * shape.len()).map(|index| (index % 251) as u8);
    let batch = Batch {
        pixels: pixels.collect(),
        labels: shape.labels_in_turn(20),
    };
    Dataset::from_batch(&batch, 20, shape).unwrap()
}

pub fn data() -> Dataset {
    data_of(digits())
}

/// Where the inner product stands in [`numbers`].
const PATTERN: usize = 7;

/// What a run comes to on a back end: the losses of three steps, then the sum of its samples and their inner
/// product with a pattern.
pub async fn numbers(changes: &[(&str, &str)], backend: &str) -> Vec<f64> {
    let device = device::open(backend).await.unwrap();
    let mut session = Run::new(config(changes), digits(), device).unwrap();
    for _ in 0..3 {
        session.advance(&data()).unwrap();
    }
    let records = session.read_losses().await.unwrap();
    let losses = records.iter().flat_map(|record| record.losses);
    let mut numbers: Vec<f64> = losses.map(f64::from).collect();
    let pixels = session.sample(1, &[0, 9]).await.unwrap();
    numbers.push(pixels.iter().copied().map(f64::from).sum());
    let pattern = pixels.iter().enumerate();
    numbers.push(
        pattern
            .map(|(index, gray)| f64::from(*gray) * (0.7 * index as f64).cos())
            .sum(),
    );
    numbers
}

/// Checks a run against the file that a native run on the CPU wrote.
pub async fn are_those_of_the_file(backend: &str) {
    let file: Vec<Vec<f64>> = serde_json::from_str(include_str!("numbers.json")).unwrap();
    for (changes, wanted) in RUNS.iter().zip(file) {
        let found = numbers(changes, backend).await;
        for (index, (found, wanted)) in found.iter().zip(&wanted).enumerate() {
            // Other processors and back ends sum in another order, which differs in the last places of
            // f32; Adam's first steps, of the size of the rate whatever the gradient, make more of it.
            // The last number is a sum of hundreds of grays that cancel out.
            let scale = if index == PATTERN { 20.0 } else { 1.0 };
            let tolerance = 1e-3 * wanted.abs().max(scale);
            assert!(
                (found - wanted).abs() < tolerance,
                "{backend}: {found} is not {wanted} in {changes:?}"
            );
        }
    }
}

/// A value of an option.
pub type Value = (&'static str, String);

/// The options that decide what is computed.
const DECIDING: [&str; 18] = [
    "condition",
    "packing",
    "g-activation",
    "d-activation",
    "g-batch-norm",
    "d-batch-norm",
    "d-dropout",
    "loss",
    "d-steps",
    "r1",
    "r2",
    "gradient-penalty",
    "spectral-norm",
    "label-smoothing",
    "instance-noise",
    "augmentation",
    "g-optimizer",
    "d-optimizer",
];

/// For each deciding option all values that compute in a way of their own.
pub fn deciding_values() -> Vec<Vec<Value>> {
    let deciding = options()
        .into_iter()
        .filter(|spec| DECIDING.contains(&spec.name));
    let values = deciding.map(|spec| {
        let texts = match &spec.kind {
            Kind::Choice { choices } => choices.iter().map(|text| text.to_string()).collect(),
            Kind::Switch => vec!["on".to_owned(), "off".to_owned()],
            Kind::Integer { .. } => vec![spec.default.to_owned(), "2".to_owned()],
            _ => vec![spec.default.to_owned(), "0.3".to_owned()],
        };
        texts.into_iter().map(|text| (spec.name, text)).collect()
    });
    values.collect()
}

/// Every model, as small as can be.
pub const MODELS: [&[(&str, &str)]; 4] = [
    &[("model", "mlp"), ("g-hidden", "6"), ("d-hidden", "6,5")],
    &[("model", "dcgan"), ("channels", "3,2"), ("latent", "4")],
    &[("model", "vae-mlp"), ("g-hidden", "6"), ("d-hidden", "6")],
    &[("model", "vae-conv"), ("channels", "3,2"), ("latent", "4")],
];

/// A model of [`MODELS`] with these values, or why it cannot have them.
pub fn smallest(model: &[(&str, &str)], values: &[&Value]) -> Result<Config> {
    let mut settings: Settings = [("batch-size", "4"), ("ema-decay", "0.9")]
        .iter()
        .chain(model)
        .map(|(name, text)| (name.to_string(), text.to_string()))
        .collect();
    settings.extend(
        values
            .iter()
            .map(|(name, text)| (name.to_string(), text.clone())),
    );
    Config::from_settings(&settings)
}

/// Trains for so many steps, none of which may give a loss that is not finite.
pub async fn trains(config: Config, backend: &str, steps: usize) {
    let about = format!("{config:?}");
    let device = device::open(backend).await.unwrap();
    let mut session = Run::new(config, digits(), device).unwrap();
    for _ in 0..steps {
        session.advance(&data()).unwrap();
    }
    let records = session.read_losses().await;
    assert_eq!(records.unwrap_or_default().len(), steps, "{about}");
}
