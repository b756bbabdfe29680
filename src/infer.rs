//! The network on its device, and proof that what comes back was computed.

use std::sync::atomic::{AtomicU32, Ordering};

use burn::tensor::{Tensor, TensorData};

use crate::crop::NUM_PATCHES;
use crate::device::OpenDevice;
use crate::error::{Error, Result};
use crate::face::FaceCrop;
use crate::model::Model;
use crate::normalize::normalize;
use crate::quality::patch_map;

/// Crops → patch maps, 196 values each.
///
/// A device that is lost answers with an error or, at worst, with empty memory. So every call sends along a number of
/// its own, which must come back after each map.
pub(crate) async fn infer(model: &Model, device: &OpenDevice, crops: &[FaceCrop]) -> Result<Vec<Vec<f32>>> {
    let witness = next_witness();
    let images = normalize(crops, model.info.color, &device.device);
    let maps = patch_map(&model.vit.last_block, model.vit.forward(images));
    let witnesses = TensorData::new(vec![witness; crops.len()], [crops.len(), 1]);
    let output = Tensor::cat(vec![maps, Tensor::from_data(witnesses, &device.device)], 1);
    let data = output.into_data_async().await.map_err(|error| lost(&error.to_string()))?;
    let values = data.try_to_vec::<f32>().map_err(|error| lost(&format!("{error:?}")))?;
    values.chunks(NUM_PATCHES + 1).map(|row| check(row, witness)).collect()
}

/// The root cause, in one line: burn's errors list their causes from the outermost to the first, then a backtrace.
fn lost(error: &str) -> Error {
    let causes = error.split("Backtrace:").next().unwrap_or_default();
    Error::DeviceLost(causes.trim().lines().last().unwrap_or_default().trim().to_owned())
}

fn check(row: &[f32], witness: f32) -> Result<Vec<f32>> {
    match row.split_last() {
        Some((&last, map)) if last == witness && map.len() == NUM_PATCHES => {
            if map.iter().all(|value| value.is_finite()) {
                return Ok(map.to_vec());
            }
            Err(Error::Backend(
                "the network gave numbers that are not finite: the model or the device is broken".into(),
            ))
        }
        _ => Err(Error::DeviceLost("it returned empty memory".into())),
    }
}

/// A number from 1 to 2^23, another one each time: exact in single precision, never the zero of empty memory.
fn next_witness() -> f32 {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    (CALLS.fetch_add(1, Ordering::Relaxed) % (1 << 23) + 1) as f32
}
