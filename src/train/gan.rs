//! One training step of a GAN: of D, as often as asked for, then of G.

use burn::{
    module::Module,
    tensor::{Device, Tensor},
};

use super::{
    Learner,
    tensors::{matrix, one_hot, scaled},
};
use crate::{
    config::{Config, Loss},
    data::{Batch, CLASSES, PIXELS},
    kernel::tanh,
    loss::{gradient_penalty, slope_penalty},
    model::{Discriminator, Generator, Labelled},
    random::{Purpose, Random},
};

/// Both networks of a GAN.
pub(crate) struct Gan {
    pub generator: Learner<Generator>,
    pub discriminator: Learner<Discriminator>,
}

impl Gan {
    pub fn new(config: &Config, device: &Device) -> Self {
        let generator = Generator::new(config, device);
        let discriminator = Discriminator::new(config, device);
        Self {
            generator: Learner::new(
                generator,
                config.generator_optimizer(),
                Some(config.ema_decay),
            ),
            discriminator: Learner::new(discriminator, config.discriminator_optimizer(), None),
        }
    }

    /// Takes the step after `steps` steps, a step of D on each of `batches`. Returns L_D and L_G without
    /// penalties, then the logits of the last real and generated images.
    pub fn step(
        &mut self,
        config: &Config,
        steps: u64,
        batches: &[Batch],
        device: &Device,
    ) -> Tensor<1> {
        let mut record = Vec::new();
        for (index, batch) in batches.iter().enumerate() {
            let counter = steps * batches.len() as u64 + index as u64;
            let latents = Random::new(config.seed, Purpose::Fakes, counter)
                .normal(config.batch_size * config.latent);
            let mut random = Random::new(config.seed, Purpose::Regularizers, counter);
            // The generated images get the labels of the real ones, whose shares they so have.
            let labels = one_hot(&batch.labels, device);
            let real = pack(
                config,
                matrix(scaled(&batch.pixels), PIXELS, device),
                &labels,
            );
            // One batch of generated images serves the last step of D and that of G.
            let latents = matrix(latents, config.latent, device);
            let fake = self.generator.network.forward(latents, labels.clone());
            let fake = pack(config, tanh(fake), &labels);

            let (loss, logits) = self.discriminator_step(config, &real, &fake, &mut random);
            if index + 1 == batches.len() {
                let generator_loss = self.generator_step(config, real, fake, &mut random);
                let logits = logits.map(|logits| logits.inner().reshape([-1]));
                record = vec![loss.inner(), generator_loss.inner()];
                record.extend(logits);
            }
        }
        Tensor::cat(record, 0)
    }

    /// One step of D. Returns L_D without penalties, and the logits of real and generated images.
    fn discriminator_step(
        &mut self,
        config: &Config,
        real: &Labelled,
        fake: &Labelled,
        random: &mut Random,
    ) -> (Tensor<1>, [Tensor<2>; 2]) {
        let fake = Labelled {
            images: fake.images.clone().detach(),
            labels: fake.labels.clone(),
        };
        if config.spectral_norm {
            let network = self.discriminator.network.clone();
            self.discriminator.network = network.iterate();
        }
        let network = &self.discriminator.network;
        let real_logits = network.forward(noisy(config, real.clone(), random), Some(random));
        let fake_logits = network.forward(noisy(config, fake.clone(), random), Some(random));
        let logits = [real_logits, fake_logits];
        let [real_logits, fake_logits] = logits.clone();
        let loss = config
            .loss
            .discriminator(real_logits, fake_logits, config.label_smoothing);

        let mut penalized = loss.clone();
        if config.r1 > 0.0 {
            let gradient = network.input_gradient(real.clone(), Some(random));
            penalized = penalized + slope_penalty(gradient).mul_scalar(config.r1);
        }
        if config.r2 > 0.0 {
            let gradient = network.input_gradient(fake.clone(), Some(random));
            penalized = penalized + slope_penalty(gradient).mul_scalar(config.r2);
        }
        if config.gradient_penalty > 0.0 {
            let gradient = network.input_gradient(between(real, &fake, random), Some(random));
            penalized = penalized + gradient_penalty(gradient).mul_scalar(config.gradient_penalty);
        }
        let clip = (config.loss == Loss::Wasserstein).then_some(config.clip);
        self.discriminator.step(&mut penalized.backward(), clip);
        (loss, logits)
    }

    /// One step of G. Returns L_G.
    fn generator_step(
        &mut self,
        config: &Config,
        real: Labelled,
        fake: Labelled,
        random: &mut Random,
    ) -> Tensor<1> {
        // D only passes the gradient on to G here, so its own weights need none.
        let judge = self.discriminator.network.clone().no_grad();
        let logits = judge.forward(noisy(config, fake, random), Some(random));
        let loss = config.loss.generator(logits, || {
            judge.forward(noisy(config, real, random), Some(random))
        });
        self.generator.step(&mut loss.backward(), None);
        loss
    }
}

/// Images as D sees them, one or two at once.
pub(crate) fn pack(config: &Config, images: Tensor<2>, labels: &Tensor<2>) -> Labelled {
    let packs = images.dims()[0] / config.packing;
    // [batch, 784] -> [batch / packing, packing * 784]
    Labelled {
        images: images.reshape([packs, config.packing * PIXELS]),
        labels: labels.clone().reshape([packs, config.packing * CLASSES]),
    }
}

/// Images with instance noise on them (Sønderby et al., arXiv 1610.04490), where there is any.
fn noisy(config: &Config, input: Labelled, random: &mut Random) -> Labelled {
    if config.instance_noise == 0.0 {
        return input;
    }
    let [rows, columns] = input.images.dims();
    let noise = matrix(
        random.normal(rows * columns),
        columns,
        &input.images.device(),
    );
    Labelled {
        images: input.images + noise.mul_scalar(config.instance_noise),
        labels: input.labels,
    }
}

/// A point on the way from each real image to a generated one.
fn between(real: &Labelled, fake: &Labelled, random: &mut Random) -> Labelled {
    let [rows, _] = real.images.dims();
    let share = matrix(random.shares(rows), 1, &real.images.device());
    let way = fake.images.clone() - real.images.clone();
    Labelled {
        images: real.images.clone() + way * share,
        labels: real.labels.clone(),
    }
}
