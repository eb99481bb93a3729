//! What must never happen to a run, whatever it is asked, given or set to.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

// Some of it is for others.
#[allow(dead_code)]
#[path = "runs/mod.rs"]
mod runs;

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    time::{Duration, Instant},
};

use gan_playground::{
    checkpoint,
    config::{Config, Kind, Settings, options},
    data::{self, Dataset, ImageShape},
    device,
    inspect::{Search, Target},
    metric::{Classifier, Evaluator, Reference},
    random::{Purpose, Random},
    train::{Memory, Player, Run, architectures},
};
use pollster::block_on;
use proptest::{prelude::*, sample::select, test_runner::TestCaseError};
use runs::{RUNS, config, data, data_of, digits};
use safetensors::{SafeTensors, tensor::TensorView};
use serde_json::Value;

fn flex() -> burn::tensor::Device {
    block_on(device::open("flex")).unwrap()
}

fn run_of(config: Config, shape: ImageShape, data: &Dataset, steps: usize) -> Run {
    let mut run = Run::new(config, shape, flex()).unwrap();
    for _ in 0..steps {
        run.advance(data).unwrap();
    }
    block_on(run.read_losses()).unwrap();
    run
}

/// Small, in color, not square, and of classes with names.
fn flags() -> ImageShape {
    ImageShape {
        height: 16,
        width: 12,
        channels: 3,
        classes: ["red", "green", "blue", "white"]
            .map(str::to_owned)
            .to_vec(),
    }
}

/// A classifier of a shape with weights as they are drawn, and what it needs to evaluate.
fn evaluator(shape: &ImageShape) -> Evaluator {
    let classifier = Classifier::new(shape.clone(), 1, &flex()).unwrap();
    let draft = block_on(classifier.save(&[])).unwrap();
    let reader = Evaluator::of_weights(&draft, &flex()).unwrap();
    let images = |purpose| Random::new(1, purpose, 0).shares(100 * shape.len());
    let [real, noise] = [Purpose::Samples, Purpose::Weights]
        .map(|purpose| block_on(reader.read(&images(purpose))).unwrap());
    let reference = Reference::measured(&real, &real, &noise);
    let file = block_on(classifier.save(&reference.tensors())).unwrap();
    let mut evaluator = Evaluator::new(&file, &flex()).unwrap();
    let pixels: Vec<u8> = (0..20 * shape.len()).map(|at| (at % 249) as u8).collect();
    block_on(evaluator.set_real(&pixels)).unwrap();
    evaluator
}

/// Does all that a page can ask of a run without training it.
fn look_at(run: &Run, data: &Dataset, evaluator: &Evaluator) {
    let shape = run.shape().clone();
    let labels = shape.labels_in_turn(6);
    let samples = block_on(run.sample(3, &labels)).unwrap();
    assert_eq!(samples.len(), 6 * shape.len());
    assert!(samples.iter().all(|light| (0.0..=1.0).contains(light)));
    let latents = run.latents(3, 6).unwrap();
    let weights = vec![0.5; 6 * shape.class_count()];
    block_on(run.generate(&latents, &weights)).unwrap();
    let image = &samples[..shape.len()];
    block_on(run.verdict(image, 1)).unwrap();
    block_on(run.encode(image, 1)).unwrap();
    let batch = data.batch(1, 0, 5).unwrap();
    block_on(run.discriminator_scores(&batch)).unwrap();
    block_on(run.elbo(&batch)).unwrap();
    block_on(evaluator.evaluate(run, 100, true)).unwrap();
    for known in [shape.len(), shape.len() / 16] {
        let target = Target {
            pixels: samples[..known].to_vec(),
            weights: vec![1.0; known],
            noise: 0.1,
            labels: shape.labels_in_turn(5),
        };
        let mut search = Search::new(run, target, 1).unwrap();
        search.advance(3);
        block_on(search.found()).unwrap();
    }
    if run.is_adversarial() {
        run.update_batch(data, Player::Discriminator).unwrap();
    }
    architectures(run.config(), &shape).unwrap();
    let file = block_on(run.save()).unwrap();
    assert_eq!(checkpoint::summary(&file).unwrap().step, run.step());
}

#[test]
fn no_tool_changes_a_byte_of_the_run_it_looks_at() {
    let evaluator = evaluator(&digits());
    for changes in RUNS {
        let data = data();
        let mut run = run_of(config(changes), digits(), &data, 2);
        let mut other = run_of(config(changes), digits(), &data, 2);
        let before = block_on(run.save()).unwrap();
        look_at(&run, &data, &evaluator);
        assert!(
            block_on(run.save()).unwrap() == before,
            "the run of {changes:?} was changed"
        );
        // What a file does not hold counts, too.
        for run in [&mut run, &mut other] {
            run.advance(&data).unwrap();
        }
        let [one, other] = [&run, &other].map(|run| block_on(run.save()).unwrap());
        assert!(one == other, "the run of {changes:?} goes on otherwise");
    }
}

#[test]
fn steps_of_one_network_go_on_from_a_file_to_the_byte() {
    let adversarial = RUNS.iter().filter(|changes| {
        Run::new(config(changes), digits(), flex())
            .unwrap()
            .is_adversarial()
    });
    for changes in adversarial {
        let data = data();
        let mut run = run_of(config(changes), digits(), &data, 1);
        let update = |run: &mut Run, player| {
            let batch = run.update_batch(&data, player).unwrap();
            block_on(run.update(batch, player)).unwrap()
        };
        update(&mut run, Player::Discriminator);
        update(&mut run, Player::Discriminator);
        let file = block_on(run.save()).unwrap();
        let mut other = Run::load(&file, flex()).unwrap();
        assert!(block_on(other.save()).unwrap() == file, "{changes:?}");
        for player in [Player::Generator, Player::Discriminator] {
            let [one, two] = [&mut run, &mut other].map(|run| update(run, player));
            assert_eq!(one, two, "{changes:?}");
        }
        let [one, two] = [&run, &other].map(|run| block_on(run.save()).unwrap());
        assert!(one == two, "{changes:?} goes on otherwise");
    }
}

/// A step of D and then one of G on the same images are a whole step, where it takes one of each.
#[test]
fn steps_of_one_network_have_the_losses_of_a_whole_step() {
    let adversarial = RUNS.iter().filter(|changes| {
        Run::new(config(changes), digits(), flex())
            .unwrap()
            .is_adversarial()
    });
    for changes in adversarial {
        let mut config = config(changes);
        config.d_steps = 1;
        let data = data();
        let mut whole = run_of(config.clone(), digits(), &data, 1);
        let mut parts = run_of(config, digits(), &data, 1);
        whole.advance(&data).unwrap();
        let wanted = block_on(whole.read_losses()).unwrap()[0].losses;
        let mut losses = [0.0; 2];
        for (index, player) in [Player::Discriminator, Player::Generator]
            .into_iter()
            .enumerate()
        {
            let batch = parts.update_batch(&data, player).unwrap();
            losses[index] = block_on(parts.update(batch, player)).unwrap().losses[index];
        }
        for (found, wanted) in losses.iter().zip(wanted) {
            let close = (found - wanted).abs() <= 1e-6 * wanted.abs().max(1.0);
            assert!(close, "{losses:?} is not {wanted:?} in {changes:?}");
        }
    }
}

#[test]
fn files_of_version_3_go_on_as_they_did() {
    #[derive(serde::Deserialize)]
    struct After {
        losses: Vec<[f64; 2]>,
        samples: [f64; 2],
    }
    let after = fs::read("tests/version3/after.json").unwrap();
    let after: BTreeMap<String, After> = serde_json::from_slice(&after).unwrap();
    assert!(after.len() >= 5);
    for (name, After { losses, samples }) in after {
        let file = fs::read(format!("tests/version3/{name}.safetensors")).unwrap();
        let mut run = Run::load(&file, flex()).unwrap();
        for _ in 0..losses.len() {
            run.advance(&data()).unwrap();
        }
        let found = block_on(run.read_losses()).unwrap();
        let found = found.iter().flat_map(|record| record.losses).map(f64::from);
        // Another processor sums in another order.
        let close = |found: f64, wanted: f64, what: &str| {
            let near = (found - wanted).abs() < 1e-4 * wanted.abs().max(1.0);
            assert!(near, "{name}: {what} are {found}, not {wanted}");
        };
        for (found, wanted) in found.zip(losses.into_iter().flatten()) {
            close(found, wanted, "the losses");
        }
        let drawn = block_on(run.sample(1, &[0, 9])).unwrap();
        let pattern = drawn.iter().enumerate();
        let pattern = pattern.map(|(at, light)| f64::from(*light) * (0.7 * at as f64).cos());
        close(
            drawn.iter().copied().map(f64::from).sum(),
            samples[0],
            "samples",
        );
        close(pattern.sum(), samples[1], "samples");
    }
}

/// A file with some of its tensors' values and of its metadata's text changed.
fn changed(
    file: &[u8],
    change: impl Fn(&str, &mut Vec<f32>),
    metadata: impl Fn(String) -> String,
) -> Vec<u8> {
    let (_, header) = SafeTensors::read_metadata(file).unwrap();
    let map = header.metadata().clone().unwrap();
    let map: HashMap<_, _> = map
        .into_iter()
        .map(|(key, text)| (key, metadata(text)))
        .collect();
    let tensors = SafeTensors::deserialize(file).unwrap();
    let parts: Vec<_> = tensors
        .iter()
        .map(|(name, view)| {
            let numbers = view.data().chunks_exact(4);
            let mut values: Vec<f32> = numbers
                .map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap()))
                .collect();
            change(name, &mut values);
            let bytes: Vec<u8> = values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect();
            (name.to_owned(), view.dtype(), view.shape().to_vec(), bytes)
        })
        .collect();
    let views = parts.iter().map(|(name, dtype, shape, bytes)| {
        (
            name.clone(),
            TensorView::new(*dtype, shape.clone(), bytes).unwrap(),
        )
    });
    safetensors::serialize(views, Some(map)).unwrap()
}

#[test]
fn a_checkpoint_with_a_value_that_none_can_have_is_refused() {
    let changes = [
        ("d-batch-norm", "on"),
        ("g-batch-norm", "on"),
        ("model", "mlp"),
        ("spectral-norm", "off"),
    ];
    let run = run_of(config(&changes), digits(), &data(), 2);
    let file = block_on(run.save()).unwrap();
    let same = |text: String| text;
    let unchanged = changed(&file, |_, _| {}, same);
    assert!(
        Run::load(&unchanged, flex()).is_ok(),
        "what is changed below is why it is refused"
    );
    let tensor = |part: &'static str, value: f32| {
        changed(
            &file,
            move |name, values| {
                if name.contains(part) {
                    values[0] = value;
                }
            },
            same,
        )
    };
    let text = |from: &'static str, to: &'static str| {
        changed(
            &file,
            |_, _| {},
            move |text| {
                let value: Value = serde_json::from_str(&text).unwrap();
                let text = value.to_string();
                assert!(text.contains(from), "{from} is not in {text}");
                text.replacen(from, to, 1)
            },
        )
    };
    for (what, bad) in [
        ("a negative variance", tensor("running_var", -1.0)),
        ("a weight that is no number", tensor("weight", f32::NAN)),
        ("an infinite mean", tensor("running_mean", f32::INFINITY)),
        (
            "a negative second moment",
            tensor("optimizer.second", -1e-9),
        ),
        (
            "a step that no run reaches",
            text("\"step\":2", "\"step\":18446744073709551615"),
        ),
        (
            "a version of the future",
            text("\"version\":4", "\"version\":5"),
        ),
        ("another shape", text("\"height\":28", "\"height\":27")),
        ("a height of none", text("\"height\":28", "\"height\":0")),
        (
            "an option out of bounds",
            text("\"batch-size\":4", "\"batch-size\":0"),
        ),
    ] {
        let error = Run::load(&bad, flex())
            .err()
            .unwrap_or_else(|| panic!("{what} is taken"));
        assert_eq!(error.code(), "checkpoint_invalid", "{what}: {error}");
    }
    for number in ["NaN", "\"NaN\"", "\"inf\"", "1e999", "null"] {
        let bad = changed(
            &file,
            |_, _| {},
            |text| {
                let mut value: Value = serde_json::from_str(&text).unwrap();
                value["sums"] = Value::String("SUMS".to_owned());
                let sums = format!(r#"{{"steps":1,"losses":[{number},0.5]}}"#);
                value.to_string().replace("\"SUMS\"", &sums)
            },
        );
        let error = Run::load(&bad, flex()).err().unwrap();
        assert_eq!(error.code(), "checkpoint_invalid", "{number}: {error}");
    }
}

#[test]
fn memory_is_refused_with_the_number_and_the_bound_before_it_is_taken() {
    let settings = [
        ("model", "dcgan"),
        ("batch-size", "1024"),
        ("channels", "256,256"),
        ("r1", "1"),
        ("gradient-penalty", "1"),
    ];
    let large = config(&settings);
    let memory = Memory::of(&large, &digits()).unwrap();
    assert!(memory.total > memory.limit);
    let refused = Run::new(large, digits(), flex()).err().unwrap();
    assert_eq!(refused.code(), "invalid_option");
    for number in [memory.total.div_ceil(1 << 20), memory.limit >> 20] {
        assert!(
            refused.to_string().contains(&number.to_string()),
            "{refused}"
        );
    }
    let quick = Config::preset("quick", 1).unwrap();
    Memory::of(&quick, &digits()).unwrap().check().unwrap();
}

#[test]
fn what_a_caller_gets_wrong_fails_with_a_code() {
    let run = run_of(config(&[]), digits(), &data(), 1);
    let code = |error: gan_playground::error::Error| error.code();
    assert_eq!(
        block_on(run.sample(1, &[10])).err().map(code),
        Some("invalid_option")
    );
    assert_eq!(
        block_on(run.generate(&[0.0; 3], &[])).err().map(code),
        Some("invalid_option")
    );
    assert_eq!(
        block_on(run.verdict(&[0.0; 3], 0)).err().map(code),
        Some("invalid_option")
    );
    assert_eq!(
        block_on(run.verdict(&[0.0; 784], 10)).err().map(code),
        Some("invalid_option")
    );
    assert!(Dataset::new("training", &[], digits()).is_err());
    assert!(Dataset::new("training", &[0], digits()).is_err());
    assert!(Dataset::noise(0, digits()).is_err());
    assert!(block_on(run.sample(1, &[])).is_ok_and(|pixels| pixels.is_empty()));
}

#[test]
fn images_of_any_shape_train_are_evaluated_saved_and_go_on() {
    let evaluator = evaluator(&flags());
    let data = data_of(flags());
    for changes in RUNS {
        let mut run = run_of(config(changes), flags(), &data, 3);
        look_at(&run, &data, &evaluator);
        let quality = block_on(evaluator.evaluate(&run, 100, true)).unwrap();
        assert_eq!(quality.histogram.len(), 4);
        let file = block_on(run.save()).unwrap();
        assert_eq!(checkpoint::summary(&file).unwrap().shape, flags());
        let mut other = Run::load(&file, flex()).unwrap();
        other.check_data(&data).unwrap();
        assert!(
            other.check_data(&runs::data()).is_err(),
            "digits are no flags"
        );
        for run in [&mut run, &mut other] {
            run.advance(&data).unwrap();
        }
        let [one, other] = [&run, &other].map(|run| block_on(run.save()).unwrap());
        assert!(one == other, "{changes:?}");
    }
}

/// Few enough numbers that any network of them takes a step within a moment.
fn tiny() -> ImageShape {
    ImageShape::numbered([8, 8, 1], 3)
}

/// What is asked for is skipped where three steps of it would take seconds.
const MOST_OPERATIONS: usize = 300_000_000;

/// A text of an option: one of its extremes, its default or a value between.
fn text_of(kind: &Kind, default: &'static str) -> BoxedStrategy<String> {
    let texts = match kind {
        Kind::Choice { choices } => choices.iter().map(|choice| choice.to_string()).collect(),
        Kind::Switch => vec!["on".to_owned(), "off".to_owned()],
        Kind::Integer { min, max } => vec![
            min.to_string(),
            min.saturating_add(1).to_string(),
            max.to_string(),
            default.to_owned(),
            (u64::from(*max) + 1).to_string(),
        ],
        Kind::Number { min, max } => vec![
            min.to_string(),
            max.to_string(),
            default.to_owned(),
            ((min + max) / 2.0).to_string(),
            "NaN".to_owned(),
        ],
        Kind::List {
            min,
            max,
            shortest,
            longest,
        } => [
            (*min, *shortest),
            (*min, *longest),
            (*min + 2, *shortest),
            (*max, *shortest),
        ]
        .map(|(width, length)| vec![width.to_string(); length].join(","))
        .to_vec(),
    };
    select(texts).boxed()
}

/// Some options changed, any of them with any other.
fn settings() -> impl Strategy<Value = Settings> {
    let specs = options();
    let specs = specs
        .into_iter()
        .filter(|spec| !["preset", "backend", "dataset"].contains(&spec.name));
    let each: Vec<_> = specs
        .map(|spec| {
            text_of(&spec.kind, spec.default).prop_map(move |text| (spec.name.to_owned(), text))
        })
        .collect();
    let count = each.len();
    let model = select(vec!["mlp", "dcgan", "vae-mlp", "vae-conv"]);
    let places = proptest::sample::subsequence((0..count).collect::<Vec<_>>(), 1..=4);
    (model, places, each).prop_map(|(model, places, texts)| {
        let small = [
            ("model", model),
            ("batch-size", "4"),
            ("latent", "3"),
            ("channels", "3,2"),
            ("g-hidden", "6"),
            ("d-hidden", "6,5"),
        ];
        let small = small.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let changed = places.into_iter().map(|place| texts[place].clone());
        small.into_iter().chain(changed).collect()
    })
}

/// Three steps, a file, and on from it as it would have gone on; or a refusal in words.
fn trains_or_is_refused(settings: &Settings) -> Result<(), TestCaseError> {
    let refusals = ["invalid_option", "conflicting_options"];
    let config = match Config::from_settings(settings) {
        Ok(config) => config,
        Err(error) => {
            prop_assert!(refusals.contains(&error.code()), "{}", error);
            return Ok(());
        }
    };
    let refused = |error: gan_playground::error::Error| {
        prop_assert!(refusals.contains(&error.code()), "{}", error);
        prop_assert!(error.to_string().len() > 20, "{}", error);
        Ok(())
    };
    if let Err(error) = Memory::of(&config, &tiny()).and_then(|memory| memory.check()) {
        return refused(error);
    }
    let networks = architectures(&config, &tiny()).unwrap();
    let operations: usize = networks.iter().map(|network| network.operations()).sum();
    if operations * config.batch_size * config.d_steps > MOST_OPERATIONS {
        return Ok(());
    }
    let mut run = match Run::new(config, tiny(), flex()) {
        Ok(run) => run,
        Err(error) => return refused(error),
    };
    let data = data_of(tiny());
    let mut diverged = false;
    for _ in 0..3 {
        run.advance(&data).unwrap();
        diverged |= block_on(run.read_losses()).is_err_and(|error| error.code() == "diverged");
    }
    // Rates at their bounds may well lead nowhere, and say so.
    let file = match block_on(run.save()) {
        Ok(file) => file,
        Err(error) => {
            prop_assert_eq!(error.code(), "diverged");
            return Ok(());
        }
    };
    let mut other = match Run::load(&file, flex()) {
        Ok(other) => other,
        Err(error) => {
            prop_assert!(diverged, "what was saved is refused: {}", error);
            return Ok(());
        }
    };
    for run in [&mut run, &mut other] {
        run.advance(&data).unwrap();
    }
    let saved = [&run, &other].map(|run| block_on(run.save()));
    if let [Ok(one), Ok(other)] = &saved {
        prop_assert!(one == other, "it goes on otherwise");
    } else {
        prop_assert!(saved.iter().all(Result::is_err));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        // Seeds of failures are for whoever meets them to write down as a test.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_options_say_trains_and_goes_on_or_is_refused(settings in settings()) {
        trains_or_is_refused(&settings)?;
    }
}

/// For how long each parser is tried.
const FUZZED: Duration = Duration::from_secs(20);

/// Bytes with some of them changed, cut off, doubled or taken from another file.
fn mutated(corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut number = |below: usize| (random.shares(1)[0] * below.max(1) as f32) as usize;
    let mut bytes = corpus[number(corpus.len()).min(corpus.len() - 1)].clone();
    for _ in 0..=number(6) {
        // What stands first says what the rest is.
        let reach = if number(2) == 0 {
            64.min(bytes.len())
        } else {
            bytes.len()
        };
        let at = number(reach).min(bytes.len().saturating_sub(1));
        if bytes.is_empty() {
            break;
        }
        match number(6) {
            0 => bytes[at] = number(256) as u8,
            1 => bytes[at] ^= 1 << number(8).min(7),
            2 => bytes.truncate(at),
            3 => bytes.insert(at, b"0-9.eN\"{}[],\0\xff"[number(14).min(13)]),
            4 => bytes.extend_from_within(at..(at + 8).min(bytes.len())),
            _ => bytes[at] = [0, 0xff, 0x7f, 0x80][number(4).min(3)],
        }
    }
    bytes
}

/// Gives a parser changed files for a while; a panic or a trap is what it must not do.
fn fuzz(corpus: Vec<Vec<u8>>, mut parse: impl FnMut(&[u8])) {
    let (start, mut tries) = (Instant::now(), 0);
    let mut random = Random::new(1, Purpose::Samples, 0);
    for file in &corpus {
        parse(file);
    }
    while start.elapsed() < FUZZED {
        parse(&mutated(&corpus, &mut random));
        tries += 1;
    }
    assert!(tries > 1000, "{tries} files were tried");
}

#[test]
fn no_idx_file_breaks_the_parser() {
    let shape = flags();
    let header = |magic: u32, sizes: &[u32]| -> Vec<u8> {
        let words = [magic].into_iter().chain(sizes.iter().copied());
        words.flat_map(u32::to_be_bytes).collect()
    };
    let with = |mut header: Vec<u8>, length: usize| {
        header.extend((0..length).map(|at| at as u8));
        header
    };
    let corpus = vec![
        with(header(0x803, &[3, 28, 28]), 3 * 784),
        with(header(0x804, &[2, 16, 12, 3]), 2 * 576),
        with(header(0x801, &[4]), 4),
        header(0x803, &[u32::MAX, u32::MAX, u32::MAX]),
        header(0x804, &[0, 0, 0, 0]),
        Vec::new(),
    ];
    fuzz(corpus, |bytes| {
        for shape in [&shape, &digits()] {
            if let Ok(pixels) = data::parse_images("a file", bytes, shape) {
                assert!(pixels.len().is_multiple_of(shape.len()));
            }
        }
        if let Ok(labels) = data::parse_labels("a file", bytes, 4) {
            assert!(labels.iter().all(|label| *label < 4));
        }
    });
}

#[test]
fn no_file_breaks_the_loading_of_a_run() {
    let files = fs::read_dir("tests/version3").unwrap();
    let files = files.map(|file| file.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|end| end == "safetensors"));
    let mut corpus: Vec<Vec<u8>> = files.map(|path| fs::read(path).unwrap()).collect();
    let run = run_of(config(&[("model", "mlp")]), tiny(), &data_of(tiny()), 1);
    corpus.push(block_on(run.save()).unwrap());
    fuzz(corpus, |bytes| {
        let _ = checkpoint::summary(bytes);
        match Run::load(bytes, flex()) {
            // What is taken can be used.
            Ok(run) => {
                block_on(run.sample(1, &[0])).unwrap();
                block_on(run.save()).unwrap();
            }
            Err(error) => assert_eq!(error.code(), "checkpoint_invalid", "{error}"),
        }
    });
}

#[test]
fn no_text_breaks_the_options() {
    let names: Vec<&str> = options().iter().map(|spec| spec.name).collect();
    let corpus: Vec<Vec<u8>> = options()
        .iter()
        .map(|spec| spec.default.as_bytes().to_vec())
        .chain(
            [
                "1e999",
                "-0",
                "0x10",
                "1,,2",
                " 3 ",
                "𝟙",
                "99999999999999999999",
            ]
            .map(|text| text.as_bytes().to_vec()),
        )
        .collect();
    let mut turn = 0;
    fuzz(corpus, |bytes| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        turn += 1;
        let settings = Settings::from([(names[turn % names.len()].to_owned(), text)]);
        match Config::from_settings(&settings) {
            Ok(config) => config.check().unwrap(),
            Err(error) => {
                let code = error.code();
                assert!(
                    ["invalid_option", "conflicting_options"].contains(&code),
                    "{error}"
                );
            }
        }
    });
}

/// The file that the browser tests give a page for such images.
#[test]
#[ignore = "writes the classifier of tests/e2e/shape.spec.ts"]
fn write_classifier() {
    let classifier = Classifier::new(flags(), 1, &flex()).unwrap();
    let draft = block_on(classifier.save(&[])).unwrap();
    let reader = Evaluator::of_weights(&draft, &flex()).unwrap();
    let images = |purpose| Random::new(1, purpose, 0).shares(200 * flags().len());
    let [real, noise] = [Purpose::Samples, Purpose::Weights]
        .map(|purpose| block_on(reader.read(&images(purpose))).unwrap());
    let reference = Reference::measured(&real, &real, &noise);
    let file = block_on(classifier.save(&reference.tensors())).unwrap();
    fs::write("tests/e2e/flags-classifier.safetensors", file).unwrap();
}
