//! A data set that arrives shard by shard, and the order in which training sees it.

use std::cell::RefCell;

use serde::Serialize;

use super::{CLASSES, Images, Labels, PIXELS};
use crate::{
    error::{Error, Result},
    random::{Purpose, Random},
};

/// Images with their labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Gray values 0 to 255, `count * 784`.
    pub pixels: Vec<u8>,
    /// One label an image.
    pub labels: Vec<u8>,
}

/// Gray values 0 to 255 as 0..1.
pub fn gray(pixels: &[u8]) -> Vec<f32> {
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
    /// Gray values 0 to 255, 784.
    pub pixels: Vec<u8>,
    /// The root of the mean squared difference of the gray values, as 0..1.
    pub distance: f32,
}

impl Dataset {
    /// A data set of shards with these numbers of images, none of them loaded. `name` is what errors
    /// call its shards.
    pub fn new(name: &str, counts: &[usize]) -> Self {
        let mut starts = vec![0];
        for count in counts {
            starts.push(starts[starts.len() - 1] + count);
        }
        Self {
            name: name.to_owned(),
            shards: vec![None; counts.len()],
            starts,
            order: RefCell::new(None),
        }
    }

    /// A data set that is there already, cut into shards of `shard_size` images.
    pub fn from_batch(batch: &Batch, shard_size: usize) -> Self {
        let shards: Vec<Batch> = batch
            .labels
            .chunks(shard_size)
            .zip(batch.pixels.chunks(shard_size * PIXELS))
            .map(|(labels, pixels)| Batch {
                pixels: pixels.to_vec(),
                labels: labels.to_vec(),
            })
            .collect();
        let counts: Vec<usize> = shards.iter().map(|shard| shard.labels.len()).collect();
        Self {
            shards: shards.into_iter().map(Some).collect(),
            ..Self::new("training", &counts)
        }
    }

    /// One shard of images of noise with labels in turn, to try a back end on.
    pub fn noise(count: usize) -> Self {
        let batch = Batch {
            pixels: Random::new(0, Purpose::Samples, 0).bytes(count * PIXELS),
            labels: (0..count).map(|index| (index % CLASSES) as u8).collect(),
        };
        Self::from_batch(&batch, count)
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
        let what = format!("{} shard {} of {}", self.name, shard + 1, self.shards.len());
        let Images { pixels } = Images::parse(&what, images)?;
        let Labels(labels) = Labels::parse(&what, labels)?;
        let corrupt = |reason| Error::DataCorrupt {
            what: what.clone(),
            reason,
        };
        if shard >= self.shards.len() {
            return Err(corrupt("there is no shard of this number".to_owned()));
        }
        let wanted = self.starts[shard + 1] - self.starts[shard];
        let counts = (pixels.len() / PIXELS, labels.len());
        if counts != (wanted, wanted) {
            return Err(corrupt(format!(
                "it has {} images and {} labels, but must have {wanted} of each",
                counts.0, counts.1
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
        for index in indices {
            let number = self.starts.partition_point(|start| *start <= index) - 1;
            let shard = self.shard(number)?;
            let within = index - self.starts[number];
            pixels.extend(&shard.pixels[within * PIXELS..(within + 1) * PIXELS]);
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

    /// The `count` images nearest to an image of gray values in 0..1, the nearest first, among those that are
    /// loaded.
    ///
    /// # Errors
    /// `invalid_option` where the image has not 784 pixels.
    pub fn nearest(&self, image: &[f32], count: usize) -> Result<Vec<Neighbor>> {
        if image.len() != PIXELS {
            return Err(Error::InvalidOption {
                name: "the number of pixels".to_owned(),
                value: image.len().to_string(),
                bound: PIXELS.to_string(),
            });
        }
        let image: Vec<f32> = image.iter().map(|gray| gray * 255.0).collect();
        // (squared distance, shard, place), the nearest first
        let mut nearest: Vec<(f32, usize, usize)> = Vec::with_capacity(count + 1);
        for (number, shard) in self.shards.iter().enumerate() {
            let Some(shard) = shard else { continue };
            for (place, pixels) in shard.pixels.chunks_exact(PIXELS).enumerate() {
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
                pixels: shard.pixels[place * PIXELS..(place + 1) * PIXELS].to_vec(),
                distance: (distance / PIXELS as f32).sqrt() / 255.0,
            })
        });
        Ok(found.collect())
    }
}

/// In eight sums, which the compiler makes one of SIMD.
fn squared_distance(image: &[f32], pixels: &[u8]) -> f32 {
    let mut sums = [0.0; 8];
    for (image, pixels) in image.chunks_exact(8).zip(pixels.chunks_exact(8)) {
        for ((sum, gray), pixel) in sums.iter_mut().zip(image).zip(pixels) {
            *sum += (gray - f32::from(*pixel)).powi(2);
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
        for number in [0x803, count, 28, 28] {
            images.extend(u32::to_be_bytes(number));
        }
        let mut labels = Vec::new();
        for number in [0x801, count] {
            labels.extend(u32::to_be_bytes(number));
        }
        for index in range {
            images.extend([index; PIXELS]);
            labels.push(index % 10);
        }
        (images, labels)
    }

    fn dataset(shards: &[usize]) -> Dataset {
        let mut dataset = Dataset::new("training", &[20, 20, 20]);
        for &shard in shards {
            let start = 20 * shard as u8;
            let (images, labels) = idx(start..start + 20);
            dataset.add(shard, &images, &labels).unwrap();
        }
        dataset
    }

    fn seen(batch: &Batch) -> Vec<u8> {
        batch.pixels.chunks(PIXELS).map(|image| image[0]).collect()
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
