//! The Fréchet distance between two sets of features, each taken as a Gaussian.

use nalgebra::{DMatrix, Dyn, SymmetricEigen};
use serde::{Deserialize, Serialize};

/// The most steps the search for eigenvalues takes. It needs a few an eigenvalue, but has no bound
/// of its own and could hang the page (nalgebra issue 1025).
const MAX_STEPS: usize = 10_000;

/// What is added to the diagonal, as a share of the largest entry. It is far below rounding, but
/// without it the search underflows and gives NaN for many matrices with rows of zeros (nalgebra
/// issue 379), and features that are always 0 make such.
const RIDGE: f64 = 1e-30;

/// The mean and the covariance of features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moments {
    /// The mean, `d`.
    pub mean: Vec<f64>,
    /// The sample covariance (divided by n - 1), `d * d`, row-major and symmetric.
    pub covariance: Vec<f64>,
}

impl Moments {
    /// The moments of features `n * dimension`, row-major. The covariance is zeros where n < 2.
    pub fn of(features: &[f32], dimension: usize) -> Self {
        let mut mean = vec![0.0; dimension];
        let mut covariance = vec![0.0; dimension * dimension];
        let count = features.len().checked_div(dimension).unwrap_or(0);
        if count == 0 {
            return Self { mean, covariance };
        }
        for row in features.chunks_exact(dimension) {
            for (mean, x) in mean.iter_mut().zip(row) {
                *mean += f64::from(*x);
            }
        }
        mean.iter_mut().for_each(|mean| *mean /= count as f64);
        let mut centered = vec![0.0; dimension];
        for row in features.chunks_exact(dimension) {
            for ((centered, x), mean) in centered.iter_mut().zip(row).zip(&mean) {
                *centered = f64::from(*x) - mean;
            }
            for (i, x) in centered.iter().enumerate() {
                let lower = &mut covariance[i * dimension..=i * dimension + i];
                for (sum, y) in lower.iter_mut().zip(&centered) {
                    *sum += x * y;
                }
            }
        }
        let degrees = (count - 1).max(1) as f64;
        for i in 0..dimension {
            for j in 0..=i {
                let value = covariance[i * dimension + j] / degrees;
                covariance[i * dimension + j] = value;
                covariance[j * dimension + i] = value;
            }
        }
        Self { mean, covariance }
    }

    fn matrix(&self) -> DMatrix<f64> {
        DMatrix::from_row_slice(self.mean.len(), self.mean.len(), &self.covariance)
    }
}

/// What features are compared with: moments, and what of the distance depends on them alone.
#[derive(Debug, Clone)]
pub struct FrechetReference {
    moments: Moments,
    /// The square root of the covariance, or none where that is not finite.
    root: Option<DMatrix<f64>>,
}

impl FrechetReference {
    /// Takes the square root of the covariance, which has to be `d * d` for a mean of `d`.
    pub fn new(moments: Moments) -> Self {
        let root = eigen(moments.matrix()).map(|mut eigen| {
            eigen
                .eigenvalues
                .apply(|value| *value = value.max(0.0).sqrt());
            eigen.recompose()
        });
        Self { moments, root }
    }

    /// d^2 = |m1 - m2|^2 + tr(S1 + S2 - 2 (S1^1/2 S2 S1^1/2)^1/2), 0 or more (Dowson and Landau
    /// 1982; Heusel et al., arXiv 1706.08500), to moments of the same dimension. NaN where a feature
    /// was not finite. Few samples make it too large (Chong and Forsyth, arXiv 1911.07023), so only
    /// distances of equally many samples compare.
    pub fn frechet_distance(&self, other: &Moments) -> f64 {
        // Going on with NaN, `f64::max` below would make it 0, the distance of perfect images.
        let Some(product) = self
            .root
            .as_ref()
            .and_then(|root| eigen(root * other.matrix() * root))
        else {
            return f64::NAN;
        };
        let means: f64 = self
            .moments
            .mean
            .iter()
            .zip(&other.mean)
            .map(|(a, b)| (a - b) * (a - b))
            .sum();
        let cross: f64 = product
            .eigenvalues
            .iter()
            .map(|value| value.max(0.0).sqrt())
            .sum();
        let traces = self.moments.matrix().trace() + other.matrix().trace();
        (means + traces - 2.0 * cross).max(0.0)
    }
}

/// Eigenvalues and eigenvectors of a symmetric matrix, or none where they are not finite.
fn eigen(mut matrix: DMatrix<f64>) -> Option<SymmetricEigen<f64, Dyn>> {
    let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
    // nalgebra promises nothing for NaN, not even to return.
    if !finite(matrix.as_slice()) {
        return None;
    }
    let ridge = RIDGE * matrix.amax();
    for index in 0..matrix.nrows() {
        matrix[(index, index)] += ridge;
    }
    SymmetricEigen::try_new(matrix, f64::EPSILON, MAX_STEPS)
        .filter(|eigen| finite(eigen.eigenvalues.as_slice()))
        .filter(|eigen| finite(eigen.eigenvectors.as_slice()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(a: &Moments, b: &Moments) -> f64 {
        FrechetReference::new(a.clone()).frechet_distance(b)
    }

    fn assert_near(value: f64, wanted: f64) {
        assert!((value - wanted).abs() < 1e-9, "{value} is not {wanted}");
    }

    /// `count * dimension` numbers, the last of `dead` of each row always 0.
    fn features(count: usize, dimension: usize, dead: usize) -> Vec<f32> {
        (0..count * dimension)
            .map(|index| {
                if index % dimension < dimension - dead {
                    ((index as f64 + 1.0).powi(2).sin() * 3.0).max(0.0) as f32
                } else {
                    0.0
                }
            })
            .collect()
    }

    #[test]
    fn moments_of_three_points() {
        let moments = Moments::of(&[1.0, 2.0, 3.0, 2.0, 5.0, 8.0], 2);
        assert_eq!(moments.mean, [3.0, 4.0]);
        assert_eq!(moments.covariance, [4.0, 6.0, 6.0, 12.0]);
    }

    #[test]
    fn moments_of_fewer_than_two_have_no_covariance() {
        let moments = Moments::of(&[1.0, 2.0], 2);
        assert_eq!(moments.mean, [1.0, 2.0]);
        assert_eq!(moments.covariance, [0.0; 4]);
        assert_eq!(Moments::of(&[], 2).covariance, [0.0; 4]);
    }

    #[test]
    fn diagonal_gaussians_follow_the_closed_form() {
        let gaussian = |mean: [f64; 3], deviation: [f64; 3]| Moments {
            mean: mean.to_vec(),
            covariance: (0..9)
                .map(|i| {
                    if i % 4 == 0 {
                        deviation[i / 4].powi(2)
                    } else {
                        0.0
                    }
                })
                .collect(),
        };
        let a = gaussian([1.0, -2.0, 0.5], [1.0, 0.2, 3.0]);
        let b = gaussian([0.0, 1.0, 0.5], [2.0, 0.0, 2.5]);
        let wanted = (1.0 + 9.0) + (1.0 + 0.04 + 0.25);
        assert_near(distance(&a, &b), wanted);
        assert_near(distance(&b, &a), wanted);
    }

    /// Against scipy 1.17.1 on these numbers:
    /// `((m1 - m2) ** 2).sum() + numpy.trace(S1 + S2 - 2 * scipy.linalg.sqrtm(S1 @ S2))`.
    /// As if the matrices commuted, with `sqrtm(S1) @ sqrtm(S2)`, it would be 14.997864325130966.
    #[test]
    fn full_covariances_that_do_not_commute() {
        let a = Moments {
            mean: vec![0.0, 1.0, -1.0],
            covariance: vec![2.0, 0.5, -0.3, 0.5, 1.0, 0.2, -0.3, 0.2, 0.5],
        };
        let b = Moments {
            mean: vec![0.5, -1.0, 2.0],
            covariance: vec![1.0, -0.4, 0.1, -0.4, 1.5, 0.6, 0.1, 0.6, 3.0],
        };
        assert_near(distance(&a, &b), 14.989098101404885);
        assert_near(distance(&b, &a), 14.989098101404885);
    }

    #[test]
    fn a_set_is_at_no_distance_from_itself() {
        let full = Moments::of(&features(300, 64, 0), 64);
        assert!(distance(&full, &full) < 1e-9);
        // Fewer samples than dimensions, and features that are always 0: no full rank.
        let thin = Moments::of(&features(20, 64, 10), 64);
        assert!(distance(&thin, &thin) < 1e-5, "{}", distance(&thin, &thin));
    }

    #[test]
    fn a_collapsed_set_loses_all_variance() {
        let real = Moments::of(&features(300, 64, 10), 64);
        let row: Vec<f32> = real.mean.iter().map(|x| *x as f32).collect();
        let collapsed = Moments::of(&row.repeat(50), 64);
        let trace: f64 = real.covariance.iter().step_by(65).sum();
        assert!((distance(&real, &collapsed) - trace).abs() < 1e-6);
        assert!((distance(&collapsed, &real) - trace).abs() < 1e-6);
    }

    /// Without the ridge, nalgebra gives NaN for about half of these.
    #[test]
    fn features_that_are_mostly_dead_have_a_distance() {
        for step in 1..20 {
            let features: Vec<f32> = (0..20 * 64)
                .map(|index| {
                    let (i, j) = ((index / 64 + 1) as f64, (index % 64 + 1) as f64);
                    let noise = (0.1 * f64::from(step) * i * i).sin() * (j * j).sin();
                    (3.0 * (0.7 * j * j).sin() - 2.8 + 1e-3 * noise).max(0.0) as f32
                })
                .collect();
            let moments = Moments::of(&features, 64);
            assert!(distance(&moments, &moments) < 1e-9, "step {step}");
        }
    }

    #[test]
    fn what_is_not_finite_is_at_no_known_distance() {
        let real = Moments::of(&features(100, 8, 0), 8);
        for value in [f32::NAN, f32::INFINITY] {
            let mut broken = features(100, 8, 0);
            broken[17] = value;
            let broken = Moments::of(&broken, 8);
            assert!(distance(&real, &broken).is_nan());
            assert!(distance(&broken, &real).is_nan());
        }
    }
}
