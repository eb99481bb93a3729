//! All that decides a run in the plane.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Distribution, Noise, options};
use crate::{
    config::{Activation, Loss, Optimizer, Settings, refuse_unknown, unreadable},
    error::Result,
};

/// The value of every option.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Config {
    pub distribution: Distribution,
    /// Where all randomness comes from.
    pub seed: u32,
    /// Points in one step, of each kind: real and generated.
    pub batch_size: usize,
    pub noise: Noise,
    pub loss: Loss,
    /// The largest absolute value of D's weights with the Wasserstein loss.
    pub clip: f64,
    /// The weight of the penalty with the loss wgan-gp.
    pub gradient_penalty: f64,
    #[serde(rename = "g")]
    pub generator: Network,
    #[serde(rename = "d")]
    pub discriminator: Network,
}

/// The options of one network, whose names begin with `g-` or `d-`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Network {
    /// Units of the hidden layers, from the input on.
    pub hidden: Vec<usize>,
    pub activation: Activation,
    /// How often it learns in one step; G does once.
    #[serde(default = "once")]
    pub steps: usize,
    #[serde(flatten)]
    pub optimizer: Optimizer,
}

fn once() -> usize {
    1
}

impl Config {
    /// The configuration of settings; what is missing has its default.
    ///
    /// # Errors
    /// `invalid_option` with the name, the value and the bound.
    pub fn from_settings(settings: &Settings) -> Result<Self> {
        let specs = options();
        refuse_unknown(settings, &specs)?;
        let mut values = Map::new();
        for spec in &specs {
            let text = settings.get(spec.name).map_or(spec.default, String::as_str);
            let value = spec.parse(text)?;
            match spec.name.split_once('-') {
                Some((network @ ("g" | "d"), name)) => {
                    values.entry(network).or_insert(Value::Object(Map::new()))[name] = value;
                }
                _ => {
                    values.insert(spec.name.to_owned(), value);
                }
            }
        }
        serde_json::from_value(Value::Object(values)).map_err(unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Algorithm;

    fn config(texts: &[(&str, &str)]) -> Result<Config> {
        let owned = texts
            .iter()
            .map(|(name, text)| (name.to_string(), text.to_string()));
        Config::from_settings(&owned.collect())
    }

    fn refusal(name: &str, text: &str) -> String {
        config(&[(name, text)]).unwrap_err().to_string()
    }

    #[test]
    fn settings_reach_the_network_that_they_are_of() {
        let changes = [
            ("d-steps", "3"),
            ("d-optimizer", "sgd"),
            ("g-hidden", "8, 4"),
        ];
        let config = config(&changes).unwrap();
        assert_eq!(config.discriminator.steps, 3);
        assert_eq!(config.discriminator.optimizer.algorithm, Algorithm::Sgd);
        assert_eq!(config.generator.steps, 1);
        assert_eq!(config.generator.optimizer.algorithm, Algorithm::Adam);
        assert_eq!(config.generator.hidden, [8, 4]);
    }

    #[test]
    fn what_cannot_be_is_named_with_its_bound() {
        assert_eq!(
            refusal("d-hidden", "32,300"),
            "d-hidden is 32,300, but must be 1 to 6 whole numbers from 1 to 256 with commas between them"
        );
        assert_eq!(
            refusal("noise", "loud"),
            "noise is \"loud\", but must be one of uniform-1d, uniform-2d, normal-2d"
        );
        assert_eq!(
            refusal("gradient-penalty", "0"),
            "gradient-penalty is 0, but must be a number from 0.001 to 1000"
        );
        assert!(refusal("latent", "64").contains("\"latent\", but must be one of distribution, "));
    }

    #[test]
    fn an_option_depends_on_others_of_the_plane_only() {
        let specs = options();
        for spec in &specs {
            let known = |name| specs.iter().any(|spec| spec.name == name);
            assert!(
                spec.when.is_none_or(|when| known(when.option)),
                "{}",
                spec.name
            );
        }
    }
}
