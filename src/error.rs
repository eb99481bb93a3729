//! The one error type of the crate. Every variant has a code that stays the same across versions.

/// What can go wrong, said so that a person can act on it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// An option has a value outside its bounds.
    #[error("{name} is {value}, but must be {bound}")]
    InvalidOption {
        name: String,
        value: String,
        bound: String,
    },
    /// Two options make no sense together; each is said with its value.
    #[error("{one} and {other}, which do not go together: {reason}")]
    ConflictingOptions {
        one: String,
        other: String,
        reason: String,
    },
    /// A part of the data set is not what it should be.
    #[error("{what} is corrupt: {reason}")]
    DataCorrupt { what: String, reason: String },
    /// The next batch needs a shard that has not been added yet.
    #[error("the data shard {shard} is not loaded yet")]
    DataMissing { shard: usize },
    /// The bytes are not a checkpoint that this version can resume.
    #[error("this file is not a checkpoint of the GAN playground: {reason}")]
    CheckpointInvalid { reason: String },
    /// The back end cannot be had on this machine.
    #[error("the back end {backend} is not available: {reason}")]
    BackendUnavailable {
        backend: &'static str,
        reason: String,
    },
    /// The device failed while it was working.
    #[error("the device failed: {reason}")]
    DeviceFailed { reason: String },
    /// Training left the range of finite numbers.
    #[error("training has diverged: a number became {value} at step {step}")]
    Diverged { step: u64, value: f32 },
}

impl Error {
    /// The stable code of this error, as it crosses the wasm boundary.
    pub fn code(&self) -> &'static str {
        match self {
            Error::InvalidOption { .. } => "invalid_option",
            Error::ConflictingOptions { .. } => "conflicting_options",
            Error::DataCorrupt { .. } => "data_corrupt",
            Error::DataMissing { .. } => "data_missing",
            Error::CheckpointInvalid { .. } => "checkpoint_invalid",
            Error::BackendUnavailable { .. } => "backend_unavailable",
            Error::DeviceFailed { .. } => "device_failed",
            Error::Diverged { .. } => "diverged",
        }
    }
}

/// A result with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;
