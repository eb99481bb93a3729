//! The points of the plane: where real ones come from, and the noise that G makes its own of.

use std::f32::consts::{PI, TAU};

use serde::Deserialize;

use crate::{
    error::{Error, Result},
    random::{Purpose, Random},
};

/// Points that a person can draw.
const MOST_DRAWN: usize = 10_000;
/// How many Gaussians stand on the circle.
const GAUSSIANS: f32 = 8.0;
/// How far from the middle they stand, and how far the ring is.
const RADIUS: f32 = 0.65;

/// What the real points are drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Distribution {
    Line,
    Ring,
    /// Eight narrow ones on a circle, which G easily forgets some of.
    Gaussians,
    /// Two wide ones far from each other.
    Disjoint,
    Spiral,
    /// Points that a person drew.
    Drawn,
}

/// Real points, as many as one asks for.
#[derive(Debug, Clone)]
pub struct Points {
    distribution: Distribution,
    drawn: Vec<[f32; 2]>,
}

impl Points {
    /// Points of a distribution; `drawn` has x and y of each point that a person drew.
    ///
    /// # Errors
    /// `invalid_option` where there are no points, too many, or some outside the square.
    pub fn new(distribution: Distribution, drawn: &[f32]) -> Result<Self> {
        let (drawn, rest) = drawn.as_chunks::<2>();
        let refuse = |value: String, bound: &str| {
            Err(Error::InvalidOption {
                name: "what is drawn".to_owned(),
                value,
                bound: bound.to_owned(),
            })
        };
        if !rest.is_empty() {
            return refuse(
                "a number without a pair".to_owned(),
                "x and y of each point",
            );
        }
        let count = drawn.len();
        if count > MOST_DRAWN || (count == 0 && distribution == Distribution::Drawn) {
            return refuse(format!("{count} points"), "1 to 10000 points");
        }
        let outside = drawn
            .iter()
            .flatten()
            .find(|place| !(-1.0..=1.0).contains(*place));
        if let Some(outside) = outside {
            return refuse(format!("a point at {outside}"), "from -1 to 1");
        }
        Ok(Self {
            distribution,
            drawn: drawn.to_vec(),
        })
    }

    /// x and y of each of `count` points.
    pub fn draw(&self, count: usize, random: &mut Random) -> Vec<f32> {
        let shares = random.shares(count);
        let noise = random.normal(2 * count);
        let pairs = shares.into_iter().zip(noise.as_chunks::<2>().0);
        let points = pairs.flat_map(|(share, noise)| {
            let ([x, y], deviation) = self.center(share);
            [x + deviation * noise[0], y + deviation * noise[1]]
        });
        points.collect()
    }

    /// x and y of `count` points that show what the distribution is, always the same.
    pub fn sketch(&self, count: usize) -> Vec<f32> {
        self.draw(count, &mut Random::new(0, Purpose::Points, 0))
    }

    /// The center that a share in `[0, 1)` of all points comes before, and how widely points lie around it.
    fn center(&self, share: f32) -> ([f32; 2], f32) {
        let around = |radius: f32, angle: f32| [radius * angle.cos(), radius * angle.sin()];
        match self.distribution {
            Distribution::Line => {
                let way = 2.0 * share - 1.0;
                ([0.7 * way, 0.4 * way], 0.03)
            }
            Distribution::Ring => (around(RADIUS, TAU * share), 0.03),
            Distribution::Gaussians => {
                let which = (GAUSSIANS * share).floor();
                (around(RADIUS, TAU * which / GAUSSIANS), 0.05)
            }
            Distribution::Disjoint => {
                let side = if share < 0.5 { -1.0 } else { 1.0 };
                ([0.5 * side, -0.35 * side], 0.1)
            }
            Distribution::Spiral => {
                // The root puts as many points on each part of the way, whose length is that of the square.
                let way = share.sqrt();
                (around(0.08 + 0.7 * way, 1.75 * TAU * way), 0.025)
            }
            Distribution::Drawn => {
                let index = (share * self.drawn.len() as f32) as usize;
                let last = self.drawn.len().saturating_sub(1);
                let center = self.drawn.get(index.min(last));
                (center.copied().unwrap_or_default(), 0.02)
            }
        }
    }
}

/// What G's input is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Noise {
    /// One number, evenly from -1 to 1: G's points lie on a curve.
    #[serde(rename = "uniform-1d")]
    Uniform1,
    /// Two such numbers.
    #[serde(rename = "uniform-2d")]
    Uniform2,
    /// Two numbers from the standard normal distribution.
    #[serde(rename = "normal-2d")]
    Normal2,
}

impl Noise {
    /// How many numbers make a point.
    pub fn width(self) -> usize {
        match self {
            Self::Uniform1 => 1,
            Self::Uniform2 | Self::Normal2 => 2,
        }
    }

    /// The noise of `count` points.
    pub fn draw(self, count: usize, random: &mut Random) -> Vec<f32> {
        match self {
            Self::Uniform1 | Self::Uniform2 => random.uniform(self.width() * count, 1.0),
            Self::Normal2 => random.normal(self.width() * count),
        }
    }

    /// A grid of noise with `side` places each way, row by row, between which the same share of all
    /// noise lies.
    pub fn grid(self, side: usize) -> Vec<f32> {
        let last = (side - 1) as f32;
        let place = |index: usize| match self {
            Self::Uniform1 | Self::Uniform2 => 2.0 * index as f32 / last - 1.0,
            // The outermost lines of the normal distribution would lie at infinity.
            Self::Normal2 => quantile((index as f32 + 0.5) / side as f32),
        };
        if self.width() == 1 {
            return (0..side).map(place).collect();
        }
        let rows = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        rows.flat_map(|(x, y)| [place(x), place(y)]).collect()
    }
}

/// The number that a share of the standard normal distribution lies below, to within 0.01 (Winitzki, 2008, "A
/// handy approximation for the error function and its inverse", eq. 7).
fn quantile(share: f32) -> f32 {
    const A: f32 = 0.147;
    let x = 2.0 * share - 1.0;
    let log = (1.0 - x * x).ln();
    let half = 2.0 / (PI * A) + log / 2.0;
    // Rounding could leave less than nothing at the middle.
    let inverse = ((half * half - log / A).sqrt() - half).max(0.0).sqrt();
    inverse.copysign(x) * std::f32::consts::SQRT_2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(distribution: Distribution, drawn: &[f32]) -> Vec<f32> {
        let points = Points::new(distribution, drawn).unwrap();
        points.draw(2000, &mut Random::new(3, Purpose::Points, 0))
    }

    #[test]
    fn points_lie_in_the_square() {
        use Distribution::*;
        for distribution in [Line, Ring, Gaussians, Disjoint, Spiral, Drawn] {
            let points = draw(distribution, &[0.9, -0.9]);
            assert!(
                points.iter().all(|place| place.abs() < 1.0),
                "{distribution:?}"
            );
        }
    }

    #[test]
    fn drawn_points_are_where_they_were_drawn() {
        for [x, y] in draw(Distribution::Drawn, &[0.5, -0.5, -0.5, 0.5])
            .as_chunks()
            .0
        {
            assert!(
                (x + y).abs() < 0.2 && (x.abs() - 0.5).abs() < 0.1,
                "{x}, {y}"
            );
        }
    }

    #[test]
    fn drawings_that_cannot_be_are_refused() {
        let refusal = |distribution, drawn: &[f32]| {
            let refused = Points::new(distribution, drawn).unwrap_err();
            refused.to_string()
        };
        assert_eq!(
            refusal(Distribution::Drawn, &[]),
            "what is drawn is 0 points, but must be 1 to 10000 points"
        );
        assert_eq!(
            refusal(Distribution::Ring, &[0.0, 1.5]),
            "what is drawn is a point at 1.5, but must be from -1 to 1"
        );
        assert!(refusal(Distribution::Drawn, &[f32::NAN, 0.0]).contains("NaN"));
        assert!(refusal(Distribution::Drawn, &[1.0]).contains("x and y of each point"));
    }

    #[test]
    fn quantiles_are_near_enough() {
        for (share, wanted) in [(0.5, 0.0), (0.8413, 1.0), (0.0228, -2.0), (0.99, 2.326)] {
            assert!(
                (quantile(share) - wanted).abs() < 0.01,
                "{share}: {}",
                quantile(share)
            );
        }
    }
}
