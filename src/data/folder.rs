//! The data sets from the shards that `npm run data` makes, for native programs.

use std::{fs, io::Read, path::Path};

use flate2::read::GzDecoder;
use serde::Deserialize;

use super::{Dataset, ImageShape};
use crate::error::{Error, Result};

/// Where the shards lie, relative to the project's folder.
const FOLDER: &str = "public/data";

#[derive(Deserialize)]
struct Manifest {
    shape: ImageShape,
    train: Vec<Shard>,
    test: Vec<Shard>,
}

#[derive(Deserialize)]
struct Shard {
    count: usize,
    images: File,
    labels: File,
}

#[derive(Deserialize)]
struct File {
    file: String,
}

/// The training and the test images of a data set, `mnist` or `fashion-mnist`.
///
/// # Errors
/// `data_corrupt` where a file is missing or not what it should be.
pub fn read_folder(name: &str) -> Result<[Dataset; 2]> {
    let folder = Path::new(FOLDER).join(name);
    let read = |file: &str| {
        fs::read(folder.join(file)).map_err(|error| Error::DataCorrupt {
            what: folder.join(file).display().to_string(),
            reason: format!("{error}; `npm run data` makes it"),
        })
    };
    let corrupt = |what: &str, reason: String| Error::DataCorrupt {
        what: folder.join(what).display().to_string(),
        reason,
    };
    let unpacked = |File { file }: &File| {
        let mut bytes = Vec::new();
        GzDecoder::new(&read(file)?[..])
            .read_to_end(&mut bytes)
            .map_err(|error| corrupt(file, error.to_string()))?;
        Ok(bytes)
    };
    let manifest = "manifest.json";
    let Manifest { shape, train, test } = serde_json::from_slice(&read(manifest)?)
        .map_err(|error| corrupt(manifest, error.to_string()))?;
    let dataset = |set: &str, shards: Vec<Shard>| {
        let counts: Vec<usize> = shards.iter().map(|shard| shard.count).collect();
        let mut dataset = Dataset::new(set, &counts, shape.clone())?;
        for (number, shard) in shards.iter().enumerate() {
            dataset.add(number, &unpacked(&shard.images)?, &unpacked(&shard.labels)?)?;
        }
        Ok(dataset)
    };
    Ok([dataset("training", train)?, dataset("test", test)?])
}
