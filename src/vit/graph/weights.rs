//! Where a network's numbers come from, and the layers made of them.

use burn::module::Param;
use burn::nn::{LayerNorm, LayerNormConfig, Linear};
use burn::tensor::Tensor;

use crate::vit::NORM_EPSILON;

/// Numbers by key, on their device.
pub trait Weights {
    /// What can go wrong.
    type Error;

    /// All numbers under a key, row-major.
    ///
    /// # Errors
    /// If there are none.
    fn vector(&self, key: &str) -> Result<Tensor<1>, Self::Error>;

    /// The matrix under a key, turned from the checkpoint's `[out, …]` to burn's `[in, out]`.
    ///
    /// # Errors
    /// If there is none.
    fn matrix(&self, key: &str) -> Result<Param<Tensor<2>>, Self::Error>;
}

/// `{key}.weight` and `{key}.bias` of a linear layer.
pub fn linear<W: Weights>(weights: &W, key: &str) -> Result<Linear, W::Error> {
    let bias = Some(Param::from_tensor(weights.vector(&format!("{key}.bias"))?));
    Ok(Linear { weight: weights.matrix(&format!("{key}.weight"))?, bias })
}

/// `{key}.weight` and `{key}.bias` of a layer norm.
pub fn norm<W: Weights>(weights: &W, key: &str) -> Result<LayerNorm, W::Error> {
    let gamma = weights.vector(&format!("{key}.weight"))?;
    let config = LayerNormConfig::new(gamma.dims()[0]).with_epsilon(NORM_EPSILON);
    let mut norm = config.init(&gamma.device());
    norm.gamma = Param::from_tensor(gamma);
    norm.beta = Some(Param::from_tensor(weights.vector(&format!("{key}.bias"))?));
    Ok(norm)
}
