//! Proof that a device computed: one that is lost answers with an error or, at worst, with empty memory. So every call sends
//! along a number of its own, which must come back after each map.

use std::sync::atomic::{AtomicU32, Ordering};

use burn::tensor::{Device, Tensor, TensorData};

use crate::crop::NUM_PATCHES;
use crate::error::{Error, Result};
use crate::quality::patch_map;
use crate::vit::Vit;

/// Normalised crops `[B, 3, 112, 112]` → their patch maps.
pub(super) async fn patch_maps(vit: &Vit, images: Tensor<4>) -> Result<Vec<Vec<f32>>> {
    let witness = Witness::new(images.dims()[0], &images.device());
    #[cfg(feature = "gpu")]
    let tokens = crate::vit::forward(vit, images);
    #[cfg(not(feature = "gpu"))]
    let tokens = vit.forward(images);
    witness.read(patch_map(&vit.last_block, tokens)).await
}

/// A number for each map. It goes to the device before the pass, whose kernels are one submission then.
struct Witness(f32, Tensor<2>);

impl Witness {
    fn new(count: usize, device: &Device) -> Self {
        let number = next_witness();
        Self(number, Tensor::from_data(TensorData::new(vec![number; count], [count, 1]), device))
    }

    /// Maps `[B, 196]` off their device.
    async fn read(self, maps: Tensor<2>) -> Result<Vec<Vec<f32>>> {
        let Self(number, numbers) = self;
        // Made of the map as well: burn does not tell of a tensor of which only a part was written, so where a driver refuses a
        // kernel, zeros would come back beside a witness in order.
        let witnesses = maps.clone().narrow(1, 0, 1) * 0.0 + numbers;
        let output = Tensor::cat(vec![maps, witnesses], 1);
        let data = output.into_data_async().await.map_err(|error| lost(&error.to_string()))?;
        let values = data.try_to_vec::<f32>().map_err(|error| lost(&format!("{error:?}")))?;
        values.chunks(NUM_PATCHES + 1).map(|row| check(row, number)).collect()
    }
}

/// The root cause, in one line: burn's errors list their causes from the outermost to the first, then a backtrace.
fn lost(error: &str) -> Error {
    let causes = error.split("Backtrace:").next().unwrap_or_default();
    Error::DeviceLost(causes.trim().lines().last().unwrap_or_default().trim().to_owned())
}

fn check(row: &[f32], witness: f32) -> Result<Vec<f32>> {
    match row.split_last() {
        Some((&last, map)) if last == witness && map.len() == NUM_PATCHES => Ok(map.to_vec()),
        _ => Err(Error::DeviceLost("it returned empty memory".into())),
    }
}

/// A number from 1 to 2^23, another one each time: exact in single precision, never the zero of empty memory.
fn next_witness() -> f32 {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    (CALLS.fetch_add(1, Ordering::Relaxed) % (1 << 23) + 1) as f32
}

#[cfg(all(test, feature = "gpu"))]
mod tests {
    use super::*;
    use crate::device::{self, open_gpu};
    use crate::vit::refused;

    #[test]
    fn a_kernel_that_a_driver_refuses_is_an_error() {
        let gpu = pollster::block_on(open_gpu(true)).expect("a GPU; Mesa's software one will do: mesa-vulkan-drivers");
        let device::Device::Burn(device) = &gpu.device else { unreachable!("it is a GPU") };
        let maps = |device: &Device| Tensor::<2>::ones([2, NUM_PATCHES], device);
        let read = |maps| pollster::block_on(Witness::new(2, device).read(maps));
        assert!(read(maps(device)).is_ok());
        let error = read(refused(maps(device))).expect_err("nothing was computed");
        assert!(matches!(error, Error::DeviceLost(_)), "{error}");
    }
}
