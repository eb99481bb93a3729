//! What the images of a data set are: the one type that says so, from the file to the canvas.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The largest side of an image, in pixels.
const MAX_SIDE: usize = 256;
/// Gray, or red, green and blue.
const CHANNELS: [usize; 2] = [1, 3];
/// A label is a byte.
const MAX_CLASSES: usize = 256;
/// The longest name of a class, in bytes.
const MAX_NAME: usize = 100;

/// The shape of the images of a data set, and what their classes are called.
///
/// Pixels lie row after row, all channels of a pixel beside each other: `[height, width, channels]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageShape {
    /// In pixels.
    pub height: usize,
    /// In pixels.
    pub width: usize,
    /// 1 for gray, 3 for red, green and blue.
    pub channels: usize,
    /// The name of each class; label 0 is the first.
    pub classes: Vec<String>,
}

impl ImageShape {
    /// A shape whose classes are called by their numbers.
    pub fn numbered([height, width, channels]: [usize; 3], classes: usize) -> Self {
        Self {
            height,
            width,
            channels,
            classes: (0..classes).map(|class| class.to_string()).collect(),
        }
    }

    /// The numbers of an image: `height * width * channels`.
    pub fn len(&self) -> usize {
        self.height * self.width * self.channels
    }

    /// Whether an image has no pixels, which [`ImageShape::check`] refuses.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of classes.
    pub fn class_count(&self) -> usize {
        self.classes.len()
    }

    /// `[height, width, channels]`
    pub fn dims(&self) -> [usize; 3] {
        [self.height, self.width, self.channels]
    }

    /// Whether networks for images of one shape fit those of the other: the names may differ.
    pub fn fits(&self, other: &Self) -> bool {
        self.dims() == other.dims() && self.class_count() == other.class_count()
    }

    /// Labels that go through all classes in turn, `count` of them.
    pub fn labels_in_turn(&self, count: usize) -> Vec<u8> {
        let classes = self.class_count().max(1);
        (0..count).map(|index| (index % classes) as u8).collect()
    }

    /// Checks what a file or an address can get wrong.
    ///
    /// # Errors
    /// `invalid_option` with the name, the value and the bound.
    pub fn check(&self) -> Result<()> {
        let refuse = |name: &str, value: String, bound: String| {
            Err(Error::InvalidOption {
                name: name.to_owned(),
                value,
                bound,
            })
        };
        for (name, side) in [
            ("the height of the images", self.height),
            ("the width of the images", self.width),
        ] {
            if !(1..=MAX_SIDE).contains(&side) {
                let bound = format!("a whole number from 1 to {MAX_SIDE}");
                return refuse(name, side.to_string(), bound);
            }
        }
        if !CHANNELS.contains(&self.channels) {
            let value = self.channels.to_string();
            return refuse("the number of channels", value, "one of 1, 3".to_owned());
        }
        if !(1..=MAX_CLASSES).contains(&self.class_count()) {
            let bound = format!("a whole number from 1 to {MAX_CLASSES}");
            return refuse(
                "the number of classes",
                self.class_count().to_string(),
                bound,
            );
        }
        let bad = |name: &&String| name.is_empty() || name.len() > MAX_NAME;
        match self.classes.iter().find(bad) {
            Some(name) => refuse(
                "the name of a class",
                format!("\"{name}\""),
                format!("1 to {MAX_NAME} bytes long"),
            ),
            None => Ok(()),
        }
    }

    /// Checks labels that a caller gives.
    ///
    /// # Errors
    /// `invalid_option` where one is of no class.
    pub fn check_labels(&self, labels: &[u8]) -> Result<()> {
        let bad = |label: &&u8| usize::from(**label) >= self.class_count();
        match labels.iter().find(bad) {
            Some(label) => Err(Error::InvalidOption {
                name: "the label".to_owned(),
                value: label.to_string(),
                bound: format!("at most {}", self.class_count() - 1),
            }),
            None => Ok(()),
        }
    }
}

impl std::fmt::Display for ImageShape {
    /// `28 x 28 x 1 with 10 classes`
    fn fmt(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result {
        let Self {
            height,
            width,
            channels,
            classes,
        } = self;
        let count = classes.len();
        write!(to, "{height} x {width} x {channels} with {count} classes")
    }
}
