//! The head's triangles, read from MakeHuman's base mesh (`base.obj`).
//!
//! The mesh is a whole body in an A pose, in decimetres, y up, the face towards +z; the subject's left side is at +x,
//! which is the image's right. Hands are dropped, helper groups too, but for eyes, teeth, tongue and lashes.

use std::collections::HashMap;

use glam::Vec3;

/// What a triangle is made of; the mesh has no hair and no glasses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Material {
    Skin,
    Eye,
    Teeth,
    Tongue,
    Lash,
    Hair,
    Frame,
    Lens,
}

/// All materials, in the order of their values.
pub const MATERIALS: [Material; 8] = {
    use Material::*;
    [Skin, Eye, Teeth, Tongue, Lash, Hair, Frame, Lens]
};

/// Vertices and triangles of the parts that are drawn.
#[derive(Debug, Clone)]
pub struct Mesh {
    pub positions: Vec<Vec3>,
    pub triangles: Vec<[u32; 3]>,
    /// One for each triangle.
    pub materials: Vec<Material>,
    /// From a vertex of the file (counted from 0) to a vertex kept here.
    pub kept: HashMap<u32, u32>,
}

/// Beyond this |x| the base mesh has hands: many triangles that a photo of a face does not need.
const HAND_X: f32 = 4.2;
/// The subject's left shoulder joint in the base mesh, x and y.
const SHOULDER: [f32; 2] = [1.67, 5.25];
/// Turns the arms of the A pose (50° below the horizon) down to hang.
const ARM_ANGLE: f32 = 32.0;

impl Mesh {
    /// Reads an OBJ file's text.
    ///
    /// # Errors
    /// One line that says what is malformed, if the text is not an OBJ mesh.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut file = Vec::new();
        let mut faces = Vec::new();
        let mut material = None;
        for line in text.lines() {
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("v") => file.push(vertex(words).ok_or_else(|| format!("not a vertex: {line}"))?),
                Some("g") => material = words.next().and_then(material_of),
                Some("f") => {
                    if let Some(material) = material {
                        faces.push((material, face(words).ok_or_else(|| format!("not a face: {line}"))?));
                    }
                }
                _ => {}
            }
        }
        if faces.iter().any(|(_, face)| face.iter().any(|&index| index as usize >= file.len())) {
            return Err("a face of the mesh names a vertex that does not exist".into());
        }
        Ok(Self::keep(&file, &faces))
    }

    fn keep(file: &[Vec3], faces: &[(Material, Vec<u32>)]) -> Self {
        let mut mesh = Self { positions: vec![], triangles: vec![], materials: vec![], kept: HashMap::new() };
        for (material, face) in faces {
            if face.iter().any(|&index| file[index as usize].x.abs() > HAND_X) {
                continue;
            }
            let corners: Vec<u32> = face.iter().map(|&index| mesh.vertex(index, file)).collect();
            for pair in corners[1..].windows(2) {
                mesh.triangles.push([corners[0], pair[0], pair[1]]);
                mesh.materials.push(*material);
            }
        }
        mesh
    }

    fn vertex(&mut self, index: u32, file: &[Vec3]) -> u32 {
        let positions = &mut self.positions;
        *self.kept.entry(index).or_insert_with(|| {
            positions.push(arms_down(file[index as usize]));
            positions.len() as u32 - 1
        })
    }

    /// The vertices of a material, each once.
    pub fn vertices(&self, material: Material) -> Vec<u32> {
        let made_of = self.triangles.iter().zip(&self.materials).filter(|(_, other)| **other == material);
        let mut vertices: Vec<u32> = made_of.flat_map(|(triangle, _)| *triangle).collect();
        vertices.sort_unstable();
        vertices.dedup();
        vertices
    }
}

/// Normals of the vertices, each the mean over its triangles, weighted by their area.
pub fn normals(positions: &[Vec3], triangles: &[[u32; 3]]) -> Vec<Vec3> {
    let mut normals = vec![Vec3::ZERO; positions.len()];
    for triangle in triangles {
        let [a, b, c] = triangle.map(|index| positions[index as usize]);
        let normal = (b - a).cross(c - a);
        triangle.iter().for_each(|&index| normals[index as usize] += normal);
    }
    normals.iter().map(|normal| normal.normalize_or(Vec3::Z)).collect()
}

fn material_of(group: &str) -> Option<Material> {
    match group {
        "body" => Some(Material::Skin),
        "helper-l-eye" | "helper-r-eye" => Some(Material::Eye),
        "helper-upper-teeth" | "helper-lower-teeth" => Some(Material::Teeth),
        "helper-tongue" => Some(Material::Tongue),
        _ if group.contains("eyelashes") => Some(Material::Lash),
        _ => None,
    }
}

fn vertex<'a>(words: impl Iterator<Item = &'a str>) -> Option<Vec3> {
    let values: Vec<f32> = words.map_while(|word| word.parse().ok()).collect();
    (values.len() == 3).then(|| Vec3::from_slice(&values))
}

/// Corners as indices from 0; texture and normal indices are not needed.
fn face<'a>(words: impl Iterator<Item = &'a str>) -> Option<Vec<u32>> {
    let corner = |word: &str| word.split('/').next()?.parse::<u32>().ok()?.checked_sub(1);
    let corners: Vec<u32> = words.map(corner).collect::<Option<_>>()?;
    (corners.len() >= 3).then_some(corners)
}

fn arms_down(p: Vec3) -> Vec3 {
    // Legs are wide apart too, but lower and less than the arms.
    if p.y < 1.0 || (p.y < 2.0 && p.x.abs() < 2.2) {
        return p;
    }
    let t = ((p.x.abs() - 1.45) / 0.7).clamp(0.0, 1.0);
    let angle = -(ARM_ANGLE * t * t * (3.0 - 2.0 * t)).to_radians();
    let (x, y) = (p.x.abs() - SHOULDER[0], p.y - SHOULDER[1]);
    let turned = SHOULDER[0] + x * angle.cos() - y * angle.sin();
    Vec3::new(turned * p.x.signum(), SHOULDER[1] + x * angle.sin() + y * angle.cos(), p.z)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: &str = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\ng body\nf 1/1 2/2 3/3 4/4\ng joint-head\nf 1 2 3\n";

    #[test]
    fn a_quad_becomes_two_triangles_and_helpers_are_dropped() {
        let mesh = Mesh::parse(SQUARE).unwrap();
        assert_eq!(mesh.triangles, [[0, 1, 2], [0, 2, 3]]);
        assert_eq!(normals(&mesh.positions, &mesh.triangles)[0], Vec3::Z);
    }

    #[test]
    fn malformed_lines_are_named() {
        assert!(Mesh::parse("v 1 2\n").unwrap_err().contains("v 1 2"));
        assert!(Mesh::parse("v 0 0 0\ng body\nf 1 2 3\n").unwrap_err().contains("does not exist"));
    }
}
