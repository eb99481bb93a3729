//! What the examples of docs/extending.md add, once they were followed.
#![allow(clippy::unwrap_used)]

use gan_playground::{
    config::{Config, Loss, Settings},
    data::{Dataset, read_folder},
    device,
    metric::{effective_classes, histogram},
    train::Run,
};
use pollster::block_on;

fn run(changes: &[(&str, &str)], data: &Dataset) -> Run {
    let small = [
        ("dataset", "shapes"),
        ("g-hidden", "64"),
        ("d-hidden", "64"),
        ("condition", "none"),
    ];
    let settings: Settings = small
        .iter()
        .chain(changes)
        .map(|(name, text)| (name.to_string(), text.to_string()))
        .collect();
    let device = block_on(device::open("flex")).unwrap();
    Run::new(
        Config::from_settings(&settings).unwrap(),
        data.shape().clone(),
        device,
    )
    .unwrap()
}

/// The losses of so many steps.
fn train(run: &mut Run, data: &Dataset, steps: usize) -> Vec<[f32; 2]> {
    for _ in 0..steps {
        run.advance(data).unwrap();
    }
    let records = block_on(run.read_losses()).unwrap();
    records.iter().map(|record| record.losses).collect()
}

#[test]
fn the_model_learns_to_give_the_data_back_and_goes_on_from_a_file() {
    let [data, _] = read_folder("shapes").unwrap();
    assert_eq!(data.shape().dims(), [16, 16, 3]);
    let changes = [
        ("model", "wae"),
        ("latent", "8"),
        ("g-beta1", "0.9"),
        ("d-beta1", "0.9"),
    ];
    let mut trained = run(&changes, &data);
    let losses = train(&mut trained, &data, 200);
    let mean = |losses: &[[f32; 2]]| {
        losses.iter().map(|[first, _]| first).sum::<f32>() / losses.len() as f32
    };
    assert!(
        mean(&losses[180..]) < 0.5 * mean(&losses[..5]),
        "{losses:?}"
    );

    let bytes = block_on(trained.save()).unwrap();
    let device = block_on(device::open("flex")).unwrap();
    let mut opened = Run::load(&bytes, device).unwrap();
    assert_eq!(train(&mut opened, &data, 2), train(&mut trained, &data, 2));
    assert_eq!(
        block_on(opened.sample(1, &[0, 1])).unwrap().len(),
        2 * data.shape().len()
    );
}

#[test]
fn the_loss_trains_and_is_its_formula() {
    let [data, _] = read_folder("shapes").unwrap();
    let losses = train(
        &mut run(&[("model", "mlp"), ("loss", "pearson")], &data),
        &data,
        3,
    );
    assert_eq!(losses.len(), 3);
    // Logits of two real images, then of two generated ones.
    let [a, b, c, d] = [0.5_f32, 2.0, -0.25, 1.5];
    let wanted =
        ((a - 1.0).powi(2) + (b - 1.0).powi(2) + (c + 1.0).powi(2) + (d + 1.0).powi(2)) / 4.0;
    assert_eq!(
        Loss::Pearson.discriminator(0.0).value(&[a, b, c, d]),
        wanted
    );
    assert_eq!(
        Loss::Pearson.generator().value(&[c, d]),
        (c * c + d * d) / 4.0
    );
}

#[test]
fn the_metric_counts_classes_that_are_drawn_equally_often() {
    let effective = |labels: &[u8]| effective_classes(&histogram(labels, 10));
    assert!((effective(&[0, 1, 2, 3]) - 4.0).abs() < 1e-5);
    assert_eq!(effective(&[7, 7, 7]), 1.0);
    let uneven = effective(&[0, 0, 0, 1]);
    assert!(1.0 < uneven && uneven < 2.0, "{uneven}");
}
