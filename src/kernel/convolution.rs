//! The convolutions on the CPU, as products that read the patches of an image where they lie, in a copy with
//! the padding around it.

use super::{
    Maps, PATCH,
    product::{Matrix, add_product, product},
};

/// [`super::halve`] of images with [`padding`].
pub fn halve(padded: &[f32], maps: Maps, weight: &Matrix) -> Vec<f32> {
    product(&patches(padded, maps), weight)
}

/// The gradient at the weight `[16 * channels, outputs]` of [`halve`], for that at the sums.
pub fn halve_weight(padded: &[f32], maps: Maps, gradient: &Matrix) -> Vec<f32> {
    product(&patches(padded, maps).transposed(), gradient)
}

/// [`super::double`], the pixels of even and of odd rows and columns each by a product of their own: such a pixel
/// lies in 2 x 2 patches, and in the same place of each as all its like.
pub fn double(input: &[f32], weight: &Matrix, maps: Maps) -> Vec<f32> {
    let Maps {
        batch,
        side,
        channels,
    } = maps;
    let (half, inputs) = (side / 2, weight.rows.len());
    let padded = padding(
        input,
        Maps {
            batch,
            side: half,
            channels: inputs,
        },
    );
    let line = (half + 2) * inputs;
    let mut output = vec![0.0; batch * side * side * channels];
    let places = corners(
        batch,
        half,
        [side * side, 2 * side, 2].map(|step| step * channels),
    );
    let mut patches = Matrix {
        data: &padded,
        rows: corners(batch, half, [(half + 2) * line, line, inputs]),
        columns: Vec::new(),
    };
    for (y, x) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let mut rows = Vec::new();
        patches.columns.clear();
        for (down, right) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let pixel = (y + down) * line + (x + right) * inputs;
            let place = (PATCH - 1 - y - 2 * down) * PATCH + PATCH - 1 - x - 2 * right;
            let place = weight.columns[place * channels];
            patches.columns.extend(pixel..pixel + inputs);
            rows.extend(weight.rows.iter().map(|row| row + place));
        }
        let weight = Matrix {
            data: weight.data,
            rows,
            columns: weight.columns[..channels].to_vec(),
        };
        let output = &mut output[(y * side + x) * channels..];
        add_product(output, &places, &patches, &weight);
    }
    output
}

/// The images with a border of a pixel of zeros, `[batch * side * side, channels] -> [batch * (side + 2) * (side + 2),
/// channels]`.
pub fn padding(images: &[f32], maps: Maps) -> Vec<f32> {
    let Maps {
        batch,
        side,
        channels,
    } = maps;
    let (line, padded_line) = (side * channels, (side + 2) * channels);
    let mut padded = vec![0.0; batch * (side + 2) * padded_line];
    let images = images.chunks_exact(side * line);
    for (image, padded) in images.zip(padded.chunks_exact_mut((side + 2) * padded_line)) {
        let lines = padded[padded_line + channels..].chunks_mut(padded_line);
        for (from, to) in image.chunks_exact(line).zip(lines) {
            to[..line].copy_from_slice(from);
        }
    }
    padded
}

/// [`super::operations::Kernels::patches`] of images with [`padding`].
fn patches(padded: &[f32], maps: Maps) -> Matrix<'_> {
    let Maps {
        batch,
        side,
        channels,
    } = maps;
    let line = (side + 2) * channels;
    let lines = (0..PATCH).map(|row| row * line);
    Matrix {
        data: padded,
        rows: corners(batch, side / 2, [(side + 2) * line, 2 * line, 2 * channels]),
        columns: lines
            .flat_map(|line| line..line + PATCH * channels)
            .collect(),
    }
}

/// Where patches begin, for the steps from image to image, from row to row and from column to column.
fn corners(batch: usize, side: usize, steps: [usize; 3]) -> Vec<usize> {
    let mut corners = Vec::with_capacity(batch * side * side);
    for image in 0..batch {
        for y in 0..side {
            let row = image * steps[0] + y * steps[1];
            corners.extend((0..side).map(|x| row + x * steps[2]));
        }
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::cpu;

    fn numbers(count: usize) -> Vec<f32> {
        (0..count)
            .map(|index| ((index * 7 + 3) % 11) as f32 - 5.0)
            .collect()
    }

    fn rows(data: &[f32], columns: usize) -> Matrix<'_> {
        Matrix::new(data, [data.len() / columns, columns], [columns, 1])
    }

    fn dot(a: &[f32], b: &[f32]) -> f32 {
        assert_eq!(a.len(), b.len());
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    }

    /// Layouts, and how many channels there are on the smaller side; odd ones, and more than a tile has.
    fn cases() -> impl Iterator<Item = (Maps, usize)> {
        let cases = [
            [1, 2, 1, 1],
            [2, 4, 1, 16],
            [3, 6, 3, 5],
            [2, 14, 9, 8],
            [1, 6, 16, 19],
        ];
        cases.into_iter().map(|[batch, side, channels, other]| {
            let maps = Maps {
                batch,
                side,
                channels,
            };
            (maps, other)
        })
    }

    /// Small whole numbers add exactly in any order.
    #[test]
    fn they_are_products_of_patches() {
        for (maps, outputs) in cases() {
            let width = PATCH * PATCH * maps.channels;
            let images = numbers(maps.batch * maps.side * maps.side * maps.channels);
            let gradient = numbers(maps.patches() * outputs);
            let weight = numbers(width * outputs);
            let patches = cpu::patches(&images, maps);
            let padded = padding(&images, maps);
            assert_eq!(
                halve(&padded, maps, &rows(&weight, outputs)),
                product(&rows(&patches, width), &rows(&weight, outputs)),
                "{maps:?} {outputs}"
            );
            assert_eq!(
                halve_weight(&padded, maps, &rows(&gradient, outputs)),
                product(
                    &rows(&patches, width).transposed(),
                    &rows(&gradient, outputs)
                ),
                "{maps:?} {outputs}"
            );
            let weight = || rows(&weight, outputs).transposed();
            let unpatched = product(&rows(&gradient, outputs), &weight());
            assert_eq!(
                double(&gradient, &weight(), maps),
                cpu::unpatches(&unpatched, maps),
                "{maps:?} {outputs}"
            );
        }
    }

    /// <halve(x), y> = <x, double(y)> for all x and y says that one is the other's transpose, and <halve(x), y> =
    /// <w, halve_weight(x, y)> that the gradient at the weight is right.
    #[test]
    fn halve_and_double_are_transposes() {
        for (maps, outputs) in cases() {
            let images = numbers(maps.batch * maps.side * maps.side * maps.channels);
            let gradient = numbers(maps.patches() * outputs);
            let weight = numbers(PATCH * PATCH * maps.channels * outputs);
            let padded = padding(&images, maps);
            let halved = halve(&padded, maps, &rows(&weight, outputs));
            let doubled = double(&gradient, &rows(&weight, outputs).transposed(), maps);
            let at_weight = halve_weight(&padded, maps, &rows(&gradient, outputs));
            assert_eq!(dot(&halved, &gradient), dot(&images, &doubled));
            assert_eq!(dot(&halved, &gradient), dot(&weight, &at_weight));
        }
    }
}
