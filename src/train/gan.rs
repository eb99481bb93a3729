//! One training step of a GAN: of D, as often as asked for, then of G.

use burn::{
    module::Module,
    tensor::{Device, Tensor},
};

use super::{
    Balance, Examples, GenerativeModel, Player, SingleUpdate, TrainState, augment::augmented,
};
use crate::{
    config::{Config, Loss},
    kernel::criterion,
    loss::{gradient_penalty, squared_gradient_penalty},
    model::{Architecture, Features, Input, Network, Pass},
    random::{Purpose, Random},
    tensors::matrix,
};

/// Both networks of a GAN.
pub(crate) struct Gan {
    config: Config,
    device: Device,
    pub generator: TrainState,
    pub discriminator: TrainState,
}

impl Gan {
    /// Before its first step: G, then D.
    pub fn new(
        config: &Config,
        [generator, discriminator]: [Architecture; 2],
        device: &Device,
    ) -> Self {
        let network = |architecture, which| Network::new(architecture, config.seed, which, device);
        Self {
            generator: TrainState::new(
                network(generator, 0),
                config.generator_optimizer(),
                Some(config.ema_decay),
            ),
            discriminator: TrainState::new(
                network(discriminator, 1),
                config.discriminator_optimizer(),
                None,
            ),
            config: config.clone(),
            device: device.clone(),
        }
    }

    /// Real images, and as many generated ones with the same labels, whose shares they so have. G's running
    /// statistics take the batch in where it is `new` to them.
    fn images(&mut self, batch: &Examples, new: bool) -> Images {
        let config = &self.config;
        let rows = config.batch_size / config.packing;
        // All that goes to the device before anything is computed there, for which a GPU would have to
        // hand over what is pending.
        let latents = matrix(batch.latents.clone(), config.latent, &self.device);
        let features = batch.real.len() / config.batch_size;
        let classes = batch.labels.len() / config.batch_size;
        let labels = |values: Vec<f32>| matrix(values, classes, &self.device);
        let told = (classes > 0).then(|| labels(batch.labels.clone()));
        let told_twice = (classes > 0).then(|| labels(batch.labels.repeat(2)));
        let real = matrix(batch.real.clone(), features, &self.device);
        let mut pass = Pass::training(1, None);
        let network = &self.generator.network;
        let input = Input {
            values: latents,
            labels: told.clone(),
        };
        let fake = network.output(network.forward(input, &mut pass));
        if new {
            let running = pass.into_running();
            self.generator
                .change(|network| network.keep_running(running));
        }
        // [batch, columns] -> [batch / packing, packing * columns]
        let packed = |tensor: Tensor<2>| {
            let [count, columns] = tensor.dims();
            let rows = rows * count / self.config.batch_size;
            tensor.reshape([rows, columns * self.config.packing])
        };
        Images {
            real: packed(real),
            fake: packed(fake),
            labels: told.map(packed),
            labels_twice: told_twice.map(packed),
        }
    }

    /// L_D with its penalties, the logits of real and then of generated images that it is of, and what the pass
    /// leaves.
    fn discriminator_loss(
        &self,
        images: &Images,
        random: &mut Random,
    ) -> (Tensor<1>, Tensor<2>, Vec<[Tensor<1>; 2]>) {
        let config = &self.config;
        let network = &self.discriminator.network;
        let images = images
            .without_gradient()
            .augmented(config, self.image_features(), random);
        let both = noisy(config, images.both(), random);
        let mut pass = Pass::training(2, Some(random));
        let logits = network.forward(both, &mut pass);
        let running = pass.into_running();
        let loss = config.loss.discriminator(config.label_smoothing);
        let mut loss = criterion(logits.clone(), loss);
        for (weight, input) in [(config.r1, images.real()), (config.r2, images.fake())] {
            if weight > 0.0 {
                let mut pass = Pass::training(1, Some(random));
                let gradient = network.input_gradient(input, &mut pass);
                loss = loss + squared_gradient_penalty(gradient).mul_scalar(weight);
            }
        }
        if config.gradient_penalty > 0.0 {
            let between = images.between(random);
            let mut pass = Pass::training(1, Some(random));
            let gradient = network.input_gradient(between, &mut pass);
            loss = loss + gradient_penalty(gradient).mul_scalar(config.gradient_penalty);
        }
        (loss, logits, running)
    }

    /// One step of D. Returns the logits of real and of generated images before it.
    fn discriminator_step(&mut self, images: &Images, random: &mut Random) -> Tensor<1> {
        self.discriminator.change(Network::iterate);
        let (loss, logits, running) = self.discriminator_loss(images, random);
        self.discriminator
            .change(|network| network.keep_running(running));
        let clip = (self.config.loss == Loss::Wasserstein).then_some(self.config.clip);
        self.discriminator.step(&mut loss.backward(), clip);
        logits.inner().reshape([-1])
    }

    /// One step of G. Returns the logits that its loss is of.
    fn generator_step(&mut self, images: &Images, random: &mut Random) -> Tensor<1> {
        let config = &self.config;
        let loss = config.loss.generator();
        let images = images.augmented(config, self.image_features(), random);
        let (input, batches) = match loss.real {
            Some(_) => (images.both(), 2),
            None => (images.fake(), 1),
        };
        // D only passes the gradient on to G here, so its own weights need none.
        let discriminator = self.discriminator.network.clone().no_grad();
        let input = noisy(config, input, random);
        let mut pass = Pass::training(batches, Some(random));
        let logits = discriminator.forward(input, &mut pass);
        let running = pass.into_running();
        self.discriminator
            .change(|network| network.keep_running(running));
        let loss = criterion(logits.clone(), loss);
        self.generator.step(&mut loss.backward(), None);
        logits.inner().reshape([-1])
    }

    /// The random numbers of the batch of a number, in the order in which D's step and then G's take them.
    fn regularizers(&self, counter: u64) -> Random {
        Random::new(self.config.seed, Purpose::Regularizers, counter)
    }

    /// What one image is to an augmentation.
    fn image_features(&self) -> Features {
        self.generator.network.architecture().last_features()
    }

    /// What D makes of images as it trains on them, but without noise and dropout, and how L_G would have the
    /// generated ones changed. Changes nothing.
    fn look(&self, images: &Images) -> Look {
        let discriminator = self.discriminator.network.clone().no_grad();
        let mut images = images.without_gradient();
        let fake = Tensor::from_inner(images.fake.clone().inner()).require_grad();
        images.fake = fake.clone();
        let logits = discriminator.forward(images.both(), &mut Pass::training(2, None));
        let loss = self.config.loss.generator();
        let [rows, _] = logits.dims();
        let seen_by_g = match loss.real {
            Some(_) => logits.clone(),
            None => logits.clone().slice([rows / 2..rows, 0..1]),
        };
        let gradient = fake.grad(&criterion(seen_by_g.clone(), loss).backward());
        let [real, fake] = [images.real, images.fake].map(Tensor::inner);
        Look {
            gradient: gradient.unwrap_or_else(|| fake.zeros_like()),
            real,
            fake,
            logits: [logits, seen_by_g].map(|logits| logits.inner().reshape([-1])),
        }
    }

    /// Where L_G would have points `[count, features]` go that G made, -dL/dx of each one's own term L, beside as many
    /// real ones. Changes nothing.
    pub fn descent(&self, real: Vec<f32>, fake: Vec<f32>, features: usize) -> Tensor<2> {
        let images = Images {
            real: matrix(real, features, &self.device),
            fake: matrix(fake, features, &self.device),
            labels: None,
            labels_twice: None,
        };
        let [count, _] = images.fake.dims();
        // The loss is the mean of the terms.
        self.look(&images).gradient.mul_scalar(-(count as f64))
    }
}

impl GenerativeModel for Gan {
    fn parts(&self) -> [&TrainState; 2] {
        [&self.generator, &self.discriminator]
    }

    fn parts_mut(&mut self) -> [&mut TrainState; 2] {
        [&mut self.generator, &mut self.discriminator]
    }

    fn batches_per_step(&self) -> usize {
        self.config.d_steps
    }

    fn loss_names(&self) -> [&'static str; 2] {
        ["discriminator", "generator"]
    }

    fn step(&mut self, counter: u64, batches: &[Examples]) -> Vec<Tensor<1>> {
        let mut record = Vec::new();
        for (index, batch) in batches.iter().enumerate() {
            let mut random = self.regularizers(counter + index as u64);
            // One batch of generated images serves the last step of D and that of G.
            let images = self.images(batch, true);
            let seen_by_d = self.discriminator_step(&images, &mut random);
            if index + 1 == batches.len() {
                let seen_by_g = self.generator_step(&images, &mut random);
                record = vec![seen_by_d, seen_by_g];
            }
        }
        record
    }

    fn losses(&self, logits: &[f32]) -> ([f32; 2], Option<Balance>) {
        let config = &self.config;
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
        (losses, Some(Balance::new(config.loss, real, fake)))
    }

    fn single_update(
        &mut self,
        player: Player,
        counter: u64,
        batch: &Examples,
        repeats: bool,
    ) -> Option<SingleUpdate> {
        let mut random = self.regularizers(counter);
        let images = self.images(batch, !repeats);
        let look = self.look(&images);
        let [all, of_g] = look.logits.clone();
        let logits = match player {
            Player::Discriminator => [self.discriminator_step(&images, &mut random), of_g],
            Player::Generator => {
                // D's step of this batch comes first in the stream of random numbers, whether it was taken or not.
                self.discriminator_loss(&images, &mut random);
                [all, self.generator_step(&images, &mut random)]
            }
        };
        Some(SingleUpdate { look, logits })
    }

    fn discriminator(&self) -> Option<&Network> {
        Some(&self.discriminator.network)
    }
}

/// What one sees of a batch, outside autodiff.
pub(crate) struct Look {
    /// `[rows, packing * features]` in -1..1 each.
    pub real: Tensor<2>,
    pub fake: Tensor<2>,
    /// That of L_G at the generated images.
    pub gradient: Tensor<2>,
    /// D's logits of real images, then of generated ones; and those of them that L_G is of.
    pub logits: [Tensor<1>; 2],
}

/// What D looks at in a step: `[rows, packing * features]`, and labels `[rows, packing * classes]`.
struct Images {
    real: Tensor<2>,
    fake: Tensor<2>,
    /// Of either.
    labels: Option<Tensor<2>>,
    /// Of both, one under the other.
    labels_twice: Option<Tensor<2>>,
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
    fn augmented(&self, config: &Config, image: Features, random: &mut Random) -> Self {
        let mut change =
            |images: &Tensor<2>| augmented(images.clone(), image, config.augmentation, random);
        Self {
            real: change(&self.real),
            fake: change(&self.fake),
            labels: self.labels.clone(),
            labels_twice: self.labels_twice.clone(),
        }
    }

    fn real(&self) -> Input {
        self.labelled(self.real.clone())
    }

    fn fake(&self) -> Input {
        self.labelled(self.fake.clone())
    }

    fn labelled(&self, values: Tensor<2>) -> Input {
        let labels = self.labels.clone();
        Input { values, labels }
    }

    /// The real images, then the generated ones, as one batch under the other.
    fn both(&self) -> Input {
        Input {
            values: Tensor::cat(vec![self.real.clone(), self.fake.clone()], 0),
            labels: self.labels_twice.clone(),
        }
    }

    /// A point on the way from each real image to a generated one.
    fn between(&self, random: &mut Random) -> Input {
        let [rows, _] = self.real.dims();
        let share = matrix(random.shares(rows), 1, &self.real.device());
        let way = self.fake.clone() - self.real.clone();
        self.labelled(self.real.clone() + way * share)
    }
}

/// Images with instance noise on them (Sønderby et al., arXiv 1610.04490), where there is any.
fn noisy(config: &Config, input: Input, random: &mut Random) -> Input {
    if config.instance_noise == 0.0 {
        return input;
    }
    let [rows, columns] = input.values.dims();
    let noise = random.normal(rows * columns);
    let noise = matrix(noise, columns, &input.values.device());
    Input {
        values: input.values + noise.mul_scalar(config.instance_noise),
        labels: input.labels,
    }
}

/// D's input where it sees several images at once: rows beside each other, the first ones again where the last group
/// would lack some, `[count, columns] -> [count / packing rounded up, packing * columns]`.
pub(crate) fn packed(rows: Tensor<2>, packing: usize) -> Tensor<2> {
    let [count, columns] = rows.dims();
    let groups = count.div_ceil(packing);
    let copies = (groups * packing).div_ceil(count.max(1));
    let repeated = if copies > 1 {
        rows.repeat_dim(0, copies)
            .slice([0..groups * packing, 0..columns])
    } else {
        rows
    };
    repeated.reshape([groups, packing * columns])
}
