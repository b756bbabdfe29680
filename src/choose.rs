//! Which device runs a model. `auto` takes the faster one: a GPU costs its start and a read-back each pass, which a small
//! network never earns back, and a software adapter or a weak GPU is slower than this crate's own CPU kernels.

use web_time::Instant;

use crate::device::{Arithmetic, Choice, OpenDevice, cpu_speed};
use crate::error::Result;
use crate::infer::infer;
use crate::model::{Model, peek};
use crate::self_test::{IMAGE_SEED, noise_crop, open_tested_gpu};
use crate::vit::VitConfig;

/// Milliseconds of a pass on the CPU up to which a GPU is not even tried. Source: the limit up to which an answer feels
/// instantaneous (Nielsen, Usability Engineering, 1993, chapter 5).
pub const CHEAP_PASS: f64 = 100.0;

/// Milliseconds that a pass of such a network will take on the CPU, by [`cpu_speed`].
pub fn cpu_pass(config: VitConfig, arithmetic: Arithmetic) -> f64 {
    1000.0 * config.multiply_adds() / cpu_speed(arithmetic)
}

/// Reads a model file onto the device asked for, or the faster one.
///
/// # Errors
/// [`Error::ModelFormat`](crate::Error::ModelFormat), or [`Error::Backend`](crate::Error::Backend) where the GPU was
/// asked for by name and is not available.
pub async fn load_chosen(file: &[u8], choice: Choice) -> Result<(Model, OpenDevice)> {
    let device = match choice {
        Choice::Cpu => OpenDevice::cpu("asked for"),
        Choice::Webgpu => open_tested_gpu(true).await?,
        Choice::Auto if cfg!(not(feature = "gpu")) => OpenDevice::cpu("this build has no GPU engine"),
        Choice::Auto => match faster(file).await? {
            Ok(loaded) => return Ok(loaded),
            Err(why_not) => OpenDevice::cpu(why_not),
        },
    };
    Ok((Model::from_bytes(file, &device.device)?, device))
}

/// The model on the GPU, or why the CPU is the better choice.
async fn faster(file: &[u8]) -> Result<Result<(Model, OpenDevice), String>> {
    // A file that ends within its header: whoever reads it says so.
    let Some(config) = peek(file)? else { return Ok(Err(String::new())) };
    let cpu = cpu_pass(config, Arithmetic::default());
    if cpu <= CHEAP_PASS {
        return Ok(Err(format!("a pass takes about {cpu:.0} ms, too short to gain from a GPU")));
    }
    Ok(match on_gpu(file).await {
        Ok((model, mut device, gpu)) if gpu < cpu => {
            device.reason += &format!("; {gpu:.0} ms a pass, against about {cpu:.0} ms on the CPU");
            Ok((model, device))
        }
        Ok((_, device, gpu)) => {
            Err(format!("about {cpu:.0} ms a pass, against {gpu:.0} ms on the GPU ({})", device.reason))
        }
        Err(error) => Err(error.to_string()),
    })
}

/// With the milliseconds of a warm pass; the first one compiles the kernels.
async fn on_gpu(file: &[u8]) -> Result<(Model, OpenDevice, f64)> {
    let device = open_tested_gpu(false).await?;
    let model = Model::from_bytes(file, &device.device)?;
    let crop = [noise_crop(IMAGE_SEED)];
    infer(&model, &crop).await?;
    let start = Instant::now();
    infer(&model, &crop).await?;
    let pass = 1000.0 * start.elapsed().as_secs_f64();
    Ok((model, device, pass))
}
