//! Images from the averaged generator.

use burn::{module::Module, tensor::Tensor};

use super::{Run, SAMPLES_AT_ONCE};
use crate::{
    error::{Error, Result},
    model::{Input, Network, Output, Pass},
    random::{Purpose, Random},
    tensors::{matrix, one_hot, read},
};

/// More images than anyone asks for at once.
const MAX_IMAGES: usize = 100_000;

impl Run {
    /// Draws one image for each label: pixels in 0..1, `[labels, height, width, channels]`. A generator that is not
    /// told the class takes no notice of which labels they are.
    ///
    /// # Errors
    /// `invalid_option` where a label is of no class or there are too many, `device_failed`.
    pub async fn sample(&self, seed: u32, labels: &[u8]) -> Result<Vec<f32>> {
        self.shape.check_labels(labels)?;
        let latents = self.latents(seed, labels.len())?;
        let labels = one_hot(labels, self.shape.class_count());
        self.generate(&latents, &labels).await
    }

    /// The latent vectors that [`Run::sample`] draws `count` images of, `[count, latent]`.
    ///
    /// # Errors
    /// `invalid_option` where there are more than 100,000.
    pub fn latents(&self, seed: u32, count: usize) -> Result<Vec<f32>> {
        if count > MAX_IMAGES {
            return Err(Error::InvalidOption {
                name: "the number of images".to_owned(),
                value: count.to_string(),
                bound: format!("at most {MAX_IMAGES}"),
            });
        }
        Ok(Random::new(seed, Purpose::Samples, 0).normal(count * self.config.latent))
    }

    /// Draws images of latent vectors `[count, latent]` with weights of the labels `[count, classes]` (all on one for
    /// an image of that class, between two for one on the way from one to the other): pixels in 0..1,
    /// `[count, height, width, channels]`.
    ///
    /// # Errors
    /// `invalid_option` where the lengths do not fit or a number is not finite, `device_failed`.
    pub async fn generate(&self, latents: &[f32], labels: &[f32]) -> Result<Vec<f32>> {
        let (latent, classes) = (self.config.latent, self.shape.class_count());
        let count = latents.len() / latent;
        let wanted = count.max(1) * latent;
        if !latents.is_empty() {
            expect_length("the length of the latent vectors", latents, wanted)?;
        }
        expect_length("the length of the labels' weights", labels, count * classes)?;
        let generator = self.averaged_generator().valid();
        let mut pixels = Vec::with_capacity(count * self.shape.len());
        let chunks = latents.chunks(SAMPLES_AT_ONCE * latent);
        for (latents, labels) in chunks.zip(labels.chunks(SAMPLES_AT_ONCE * classes)) {
            let input = Input {
                values: matrix(latents.to_vec(), latent, &self.device),
                labels: self
                    .config
                    .is_conditional()
                    .then(|| matrix(labels.to_vec(), classes, &self.device)),
            };
            let images = intensities(&generator, input);
            pixels.extend(read(images.reshape([-1])).await?);
        }
        Ok(pixels)
    }

    /// The generator, or a VAE's decoder, with averaged weights, within autodiff. It is a copy.
    pub(crate) fn averaged_generator(&self) -> Network {
        let [generator, _] = self.model.parts();
        generator.averaged()
    }
}

/// What a generator draws, as pixels in 0..1, `[rows, height * width * channels]`.
pub(crate) fn intensities(generator: &Network, input: Input) -> Tensor<2> {
    let values = generator.output(generator.forward(input, &mut Pass::evaluation()));
    match generator.architecture().output {
        Output::Sigmoid => values,
        Output::Tanh | Output::Identity => values.add_scalar(1.0).div_scalar(2.0).clamp(0.0, 1.0),
    }
}

/// Checks that there are so many numbers, all of them finite.
pub(crate) fn expect_length(name: &str, numbers: &[f32], length: usize) -> Result<()> {
    let refuse = |value: String, bound: String| {
        Err(Error::InvalidOption {
            name: name.to_owned(),
            value,
            bound,
        })
    };
    if numbers.len() != length {
        return refuse(numbers.len().to_string(), length.to_string());
    }
    match numbers.iter().find(|number| !number.is_finite()) {
        Some(number) => refuse(number.to_string(), "of finite numbers".to_owned()),
        None => Ok(()),
    }
}
