//! Everything that is the same for every face, read and computed once: base mesh, morph targets, ambient occlusion,
//! and the place of each texel of the skin.

use std::fs;
use std::path::Path;

use glam::Vec3;

use super::cylinder::Cylinder;
use super::expression::Expression;
use super::landmarks::Points;
use super::mesh::{Material, Mesh, normals};
use super::occlusion;
use super::targets::{Targets, missing, read_targets};

/// The base head.
pub struct Head {
    pub mesh: Mesh,
    pub targets: Targets,
    /// The base mesh's normals.
    pub normals: Vec<Vec3>,
    /// Share of the sky that each vertex sees, 0 to 1.
    pub sky: Vec<f32>,
    /// Vertices of the image-left and the image-right eyeball.
    pub eyes: [Vec<u32>; 2],
    /// The triangles of the skin, from which hair grows.
    pub skin: Vec<[u32; 3]>,
    /// The surface that carries the texture of the skin.
    pub cylinder: Cylinder,
}

impl Head {
    /// Reads `base.obj` and `targets/` below a folder; takes about half a second.
    ///
    /// # Errors
    /// One line that says what is missing or malformed, and where the data is obtained.
    pub fn load(folder: &Path) -> Result<Self, String> {
        let obj = folder.join("base.obj");
        let text = fs::read_to_string(&obj).map_err(|error| missing(&obj, &error))?;
        let mesh = Mesh::parse(&text).map_err(|error| format!("{}: {error}", obj.display()))?;
        let root = folder.join("targets");
        let targets = read_targets(&root, &mesh)?;
        if targets.is_empty() || mesh.triangles.is_empty() {
            return Err(missing(folder, &"it does not hold a head"));
        }
        if let Some(target) = Expression::missing(&targets) {
            return Err(missing(&root.join(target + ".target"), &"the file is missing"));
        }
        if !Points::fits(&mesh) {
            return Err(format!(
                "{} is not MakeHuman's base mesh: vertices of the landmarks are missing",
                obj.display()
            ));
        }
        Ok(Self::new(mesh, targets))
    }

    fn new(mesh: Mesh, targets: Targets) -> Self {
        let made_of = mesh.triangles.iter().zip(&mesh.materials);
        let skin: Vec<[u32; 3]> =
            made_of.filter(|(_, material)| **material == Material::Skin).map(|(triangle, _)| *triangle).collect();
        let normals = normals(&mesh.positions, &mesh.triangles);
        let sky = occlusion::sky(&mesh.positions, &normals, &skin);
        let side = |left: bool| {
            let on_side = |&vertex: &u32| (mesh.positions[vertex as usize].x < 0.0) == left;
            mesh.vertices(Material::Eye).into_iter().filter(on_side).collect()
        };
        let eyes = [side(true), side(false)];
        let cylinder = Cylinder::new(&mesh.positions, &skin);
        Self { mesh, targets, normals, sky, eyes, skin, cylinder }
    }
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
        let all = |name: &str| (format!("expression/units/caucasian/{name}"), vec![]);
        let some = Targets::from(["mouth-open", "mouth-corner-puller"].map(all));
        let missing = Expression::missing(&some).unwrap();
        assert_eq!(missing, "expression/units/caucasian/mouth-upward-retraction");
    }
}
