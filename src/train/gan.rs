//! One training step of a GAN: of D, as often as asked for, then of G.

use burn::{
    module::Module,
    tensor::{Device, Tensor},
};

use super::{
    Balance, Half, Learner,
    augment::augmented,
    tensors::{matrix, one_hot, scaled},
};
use crate::{
    config::{Config, Loss},
    data::{Batch, PIXELS},
    kernel::{criterion, tanh},
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

    /// Takes the step after `steps` steps, a step of D on each of `batches`. Returns the logits that L_D and
    /// L_G are of, from which [`stand`] tells how it went.
    pub fn step(
        &mut self,
        config: &Config,
        steps: u64,
        batches: &[Batch],
        device: &Device,
    ) -> Vec<Tensor<1>> {
        let mut record = Vec::new();
        for (index, batch) in batches.iter().enumerate() {
            let counter = steps * batches.len() as u64 + index as u64;
            let mut random = Random::new(config.seed, Purpose::Regularizers, counter);
            // One batch of generated images serves the last step of D and that of G.
            let images = self.images(config, counter, batch, device);
            let seen_by_d = self.discriminator_step(config, &images, &mut random);
            if index + 1 == batches.len() {
                let seen_by_g = self.generator_step(config, &images, &mut random);
                record = vec![seen_by_d, seen_by_g];
            }
        }
        record
    }

    /// Real images, and as many generated ones with the same labels, whose shares they so have.
    fn images(&self, config: &Config, counter: u64, batch: &Batch, device: &Device) -> Images {
        let latents = Random::new(config.seed, Purpose::Fakes, counter)
            .normal(config.batch_size * config.latent);
        // All that goes to the device before anything is computed there, for which a GPU would have to
        // hand over what is pending.
        let latents = matrix(latents, config.latent, device);
        let labels = one_hot(&batch.labels, device);
        let labels_twice = one_hot(&batch.labels.repeat(2), device);
        let real = matrix(scaled(&batch.pixels), PIXELS, device);
        let fake = self.generator.network.forward(latents, labels.clone());
        Images {
            real: packed(config, real),
            fake: packed(config, tanh(fake)),
            labels: packed(config, labels),
            labels_twice: packed(config, labels_twice),
        }
    }

    /// One step of one of the networks alone, on the images of `counter`. Returns what it was taken on, as it
    /// was before the step, outside autodiff.
    pub fn half_step(
        &mut self,
        config: &Config,
        half: Half,
        counter: u64,
        batch: &Batch,
        device: &Device,
    ) -> Seen {
        let mut random = Random::new(config.seed, Purpose::Regularizers, counter);
        let images = self.images(config, counter, batch, device);
        let seen = self.seen(config, &images);
        match half {
            Half::Discriminator => self.discriminator_step(config, &images, &mut random),
            Half::Generator => self.generator_step(config, &images, &mut random),
        };
        seen
    }

    /// What D makes of images, and how L_G would have the generated ones changed.
    fn seen(&self, config: &Config, images: &Images) -> Seen {
        let judge = self.discriminator.network.clone().freeze();
        let mut images = images.without_gradient();
        let fake = Tensor::from_inner(images.fake.clone().inner()).require_grad();
        images.fake = fake.clone();
        let logits = judge.forward(images.both(), 2, None);
        let loss = config.loss.generator();
        let [rows, _] = logits.dims();
        let seen_by_g = match loss.real {
            Some(_) => logits.clone(),
            None => logits.clone().slice([rows / 2..rows, 0..1]),
        };
        let gradient = fake.grad(&criterion(seen_by_g.clone(), loss).backward());
        let [real, fake] = [images.real, images.fake].map(Tensor::inner);
        Seen {
            gradient: gradient.unwrap_or_else(|| fake.zeros_like()),
            real,
            fake,
            logits: [logits, seen_by_g].map(|logits| logits.inner().reshape([-1])),
        }
    }

    /// One step of D. Returns the logits of real and of generated images before it.
    fn discriminator_step(
        &mut self,
        config: &Config,
        images: &Images,
        random: &mut Random,
    ) -> Tensor<1> {
        if config.spectral_norm {
            let network = self.discriminator.network.clone();
            self.discriminator.network = network.iterate();
        }
        let images = images.without_gradient().augmented(config, random);
        let network = &self.discriminator.network;
        let both = noisy(config, images.both(), random);
        let logits = network.forward(both, 2, Some(random));
        let loss = config.loss.discriminator(config.label_smoothing);
        let mut penalized = criterion(logits.clone(), loss);
        if config.r1 > 0.0 {
            let gradient = network.input_gradient(images.real(), Some(random));
            penalized = penalized + slope_penalty(gradient).mul_scalar(config.r1);
        }
        if config.r2 > 0.0 {
            let gradient = network.input_gradient(images.fake(), Some(random));
            penalized = penalized + slope_penalty(gradient).mul_scalar(config.r2);
        }
        if config.gradient_penalty > 0.0 {
            let gradient = network.input_gradient(images.between(random), Some(random));
            penalized = penalized + gradient_penalty(gradient).mul_scalar(config.gradient_penalty);
        }
        let clip = (config.loss == Loss::Wasserstein).then_some(config.clip);
        self.discriminator.step(&mut penalized.backward(), clip);
        logits.inner().reshape([-1])
    }

    /// One step of G. Returns the logits that its loss is of.
    fn generator_step(
        &mut self,
        config: &Config,
        images: &Images,
        random: &mut Random,
    ) -> Tensor<1> {
        // D only passes the gradient on to G here, so its own weights need none.
        let judge = self.discriminator.network.clone().no_grad();
        let images = images.augmented(config, random);
        let loss = config.loss.generator();
        let (images, batches) = match loss.real {
            Some(_) => (images.both(), 2),
            None => (images.fake(), 1),
        };
        let logits = judge.forward(noisy(config, images, random), batches, Some(random));
        let loss = criterion(logits.clone(), loss);
        self.generator.step(&mut loss.backward(), None);
        logits.inner().reshape([-1])
    }
}

/// L_D without penalties and L_G, and how D and G stood, of the numbers that [`Gan::step`] returned.
pub(crate) fn stand(config: &Config, logits: &[f32]) -> ([f32; 2], Balance) {
    let images = config.batch_size / config.packing;
    let (seen_by_d, seen_by_g) = logits.split_at(2 * images);
    let losses = [
        config
            .loss
            .discriminator(config.label_smoothing)
            .value(seen_by_d),
        config.loss.generator().value(seen_by_g),
    ];
    let (real, fake) = seen_by_d.split_at(images);
    (losses, Balance::new(config.loss, real, fake))
}

/// `[batch, columns]` with all rows that D judges at once beside each other.
pub(crate) fn packed(config: &Config, rows: Tensor<2>) -> Tensor<2> {
    let [batch, columns] = rows.dims();
    // [batch, columns] -> [batch / packing, packing * columns]
    rows.reshape([batch / config.packing, config.packing * columns])
}

/// What half a step is taken on, outside autodiff.
pub(crate) struct Seen {
    /// `[rows, packing * 784]` in -1..1 each.
    pub real: Tensor<2>,
    pub fake: Tensor<2>,
    /// That of L_G at the generated images.
    pub gradient: Tensor<2>,
    /// What L_D and what L_G are of, as [`Gan::step`] returns it, but without noise and dropout.
    pub logits: [Tensor<1>; 2],
}

/// What D looks at in a step, as [`packed`] puts it.
struct Images {
    real: Tensor<2>,
    fake: Tensor<2>,
    /// Of either.
    labels: Tensor<2>,
    /// Of both, one under the other.
    labels_twice: Tensor<2>,
}

impl Images {
    /// For D's own step, in which G does not learn.
    fn without_gradient(&self) -> Self {
        Self {
            real: self.real.clone(),
            fake: self.fake.clone().detach(),
            labels: self.labels.clone(),
            labels_twice: self.labels_twice.clone(),
        }
    }

    /// As D is shown them, which differs from time to time.
    fn augmented(&self, config: &Config, random: &mut Random) -> Self {
        let mut change =
            |images: &Tensor<2>| augmented(images.clone(), config.augmentation, random);
        Self {
            real: change(&self.real),
            fake: change(&self.fake),
            labels: self.labels.clone(),
            labels_twice: self.labels_twice.clone(),
        }
    }

    fn real(&self) -> Labelled {
        self.labelled(self.real.clone())
    }

    fn fake(&self) -> Labelled {
        self.labelled(self.fake.clone())
    }

    fn labelled(&self, images: Tensor<2>) -> Labelled {
        let labels = self.labels.clone();
        Labelled { images, labels }
    }

    /// The real images, then the generated ones, as one batch under the other.
    fn both(&self) -> Labelled {
        Labelled {
            images: Tensor::cat(vec![self.real.clone(), self.fake.clone()], 0),
            labels: self.labels_twice.clone(),
        }
    }

    /// A point on the way from each real image to a generated one.
    fn between(&self, random: &mut Random) -> Labelled {
        let [rows, _] = self.real.dims();
        let share = matrix(random.shares(rows), 1, &self.real.device());
        let way = self.fake.clone() - self.real.clone();
        self.labelled(self.real.clone() + way * share)
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
