//! Files of version 3, which knew no shape of images and named tensors after the sizes of MNIST's.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::State;
use crate::{config::Config, data::ImageShape, train::LossSums};

pub(super) const VERSION: u32 = 3;

/// What a file of version 3 has besides tensors.
#[derive(Deserialize)]
pub(super) struct StateV3 {
    config: Config,
    step: u64,
    sums: LossSums,
}

impl StateV3 {
    pub fn into_state(self) -> State {
        let batches = if self.config.model.is_gan() {
            self.config.d_steps as u64
        } else {
            1
        };
        State {
            version: super::VERSION,
            shape: ImageShape::numbered([28, 28, 1], 10),
            step: self.step,
            ahead: 0,
            updates: [self.step, self.step * batches],
            sums: self.sums,
            config: self.config,
        }
    }
}

/// The names in a file of version 3 of the tensors that are called so now.
pub(super) fn old_names(config: &Config) -> BTreeMap<String, String> {
    let hidden = |count: usize| -> Vec<(String, String)> {
        let pairs = (0..count).flat_map(|index| {
            let now = format!("layers.{index}");
            [
                (now.clone(), format!("hidden.{index}.dense")),
                (
                    format!("{now}.batch_norm"),
                    format!("hidden.{index}.batch_norm"),
                ),
            ]
        });
        pairs.collect()
    };
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let pairs = pairs.iter();
        pairs
            .map(|(now, then)| (now.to_string(), then.to_string()))
            .collect()
    };
    let convolutional = [
        ("layers.0", "dense"),
        ("layers.0.batch_norm", "dense_norm"),
        ("layers.1", "to_14"),
        ("layers.1.batch_norm", "to_14_norm"),
        ("layers.2", "to_28"),
        ("layers.2.bias", "shift"),
    ];
    let convolutions = [("layers.0", "to_14"), ("layers.1", "to_7")];
    let heads = [
        ("logit", "head.image"),
        ("projection", "head.label"),
        ("label_channel", "label_plane"),
        ("mean", "mean"),
        ("log_variance", "log_variance"),
    ];
    let last = (
        format!("layers.{}", config.g_hidden.len()),
        "output".to_owned(),
    );
    let (mut first, mut second);
    if config.model.is_convolutional() {
        (first, second) = (pairs(&convolutional), pairs(&convolutions));
    } else {
        first = hidden(config.g_hidden.len());
        first.push(last);
        second = hidden(config.d_hidden.len());
    }
    second.extend(pairs(&heads));
    let names = if config.model.is_gan() {
        ["generator", "discriminator"]
    } else {
        ["decoder", "encoder"]
    };
    let mut all = BTreeMap::new();
    for (name, modules) in names.into_iter().zip([first, second]) {
        for prefix in [
            name.to_owned(),
            format!("average.{name}"),
            format!("{name}_optimizer.first"),
            format!("{name}_optimizer.second"),
        ] {
            for (now, then) in &modules {
                all.insert(format!("{prefix}.{now}"), format!("{prefix}.{then}"));
            }
        }
    }
    all
}

/// The name in a file of version 3 of a tensor: that of its module, with what stands behind it. The module with the
/// longest name counts.
pub(super) fn old_name(names: &BTreeMap<String, String>, name: &str) -> String {
    let mut end = name.len();
    loop {
        if let Some(old) = names.get(&name[..end]) {
            return format!("{old}{}", &name[end..]);
        }
        match name[..end].rfind('.') {
            Some(dot) => end = dot,
            None => return name.to_owned(),
        }
    }
}
