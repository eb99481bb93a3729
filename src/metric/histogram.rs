//! How samples spread over the classes.

/// The share of the samples from which on a class counts as covered.
pub const COVERED_SHARE: f32 = 0.01;

/// The share of each class among labels, sum 1; zeros where there are none. Labels of no class are
/// ignored.
pub fn histogram(labels: &[u8], classes: usize) -> Vec<f32> {
    let mut counts = vec![0_usize; classes];
    for label in labels {
        if let Some(count) = counts.get_mut(usize::from(*label)) {
            *count += 1;
        }
    }
    let total = counts.iter().sum::<usize>().max(1);
    counts
        .iter()
        .map(|count| *count as f32 / total as f32)
        .collect()
}

/// The number of classes that have at least [`COVERED_SHARE`] of the samples, of what
/// [`histogram`] gives.
pub fn modes_covered(histogram: &[f32]) -> usize {
    histogram
        .iter()
        .filter(|share| **share >= COVERED_SHARE)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_the_classes() {
        assert_eq!(histogram(&[1, 3, 1, 0], 4), [0.25, 0.5, 0.0, 0.25]);
        assert_eq!(histogram(&[1, 1, 0, 9], 2), [1.0 / 3.0, 2.0 / 3.0]);
        assert_eq!(histogram(&[], 3), [0.0; 3]);
    }

    #[test]
    fn a_class_is_covered_from_one_percent_on() {
        for total in [100, 1_000, 10_000] {
            let mut labels = vec![0; total];
            labels[..total / 100].fill(1);
            assert_eq!(modes_covered(&histogram(&labels, 3)), 2);
            labels[0] = 0;
            assert_eq!(modes_covered(&histogram(&labels, 3)), 1);
        }
    }
}
