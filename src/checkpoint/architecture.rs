//! What a checkpoint means: the network's sizes, which tensors quality needs, and which are known to be surplus.
//!
//! The reference loads with `strict=False`, so that a missing tensor silently stays random. Here every tensor of
//! a checkpoint is either needed or known to be surplus, and anything else is an error that names it.

use std::collections::HashSet;

use super::{Checkpoint, shown, unusable};
use crate::error::{Error, Result};
use crate::model::{Slot, layout};
use crate::vit::VitConfig;

/// Depth and heads that belong together.
/// Source: insightface, recognition/arcface_torch/backbones/__init__.py (vit_s, vit_b).
const KNOWN_HEADS: [(usize, usize); 2] = [(12, 8), (24, 16)];
/// Starts of keys after the last block's keys and queries: the final norm, heads under the names that timm and others give
/// them, training aids.
const SURPLUS: [&str; 8] = ["norm.", "fc_norm.", "feature.", "head.", "fc.", "classifier.", "mask_token", "n_averaged"];
/// The last block's tensors after its keys and queries.
const LAST_SURPLUS: [&str; 4] = ["attn.proj.", "norm2.", "mlp.fc1.", "mlp.fc2."];
/// Most tensors that one message names.
const MAX_NAMED: usize = 4;

/// What a checkpoint holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Architecture {
    /// Sizes of the network.
    pub config: VitConfig,
    /// Numbers that quality needs.
    pub kept: usize,
    /// Numbers that it does not.
    pub dropped: usize,
    /// Tensors of which nothing is needed.
    pub dropped_tensors: usize,
}

impl Architecture {
    /// Infers the sizes from the shapes, and accounts for every tensor. `heads`: attention heads, which no shape tells;
    /// known for the paper's two networks.
    ///
    /// # Errors
    /// [`Error::CheckpointFormat`] naming tensors that are missing, misshapen or unknown, or the size that is wrong.
    pub fn infer(checkpoint: &Checkpoint, heads: Option<usize>) -> Result<Self> {
        let config = config(checkpoint, heads)?;
        let slots = layout(config);
        for slot in &slots {
            check_shape(checkpoint, slot)?;
        }
        let needed: HashSet<_> = slots.iter().map(|slot| slot.key.as_str()).collect();
        let surplus: Vec<_> = checkpoint.tensors().filter(|(key, _)| !needed.contains(key)).collect();
        refuse_unknown(surplus.iter().map(|&(key, _)| key).filter(|key| !is_surplus(key, config.depth - 1)))?;
        let total = checkpoint.tensors().fold(0_usize, |sum, (_, shape)| sum.saturating_add(shape.iter().product()));
        let kept = slots.iter().map(Slot::count).sum();
        Ok(Self { config, kept, dropped: total.saturating_sub(kept), dropped_tensors: surplus.len() })
    }
}

/// A slot's values, out of a checkpoint that [`Architecture::infer`] found complete: of the last block's
/// `attn.qkv.weight` the rows of queries and keys.
///
/// # Errors
/// [`Error::CheckpointFormat`] naming the tensor.
pub fn slot_values(checkpoint: &Checkpoint, slot: &Slot) -> Result<Vec<f32>> {
    check_shape(checkpoint, slot)?;
    let mut values = checkpoint.values(&slot.key)?;
    values.truncate(slot.count());
    Ok(values)
}

/// The slot's shape in a checkpoint, where no values are cut off.
fn uncut_shape(slot: &Slot) -> Vec<usize> {
    match *slot.shape {
        [rows, dim] if slot.key.ends_with("attn.qkv.weight") && rows == 2 * dim => vec![3 * dim, dim],
        _ => slot.shape.clone(),
    }
}

fn check_shape(checkpoint: &Checkpoint, slot: &Slot) -> Result<()> {
    let (key, expected) = (slot.key.as_str(), uncut_shape(slot));
    let found = shape(checkpoint, key)?;
    if found == expected {
        return Ok(());
    }
    let hint = match key {
        "pos_embed" => ": only networks of 14×14 patches of 8×8 pixels and no class token are known here",
        _ => "",
    };
    Err(unusable(format!("{key} has shape {found:?}, expected {expected:?}{hint}")))
}

fn shape<'a>(checkpoint: &'a Checkpoint, key: &str) -> Result<&'a [usize]> {
    checkpoint.shape(key).ok_or_else(|| {
        let is_other = checkpoint.shape("patch_embed.proj.weight").is_none();
        let hint =
            || format!(": is it a Vision Transformer? It holds {}", named(checkpoint.tensors().map(|(key, _)| key)));
        unusable(format!("{key} is missing{}", if is_other { hint() } else { String::new() }))
    })
}

fn config(checkpoint: &Checkpoint, heads: Option<usize>) -> Result<VitConfig> {
    let embed_dim = rows(checkpoint, "patch_embed.proj.weight")?;
    let depth = depth(checkpoint)?;
    let mlp_dim = rows(checkpoint, "blocks.0.mlp.fc1.weight")?;
    if embed_dim == 0 || mlp_dim % embed_dim != 0 {
        return Err(unusable(format!(
            "blocks.0.mlp.fc1.weight has {mlp_dim} rows, no multiple of the width {embed_dim}"
        )));
    }
    let num_heads = num_heads(depth, heads)?;
    let config = VitConfig { embed_dim, depth, num_heads, mlp_ratio: mlp_dim / embed_dim };
    config.validate().map(|()| config).map_err(|error| match error {
        Error::ModelFormat(what) => unusable(what),
        other => other,
    })
}

fn rows(checkpoint: &Checkpoint, key: &str) -> Result<usize> {
    shape(checkpoint, key)?.first().copied().ok_or_else(|| unusable(format!("{key} is a single number")))
}

/// One more than the highest block's number.
fn depth(checkpoint: &Checkpoint) -> Result<usize> {
    let number = |key: &str| key.strip_prefix("blocks.")?.split('.').next()?.parse::<usize>().ok();
    let last = checkpoint.tensors().filter_map(|(key, _)| number(key)).max();
    last.map(|last| last.saturating_add(1)).ok_or_else(|| unusable("it has no blocks.0: is it a Vision Transformer?"))
}

fn num_heads(depth: usize, given: Option<usize>) -> Result<usize> {
    let known = KNOWN_HEADS.iter().find(|(known, _)| *known == depth).map(|&(_, heads)| heads);
    given.or(known).ok_or_else(|| {
        unusable(format!(
            "--heads N is required: no shape tells the number of attention heads, and depth {depth} is not known"
        ))
    })
}

fn is_surplus(key: &str, last: usize) -> bool {
    let in_last = key.strip_prefix("blocks.").and_then(|key| key.strip_prefix(&format!("{last}.")));
    SURPLUS.iter().any(|start| key.starts_with(start))
        || in_last.is_some_and(|key| LAST_SURPLUS.iter().any(|start| key.starts_with(start)))
}

fn refuse_unknown<'a>(keys: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut keys = keys.peekable();
    match keys.peek() {
        None => Ok(()),
        Some(_) => Err(unusable(format!("{}: unknown to this network, so its scores would be wrong", named(keys)))),
    }
}

/// The first keys, and how many more there are.
fn named<'a>(keys: impl Iterator<Item = &'a str>) -> String {
    let keys: Vec<_> = keys.collect();
    let named: Vec<_> = keys.iter().take(MAX_NAMED).map(|key| shown(key)).collect();
    match keys.len().saturating_sub(MAX_NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
