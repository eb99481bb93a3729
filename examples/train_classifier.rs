//! Trains the classifier that evaluates samples, and writes it with what real images score:
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
    data::{Batch, ImageShape, intensities, read_folder},
    device,
    metric::{Classifier, Evaluator, Reference},
    model::Network,
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

    let shape = train.shape().clone();
    let classifier = Classifier::new(shape.clone(), SEED, &device)?;
    let mut network = initial(classifier.network());
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
        &network.parameters(),
    );
    let mut average = Ema::new(0.999, network.values());
    let steps = (epochs * train.len() / BATCH) as u32;
    let start = Instant::now();
    for step in 0..steps {
        let batch = train.batch(SEED, step.into(), BATCH)?;
        let moved = moved(&batch, &shape, step.into());
        let images = TensorData::new(moved, [BATCH, shape.len()]);
        let images = Tensor::<2>::from_data(images, &device);
        let (_, logits) = classifier
            .clone()
            .with_network(network.clone())
            .forward(images);
        let wanted = one_hot(&batch.labels, shape.class_count(), &device);
        let loss = (log_softmax(logits, 1) * wanted)
            .sum()
            .div_scalar(-(BATCH as f64));
        network = optimizer.step(network, &mut loss.backward(), None);
        average.update(network.values(), step + 1);
        if (step + 1) % 600 == 0 {
            let loss: f32 = loss.into_scalar();
            println!(
                "step {} of {steps}  loss {loss:.4}  {:.0} s",
                step + 1,
                start.elapsed().as_secs_f32()
            );
        }
    }
    let network = network.valid().with_values(average.values);
    let classifier = classifier.with_network(network);

    // What the file says of real images and of noise is by the rounded weights that it has.
    let draft = block_on(classifier.save(&[]))?;
    let evaluator = Evaluator::of_weights(&draft, &plain)?;
    let test = test.all()?;
    let reading = block_on(evaluator.read(&intensities(&test.pixels)))?;
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
    let real = block_on(evaluator.read(&intensities(&train.pixels)))?;
    let noise = Random::new(SEED, Purpose::Samples, 0).shares(10_000 * shape.len());
    let noise = block_on(evaluator.read(&noise))?;
    let reference = Reference::measured(&reading, &real, &noise);
    println!("{}", serde_json::to_string(&reference)?);
    fs::create_dir_all("weights")?;
    let file = format!("weights/{dataset}.safetensors");
    let bytes = block_on(classifier.save(&reference.tensors()))?;
    fs::write(&file, &bytes)?;
    println!("wrote {file}, {} bytes", bytes.len());
    Ok(())
}

/// The network with weights drawn as He et al. (arXiv 1502.01852) do for ReLU.
fn initial(network: &Network) -> Network {
    let mut random = Random::new(SEED, Purpose::Weights, 2);
    let values = network.parameters().into_iter().map(|parameter| {
        let count: usize = parameter.shape.iter().product();
        let [inputs, _] = parameter.shape[..] else {
            return parameter.values;
        };
        let limit = (6.0 / inputs as f32).sqrt();
        let values = random.uniform(count, limit);
        Tensor::from_data(TensorData::new(values, [count]), &parameter.values.device())
    });
    let values: Vec<_> = values.collect();
    network.clone().with_values(values)
}

/// Images in -1..1, each moved by up to two pixels either way, so that the classifier does not learn
/// where a stroke lies.
fn moved(batch: &Batch, shape: &ImageShape, step: u64) -> Vec<f32> {
    let mut random = Random::new(SEED, Purpose::Regularizers, step);
    let [height, width, channels] = shape.dims().map(|size| size as i32);
    let mut moved = vec![-1.0; batch.pixels.len()];
    let images = batch.pixels.chunks(shape.len());
    for (image, moved) in images.zip(moved.chunks_mut(shape.len())) {
        let shift = random.shares(2);
        let [down, right] =
            [shift[0], shift[1]].map(|share| (share * (2 * SHIFT + 1) as f32) as i32 - SHIFT);
        for row in 0..height {
            for column in 0..width {
                let (from_row, from_column) = (row - down, column - right);
                if !(0..height).contains(&from_row) || !(0..width).contains(&from_column) {
                    continue;
                }
                for channel in 0..channels {
                    let at = |row, column| ((row * width + column) * channels + channel) as usize;
                    let pixel = image[at(from_row, from_column)];
                    moved[at(row, column)] = f32::from(pixel) / 127.5 - 1.0;
                }
            }
        }
    }
    moved
}

fn one_hot(labels: &[u8], classes: usize, device: &Device) -> Tensor<2> {
    let mut values = vec![0.0; labels.len() * classes];
    for (row, label) in labels.iter().enumerate() {
        values[row * classes + usize::from(*label)] = 1.0;
    }
    Tensor::from_data(TensorData::new(values, [labels.len(), classes]), device)
}
