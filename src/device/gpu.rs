//! The GPU. One that comes up is not yet one that computes: drivers with wrong numbers exist, so
//! [`self_test`](crate::self_test) runs on it before anyone trusts it.

use std::sync::Arc;

use burn::tensor;
use burn_wgpu::WgpuSetup;
use burn_wgpu::wgpu::{
    self, Adapter, AdapterInfo, DeviceDescriptor, DeviceType, Features, Instance, InstanceDescriptor, MemoryHints,
    PowerPreference, RequestAdapterOptions,
};

use super::{Backend, Device, OpenDevice};
use crate::error::{Error, Result};

/// Burn keeps every device it was ever given, and so its memory: only this ends one.
#[derive(Debug)]
pub(super) struct Gpu(wgpu::Device, wgpu::Queue);

impl Gpu {
    pub fn nudge(&self) {
        self.1.submit([]);
    }
}

impl Drop for Gpu {
    fn drop(&mut self) {
        self.0.destroy();
    }
}

/// Kernels that are submitted together at most: more than a pass of any network has, so that they are one submission.
const PASS: usize = 4096;

/// Opens the GPU. Each call makes a device of its own: one that was lost does not spoil the next.
///
/// # Errors
/// [`Error::Backend`] where no adapter answers, or where only a software adapter does and `allow_software` is false.
pub async fn open_gpu(allow_software: bool) -> Result<OpenDevice> {
    let instance = Instance::new(InstanceDescriptor::new_without_display_handle());
    let options = RequestAdapterOptions {
        power_preference: PowerPreference::HighPerformance,
        ..RequestAdapterOptions::default()
    };
    let adapter = instance.request_adapter(&options).await.map_err(unavailable)?;
    let info = adapter.get_info();
    if info.device_type == DeviceType::Cpu && !allow_software {
        return Err(Error::Backend(format!("the only GPU adapter is a software one ({})", describe(&info))));
    }
    let (device, queue) = adapter.request_device(&descriptor(&adapter)).await.map_err(unavailable)?;
    let gpu = Some(Arc::new(Gpu(device.clone(), queue.clone())));
    let backend = info.backend;
    let setup = WgpuSetup { instance, adapter, device, queue, backend };
    let device = tensor::Device::wgpu_options().tasks_max(PASS).setup(setup).init().map_err(unavailable)?;
    Ok(OpenDevice { device: Device::Burn(device), backend: Backend::Webgpu, reason: describe(&info), gpu })
}

/// Everything stable that the adapter offers: burn picks its kernels by features and limits.
fn descriptor(adapter: &Adapter) -> DeviceDescriptor<'static> {
    DeviceDescriptor {
        required_features: adapter
            .features()
            // Slow on discrete GPUs, and burn stages its own transfers.
            .difference(Features::MAPPABLE_PRIMARY_BUFFERS)
            .difference(Features::all_experimental_mask()),
        required_limits: adapter.limits(),
        memory_hints: MemoryHints::MemoryUsage,
        ..DeviceDescriptor::default()
    }
}

fn unavailable(error: impl std::fmt::Display) -> Error {
    Error::Backend(format!("no GPU is available ({error}): use the CPU, or another browser or driver"))
}

fn describe(adapter: &AdapterInfo) -> String {
    match adapter.name.as_str() {
        "" => adapter.backend.to_string(),
        name => format!("{name}, {}", adapter.backend),
    }
}
