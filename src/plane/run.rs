//! A run in the plane: a GAN on points, and all that can be seen of it.

use burn::{
    module::Module,
    tensor::{Device, Tensor, activation::sigmoid},
};
use serde::Deserialize;

use super::{Config, Divergence, Points};
use crate::{
    config::{self, Condition, Loss, Model},
    data::ImageShape,
    error::{Error, Result},
    model::{Input, Network, Output, Pass, mlp},
    random::{Purpose, Random},
    tensors::{matrix, read},
    train::{Examples, Gan, GenerativeModel, Player, StepRecord},
};

/// Points that a divergence is measured with, real and generated ones.
const COUNT: usize = 2048;
/// Numbers of a point.
const DIMENSIONS: usize = 2;

/// Which networks learn in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Learns {
    Both,
    Discriminator,
    Generator,
}

/// All that a run in the plane has.
pub struct PlaneRun {
    config: Config,
    points: Points,
    gan: Gan,
    step: u64,
    /// Batches drawn so far.
    batches: u64,
    /// Plain, for what is seen.
    device: Device,
    /// Of each step that nobody has read yet, what [`GenerativeModel::losses`] is to be told of.
    unread: Vec<Vec<Tensor<1>>>,
    /// What generated points are compared with, x and y of each.
    real: Vec<f32>,
    /// What they are made of, always the same.
    noise: Vec<f32>,
}

impl PlaneRun {
    /// A run before its first step; `drawn` has x and y of each point that a person drew.
    ///
    /// # Errors
    /// `invalid_option` where the drawn points cannot be.
    pub fn new(config: Config, drawn: &[f32], device: Device) -> Result<Self> {
        let points = Points::new(config.distribution, drawn)?;
        let of_gan = of_gan(&config)?;
        let shape = ImageShape::numbered([1, 1, DIMENSIONS], 1);
        let architectures = [
            mlp::generator("generator", &of_gan, &shape, Output::Identity),
            mlp::discriminator(&of_gan, &shape),
        ];
        let mut random = Random::new(config.seed, Purpose::Samples, 0);
        Ok(Self {
            gan: Gan::new(&of_gan, architectures, &device.clone().autodiff()),
            real: points.draw(COUNT, &mut random),
            noise: config.noise.draw(COUNT, &mut random),
            step: 0,
            batches: 0,
            unread: Vec::new(),
            config,
            points,
            device,
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
        let times = match learns {
            Learns::Generator => 1,
            _ => self.config.discriminator.steps as u64,
        };
        let first = self.batches;
        let batches: Vec<_> = (first..first + times)
            .map(|number| self.examples(number))
            .collect();
        self.batches += times;
        let player = match learns {
            Learns::Both => {
                self.unread.push(self.gan.step(first, &batches));
                self.step += 1;
                return;
            }
            Learns::Discriminator => Player::Discriminator,
            Learns::Generator => Player::Generator,
        };
        let numbers = first..;
        let updates = numbers
            .zip(&batches)
            .map(|(number, batch)| self.gan.single_update(player, number, batch, false));
        // Where one network learned alone, its last batch says what both losses are.
        let last = updates.flatten().last();
        self.unread
            .extend(last.map(|update| update.logits.to_vec()));
        self.step += 1;
    }

    /// The real points and the noise of the batch of a number.
    fn examples(&self, number: u64) -> Examples {
        let (seed, count) = (self.config.seed, self.config.batch_size);
        let random = |purpose| Random::new(seed, purpose, number);
        Examples {
            real: self.points.draw(count, &mut random(Purpose::Points)),
            labels: Vec::new(),
            latents: self.config.noise.draw(count, &mut random(Purpose::Fakes)),
        }
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
        let length: usize = unread[0].iter().map(|part| part.dims()[0]).sum();
        let values = read(Tensor::cat(unread.concat(), 0)).await?;
        let steps = (first..).zip(values.chunks(length.max(1)));
        let records = steps.map(|(step, values)| {
            let (losses, balance) = self.gan.losses(values);
            let mut numbers = values.iter().chain(&losses);
            match numbers.find(|value| !value.is_finite()) {
                Some(&value) => Err(Error::Diverged { step, value }),
                None => Ok(StepRecord {
                    step,
                    losses,
                    balance,
                }),
            }
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
        let points = seen_by(&self.gan.generator.network.valid(), noise);
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
        let cells = matrix(cells, DIMENSIONS, &self.device);
        let logits = seen_by(&self.gan.discriminator.network.valid(), cells);
        let heat = if self.config.loss.has_probabilities() {
            sigmoid(logits)
        } else {
            logits
        };
        read(heat.reshape([-1])).await
    }

    /// Where L_G wants each of [`PlaneRun::samples`] to go, -dL/dx of the sample's own term L: x and y of each.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn descent(&self, count: usize) -> Result<Vec<f32>> {
        let count = count.min(COUNT);
        let samples = self.samples(count).await?;
        let real = self.real(count).to_vec();
        let descent = self.gan.descent(real, samples, DIMENSIONS);
        read(descent.reshape([-1])).await
    }

    /// How far generated points are from real ones.
    ///
    /// # Errors
    /// `device_failed`.
    pub async fn divergence(&self) -> Result<Divergence> {
        Ok(Divergence::new(&self.real, &self.samples(COUNT).await?))
    }

    /// What fresh real points score as [`PlaneRun::divergence`], which no generator can be expected to undercut.
    pub fn floor(&self) -> Divergence {
        let mut random = Random::new(self.config.seed, Purpose::Samples, 1);
        Divergence::new(&self.real, &self.points.draw(COUNT, &mut random))
    }
}

/// The same as a configuration of a GAN on images.
fn of_gan(config: &Config) -> Result<config::Config> {
    let (g, d) = (&config.generator, &config.discriminator);
    let penalty = match config.loss {
        Loss::WganGp => config.gradient_penalty,
        _ => 0.0,
    };
    Ok(config::Config {
        batch_size: config.batch_size,
        model: Model::Mlp,
        condition: Condition::None,
        latent: config.noise.width(),
        g_hidden: g.hidden.clone(),
        d_hidden: d.hidden.clone(),
        g_activation: g.activation,
        d_activation: d.activation,
        g_batch_norm: false,
        d_batch_norm: false,
        loss: config.loss,
        clip: config.clip,
        gradient_penalty: penalty,
        d_steps: d.steps,
        ..config::Config::of_defaults(config.seed)?
    }
    .with_optimizers(g.optimizer, d.optimizer))
}

/// What a network makes of rows.
fn seen_by(network: &Network, values: Tensor<2>) -> Tensor<2> {
    let input = Input {
        values,
        labels: None,
    };
    network.forward(input, &mut Pass::evaluation())
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::{config::Kind, plane::options};

    fn run(texts: &[(&str, &str)]) -> PlaneRun {
        let owned = texts
            .iter()
            .map(|(name, text)| (name.to_string(), text.to_string()));
        let config = Config::from_settings(&owned.collect()).unwrap();
        PlaneRun::new(config, &[0.2, 0.3], Device::flex()).unwrap()
    }

    fn trained(texts: &[(&str, &str)], learns: Learns, steps: u64) -> PlaneRun {
        let mut run = run(texts);
        (0..steps).for_each(|_| run.advance(learns));
        run
    }

    /// Generated points, and what D says of the square.
    fn seen(run: &PlaneRun) -> (Vec<f32>, Vec<f32>) {
        let samples = block_on(run.samples(50)).unwrap();
        (samples, block_on(run.heat(5)).unwrap())
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
        let js = |run: &PlaneRun| block_on(run.divergence()).unwrap().js;
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
        let (samples, heat) = seen(&run(&[]));
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

    /// The Wasserstein loss of G is minus D's mean logit, so G descends along D's gradient.
    #[test]
    fn descent_is_the_gradient_of_the_loss() {
        let session = trained(&[("loss", "wasserstein")], Learns::Both, 20);
        let samples = matrix(block_on(session.samples(16)).unwrap(), 2, &session.device);
        let discriminator = session.gan.discriminator.network.valid();
        let input = Input {
            values: samples,
            labels: None,
        };
        let gradient = discriminator.input_gradient(input, &mut Pass::evaluation());
        let wanted = block_on(read(gradient.reshape([-1]))).unwrap();
        let descent = block_on(session.descent(16)).unwrap();
        assert!(wanted.iter().any(|number| number.abs() > 1e-3));
        for (descent, wanted) in descent.iter().zip(&wanted) {
            assert!((descent - wanted).abs() < 1e-5, "{descent}, {wanted}");
        }
    }

    #[test]
    fn heat_and_manifold_have_their_places() {
        let session = run(&[("noise", "uniform-1d")]);
        assert_eq!(block_on(session.heat(4)).unwrap().len(), 16);
        assert_eq!(block_on(session.manifold(7)).unwrap().len(), 14);
        let session = run(&[("noise", "normal-2d")]);
        let manifold = block_on(session.manifold(7)).unwrap();
        assert_eq!(manifold.len(), 98);
        assert!(manifold.iter().all(|place| place.is_finite()));
    }
}
