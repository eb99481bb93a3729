//! Differentiable augmentation (Zhao et al., arXiv 2006.10738): D sees real and generated images moved about and in
//! part covered, and G gets D's gradient through the same change. So D cannot learn few images by heart, and G does
//! not learn the changes, as it would if the real images alone were changed.

use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::{config::Augmentation, model::Features, random::Random, tensors::matrix};

/// The background, in -1..1.
const BACKGROUND: f32 = -1.0;

/// By how many pixels an image moves at most either way along a side: an eighth of it.
fn most_shift(side: usize) -> usize {
    (side + 4) / 8
}

/// Images `[rows, packing * features]` in -1..1, each changed in its own way. What comes from outside and what is
/// covered is background.
pub(crate) fn augmented(
    images: Tensor<2>,
    image: Features,
    augmentation: Augmentation,
    random: &mut Random,
) -> Tensor<2> {
    if augmentation == Augmentation::Off {
        return images;
    }
    let shape: [usize; 2] = images.dims();
    let device = images.device();
    let size = image.len();
    let count = shape[0] * shape[1] / size;
    let sources = sources(count, image, augmentation, random, &device);
    let background = matrix(vec![BACKGROUND; count], 1, &device);
    // [rows, packing * features] -> [count, features + 1], in whose last column is what lies outside.
    let wide = Tensor::cat(vec![images.reshape([count, size]), background], 1);
    wide.gather(1, sources).reshape(shape)
}

/// `[count, height * width * channels]`: from which number of its image each comes, the one after the last where from
/// none.
fn sources(
    count: usize,
    image: Features,
    augmentation: Augmentation,
    random: &mut Random,
    device: &Device,
) -> Tensor<2, Int> {
    let Features {
        height,
        width,
        channels,
    } = image;
    let mut sources = Vec::with_capacity(count * image.len());
    for _ in 0..count {
        let [down, right] = [height, width].map(|side| below(random, 2 * most_shift(side) + 1));
        let cover = (augmentation == Augmentation::TranslationCutout)
            .then(|| [height, width].map(|side| below(random, side + 1)));
        for row in 0..height {
            for column in 0..width {
                let covered = cover.is_some_and(|[y, x]| {
                    is_covered(row, y, height) && is_covered(column, x, width)
                });
                let inside = |place: usize, shift: usize, side: usize| {
                    (place + shift)
                        .checked_sub(most_shift(side))
                        .filter(|place| *place < side)
                };
                let source = match (inside(row, down, height), inside(column, right, width)) {
                    (Some(row), Some(column)) if !covered => Some(row * width + column),
                    _ => None,
                };
                sources.extend((0..channels).map(|channel| match source {
                    Some(pixel) => (pixel * channels + channel) as i32,
                    None => image.len() as i32,
                }));
            }
        }
    }
    Tensor::from_data(TensorData::new(sources, [count, image.len()]), device)
}

/// Whether a place along a side lies in the square around a center, half as long as the side, which may stand out over
/// the edge.
fn is_covered(place: usize, center: usize, side: usize) -> bool {
    let half = side / 4;
    place + half >= center && place < center + half
}

/// A whole number below `bound`.
fn below(random: &mut Random, bound: usize) -> usize {
    let share = random.shares(1)[0];
    ((share * bound as f32) as usize).min(bound - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;

    const SIDE: usize = 28;
    const PIXELS: usize = SIDE * SIDE;

    fn image() -> Vec<f32> {
        (0..PIXELS)
            .map(|pixel| pixel as f32 / PIXELS as f32)
            .collect()
    }

    fn change(augmentation: Augmentation, seed: u32) -> (Vec<f32>, Vec<f32>) {
        let device = burn::tensor::Device::flex().autodiff();
        let images = matrix(image(), PIXELS, &device).require_grad();
        let mut random = Random::new(seed, Purpose::Regularizers, 0);
        let changed = augmented(
            images.clone(),
            Features::maps(SIDE, SIDE, 1),
            augmentation,
            &mut random,
        );
        let gradients = changed.clone().sum().backward();
        let gradient = images.grad(&gradients).unwrap();
        (
            changed.into_data().try_to_vec().unwrap(),
            gradient.into_data().try_to_vec().unwrap(),
        )
    }

    #[test]
    fn an_image_is_moved_whole_and_its_gradient_moves_back() {
        let mut shifts = std::collections::BTreeSet::new();
        for seed in 0..200 {
            let (changed, gradient) = change(Augmentation::Translation, seed);
            // Pixel (14, 14) is far enough from the edge to be there always.
            let value = changed[14 * SIDE + 14];
            let from = (value * PIXELS as f32).round() as usize;
            let (down, right) = ((from / SIDE) as i32 - 14, (from % SIDE) as i32 - 14);
            assert!(down.abs() <= 4 && right.abs() <= 4);
            shifts.insert((down, right));
            for (pixel, value) in changed.iter().enumerate() {
                let (row, column) = ((pixel / SIDE) as i32 + down, (pixel % SIDE) as i32 + right);
                let inside = (0..28).contains(&row) && (0..28).contains(&column);
                let wanted = if inside {
                    image()[(row * 28 + column) as usize]
                } else {
                    -1.0
                };
                assert_eq!(*value, wanted);
            }
            let seen = (28 - down.abs()) * (28 - right.abs());
            assert_eq!(gradient.iter().sum::<f32>(), seen as f32);
        }
        assert!(shifts.len() > 60, "{} of 81 shifts", shifts.len());
    }

    #[test]
    fn a_square_is_covered_and_passes_no_gradient() {
        for seed in 0..50 {
            let (changed, gradient) = change(Augmentation::TranslationCutout, seed);
            let background = changed.iter().filter(|value| **value == -1.0).count();
            // At least the quarter of the square that is inside, at most all of it beside what the shift leaves.
            assert!(
                (49..=196 + 2 * 4 * 28).contains(&background),
                "{background}"
            );
            let passed = gradient.iter().sum::<f32>() as usize;
            assert_eq!(passed, PIXELS - background);
        }
    }

    #[test]
    fn nothing_changes_without() {
        assert_eq!(change(Augmentation::Off, 1).0, image());
    }
}
