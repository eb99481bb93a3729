//! Every option, its default and its bounds. The page, the URL, the element's attributes and the
//! docs are derived from what stands here; no default is written anywhere else.

mod option;
mod preset;
mod table;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use strum::VariantNames;

pub use option::{Kind, OptionSpec, When};
pub use preset::{PRESETS, Preset};
pub use table::options;

use crate::{
    data::ImageShape,
    error::{Error, Result},
};

/// Options by name, as the texts that stand in a URL. What is missing has the preset's value.
pub type Settings = BTreeMap<String, String>;

/// What the sides of an image must be multiples of for a convolutional model.
const CONVOLUTIONAL_SIDE: usize = 4;

/// All that decides a training run, apart from the data: the value of every option but the back
/// end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
    /// The preset this came from; other options may have been changed since.
    pub preset: String,
    /// Where all randomness comes from.
    pub seed: u32,
    pub dataset: String,
    /// Images in one step of D, of each kind: real and generated.
    pub batch_size: usize,
    pub model: Model,
    /// The length of the latent vector z.
    pub latent: usize,
    pub condition: Condition,
    /// Images that D judges at once (PacGAN, Lin et al., arXiv 1712.04086).
    pub packing: usize,
    /// Units of the hidden layers of a dense G, or of the VAE's decoder, from the input on.
    pub g_hidden: Vec<usize>,
    /// Units of the hidden layers of a dense D, or of the VAE's encoder, from the input on.
    pub d_hidden: Vec<usize>,
    pub g_activation: Activation,
    pub d_activation: Activation,
    pub g_batch_norm: bool,
    pub d_batch_norm: bool,
    /// The probability that a step drops a hidden unit of a dense D.
    pub d_dropout: f64,
    /// Channels of a convolutional network at a quarter and at half of the image's sides.
    pub channels: [usize; 2],
    pub loss: Loss,
    /// The largest absolute value of D's weights with the Wasserstein loss.
    pub clip: f64,
    pub r1: f64,
    pub r2: f64,
    pub gradient_penalty: f64,
    pub spectral_norm: bool,
    pub label_smoothing: f64,
    pub instance_noise: f64,
    /// Files from before there was any have none.
    #[serde(default)]
    pub augmentation: Augmentation,
    pub d_steps: usize,
    pub ema_decay: f64,
    pub g_optimizer: Algorithm,
    pub g_learning_rate: f64,
    pub g_momentum: f64,
    pub g_beta1: f64,
    pub g_beta2: f64,
    pub g_epsilon: f64,
    pub g_weight_decay: f64,
    pub d_optimizer: Algorithm,
    pub d_learning_rate: f64,
    pub d_momentum: f64,
    pub d_beta1: f64,
    pub d_beta2: f64,
    pub d_epsilon: f64,
    pub d_weight_decay: f64,
}

/// How images are changed before D sees them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, VariantNames)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Augmentation {
    #[default]
    Off,
    /// They are moved by a few pixels.
    Translation,
    /// They are moved, and a square of them is covered.
    TranslationCutout,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, VariantNames)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Model {
    /// A GAN of dense layers.
    Mlp,
    /// A small convolutional GAN.
    Dcgan,
    /// A variational autoencoder of dense layers.
    VaeMlp,
    /// A small convolutional variational autoencoder.
    VaeConv,
}

impl Model {
    /// Whether two networks play against each other.
    pub fn is_gan(self) -> bool {
        matches!(self, Self::Mlp | Self::Dcgan)
    }

    /// Whether it is made of convolutions, not of dense layers alone.
    pub fn is_convolutional(self) -> bool {
        matches!(self, Self::Dcgan | Self::VaeConv)
    }
}

/// How the networks are told the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, VariantNames)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Condition {
    None,
    /// Both get it beside their input (Mirza and Osindero, arXiv 1411.1784).
    Concatenation,
    /// G gets it beside its input; D adds the inner product of its features with the label's
    /// embedding (Miyato and Koyama, arXiv 1802.05637).
    Projection,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, VariantNames)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Activation {
    Relu,
    /// LeakyReLU with the negative slope 0.2.
    LeakyRelu,
}

/// The adversarial losses; [`crate::loss`] has their formulas and sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, VariantNames)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Loss {
    Minimax,
    NonSaturating,
    LeastSquares,
    /// With clipped weights.
    Wasserstein,
    /// The Wasserstein loss with the gradient penalty in the place of clipping.
    WganGp,
    Hinge,
    Relativistic,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, VariantNames)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Algorithm {
    Sgd,
    Momentum,
    RmsProp,
    Adam,
    AdamW,
}

/// The optimizer of one network.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Optimizer {
    #[serde(rename = "optimizer")]
    pub algorithm: Algorithm,
    pub learning_rate: f64,
    pub momentum: f64,
    pub beta1: f64,
    pub beta2: f64,
    pub epsilon: f64,
    pub weight_decay: f64,
}

impl Config {
    /// The configuration of a preset.
    ///
    /// # Errors
    /// `invalid_option` where no preset has this id.
    pub fn preset(id: &str, seed: u32) -> Result<Self> {
        let settings = [("preset", id), ("seed", &seed.to_string())];
        Self::from_settings(
            &settings
                .map(|(name, text)| (name.to_owned(), text.to_owned()))
                .into(),
        )
    }

    /// The configuration of a preset (the first one where none is given) with some of its options
    /// changed. `backend` is passed over, which is no part of a run.
    ///
    /// # Errors
    /// `invalid_option` with the name, the value and the bound, `conflicting_options` with the two
    /// names and the reason.
    pub fn from_settings(settings: &Settings) -> Result<Self> {
        let specs = options();
        refuse_unknown(settings, &specs)?;
        let mut values = Map::new();
        let mut preset = &PRESETS[0];
        for spec in specs.iter().filter(|spec| spec.name != "backend") {
            let text = settings.get(spec.name).map(String::as_str);
            let text = text
                .or_else(|| preset.get(spec.name))
                .unwrap_or(spec.default);
            values.insert(spec.name.to_owned(), spec.parse(text)?);
            // It stands first in the table, so all that follows can come from it.
            if spec.name == "preset" {
                preset = PRESETS
                    .iter()
                    .find(|preset| preset.id == text)
                    .unwrap_or(preset);
            }
        }
        let config: Self = serde_json::from_value(Value::Object(values)).map_err(unreadable)?;
        config.check_together()?;
        Ok(config)
    }

    /// The texts of all options but the back end.
    pub fn settings(&self) -> Settings {
        let values = serde_json::to_value(self).unwrap_or_default();
        let texts = options().into_iter().filter_map(|spec| {
            let value = values.get(spec.name)?;
            Some((spec.name.to_owned(), spec.text(value)))
        });
        texts.collect()
    }

    /// Checks what a file can get wrong.
    ///
    /// # Errors
    /// As [`Config::from_settings`].
    pub fn check(&self) -> Result<()> {
        let values = serde_json::to_value(self).map_err(unreadable)?;
        for spec in options() {
            if let Some(value) = values.get(spec.name) {
                spec.check(value)?;
            }
        }
        self.check_together()
    }

    /// The generator's optimizer, or the VAE's decoder's.
    pub fn generator_optimizer(&self) -> Optimizer {
        Optimizer {
            algorithm: self.g_optimizer,
            learning_rate: self.g_learning_rate,
            momentum: self.g_momentum,
            beta1: self.g_beta1,
            beta2: self.g_beta2,
            epsilon: self.g_epsilon,
            weight_decay: self.g_weight_decay,
        }
    }

    /// The discriminator's optimizer, or the VAE's encoder's.
    pub fn discriminator_optimizer(&self) -> Optimizer {
        Optimizer {
            algorithm: self.d_optimizer,
            learning_rate: self.d_learning_rate,
            momentum: self.d_momentum,
            beta1: self.d_beta1,
            beta2: self.d_beta2,
            epsilon: self.d_epsilon,
            weight_decay: self.d_weight_decay,
        }
    }

    /// The default of every option.
    ///
    /// # Errors
    /// None, as long as each default is within its bounds.
    pub(crate) fn of_defaults(seed: u32) -> Result<Self> {
        let specs = options().into_iter().filter(|spec| spec.name != "backend");
        let values = specs.map(|spec| Ok((spec.name.to_owned(), spec.parse(spec.default)?)));
        let values = values.collect::<Result<Map<_, _>>>()?;
        let config: Self = serde_json::from_value(Value::Object(values)).map_err(unreadable)?;
        Ok(Self { seed, ..config })
    }

    /// With other optimizers.
    pub(crate) fn with_optimizers(self, g: Optimizer, d: Optimizer) -> Self {
        Self {
            g_optimizer: g.algorithm,
            g_learning_rate: g.learning_rate,
            g_momentum: g.momentum,
            g_beta1: g.beta1,
            g_beta2: g.beta2,
            g_epsilon: g.epsilon,
            g_weight_decay: g.weight_decay,
            d_optimizer: d.algorithm,
            d_learning_rate: d.learning_rate,
            d_momentum: d.momentum,
            d_beta1: d.beta1,
            d_beta2: d.beta2,
            d_epsilon: d.epsilon,
            d_weight_decay: d.weight_decay,
            ..self
        }
    }

    /// Whether the generator is told which class to draw.
    pub fn is_conditional(&self) -> bool {
        self.condition != Condition::None
    }

    /// Checks that the model can have images of a shape.
    ///
    /// # Errors
    /// `conflicting_options` where it cannot.
    pub fn check_shape(&self, shape: &ImageShape) -> Result<()> {
        let [height, width, _] = shape.dims();
        let divides = |side: usize| side.is_multiple_of(CONVOLUTIONAL_SIDE);
        if self.model.is_convolutional() && !(divides(height) && divides(width)) {
            return Err(Error::ConflictingOptions {
                one: self.named("model"),
                other: format!("the images are {height} x {width}"),
                reason: format!(
                    "each of its two convolutions halves the sides, so both must be multiples of {CONVOLUTIONAL_SIDE}"
                ),
            });
        }
        Ok(())
    }

    /// An option with its value, in words.
    fn named(&self, name: &'static str) -> String {
        let text = self.settings().remove(name).unwrap_or_default();
        format!("{name} is {text}")
    }

    /// What makes no sense together, though each option is within its bounds.
    fn check_together(&self) -> Result<()> {
        let refuse = |one: &'static str, other: &'static str, reason: &str| {
            Err(Error::ConflictingOptions {
                one: self.named(one),
                other: self.named(other),
                reason: reason.to_owned(),
            })
        };
        let packs = if self.model.is_gan() {
            self.batch_size / self.packing
        } else {
            self.batch_size
        };
        if self.model.is_convolutional() && self.batch_size < 2 {
            return refuse(
                "batch-size",
                "model",
                "its generator has batch normalization, and one image has no variance",
            );
        }
        if !self.model.is_convolutional() {
            if self.g_batch_norm && self.batch_size < 2 {
                return refuse("batch-size", "g-batch-norm", "one image has no variance");
            }
            if self.d_batch_norm && packs < 2 {
                return refuse(
                    "batch-size",
                    "d-batch-norm",
                    "one input of D has no variance",
                );
            }
        }
        if !self.model.is_gan() {
            if self.condition == Condition::Projection {
                return refuse(
                    "model",
                    "condition",
                    "projection is a way for D to use the label, and a VAE has no D; take concatenation",
                );
            }
            return Ok(());
        }
        if self.loss == Loss::WganGp && self.gradient_penalty == 0.0 {
            return refuse(
                "loss",
                "gradient-penalty",
                "without the penalty nothing bounds D's gradient; 10 is usual",
            );
        }
        if self.loss == Loss::Wasserstein && self.gradient_penalty > 0.0 {
            return refuse(
                "loss",
                "gradient-penalty",
                "both bound D's gradient, and clipped weights never reach the norm 1 that the penalty \
                 asks for; take the loss wgan-gp",
            );
        }
        let has_target = matches!(
            self.loss,
            Loss::Minimax | Loss::NonSaturating | Loss::LeastSquares
        );
        if self.label_smoothing > 0.0 && !has_target {
            return refuse(
                "loss",
                "label-smoothing",
                "this loss has no target that could be smoothed",
            );
        }
        if self.packing == 2 && self.batch_size % 2 == 1 {
            return refuse(
                "packing",
                "batch-size",
                "an odd number of images makes no pairs",
            );
        }
        if self.model == Model::Mlp && self.d_batch_norm {
            let penalties = [
                ("r1", self.r1),
                ("r2", self.r2),
                ("gradient-penalty", self.gradient_penalty),
            ];
            if let Some((name, _)) = penalties.into_iter().find(|(_, weight)| *weight > 0.0) {
                return refuse(
                    name,
                    "d-batch-norm",
                    "with batch normalization D's gradient at an image depends on the whole batch",
                );
            }
            if self.spectral_norm {
                return refuse(
                    "spectral-norm",
                    "d-batch-norm",
                    "batch normalization scales up again what spectral normalization bounds",
                );
            }
        }
        Ok(())
    }
}

/// Refuses a name that no option has.
pub(crate) fn refuse_unknown(settings: &Settings, specs: &[OptionSpec]) -> Result<()> {
    let names: Vec<&str> = specs.iter().map(|spec| spec.name).collect();
    let unknown = settings.keys().find(|name| !names.contains(&name.as_str()));
    unknown.map_or(Ok(()), |unknown| {
        Err(Error::InvalidOption {
            name: "the name of an option".to_owned(),
            value: format!("\"{unknown}\""),
            bound: format!("one of {}", names.join(", ")),
        })
    })
}

pub(crate) fn unreadable(error: serde_json::Error) -> Error {
    Error::InvalidOption {
        name: "the configuration".to_owned(),
        value: error.to_string(),
        bound: "one value for each option".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(texts: &[(&str, &str)]) -> Settings {
        let owned = texts
            .iter()
            .map(|(name, text)| (name.to_string(), text.to_string()));
        owned.collect()
    }

    fn refusal(texts: &[(&str, &str)]) -> String {
        Config::from_settings(&settings(texts))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn every_preset_has_a_valid_configuration() {
        for preset in PRESETS {
            let config = Config::preset(preset.id, 1).unwrap();
            config.check().unwrap();
            for (name, _) in preset.settings {
                assert!(options().iter().any(|spec| spec.name == *name), "{name}");
            }
        }
    }

    #[test]
    fn settings_give_the_configuration_back() {
        for preset in PRESETS {
            let config = Config::preset(preset.id, 7).unwrap();
            assert_eq!(Config::from_settings(&config.settings()).unwrap(), config);
        }
    }

    #[test]
    fn a_change_is_of_the_preset() {
        let changed = settings(&[("preset", "classic"), ("d-hidden", "64, 32")]);
        let changed = Config::from_settings(&changed).unwrap();
        let expected = Config {
            d_hidden: vec![64, 32],
            ..Config::preset("classic", 1).unwrap()
        };
        assert_eq!(changed, expected);
    }

    #[test]
    fn what_cannot_be_is_named_with_its_bound() {
        assert!(
            refusal(&[("preset", "quik")])
                .starts_with("preset is \"quik\", but must be one of quick, ")
        );
        assert_eq!(
            refusal(&[("g-beta1", "1")]),
            "g-beta1 is 1, but must be a number from 0 to 0.9999"
        );
        assert_eq!(
            refusal(&[("channels", "32")]),
            "channels is 32, but must be 2 whole numbers from 1 to 256 with a comma between them"
        );
        assert!(refusal(&[("g-learning-rate", "NaN")]).contains("g-learning-rate"));
        assert!(refusal(&[("learning-rate", "1")]).contains("\"learning-rate\""));
    }

    #[test]
    fn a_conflict_names_both_options_and_the_reason() {
        assert_eq!(
            refusal(&[("loss", "hinge"), ("label-smoothing", "0.1")]),
            "loss is hinge and label-smoothing is 0.1, which do not go together: this loss has no \
             target that could be smoothed"
        );
    }
}
