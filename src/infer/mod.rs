//! The network on its device, and proof that what comes back was computed.

#[cfg(feature = "burn")]
mod witness;

use crate::error::{Error, Result};
use crate::face::FaceCrop;
use crate::model::{Model, Network};
#[cfg(feature = "burn")]
use crate::normalize::normalize;
use crate::normalize::planes;

/// Crops → patch maps, 196 values each.
///
/// # Errors
/// [`Error::DeviceLost`] if a GPU goes away meanwhile, and [`Error::Backend`] for numbers that are not finite.
pub async fn infer(model: &Model, crops: &[FaceCrop]) -> Result<Vec<Vec<f32>>> {
    let color = model.info.color;
    let maps: Vec<Vec<f32>> = match &model.network {
        Network::Cpu(vit) => crops.iter().map(|crop| vit.patch_map(&planes(crop, color))).collect(),
        #[cfg(feature = "burn")]
        Network::Burn(vit, device) => witness::patch_maps(vit, normalize(crops, color, device)).await?,
    };
    if maps.iter().flatten().all(|value| value.is_finite()) {
        return Ok(maps);
    }
    Err(Error::Backend("the network gave numbers that are not finite: the model or the device is broken".into()))
}
