//! Training natively on the CPU: the same seed, the same bytes; a file goes on exactly; the losses
//! and the claims about the presets are what the docs say.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

use std::fs;

use burn::tensor::{Device, Tensor};
use gan_playground::{
    config::{Config, Loss, options},
    data::{Batch, Dataset, intensities, read_folder},
    doctor::{self, Doctor, State},
    kernel::criterion,
    metric::{Evaluator, FULL_COUNT},
    model::{Input, Network, Pass},
    random::{Purpose, Random},
    train::{Run, architectures},
};
use pollster::block_on;

mod runs;

use runs::digits;

fn flex() -> Device {
    block_on(gan_playground::device::open("flex")).unwrap()
}

/// A small conditional DCGAN, as quick as a test should be.
fn small(seed: u32) -> Config {
    Config {
        batch_size: 8,
        latent: 8,
        channels: [8, 4],
        ..Config::preset("quick", seed).unwrap()
    }
}

fn noise_images(count: usize) -> Batch {
    let mut random = Random::new(0, Purpose::Samples, 0);
    Batch {
        pixels: random.bytes(count * digits().len()),
        labels: random.labels(count, 10),
    }
}

fn noise() -> Dataset {
    Dataset::from_batch(&noise_images(100), 50, digits()).unwrap()
}

fn train(session: &mut Run, data: &Dataset, steps: usize) {
    for _ in 0..steps {
        session.advance(data).unwrap();
    }
}

fn sample(session: &Run) -> Vec<f32> {
    block_on(session.sample(3, &[0, 1, 2, 3])).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let run = |seed| {
        let mut session = Run::new(small(seed), digits(), flex()).unwrap();
        train(&mut session, &noise(), 6);
        (sample(&session), block_on(session.read_losses()).unwrap())
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1).0, run(2).0);
}

/// The same file is read in the browser, by tests/web.rs.
#[test]
fn the_numbers_are_those_of_the_file() {
    block_on(runs::are_those_of_the_file("flex"));
    block_on(runs::are_those_of_the_file("ndarray"));
}

/// After a change of the arithmetic or of a default: `cargo test --test training -- --ignored`.
#[test]
#[ignore = "writes the file that the other tests read"]
fn write_numbers() {
    let numbers = runs::RUNS
        .iter()
        .map(|changes| block_on(runs::numbers(changes, "flex")));
    let numbers: Vec<Vec<f64>> = numbers.collect();
    let text = serde_json::to_string_pretty(&numbers).unwrap() + "\n";
    fs::write("tests/runs/numbers.json", text).unwrap();
}

#[test]
fn a_file_goes_on_exactly() {
    let data = noise();
    let changes = [
        ("model", "mlp"),
        ("g-hidden", "16"),
        ("d-hidden", "16"),
        ("batch-size", "8"),
        ("d-steps", "2"),
        ("packing", "2"),
        ("spectral-norm", "on"),
        ("instance-noise", "0.1"),
        ("d-dropout", "0.2"),
        ("g-optimizer", "rms-prop"),
        ("d-optimizer", "momentum"),
    ];
    let everything = changes.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let everything = Config::from_settings(&everything.into()).unwrap();
    let classic = Config {
        batch_size: 8,
        ..Config::preset("classic", 1).unwrap()
    };
    let vae = Config {
        batch_size: 8,
        ..Config::preset("vae", 1).unwrap()
    };
    for config in [small(1), classic, everything, vae] {
        let about = format!("{config:?}");
        let mut whole = Run::new(config.clone(), digits(), flex()).unwrap();
        train(&mut whole, &data, 4);

        let mut half = Run::new(config, digits(), flex()).unwrap();
        train(&mut half, &data, 2);
        let file = block_on(half.save()).unwrap();
        let mut resumed = Run::load(&file, flex()).unwrap();
        assert_eq!(resumed.step(), 2);
        train(&mut resumed, &data, 2);

        assert_eq!(sample(&resumed), sample(&whole), "{about}");
        assert_eq!(
            block_on(resumed.save()).unwrap(),
            block_on(whole.save()).unwrap(),
            "{about}"
        );
    }
}

#[test]
fn a_bad_file_is_refused_with_the_reason() {
    let mut session = Run::new(small(1), digits(), flex()).unwrap();
    train(&mut session, &noise(), 1);
    let good = block_on(session.save()).unwrap();
    let refusal = |bytes: &[u8]| {
        let error = Run::load(bytes, flex()).err().unwrap();
        assert_eq!(error.code(), "checkpoint_invalid");
        error.to_string()
    };
    refusal(b"");
    refusal(b"not a safetensors file at all");
    refusal(&good[..good.len() - 1]);

    // The header is JSON that an edit of the same length keeps valid.
    let edited = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let at = good
            .windows(from.len())
            .position(|part| part == from.as_bytes())
            .unwrap();
        let mut bytes = good.clone();
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        bytes
    };
    let version = refusal(&edited(r#"version\":4"#, r#"version\":9"#));
    assert!(version.contains("version is 9"), "{version}");
    let missing = refusal(&edited(
        "generator.layers.2.bias",
        "generator.layers.2.bios",
    ));
    assert!(missing.contains("no tensor"), "{missing}");

    let mut nan = good.clone();
    let end = nan.len();
    nan[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(refusal(&nan).contains("not finite"));
}

#[test]
fn divergence_is_noticed_and_never_saved() {
    let data = noise();
    let mut session = Run::new(small(1), digits(), flex()).unwrap();
    train(&mut session, &data, 1);
    let mut file = block_on(session.save()).unwrap();
    // Finite weights, whose products are not. The first eight bytes are the length of the header.
    let header = u64::from_le_bytes(*file.first_chunk().unwrap()) as usize;
    for value in file[8 + header..].chunks_mut(4) {
        value.copy_from_slice(&1e30_f32.to_le_bytes());
    }
    let mut session = Run::load(&file, flex()).unwrap();
    train(&mut session, &data, 2);
    let noticed = block_on(session.read_losses()).err();
    assert_eq!(noticed.unwrap().code(), "diverged");
    assert_eq!(block_on(session.save()).unwrap_err().code(), "diverged");
}

#[test]
fn losses_have_the_values_of_the_text() {
    let logits = |value: f32| Tensor::<2>::full([4, 1], value, &flex());
    let value = |loss: Tensor<1>| loss.into_data().try_to_vec::<f32>().unwrap()[0];
    let close = |found: f32, wanted: f64| {
        assert!(
            (f64::from(found) - wanted).abs() < 1e-5,
            "{found} is not {wanted}"
        );
    };
    let d = |real, fake| {
        let both = Tensor::cat(vec![logits(real), logits(fake)], 0);
        value(criterion(both, Loss::NonSaturating.discriminator(0.0)))
    };
    let g = |fake| value(criterion(logits(fake), Loss::NonSaturating.generator()));
    // D(x) = D(G(z)) = 1/2
    close(d(0.0, 0.0), 4_f64.ln());
    close(g(0.0), 2_f64.ln());
    // D(x) = 0.9, D(G(z)) = 0.2
    let logit = |probability: f64| (probability / (1.0 - probability)).ln() as f32;
    close(d(logit(0.9), logit(0.2)), -(0.9_f64.ln()) - 0.8_f64.ln());
    close(g(logit(0.2)), -(0.2_f64.ln()));
    // Far out, where a logarithm of a probability would be infinite.
    close(g(-200.0), 200.0);
    close(d(200.0, -200.0), 0.0);
}

/// What the page says of `classic`, and why it cannot learn.
#[test]
fn classic_gives_real_and_generated_batches_the_same_mean_logit() {
    let device = flex().autodiff();
    let mean_logits = |preset: &str| {
        let config = Config::preset(preset, 1).unwrap();
        let [generator, discriminator] = architectures(&config, &digits()).unwrap();
        let generator = Network::new(generator, 1, 0, &device);
        let discriminator = Network::new(discriminator, 1, 1, &device);
        let mut random = Random::new(1, Purpose::Samples, 0);
        let mut input = |columns: usize| Input {
            values: Tensor::<1>::from_floats(random.normal(16 * columns).as_slice(), &device)
                .reshape([16, columns]),
            labels: None,
        };
        let mut pass = Pass::training(1, None);
        let fake = generator.forward(input(config.latent), &mut pass).tanh();
        [input(digits().len()).values, fake].map(|values| {
            let input = Input {
                values,
                labels: None,
            };
            let logits = discriminator.forward(input, &mut Pass::training(1, None));
            logits.mean().into_data().try_to_vec::<f32>().unwrap()[0]
        })
    };
    let [real, fake] = mean_logits("classic");
    assert!((real - fake).abs() < 1e-5, "{real} {fake}");
    let [real, fake] = mean_logits("classic-repaired");
    assert!((real - fake).abs() > 1e-3, "{real} {fake}");
}

fn judge(dataset: &str, test: &Dataset) -> Evaluator {
    let weights = fs::read(format!("weights/{dataset}.safetensors")).unwrap();
    let mut judge = Evaluator::new(&weights, &flex()).unwrap();
    block_on(judge.set_real(&test.batch(1, 0, FULL_COUNT).unwrap().pixels)).unwrap();
    judge
}

/// What the docs say of the classifiers, whose opinion all quality rests on.
#[test]
fn the_classifiers_are_right_and_tell_real_images_from_noise() {
    for (dataset, least) in [("mnist", 0.985), ("fashion-mnist", 0.9)] {
        let [train, test] = read_folder(dataset).unwrap();
        let judge = judge(dataset, &test);
        let test = test.batch(1, 0, 5000).unwrap();
        let reading = block_on(judge.read(&intensities(&test.pixels))).unwrap();
        let right = reading
            .labels
            .iter()
            .zip(&test.labels)
            .filter(|(a, b)| a == b);
        let right = right.count() as f32 / 5000.0;
        assert!(right >= least, "{dataset}: {right}");

        let real = intensities(&train.batch(1, 0, FULL_COUNT).unwrap().pixels);
        let noise = Random::new(1, Purpose::Samples, 0).shares(FULL_COUNT * digits().len());
        let [real, noise] = [real, noise].map(|images| {
            let reading = block_on(judge.read(&images)).unwrap();
            judge.quality(reading, None, true)
        });
        let scale = judge.reference().unwrap();
        let [real_full, noise_full] = [&real, &noise].map(|quality| quality.full.unwrap());
        assert!(
            real_full.frechet.unwrap() < 2.0 * scale.floor[1],
            "{real:?} {scale:?}"
        );
        assert!(
            noise_full.frechet.unwrap() > scale.ceiling / 2.0,
            "{noise:?} {scale:?}"
        );
        assert!(real_full.fidelity.coverage > 0.8, "{real:?}");
        assert!(noise_full.fidelity.coverage < 0.1, "{noise:?}");
        assert!((real_full.diversity - 1.0).abs() < 0.1, "{real:?}");
        assert_eq!(real.modes, 10);
    }
}

/// On real data: after a few seconds of `quick`, most images are of the digit asked for.
#[test]
fn quick_learns_to_draw_the_digit_it_is_asked_for() {
    let [train_data, test] = read_folder("mnist").unwrap();
    let judge = judge("mnist", &test);
    let mut session = Run::new(Config::preset("quick", 1).unwrap(), digits(), flex()).unwrap();
    let right = |session: &Run| {
        let quality = block_on(judge.evaluate(session, 200, false)).unwrap();
        quality.agreement.unwrap()
    };
    let before = right(&session);
    train(&mut session, &train_data, 300);
    let after = right(&session);
    assert!(before < 0.3 && after > 0.6, "{before}, then {after}");
}

/// Values of every option, one at a time and in pairs of those that decide the arithmetic, on networks as
/// small as can be: whatever is offered trains, and what is refused says why.
#[test]
fn whatever_is_offered_trains() {
    let (mut trained, mut refused) = (0, 0);
    for model in runs::MODELS {
        let values = runs::deciding_values();
        let values: Vec<runs::Value> = values.into_iter().flatten().collect();
        for (index, one) in values.iter().enumerate() {
            for other in &values[index..] {
                if one.0 == other.0 && one.1 != other.1 {
                    continue;
                }
                let config = match runs::smallest(model, &[one, other]) {
                    Ok(config) => config,
                    Err(error) => {
                        assert_eq!(error.code(), "conflicting_options", "{error}");
                        refused += 1;
                        continue;
                    }
                };
                // Each value once for as long as was promised, each pair for a few steps.
                let steps = if one == other { 50 } else { 3 };
                block_on(runs::trains(config, "flex", steps));
                trained += 1;
            }
        }
    }
    assert!(
        trained > 1000 && refused > 50,
        "{trained} trained, {refused} refused"
    );
}

/// Trains a preset as the page does, and returns what the doctor said on the way.
fn watched(preset: &str, steps: u64) -> Vec<State> {
    let config = Config::preset(preset, 1).unwrap();
    let [data, test] = read_folder(&config.dataset).unwrap();
    let judge = judge(&config.dataset, &test);
    let mut session = Run::new(config, digits(), flex()).unwrap();
    let mut doctor = Doctor::default();
    let mut states = Vec::new();
    while session.step() < steps {
        train(&mut session, &data, 100);
        match block_on(session.read_losses()) {
            Ok(records) => doctor.see(&records),
            Err(error) => {
                assert_eq!(error.code(), "diverged");
                let said = doctor::divergence(session.config(), session.step());
                return vec![said.state];
            }
        }
        let count = if session.step().is_multiple_of(500) {
            FULL_COUNT
        } else {
            200
        };
        let quality = block_on(judge.evaluate(&session, count, count == FULL_COUNT)).unwrap();
        doctor.see_quality(quality);
        let said = doctor.diagnose(session.config(), judge.reference().unwrap().ceiling);
        let known = said.fix.iter().flat_map(|fix| &fix.changes);
        for (name, text) in known {
            let mut settings = session.config().settings();
            settings.insert(name.to_string(), text.clone());
            let spec = options()
                .into_iter()
                .find(|spec| spec.name == *name)
                .unwrap();
            spec.parse(text).unwrap();
        }
        states.push(said.state);
    }
    states
}

/// Presets that go wrong, steps after which it shows, and the state that they are in.
const DOCTORED: [(&str, u64, State); 7] = [
    ("quick", 500, State::Healthy),
    ("collapse", 1000, State::ModeCollapse),
    ("d-wins", 300, State::DiscriminatorWins),
    ("vanishing", 300, State::GeneratorVanishes),
    ("oscillation", 400, State::Oscillation),
    ("classic", 500, State::DiscriminatorAtChance),
    ("divergence", 100, State::Divergence),
];

/// Every state on a run that really is in it.
#[test]
fn the_doctor_knows_what_is_wrong() {
    for (preset, steps, state) in DOCTORED {
        let states = watched(preset, steps);
        assert_eq!(states.last(), Some(&state), "{preset}: {states:?}");
    }
}
