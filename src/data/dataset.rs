//! A data set that arrives shard by shard, and the order in which training sees it.

use std::cell::RefCell;

use serde::Serialize;

use super::{ImageShape, parse_images, parse_labels};
use crate::{
    error::{Error, Result},
    random::{Purpose, Random},
};

/// More images than any page holds in memory.
const MAX_IMAGES: u64 = 10_000_000;
/// The most images of noise that are made at once.
const MAX_NOISE: usize = 10_000;
/// The most neighbors that are looked for at once.
const MAX_NEAREST: usize = 1_000;

/// Images with their labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// 0 to 255, `[count, height, width, channels]`.
    pub pixels: Vec<u8>,
    /// One label an image.
    pub labels: Vec<u8>,
}

/// Pixels 0 to 255 as 0..1.
pub fn intensities(pixels: &[u8]) -> Vec<f32> {
    pixels
        .iter()
        .map(|pixel| f32::from(*pixel) / 255.0)
        .collect()
}

/// A data set whose size is known from the start and whose shards come in any order.
///
/// What a step sees depends on the seed and the step alone, never on when a shard arrived: the
/// first epoch goes through the shards one after another, shuffled within each, so that training
/// can start with the first; every later epoch shuffles the whole set. A step whose shard is not
/// there yet has to wait.
pub struct Dataset {
    /// What its shards are called in errors.
    name: String,
    shape: ImageShape,
    shards: Vec<Option<Batch>>,
    /// Index of the first image of each shard, and the number of all images at the end.
    starts: Vec<usize>,
    /// The order that was asked for last, since most batches are of the same epoch.
    order: RefCell<Option<Order>>,
}

/// The order of the images in an epoch.
struct Order {
    seed: u32,
    epoch: u64,
    indices: Vec<u32>,
}

/// An image of a data set beside another one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Neighbor {
    /// Which image it is, counted over all shards.
    pub index: usize,
    pub label: u8,
    /// 0 to 255, `[height, width, channels]`.
    pub pixels: Vec<u8>,
    /// The root of the mean squared difference of the pixels, as 0..1.
    pub distance: f32,
}

impl Dataset {
    /// A data set of shards with these numbers of images, none of them loaded. `name` is what errors
    /// call its shards.
    ///
    /// # Errors
    /// `invalid_option` where the shape cannot be, `data_corrupt` where there are no images or more than
    /// can be counted.
    pub fn new(name: &str, counts: &[usize], shape: ImageShape) -> Result<Self> {
        shape.check()?;
        let corrupt = |reason: String| Error::DataCorrupt {
            what: format!("the {name} data"),
            reason,
        };
        let mut starts = vec![0];
        for count in counts {
            let end = starts[starts.len() - 1] as u64 + *count as u64;
            if end > MAX_IMAGES {
                return Err(corrupt(format!(
                    "it has {end} images or more, but may have {MAX_IMAGES}"
                )));
            }
            starts.push(end as usize);
        }
        if starts[starts.len() - 1] == 0 {
            return Err(corrupt("it has no images".to_owned()));
        }
        Ok(Self {
            name: name.to_owned(),
            shape,
            shards: vec![None; counts.len()],
            starts,
            order: RefCell::new(None),
        })
    }

    /// A data set that is there already, cut into shards of `shard_size` images, at least one.
    ///
    /// # Errors
    /// As [`Dataset::new`], and `data_corrupt` where there are not as many images as labels.
    pub fn from_batch(batch: &Batch, shard_size: usize, shape: ImageShape) -> Result<Self> {
        let shard_size = shard_size.max(1);
        let counts: Vec<usize> = batch.labels.chunks(shard_size).map(<[u8]>::len).collect();
        let size = shape.len();
        let mut dataset = Self::new("training", &counts, shape)?;
        let shards = batch.labels.chunks(shard_size);
        let shards = shards.zip(batch.pixels.chunks(shard_size * size));
        for (number, (labels, pixels)) in shards.enumerate() {
            dataset.put(number, pixels.to_vec(), labels.to_vec())?;
        }
        dataset.all().map(|_| dataset)
    }

    /// One shard of `count` images of noise with labels in turn, to try a back end on.
    ///
    /// # Errors
    /// As [`Dataset::new`].
    pub fn noise(count: usize, shape: ImageShape) -> Result<Self> {
        let count = count.min(MAX_NOISE);
        let batch = Batch {
            pixels: Random::new(0, Purpose::Samples, 0).bytes(count * shape.len()),
            labels: shape.labels_in_turn(count),
        };
        Self::from_batch(&batch, count, shape)
    }

    /// What its images are.
    pub fn shape(&self) -> &ImageShape {
        &self.shape
    }

    /// The number of images, loaded or not.
    pub fn len(&self) -> usize {
        self.starts[self.shards.len()]
    }

    /// Whether the data set has no images at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a shard from the contents of two IDX files.
    ///
    /// # Errors
    /// `data_corrupt` where a file is not what it should be or their counts differ; the data set
    /// is then as it was.
    pub fn add(&mut self, shard: usize, images: &[u8], labels: &[u8]) -> Result<()> {
        let what = self.shard_name(shard);
        let pixels = parse_images(&what, images, &self.shape)?;
        let labels = parse_labels(&what, labels, self.shape.class_count())?;
        self.put(shard, pixels, labels)
    }

    fn shard_name(&self, shard: usize) -> String {
        format!("{} shard {} of {}", self.name, shard + 1, self.shards.len())
    }

    fn put(&mut self, shard: usize, pixels: Vec<u8>, labels: Vec<u8>) -> Result<()> {
        let corrupt = |reason| Error::DataCorrupt {
            what: self.shard_name(shard),
            reason,
        };
        if shard >= self.shards.len() {
            return Err(corrupt("there is no shard of this number".to_owned()));
        }
        self.shape.check_labels(&labels)?;
        let wanted = self.starts[shard + 1] - self.starts[shard];
        let (images, rest) = (
            pixels.len() / self.shape.len(),
            pixels.len() % self.shape.len(),
        );
        if (images, rest, labels.len()) != (wanted, 0, wanted) {
            return Err(corrupt(format!(
                "it has {images} images and {} labels, but must have {wanted} of each",
                labels.len()
            )));
        }
        self.shards[shard] = Some(Batch { pixels, labels });
        Ok(())
    }

    /// The `index`-th run of `size` images in the order of `seed`, going on over the ends of
    /// epochs.
    ///
    /// # Errors
    /// `data_missing` where one of its images has not been loaded yet.
    pub fn batch(&self, seed: u32, index: u64, size: usize) -> Result<Batch> {
        let first = index * size as u64;
        self.gather((first..first + size as u64).map(|position| {
            let epoch = position / self.len() as u64;
            self.in_order(seed, epoch, (position % self.len() as u64) as usize)
        }))
    }

    /// All images in the order of the shards.
    ///
    /// # Errors
    /// `data_missing` where a shard has not been loaded yet.
    pub fn all(&self) -> Result<Batch> {
        self.gather(0..self.len())
    }

    /// The first image of each label in turn, as they stand in the first shard; any other where there are no
    /// more of a label.
    ///
    /// # Errors
    /// `data_missing` where the first shard has not been loaded yet.
    pub fn examples(&self, labels: &[u8]) -> Result<Batch> {
        let first = self.shard(0)?;
        let mut used = vec![false; first.labels.len()];
        self.gather(labels.iter().map(|label| {
            let fits = |index: &usize| first.labels[*index] == *label && !used[*index];
            let left = |index: &usize| !used[*index];
            let index = (0..used.len())
                .find(fits)
                .or_else(|| (0..used.len()).find(left))
                .unwrap_or(0);
            used[index] = true;
            index
        }))
    }

    fn shard(&self, shard: usize) -> Result<&Batch> {
        self.shards
            .get(shard)
            .and_then(Option::as_ref)
            .ok_or(Error::DataMissing { shard })
    }

    fn gather(&self, indices: impl Iterator<Item = usize>) -> Result<Batch> {
        let (mut pixels, mut labels) = (Vec::new(), Vec::new());
        let size = self.shape.len();
        for index in indices {
            let number = self.starts.partition_point(|start| *start <= index) - 1;
            let shard = self.shard(number)?;
            let within = index - self.starts[number];
            pixels.extend(&shard.pixels[within * size..(within + 1) * size]);
            labels.push(shard.labels[within]);
        }
        Ok(Batch { pixels, labels })
    }

    /// Which image stands at `position` in the order of `epoch`.
    fn in_order(&self, seed: u32, epoch: u64, position: usize) -> usize {
        let mut cached = self.order.borrow_mut();
        let order = match cached.take() {
            Some(order) if order.seed == seed && order.epoch == epoch => order,
            _ => self.order_of(seed, epoch),
        };
        let index = order.indices[position] as usize;
        *cached = Some(order);
        index
    }

    fn order_of(&self, seed: u32, epoch: u64) -> Order {
        let mut indices: Vec<u32> = (0..self.len() as u32).collect();
        if epoch > 0 {
            Random::new(seed, Purpose::EpochOrder, epoch).shuffle(&mut indices);
        } else {
            for (shard, bounds) in self.starts.windows(2).enumerate() {
                Random::new(seed, Purpose::ShardOrder, shard as u64)
                    .shuffle(&mut indices[bounds[0]..bounds[1]]);
            }
        }
        Order {
            seed,
            epoch,
            indices,
        }
    }

    /// The `count` images nearest to an image of pixels in 0..1, the nearest first, among those that are
    /// loaded.
    ///
    /// # Errors
    /// `invalid_option` where the image has another number of pixels, or more than 1,000 are asked for.
    pub fn nearest(&self, image: &[f32], count: usize) -> Result<Vec<Neighbor>> {
        let size = self.shape.len();
        for (name, value, fits, bound) in [
            (
                "the number of pixels",
                image.len(),
                image.len() == size,
                size.to_string(),
            ),
            (
                "the number of images",
                count,
                count <= MAX_NEAREST,
                format!("at most {MAX_NEAREST}"),
            ),
        ] {
            if !fits {
                return Err(Error::InvalidOption {
                    name: name.to_owned(),
                    value: value.to_string(),
                    bound,
                });
            }
        }
        let image: Vec<f32> = image.iter().map(|pixel| pixel * 255.0).collect();
        // (squared distance, shard, place), the nearest first
        let mut nearest: Vec<(f32, usize, usize)> = Vec::with_capacity(count + 1);
        for (number, shard) in self.shards.iter().enumerate() {
            let Some(shard) = shard else { continue };
            for (place, pixels) in shard.pixels.chunks_exact(size).enumerate() {
                let distance = squared_distance(&image, pixels);
                let rank = nearest.partition_point(|found| found.0 <= distance);
                if rank < count {
                    nearest.insert(rank, (distance, number, place));
                    nearest.truncate(count);
                }
            }
        }
        let found = nearest.into_iter().filter_map(|(distance, number, place)| {
            let shard = self.shards[number].as_ref()?;
            Some(Neighbor {
                index: self.starts[number] + place,
                label: shard.labels[place],
                pixels: shard.pixels[place * size..(place + 1) * size].to_vec(),
                distance: (distance / size as f32).sqrt() / 255.0,
            })
        });
        Ok(found.collect())
    }
}

/// In eight sums, which the compiler makes one of SIMD.
fn squared_distance(image: &[f32], pixels: &[u8]) -> f32 {
    let mut sums = [0.0; 8];
    for (image, pixels) in image.chunks(8).zip(pixels.chunks(8)) {
        for ((sum, wanted), pixel) in sums.iter_mut().zip(image).zip(pixels) {
            *sum += (wanted - f32::from(*pixel)).powi(2);
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shards whose images are filled with their index.
    fn idx(range: std::ops::Range<u8>) -> (Vec<u8>, Vec<u8>) {
        let count = range.len() as u32;
        let mut images = Vec::new();
        for number in [0x803, count, 4, 2] {
            images.extend(u32::to_be_bytes(number));
        }
        let mut labels = Vec::new();
        for number in [0x801, count] {
            labels.extend(u32::to_be_bytes(number));
        }
        for index in range {
            images.extend([index; 8]);
            labels.push(index % 10);
        }
        (images, labels)
    }

    fn dataset(shards: &[usize]) -> Dataset {
        let shape = ImageShape::numbered([4, 2, 1], 10);
        let mut dataset = Dataset::new("training", &[20, 20, 20], shape).unwrap();
        for &shard in shards {
            let start = 20 * shard as u8;
            let (images, labels) = idx(start..start + 20);
            dataset.add(shard, &images, &labels).unwrap();
        }
        dataset
    }

    fn seen(batch: &Batch) -> Vec<u8> {
        batch.pixels.chunks(8).map(|image| image[0]).collect()
    }

    #[test]
    fn every_epoch_sees_every_image_once() {
        let data = dataset(&[0, 1, 2]);
        let stream: Vec<u8> = (0..10)
            .flat_map(|index| seen(&data.batch(1, index, 12).unwrap()))
            .collect();
        for epoch in stream.chunks(60) {
            let mut sorted = epoch.to_vec();
            sorted.sort();
            assert_eq!(sorted, (0..60).collect::<Vec<u8>>());
        }
        assert_ne!(stream[..60], stream[60..]);
    }

    #[test]
    fn order_depends_on_the_seed_and_not_on_arrival() {
        let batch = dataset(&[0]).batch(1, 0, 16).unwrap();
        assert_eq!(batch, dataset(&[2, 1, 0]).batch(1, 0, 16).unwrap());
        assert_ne!(batch, dataset(&[0]).batch(2, 0, 16).unwrap());
    }

    #[test]
    fn first_epoch_waits_for_one_shard_at_a_time() {
        let data = dataset(&[0]);
        assert!(data.batch(1, 0, 20).is_ok());
        assert_eq!(
            data.batch(1, 1, 20),
            Err(Error::DataMissing { shard: 1 }),
            "the second batch lies in the second shard"
        );
    }

    #[test]
    fn a_bad_shard_leaves_the_data_as_it_was() {
        let mut data = dataset(&[0]);
        let before = data.batch(1, 0, 20).unwrap();
        let (images, labels) = idx(0..19);
        assert_eq!(
            data.add(0, &images, &labels).unwrap_err().code(),
            "data_corrupt"
        );
        assert_eq!(data.batch(1, 0, 20).unwrap(), before);
    }

    #[test]
    fn examples_have_the_labels_asked_for() {
        let batch = dataset(&[0]).examples(&[3, 3, 7]).unwrap();
        assert_eq!(batch.labels, [3, 3, 7]);
        assert_eq!(seen(&batch), [3, 13, 7]);
    }
}
