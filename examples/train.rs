//! Trains presets natively on the CPU, evaluates their samples, and prints a table:
//!
//! ```text
//! npm run measure                                   # every preset, the table of docs/quality.md
//! cargo run --profile native --example train --no-default-features --features cpu -- \
//!     --preset quick --steps 2000 --seeds 1,2,3 --out target/quick loss=hinge
//! ```
//!
//! With `--out` it also writes, for each run, `samples-images.idx` and `samples-labels.idx` (10,000
//! images, classes in turn) and `checkpoint.safetensors`; with `--json` the results as a file.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use gan_playground::{
    config::{Config, PRESETS, Preset, Settings},
    data::{Dataset, read_folder},
    device,
    doctor::{self, Diagnosis, Doctor},
    error::Error as PlaygroundError,
    inspect::Elbo,
    metric::{Evaluator, FULL_COUNT, Quality},
    train::Run,
};
use pollster::block_on;
use serde::Serialize;

/// Samples that are evaluated at the end.
const SAMPLES: usize = 10_000;
/// Steps between two looks of the doctor.
const LOOK: u64 = 100;

/// What to do, as the arguments say it.
struct Arguments {
    presets: Vec<&'static Preset>,
    seeds: Vec<u32>,
    /// Training images to take, the first ones.
    images: Option<usize>,
    steps: Option<u64>,
    /// Steps after which a run is also evaluated and written.
    at: Vec<u64>,
    settings: Settings,
    backend: String,
    out: Option<PathBuf>,
    json: Option<PathBuf>,
    watch: bool,
}

/// What came of a run.
#[derive(Serialize)]
struct Outcome {
    preset: String,
    /// Options that are not the preset's.
    changes: Settings,
    seed: u32,
    steps: u64,
    batch_size: usize,
    seconds: f64,
    /// The means of the last hundred steps.
    losses: [f32; 2],
    quality: Quality,
    /// The Frechet distance on as many samples as the page evaluates, which is larger.
    page_frechet: Option<f32>,
    elbo: Option<Elbo>,
    /// What the doctor said at the end, and how often each state was seen.
    diagnosis: Diagnosis,
    states: BTreeMap<String, u32>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = arguments()?;
    let device = block_on(device::open(&arguments.backend))?;
    let mut outcomes = Vec::new();
    let mut loaded: Option<(String, [Dataset; 2], Evaluator)> = None;
    println!("{HEADER}");
    for preset in &arguments.presets {
        for &seed in &arguments.seeds {
            let mut settings = arguments.settings.clone();
            settings.insert("preset".to_owned(), preset.id.to_owned());
            settings.insert("seed".to_owned(), seed.to_string());
            let config = Config::from_settings(&settings)?;
            if loaded
                .as_ref()
                .is_none_or(|(name, ..)| *name != config.dataset)
            {
                let name = config.dataset.clone();
                let mut data = read_folder(&name)?;
                if let Some(count) = arguments.images {
                    data[0] = first(&data[0], count)?;
                }
                let weights = fs::read(format!("weights/{name}.safetensors"))?;
                let mut evaluator = Evaluator::new(&weights, &device)?;
                block_on(evaluator.set_real(&data[1].all()?.pixels))?;
                loaded = Some((name, data, evaluator));
            }
            let Some((_, data, evaluator)) = &loaded else {
                continue;
            };
            let steps = arguments.steps.unwrap_or(preset.steps.into());
            let run = Training {
                session: Run::new(config, data[0].shape().clone(), device.clone())?,
                doctor: Doctor::default(),
                data,
                evaluator,
                changes: arguments.settings.clone(),
                training: Duration::ZERO,
                losses: [0.0; 2],
                states: BTreeMap::new(),
                ended: None,
            };
            outcomes.extend(run.train(steps, &arguments)?);
        }
    }
    if let Some(file) = &arguments.json {
        fs::write(file, serde_json::to_string_pretty(&outcomes)? + "\n")?;
    }
    Ok(())
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let mut found = Arguments {
        presets: vec![&PRESETS[0]],
        seeds: vec![1],
        images: None,
        steps: None,
        at: vec![],
        settings: Settings::new(),
        backend: "flex".to_owned(),
        out: None,
        json: None,
        watch: false,
    };
    fn list<T: std::str::FromStr>(text: &str) -> Result<Vec<T>, T::Err> {
        text.split(',').map(str::parse).collect()
    }
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        use lexopt::{
            Arg::{Long, Value},
            ValueExt,
        };
        match argument {
            Long("preset") => {
                let text = arguments.value()?.string()?;
                let wanted: Vec<&str> = text.split(',').collect();
                let all = PRESETS.iter();
                found.presets = all
                    .filter(|preset| text == "all" || wanted.contains(&preset.id))
                    .collect();
                if found.presets.is_empty() {
                    Config::preset(&text, 1)?;
                }
            }
            Long("seeds") => found.seeds = list(&arguments.value()?.string()?)?,
            Long("images") => found.images = Some(arguments.value()?.parse()?),
            Long("steps") => found.steps = Some(arguments.value()?.parse()?),
            Long("at") => found.at = list(&arguments.value()?.string()?)?,
            Long("backend") => found.backend = arguments.value()?.string()?,
            Long("out") => found.out = Some(arguments.value()?.into()),
            Long("json") => found.json = Some(arguments.value()?.into()),
            Long("watch") => found.watch = true,
            Value(setting) => {
                let setting = setting.string()?;
                let (name, text) = setting.split_once('=').ok_or("an option is name=value")?;
                found.settings.insert(name.to_owned(), text.to_owned());
            }
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(found)
}

/// The first `count` images of a data set, or all where there are fewer.
fn first(data: &Dataset, count: usize) -> Result<Dataset, Box<dyn Error>> {
    let mut batch = data.all()?;
    batch.labels.truncate(count);
    batch.pixels.truncate(count * data.shape().len());
    Ok(Dataset::from_batch(&batch, count, data.shape().clone())?)
}

/// A run under way.
struct Training<'a> {
    session: Run,
    doctor: Doctor,
    data: &'a [Dataset; 2],
    evaluator: &'a Evaluator,
    changes: Settings,
    /// The time that steps took, without judging.
    training: Duration,
    losses: [f32; 2],
    states: BTreeMap<String, u32>,
    /// Why it ended early.
    ended: Option<Diagnosis>,
}

impl Training<'_> {
    fn train(mut self, steps: u64, arguments: &Arguments) -> Result<Vec<Outcome>, Box<dyn Error>> {
        let mut outcomes = Vec::new();
        while self.session.step() < steps && self.ended.is_none() {
            self.take(LOOK.min(steps - self.session.step()))?;
            let diagnosis = self.look()?;
            if arguments.watch {
                let step = self.session.step();
                println!("  {step} {:?} {:?}", self.losses, diagnosis.finding);
            }
            if arguments.at.contains(&self.session.step()) && self.session.step() < steps {
                outcomes.push(self.outcome(diagnosis)?);
                self.write(arguments, &outcomes)?;
            }
        }
        let diagnosis = match self.ended.take() {
            Some(diagnosis) => diagnosis,
            None => self.look()?,
        };
        outcomes.push(self.outcome(diagnosis)?);
        self.write(arguments, &outcomes)?;
        Ok(outcomes)
    }

    fn take(&mut self, steps: u64) -> Result<(), Box<dyn Error>> {
        let start = Instant::now();
        for _ in 0..steps {
            self.session.advance(&self.data[0])?;
        }
        let read = block_on(self.session.read_losses());
        self.training += start.elapsed();
        match read {
            Ok(records) => {
                let mean = |which: usize| {
                    let losses = records.iter().map(|record| record.losses[which]);
                    losses.sum::<f32>() / records.len() as f32
                };
                self.losses = [mean(0), mean(1)];
                self.doctor.see(&records);
            }
            Err(PlaygroundError::Diverged { step, .. }) => {
                self.ended = Some(doctor::divergence(self.session.config(), step));
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// As the page does: few samples often, many rarely.
    fn look(&mut self) -> Result<Diagnosis, Box<dyn Error>> {
        if let Some(diagnosis) = &self.ended {
            return Ok(diagnosis.clone());
        }
        let full = self.session.step().is_multiple_of(5 * LOOK);
        let count = if full { FULL_COUNT } else { FULL_COUNT / 5 };
        let quality = block_on(self.evaluator.evaluate(&self.session, count, full))?;
        self.doctor.see_quality(quality);
        let noise = self
            .evaluator
            .reference()
            .map_or(f32::INFINITY, |reference| reference.ceiling);
        let diagnosis = self.doctor.diagnose(self.session.config(), noise);
        let state = serde_json::to_value(diagnosis.state)?;
        let state = state.as_str().unwrap_or_default().to_owned();
        *self.states.entry(state).or_default() += 1;
        Ok(diagnosis)
    }

    fn outcome(&self, diagnosis: Diagnosis) -> Result<Outcome, Box<dyn Error>> {
        let config = self.session.config();
        Ok(Outcome {
            preset: config.preset.clone(),
            changes: self.changes.clone(),
            seed: config.seed,
            steps: self.session.step(),
            batch_size: config.batch_size,
            seconds: self.training.as_secs_f64(),
            losses: self.losses,
            quality: block_on(self.evaluator.evaluate(&self.session, SAMPLES, true))?,
            page_frechet: block_on(self.evaluator.evaluate(&self.session, FULL_COUNT, true))?
                .full
                .and_then(|full| full.frechet),
            elbo: block_on(self.session.elbo(&self.data[1].all()?))?,
            diagnosis,
            states: self.states.clone(),
        })
    }

    /// Prints the last outcome, and writes what belongs to it.
    fn write(&self, arguments: &Arguments, outcomes: &[Outcome]) -> Result<(), Box<dyn Error>> {
        let Some(outcome) = outcomes.last() else {
            return Ok(());
        };
        println!("{}", row(outcome));
        // A run that diverged has neither samples nor a file.
        let Some(out) = arguments
            .out
            .as_ref()
            .filter(|_| outcome.quality.confidence.is_finite())
        else {
            return Ok(());
        };
        let name = format!("{}-s{}-{}", outcome.preset, outcome.seed, outcome.steps);
        write_run(&self.session, &out.join(name))
    }
}

const HEADER: &str = "\
| preset | seed | steps | batch | seconds | L_D | L_G | Frechet | confidence | modes | as asked | precision | recall | density | coverage | diversity | doctor |
| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --- |";

fn row(outcome: &Outcome) -> String {
    let quality = &outcome.quality;
    let number = |value: Option<f32>, digits: usize| {
        value.map_or("–".to_owned(), |value| format!("{value:.digits$}"))
    };
    let full = quality.full;
    let fidelity = full.map(|full| full.fidelity);
    let state = serde_json::to_value(outcome.diagnosis.state).unwrap_or_default();
    let elbo = outcome.elbo.map_or(String::new(), |elbo| {
        format!(
            ", test -ELBO {:.2} = {:.2} + {:.2}",
            elbo.reconstruction + elbo.divergence,
            elbo.reconstruction,
            elbo.divergence
        )
    });
    let cells = [
        outcome.preset.clone(),
        outcome.seed.to_string(),
        outcome.steps.to_string(),
        outcome.batch_size.to_string(),
        format!("{:.0}", outcome.seconds),
        number(Some(outcome.losses[0]), 3),
        number(Some(outcome.losses[1]), 3),
        number(full.and_then(|full| full.frechet), 2),
        number(Some(quality.confidence), 3),
        quality.modes.to_string(),
        number(quality.agreement, 3),
        number(fidelity.map(|fidelity| fidelity.precision), 2),
        number(fidelity.map(|fidelity| fidelity.recall), 2),
        number(fidelity.map(|fidelity| fidelity.density), 2),
        number(fidelity.map(|fidelity| fidelity.coverage), 2),
        number(full.map(|full| full.diversity), 2),
        format!("{}{elbo}", state.as_str().unwrap_or_default()),
    ];
    format!("| {} |", cells.join(" | "))
}

fn write_run(session: &Run, out: &Path) -> Result<(), Box<dyn Error>> {
    let labels = session.shape().labels_in_turn(SAMPLES);
    let pixels = block_on(session.sample(session.config().seed, &labels))?;
    let pixels: Vec<u8> = pixels
        .iter()
        .map(|pixel| (pixel * 255.0).round() as u8)
        .collect();
    fs::create_dir_all(out)?;
    let count = SAMPLES as u32;
    // Images of one channel have no dimension for it.
    let dimensions = session.shape().dims().map(|size| size as u32);
    let dimensions: Vec<u32> = [count].into_iter().chain(dimensions).collect();
    let rank = if session.shape().channels == 1 { 3 } else { 4 };
    fs::write(
        out.join("samples-images.idx"),
        idx(&dimensions[..rank], &pixels),
    )?;
    fs::write(out.join("samples-labels.idx"), idx(&[count], &labels))?;
    let checkpoint = block_on(session.save())?;
    fs::write(out.join("checkpoint.safetensors"), checkpoint)?;
    Ok(())
}

fn idx(dimensions: &[u32], bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, 8, dimensions.len() as u8];
    file.extend(dimensions.iter().flat_map(|size| size.to_be_bytes()));
    file.extend(bytes);
    file
}
