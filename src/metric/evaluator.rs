//! Evaluates samples by a classifier, against what real images score.

use burn::tensor::{Device, Tensor};
use safetensors::SafeTensors;
use serde::Serialize;

use super::{
    classifier::{Classifier, FEATURES, open, read_f32},
    diversity::{diversity, within_class},
    frechet::{FrechetReference, Moments},
    histogram::{histogram, modes_covered},
    neighbors::{Fidelity, K, Manifold, fidelity},
};
use crate::{
    data::{ImageShape, intensities},
    error::{Error, Result},
    tensors::{matrix, read_all},
    train::Run,
};

/// Images read at once, which bounds the memory it takes.
const CHUNK: usize = 250;
/// Samples that the Frechet distance and all that comes with it are measured on in the page. Fewer would
/// make the distance larger than it is.
pub const FULL_COUNT: usize = 1000;

/// What the classifier reads in images.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The most probable class of each.
    pub labels: Vec<u8>,
    /// The probability of that class.
    pub confidences: Vec<f32>,
    /// `count * 64`
    pub features: Vec<f32>,
}

/// What real images and noise score: the scale of the Frechet distance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reference {
    /// Of the features of all test images.
    #[serde(skip)]
    mean: Vec<f32>,
    /// `64 * 64`
    #[serde(skip)]
    covariance: Vec<f32>,
    /// The distance of 10,000 training images, and of 1,000, from the test images: as good as can be.
    pub floor: [f32; 2],
    /// The distance of 10,000 images of noise.
    pub ceiling: f32,
    /// The mean confidence in test images.
    pub confidence: f32,
}

/// How good samples are.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Quality {
    /// Samples that were evaluated.
    pub count: usize,
    /// The share of each class.
    pub histogram: Vec<f32>,
    /// Classes that at least one sample in a hundred is of.
    pub modes: usize,
    /// How sure the classifier is of its classes, on average.
    pub confidence: f32,
    /// The share of samples of the class that was asked for; nothing where G is not told the class.
    pub agreement: Option<f32>,
    /// What takes more samples and time; nothing in between.
    pub full: Option<FullQuality>,
}

/// The part of [`Quality`] that takes more samples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FullQuality {
    /// The Frechet distance from the test images on the classifier's features; nothing where a feature
    /// is not finite.
    pub frechet: Option<f32>,
    /// What real images score with 1,000 samples where there are no more, else with 10,000.
    pub floor: f32,
    #[serde(flatten)]
    pub fidelity: Fidelity,
    /// How far samples of a class are apart, as a share of what real images of it are.
    pub diversity: f32,
}

/// A classifier with what real images score.
pub struct Evaluator {
    classifier: Classifier,
    device: Device,
    reference: Option<(Reference, FrechetReference)>,
    real: Option<Real>,
}

/// Real images to compare with.
struct Real {
    manifold: Manifold,
    within_class: Vec<f32>,
}

impl Reference {
    /// From readings of all test images, 10,000 training images and 10,000 images of noise.
    pub fn measured(test: &Reading, train: &Reading, noise: &Reading) -> Self {
        let moments = |reading: &Reading, count: usize| {
            let end = reading.features.len().min(count * FEATURES);
            Moments::of(&reading.features[..end], FEATURES)
        };
        let all = moments(test, usize::MAX / FEATURES);
        let frechet_reference = FrechetReference::new(all.clone());
        let distance =
            |reading, count| frechet_reference.frechet_distance(&moments(reading, count)) as f32;
        Self {
            floor: [distance(train, 10_000), distance(train, FULL_COUNT)],
            ceiling: distance(noise, 10_000),
            confidence: mean(&test.confidences),
            mean: all.mean.iter().map(|value| *value as f32).collect(),
            covariance: all.covariance.iter().map(|value| *value as f32).collect(),
        }
    }

    /// As the tensors of a classifier's file.
    pub fn tensors(&self) -> [(&'static str, Vec<f32>); 3] {
        let scale = [self.floor[0], self.floor[1], self.ceiling, self.confidence];
        [
            ("mean", self.mean.clone()),
            ("covariance", self.covariance.clone()),
            ("scale", scale.to_vec()),
        ]
    }

    fn read(file: &SafeTensors) -> Result<Self> {
        let scale = read_f32(file, "scale", 4)?;
        Ok(Self {
            mean: read_f32(file, "mean", FEATURES)?,
            covariance: read_f32(file, "covariance", FEATURES * FEATURES)?,
            floor: [scale[0], scale[1]],
            ceiling: scale[2],
            confidence: scale[3],
        })
    }

    fn frechet_reference(&self) -> FrechetReference {
        let wide = |values: &[f32]| values.iter().map(|value| f64::from(*value)).collect();
        FrechetReference::new(Moments {
            mean: wide(&self.mean),
            covariance: wide(&self.covariance),
        })
    }
}

impl Evaluator {
    /// Loads a file of `weights/`.
    ///
    /// # Errors
    /// `data_corrupt` with the reason.
    pub fn new(bytes: &[u8], device: &Device) -> Result<Self> {
        let file = open(bytes)?;
        let reference = Reference::read(&file)?;
        let frechet_reference = reference.frechet_reference();
        Ok(Self {
            classifier: Classifier::load(bytes, device)?,
            device: device.clone(),
            reference: Some((reference, frechet_reference)),
            real: None,
        })
    }

    /// Loads the classifier alone, which can read but has nothing to compare with.
    ///
    /// # Errors
    /// `data_corrupt` with the reason.
    pub fn of_weights(bytes: &[u8], device: &Device) -> Result<Self> {
        Ok(Self {
            classifier: Classifier::load(bytes, device)?,
            device: device.clone(),
            reference: None,
            real: None,
        })
    }

    /// What images its classifier knows.
    pub fn shape(&self) -> &ImageShape {
        self.classifier.shape()
    }

    /// What real images and noise score.
    pub fn reference(&self) -> Option<&Reference> {
        self.reference.as_ref().map(|(reference, _)| reference)
    }

    /// Takes the real images (pixels 0 to 255) that precision, recall, density, coverage and
    /// diversity compare with; without them there are none.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn set_real(&mut self, pixels: &[u8]) -> Result<()> {
        let Reading {
            labels, features, ..
        } = self.read(&intensities(pixels)).await?;
        self.real = Some(Real {
            within_class: within_class(&features, &labels, FEATURES, self.shape().class_count()),
            manifold: Manifold::new(features, FEATURES, K),
        });
        Ok(())
    }

    /// Reads images, pixels in 0..1, `[count, height, width, channels]`.
    ///
    /// # Errors
    /// `invalid_option` where they are no whole images of the classifier's shape, `device_failed`.
    pub async fn read(&self, pixels: &[f32]) -> Result<Reading> {
        let (size, classes) = (self.shape().len(), self.shape().class_count());
        if !pixels.len().is_multiple_of(size) {
            return Err(Error::InvalidOption {
                name: "the number of pixels".to_owned(),
                value: pixels.len().to_string(),
                bound: format!("a multiple of {size}"),
            });
        }
        let mut reading = Reading::default();
        for pixels in pixels.chunks(CHUNK * size) {
            let images = matrix(pixels.to_vec(), size, &self.device);
            let images = images.mul_scalar(2.0).sub_scalar(1.0);
            let (features, probabilities) = self.classifier.classify(images);
            let tensors: Vec<Tensor<1>> = vec![features.reshape([-1]), probabilities.reshape([-1])];
            let data = read_all(tensors).await?;
            reading.features.extend(data[0].iter::<f32>());
            let probabilities: Vec<f32> = data[1].iter::<f32>().collect();
            for row in probabilities.chunks(classes) {
                let best = (0..classes).max_by(|a, b| row[*a].total_cmp(&row[*b]));
                let best = best.unwrap_or(0);
                reading.labels.push(best as u8);
                reading.confidences.push(row[best]);
            }
        }
        Ok(reading)
    }

    /// Draws `count` samples of a run, the classes in turn, and evaluates them; `full` for all that can be
    /// said of them.
    ///
    /// # Errors
    /// `data_corrupt` where the classifier knows other images than this run draws, `device_failed`.
    pub async fn evaluate(&self, run: &Run, count: usize, full: bool) -> Result<Quality> {
        if !run.shape().fits(self.shape()) {
            return Err(Error::DataCorrupt {
                what: "the classifier's file".to_owned(),
                reason: format!(
                    "it knows {}, but this run draws {}",
                    self.shape(),
                    run.shape()
                ),
            });
        }
        let labels = run.shape().labels_in_turn(count);
        // Other noise each time, or the same few samples would be evaluated again and again.
        let seed = run.step() as u32;
        let reading = self.read(&run.sample(seed, &labels).await?).await?;
        let wanted = run.config().is_conditional().then_some(&labels[..]);
        Ok(self.quality(reading, wanted, full))
    }

    /// How good samples are that were asked to be of the classes `wanted`, or of none; `full` for all that
    /// can be said.
    pub fn quality(&self, reading: Reading, wanted: Option<&[u8]>, full: bool) -> Quality {
        let histogram = histogram(&reading.labels, self.shape().class_count());
        let agreement = wanted.map(|wanted| {
            let right = reading.labels.iter().zip(wanted).filter(|(a, b)| a == b);
            right.count() as f32 / wanted.len().max(1) as f32
        });
        Quality {
            count: reading.labels.len(),
            modes: modes_covered(&histogram),
            histogram,
            confidence: mean(&reading.confidences),
            agreement,
            full: if full { self.full(reading) } else { None },
        }
    }

    fn full(&self, reading: Reading) -> Option<FullQuality> {
        let ((reference, frechet_reference), real) =
            (self.reference.as_ref()?, self.real.as_ref()?);
        let moments = Moments::of(&reading.features, FEATURES);
        let classes = self.shape().class_count();
        let within = within_class(&reading.features, &reading.labels, FEATURES, classes);
        let floor = reference.floor[usize::from(reading.labels.len() <= FULL_COUNT)];
        let fake = Manifold::new(reading.features, FEATURES, K);
        Some(FullQuality {
            frechet: Some(frechet_reference.frechet_distance(&moments) as f32)
                .filter(|d| d.is_finite()),
            floor,
            fidelity: fidelity(&real.manifold, &fake),
            diversity: diversity(&within, &real.within_class),
        })
    }
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len().max(1) as f32
}
