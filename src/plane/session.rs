//! A run in the plane: its networks, the points they learn from, and all that can be seen of them.

use burn::{
    module::Module,
    tensor::{Device, Tensor, activation::sigmoid},
};

use serde::Deserialize;

use super::{Config, Divergence, Network, Points};
use crate::{
    config::Loss,
    error::{Error, Result},
    kernel::criterion,
    loss::gradient_penalty,
    model::Perceptron,
    random::{Purpose, Random},
    train::{
        Balance, Learner, StepRecord,
        tensors::{matrix, read},
    },
};

/// Points that a divergence is measured with, real and generated ones.
const COUNT: usize = 2048;

/// Which networks learn in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Learns {
    Both,
    Discriminator,
    Generator,
}

impl Learns {
    fn discriminator(self) -> bool {
        self != Self::Generator
    }

    fn generator(self) -> bool {
        self != Self::Discriminator
    }
}

/// All that a run in the plane has.
pub struct Session {
    config: Config,
    points: Points,
    generator: Learner<Perceptron>,
    discriminator: Learner<Perceptron>,
    step: u64,
    /// Batches drawn so far.
    batches: u64,
    /// Plain, for what is seen.
    device: Device,
    /// With autodiff, for training.
    training_device: Device,
    /// Of each step that nobody has read yet, the logits that L_D and L_G are of: of real points, then of
    /// generated ones.
    unread: Vec<[Tensor<1>; 2]>,
    /// What generated points are compared with, x and y of each.
    real: Vec<f32>,
    /// What they are made of, always the same.
    noise: Vec<f32>,
}

impl Session {
    /// A run before its first step; `drawn` has x and y of each point that a person drew.
    ///
    /// # Errors
    /// `invalid_option` where the drawn points cannot be.
    pub fn new(config: Config, drawn: &[f32], device: Device) -> Result<Self> {
        let points = Points::new(config.distribution, drawn)?;
        let training_device = device.clone().autodiff();
        let learner = |which: u64, sizes, network: &Network| {
            let random = Random::new(config.seed, Purpose::Weights, which);
            let (units, activation) = (&network.hidden, network.activation);
            let perceptron = Perceptron::new(sizes, units, activation, random, &training_device);
            Learner::new(perceptron, network.optimizer, None)
        };
        let mut random = Random::new(config.seed, Purpose::Samples, 0);
        Ok(Self {
            generator: learner(0, [config.noise.width(), 2], &config.generator),
            discriminator: learner(1, [2, 1], &config.discriminator),
            real: points.draw(COUNT, &mut random),
            noise: config.noise.draw(COUNT, &mut random),
            step: 0,
            batches: 0,
            unread: Vec::new(),
            config,
            points,
            device,
            training_device,
        })
    }

    /// The configuration of this run.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Steps taken so far.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Takes one step, of D as often as asked for, then of G, or of one of them alone.
    pub fn advance(&mut self, learns: Learns) {
        let times = if learns.discriminator() {
            self.config.discriminator.steps
        } else {
            1
        };
        let mut seen = Vec::with_capacity(2);
        for time in 1..=times {
            seen.clear();
            let (real, fake) = self.batch();
            if learns.discriminator() {
                seen.push(self.discriminator_step(real.clone(), fake.clone().detach()));
            }
            if learns.generator() && time == times {
                seen.push(self.generator_step(real, fake));
            }
        }
        // Where one network learned alone, its batch says what both losses are.
        let [first, last] = [seen.first(), seen.last()].map(|logits| logits.cloned());
        self.unread.extend(first.zip(last).map(<[_; 2]>::from));
        self.step += 1;
    }

    /// Real and generated points, `[batch, 2]` each.
    fn batch(&mut self) -> (Tensor<2>, Tensor<2>) {
        let (seed, count) = (self.config.seed, self.config.batch_size);
        let random = |purpose| Random::new(seed, purpose, self.batches);
        let real = self.points.draw(count, &mut random(Purpose::Points));
        let noise = self.config.noise;
        let latents = noise.draw(count, &mut random(Purpose::Fakes));
        let latents = matrix(latents, noise.width(), &self.training_device);
        self.batches += 1;
        let fake = self.generator.network.forward(latents);
        (matrix(real, 2, &self.training_device), fake)
    }

    /// Returns D's logits before it learned.
    fn discriminator_step(&mut self, real: Tensor<2>, fake: Tensor<2>) -> Tensor<1> {
        let config = &self.config;
        let network = &self.discriminator.network;
        let logits = network.forward(Tensor::cat(vec![real.clone(), fake.clone()], 0));
        let mut loss = criterion(logits.clone(), config.loss.discriminator(0.0));
        if config.loss == Loss::WganGp {
            let mut random = Random::new(config.seed, Purpose::Regularizers, self.batches);
            let shares = random.shares(config.batch_size);
            let share = matrix(shares, 1, &self.training_device);
            let between = real.clone() + (fake - real) * share;
            let penalty = gradient_penalty(network.input_gradient(between));
            loss = loss + penalty.mul_scalar(config.gradient_penalty);
        }
        let clip = (config.loss == Loss::Wasserstein).then_some(config.clip);
        self.discriminator.step(&mut loss.backward(), clip);
        logits.inner().reshape([-1])
    }

    /// Returns D's logits before G learned.
    fn generator_step(&mut self, real: Tensor<2>, fake: Tensor<2>) -> Tensor<1> {
        let (logits, loss) = self.judged(real, fake);
        self.generator.step(&mut loss.backward(), None);
        logits.inner().reshape([-1])
    }

    /// D's logits of real points, then of as many generated ones, and L_G; D's own weights take no gradient.
    fn judged(&self, real: Tensor<2>, fake: Tensor<2>) -> (Tensor<2>, Tensor<1>) {
        let judge = self.discriminator.network.clone().no_grad();
        let logits = judge.forward(Tensor::cat(vec![real, fake], 0));
        let criterion_of_g = self.config.loss.generator();
        let seen = match criterion_of_g.real {
            Some(_) => logits.clone(),
            None => {
                let [rows, _] = logits.dims();
                logits.clone().narrow(0, rows / 2, rows / 2)
            }
        };
        (logits, criterion(seen, criterion_of_g))
    }

    /// What came of the steps since the last call.
    ///
    /// # Errors
    /// `device_failed`, or `diverged` where a loss or a logit is not a finite number.
    pub async fn read_losses(&mut self) -> Result<Vec<StepRecord>> {
        let unread = std::mem::take(&mut self.unread);
        if unread.is_empty() {
            return Ok(Vec::new());
        }
        let first = self.step + 1 - unread.len() as u64;
        let values = read(Tensor::cat(unread.into_flattened(), 0)).await?;
        let (loss, count) = (self.config.loss, self.config.batch_size);
        let steps = (first..).zip(values.chunks(4 * count));
        let records = steps.map(|(step, values)| {
            let (seen_by_d, seen_by_g) = values.split_at(2 * count);
            let to_g = match loss.generator().real {
                Some(_) => seen_by_g,
                None => &seen_by_g[count..],
            };
            let losses = [
                loss.discriminator(0.0).value(seen_by_d),
                loss.generator().value(to_g),
            ];
            let mut numbers = values.iter().chain(&losses);
            if let Some(&value) = numbers.find(|value| !value.is_finite()) {
                return Err(Error::Diverged { step, value });
            }
            let (real, fake) = seen_by_d.split_at(count);
            Ok(StepRecord {
                step,
                losses,
                balance: Some(Balance::new(loss, real, fake)),
            })
        });
        records.collect()
    }

    /// x and y of `count` real points, at most 2048, always the same.
    pub fn real(&self, count: usize) -> &[f32] {
        &self.real[..2 * count.min(COUNT)]
    }

    /// x and y of `count` generated points, at most 2048, always of the same noise.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn samples(&self, count: usize) -> Result<Vec<f32>> {
        let count = count.min(COUNT);
        self.image(self.noise[..self.config.noise.width() * count].to_vec())
            .await
    }

    /// x and y of what G makes of [`super::Noise::grid`].
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn manifold(&self, side: usize) -> Result<Vec<f32>> {
        self.image(self.config.noise.grid(side)).await
    }

    async fn image(&self, noise: Vec<f32>) -> Result<Vec<f32>> {
        let noise = matrix(noise, self.config.noise.width(), &self.device);
        let points = self.generator.network.valid().forward(noise);
        read(points.reshape([-1])).await
    }

    /// What D says in the middle of each of `side * side` cells of the square, row by row from the top: how
    /// probable it finds it that a point there is real, or, where its loss is none of probabilities, its logit.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn heat(&self, side: usize) -> Result<Vec<f32>> {
        let place = |index: usize| (2 * index + 1) as f32 / side as f32 - 1.0;
        let rows = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        let cells = rows.flat_map(|(x, y)| [place(x), -place(y)]).collect();
        let cells = matrix(cells, 2, &self.device);
        let logits = self.discriminator.network.valid().forward(cells);
        let heat = if self.config.loss.has_probabilities() {
            sigmoid(logits)
        } else {
            logits
        };
        read(heat.reshape([-1])).await
    }

    /// Where L_G wants each of [`Session::samples`] to go, -dL/dx of the sample's own term L: x and y of each.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn pulls(&self, count: usize) -> Result<Vec<f32>> {
        let count = count.min(COUNT);
        let samples = matrix(self.samples(count).await?, 2, &self.training_device).require_grad();
        let real = matrix(self.real(count).to_vec(), 2, &self.training_device);
        let (_, loss) = self.judged(real, samples.clone());
        let gradients = loss.backward();
        let slopes = match samples.grad(&gradients) {
            Some(slopes) => slopes,
            None => samples.inner().zeros_like(),
        };
        // The loss is the mean of the samples' terms.
        read(slopes.mul_scalar(-(count as f64)).reshape([-1])).await
    }

    /// How far generated points are from real ones.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn divergence(&self) -> Result<Divergence> {
        Ok(Divergence::new(&self.real, &self.samples(COUNT).await?))
    }

    /// What fresh real points score as [`Session::divergence`], which no generator can be expected to undercut.
    pub fn floor(&self) -> Divergence {
        let mut random = Random::new(self.config.seed, Purpose::Samples, 1);
        Divergence::new(&self.real, &self.points.draw(COUNT, &mut random))
    }
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::{config::Kind, plane::options};

    fn session(texts: &[(&str, &str)]) -> Session {
        let owned = texts
            .iter()
            .map(|(name, text)| (name.to_string(), text.to_string()));
        let config = Config::from_settings(&owned.collect()).unwrap();
        Session::new(config, &[0.2, 0.3], Device::flex()).unwrap()
    }

    fn trained(texts: &[(&str, &str)], learns: Learns, steps: u64) -> Session {
        let mut session = session(texts);
        (0..steps).for_each(|_| session.advance(learns));
        session
    }

    /// Generated points, and what D says of the square.
    fn seen(session: &Session) -> (Vec<f32>, Vec<f32>) {
        let samples = block_on(session.samples(50)).unwrap();
        (samples, block_on(session.heat(5)).unwrap())
    }

    fn choices(name: &str) -> Vec<&'static str> {
        let spec = options()
            .into_iter()
            .find(|spec| spec.name == name)
            .unwrap();
        match spec.kind {
            Kind::Choice { choices } => choices,
            _ => unreachable!(),
        }
    }

    #[test]
    fn a_ring_is_learned_and_not_by_chance() {
        let js = |session: &Session| block_on(session.divergence()).unwrap().js;
        let [learned, frozen] =
            [Learns::Both, Learns::Discriminator].map(|who| trained(&[], who, 800));
        assert!(learned.floor().js < 0.02, "{:?}", learned.floor());
        assert!(js(&learned) < 0.25, "{}", js(&learned));
        assert!(js(&frozen) > 0.5, "{}", js(&frozen));
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let after = |seed| {
            seen(&trained(
                &[("seed", seed), ("loss", "wgan-gp")],
                Learns::Both,
                20,
            ))
        };
        assert_eq!(after("1"), after("1"));
        assert_ne!(after("1"), after("2"));
    }

    #[test]
    fn every_loss_stays_finite() {
        for loss in choices("loss") {
            for noise in choices("noise") {
                let texts = [
                    ("loss", loss),
                    ("noise", noise),
                    ("distribution", "gaussians"),
                ];
                let mut session = trained(&texts, Learns::Both, 300);
                let records = block_on(session.read_losses()).unwrap();
                assert_eq!(records.len(), 300, "{loss}, {noise}");
                assert_eq!(records[299].step, 300, "{loss}, {noise}");
            }
        }
    }

    #[test]
    fn one_network_learns_alone() {
        let (samples, heat) = seen(&session(&[]));
        for (learns, of_d, of_g) in [
            (Learns::Discriminator, true, false),
            (Learns::Generator, false, true),
        ] {
            let mut session = trained(&[], learns, 2);
            let after = seen(&session);
            assert_eq!(
                (after.1 != heat, after.0 != samples),
                (of_d, of_g),
                "{learns:?}"
            );
            let records = block_on(session.read_losses()).unwrap();
            assert!(
                records
                    .iter()
                    .all(|record| record.losses.iter().all(|loss| *loss > 0.0))
            );
        }
    }

    /// The Wasserstein loss of G is minus D's mean logit, so G is pulled along D's gradient.
    #[test]
    fn pulls_are_the_gradient_of_the_loss() {
        let session = trained(&[("loss", "wasserstein")], Learns::Both, 20);
        let samples = matrix(block_on(session.samples(16)).unwrap(), 2, &session.device);
        let gradient = session
            .discriminator
            .network
            .valid()
            .input_gradient(samples);
        let wanted = block_on(read(gradient.reshape([-1]))).unwrap();
        let pulls = block_on(session.pulls(16)).unwrap();
        assert!(wanted.iter().any(|number| number.abs() > 1e-3));
        for (pull, wanted) in pulls.iter().zip(&wanted) {
            assert!((pull - wanted).abs() < 1e-5, "{pull}, {wanted}");
        }
    }

    #[test]
    fn heat_and_manifold_have_their_places() {
        let session = session(&[("noise", "uniform-1d")]);
        assert_eq!(block_on(session.heat(4)).unwrap().len(), 16);
        assert_eq!(block_on(session.manifold(7)).unwrap().len(), 14);
        let session = self::session(&[("noise", "normal-2d")]);
        let manifold = block_on(session.manifold(7)).unwrap();
        assert_eq!(manifold.len(), 98);
        assert!(manifold.iter().all(|place| place.is_finite()));
    }
}
