//! The doctor: watches what steps leave and how good samples are, and says whether training is healthy, with the
//! evidence, and what would most likely help. It says so by keys and numbers, which the page puts into words.

use std::collections::VecDeque;

use serde::Serialize;

use crate::{
    config::{Config, Loss},
    metric::Quality,
    train::{Balance, StepRecord},
};

/// Samples from which on an evaluation counts.
const ENOUGH: usize = 200;
/// Steps that are looked back on.
const WINDOW: usize = 500;
/// Steps before which nothing is said: every run begins unbalanced.
const FIRST: usize = 200;
/// Steps that one point of a smoothed curve is the mean of.
const SMOOTH: usize = 10;
/// D wins where it tells more than this share of pairs apart.
const WON: f32 = 0.97;
/// G wins where D tells less than this share apart.
const LOST: f32 = 0.2;
/// D is at chance where it tells no more than this share apart.
const CHANCE: f32 = 0.6;
/// G learns nothing where the gradient of L_G at D's logits is less than this on average.
const NO_GRADIENT: f32 = 0.05;
/// The mean distance of D's share of pairs from its own mean, in a run that swings.
const SWING: f32 = 0.18;
/// The generator has collapsed where it covers no more than this share of the classes ...
const FEW_MODES: f32 = 0.5;
/// ... or where the samples of a class are no further apart than this share of what real ones are.
const LITTLE_DIVERSITY: f32 = 0.3;
/// ... which has to be less where they are no images: those of a generator that has learned nothing are much alike,
/// too. Measured: 0.20 to 0.52 of untrained ones of all presets, 0.07 of `collapse`.
const NO_DIVERSITY: f32 = 0.15;

/// Samples whose Frechet distance is more than this share of that of noise are no images.
const NO_IMAGES: f32 = 0.75;

/// What state training is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Too early to say.
    Unknown,
    Healthy,
    /// G draws only a few different things.
    ModeCollapse,
    /// D tells real from generated so well that G only loses.
    DiscriminatorWins,
    /// The gradient that reaches G is next to nothing.
    GeneratorVanishes,
    /// Now D is ahead, now G, and neither gets better.
    Oscillation,
    /// D takes nearly all that G draws for real, so its verdict guides G no more.
    GeneratorWins,
    /// D stays at chance though the samples are no images.
    DiscriminatorAtChance,
    /// Numbers left the range of finite ones.
    Divergence,
}

/// What the doctor says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diagnosis {
    pub state: State,
    /// What it is read from.
    pub finding: Finding,
    /// What would most likely help; nothing where nothing needs to.
    pub fix: Option<Fix>,
}

impl Diagnosis {
    fn new(finding: Finding, fix: Option<Fix>) -> Self {
        let state = match finding {
            Finding::Vae
            | Finding::TooEarly { .. }
            | Finding::NotMeasured(_)
            | Finding::NoImages(_) => State::Unknown,
            Finding::Balance(_) => State::Healthy,
            Finding::ModeCollapse { .. } => State::ModeCollapse,
            Finding::DiscriminatorWins { .. } => State::DiscriminatorWins,
            Finding::GeneratorVanishes { .. } => State::GeneratorVanishes,
            Finding::Oscillation { .. } => State::Oscillation,
            Finding::GeneratorWins { .. } => State::GeneratorWins,
            Finding::DiscriminatorAtChance { .. } => State::DiscriminatorAtChance,
            Finding::Divergence { .. } => State::Divergence,
        };
        Self {
            state,
            finding,
            fix,
        }
    }
}

/// What was found, with its numbers. `steps` are those that were looked back on; shares are of 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(
    tag = "key",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Finding {
    /// A VAE has no adversary.
    Vae,
    TooEarly {
        steps: usize,
        first: usize,
    },
    /// D and G are in balance, and nobody has measured the samples.
    NotMeasured(Balanced),
    /// D and G are in balance, and the samples are no images.
    NoImages(Balanced),
    /// D and G are in balance, and the samples are images.
    Balance(Balanced),
    /// `gradient` is the mean size of that of L_G at D's logits.
    GeneratorVanishes {
        steps: usize,
        gradient: f32,
        accuracy: f32,
    },
    /// `gap` lies between the mean logits of real and generated images; `noise` is the Frechet distance of noise.
    DiscriminatorAtChance {
        steps: usize,
        gap: f32,
        frechet: f32,
        noise: f32,
    },
    /// `share` is that of the class that most samples are of.
    ModeCollapse {
        modes: usize,
        classes: usize,
        count: usize,
        share: f32,
        class: usize,
        diversity: f32,
    },
    /// `real` and `fake` are mean logits.
    DiscriminatorWins {
        steps: usize,
        accuracy: f32,
        real: f32,
        fake: f32,
    },
    GeneratorWins {
        steps: usize,
        accuracy: f32,
    },
    /// How often the accuracy crossed its mean, and how far from it it was on average.
    Oscillation {
        steps: usize,
        turns: usize,
        accuracy: f32,
        swing: f32,
    },
    Divergence {
        step: u64,
    },
}

/// What is seen of networks in balance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Balanced {
    pub steps: usize,
    /// The share of pairs that D tells apart.
    pub accuracy: f32,
    /// Classes that are covered, once samples were evaluated.
    pub modes: Option<usize>,
    /// Of so many.
    pub classes: Option<usize>,
}

/// A change of options.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fix {
    /// What it does.
    pub key: Remedy,
    /// Options with their new values.
    pub changes: Vec<(&'static str, String)>,
}

/// What a fix does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    NonSaturatingLoss,
    NoBatchNormInDiscriminator,
    SlowerDiscriminator,
    FasterDiscriminator,
    EvenRates,
    EvenRatesAndBatchNorm,
    SmallerSteps,
}

/// What was seen of a run.
#[derive(Debug, Default)]
pub struct Doctor {
    steps: VecDeque<Balance>,
    /// The last two evaluations of samples, the later one last.
    qualities: VecDeque<Quality>,
    /// The last of them that is full.
    full: Option<Quality>,
}

impl Doctor {
    /// Takes in what steps left.
    pub fn see(&mut self, records: &[StepRecord]) {
        self.steps
            .extend(records.iter().filter_map(|record| record.balance));
        let surplus = self.steps.len().saturating_sub(WINDOW);
        self.steps.drain(..surplus);
    }

    /// Takes in an evaluation of samples. One of a few says nothing about how many classes there are, and
    /// at the beginning all samples look the same.
    pub fn see_quality(&mut self, quality: Quality) {
        if quality.count < ENOUGH || self.steps.len() < FIRST {
            return;
        }
        if quality.full.is_some() {
            self.full = Some(quality.clone());
        }
        if self.qualities.len() == 2 {
            self.qualities.pop_front();
        }
        self.qualities.push_back(quality);
    }

    /// What state training is in. `noise` is the Frechet distance of noise.
    pub fn diagnose(&self, config: &Config, noise: f32) -> Diagnosis {
        if !config.model.is_gan() {
            return Diagnosis::new(Finding::Vae, None);
        }
        if self.steps.len() < FIRST {
            let finding = Finding::TooEarly {
                steps: self.steps.len(),
                first: FIRST,
            };
            return Diagnosis::new(finding, None);
        }
        // Several can be true at once; the first is nearest to the cause.
        self.vanishing(config)
            .or_else(|| self.winning(config))
            .or_else(|| self.oscillation(config))
            .or_else(|| self.collapse(config, noise))
            .or_else(|| self.losing(config))
            .or_else(|| self.at_chance(config, noise))
            .unwrap_or_else(|| self.balanced(noise))
    }

    fn mean(&self, value: impl Fn(&Balance) -> f32) -> f32 {
        let sum: f32 = self.steps.iter().map(value).sum();
        sum / self.steps.len() as f32
    }

    /// The share of pairs that D tells apart, smoothed.
    fn curve(&self) -> Vec<f32> {
        let shares: Vec<f32> = self.steps.iter().map(|balance| balance.accuracy).collect();
        let points = shares.chunks_exact(SMOOTH);
        points
            .map(|chunk| chunk.iter().sum::<f32>() / SMOOTH as f32)
            .collect()
    }

    fn vanishing(&self, config: &Config) -> Option<Diagnosis> {
        let gradient = self.mean(|balance| balance.generator_gradient);
        // Where D is wrong, the other losses are flat: G has nothing to learn then, which is another state.
        let sure = self.mean(|balance| balance.accuracy) > 0.5;
        (gradient < NO_GRADIENT && sure).then(|| {
            let finding = Finding::GeneratorVanishes {
                steps: self.steps.len(),
                gradient,
                accuracy: self.mean(|balance| balance.accuracy),
            };
            let fix = if config.loss == Loss::Minimax {
                fix(
                    Remedy::NonSaturatingLoss,
                    &[("loss", "non-saturating"), ("d-steps", "1")],
                )
            } else {
                slower_d(config)
            };
            Diagnosis::new(finding, Some(fix))
        })
    }

    fn at_chance(&self, config: &Config, noise: f32) -> Option<Diagnosis> {
        let frechet = self.full.as_ref()?.full?.frechet?;
        let gap = self.mean(|balance| balance.real - balance.fake).abs();
        // The losses that measure a distance can have any scale.
        let chance = gap < 0.05 && self.mean(|balance| balance.accuracy) < CHANCE;
        (chance && frechet > noise / 4.0).then(|| {
            let finding = Finding::DiscriminatorAtChance {
                steps: self.steps.len(),
                gap,
                frechet,
                noise,
            };
            let fix = if config.d_batch_norm && !config.model.is_convolutional() {
                fix(
                    Remedy::NoBatchNormInDiscriminator,
                    &[
                        ("d-batch-norm", "off"),
                        ("d-activation", "leaky-relu"),
                        ("d-beta1", "0"),
                        ("g-beta1", "0"),
                        ("g-learning-rate", "1e-3"),
                        ("d-learning-rate", "2e-4"),
                    ],
                )
            } else {
                faster_d(config)
            };
            Diagnosis::new(finding, Some(fix))
        })
    }

    fn collapse(&self, config: &Config, noise: f32) -> Option<Diagnosis> {
        let modes = self.qualities.iter().map(|quality| quality.modes).max()?;
        let full = self.full.as_ref()?.full?;
        // What is no image yet is of few classes, too.
        let images = full
            .frechet
            .is_some_and(|frechet| frechet < noise * NO_IMAGES);
        let quality = self.qualities.back()?;
        let few =
            self.qualities.len() == 2 && modes as f32 <= FEW_MODES * quality.histogram.len() as f32;
        let same = if images {
            LITTLE_DIVERSITY
        } else {
            NO_DIVERSITY
        };
        if !(few && images) && full.diversity > same {
            return None;
        }
        let mut shares: Vec<(usize, f32)> = quality.histogram.iter().copied().enumerate().collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        let (class, share) = *shares.first()?;
        let finding = Finding::ModeCollapse {
            modes: quality.modes,
            classes: quality.histogram.len(),
            count: quality.count,
            share,
            class,
            diversity: full.diversity.abs(),
        };
        Some(Diagnosis::new(finding, Some(cure(config))))
    }

    fn winning(&self, config: &Config) -> Option<Diagnosis> {
        let accuracy = self.mean(|balance| balance.accuracy);
        let (real, fake) = (self.mean(|b| b.real), self.mean(|b| b.fake));
        // These two losses measure a distance, for which D is to tell all apart.
        let measures = matches!(config.loss, Loss::Wasserstein | Loss::WganGp);
        (accuracy > WON && !measures).then(|| {
            let finding = Finding::DiscriminatorWins {
                steps: self.steps.len(),
                accuracy,
                real,
                fake,
            };
            Diagnosis::new(finding, Some(slower_d(config)))
        })
    }

    fn losing(&self, config: &Config) -> Option<Diagnosis> {
        let accuracy = self.mean(|balance| balance.accuracy);
        (accuracy < LOST).then(|| {
            let finding = Finding::GeneratorWins {
                steps: self.steps.len(),
                accuracy,
            };
            Diagnosis::new(finding, Some(faster_d(config)))
        })
    }

    fn oscillation(&self, config: &Config) -> Option<Diagnosis> {
        let curve = self.curve();
        let mean = curve.iter().sum::<f32>() / curve.len() as f32;
        let swing =
            curve.iter().map(|point| (point - mean).abs()).sum::<f32>() / curve.len() as f32;
        let above = curve.iter().map(|point| *point > mean);
        let turns = above
            .clone()
            .zip(above.skip(1))
            .filter(|(a, b)| a != b)
            .count();
        (swing > SWING && turns >= 3).then(|| {
            let finding = Finding::Oscillation {
                steps: self.steps.len(),
                turns,
                accuracy: mean,
                swing,
            };
            Diagnosis::new(finding, Some(calmer(config)))
        })
    }

    fn balanced(&self, noise: f32) -> Diagnosis {
        let seen = Balanced {
            steps: self.steps.len(),
            accuracy: self.mean(|balance| balance.accuracy),
            modes: self.qualities.back().map(|quality| quality.modes),
            classes: self.qualities.back().map(|quality| quality.histogram.len()),
        };
        let full = self.full.as_ref().and_then(|quality| quality.full);
        let finding = match full.and_then(|full| full.frechet) {
            None => Finding::NotMeasured(seen),
            Some(frechet) if frechet > noise * NO_IMAGES => Finding::NoImages(seen),
            Some(_) => Finding::Balance(seen),
        };
        Diagnosis::new(finding, None)
    }
}

/// What the doctor says after a number became infinite or NaN at `step`.
pub fn divergence(config: &Config, step: u64) -> Diagnosis {
    Diagnosis::new(Finding::Divergence { step }, Some(calmer(config)))
}

/// The text of a learning rate, within its bounds.
fn rate(value: f64) -> String {
    value.clamp(1e-7, 10.0).to_string()
}

fn fix(key: Remedy, changes: &[(&'static str, &str)]) -> Fix {
    let changes = changes
        .iter()
        .map(|(name, text)| (*name, (*text).to_owned()));
    Fix {
        key,
        changes: changes.collect(),
    }
}

/// Lets G catch up.
fn slower_d(config: &Config) -> Fix {
    let d = rate((config.d_learning_rate / 4.0).min(config.g_learning_rate / 4.0));
    let mut changes = vec![("d-steps", "1"), ("d-learning-rate", &d)];
    if config.r1 < 0.1 {
        changes.push(("r1", "0.1"));
        // R1 is not to be had together with batch normalization in D.
        if !config.model.is_convolutional() && config.d_batch_norm {
            changes.push(("d-batch-norm", "off"));
        }
    }
    fix(Remedy::SlowerDiscriminator, &changes)
}

/// Lets D catch up.
fn faster_d(config: &Config) -> Fix {
    let d = rate(config.d_learning_rate * 4.0);
    fix(Remedy::FasterDiscriminator, &[("d-learning-rate", &d)])
}

/// Lets D keep up with a collapsed G, and noise make a difference in it.
fn cure(config: &Config) -> Fix {
    let mut changes = vec![
        ("d-steps", "1"),
        ("g-optimizer", "adam"),
        ("d-optimizer", "adam"),
        ("g-beta1", "0"),
        ("d-beta1", "0"),
        ("g-learning-rate", "1e-3"),
        ("d-learning-rate", "5e-4"),
        ("ema-decay", "0.99"),
    ];
    if config.model.is_convolutional() || config.batch_size < 2 {
        return fix(Remedy::EvenRates, &changes);
    }
    changes.push(("g-batch-norm", "on"));
    fix(Remedy::EvenRatesAndBatchNorm, &changes)
}

/// Smaller steps without momentum.
fn calmer(config: &Config) -> Fix {
    let g = rate(config.g_learning_rate.min(1e-3));
    let d = rate((config.d_learning_rate / 2.0).min(1e-3));
    fix(
        Remedy::SmallerSteps,
        &[
            ("g-optimizer", "adam"),
            ("d-optimizer", "adam"),
            ("g-beta1", "0"),
            ("d-beta1", "0"),
            ("g-learning-rate", &g),
            ("d-learning-rate", &d),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::{PRESETS, Settings},
        metric::FullQuality,
    };

    /// Every change that is offered must be possible, whatever the run is.
    #[test]
    fn no_fix_is_refused() {
        let extremes: [&[(&str, &str)]; 8] = [
            &[],
            &[("g-learning-rate", "1e-7"), ("d-learning-rate", "1e-7")],
            &[("g-learning-rate", "10"), ("d-learning-rate", "10")],
            &[
                ("loss", "wgan-gp"),
                ("gradient-penalty", "10"),
                ("d-batch-norm", "off"),
            ],
            &[("r1", "10"), ("d-batch-norm", "off")],
            &[
                ("model", "mlp"),
                ("batch-size", "1"),
                ("g-batch-norm", "off"),
                ("d-batch-norm", "off"),
            ],
            &[
                ("model", "mlp"),
                ("packing", "2"),
                ("d-batch-norm", "on"),
                ("r1", "0"),
            ],
            &[
                ("loss", "least-squares"),
                ("label-smoothing", "0.2"),
                ("gradient-penalty", "0"),
            ],
        ];
        let mut tried = 0;
        for preset in PRESETS {
            for changes in extremes {
                let mut settings: Settings = changes
                    .iter()
                    .map(|(name, text)| (name.to_string(), text.to_string()))
                    .collect();
                settings.insert("preset".to_owned(), preset.id.to_owned());
                let Ok(config) = Config::from_settings(&settings) else {
                    continue;
                };
                let fixes = [slower_d, faster_d, cure, calmer].map(|fix| fix(&config));
                let chance = at_chance_doctor().diagnose(&config, 500.0).fix;
                for fix in fixes.into_iter().chain(chance) {
                    let mut changed = config.settings();
                    for (name, text) in &fix.changes {
                        changed.insert((*name).to_owned(), text.clone());
                    }
                    let refused = Config::from_settings(&changed).err();
                    assert_eq!(refused, None, "{} with {changes:?}: {fix:?}", preset.id);
                    tried += 1;
                }
            }
        }
        assert!(tried > 300, "{tried}");
    }

    fn at_chance_doctor() -> Doctor {
        let balance = Balance {
            real: 0.0,
            fake: 0.0,
            accuracy: 0.5,
            generator_gradient: 0.5,
        };
        let mut doctor = Doctor::default();
        doctor.steps.extend([balance; FIRST]);
        doctor.see_quality(quality(ENOUGH, 10, 400.0));
        doctor
    }

    fn quality(count: usize, modes: usize, frechet: f32) -> Quality {
        let full = FullQuality {
            frechet: Some(frechet),
            floor: 1.0,
            fidelity: Default::default(),
            diversity: 1.0,
        };
        Quality {
            count,
            histogram: vec![0.1; 10],
            modes,
            full: Some(full),
            ..Quality::default()
        }
    }

    /// As `quick` with both rates 1e-5: all samples are alike, of one class, and still noise.
    #[test]
    fn what_has_learned_nothing_has_not_collapsed() {
        let config = Config::preset("quick", 1).expect("a preset");
        let balanced = Balance {
            real: 0.3,
            fake: -0.3,
            accuracy: 0.8,
            generator_gradient: 0.5,
        };
        let state = |frechet, modes, diversity| {
            let mut doctor = Doctor::default();
            doctor.steps.extend([balanced; FIRST]);
            for _ in 0..2 {
                let mut seen = quality(ENOUGH, modes, frechet);
                seen.full = seen.full.map(|full| FullQuality { diversity, ..full });
                doctor.see_quality(seen);
            }
            doctor.diagnose(&config, 500.0).state
        };
        assert_eq!(state(590.0, 1, 0.27), State::Unknown);
        assert_eq!(state(590.0, 1, 0.07), State::ModeCollapse);
        assert_eq!(state(300.0, 10, 0.27), State::ModeCollapse);
        assert_eq!(state(300.0, 5, 1.0), State::ModeCollapse);
        assert_eq!(state(300.0, 6, 1.0), State::Healthy);
    }

    #[test]
    fn a_handful_of_samples_is_no_evidence() {
        let config = Config::preset("quick", 1).expect("a preset");
        let mut doctor = at_chance_doctor();
        for _ in 0..2 {
            doctor.see_quality(quality(3, 1, 100.0));
        }
        assert_eq!(
            doctor.diagnose(&config, 500.0).state,
            State::DiscriminatorAtChance
        );
        for _ in 0..2 {
            doctor.see_quality(quality(ENOUGH, 1, 100.0));
        }
        assert_eq!(doctor.diagnose(&config, 500.0).state, State::ModeCollapse);
    }
}
