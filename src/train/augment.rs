//! Differentiable augmentation (Zhao et al., arXiv 2006.10738): D sees real and generated images moved about and in
//! part covered, and G gets D's gradient through the same change. So D cannot learn few images by heart, and G does
//! not learn the changes, as it would if the real images alone were changed.

use burn::tensor::{Device, Int, Tensor, TensorData};

use super::tensors::matrix;
use crate::{
    config::Augmentation,
    data::{PIXELS, SIDE},
    random::Random,
};

/// An image moves by up to this many pixels either way, an eighth of its side.
const MOST_SHIFT: usize = 4;
/// The side of the square that is covered, half of the image's.
const CUTOUT: usize = SIDE / 2;
/// The background, in -1..1.
const BACKGROUND: f32 = -1.0;

/// Images `[rows, packing * 784]` in -1..1, each changed in its own way. What comes from outside and what is covered
/// is background.
pub(crate) fn augmented(
    images: Tensor<2>,
    augmentation: Augmentation,
    random: &mut Random,
) -> Tensor<2> {
    if augmentation == Augmentation::Off {
        return images;
    }
    let shape: [usize; 2] = images.dims();
    let device = images.device();
    let count = shape[0] * shape[1] / PIXELS;
    let sources = sources(count, augmentation, random, &device);
    let background = matrix(vec![BACKGROUND; count], 1, &device);
    // [rows, packing * 784] -> [count, 784 + 1], in whose last column is what lies outside.
    let wide = Tensor::cat(vec![images.reshape([count, PIXELS]), background], 1);
    wide.gather(1, sources).reshape(shape)
}

/// `[count, 784]`: from which pixel each pixel comes, 784 where from none.
fn sources(
    count: usize,
    augmentation: Augmentation,
    random: &mut Random,
    device: &Device,
) -> Tensor<2, Int> {
    let mut sources = Vec::with_capacity(count * PIXELS);
    for _ in 0..count {
        let [down, right] = [(); 2].map(|()| below(random, 2 * MOST_SHIFT + 1));
        let cover = (augmentation == Augmentation::TranslationCutout)
            .then(|| [(); 2].map(|()| below(random, SIDE + 1)));
        for row in 0..SIDE {
            for column in 0..SIDE {
                let covered = cover.is_some_and(|[y, x]| is_near(row, y) && is_near(column, x));
                let inside = |place: usize, shift: usize| {
                    (place + shift)
                        .checked_sub(MOST_SHIFT)
                        .filter(|place| *place < SIDE)
                };
                let source = match (inside(row, down), inside(column, right)) {
                    (Some(row), Some(column)) if !covered => row * SIDE + column,
                    _ => PIXELS,
                };
                sources.push(source as i32);
            }
        }
    }
    Tensor::from_data(TensorData::new(sources, [count, PIXELS]), device)
}

/// Whether a pixel lies in the square around a center, which may stand out over the edge.
fn is_near(pixel: usize, center: usize) -> bool {
    pixel + CUTOUT / 2 >= center && pixel < center + CUTOUT / 2
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

    fn image() -> Vec<f32> {
        (0..PIXELS)
            .map(|pixel| pixel as f32 / PIXELS as f32)
            .collect()
    }

    fn change(augmentation: Augmentation, seed: u32) -> (Vec<f32>, Vec<f32>) {
        let device = burn::tensor::Device::flex().autodiff();
        let images = matrix(image(), PIXELS, &device).require_grad();
        let mut random = Random::new(seed, Purpose::Regularizers, 0);
        let changed = augmented(images.clone(), augmentation, &mut random);
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
