//! The network among what training scripts save: dicts around the dict, prefixes before every key, other networks and
//! optimizers beside it.
//!
//! Nobody can list the names that scripts use (`module.`, `_orig_mod.`, `backbone.`, `state_dict_ema`, …). But a Vision
//! Transformer shows itself: what is before its first layer's key is what was put around it, and is the network's name here.

use std::collections::BTreeMap;

use super::stack::bounded;
use super::values::{Id, Value, Values};
use super::{shown, unusable};
use crate::error::Result;

/// The key that every network of this project has.
const SIGN: &str = "patch_embed.proj.weight";
/// How the network without a name, whose keys are at the top, is named.
const TOP: &str = ".";
/// Most tensors accepted: five times what the deepest network accepted has, three networks and their optimizers.
const MAX_TENSORS: usize = 1 << 16;
/// Longest key accepted, in bytes: a pickle can repeat a name without repeating its bytes.
const MAX_NAME: usize = 256;
/// Most networks accepted: a message lists them.
const MAX_NETWORKS: usize = 16;
/// Deepest nesting of dicts that is looked into. Scripts use three.
const MAX_DEPTH: usize = 8;

/// A tensor, and its place: the dicts' keys that lead to it, joined by dots.
pub(super) struct Placed<T> {
    pub(super) path: String,
    /// Length of the part of the path that names dicts.
    pub(super) dicts: usize,
    pub(super) tensor: T,
}

/// One network of a checkpoint: its tensors under its own keys.
pub(super) struct Network<T> {
    pub(super) name: String,
    pub(super) tensors: BTreeMap<String, T>,
    /// Tensors that do not belong to it.
    pub(super) others: usize,
}

/// The tensors of a pickle, in its order.
pub(super) fn tensors(values: &Values, root: Id) -> Result<Vec<Placed<Id>>> {
    if !matches!(values.get(root), Value::Dict(_)) {
        return Err(unusable("its pickle holds no dict: save model.state_dict()"));
    }
    let (mut found, mut visited) = (Vec::new(), 0);
    let mut left = vec![(root, String::new(), 0)];
    while let Some((id, path, depth)) = left.pop() {
        let Value::Dict(entries) = values.get(id) else { continue };
        // One dict may be in many: what is visited is counted, not what is stored.
        visited += entries.len();
        bounded(visited)?;
        let mut inner = Vec::new();
        for &(key, value) in entries {
            let Some(key) = values.text(key) else { continue };
            match values.get(value) {
                Value::Tensor { .. } => {
                    let dicts = if path.is_empty() { 0 } else { path.len() + 1 };
                    found.push(Placed { path: joined(&path, key)?, dicts, tensor: value });
                }
                Value::Dict(_) if depth < MAX_DEPTH => inner.push((value, joined(&path, key)?, depth + 1)),
                _ => {}
            }
        }
        left.extend(inner.into_iter().rev());
    }
    match found.len() {
        0 => Err(unusable("its pickle holds no tensors: save model.state_dict()")),
        _ => Ok(found),
    }
}

fn joined(path: &str, key: &str) -> Result<String> {
    if path.len() + key.len() >= MAX_NAME {
        return Err(unusable(format!("{} has a longer name than {MAX_NAME} bytes", shown(key))));
    }
    Ok(if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") })
}

/// The one network, or the one with this name.
///
/// # Errors
/// [`Error::CheckpointFormat`](crate::Error::CheckpointFormat) that lists the networks where there are several or none of
/// this name, for a key that is there twice and for too many tensors.
pub(super) fn network<T>(tensors: Vec<Placed<T>>, wanted: Option<&str>) -> Result<Network<T>> {
    if tensors.len() > MAX_TENSORS {
        return Err(unusable(format!("it holds more than {MAX_TENSORS} tensors")));
    }
    let starts = starts(&tensors);
    if starts.len() > MAX_NETWORKS {
        return Err(unusable(format!("it holds more than {MAX_NETWORKS} networks")));
    }
    let start = chosen(&starts, wanted)?.to_owned();
    // The longest start that fits: a network may be inside another's names.
    let owner = |path: &str| starts.iter().filter(|start| path.starts_with(*start)).max_by_key(|start| start.len());
    let mut network = Network { name: name(&start).to_owned(), tensors: BTreeMap::new(), others: 0 };
    for Placed { path, tensor, .. } in tensors {
        if owner(&path) != Some(&start) {
            network.others += 1;
            continue;
        }
        let key = path[start.len()..].to_owned();
        if network.tensors.contains_key(&key) {
            return Err(unusable(format!("{} is there twice", shown(&key))));
        }
        network.tensors.insert(key, tensor);
    }
    Ok(network)
}

/// What is before the keys of each network, with its last dot; where nothing shows one, the first dict with tensors.
fn starts<T>(tensors: &[Placed<T>]) -> Vec<String> {
    let start = |path: &str| {
        path.strip_suffix(SIGN).filter(|start| start.is_empty() || start.ends_with('.')).map(str::to_owned)
    };
    let mut starts: Vec<_> = tensors.iter().filter_map(|tensor| start(&tensor.path)).collect();
    if starts.is_empty() {
        starts.extend(tensors.first().map(|first| first.path[..first.dicts].to_owned()));
    }
    starts.sort();
    starts.dedup();
    starts
}

fn chosen<'a>(starts: &'a [String], wanted: Option<&str>) -> Result<&'a str> {
    let list = || starts.iter().map(|start| shown(name(start))).collect::<Vec<_>>().join(", ");
    let Some(wanted) = wanted else {
        return match starts {
            [] => Ok(""),
            [one] => Ok(one),
            _ => Err(unusable(format!("it holds {} networks: choose one with --key: {}", starts.len(), list()))),
        };
    };
    let exact = starts.iter().find(|start| name(start) == wanted);
    let within = |start: &&String| format!(".{start}").contains(&format!(".{wanted}."));
    let mut parts = starts.iter().filter(within);
    match (exact, parts.next(), parts.next()) {
        (Some(start), ..) | (None, Some(start), None) => Ok(start),
        (None, None, _) => Err(unusable(format!("it holds no network {}, but: {}", shown(wanted), list()))),
        _ => Err(unusable(format!("{} is part of several networks' names: {}", shown(wanted), list()))),
    }
}

fn name(start: &str) -> &str {
    start.strip_suffix('.').unwrap_or(TOP)
}
