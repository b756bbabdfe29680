//! Where the network runs: WebGPU where it really works, else the CPU. Says which, and why.
//!
//! A GPU that comes up is not yet a GPU that computes: software adapters are slower than this crate's own CPU kernels,
//! and drivers with wrong numbers exist. [`Choice::Auto`] therefore takes the GPU only if it is real hardware; the
//! caller then runs [`self_test`](crate::self_test) on it before trusting it.

use std::sync::Arc;

use burn::tensor::Device;
use burn_wgpu::WgpuSetup;
use burn_wgpu::wgpu::{
    self, Adapter, AdapterInfo, DeviceDescriptor, DeviceType, Features, Instance, InstanceDescriptor, MemoryHints,
    PowerPreference, RequestAdapterOptions,
};
use serde::Serialize;

use crate::error::{Error, Result};

/// What the network runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// A GPU through WebGPU (natively through wgpu: Vulkan, Metal or DirectX 12).
    Webgpu,
    /// This crate's process, through burn's flex backend.
    Cpu,
}

impl Backend {
    /// The name used in results and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Backend::Webgpu => "webgpu",
            Backend::Cpu => "cpu",
        }
    }
}

/// What the caller asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    /// The GPU where it really works, else the CPU.
    #[default]
    Auto,
    /// Any GPU adapter, a software one too, or an error.
    Webgpu,
    /// The CPU.
    Cpu,
}

/// A device that is up, and how it came to be chosen. A GPU is given back with the last clone of this.
#[derive(Debug, Clone)]
pub struct OpenDevice {
    /// Burn's handle; it computes only while this lives.
    pub device: Device,
    /// What it is.
    pub backend: Backend,
    /// Why this one, in a few words: the adapter's name, or why the GPU was not taken.
    pub reason: String,
    _gpu: Option<Arc<Gpu>>,
}

/// Burn keeps every device it was ever given, and so its memory: only this ends one.
#[derive(Debug)]
struct Gpu(wgpu::Device);

impl Drop for Gpu {
    fn drop(&mut self) {
        self.0.destroy();
    }
}

impl OpenDevice {
    /// The CPU, which is always there.
    pub fn cpu(reason: impl Into<String>) -> Self {
        Self { device: Device::flex(), backend: Backend::Cpu, reason: reason.into(), _gpu: None }
    }
}

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
    let gpu = Some(Arc::new(Gpu(device.clone())));
    let backend = info.backend;
    let setup = WgpuSetup { instance, adapter, device, queue, backend };
    let device = Device::wgpu_options().setup(setup).init().map_err(unavailable)?;
    Ok(OpenDevice { device, backend: Backend::Webgpu, reason: describe(&info), _gpu: gpu })
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
    Error::Backend(format!("no GPU could be had ({error}): use the CPU, or another browser or driver"))
}

fn describe(adapter: &AdapterInfo) -> String {
    match adapter.name.as_str() {
        "" => adapter.backend.to_string(),
        name => format!("{name}, {}", adapter.backend),
    }
}
