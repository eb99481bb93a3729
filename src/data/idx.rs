//! The IDX format of MNIST's original files (<http://yann.lecun.com/exdb/mnist/>): a magic number
//! that tells type and rank, the dimensions as big-endian `u32`, then the bytes.

use super::{CLASSES, SIDE};
use crate::error::{Error, Result};

const IMAGES_MAGIC: u32 = 0x0000_0803; // unsigned bytes, rank 3
const LABELS_MAGIC: u32 = 0x0000_0801; // unsigned bytes, rank 1

/// Images of 28 x 28 gray values, 0 (background) to 255 (ink).
pub struct Images {
    /// All pixels, image after image, row after row: `count * 784` bytes.
    pub pixels: Vec<u8>,
}

/// Labels, each a digit 0 to 9.
pub struct Labels(pub Vec<u8>);

impl Images {
    /// Reads an IDX file of images. `what` names the file in errors.
    ///
    /// # Errors
    /// `data_corrupt` where the header or the length is not that of 28 x 28 images.
    pub fn parse(what: &str, bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(what, bytes);
        reader.expect("its magic number", IMAGES_MAGIC)?;
        let count = reader.number()?;
        reader.expect("the number of rows", SIDE as u32)?;
        reader.expect("the number of columns", SIDE as u32)?;
        let pixels = reader.rest(count as usize * SIDE * SIDE)?;
        Ok(Self {
            pixels: pixels.to_vec(),
        })
    }
}

impl Labels {
    /// Reads an IDX file of labels. `what` names the file in errors.
    ///
    /// # Errors
    /// `data_corrupt` where the header or the length is wrong, or a label is above 9.
    pub fn parse(what: &str, bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(what, bytes);
        reader.expect("its magic number", LABELS_MAGIC)?;
        let count = reader.number()?;
        let labels = reader.rest(count as usize)?;
        match labels.iter().find(|label| usize::from(**label) >= CLASSES) {
            Some(label) => Err(reader.corrupt(format!("it has the label {label}, above 9"))),
            None => Ok(Self(labels.to_vec())),
        }
    }
}

struct Reader<'a> {
    what: &'a str,
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn new(what: &'a str, bytes: &'a [u8]) -> Self {
        Self { what, bytes }
    }

    fn corrupt(&self, reason: String) -> Error {
        Error::DataCorrupt {
            what: self.what.to_owned(),
            reason,
        }
    }

    fn number(&mut self) -> Result<u32> {
        let Some((head, tail)) = self.bytes.split_first_chunk() else {
            return Err(self.corrupt("it ends within its header".to_owned()));
        };
        self.bytes = tail;
        Ok(u32::from_be_bytes(*head))
    }

    fn expect(&mut self, name: &str, wanted: u32) -> Result<()> {
        match self.number()? {
            found if found == wanted => Ok(()),
            found => Err(self.corrupt(format!("{name} is {found}, but must be {wanted}"))),
        }
    }

    fn rest(&self, wanted: usize) -> Result<&'a [u8]> {
        match self.bytes.len() {
            found if found == wanted => Ok(self.bytes),
            found => Err(self.corrupt(format!(
                "it has {found} bytes of content, but its header promises {wanted}"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn images(count: u32, pixels: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        for number in [IMAGES_MAGIC, count, 28, 28] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.resize(bytes.len() + pixels, 7);
        bytes
    }

    #[test]
    fn reads_images() {
        let parsed = Images::parse("images", &images(2, 2 * 784)).unwrap();
        assert_eq!(parsed.pixels, vec![7; 2 * 784]);
    }

    #[test]
    fn names_the_file_and_the_reason() {
        for (bytes, reason) in [
            (images(2, 2 * 784 - 1), "1567 bytes"),
            (images(2, 2 * 784 + 1), "1569 bytes"),
            (images(2, 0)[..9].to_vec(), "ends within its header"),
            (b"<!doctype html><title>404".to_vec(), "magic number"),
        ] {
            let error = Images::parse("shard 3", &bytes).err().unwrap();
            assert_eq!(error.code(), "data_corrupt");
            assert!(
                error.to_string().starts_with("shard 3 is corrupt"),
                "{error}"
            );
            assert!(error.to_string().contains(reason), "{error}");
        }
    }

    #[test]
    fn refuses_a_label_above_nine() {
        let mut bytes = LABELS_MAGIC.to_be_bytes().to_vec();
        bytes.extend(2_u32.to_be_bytes());
        bytes.extend([9, 10]);
        let error = Labels::parse("labels", &bytes).err().unwrap();
        assert!(error.to_string().contains("the label 10"), "{error}");
    }
}
