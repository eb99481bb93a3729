//! How much the images of a class differ from each other.

/// The most samples of a class that are compared, since the pairs grow with their square.
const MAX_SAMPLES: usize = 200;

/// How many sums a distance is computed in, so that they fit vector registers.
const LANES: usize = 16;

/// For each class the mean Euclidean distance between two of its samples' features, of features
/// `n * dimension`, row-major, and one label a sample; 0 where a class has fewer than 2. Of each
/// class only the first 200 count. Labels of no class are ignored.
pub fn within_class(features: &[f32], labels: &[u8], dimension: usize, classes: usize) -> Vec<f32> {
    let mut samples: Vec<Vec<&[f32]>> = vec![Vec::new(); classes];
    for (sample, label) in features.chunks_exact(dimension.max(1)).zip(labels) {
        if let Some(class) = samples.get_mut(usize::from(*label))
            && class.len() < MAX_SAMPLES
        {
            class.push(sample);
        }
    }
    samples.iter().map(|class| mean_distance(class)).collect()
}

fn mean_distance(samples: &[&[f32]]) -> f32 {
    let mut total = 0.0;
    for (index, a) in samples.iter().enumerate() {
        for b in &samples[..index] {
            total += f64::from(squared_distance(a, b).sqrt());
        }
    }
    let pairs = samples.len() * samples.len().saturating_sub(1) / 2;
    (total / pairs.max(1) as f64) as f32
}

/// |a - b|^2 of two points of the same dimension.
fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            let difference = a[lane] - b[lane];
            sums[lane] += difference * difference;
        }
    }
    let rest: f32 = a_rest
        .iter()
        .zip(b_rest)
        .map(|(a, b)| (a - b) * (a - b))
        .sum();
    sums.iter().sum::<f32>() + rest
}

/// How diverse generated images are within their classes: the mean of fake/real over the classes
/// that have both above 0, of what [`within_class`] gives. 1 is as diverse as real images, near 0
/// all the same; 0 where there is no such class.
pub fn diversity(fake: &[f32], real: &[f32]) -> f32 {
    let ratios: Vec<f32> = fake
        .iter()
        .zip(real)
        .filter(|(fake, real)| **fake > 0.0 && **real > 0.0)
        .map(|(fake, real)| fake / real)
        .collect();
    ratios.iter().sum::<f32>() / ratios.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_over_the_pairs_of_a_class() {
        // Class 2 has a triangle of sides 3, 4 and 5, class 0 one pair, class 1 one sample.
        let features = [
            0.0, 0.0, 10.0, 0.0, 3.0, 0.0, 7.0, 7.0, 0.0, 4.0, 10.0, 2.0, 99.0, 99.0,
        ];
        let labels = [2, 0, 2, 1, 2, 0, 9];
        assert_eq!(within_class(&features, &labels, 2, 4), [2.0, 0.0, 4.0, 0.0]);
    }

    #[test]
    fn distances_count_every_dimension() {
        let mut features: Vec<f32> = (0..37).map(|x| x as f32).collect();
        features.extend([0.0; 37]);
        let square: f32 = 36.0 * 37.0 * 73.0 / 6.0;
        assert_eq!(within_class(&features, &[0, 0], 37, 1), [square.sqrt()]);
    }

    #[test]
    fn only_the_first_samples_of_a_class_count() {
        let mut features: Vec<f32> = (0..MAX_SAMPLES).map(|i| (i % 2) as f32).collect();
        features.extend([1e6; 50]);
        let labels = [0; MAX_SAMPLES + 50];
        // 100 * 100 of 200 * 199 / 2 pairs are at a distance of 1.
        assert_eq!(within_class(&features, &labels, 1, 1), [100.0 / 199.0]);
    }

    #[test]
    fn diversity_is_the_mean_ratio_of_classes_in_both() {
        let found = diversity(&[1.0, 3.0, 0.0, 5.0], &[2.0, 4.0, 2.0, 0.0]);
        assert_eq!(found, (0.5 + 0.75) / 2.0);
        assert_eq!(diversity(&[0.0, 1.0], &[1.0, 0.0]), 0.0);
        assert_eq!(diversity(&[], &[]), 0.0);
    }
}
