//! How much of generated images lies among real ones and the other way round, by the distances of
//! their features to their nearest neighbors.

use serde::Serialize;

/// Which nearest neighbor bounds a point's neighborhood, as Naeem et al. choose it.
pub const K: usize = 5;

/// How many points another is compared with at a time, so that their sums fit vector registers.
const TILE: usize = 16;

/// Features, each with its neighborhood: the ball that reaches to its k-th nearest neighbor.
#[derive(Debug, Clone)]
pub struct Manifold {
    /// `n * dimension`, row-major.
    features: Vec<f32>,
    dimension: usize,
    /// The k that was possible, 0 to n - 1.
    k: usize,
    /// One squared distance to the k-th nearest neighbor a point.
    radii: Vec<f32>,
}

impl Manifold {
    /// The neighborhoods of features `n * dimension`, row-major, in time O(n^2) and memory O(n). A
    /// point is not its own neighbor, so k is at most n - 1; a point alone has a neighborhood of
    /// radius 0, and so has one without k others at a finite distance.
    pub fn new(features: Vec<f32>, dimension: usize, k: usize) -> Self {
        let dimension = dimension.max(1);
        let count = features.len() / dimension;
        let k = k.min(count.saturating_sub(1));
        let mut manifold = Self {
            features,
            dimension,
            k,
            radii: vec![0.0; count],
        };
        if k == 0 {
            return manifold;
        }
        let mut nearest = vec![f32::INFINITY; count * k];
        for (number, tile) in manifold.tiles().enumerate() {
            let first = number * TILE;
            for j in first + 1..count {
                let distances = squared_distances(&tile, manifold.point(j));
                for (i, distance) in (first..j).zip(distances) {
                    insert(&mut nearest[i * k..(i + 1) * k], distance);
                    insert(&mut nearest[j * k..(j + 1) * k], distance);
                }
            }
        }
        for (radius, nearest) in manifold.radii.iter_mut().zip(nearest.chunks_exact(k)) {
            if nearest[k - 1].is_finite() {
                *radius = nearest[k - 1];
            }
        }
        manifold
    }

    fn point(&self, index: usize) -> &[f32] {
        &self.features[index * self.dimension..(index + 1) * self.dimension]
    }

    /// All points, so many at a time, `dimension` rows of one value a point. The last are filled up
    /// with zeros.
    fn tiles(&self) -> impl Iterator<Item = Vec<[f32; TILE]>> {
        self.features.chunks(TILE * self.dimension).map(|points| {
            let mut tile = vec![[0.0; TILE]; self.dimension];
            for (lane, point) in points.chunks_exact(self.dimension).enumerate() {
                for (row, x) in tile.iter_mut().zip(point) {
                    row[lane] = *x;
                }
            }
            tile
        })
    }
}

/// How generated images lie among real ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Fidelity {
    /// The share of generated images that lie in the neighborhood of a real one, 0 to 1.
    pub precision: f32,
    /// The share of real images that lie in the neighborhood of a generated one, 0 to 1.
    pub recall: f32,
    /// In how many neighborhoods of real images a generated one lies on average, divided by k: about
    /// 1 where both sets are alike, more where generated images keep to the densest places.
    pub density: f32,
    /// The share of real images that have a generated one in their neighborhood, 0 to 1.
    pub coverage: f32,
}

/// Improved precision and recall (Kynkäänniemi et al., arXiv 1904.06991), and density and coverage
/// (Naeem et al., arXiv 2002.09797), of features of the same dimension; zeros where one of the sets
/// is empty. All depend on the numbers of samples, so only those of equally many compare.
pub fn fidelity(real: &Manifold, fake: &Manifold) -> Fidelity {
    let (reals, fakes) = (real.radii.len(), fake.radii.len());
    if reals == 0 || fakes == 0 {
        return Fidelity::default();
    }
    let mut around_fake = vec![0_u32; fakes];
    let mut recalled = vec![false; reals];
    let mut covered = vec![false; reals];
    for (number, tile) in real.tiles().enumerate() {
        let range = number * TILE..reals.min((number + 1) * TILE);
        let (radii, recalled, covered) = (
            &real.radii[range.clone()],
            &mut recalled[range.clone()],
            &mut covered[range],
        );
        for (j, count) in around_fake.iter_mut().enumerate() {
            let distances = squared_distances(&tile, fake.point(j));
            for (i, radius) in radii.iter().enumerate() {
                let near_real = distances[i] <= *radius;
                *count += u32::from(near_real);
                covered[i] |= near_real;
                recalled[i] |= distances[i] <= fake.radii[j];
            }
        }
    }
    let share = |flags: &[bool]| flags.iter().filter(|flag| **flag).count() as f32 / reals as f32;
    let precise = around_fake.iter().filter(|count| **count > 0).count();
    let total: u64 = around_fake.iter().map(|count| u64::from(*count)).sum();
    Fidelity {
        precision: precise as f32 / fakes as f32,
        recall: share(&recalled),
        density: total as f32 / (real.k.max(1) * fakes) as f32,
        coverage: share(&covered),
    }
}

/// |a - b|^2 of each point a of a tile and a point b. Not as |a|^2 + |b|^2 - 2ab, which cancels where
/// points are nearly the same, as those of a collapsed generator are.
fn squared_distances(tile: &[[f32; TILE]], point: &[f32]) -> [f32; TILE] {
    let mut sums = [0.0; TILE];
    for (row, x) in tile.iter().zip(point) {
        for (sum, y) in sums.iter_mut().zip(row) {
            *sum += (y - x) * (y - x);
        }
    }
    sums
}

/// Puts a distance in its place among the nearest so far, which are in ascending order, and drops
/// the farthest; one that is not nearer than all of these is dropped itself.
fn insert(nearest: &mut [f32], distance: f32) {
    let mut place = nearest.len();
    while place > 0 && distance < nearest[place - 1] {
        place -= 1;
        if place + 1 < nearest.len() {
            nearest[place + 1] = nearest[place];
        }
    }
    if place < nearest.len() {
        nearest[place] = distance;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIMENSION: usize = 8;

    /// Points that are as good as random, and the same in Python:
    /// `i, j = numpy.meshgrid(numpy.arange(n), numpy.arange(8), indexing="ij")` and
    /// `(scale * numpy.sin(step * (i * 8 + j + 1.0) ** 2) + shift * (j == 0)).astype("float32")`.
    fn points(count: usize, step: f64, scale: f64, shift: f64) -> Vec<f32> {
        (0..count * DIMENSION)
            .map(|index| {
                let shift = if index % DIMENSION == 0 { shift } else { 0.0 };
                (scale * (step * (index as f64 + 1.0).powi(2)).sin() + shift) as f32
            })
            .collect()
    }

    fn manifold(features: &[f32]) -> Manifold {
        Manifold::new(features.to_vec(), DIMENSION, K)
    }

    fn distances(from: &[f32], to: &[f32]) -> Vec<Vec<f64>> {
        let distance = |a: &[f32], b: &[f32]| {
            let squares = a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2));
            squares.sum::<f64>().sqrt()
        };
        from.chunks(DIMENSION)
            .map(|a| to.chunks(DIMENSION).map(|b| distance(a, b)).collect())
            .collect()
    }

    fn radii(features: &[f32]) -> Vec<f64> {
        let mut rows = distances(features, features);
        rows.iter_mut().for_each(|row| row.sort_by(f64::total_cmp));
        rows.iter().map(|row| row[K]).collect()
    }

    fn assert_near(value: Fidelity, wanted: [f64; 4]) {
        let Fidelity {
            precision,
            recall,
            density,
            coverage,
        } = value;
        let value = [precision, recall, density, coverage];
        for (value, wanted) in value.iter().zip(wanted) {
            assert!((f64::from(*value) - wanted).abs() < 1e-6, "{value:?}");
        }
    }

    #[test]
    fn the_same_as_by_the_definitions() {
        let (real, fake) = (points(120, 1.3, 1.0, 0.0), points(90, 0.6, 0.7, 0.2));
        let (around_real, around_fake) = (radii(&real), radii(&fake));
        for (radius, wanted) in manifold(&real).radii.iter().zip(&around_real) {
            assert!((f64::from(radius.sqrt()) - wanted).abs() < 1e-5);
        }
        let between = distances(&real, &fake);
        let precise = (0..90).filter(|j| (0..120).any(|i| between[i][*j] <= around_real[i]));
        let recalled = (0..120).filter(|i| (0..90).any(|j| between[*i][j] <= around_fake[j]));
        let covered = (0..120).filter(|i| (0..90).any(|j| between[*i][j] <= around_real[*i]));
        let within = (0..120 * 90).filter(|ij| between[ij / 90][ij % 90] <= around_real[ij / 90]);
        assert_near(
            fidelity(&manifold(&real), &manifold(&fake)),
            [
                precise.count() as f64 / 90.0,
                recalled.count() as f64 / 120.0,
                within.count() as f64 / (5.0 * 90.0),
                covered.count() as f64 / 120.0,
            ],
        );
    }

    /// Against prdc 0.2, the code of Naeem et al.: `compute_prdc(real, fake, nearest_k=5)`.
    #[test]
    fn the_same_as_the_authors_code() {
        let (real, fake) = (points(200, 1.0, 1.0, 0.0), points(150, 0.7, 0.9, 0.5));
        assert_near(
            fidelity(&manifold(&real), &manifold(&fake)),
            [0.92, 0.83, 0.852, 0.65],
        );
    }

    #[test]
    fn a_set_covers_itself() {
        let set = manifold(&points(100, 1.0, 1.0, 0.0));
        // A point lies in its own neighborhood and in those of k others on average.
        assert_near(fidelity(&set, &set), [1.0, 1.0, 1.2, 1.0]);
    }

    #[test]
    fn sets_far_apart_share_nothing() {
        let near = manifold(&points(100, 1.0, 1.0, 0.0));
        let far = manifold(&points(100, 0.7, 1.0, 50.0));
        assert_near(fidelity(&near, &far), [0.0; 4]);
    }

    #[test]
    fn collapsed_fakes_are_precise_and_cover_little() {
        let real = points(200, 1.0, 1.0, 0.0);
        let mut fake = points(200, 0.7, 1e-3, 0.0);
        for (x, center) in fake.iter_mut().zip(real[..DIMENSION].iter().cycle()) {
            *x += center;
        }
        let found = fidelity(&manifold(&real), &manifold(&fake));
        assert_eq!(found.precision, 1.0);
        assert!(found.recall <= 1.0 / 200.0, "{found:?}");
        assert!(found.coverage < 0.1, "{found:?}");
    }

    #[test]
    fn small_sets_take_the_neighbors_there_are() {
        let few = Manifold::new(vec![0.0, 1.0, 3.0], 1, K);
        assert_eq!(few.radii, [9.0, 4.0, 9.0]);
        assert_eq!(Manifold::new(vec![7.0], 1, K).radii, [0.0]);
        let none = Manifold::new(vec![], 1, K);
        assert_near(fidelity(&few, &none), [0.0; 4]);
        assert_near(fidelity(&none, &few), [0.0; 4]);
    }

    #[test]
    fn what_is_not_finite_lies_nowhere() {
        let real = manifold(&points(100, 1.0, 1.0, 0.0));
        let mut broken = vec![f32::NAN; 100 * DIMENSION];
        assert_near(fidelity(&real, &manifold(&broken)), [0.0; 4]);
        broken[..DIMENSION].fill(0.0);
        assert_eq!(fidelity(&real, &manifold(&broken)).recall, 0.0);
    }
}
