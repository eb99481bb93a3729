//! Every option, its default and its bounds. The page, the URL, the element's attributes and the
//! docs are derived from what stands here; no default is written anywhere else.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The back ends a person can ask for. `auto` takes WebGPU where it works, else `flex`.
pub const BACKENDS: [&str; 4] = ["auto", "webgpu", "flex", "ndarray"];

/// What a person can set, as the page's build reads it.
#[derive(Debug, Clone, Serialize)]
pub struct OptionSpec {
    /// The name, as an attribute and in the URL.
    pub name: &'static str,
    /// What it is for, in one sentence.
    pub doc: &'static str,
    /// The value where none is given.
    pub default: &'static str,
    /// The values it can have, or none where it is a number.
    pub choices: Vec<&'static str>,
    /// The smallest and the largest number it can be, or none where it is a choice.
    pub bounds: Option<(u32, u32)>,
}

/// All options a person can set.
pub fn options() -> Vec<OptionSpec> {
    vec![
        OptionSpec {
            name: "preset",
            doc: "The networks, losses and rates to train with.",
            default: PRESETS[0].id,
            choices: PRESETS.iter().map(|preset| preset.id).collect(),
            bounds: None,
        },
        OptionSpec {
            name: "seed",
            doc: "Where all randomness comes from: the same seed trains the same networks.",
            default: "1",
            choices: vec![],
            bounds: Some((0, u32::MAX)),
        },
        OptionSpec {
            name: "backend",
            doc: "What computes: WebGPU, or the CPU by one of two libraries.",
            default: BACKENDS[0],
            choices: BACKENDS.to_vec(),
            bounds: None,
        },
    ]
}

/// A named set of networks, losses and rates.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Preset {
    /// The name in the URL, in attributes and in files.
    pub id: &'static str,
    /// The name on the page.
    pub title: &'static str,
    /// What it teaches, in one sentence.
    pub teaches: &'static str,
    /// What to know before choosing it, where there is such a thing.
    pub caution: Option<&'static str>,
}

/// All presets; the first is the default.
pub const PRESETS: [Preset; 3] = [
    Preset {
        id: "quick",
        title: "Quick",
        teaches: "A small convolutional GAN that is told which digit to draw: clean digits of \
                  all ten classes after about 1,000 steps.",
        caution: None,
    },
    Preset {
        id: "classic",
        title: "Classic (cannot learn)",
        teaches: "The textbook's MLP pair, exactly as written, to see why a detail decides.",
        caution: Some(
            "As written this pair cannot learn: batch normalization right before the \
             discriminator's last layer gives a real and a fake batch the same mean logit, so D \
             stays at chance. Expect L_D = ln 4 = 1.386 and L_G = ln 2 = 0.693 and no digits. \
             Classic repaired is the smallest change that learns.",
        ),
    },
    Preset {
        id: "classic-repaired",
        title: "Classic repaired",
        teaches: "The same MLP pair with the smallest change that learns: LeakyReLU and no batch \
                  normalization in D, Adam with beta1 0 and higher rates.",
        caution: None,
    },
];

/// All that decides a training run, apart from the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The preset this came from.
    pub preset: String,
    /// Where all randomness comes from.
    pub seed: u32,
    /// Images in one step, of each kind: real and generated.
    pub batch_size: usize,
    /// The length of the latent vector z.
    pub latent: usize,
    pub networks: Networks,
    pub generator_optimizer: Adam,
    pub discriminator_optimizer: Adam,
    /// The share that the exponential moving average of G keeps at each step, once warmed up.
    pub ema_decay: f64,
}

/// The architecture of the two networks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Networks {
    /// Dense layers only, not told the label.
    Mlp { generator: Mlp, discriminator: Mlp },
    /// Convolutions, G told the label by concatenation and D by projection.
    ConditionalDcgan(Dcgan),
}

/// The hidden layers of one MLP: dense, activation, then batch normalization if there is any.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mlp {
    /// Units of each hidden layer, from the input on.
    pub hidden: Vec<usize>,
    pub activation: Activation,
    pub batch_norm: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    Relu,
    /// LeakyReLU with the slope 0.2 below zero.
    LeakyRelu,
}

/// Channels of a small DCGAN, from the 7 x 7 end to the 14 x 14 end of both networks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dcgan {
    /// Channels at 7 x 7 and at 14 x 14 pixels.
    pub channels: [usize; 2],
}

/// Adam's parameters (Kingma and Ba, arXiv 1412.6980, algorithm 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adam {
    pub learning_rate: f64,
    pub beta1: f64,
    pub beta2: f64,
    pub epsilon: f64,
}

impl Adam {
    /// The usual beta2 and epsilon of GANs with these rates.
    fn new(learning_rate: f64, beta1: f64) -> Self {
        Self {
            learning_rate,
            beta1,
            beta2: 0.999,
            epsilon: 1e-8,
        }
    }
}

impl Config {
    /// The configuration of a preset.
    ///
    /// # Errors
    /// `invalid_option` where no preset has this id.
    pub fn preset(id: &str, seed: u32) -> Result<Self> {
        let mlp = |hidden: &[usize], activation, batch_norm| Mlp {
            hidden: hidden.to_vec(),
            activation,
            batch_norm,
        };
        let generator = || mlp(&[128, 256, 512, 1024], Activation::Relu, true);
        let (latent, networks, generator_optimizer, discriminator_optimizer) = match id {
            "quick" => (
                64,
                Networks::ConditionalDcgan(Dcgan { channels: [32, 16] }),
                Adam::new(4e-3, 0.0),
                Adam::new(1e-3, 0.0),
            ),
            "classic" => (
                100,
                Networks::Mlp {
                    generator: generator(),
                    discriminator: mlp(&[1024, 512, 256], Activation::Relu, true),
                },
                Adam::new(2e-4, 0.9),
                Adam::new(1e-4, 0.9),
            ),
            "classic-repaired" => (
                100,
                Networks::Mlp {
                    generator: generator(),
                    discriminator: mlp(&[1024, 512, 256], Activation::LeakyRelu, false),
                },
                Adam::new(1e-3, 0.0),
                Adam::new(2e-4, 0.0),
            ),
            _ => {
                return Err(Error::InvalidOption {
                    name: "preset",
                    value: format!("\"{id}\""),
                    bound: format!("one of {}", PRESETS.map(|preset| preset.id).join(", ")),
                });
            }
        };
        Ok(Self {
            preset: id.to_owned(),
            seed,
            batch_size: 64,
            latent,
            networks,
            generator_optimizer,
            discriminator_optimizer,
            ema_decay: 0.99,
        })
    }

    /// Checks what a file can get wrong: sizes that no machine could hold, rates that make no
    /// sense.
    ///
    /// # Errors
    /// `invalid_option` with the name, the value and the bound.
    pub fn check(&self) -> Result<()> {
        fn size(name: &'static str, value: usize, max: usize) -> Result<()> {
            if (1..=max).contains(&value) {
                return Ok(());
            }
            Err(Error::InvalidOption {
                name,
                value: value.to_string(),
                bound: format!("a whole number from 1 to {max}"),
            })
        }
        fn share(name: &'static str, value: f64) -> Result<()> {
            if (0.0..1.0).contains(&value) {
                return Ok(());
            }
            Err(Error::InvalidOption {
                name,
                value: value.to_string(),
                bound: "at least 0 and below 1".to_owned(),
            })
        }
        fn positive(name: &'static str, value: f64) -> Result<()> {
            if value > 0.0 && value <= 1.0 {
                return Ok(());
            }
            Err(Error::InvalidOption {
                name,
                value: value.to_string(),
                bound: "above 0 and at most 1".to_owned(),
            })
        }
        size("batch_size", self.batch_size, 1024)?;
        size("latent", self.latent, 1024)?;
        match &self.networks {
            Networks::Mlp {
                generator,
                discriminator,
            } => {
                for mlp in [generator, discriminator] {
                    size("the number of hidden layers", mlp.hidden.len(), 16)?;
                    for units in &mlp.hidden {
                        size("the number of hidden units", *units, 4096)?;
                    }
                }
            }
            Networks::ConditionalDcgan(Dcgan { channels }) => {
                for count in channels {
                    size("the number of channels", *count, 512)?;
                }
            }
        }
        for adam in [&self.generator_optimizer, &self.discriminator_optimizer] {
            positive("learning_rate", adam.learning_rate)?;
            share("beta1", adam.beta1)?;
            share("beta2", adam.beta2)?;
            positive("epsilon", adam.epsilon)?;
        }
        share("ema_decay", self.ema_decay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_has_a_valid_configuration() {
        for preset in PRESETS {
            Config::preset(preset.id, 1).unwrap().check().unwrap();
        }
    }

    #[test]
    fn an_unknown_preset_is_named_with_those_there_are() {
        let error = Config::preset("quik", 1).unwrap_err();
        assert_eq!(
            error.to_string(),
            "preset is \"quik\", but must be one of quick, classic, classic-repaired"
        );
    }

    #[test]
    fn a_value_out_of_bounds_is_named_with_its_bound() {
        let mut config = Config::preset("quick", 1).unwrap();
        config.generator_optimizer.beta1 = 1.0;
        assert_eq!(
            config.check().unwrap_err().to_string(),
            "beta1 is 1, but must be at least 0 and below 1"
        );
    }
}
