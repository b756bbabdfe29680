//! Model file ↔ network: one `.safetensors` that holds exactly what quality needs, read strictly.
//!
//! Keys are the checkpoint's own. `L` is the depth; the last block is cut.
//!
//! | key | shape | becomes |
//! |---|---|---|
//! | `patch_embed.proj.{weight,bias}` | `[D, 3, 8, 8]`, `[D]` | [`PatchEmbed::projection`] |
//! | `pos_embed` | `[1, 196, D]` | [`PatchEmbed::pos_embed`] |
//! | `blocks.{i}.norm1.{weight,bias}` | `[D]` | [`Block::norm1`]; of block `L−1`: [`QueryKey::norm`] |
//! | `blocks.{i}.attn.qkv.weight` | `[3D, D]`; of block `L−1`: `[2D, D]` | [`Attention::qkv`]; [`QueryKey::query`], [`QueryKey::key`] |
//! | `blocks.{i}.attn.proj.{weight,bias}` | `[D, D]`, `[D]` | [`Attention::proj`] |
//! | `blocks.{i}.norm2.{weight,bias}` | `[D]` | [`Block::norm2`] |
//! | `blocks.{i}.mlp.fc1.{weight,bias}` | `[mlp_ratio·D, D]`, `[mlp_ratio·D]` | [`Mlp::fc1`] |
//! | `blocks.{i}.mlp.fc2.{weight,bias}` | `[D, mlp_ratio·D]`, `[D]` | [`Mlp::fc2`] |
//!
//! Values are f32 or f16. A missing, surplus or misshapen tensor and a value that is not finite are errors that name
//! the tensor.

mod layout;
mod metadata;
mod synthetic;
mod tensors;

use burn::module::Param;
use burn::nn::{LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::{Device, Tensor, TensorData};
use sha2::{Digest, Sha256};

pub use layout::{Slot, layout};
pub use metadata::{Color, ModelInfo};
pub use synthetic::{Noise, synthetic_model};
pub(crate) use tensors::Tensors;

use crate::error::Result;
use crate::vit::{
    Attention, Block, CHANNELS, Mlp, NORM_EPSILON, NUM_PATCHES, PATCH_SIZE, PatchEmbed, QueryKey, Vit, VitConfig,
};

/// A network on its device, and what its file says about it.
#[derive(Debug)]
pub struct Model {
    /// The network.
    pub vit: Vit,
    /// What the file states.
    pub info: ModelInfo,
}

impl Model {
    /// Reads a model file.
    ///
    /// # Errors
    /// [`Error::ModelFormat`](crate::Error::ModelFormat) says which key, tensor or size is wrong.
    ///
    /// # Cost
    /// Memory: at most twice the file's size as f32 beside the network itself.
    pub fn from_bytes(bytes: &[u8], device: &Device) -> Result<Self> {
        let (mut tensors, metadata) = Tensors::parse(bytes)?;
        let embed_dim = tensors.embed_dim()?;
        let mut info = ModelInfo::parse(&metadata, embed_dim, sha256_hex(bytes))?;
        let vit = Loader { tensors: &mut tensors, config: info.config, device }.vit()?;
        tensors.refuse_surplus()?;
        info.parameters = tensors.parameters();
        Ok(Self { vit, info })
    }
}

/// The SHA-256 of some bytes, in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Takes tensors by key and shape and hands them to the device as modules.
struct Loader<'a, 'bytes> {
    tensors: &'a mut Tensors<'bytes>,
    config: VitConfig,
    device: &'a Device,
}

impl Loader<'_, '_> {
    fn vit(&mut self) -> Result<Vit> {
        let last = self.config.depth - 1;
        Ok(Vit {
            patch_embed: self.patch_embed()?,
            blocks: (0..last).map(|i| self.block(i)).collect::<Result<_>>()?,
            last_block: self.query_key(last)?,
        })
    }

    fn patch_embed(&mut self) -> Result<PatchEmbed> {
        let embed_dim = self.config.embed_dim;
        let kernel = [embed_dim, CHANNELS, PATCH_SIZE, PATCH_SIZE];
        let weight = self.tensors.take("patch_embed.proj.weight", &kernel)?;
        let bias = self.tensors.take("patch_embed.proj.bias", &[embed_dim])?;
        let pos_embed = self.tensors.take("pos_embed", &[1, NUM_PATCHES, embed_dim])?;
        Ok(PatchEmbed {
            projection: self.linear_from(&weight, Some(bias), embed_dim),
            pos_embed: Param::from_tensor(Tensor::from_data(
                TensorData::new(pos_embed, [1, NUM_PATCHES, embed_dim]),
                self.device,
            )),
        })
    }

    fn block(&mut self, i: usize) -> Result<Block> {
        let VitConfig { embed_dim, num_heads, .. } = self.config;
        let mlp_dim = self.config.mlp_dim();
        let qkv = self.tensors.take(&format!("blocks.{i}.attn.qkv.weight"), &[3 * embed_dim, embed_dim])?;
        Ok(Block {
            norm1: self.norm(&format!("blocks.{i}.norm1"))?,
            attn: Attention {
                qkv: self.linear_from(&qkv, None, 3 * embed_dim),
                proj: self.linear(&format!("blocks.{i}.attn.proj"), embed_dim, embed_dim)?,
                num_heads,
            },
            norm2: self.norm(&format!("blocks.{i}.norm2"))?,
            mlp: Mlp {
                fc1: self.linear(&format!("blocks.{i}.mlp.fc1"), embed_dim, mlp_dim)?,
                fc2: self.linear(&format!("blocks.{i}.mlp.fc2"), mlp_dim, embed_dim)?,
            },
        })
    }

    fn query_key(&mut self, i: usize) -> Result<QueryKey> {
        let VitConfig { embed_dim, num_heads, .. } = self.config;
        let rows = self.tensors.take(&format!("blocks.{i}.attn.qkv.weight"), &[2 * embed_dim, embed_dim])?;
        let (query, key) = rows.split_at(embed_dim * embed_dim);
        Ok(QueryKey {
            norm: self.norm(&format!("blocks.{i}.norm1"))?,
            query: self.linear_from(query, None, embed_dim),
            key: self.linear_from(key, None, embed_dim),
            num_heads,
        })
    }

    fn norm(&mut self, key: &str) -> Result<LayerNorm> {
        let embed_dim = self.config.embed_dim;
        let gamma = self.tensors.take(&format!("{key}.weight"), &[embed_dim])?;
        let beta = self.tensors.take(&format!("{key}.bias"), &[embed_dim])?;
        let mut norm = LayerNormConfig::new(embed_dim).with_epsilon(NORM_EPSILON).init(self.device);
        norm.gamma = self.vector(gamma);
        norm.beta = Some(self.vector(beta));
        Ok(norm)
    }

    fn linear(&mut self, key: &str, d_input: usize, d_output: usize) -> Result<Linear> {
        let weight = self.tensors.take(&format!("{key}.weight"), &[d_output, d_input])?;
        let bias = self.tensors.take(&format!("{key}.bias"), &[d_output])?;
        Ok(self.linear_from(&weight, Some(bias), d_output))
    }

    /// From PyTorch's `[out, in]` rows to burn's `[in, out]`.
    fn linear_from(&self, weight: &[f32], bias: Option<Vec<f32>>, d_output: usize) -> Linear {
        let d_input = weight.len() / d_output;
        let transposed = (0..d_input)
            .flat_map(|column| (0..d_output).map(move |row| weight[row * d_input + column]))
            .collect::<Vec<_>>();
        let mut linear = LinearConfig::new(d_input, d_output).with_bias(false).init(self.device);
        linear.weight =
            Param::from_tensor(Tensor::from_data(TensorData::new(transposed, [d_input, d_output]), self.device));
        linear.bias = bias.map(|bias| self.vector(bias));
        linear
    }

    fn vector(&self, values: Vec<f32>) -> Param<Tensor<1>> {
        let length = values.len();
        Param::from_tensor(Tensor::from_data(TensorData::new(values, [length]), self.device))
    }
}
