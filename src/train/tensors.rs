//! Between the numbers of the host and tensors on a device.

use burn::tensor::{Device, Tensor, TensorData, Transaction};

use crate::{
    data::CLASSES,
    error::{Error, Result},
};

/// Gray values 0 to 255 as -1..1.
pub(crate) fn scaled(pixels: &[u8]) -> Vec<f32> {
    pixels
        .iter()
        .map(|pixel| f32::from(*pixel) / 127.5 - 1.0)
        .collect()
}

/// Rows of `columns` numbers each.
pub(crate) fn matrix(values: Vec<f32>, columns: usize, device: &Device) -> Tensor<2> {
    let rows = values.len() / columns;
    Tensor::from_data(TensorData::new(values, [rows, columns]), device)
}

/// `[labels, 10]`
pub(crate) fn one_hot(labels: &[u8], device: &Device) -> Tensor<2> {
    matrix(one_hot_values(labels), CLASSES, device)
}

/// The numbers of [`one_hot`], row by row.
pub(crate) fn one_hot_values(labels: &[u8]) -> Vec<f32> {
    let mut values = vec![0.0; labels.len() * CLASSES];
    for (row, label) in labels.iter().enumerate() {
        values[row * CLASSES + usize::from(*label)] = 1.0;
    }
    values
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
