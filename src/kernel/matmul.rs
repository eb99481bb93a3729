//! The matrix product on the CPU, by tiles that stay in registers and panels that stay in the cache
//! (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008). In the browser it
//! is a quarter faster than burn's.

/// Rows and columns of a tile: with 128-bit SIMD its sums take half of the sixteen registers.
const ROWS: usize = 4;
const COLUMNS: usize = 8;
/// Terms summed at once.
const DEPTH: usize = 256;
/// Rows packed at once.
const HEIGHT: usize = 256;

type Tile = [[f32; COLUMNS]; ROWS];

/// A matrix whose element at (row, column) is `data[rows[row] + columns[column]]`, so that the patches of an image
/// are one too, and nobody has to copy them.
pub struct Matrix<'a> {
    pub data: &'a [f32],
    pub rows: Vec<usize>,
    pub columns: Vec<usize>,
}

impl<'a> Matrix<'a> {
    /// A matrix of this many rows and columns, which lie so far from each other.
    pub fn new(data: &'a [f32], size: [usize; 2], steps: [usize; 2]) -> Self {
        let [rows, columns] = [0, 1].map(|axis| offsets(size[axis], steps[axis]));
        Self {
            data,
            rows,
            columns,
        }
    }

    pub fn transposed(self) -> Self {
        Self {
            data: self.data,
            rows: self.columns,
            columns: self.rows,
        }
    }
}

/// The product of `a` `[rows, inner]` and `b` `[inner, columns]`, row by row.
pub fn matmul(a: &Matrix, b: &Matrix) -> Vec<f32> {
    let (rows, columns) = (a.rows.len(), b.columns.len());
    let mut sums = vec![0.0; rows * columns];
    add_matmul(&mut sums, &offsets(rows, columns), a, b);
    sums
}

/// Adds [`matmul`] to `sums`, in which its rows begin at these `places`.
pub fn add_matmul(sums: &mut [f32], places: &[usize], a: &Matrix, b: &Matrix) {
    let (inner, columns) = (a.columns.len(), b.columns.len());
    let deep = DEPTH.min(inner);
    let high = HEIGHT.min(a.rows.len().next_multiple_of(ROWS));
    let wide = columns.next_multiple_of(COLUMNS);
    let (mut tall, mut flat) = (vec![0.0; high * deep], vec![0.0; wide * deep]);
    for (terms, b_rows) in a.columns.chunks(DEPTH).zip(b.rows.chunks(DEPTH)) {
        let depth = terms.len();
        let flat = pack::<COLUMNS>(b.data, &b.columns, b_rows, &mut flat);
        let runs = runs(terms);
        // Long runs are as fast where they lie as from a panel.
        let in_place = runs.len() * ROWS <= depth;
        for (rows, places) in a.rows.chunks(HEIGHT).zip(places.chunks(HEIGHT)) {
            if in_place {
                add_tiles(sums, places, columns, flat, depth, |tile, b| {
                    tile_of_rows(a.data, &rows[tile * ROWS..], &runs, b)
                });
            } else {
                let tall = pack::<ROWS>(a.data, rows, terms, &mut tall);
                add_tiles(sums, places, columns, flat, depth, |tile, b| {
                    tile_of_panel(&tall[tile * ROWS * depth..][..ROWS * depth], b)
                });
            }
        }
    }
}

fn offsets(count: usize, step: usize) -> Vec<usize> {
    (0..count).map(|index| index * step).collect()
}

/// Where runs of consecutive offsets begin, and how long they are.
fn runs(offsets: &[usize]) -> Vec<(usize, usize)> {
    let runs = offsets.chunk_by(|a, b| a + 1 == *b);
    runs.map(|run| (run[0], run.len())).collect()
}

/// Puts a matrix into panels of `W` rows, zero where there are no more: what a tile reads then lies in the order
/// in which it reads it.
fn pack<'a, const W: usize>(
    data: &[f32],
    rows: &[usize],
    columns: &[usize],
    panels: &'a mut [f32],
) -> &'a [f32] {
    let depth = columns.len();
    let panels = &mut panels[..rows.len().next_multiple_of(W) * depth];
    let columns_run = runs(columns).len() == 1;
    for (rows, panel) in rows.chunks(W).zip(panels.chunks_exact_mut(depth * W)) {
        let (panel, _) = panel.as_chunks_mut::<W>();
        let Some(rows) = rows.first_chunk::<W>() else {
            for (column, to) in columns.iter().zip(panel) {
                *to =
                    std::array::from_fn(|row| rows.get(row).map_or(0.0, |row| data[row + column]));
            }
            continue;
        };
        if rows[0] + W - 1 == rows[W - 1] {
            for (column, to) in columns.iter().zip(panel) {
                let from = rows[0] + column;
                to.copy_from_slice(&data[from..from + W]);
            }
        } else if columns_run {
            let rows = rows.map(|row| &data[row + columns[0]..][..depth]);
            for (column, to) in panel.iter_mut().enumerate() {
                *to = rows.map(|row| row[column]);
            }
        } else {
            for (column, to) in columns.iter().zip(panel) {
                *to = rows.map(|row| data[row + column]);
            }
        }
    }
    panels
}

/// The sum of the products of a panel's columns and the rows of `b`.
#[inline(always)]
fn tile_of_panel(panel: &[f32], b: &[[f32; COLUMNS]]) -> Tile {
    let mut sums = [[0.0; COLUMNS]; ROWS];
    let (panel, _) = panel.as_chunks();
    for (a, b) in panel.iter().zip(b) {
        add_products(&mut sums, *a, b);
    }
    sums
}

/// [`tile_of_panel`] of rows as they lie, the last one again where there are no more.
#[inline(always)]
fn tile_of_rows(
    data: &[f32],
    rows: &[usize],
    runs: &[(usize, usize)],
    mut b: &[[f32; COLUMNS]],
) -> Tile {
    let rows: [usize; ROWS] = std::array::from_fn(|row| rows[row.min(rows.len() - 1)]);
    let mut sums = [[0.0; COLUMNS]; ROWS];
    for &(run, length) in runs {
        let rows = rows.map(|row| &data[row + run..][..length]);
        let terms = &b[..length];
        // By index, and the compiler leaves out every check.
        for at in 0..length {
            add_products(&mut sums, rows.map(|row| row[at]), &terms[at]);
        }
        b = &b[length..];
    }
    sums
}

#[inline(always)]
fn add_products(sums: &mut Tile, a: [f32; ROWS], b: &[f32; COLUMNS]) {
    for (sums, a) in sums.iter_mut().zip(a) {
        for (sum, b) in sums.iter_mut().zip(b) {
            *sum += a * b;
        }
    }
}

/// Adds the tile of each four rows, which begin at these places, and of each panel of `depth` rows of `b`. It does
/// no more than add: with an activation or a choice in it, products of few terms took twice the time.
#[inline(always)]
fn add_tiles(
    sums: &mut [f32],
    places: &[usize],
    columns: usize,
    panels: &[f32],
    depth: usize,
    tile: impl Fn(usize, &[[f32; COLUMNS]]) -> Tile,
) {
    let panels = panels.chunks_exact(depth * COLUMNS);
    for (left, b) in (0..columns).step_by(COLUMNS).zip(panels) {
        let (b, _) = b.as_chunks();
        let width = COLUMNS.min(columns - left);
        for (index, places) in places.chunks(ROWS).enumerate() {
            let tile = tile(index, b);
            for (place, tile) in places.iter().zip(&tile) {
                let row = &mut sums[place + left..][..width];
                match row.first_chunk_mut::<COLUMNS>() {
                    Some(row) => add(row, tile),
                    None => add(row, tile),
                }
            }
        }
    }
}

#[inline(always)]
fn add(row: &mut [f32], tile: &[f32; COLUMNS]) {
    for (sum, value) in row.iter_mut().zip(tile) {
        *sum += value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes on both sides of every bound, plain and transposed.
    #[test]
    fn it_is_the_sum_of_products() {
        let sizes = [
            [1, 1, 1],
            [3, 5, 7],
            [4, 256, 8],
            [261, 17, 9],
            [64, 600, 12],
        ];
        for [rows, inner, columns] in sizes {
            let numbers = |count| (0..count).map(|index| ((index * 7 + 3) % 11) as f32 - 5.0);
            let a: Vec<f32> = numbers(rows * inner).collect();
            let b: Vec<f32> = numbers(inner * columns).collect();
            for transposed in [false, true] {
                let steps = |height, width| if transposed { [1, height] } else { [width, 1] };
                let ([ar, ac], [br, bc]) = (steps(rows, inner), steps(inner, columns));
                let size = [rows, inner, columns];
                let found = matmul(
                    &Matrix::new(&a, [rows, inner], [ar, ac]),
                    &Matrix::new(&b, [inner, columns], [br, bc]),
                );
                let wanted = (0..rows * columns).map(|at| {
                    let (row, column) = (at / columns, at % columns);
                    // Small whole numbers add exactly in any order.
                    (0..inner)
                        .map(|k| a[row * ar + k * ac] * b[k * br + column * bc])
                        .sum::<f32>()
                });
                assert_eq!(found, wanted.collect::<Vec<_>>(), "{size:?} {transposed}");
            }
        }
    }
}
