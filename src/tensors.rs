//! Between the numbers of the host and tensors on a device.

use burn::tensor::{Device, Tensor, TensorData, Transaction};

use crate::error::{Error, Result};

/// Pixels 0 to 255 as -1..1.
pub(crate) fn scaled(pixels: &[u8]) -> Vec<f32> {
    pixels
        .iter()
        .map(|pixel| f32::from(*pixel) / 127.5 - 1.0)
        .collect()
}

/// Rows of `columns` numbers each.
pub(crate) fn matrix(values: Vec<f32>, columns: usize, device: &Device) -> Tensor<2> {
    let rows = values.len() / columns.max(1);
    Tensor::from_data(TensorData::new(values, [rows, columns]), device)
}

/// `[labels, classes]`, row by row: 1 at the label, else 0.
pub(crate) fn one_hot(labels: &[u8], classes: usize) -> Vec<f32> {
    let mut values = vec![0.0; labels.len() * classes];
    for (row, label) in values.chunks_mut(classes.max(1)).zip(labels) {
        if let Some(value) = row.get_mut(usize::from(*label)) {
            *value = 1.0;
        }
    }
    values
}

/// The numbers of little-endian bytes, which every target of this crate shares.
pub(crate) fn floats(bytes: &[u8]) -> impl Iterator<Item = f32> {
    let (chunks, _) = bytes.as_chunks();
    chunks.iter().map(|bytes| f32::from_le_bytes(*bytes))
}

/// The numbers of one tensor.
pub(crate) async fn read(tensor: Tensor<1>) -> Result<Vec<f32>> {
    let data = read_all(vec![tensor]).await?.remove(0);
    data.try_to_vec().map_err(|error| Error::DeviceFailed {
        reason: format!("{error:?}"),
    })
}

/// Reads tensors back in one transfer.
pub(crate) async fn read_all(tensors: Vec<Tensor<1>>) -> Result<Vec<TensorData>> {
    tensors
        .into_iter()
        .fold(Transaction::default(), Transaction::register)
        .execute_async()
        .await
        .map_err(|error| Error::DeviceFailed {
            reason: error.to_string(),
        })
}
