//! The convolutions on the CPU, as products that read the patches of an image where they lie, in a copy with
//! the padding around it.

use super::{
    FeatureMaps, PATCH,
    matmul::{Matrix, add_matmul, matmul},
};

/// [`super::conv2d`] of images with [`padding`].
pub fn conv2d(padded: &[f32], maps: FeatureMaps, weight: &Matrix) -> Vec<f32> {
    matmul(&patches(padded, maps), weight)
}

/// The gradient at the weight `[16 * channels, outputs]` of [`conv2d`], for that at the sums.
pub fn conv2d_weight_backward(padded: &[f32], maps: FeatureMaps, gradient: &Matrix) -> Vec<f32> {
    matmul(&patches(padded, maps).transposed(), gradient)
}

/// [`super::conv_transpose2d`], the pixels of even and of odd rows and columns each by a matmul of its own: such a pixel
/// lies in 2 x 2 patches, and in the same place of each as all its like.
pub fn conv_transpose2d(input: &[f32], weight: &Matrix, maps: FeatureMaps) -> Vec<f32> {
    let FeatureMaps {
        batch,
        height,
        width,
        channels,
    } = maps;
    let (half, inputs) = ([height / 2, width / 2], weight.rows.len());
    let smaller = FeatureMaps {
        batch,
        height: half[0],
        width: half[1],
        channels: inputs,
    };
    let padded = padding(input, smaller);
    let line = (half[1] + 2) * inputs;
    let mut output = vec![0.0; maps.pixels() * channels];
    let places = corners(
        batch,
        half,
        [height * width, 2 * width, 2].map(|step| step * channels),
    );
    let mut patches = Matrix {
        data: &padded,
        rows: corners(batch, half, [(half[0] + 2) * line, line, inputs]),
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
        let output = &mut output[(y * width + x) * channels..];
        add_matmul(output, &places, &patches, &weight);
    }
    output
}

/// The images with a border of a pixel of zeros, `[batch * height * width, channels] -> [batch * (height + 2) *
/// (width + 2), channels]`.
pub fn padding(images: &[f32], maps: FeatureMaps) -> Vec<f32> {
    let FeatureMaps {
        batch,
        height,
        width,
        channels,
    } = maps;
    let (line, padded_line) = (width * channels, (width + 2) * channels);
    let mut padded = vec![0.0; batch * (height + 2) * padded_line];
    let images = images.chunks_exact(height * line);
    for (image, padded) in images.zip(padded.chunks_exact_mut((height + 2) * padded_line)) {
        let lines = padded[padded_line + channels..].chunks_mut(padded_line);
        for (from, to) in image.chunks_exact(line).zip(lines) {
            to[..line].copy_from_slice(from);
        }
    }
    padded
}

/// [`super::operations::Kernels::im2col`] of images with [`padding`].
fn patches(padded: &[f32], maps: FeatureMaps) -> Matrix<'_> {
    let FeatureMaps {
        batch,
        height,
        width,
        channels,
    } = maps;
    let line = (width + 2) * channels;
    let lines = (0..PATCH).map(|row| row * line);
    Matrix {
        data: padded,
        rows: corners(
            batch,
            [height / 2, width / 2],
            [(height + 2) * line, 2 * line, 2 * channels],
        ),
        columns: lines
            .flat_map(|line| line..line + PATCH * channels)
            .collect(),
    }
}

/// Where patches begin, for the steps from image to image, from row to row and from column to column.
fn corners(batch: usize, [height, width]: [usize; 2], steps: [usize; 3]) -> Vec<usize> {
    let mut corners = Vec::with_capacity(batch * height * width);
    for image in 0..batch {
        for y in 0..height {
            let row = image * steps[0] + y * steps[1];
            corners.extend((0..width).map(|x| row + x * steps[2]));
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

    /// Layouts, and how many channels there are on the smaller maps; odd ones, and more than a tile has.
    fn cases() -> impl Iterator<Item = (FeatureMaps, usize)> {
        let cases = [
            [1, 2, 2, 1, 1],
            [2, 4, 2, 1, 16],
            [3, 6, 8, 3, 5],
            [2, 14, 10, 9, 8],
            [1, 6, 6, 16, 19],
        ];
        cases
            .into_iter()
            .map(|[batch, height, width, channels, other]| {
                let maps = FeatureMaps {
                    batch,
                    height,
                    width,
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
            let images = numbers(maps.pixels() * maps.channels);
            let gradient = numbers(maps.patches() * outputs);
            let weight = numbers(width * outputs);
            let patches = cpu::im2col(&images, maps);
            let padded = padding(&images, maps);
            assert_eq!(
                conv2d(&padded, maps, &rows(&weight, outputs)),
                matmul(&rows(&patches, width), &rows(&weight, outputs)),
                "{maps:?} {outputs}"
            );
            assert_eq!(
                conv2d_weight_backward(&padded, maps, &rows(&gradient, outputs)),
                matmul(
                    &rows(&patches, width).transposed(),
                    &rows(&gradient, outputs)
                ),
                "{maps:?} {outputs}"
            );
            let weight = || rows(&weight, outputs).transposed();
            let patches = matmul(&rows(&gradient, outputs), &weight());
            assert_eq!(
                conv_transpose2d(&gradient, &weight(), maps),
                cpu::col2im(&patches, maps),
                "{maps:?} {outputs}"
            );
        }
    }

    /// <conv2d(x), y> = <x, conv_transpose2d(y)> for all x and y says that one is the other's transpose, and <conv2d(x), y> =
    /// <w, conv2d_weight_backward(x, y)> that the gradient at the weight is right.
    #[test]
    fn conv2d_and_conv_transpose2d_are_transposes() {
        for (maps, outputs) in cases() {
            let images = numbers(maps.pixels() * maps.channels);
            let gradient = numbers(maps.patches() * outputs);
            let weight = numbers(PATCH * PATCH * maps.channels * outputs);
            let padded = padding(&images, maps);
            let output = conv2d(&padded, maps, &rows(&weight, outputs));
            let images_gradient =
                conv_transpose2d(&gradient, &rows(&weight, outputs).transposed(), maps);
            let at_weight = conv2d_weight_backward(&padded, maps, &rows(&gradient, outputs));
            assert_eq!(dot(&output, &gradient), dot(&images, &images_gradient));
            assert_eq!(dot(&output, &gradient), dot(&weight, &at_weight));
        }
    }
}
