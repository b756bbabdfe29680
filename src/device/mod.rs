//! What the network runs on: the CPU, or a GPU that a build with the feature `gpu` can open.

#[cfg(feature = "gpu")]
mod gpu;
mod speed;

use serde::Serialize;

#[cfg(feature = "gpu")]
pub use gpu::open_gpu;
pub use speed::cpu_speed;

pub use crate::kernels::Arithmetic;

/// What the network runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// A GPU through WebGPU (natively through wgpu: Vulkan, Metal or DirectX 12).
    Webgpu,
    /// This crate's process, by its own kernels.
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
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Choice {
    /// Whatever is faster for the model.
    #[default]
    Auto,
    /// Any GPU adapter, a software one too, or an error.
    #[cfg_attr(feature = "cli", value(name = "gpu"))]
    Webgpu,
    /// The CPU.
    Cpu,
}

/// Where a network is put, and computes.
#[derive(Debug, Clone)]
pub enum Device {
    /// In memory, for this crate's own kernels.
    Cpu(Arithmetic),
    /// One of burn's: a GPU, or burn's own CPU backend, which tests hold the kernels against.
    #[cfg(feature = "burn")]
    Burn(burn::tensor::Device),
}

/// A device that is up, and how it came to be chosen. A GPU is given back with the last clone of this.
#[derive(Debug, Clone)]
pub struct OpenDevice {
    /// A handle; a GPU computes only while this lives.
    pub device: Device,
    /// What it is.
    pub backend: Backend,
    /// Why this one, in a few words: the adapter's name, or why the GPU was not taken.
    pub reason: String,
    #[cfg(feature = "gpu")]
    gpu: Option<std::sync::Arc<gpu::Gpu>>,
}

impl OpenDevice {
    /// The CPU, which is always available.
    pub fn cpu(reason: impl Into<String>) -> Self {
        Self::cpu_by(Arithmetic::default(), reason)
    }

    /// The same, by this arithmetic.
    pub fn cpu_by(arithmetic: Arithmetic, reason: impl Into<String>) -> Self {
        Self {
            device: Device::Cpu(arithmetic),
            backend: Backend::Cpu,
            reason: reason.into(),
            #[cfg(feature = "gpu")]
            gpu: None,
        }
    }

    /// Submits nothing to the GPU, if it is one: some browsers look whether it has finished only every now and then, or when
    /// something is submitted.
    pub fn nudge(&self) {
        #[cfg(feature = "gpu")]
        if let Some(gpu) = &self.gpu {
            gpu.nudge();
        }
    }
}

/// Opens no GPU: this build has none.
///
/// # Errors
/// Always [`Error::Backend`](crate::Error::Backend), which says how to build one that has.
#[cfg(not(feature = "gpu"))]
pub async fn open_gpu(_allow_software: bool) -> crate::error::Result<OpenDevice> {
    Err(crate::error::Error::Backend("this build has no GPU engine: build it with `--features gpu`".into()))
}
