//! A small classifier, whose opinions and features the metrics are made of. It is trained by
//! `examples/train_classifier.rs`, one for each data set.

use std::collections::HashMap;

use burn::tensor::{Device, Tensor, TensorData, activation::softmax};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use crate::{
    data::ImageShape,
    error::{Error, Result},
    model::{Architecture, Features, Input, LayerSpec, Network, Parameter, Pass, RELU, dcgan},
    tensors::{floats, read_all},
};

/// Numbers by which the classifier describes an image.
pub const FEATURES: usize = 64;
/// Channels after the second and the first convolution.
const CHANNELS: [usize; 2] = [32, 16];
/// The key in a file's metadata under which the shape of the images is.
const SHAPE: &str = "shape";

/// Two convolutions, a linear layer to the features, and one to the classes.
#[derive(Debug, Clone)]
pub struct Classifier {
    network: Network,
    shape: ImageShape,
}

/// The classifier of images of a shape, whose sides are multiples of 4.
pub fn architecture(shape: &ImageShape) -> Architecture {
    let [height, width, channels] = shape.dims();
    let mut network = Architecture::new("classifier", Features::maps(height, width, channels));
    network.layers = dcgan::convolutions(network.first_input(), CHANNELS, RELU);
    let features = LayerSpec::linear(
        "layers.2",
        network.last_features(),
        Features::vector(FEATURES),
    );
    network.layers.push(features.activated(RELU));
    let classes = Features::vector(shape.class_count());
    let head = LayerSpec::linear("classes", network.head_input(), classes);
    network.heads.push(head);
    network
}

impl Classifier {
    /// A network to be trained: its weights are those of the seed.
    ///
    /// # Errors
    /// `invalid_option` where it cannot have such images.
    pub fn new(shape: ImageShape, seed: u32, device: &Device) -> Result<Self> {
        shape.check()?;
        for side in [shape.height, shape.width] {
            if !side.is_multiple_of(dcgan::REDUCTION) {
                return Err(Error::InvalidOption {
                    name: "a side of the images".to_owned(),
                    value: side.to_string(),
                    bound: format!("a multiple of {}", dcgan::REDUCTION),
                });
            }
        }
        Ok(Self {
            network: Network::new(architecture(&shape), seed, 0, device),
            shape,
        })
    }

    /// The classifier that a file has, as [`Classifier::save`] writes it.
    ///
    /// # Errors
    /// `data_corrupt` where the file lacks its shape or a tensor, or has one in another shape.
    pub fn load(bytes: &[u8], device: &Device) -> Result<Self> {
        let (_, header) =
            SafeTensors::read_metadata(bytes).map_err(|error| corrupt(error.to_string()))?;
        let shape = header.metadata().as_ref().and_then(|map| map.get(SHAPE));
        let shape =
            shape.ok_or_else(|| corrupt("it does not say what images it knows".to_owned()))?;
        let shape = serde_json::from_str(shape).map_err(|error| corrupt(error.to_string()))?;
        let Self { network, shape } = Self::new(shape, 0, device)?;
        let file = open(bytes)?;
        let values = network
            .parameters()
            .iter()
            .map(|parameter| {
                let count = parameter.shape.iter().product();
                let values = read_bf16(&file, &parameter.name, count)?;
                Ok(Tensor::from_data(TensorData::new(values, [count]), device))
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(Self {
            network: network.with_values(values),
            shape,
        })
    }

    /// What images it knows.
    pub fn shape(&self) -> &ImageShape {
        &self.shape
    }

    /// The network, to be trained.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// With another network of the same architecture.
    pub fn with_network(self, network: Network) -> Self {
        Self { network, ..self }
    }

    /// The weights as bfloat16, named, with what else belongs into the file as f32.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn save(&self, others: &[(&str, Vec<f32>)]) -> Result<Vec<u8>> {
        let parameters = self.network.parameters();
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
        let shape =
            serde_json::to_string(&self.shape).map_err(|error| corrupt(error.to_string()))?;
        let metadata = HashMap::from([(SHAPE.to_owned(), shape)]);
        safetensors::serialize(views, Some(metadata)).map_err(|error| corrupt(error.to_string()))
    }

    /// `[batch, height * width * channels]` in -1..1 -> features `[batch, 64]` and logits `[batch, classes]`.
    pub fn forward(&self, images: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let input = Input {
            values: images,
            labels: None,
        };
        let mut pass = Pass::evaluation();
        self.network.features_and_logits(input, &mut pass)
    }

    /// Features `[batch, 64]` and the probabilities of the classes `[batch, classes]`.
    pub fn classify(&self, images: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let (features, logits) = self.forward(images);
        (features, softmax(logits, 1))
    }
}

/// The tensors of a file.
pub(super) fn open(bytes: &[u8]) -> Result<SafeTensors<'_>> {
    SafeTensors::deserialize(bytes).map_err(|error| corrupt(error.to_string()))
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
