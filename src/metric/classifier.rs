//! A small classifier, whose opinions and features the metrics are made of. It is trained by
//! `examples/train_classifier.rs`, one for each data set.

use burn::{
    module::Module,
    tensor::{Device, Tensor, TensorData, activation::softmax},
};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use crate::{
    checkpoint::floats,
    data::{CLASSES, PIXELS, SIDE},
    error::{Error, Result},
    kernel::{Maps, PATCH},
    model::{Dense, LINEAR, Parameter, RELU, read_parameters, with_parameters},
    train::tensors::read_all,
};

/// Numbers by which the classifier describes an image.
pub const FEATURES: usize = 64;
/// Channels after the first and the second convolution.
const CHANNELS: [usize; 2] = [16, 32];

/// Two convolutions to 7 x 7, then a dense layer to the features.
#[derive(Module, Debug)]
pub struct Classifier {
    to_14: Dense,
    to_7: Dense,
    features: Dense,
    classes: Dense,
}

impl Classifier {
    /// A network to be trained or loaded into: all weights are zero.
    pub fn zeros(device: &Device) -> Self {
        let [first, second] = CHANNELS;
        let area = PATCH * PATCH;
        Self {
            to_14: Dense::zeros(area, first, device),
            to_7: Dense::zeros(area * first, second, device),
            features: Dense::zeros(second * (SIDE / 4) * (SIDE / 4), FEATURES, device),
            classes: Dense::zeros(FEATURES, CLASSES, device),
        }
    }

    /// The classifier that a file has, as [`Classifier::save`] writes it.
    ///
    /// # Errors
    /// `data_corrupt` where the file lacks a tensor or has it in another shape.
    pub fn load(file: &SafeTensors, device: &Device) -> Result<Self> {
        let network = Self::zeros(device);
        let values = read_parameters(&network)
            .iter()
            .map(|parameter| {
                let count = parameter.shape.iter().product();
                let values = read_bf16(file, &parameter.name, count)?;
                Ok(Tensor::from_data(TensorData::new(values, [count]), device))
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(with_parameters(network, values))
    }

    /// The weights as bfloat16, named, with what else belongs into the file as f32.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn save(&self, others: &[(&str, Vec<f32>)]) -> Result<Vec<u8>> {
        let parameters = read_parameters(self);
        let values = parameters.iter().map(|parameter| parameter.values.clone());
        let values = read_all(values.collect()).await?;
        let mut tensors = Vec::new();
        for (Parameter { name, shape, .. }, data) in parameters.into_iter().zip(values) {
            let values: Vec<f32> = data.iter::<f32>().collect();
            tensors.push((name, Dtype::BF16, shape, to_bf16(&values)));
        }
        for (name, values) in others {
            let bytes = values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect();
            tensors.push((name.to_string(), Dtype::F32, vec![values.len()], bytes));
        }
        let views = tensors
            .iter()
            .map(|(name, dtype, shape, bytes)| {
                let view = TensorView::new(*dtype, shape.clone(), bytes);
                view.map(|view| (name.clone(), view))
                    .map_err(|error| corrupt(error.to_string()))
            })
            .collect::<Result<Vec<_>>>()?;
        safetensors::serialize(views, None).map_err(|error| corrupt(error.to_string()))
    }

    /// `[batch, 784]` in -1..1 -> features `[batch, 64]` and logits `[batch, 10]`.
    pub fn forward(&self, images: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let [batch, _] = images.dims();
        let maps = |side, channels| Maps {
            batch,
            side,
            channels,
        };
        // [batch, 784] -> [batch * 28 * 28, 1]
        let x = images.reshape([batch * PIXELS, 1]);
        let x = self.to_14.halve(x, maps(SIDE, 1), RELU);
        let x = self.to_7.halve(x, maps(SIDE / 2, CHANNELS[0]), RELU);
        // [batch * 7 * 7, channels] -> [batch, 7 * 7 * channels]
        let x = x.reshape([batch, PIXELS / 16 * CHANNELS[1]]);
        let features = self.features.forward(x, RELU);
        let logits = self.classes.forward(features.clone(), LINEAR);
        (features, logits)
    }

    /// Features `[batch, 64]` and the probabilities of the classes `[batch, 10]`.
    pub fn classify(&self, images: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let (features, logits) = self.forward(images);
        (features, softmax(logits, 1))
    }
}

fn read_bf16(file: &SafeTensors, name: &str, count: usize) -> Result<Vec<f32>> {
    let (halves, _) = bytes(file, name, Dtype::BF16, 2 * count)?.as_chunks();
    let values = halves.iter().map(|half| {
        let bits = u16::from_le_bytes(*half);
        f32::from_bits(u32::from(bits) << 16)
    });
    Ok(values.collect())
}

/// The `count` values of an f32 tensor of a file.
pub(super) fn read_f32(file: &SafeTensors, name: &str, count: usize) -> Result<Vec<f32>> {
    Ok(floats(bytes(file, name, Dtype::F32, 4 * count)?).collect())
}

fn bytes<'a>(file: &SafeTensors<'a>, name: &str, dtype: Dtype, length: usize) -> Result<&'a [u8]> {
    let view = file
        .tensor(name)
        .map_err(|_| corrupt(format!("it has no tensor {name}")))?;
    if view.dtype() != dtype || view.data().len() != length {
        return Err(corrupt(format!(
            "{name} is {} bytes of {:?}, but must be {length} of {dtype:?}",
            view.data().len(),
            view.dtype()
        )));
    }
    Ok(view.data())
}

/// The nearest bfloat16 of each number: the upper half of an f32.
fn to_bf16(values: &[f32]) -> Vec<u8> {
    let halves = values.iter().flat_map(|value| {
        let rounded = value.to_bits().saturating_add(0x8000);
        ((rounded >> 16) as u16).to_le_bytes()
    });
    halves.collect()
}

pub(super) fn corrupt(reason: String) -> Error {
    Error::DataCorrupt {
        what: "the classifier's file".to_owned(),
        reason,
    }
}
