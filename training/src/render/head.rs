//! Everything that is the same for every face, read and computed once: base mesh, morph targets, ambient occlusion,
//! and where each texel of the skin lies.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use glam::Vec3;

use super::expression::Expression;
use super::landmarks::Points;
use super::mesh::{Mesh, Part, normals};
use super::occlusion;
use super::skin::radius_map;

/// A morph target: displacements of some vertices. Sparse, since most touch one feature.
pub type Target = Vec<(u32, Vec3)>;

/// The base head.
pub struct Head {
    pub mesh: Mesh,
    /// By path below `targets/`, without the extension; sorted, so that seeds do not depend on the file system.
    pub targets: BTreeMap<String, Target>,
    /// The base mesh's normals.
    pub normals: Vec<Vec3>,
    /// Share of the sky that each vertex sees, 0 to 1.
    pub sky: Vec<f32>,
    /// Vertices of the image-left and the image-right eyeball.
    pub eyes: [Vec<u32>; 2],
    /// The triangles of the skin, from which hair grows.
    pub skin: Vec<[u32; 3]>,
    /// How far out the skin lies around the vertical axis.
    pub radius: Vec<f32>,
}

/// Displacements shorter than this (decimetres) are rounding of the files.
const LEAST_DISPLACEMENT: f32 = 1e-4;

impl Head {
    /// Reads `base.obj` and `targets/` below a folder; takes about half a second.
    ///
    /// # Errors
    /// One line that says what is missing or malformed, and where the data is obtained.
    pub fn load(folder: &Path) -> Result<Self, String> {
        let obj = folder.join("base.obj");
        let text = fs::read_to_string(&obj).map_err(|error| missing(&obj, &error.to_string()))?;
        let mesh = Mesh::parse(&text).map_err(|error| format!("{}: {error}", obj.display()))?;
        let root = folder.join("targets");
        let mut targets = BTreeMap::new();
        for path in files(&root).map_err(|error| missing(&root, &error.to_string()))? {
            let text = fs::read_to_string(&path).map_err(|error| missing(&path, &error.to_string()))?;
            let target = parse_target(&text, &mesh).ok_or_else(|| format!("{} is no target", path.display()))?;
            if !target.is_empty() {
                targets.insert(name(&path, &root), target);
            }
        }
        if targets.is_empty() || mesh.triangles.is_empty() {
            return Err(missing(folder, "it holds no head"));
        }
        if let Some(target) = Expression::missing(&targets) {
            return Err(missing(&root.join(target + ".target"), "it is no file"));
        }
        if !Points::fits(&mesh) {
            return Err(format!(
                "{} is not MakeHuman's base mesh: vertices of the landmarks are missing",
                obj.display()
            ));
        }
        Ok(Self::new(mesh, targets))
    }

    fn new(mesh: Mesh, targets: BTreeMap<String, Target>) -> Self {
        let of_part = |part| mesh.triangles.iter().zip(&mesh.parts).filter(move |(_, other)| **other == part);
        let skin: Vec<[u32; 3]> = of_part(Part::Skin).map(|(triangle, _)| *triangle).collect();
        let normals = normals(&mesh.positions, &mesh.triangles);
        let sky = occlusion::sky(&mesh.positions, &normals, &skin);
        let side = |left: bool| {
            let on_side = |&vertex: &u32| (mesh.positions[vertex as usize].x < 0.0) == left;
            mesh.vertices(Part::Eye).into_iter().filter(on_side).collect()
        };
        let eyes = [side(true), side(false)];
        let radius = radius_map(&mesh.positions, &skin);
        Self { mesh, targets, normals, sky, eyes, skin, radius }
    }
}

/// Adds a share of a target.
pub fn add(positions: &mut [Vec3], target: &Target, weight: f32) {
    for &(vertex, displacement) in target {
        positions[vertex as usize] += displacement * weight;
    }
}

fn missing(path: &Path, why: &str) -> String {
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
    fn a_missing_folder_says_where_the_data_is() {
        let error = Head::load(Path::new("no/such/folder")).err().unwrap();
        assert!(error.contains("https://github.com/makehumancommunity/makehuman") && !error.contains('\n'), "{error}");
    }

    #[test]
    fn a_missing_expression_is_named() {
        let all = |name: &str| (format!("expression/units/caucasian/{name}"), Target::new());
        let some = BTreeMap::from(["mouth-open", "mouth-corner-puller"].map(all));
        let missing = Expression::missing(&some).unwrap();
        assert_eq!(missing, "expression/units/caucasian/mouth-upward-retraction");
    }

    #[test]
    fn a_target_moves_only_what_is_kept() {
        let mesh = Mesh::parse("v 0 0 0\nv 9 0 0\nv 1 1 0\nv 0 1 0\ng body\nf 1 3 4\n").unwrap();
        let target = parse_target("# comment\n0 .5 0 0\n1 1 1 1\n", &mesh).unwrap();
        assert_eq!(target, [(mesh.kept[&0], Vec3::new(0.5, 0.0, 0.0))]);
    }
}
