//! The back ends: the only file that names one.

use burn::tensor::Device;

use crate::error::{Error, Result};

/// Opens a back end by its name, one of the choices of the option `backend`. `auto` is not one: what runs where
/// WebGPU does not is the caller's choice, who alone can load the code for it.
///
/// # Errors
/// `invalid_option` where there is no such back end, `backend_unavailable` where this build or
/// this machine does not have it.
pub async fn open(backend: &str) -> Result<Device> {
    match backend {
        #[cfg(feature = "flex")]
        "flex" => Ok(Device::flex()),
        // burn prefers flex to it; people who compare still want it.
        #[cfg(feature = "ndarray")]
        #[allow(deprecated)]
        "ndarray" => Ok(Device::ndarray()),
        #[cfg(feature = "webgpu")]
        "webgpu" => webgpu().await,
        _ => {
            let built = BUILT.join(", ");
            Err(Error::InvalidOption {
                name: "backend".to_owned(),
                value: format!("\"{backend}\""),
                bound: format!("one of those this build has: {built}"),
            })
        }
    }
}

/// The back ends that this build has.
pub const BUILT: &[&str] = &[
    #[cfg(feature = "flex")]
    "flex",
    #[cfg(feature = "ndarray")]
    "ndarray",
    #[cfg(feature = "webgpu")]
    "webgpu",
];

/// How many tasks go to the GPU at once: more than a step has, since each hand-over costs as much as several
/// tasks.
#[cfg(feature = "webgpu")]
const TASKS: usize = 512;

/// The one WebGPU device of this module, which can be initialized only once.
#[cfg(feature = "webgpu")]
async fn webgpu() -> Result<Device> {
    use std::sync::OnceLock;
    static DEVICE: OnceLock<Device> = OnceLock::new();
    if let Some(device) = DEVICE.get() {
        return Ok(device.clone());
    }
    let device = Device::wgpu_options()
        .tasks_max(TASKS)
        .init_async()
        .await
        .map_err(|error| Error::BackendUnavailable {
            backend: "webgpu",
            reason: error.to_string(),
        })?;
    Ok(DEVICE.get_or_init(|| device).clone())
}
