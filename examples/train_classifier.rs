//! Trains the classifier that judges samples, and writes it with what real images score:
//!
//! ```text
//! cargo run --profile native --example train_classifier -- --dataset mnist
//! ```
//!
//! It reads the shards that `npm run data` makes and writes `weights/mnist.safetensors`.

use std::{error::Error, fs, time::Instant};

use burn::{
    module::Module,
    tensor::{Device, Tensor, TensorData, activation::log_softmax},
};
use gan_playground::{
    config::{self, Algorithm},
    data::{Batch, CLASSES, PIXELS, SIDE, gray, read_folder},
    device,
    metric::{Classifier, Judge, Reference},
    model::{read_parameters, read_values, with_parameters},
    random::{Purpose, Random},
    train::{Ema, Optimizer},
};
use pollster::block_on;

const SEED: u32 = 1;
const BATCH: usize = 100;
/// How far an image is moved at most, in pixels.
const SHIFT: i32 = 2;

fn main() -> Result<(), Box<dyn Error>> {
    let (mut dataset, mut epochs) = ("mnist".to_owned(), 12);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        use lexopt::{Arg::Long, ValueExt};
        match argument {
            Long("dataset") => dataset = arguments.value()?.string()?,
            Long("epochs") => epochs = arguments.value()?.parse()?,
            _ => return Err(argument.unexpected().into()),
        }
    }
    let [train, test] = read_folder(&dataset)?;
    let plain = block_on(device::open("flex"))?;
    let device = plain.clone().autodiff();

    let mut network = initial(&device);
    let mut optimizer = Optimizer::new(
        config::Optimizer {
            algorithm: Algorithm::Adam,
            learning_rate: 1e-3,
            momentum: 0.0,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            weight_decay: 0.0,
        },
        &read_parameters(&network),
    );
    let mut average = Ema::new(0.999, read_values(&network));
    let steps = (epochs * train.len() / BATCH) as u32;
    let start = Instant::now();
    for step in 0..steps {
        let batch = train.batch(SEED, step.into(), BATCH)?;
        let moved = moved(&batch, step.into());
        let images = Tensor::<2>::from_data(TensorData::new(moved, [BATCH, PIXELS]), &device);
        let (_, logits) = network.forward(images);
        let wanted = one_hot(&batch.labels, &device);
        let loss = (log_softmax(logits, 1) * wanted)
            .sum()
            .div_scalar(-(BATCH as f64));
        network = optimizer.step(network, &mut loss.backward(), None);
        average.update(read_values(&network), step + 1);
        if (step + 1) % 600 == 0 {
            let loss: f32 = loss.into_scalar();
            println!(
                "step {} of {steps}  loss {loss:.4}  {:.0} s",
                step + 1,
                start.elapsed().as_secs_f32()
            );
        }
    }
    let network = with_parameters(network.valid(), average.values);

    // What the file says of real images and of noise is by the rounded weights that it has.
    let draft = block_on(network.save(&[]))?;
    let judge = Judge::of_weights(&draft, &plain)?;
    let test = test.all()?;
    let reading = block_on(judge.read(&gray(&test.pixels)))?;
    let right = reading
        .labels
        .iter()
        .zip(&test.labels)
        .filter(|(a, b)| a == b);
    println!(
        "right on {:.2} % of the test images",
        right.count() as f32 / 100.0
    );

    let train = train.batch(SEED, 0, 10_000)?;
    let real = block_on(judge.read(&gray(&train.pixels)))?;
    let noise = Random::new(SEED, Purpose::Samples, 0).shares(10_000 * PIXELS);
    let noise = block_on(judge.read(&noise))?;
    let reference = Reference::measured(&reading, &real, &noise);
    println!("{}", serde_json::to_string(&reference)?);
    fs::create_dir_all("weights")?;
    let file = format!("weights/{dataset}.safetensors");
    let bytes = block_on(network.save(&reference.tensors()))?;
    fs::write(&file, &bytes)?;
    println!("wrote {file}, {} bytes", bytes.len());
    Ok(())
}

/// Weights drawn as He et al. (arXiv 1502.01852) do for ReLU.
fn initial(device: &Device) -> Classifier {
    let network = Classifier::zeros(device);
    let mut random = Random::new(SEED, Purpose::Weights, 2);
    let values = read_parameters(&network).into_iter().map(|parameter| {
        let count: usize = parameter.shape.iter().product();
        let [inputs, _] = parameter.shape[..] else {
            return parameter.values;
        };
        let limit = (6.0 / inputs as f32).sqrt();
        let values = random.uniform(count, limit);
        Tensor::from_data(TensorData::new(values, [count]), &parameter.values.device())
    });
    let values: Vec<_> = values.collect();
    with_parameters(network, values)
}

/// Images in -1..1, each moved by up to two pixels either way, so that the classifier does not learn
/// where a stroke lies.
fn moved(batch: &Batch, step: u64) -> Vec<f32> {
    let mut random = Random::new(SEED, Purpose::Regularizers, step);
    let side = SIDE as i32;
    let mut moved = vec![-1.0; batch.pixels.len()];
    let images = batch.pixels.chunks(PIXELS).zip(moved.chunks_mut(PIXELS));
    for (image, moved) in images {
        let shift = random.shares(2);
        let [down, right] =
            [shift[0], shift[1]].map(|share| (share * (2 * SHIFT + 1) as f32) as i32 - SHIFT);
        for row in 0..side {
            for column in 0..side {
                let (from_row, from_column) = (row - down, column - right);
                if (0..side).contains(&from_row) && (0..side).contains(&from_column) {
                    let gray = image[(from_row * side + from_column) as usize];
                    moved[(row * side + column) as usize] = f32::from(gray) / 127.5 - 1.0;
                }
            }
        }
    }
    moved
}

fn one_hot(labels: &[u8], device: &Device) -> Tensor<2> {
    let mut values = vec![0.0; labels.len() * CLASSES];
    for (row, label) in labels.iter().enumerate() {
        values[row * CLASSES + usize::from(*label)] = 1.0;
    }
    Tensor::from_data(TensorData::new(values, [labels.len(), CLASSES]), device)
}
