//! What a step leaves to be seen.

use serde::{Deserialize, Serialize};

use crate::config::Loss;

/// What came of one step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepRecord {
    /// Which it was, counted from 1.
    pub step: u64,
    /// L_D without penalties and L_G, or the VAE's reconstruction and KL divergence in nats.
    pub losses: [f32; 2],
    /// How D and G stand; nothing for a VAE.
    pub balance: Option<Balance>,
}

/// How D and G stood in one step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Balance {
    /// The mean logit of real images.
    pub real: f32,
    /// The mean logit of generated images.
    pub fake: f32,
    /// The share of pairs of a real and a generated image of which D gives the real one the larger
    /// logit: 1 where D tells all apart, 1/2 at chance. It means the same for every loss.
    pub accuracy: f32,
    /// The mean |dL_G / dl| over D's logits l of generated images: near zero, nothing reaches G.
    pub generator_gradient: f32,
}

impl Balance {
    /// Of logits of real and generated images, as many of each.
    pub(crate) fn new(loss: Loss, real: &[f32], fake: &[f32]) -> Self {
        let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len() as f32;
        let pairs = || real.iter().zip(fake);
        let won = pairs().map(|(real, fake)| match real.total_cmp(fake) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        });
        let count = fake.len() as f32;
        Self {
            real: mean(real),
            fake: mean(fake),
            accuracy: won.sum::<f32>() / count,
            generator_gradient: pairs()
                .map(|(real, fake)| loss.generator_gradient(*fake, *real))
                .sum::<f32>()
                / count,
        }
    }
}

/// The mean losses of an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EpochLosses {
    /// Which it was, counted from 1.
    pub epoch: u64,
    /// As in [`StepRecord`].
    pub losses: [f32; 2],
}

/// The sums of the losses of the epoch that is under way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct LossSums {
    #[serde(with = "exact")]
    pub losses: [f64; 2],
    pub steps: u64,
}

/// Numbers as texts, which Rust reads exactly: a number in JSON can come back as its neighbor, and the bytes of a
/// run that was loaded and saved would differ.
mod exact {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    /// Files of before have numbers.
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Read {
        Text(String),
        Number(f64),
    }

    pub fn serialize<S: Serializer>(numbers: &[f64; 2], to: S) -> Result<S::Ok, S::Error> {
        numbers.map(|number| number.to_string()).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[f64; 2], D::Error> {
        let [first, second] = <[Read; 2]>::deserialize(from)?.map(|read| match read {
            Read::Text(text) => text.parse().map_err(D::Error::custom),
            Read::Number(number) => Ok(number),
        });
        Ok([first?, second?])
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn sums_come_back_as_they_were() {
        let sums = LossSums {
            losses: [14.985263466835022, 7.4061278104782104],
            steps: 12,
        };
        let text = serde_json::to_string(&sums).unwrap();
        assert_eq!(serde_json::from_str::<LossSums>(&text).unwrap(), sums);
        let old = r#"{"losses":[1.5,2.5],"steps":2}"#;
        assert_eq!(
            serde_json::from_str::<LossSums>(old).unwrap().losses,
            [1.5, 2.5]
        );
    }
}
