//! What can be asked of a run: images of given latent vectors, D's verdict and its reasons, a search in latent
//! space, half a step.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

use burn::tensor::Device;
use gan_playground::{
    config::Config,
    data::{Batch, Dataset, intensities},
    inspect::{Search, Target},
    model::{Network, Role},
    train::{Player, Run, architectures},
};
use pollster::block_on;

// Only a part of what the runs offer is asked for here.
#[allow(dead_code)]
mod runs;

use runs::digits;

const PIXELS: usize = 28 * 28;

fn flex() -> Device {
    block_on(gan_playground::device::open("flex")).unwrap()
}

/// Each kind of model, told the label.
const MODELS: [[(&str, &str); 2]; 4] = [
    [("model", "mlp"), ("condition", "concatenation")],
    [("model", "dcgan"), ("condition", "projection")],
    [("model", "vae-mlp"), ("condition", "concatenation")],
    [("model", "vae-conv"), ("condition", "concatenation")],
];

/// A run of some steps so large that its images differ, and its running statistics from those at first.
fn run(changes: &[(&str, &str)]) -> Run {
    let fast = [("g-learning-rate", "0.02")];
    let changes = [&fast, changes].concat();
    let mut session = Run::new(runs::config(&changes), digits(), flex()).unwrap();
    for _ in 0..20 {
        session.advance(&runs::data()).unwrap();
    }
    block_on(session.read_losses()).unwrap();
    session
}

fn one_hot(label: usize) -> Vec<f32> {
    (0..10).map(|class| f32::from(class == label)).collect()
}

fn image() -> Vec<f32> {
    intensities(&runs::data().examples(&[3]).unwrap().pixels)
}

fn logit(session: &Run, image: &[f32]) -> f32 {
    block_on(session.verdict(image, 3)).unwrap().unwrap().logit
}

#[test]
fn samples_are_the_images_of_their_latent_vectors() {
    for model in MODELS {
        let session = run(&model);
        let labels = [one_hot(4), one_hot(7)].concat();
        let drawn = block_on(session.generate(&session.latents(5, 2).unwrap(), &labels)).unwrap();
        assert_eq!(
            drawn,
            block_on(session.sample(5, &[4, 7])).unwrap(),
            "{model:?}"
        );
    }
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let session = run(&[]);
    let said = |error: gan_playground::error::Error| error.to_string();
    let latents = block_on(session.generate(&[0.0; 5], &one_hot(0)));
    assert_eq!(
        said(latents.unwrap_err()),
        "the length of the latent vectors is 5, but must be 4"
    );
    let image = block_on(session.verdict(&[f32::NAN; PIXELS], 0));
    assert_eq!(
        said(image.unwrap_err()),
        "the number of pixels is NaN, but must be of finite numbers"
    );
    let label = block_on(session.verdict(&[0.0; PIXELS], 10));
    assert_eq!(
        said(label.unwrap_err()),
        "the label is 10, but must be at most 9"
    );
}

/// The saliency of a pixel is what the logit gains by its light, whatever D is made of.
#[test]
fn saliency_is_the_slope_of_the_logit() {
    let networks: [&[(&str, &str)]; 4] = [
        &[("model", "dcgan"), ("condition", "projection")],
        &[("model", "dcgan"), ("packing", "2")],
        &[("model", "mlp"), ("d-batch-norm", "on")],
        &[("model", "mlp"), ("spectral-norm", "on")],
    ];
    for changes in networks {
        let session = run(changes);
        let image = image();
        let verdict = block_on(session.verdict(&image, 3)).unwrap().unwrap();
        let way: Vec<f32> = (0..PIXELS)
            .map(|pixel| (pixel as f32 * 0.37).sin())
            .collect();
        let moved = |by: f32| -> Vec<f32> {
            image
                .iter()
                .zip(&way)
                .map(|(gray, way)| gray + by * way)
                .collect()
        };
        // So small that hardly a unit changes sides.
        let step = 1e-4;
        let slope = (logit(&session, &moved(step)) - logit(&session, &moved(-step))) / (2.0 * step);
        let wanted: f32 = verdict.saliency.iter().zip(&way).map(|(a, b)| a * b).sum();
        assert!(
            (slope - wanted).abs() < 0.02 * wanted.abs().max(0.05),
            "{changes:?}: {slope} and {wanted}"
        );
        // Asking changes nothing, running statistics included.
        assert_eq!(verdict.logit, logit(&session, &image));
    }
}

/// Half of a generator's own image is enough to find the rest of it.
#[test]
fn a_search_finds_what_the_generator_can_draw() {
    for model in MODELS {
        let session = run(&model);
        let whole = block_on(session.sample(9, &[2])).unwrap();
        let upper = PIXELS / 2;
        let known = |pixel| f32::from(pixel < upper);
        let target = Target {
            pixels: whole.clone(),
            weights: (0..PIXELS).map(known).collect(),
            noise: 0.01,
            labels: vec![2; 6],
        };
        let mut search = Search::new(&session, target, 1).unwrap();
        let start = block_on(search.found()).unwrap();
        let drawn = block_on(session.generate(&start.latent, &one_hot(2))).unwrap();
        let furthest = drawn.iter().zip(&start.pixels).map(|(a, b)| (a - b).abs());
        assert!(
            furthest.fold(0.0, f32::max) < 1e-4,
            "it is the generator outside training"
        );
        search.advance(150);
        let found = block_on(search.found()).unwrap();
        assert!(
            found.misfit < start.misfit / 5.0,
            "{model:?}: {} of {}",
            found.misfit,
            start.misfit
        );
        let rest = |pixels: &[f32]| -> f32 {
            let pairs = pixels[upper..].iter().zip(&whole[upper..]);
            pairs.map(|(a, b)| (a - b).powi(2)).sum()
        };
        assert!(
            rest(&found.pixels) < rest(&start.pixels) / 4.0,
            "{model:?}: the erased half"
        );
    }
}

/// 7 x 7 means of 4 x 4 pixels.
#[test]
fn a_search_fits_what_was_made_small() {
    let session = run(&[]);
    let whole = block_on(session.sample(9, &[2])).unwrap();
    let small: Vec<f32> = (0..49)
        .map(|block| {
            let (top, left) = (block / 7 * 4, block % 7 * 4);
            let inside = (0..16).map(|at| whole[(top + at / 4) * 28 + left + at % 4]);
            inside.sum::<f32>() / 16.0
        })
        .collect();
    let target = Target {
        weights: vec![1.0; 49],
        pixels: small,
        noise: 0.01,
        labels: vec![2; 4],
    };
    let mut search = Search::new(&session, target, 1).unwrap();
    let start = block_on(search.found()).unwrap().misfit;
    search.advance(150);
    let found = block_on(search.found()).unwrap().misfit;
    assert!(found < start / 5.0, "{found} of {start}");
}

/// A step of D, then one of G, are a whole step; and D wants of an image what makes it more real.
#[test]
fn two_halves_are_a_step() {
    for changes in [&[][..], &[("loss", "relativistic")], &[("model", "mlp")]] {
        let config = runs::config(changes);
        let data = runs::data();
        let mut halves = Run::new(config.clone(), digits(), flex()).unwrap();
        let mut whole = Run::new(config, digits(), flex()).unwrap();
        let mut take = |player| {
            let batch = halves.update_batch(&data, player).unwrap();
            block_on(halves.update(batch, player)).unwrap()
        };
        let of_d = take(Player::Discriminator);
        let of_g = take(Player::Generator);
        whole.advance(&data).unwrap();
        let records = block_on(whole.read_losses()).unwrap();
        assert_eq!((of_d.step, of_g.step, whole.step()), (0, 1, 1));
        assert_eq!(of_d.fake, of_g.fake, "G learns from the images that D saw");
        assert!(
            (of_d.losses[0] - records[0].losses[0]).abs() < 1e-5,
            "{changes:?}"
        );
        assert_eq!(
            logit(&halves, &image()),
            logit(&whole, &image()),
            "{changes:?}"
        );

        let first = &of_g.fake[..PIXELS];
        let length = of_g.wanted[..PIXELS]
            .iter()
            .map(|x| x * x)
            .sum::<f32>()
            .sqrt();
        let better: Vec<f32> = first
            .iter()
            .zip(&of_g.wanted)
            .map(|(gray, wanted)| gray + 0.1 * wanted / length)
            .collect();
        assert!(
            logit(&halves, &better) > logit(&halves, first),
            "{changes:?}"
        );
    }
}

#[test]
fn a_vae_learns_as_a_whole_and_encodes() {
    let mut session = run(&MODELS[2]);
    let batch = session
        .update_batch(&runs::data(), Player::Generator)
        .unwrap();
    let refused = block_on(session.update(batch, Player::Generator)).unwrap_err();
    assert_eq!(refused.code(), "conflicting_options");
    let encoding = block_on(session.encode(&image(), 3)).unwrap().unwrap();
    assert_eq!(encoding.mean.len(), session.config().latent);
    assert!(encoding.deviation.iter().all(|deviation| *deviation > 0.0));
    assert_eq!(block_on(session.verdict(&image(), 3)).unwrap(), None);
}

#[test]
fn an_architecture_counts_the_weights_that_there_are() {
    for model in ["mlp", "dcgan", "vae-mlp", "vae-conv"] {
        for condition in ["none", "concatenation", "projection"] {
            for packing in ["1", "2"] {
                let changes = [
                    ("model", model),
                    ("condition", condition),
                    ("packing", packing),
                ];
                let Ok(config) = std::panic::catch_unwind(|| runs::config(&changes)) else {
                    continue; // what does not go together
                };
                for architecture in architectures(&config, &digits()).unwrap() {
                    let network = Network::new(architecture.clone(), 1, 0, &flex());
                    let parameters = network.parameters().into_iter();
                    let trainable =
                        parameters.filter(|parameter| parameter.role == Role::Trainable);
                    let there: usize = trainable
                        .map(|parameter| parameter.shape.iter().product::<usize>())
                        .sum();
                    assert_eq!(architecture.parameters(), there, "{changes:?}");
                }
            }
        }
    }
}

#[test]
fn the_nearest_images_come_first() {
    let pixels = (0..30u8).flat_map(|index| [index * 8; PIXELS]).collect();
    let labels = (0..30).map(|index| index % 10).collect();
    let data = Dataset::from_batch(&Batch { pixels, labels }, 10, digits()).unwrap();
    let found = data.nearest(&[161.0 / 255.0; PIXELS], 3).unwrap();
    let indices: Vec<_> = found.iter().map(|neighbor| neighbor.index).collect();
    assert_eq!(indices, [20, 21, 19]);
    assert_eq!((found[0].label, found[0].pixels[0]), (0, 160));
    assert!((found[0].distance - 1.0 / 255.0).abs() < 1e-6);
    assert!(data.nearest(&[0.0; 3], 1).is_err());
}

#[test]
fn presets_have_networks() {
    for preset in gan_playground::config::PRESETS {
        let config = Config::preset(preset.id, 1).unwrap();
        assert!(
            architectures(&config, &digits())
                .unwrap()
                .iter()
                .all(|network| network.layers.len() + network.heads.len() > 1)
        );
    }
}
