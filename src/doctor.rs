//! The doctor: watches what steps leave and how good samples are, and says in words whether training is
//! healthy, with the evidence, and what would most likely help.

use std::collections::VecDeque;

use serde::Serialize;

use crate::{
    config::{Config, Loss},
    metric::Quality,
    train::{Balance, StepRecord},
};

/// Steps that are looked back on.
const WINDOW: usize = 500;
/// Steps before which nothing is said: every run begins unbalanced.
const FIRST: u64 = 200;
/// Steps that one point of a smoothed curve is the mean of.
const SMOOTH: usize = 10;
/// D wins where it tells more than this share of pairs apart.
const WON: f32 = 0.97;
/// G learns nothing where it is pulled less than this.
const NO_PULL: f32 = 0.05;
/// The mean distance of D's share of pairs from its own mean, in a run that swings.
const SWING: f32 = 0.18;
/// The generator has collapsed where it covers no more of the ten classes than this ...
const FEW_MODES: usize = 5;
/// ... or where the samples of a class are no further apart than this share of what real ones are.
const LITTLE_DIVERSITY: f32 = 0.3;

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
    /// D stays at chance though the samples are no images.
    DiscriminatorAtChance,
    /// Numbers left the range of finite ones.
    Divergence,
}

/// What the doctor says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diagnosis {
    pub state: State,
    /// The state in plain words.
    pub says: &'static str,
    /// What it is read from, with numbers.
    pub evidence: String,
    /// What would most likely help; nothing where nothing needs to.
    pub fix: Option<Fix>,
}

/// A change of options.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fix {
    /// What it does, in words.
    pub says: String,
    /// Options with their new values.
    pub changes: Vec<(&'static str, String)>,
}

/// What was seen of a run.
#[derive(Debug, Default)]
pub struct Doctor {
    steps: VecDeque<(u64, Balance)>,
    /// The last two judgements of samples, the later one last.
    qualities: VecDeque<Quality>,
    /// The last of them that is full.
    full: Option<Quality>,
}

impl Doctor {
    /// Takes in what steps left.
    pub fn see(&mut self, records: &[StepRecord]) {
        let balances = records.iter();
        self.steps
            .extend(balances.filter_map(|record| Some((record.step, record.balance?))));
        let surplus = self.steps.len().saturating_sub(WINDOW);
        self.steps.drain(..surplus);
    }

    /// Takes in a judgement of samples.
    pub fn see_quality(&mut self, quality: Quality) {
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
        if config.model.is_vae() {
            return Diagnosis {
                state: State::Unknown,
                says: "A VAE has no adversary: it lowers one bound, and the doctor has nothing to balance.",
                evidence: "Watch reconstruction and KL divergence: their sum is to fall."
                    .to_owned(),
                fix: None,
            };
        }
        let step = self.steps.back().map_or(0, |(step, _)| *step);
        if step < FIRST || self.steps.len() < FIRST as usize {
            return Diagnosis {
                state: State::Unknown,
                says: "Too early to say.",
                evidence: format!("The doctor looks from step {FIRST} on."),
                fix: None,
            };
        }
        // Several can be true at once; the first is nearest to the cause.
        self.vanishing(config)
            .or_else(|| self.winning(config))
            .or_else(|| self.oscillation(config))
            .or_else(|| self.collapse(config, noise))
            .or_else(|| self.at_chance(config, noise))
            .unwrap_or_else(|| self.balanced(noise))
    }

    fn mean(&self, value: impl Fn(&Balance) -> f32) -> f32 {
        let sum: f32 = self.steps.iter().map(|(_, balance)| value(balance)).sum();
        sum / self.steps.len() as f32
    }

    /// The share of pairs that D tells apart, smoothed.
    fn curve(&self) -> Vec<f32> {
        let shares: Vec<f32> = self
            .steps
            .iter()
            .map(|(_, balance)| balance.accuracy)
            .collect();
        let points = shares.chunks_exact(SMOOTH);
        points
            .map(|chunk| chunk.iter().sum::<f32>() / SMOOTH as f32)
            .collect()
    }

    fn vanishing(&self, config: &Config) -> Option<Diagnosis> {
        let pull = self.mean(|balance| balance.pull);
        (pull < NO_PULL).then(|| Diagnosis {
            state: State::GeneratorVanishes,
            says: "G has stopped learning: D is so sure of itself that hardly any gradient reaches G.",
            evidence: format!(
                "Over the last {} steps the slope of L_G at D's logits was {:.4} on average, and {:.0} % \
                 of pairs were told apart.",
                self.steps.len(),
                pull,
                self.mean(|balance| balance.accuracy) * 100.0
            ),
            fix: Some(if config.loss == Loss::Minimax {
                fix(
                    "Take the non-saturating loss, whose gradient is largest where D is sure",
                    &[("loss", "non-saturating"), ("d-steps", "1")],
                )
            } else {
                slower_d(config)
            }),
        })
    }

    fn at_chance(&self, config: &Config, noise: f32) -> Option<Diagnosis> {
        let frechet = self.full.as_ref()?.full?.frechet?;
        let gap = self.mean(|balance| balance.real - balance.fake).abs();
        (gap < 0.05 && frechet > noise / 4.0).then(|| Diagnosis {
            state: State::DiscriminatorAtChance,
            says: "D has learned nothing: it gives real and generated images the same score, so G gets \
                   no better.",
            evidence: format!(
                "Over the last {} steps the mean logits of real and generated images were {:.3} apart, \
                 while samples are at a Frechet distance of {frechet:.0} (noise: {noise:.0}).",
                self.steps.len(),
                gap
            ),
            fix: Some(if config.d_batch_norm && !config.model.is_convolutional() {
                fix(
                    "Take batch normalization out of D, which gives every batch the same mean",
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
                let rate = (config.d_learning_rate * 4.0).to_string();
                fix("Let D learn faster", &[("d-learning-rate", &rate)])
            }),
        })
    }

    fn collapse(&self, config: &Config, noise: f32) -> Option<Diagnosis> {
        let modes = self.qualities.iter().map(|quality| quality.modes).max()?;
        let full = self.full.as_ref()?.full?;
        // What is no image yet is all of one class too, though not all the same.
        let images = full
            .frechet
            .is_some_and(|frechet| frechet < noise * NO_IMAGES);
        let few = self.qualities.len() == 2 && modes <= FEW_MODES && images;
        if !few && full.diversity > LITTLE_DIVERSITY {
            return None;
        }
        let quality = self.qualities.back()?;
        let mut shares: Vec<(usize, f32)> = quality.histogram.iter().copied().enumerate().collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        let (first, share) = *shares.first()?;
        Some(Diagnosis {
            state: State::ModeCollapse,
            says: "Mode collapse: G draws the same few things whatever the noise, because they are \
                   enough to deceive D.",
            evidence: format!(
                "{} of 10 classes are covered by {} samples, {:.0} % of them of class {first}; within a \
                 class they differ {:.0} % as much as real ones.",
                quality.modes,
                quality.count,
                share * 100.0,
                full.diversity.abs() * 100.0
            ),
            fix: Some(cure(config)),
        })
    }

    fn winning(&self, config: &Config) -> Option<Diagnosis> {
        let accuracy = self.mean(|balance| balance.accuracy);
        let (real, fake) = (self.mean(|b| b.real), self.mean(|b| b.fake));
        // These two losses measure a distance, for which D is to tell all apart.
        let measures = matches!(config.loss, Loss::Wasserstein | Loss::WganGp);
        (accuracy > WON && !measures).then(|| Diagnosis {
            state: State::DiscriminatorWins,
            says: "D wins: it tells nearly all generated images from real ones, so G only learns that it \
                   is wrong, not how to get better.",
            evidence: format!(
                "Over the last {} steps D gave the real image the larger logit in {:.1} % of pairs; the \
                 mean logits are {real:.1} and {fake:.1}.",
                self.steps.len(),
                accuracy * 100.0
            ),
            fix: Some(slower_d(config)),
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
        (swing > SWING && turns >= 3).then(|| Diagnosis {
            state: State::Oscillation,
            says: "Oscillation: now D is ahead, now G, and each unlearns what the other has just \
                   answered.",
            evidence: format!(
                "Over the last {} steps the share of pairs that D tells apart swung {turns} times \
                 around its mean of {:.0} %, by {:.0} points on average.",
                self.steps.len(),
                mean * 100.0,
                swing * 100.0
            ),
            fix: Some(calmer(config)),
        })
    }

    fn balanced(&self, noise: f32) -> Diagnosis {
        let accuracy = self.mean(|balance| balance.accuracy) * 100.0;
        let modes = self.qualities.back().map_or(String::new(), |quality| {
            format!(", and {} of 10 classes are covered", quality.modes)
        });
        let evidence = format!(
            "Over the last {} steps D told {accuracy:.0} % of pairs apart{modes}.",
            self.steps.len()
        );
        let full = self.full.as_ref().and_then(|quality| quality.full);
        let frechet = full.and_then(|full| full.frechet);
        let unsure = match frechet {
            None => Some("D and G are in balance; the samples were not judged yet."),
            Some(frechet) if frechet > noise * NO_IMAGES => {
                Some("D and G are in balance, but the samples are no images yet.")
            }
            Some(_) => None,
        };
        if let Some(says) = unsure {
            return Diagnosis {
                state: State::Unknown,
                says,
                evidence,
                fix: None,
            };
        }
        Diagnosis {
            state: State::Healthy,
            says: "Healthy: D and G are in balance.",
            evidence,
            fix: None,
        }
    }
}

/// What the doctor says after a number became infinite or NaN.
pub fn divergence(config: &Config, step: u64) -> Diagnosis {
    Diagnosis {
        state: State::Divergence,
        says: "Divergence: a number grew beyond all bounds. Training has stopped and is back at its last \
               good state.",
        evidence: format!("A loss or a logit was not finite at step {step}."),
        fix: Some(calmer(config)),
    }
}

fn fix(says: &str, changes: &[(&'static str, &str)]) -> Fix {
    let changes = changes
        .iter()
        .map(|(name, text)| (*name, (*text).to_owned()));
    Fix {
        says: says.to_owned(),
        changes: changes.collect(),
    }
}

/// Lets G catch up.
fn slower_d(config: &Config) -> Fix {
    let g = config.g_learning_rate;
    let d = (config.d_learning_rate / 4.0).min(g / 4.0).to_string();
    fix(
        "Let D learn less: one step for each of G, at a quarter of the rate, with the R1 penalty on its slope",
        &with_r1(config, vec![("d-steps", "1"), ("d-learning-rate", &d)]),
    )
}

/// R1 is not to be had together with batch normalization in D.
fn with_r1<'a>(
    config: &Config,
    mut changes: Vec<(&'static str, &'a str)>,
) -> Vec<(&'static str, &'a str)> {
    if !config.model.is_convolutional() && config.d_batch_norm {
        changes.push(("d-batch-norm", "off"));
    }
    changes.push(("r1", "0.1"));
    changes
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
    if !config.model.is_convolutional() {
        changes.push(("g-batch-norm", "on"));
    }
    fix(
        "Let D keep up: half of G's rate, without momentum; and batch normalization in G",
        &changes,
    )
}

/// Smaller steps without momentum.
fn calmer(config: &Config) -> Fix {
    let slower = |rate: f64| rate.min(1e-3).to_string();
    let (g, d) = (
        slower(config.g_learning_rate),
        slower(config.d_learning_rate / 2.0),
    );
    fix(
        "Take smaller steps by Adam without momentum",
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
