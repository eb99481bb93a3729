//! Random numbers as a pure function of a seed, a purpose and a counter.
//!
//! Nothing here has state, so a checkpoint needs no generator state: the seed and the step say
//! what every later number will be, on every back end and in every build.

use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// What random numbers are for. Streams of different purposes are independent.
#[derive(Debug, Clone, Copy)]
#[repr(u32)]
pub enum Purpose {
    /// Initial weights; the counter is the network.
    Weights = 0,
    /// Latent vectors of the generated images; the counter is the step of D.
    Fakes = 1,
    /// The order of the images in the first epoch; the counter is the shard.
    ShardOrder = 2,
    /// Latent vectors of samples that a person asked for.
    Samples = 3,
    /// The order of the images in the epochs after the first; the counter is the epoch.
    EpochOrder = 4,
    /// Noise on images, units to drop and points between images; the counter is the step of D.
    Regularizers = 5,
    /// Real points of the plane; the counter is the batch.
    Points = 6,
}

/// A stream of random numbers.
pub struct Random(ChaCha8Rng);

impl Random {
    /// The stream of `seed`, `purpose` and `counter`, from its beginning.
    pub fn new(seed: u32, purpose: Purpose, counter: u64) -> Self {
        let mut key = [0; 32];
        key[..4].copy_from_slice(&seed.to_le_bytes());
        key[4..8].copy_from_slice(&(purpose as u32).to_le_bytes());
        key[8..16].copy_from_slice(&counter.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// `count` numbers from the standard normal distribution N(0, 1).
    pub fn normal(&mut self, count: usize) -> Vec<f32> {
        StandardNormal
            .sample_iter(&mut self.0)
            .take(count)
            .collect()
    }

    /// `count` numbers drawn evenly from `[-limit, limit)`.
    pub fn uniform(&mut self, count: usize, limit: f32) -> Vec<f32> {
        (0..count)
            .map(|_| self.0.random_range(-limit..limit))
            .collect()
    }

    /// `count` numbers drawn evenly from `[0, 1)`.
    pub fn shares(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.0.random()).collect()
    }

    /// What to multiply `count` units by: 0 for the share of them that is `dropped`, and else what
    /// keeps their mean (Srivastava et al., 2014).
    pub fn dropout(&mut self, count: usize, dropped: f64) -> Vec<f32> {
        let kept = (1.0 / (1.0 - dropped)) as f32;
        let limit = (dropped * f64::from(u32::MAX)) as u32;
        (0..count)
            .map(|_| {
                if self.0.random::<u32>() < limit {
                    0.0
                } else {
                    kept
                }
            })
            .collect()
    }

    /// `count` bytes drawn evenly.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.0.random()).collect()
    }

    /// `count` labels drawn evenly from `0..classes`.
    pub fn labels(&mut self, count: usize, classes: u8) -> Vec<u8> {
        (0..count)
            .map(|_| self.0.random_range(0..classes))
            .collect()
    }

    /// Puts the items in a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }
}
