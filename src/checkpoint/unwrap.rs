//! What training scripts wrap around the weights: a dict around the dict, a prefix before every key.

use std::collections::BTreeMap;

use super::values::{Id, Value, Values};
use super::view::View;
use super::{shown, unusable};
use crate::error::Result;

/// Where training scripts put the weights, the first that holds tensors; else they are the checkpoint itself.
const WRAPPERS: [&str; 2] = ["state_dict", "model"];
/// What wrappers put before every key. Source: torch.nn.DataParallel and DistributedDataParallel (`module.`),
/// CVLFace's models (`net.`), and the wrapper that it publishes them in (`model.`).
const PREFIXES: [&str; 3] = ["module.", "net.", "model."];
/// Most tensors accepted: five times what the deepest network accepted has.
const MAX_TENSORS: usize = 1 << 14;

/// The dict of weights in what a pickle holds: its tensors by key, in the pickle's order.
pub(super) fn state_dict(values: &Values, root: Id) -> Result<Vec<(&str, Id)>> {
    let Value::Dict(entries) = values.get(root) else {
        return Err(unusable("its pickle holds no dict: save model.state_dict()"));
    };
    let wrapped = WRAPPERS.iter().filter_map(|&name| entries.iter().find(|(key, _)| values.text(*key) == Some(name)));
    let dicts = wrapped.map(|&(_, value)| value).chain([root]);
    let tensors = dicts.map(|dict| tensors_of(values, dict)).find(|tensors| !tensors.is_empty());
    tensors.ok_or_else(|| {
        unusable("its pickle holds no tensors, nor do its state_dict and model: save model.state_dict()")
    })
}

/// A dict's tensors by key; none for anything else.
fn tensors_of(values: &Values, dict: Id) -> Vec<(&str, Id)> {
    let Value::Dict(entries) = values.get(dict) else { return Vec::new() };
    let is_tensor = |id| matches!(values.get(id), Value::Tensor { .. });
    let tensors = entries.iter().filter(|&&(_, value)| is_tensor(value));
    tensors.filter_map(|&(key, value)| Some((values.text(key)?, value))).take(MAX_TENSORS + 1).collect()
}

/// Tensors under the network's own keys.
///
/// # Errors
/// [`Error::CheckpointFormat`](crate::Error::CheckpointFormat) for a key that is there twice and for too many tensors.
pub(super) fn plain_keys(tensors: Vec<(String, View)>) -> Result<BTreeMap<String, View>> {
    if tensors.len() > MAX_TENSORS {
        return Err(unusable(format!("it holds more than {MAX_TENSORS} tensors")));
    }
    let cut = shared_prefix(&tensors.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>());
    let mut plain = BTreeMap::new();
    for (mut key, view) in tensors {
        key.drain(..cut);
        if plain.contains_key(&key) {
            return Err(unusable(format!("{} is there twice", shown(&key))));
        }
        plain.insert(key, view);
    }
    Ok(plain)
}

/// Length of the prefixes that every key carries.
fn shared_prefix(keys: &[&str]) -> usize {
    let mut cut = 0;
    while let Some(first) = keys.first().and_then(|key| key.get(cut..))
        && let Some(prefix) = PREFIXES.iter().find(|&&prefix| first.starts_with(prefix))
        && keys.iter().all(|key| key.get(cut..).is_some_and(|rest| rest.starts_with(prefix)))
    {
        cut += prefix.len();
    }
    cut
}
