//! The table of all options of the plane. What the other GANs have too is taken from their table, with
//! other defaults.

use crate::config::{self, Kind, OptionSpec, When};

/// Defaults that differ from those of the other GANs. Of their options these and all of the optimizers are here.
const DEFAULTS: [(&str, &str); 14] = [
    ("seed", "1"),
    ("batch-size", "128"),
    ("g-hidden", "32,32"),
    ("d-hidden", "32,32"),
    ("g-activation", "relu"),
    ("d-activation", "leaky-relu"),
    ("loss", "non-saturating"),
    ("clip", "0.3"),
    ("gradient-penalty", "0.1"),
    ("d-steps", "1"),
    ("g-learning-rate", "1e-3"),
    ("d-learning-rate", "2e-3"),
    ("g-beta1", "0.5"),
    ("d-beta1", "0.5"),
];

/// All options a person can set.
pub fn options() -> Vec<OptionSpec> {
    let mut specs = vec![
        OptionSpec {
            name: "distribution",
            title: "Real points",
            group: "Run",
            doc: "Where the real points come from.",
            default: "ring",
            kind: Kind::Choice {
                choices: vec!["line", "ring", "gaussians", "disjoint", "spiral", "drawn"],
            },
            when: None,
        },
        OptionSpec {
            name: "noise",
            title: "Noise",
            group: "Networks",
            doc: "What G makes points of.",
            default: "uniform-2d",
            kind: Kind::Choice {
                choices: vec!["uniform-1d", "uniform-2d", "normal-2d"],
            },
            when: None,
        },
    ];
    for spec in config::options() {
        let default = DEFAULTS.iter().find(|(name, _)| *name == spec.name);
        if let Some((_, default)) = default {
            specs.push(OptionSpec {
                default,
                ..adapted(spec)
            });
        } else if spec.group.starts_with("Optimizer") {
            specs.push(spec);
        }
    }
    specs
}

/// An option of the other GANs as it is here, where all networks are small and dense.
fn adapted(mut spec: OptionSpec) -> OptionSpec {
    spec.when = spec.when.filter(|when| when.option != "model");
    match spec.name {
        "batch-size" => spec.doc = "Real points in one step of D, and generated ones beside them.",
        "g-hidden" | "d-hidden" => {
            spec.doc = "Units of the hidden layers, from the input on.";
            spec.kind = Kind::List {
                min: 1,
                max: 256,
                shortest: 1,
                longest: 6,
            };
        }
        "g-activation" | "d-activation" => spec.doc = "What stands between the layers.",
        "gradient-penalty" => {
            spec.kind = Kind::Number {
                min: 0.001,
                max: 1000.0,
            };
            spec.when = Some(When {
                option: "loss",
                values: &["wgan-gp"],
            });
        }
        _ => {}
    }
    spec
}
