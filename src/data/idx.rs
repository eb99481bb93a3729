//! The IDX format of MNIST's original files (<http://yann.lecun.com/exdb/mnist/>): a magic number
//! that tells type and rank, the dimensions as big-endian `u32`, then the bytes.

use super::ImageShape;
use crate::error::{Error, Result};

const GRAY_MAGIC: u32 = 0x0000_0803; // unsigned bytes, rank 3: [count, height, width]
const COLOR_MAGIC: u32 = 0x0000_0804; // unsigned bytes, rank 4: [count, height, width, channels]
const LABELS_MAGIC: u32 = 0x0000_0801; // unsigned bytes, rank 1: [count]

/// Reads an IDX file of images: their pixels, 0 to 255, image after image, row after row, all channels of a
/// pixel beside each other. `what` names the file in errors. Images of one channel have no dimension for it.
///
/// # Errors
/// `data_corrupt` where the header or the length is not that of images of this shape.
pub fn parse_images(what: &str, bytes: &[u8], shape: &ImageShape) -> Result<Vec<u8>> {
    let mut reader = Reader::new(what, bytes);
    let is_gray = shape.channels == 1;
    let magic = if is_gray { GRAY_MAGIC } else { COLOR_MAGIC };
    reader.expect("its magic number", magic)?;
    let count = reader.number()?;
    reader.expect("the number of rows", shape.height as u32)?;
    reader.expect("the number of columns", shape.width as u32)?;
    if !is_gray {
        reader.expect("the number of channels", shape.channels as u32)?;
    }
    Ok(reader.rest(u64::from(count) * shape.len() as u64)?.to_vec())
}

/// Reads an IDX file of labels, each below `classes`. `what` names the file in errors.
///
/// # Errors
/// `data_corrupt` where the header or the length is wrong, or a label is of no class.
pub fn parse_labels(what: &str, bytes: &[u8], classes: usize) -> Result<Vec<u8>> {
    let mut reader = Reader::new(what, bytes);
    reader.expect("its magic number", LABELS_MAGIC)?;
    let count = reader.number()?;
    let labels = reader.rest(u64::from(count))?;
    match labels.iter().find(|label| usize::from(**label) >= classes) {
        Some(label) => {
            let most = classes.saturating_sub(1);
            Err(reader.corrupt(format!("it has the label {label}, above {most}")))
        }
        None => Ok(labels.to_vec()),
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

    fn rest(&self, wanted: u64) -> Result<&'a [u8]> {
        match self.bytes.len() as u64 {
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

    fn file(numbers: &[u32], content: usize) -> Vec<u8> {
        let header = numbers.iter().flat_map(|number| number.to_be_bytes());
        header.chain(vec![7; content]).collect()
    }

    fn gray() -> ImageShape {
        ImageShape::numbered([3, 4, 1], 10)
    }

    fn color() -> ImageShape {
        ImageShape::numbered([3, 4, 3], 10)
    }

    #[test]
    fn reads_images_of_one_and_of_three_channels() {
        let gray_file = file(&[GRAY_MAGIC, 2, 3, 4], 24);
        assert_eq!(
            parse_images("images", &gray_file, &gray()).unwrap(),
            [7; 24]
        );
        let color_file = file(&[COLOR_MAGIC, 2, 3, 4, 3], 72);
        assert_eq!(
            parse_images("images", &color_file, &color()).unwrap(),
            [7; 72]
        );
        assert!(parse_images("images", &gray_file, &color()).is_err());
        assert!(parse_images("images", &color_file, &gray()).is_err());
    }

    #[test]
    fn names_the_file_and_the_reason() {
        for (bytes, reason) in [
            (file(&[GRAY_MAGIC, 2, 3, 4], 23), "23 bytes"),
            (file(&[GRAY_MAGIC, 2, 3, 4], 25), "25 bytes"),
            (
                file(&[GRAY_MAGIC, u32::MAX, 3, 4], 24),
                "promises 51539607540",
            ),
            (file(&[GRAY_MAGIC, 2], 1), "ends within its header"),
            (file(&[GRAY_MAGIC, 2, 4, 3], 24), "the number of rows"),
            (b"<!doctype html><title>404".to_vec(), "magic number"),
        ] {
            let error = parse_images("shard 3", &bytes, &gray()).unwrap_err();
            assert_eq!(error.code(), "data_corrupt");
            assert!(
                error.to_string().starts_with("shard 3 is corrupt"),
                "{error}"
            );
            assert!(error.to_string().contains(reason), "{error}");
        }
    }

    #[test]
    fn refuses_a_label_of_no_class() {
        let labels = file(&[LABELS_MAGIC, 2], 2);
        assert_eq!(parse_labels("labels", &labels, 8).unwrap(), [7, 7]);
        let error = parse_labels("labels", &labels, 7).unwrap_err();
        assert!(
            error.to_string().contains("the label 7, above 6"),
            "{error}"
        );
    }
}
