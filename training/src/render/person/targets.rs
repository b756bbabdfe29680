//! MakeHuman's morph targets: what turns the base mesh into someone, and someone's face into an expression.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use glam::Vec3;

use super::mesh::Mesh;

/// Displacements of some vertices. Sparse, since most touch one feature.
pub type Target = Vec<(u32, Vec3)>;

/// By path below `targets/`, without the extension; sorted, so that seeds do not depend on the file system.
pub type Targets = BTreeMap<String, Target>;

/// Displacements shorter than this (decimetres) are rounding of the files.
const LEAST_DISPLACEMENT: f32 = 1e-4;

/// Adds a share of a target.
pub fn add(positions: &mut [Vec3], target: &Target, weight: f32) {
    for &(vertex, displacement) in target {
        positions[vertex as usize] += displacement * weight;
    }
}

/// Reads all target files below a folder, but those that move nothing.
///
/// # Errors
/// One line: what is missing or malformed.
pub fn read_targets(root: &Path, mesh: &Mesh) -> Result<Targets, String> {
    let mut targets = Targets::new();
    for path in files(root).map_err(|error| missing(root, &error))? {
        let text = fs::read_to_string(&path).map_err(|error| missing(&path, &error))?;
        let target = parse_target(&text, mesh).ok_or_else(|| format!("{} is not a target", path.display()))?;
        if !target.is_empty() {
            targets.insert(name(&path, root), target);
        }
    }
    Ok(targets)
}

/// Why head data cannot be read, and where it is obtained.
pub fn missing(path: &Path, why: &dyn Display) -> String {
    format!(
        "no head data at {}: {why}. Give the folder with MakeHuman's base.obj and targets/ \
         (CC0, https://github.com/makehumancommunity/makehuman, below makehuman/data)",
        path.display()
    )
}

/// All target files below a folder.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "target") {
            found.push(path);
        }
    }
    Ok(found)
}

fn name(path: &Path, root: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path).with_extension("");
    relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Lines of "vertex dx dy dz"; vertices that are not kept are passed over.
fn parse_target(text: &str, mesh: &Mesh) -> Option<Target> {
    let mut target = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let (index, rest) = line.trim().split_once(char::is_whitespace)?;
        let values: Vec<f32> = rest.split_ascii_whitespace().map(|word| word.parse().ok()).collect::<Option<_>>()?;
        let displacement = (values.len() == 3).then(|| Vec3::from_slice(&values))?;
        if let Some(&vertex) = mesh.kept.get(&index.parse().ok()?)
            && displacement.abs().max_element() > LEAST_DISPLACEMENT
        {
            target.push((vertex, displacement));
        }
    }
    Some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_moves_only_what_is_kept() {
        let mesh = Mesh::parse("v 0 0 0\nv 9 0 0\nv 1 1 0\nv 0 1 0\ng body\nf 1 3 4\n").unwrap();
        let target = parse_target("# comment\n0 .5 0 0\n1 1 1 1\n", &mesh).unwrap();
        assert_eq!(target, [(mesh.kept[&0], Vec3::new(0.5, 0.0, 0.0))]);
    }
}
