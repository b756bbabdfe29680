//! Tensors on their way to the network: each in the form that the device needs, by key, in any order.

use super::Network;
#[cfg(feature = "burn")]
use super::burn_parts::BurnParts;
use super::layout::is_matrix;
use crate::device::Device;
use crate::tensor_file::{Numbers, Slot};
use crate::vit::{self, VitConfig};

/// The tensors of a network that have arrived.
pub(super) struct Parts {
    config: VitConfig,
    tensors: Tensors,
}

enum Tensors {
    Cpu(vit::Parts),
    #[cfg(feature = "burn")]
    Burn(BurnParts),
}

impl Parts {
    /// Allocates nothing yet.
    pub fn new(config: VitConfig, device: &Device) -> Self {
        let tensors = match device {
            Device::Cpu(arithmetic) => Tensors::Cpu(vit::Parts::new(*arithmetic)),
            #[cfg(feature = "burn")]
            Device::Burn(device) => Tensors::Burn(BurnParts::new(device)),
        };
        Self { config, tensors }
    }

    /// Puts one tensor of the layout on the device.
    pub fn put(&mut self, slot: &Slot, numbers: Numbers) {
        // The last block is computed in closed form, from its queries and keys as they are.
        let is_last = slot.key == last_qkv(self.config);
        match &mut self.tensors {
            Tensors::Cpu(parts) if is_matrix(slot) && !is_last => parts.put_matrix(slot, numbers),
            Tensors::Cpu(parts) => parts.put_vector(slot, numbers),
            #[cfg(feature = "burn")]
            Tensors::Burn(parts) if is_last => parts.put_queries_and_keys(slot, &numbers.to_single()),
            #[cfg(feature = "burn")]
            Tensors::Burn(parts) => parts.put(slot, &numbers.to_single()),
        }
    }

    /// The network. Every tensor of the layout has been put.
    pub fn network(self) -> Network {
        match self.tensors {
            Tensors::Cpu(parts) => Network::Cpu(Box::new(parts.network(self.config))),
            #[cfg(feature = "burn")]
            Tensors::Burn(parts) => parts.network(self.config),
        }
    }
}

/// The last block keeps its queries and keys: two matrices in one tensor.
fn last_qkv(config: VitConfig) -> String {
    format!("blocks.{}.attn.qkv.weight", config.depth - 1)
}
