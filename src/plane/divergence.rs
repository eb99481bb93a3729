//! How far generated points are from real ones, by histograms on a grid.

use serde::Serialize;

/// Cells each way.
const SIDE: usize = 20;
/// What is added to each count of the KL divergence, which an empty cell would make infinite.
const SMOOTHING: f64 = 0.5;

/// Two divergences of generated points from real ones, in nats.
///
/// Both compare histograms: the square from -1 to 1 is cut into 20 x 20 cells, and all that lies outside is one
/// cell more, K = 401 in all. With P(k) and Q(k) the shares of real and of generated points in cell k,
///
/// - KL(P || Q) = sum over k of P(k) ln(P(k) / Q(k)), where each share is smoothed, (count + 1/2) / (points + K/2).
///   It is large where G makes no points though real ones are there: 0 and more.
/// - JS(P, Q) = KL(P || M) / 2 + KL(Q || M) / 2 with M = (P + Q) / 2, of shares as they are. It is large where
///   either makes points alone: from 0 to ln 2 = 0.693, where they have no cell in common. Goodfellow et al.,
///   arXiv 1406.2661, theorem 1, has the best D make it G's loss.
///
/// Finitely many points of one distribution have other histograms each time, so neither reaches 0: compare them
/// with what fresh real points score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Divergence {
    pub kl: f64,
    pub js: f64,
}

impl Divergence {
    /// Of x and y of points.
    pub fn new(real: &[f32], generated: &[f32]) -> Self {
        let [real, generated] = [real, generated].map(histogram);
        let [p, q] = [&real, &generated].map(|counts| shares(counts, 0.0));
        let middle: Vec<f64> = p.iter().zip(&q).map(|(p, q)| (p + q) / 2.0).collect();
        Self {
            kl: kl(&shares(&real, SMOOTHING), &shares(&generated, SMOOTHING)),
            js: (kl(&p, &middle) + kl(&q, &middle)) / 2.0,
        }
    }
}

/// How many points are in each cell, and, last, outside.
fn histogram(points: &[f32]) -> Vec<f64> {
    let mut counts = vec![0.0; SIDE * SIDE + 1];
    for [x, y] in points.as_chunks().0 {
        let [column, row] = [x, y].map(|place| ((place + 1.0) / 2.0 * SIDE as f32).floor());
        let inside = |index: f32| (0.0..SIDE as f32).contains(&index);
        let cell = if inside(column) && inside(row) {
            row as usize * SIDE + column as usize
        } else {
            SIDE * SIDE
        };
        counts[cell] += 1.0;
    }
    counts
}

fn shares(counts: &[f64], smoothing: f64) -> Vec<f64> {
    let all = counts.iter().sum::<f64>() + smoothing * counts.len() as f64;
    counts
        .iter()
        .map(|count| (count + smoothing) / all)
        .collect()
}

/// KL(P || Q), where Q is nowhere zero but where P is.
fn kl(p: &[f64], q: &[f64]) -> f64 {
    let cells = p.iter().zip(q).filter(|(p, _)| **p > 0.0);
    cells.map(|(p, q)| p * (p / q).ln()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_points_have_no_divergence_and_points_apart_have_the_most() {
        let [here, there] = [[0.5, 0.5], [-0.5, -0.5]].map(|point| point.repeat(100));
        let none = Divergence::new(&here, &here);
        assert_eq!((none.kl, none.js), (0.0, 0.0));
        let most = Divergence::new(&here, &there);
        assert!((most.js - 2f64.ln()).abs() < 1e-12, "{most:?}");
        // P is 100.5 / 300.5 in one cell where Q is 0.5 / 300.5, and the other way round.
        let wanted = 100.0 / 300.5 * (100.5f64 / 0.5).ln();
        assert!((most.kl - wanted).abs() < 1e-12, "{most:?}");
    }

    #[test]
    fn all_that_is_outside_is_one_cell() {
        let outside = [1.5, 0.0, -7.0, 3.0, f32::NAN, 0.0];
        assert_eq!(histogram(&outside)[SIDE * SIDE], 3.0);
        assert_eq!(histogram(&[-1.0, -1.0])[0], 1.0);
    }

    #[test]
    fn half_in_common() {
        let real = [0.5, 0.5, -0.5, -0.5];
        let generated = [0.5, 0.5, 0.5, 0.5];
        // P = (1/2, 1/2), Q = (1, 0), M = (3/4, 1/4)
        let wanted = (0.5 * (2f64 / 3.0).ln() + 0.5 * 2f64.ln() + (4f64 / 3.0).ln()) / 2.0;
        assert!((Divergence::new(&real, &generated).js - wanted).abs() < 1e-12);
    }
}
