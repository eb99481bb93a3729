//! Many tensors as one argument of an operation, which burn's macro has no words for.

use burn::backend::{
    Backend, BackendTensor, Dispatch, DispatchAutodiffContext, DispatchTensor, DispatchTensorKind,
    ExtensionType, tensor::FloatTensor,
};

/// Tensors on one back end.
pub struct Tensors<B: Backend>(pub Vec<FloatTensor<B>>);

impl<B: Backend> Tensors<B> {
    #[cfg(any(feature = "flex", feature = "webgpu"))]
    pub fn map(self, work: impl Fn(FloatTensor<B>) -> FloatTensor<B>) -> Self {
        Self(self.0.into_iter().map(work).collect())
    }
}

impl<B: Backend> ExtensionType<B> for Tensors<B> {
    type Target = Tensors<Dispatch>;

    fn map_to_dispatch<F>(self, map_kind: F, autodiff: DispatchAutodiffContext) -> Self::Target
    where
        F: Fn(BackendTensor<B>) -> DispatchTensorKind,
    {
        let kinds = self.0.into_iter().map(BackendTensor::Float).map(map_kind);
        Tensors(
            kinds
                .map(|kind| DispatchTensor { kind, autodiff })
                .collect(),
        )
    }

    fn map_from_dispatch<F>(target: Self::Target, unwrap_kind: F) -> Self
    where
        F: Fn(DispatchTensor) -> BackendTensor<B>,
    {
        let tensors = target.0.into_iter().map(unwrap_kind);
        Self(tensors.map(BackendTensor::float).collect())
    }

    fn routing_tensor(target: &Self::Target) -> Option<&DispatchTensor> {
        target.0.first()
    }

    fn routing_float_tensor(target: &Self::Target) -> Option<&DispatchTensor> {
        target.0.first()
    }

    fn autodiff_context(target: &Self::Target) -> DispatchAutodiffContext {
        let contexts = target.0.iter().map(|tensor| tensor.autodiff);
        contexts.fold(DispatchAutodiffContext::Disabled, |all, context| {
            all.merge(context)
        })
    }
}
