//! The points of the ground truth: vertices of the base mesh, so that they follow every morph, expression and pose.

use std::array::from_fn;

use glam::Vec3;

use super::mesh::Mesh;

/// An eye is the mean of four vertices of its lid margins: inner and outer corner, middle of the upper and of the lower
/// lid. That is the centre of the opening, which hardly moves with the gaze and little with a blink. Image-left eye
/// first. All numbers count vertices of `base.obj` from 0.
const EYES: [[u32; 4]; 2] = [[4892, 4881, 1, 44], [11510, 11499, 6785, 6828]];
/// The foremost vertex of the midline.
const NOSE_TIP: u32 = 5054;
/// Where the lips meet; image-left corner first.
const MOUTH_CORNERS: [u32; 2] = [422, 7182];
/// The foremost vertex of the chin's midline below the fold.
const CHIN: u32 = 5211;
/// Middle of the upper lip's lower edge and of the lower lip's upper edge.
const LIPS: [u32; 2] = [468, 495];

/// The points in decimetres, or after projection in pixels with the depth as z.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Points {
    /// Image-left eye, image-right eye, nose tip, image-left and image-right mouth corner.
    pub five: [Vec3; 5],
    pub chin: Vec3,
    /// For each eye (image-left first): inner corner, outer corner, upper lid, lower lid.
    pub eyelids: [[Vec3; 4]; 2],
    /// Upper, lower.
    pub lips: [Vec3; 2],
}

impl Points {
    /// The points, from the positions of a mesh's vertices.
    ///
    /// # Panics
    /// If the mesh is not MakeHuman's base mesh: [`Points::fits`].
    pub fn of(mesh: &Mesh, positions: &[Vec3]) -> Self {
        let at = |index: u32| positions[mesh.kept[&index] as usize];
        let eyelids = EYES.map(|eye| eye.map(at));
        let [left, right] = eyelids.map(|eye| eye.iter().sum::<Vec3>() / 4.0);
        let [mouth_left, mouth_right] = MOUTH_CORNERS.map(at);
        Self { five: [left, right, at(NOSE_TIP), mouth_left, mouth_right], chin: at(CHIN), eyelids, lips: LIPS.map(at) }
    }

    /// Whether a mesh has all the vertices.
    pub fn fits(mesh: &Mesh) -> bool {
        let singles = [NOSE_TIP, CHIN].into_iter().chain(MOUTH_CORNERS).chain(LIPS);
        singles.chain(EYES.into_iter().flatten()).all(|index| mesh.kept.contains_key(&index))
    }

    /// Moves every point.
    pub fn map(&self, to: impl Fn(Vec3) -> Vec3) -> Self {
        Self {
            five: self.five.map(&to),
            chin: to(self.chin),
            eyelids: self.eyelids.map(|eye| eye.map(&to)),
            lips: self.lips.map(&to),
        }
    }

    /// Half-way between the eyes and the mouth.
    pub fn centre(&self) -> Vec3 {
        let [left, right, _, mouth_left, mouth_right] = self.five;
        (left + right + mouth_left + mouth_right) / 4.0
    }

    /// From eye to eye.
    pub fn eye_distance(&self) -> f32 {
        self.five[0].distance(self.five[1])
    }
}

/// x and y of a projected point.
pub fn pixel(p: Vec3) -> [f32; 2] {
    from_fn(|axis| p[axis])
}
