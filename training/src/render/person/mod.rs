//! A person ready to be drawn: identity and look baked into geometry and texture, used for many scenes.
//!
//! ```text
//! base.obj, targets/ ─▶ Head ─┐
//! seeds ─▶ Identity ▸ Look ───┴▶ Person (shape, skin texture, strands of hair, glasses)
//! ```

mod cylinder;
mod expression;
mod glasses;
mod hair;
mod hairline;
mod head;
mod identity;
mod landmarks;
mod look;
mod mesh;
mod occlusion;
mod paint;
mod skin;
mod skull;
mod style;
mod targets;

pub use cylinder::tangents;
pub use expression::Expression;
pub use glasses::Glasses;
pub use hair::{Strand, outwards};
pub use head::Head;
pub use identity::{Features, Identity};
pub use landmarks::{Points, pixel};
pub use look::{Beard, Look};
pub use mesh::{MATERIALS, Material, normals};

use glam::Vec3;

use glasses::Fitted;
use skin::Skin;

/// Identity, look, and what follows from them at rest.
pub struct Person {
    pub identity: Identity,
    pub look: Look,
    pub skin: Skin,
    pub strands: Vec<Strand>,
    pub glasses: Option<Fitted>,
}

/// How fine texture and hair are: pixels a decimetre in the largest picture this person will be in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detail(pub f32);

impl Detail {
    /// Texels along a side of the skin's texture: somewhat finer than the pixels of the face.
    fn texels(self) -> usize {
        (self.0 * 4.0).clamp(96.0, 1024.0) as usize
    }

    fn strands(self) -> usize {
        (self.0 * 24.0).clamp(1200.0, 6500.0) as usize
    }
}

/// Distance of cloth from the skin, in decimetres, and how far below its edge it reaches that distance.
const CLOTH: f32 = 0.06;
const CLOTH_EDGE: f32 = 0.2;
/// How far a shirt hangs loose at the waist, in decimetres.
const LOOSE: f32 = 0.24;

impl Person {
    /// The person of a seed, with the look of a second seed.
    pub fn new(head: &Head, identity: u64, look: u64, detail: Detail) -> Self {
        let identity = Identity::new(head, identity);
        let look = Look::new(&identity, look);
        Self::of(head, identity, look, detail)
    }

    /// The person of an identity, with a look.
    pub fn of(head: &Head, mut identity: Identity, look: Look, detail: Detail) -> Self {
        dress(head, &look, &mut identity.shape);
        let strands = hair::grow(head, &identity, &look.style, look.seed, detail.strands());
        let points = Points::of(&head.mesh, &identity.shape);
        let glasses = look.glasses.map(|glasses| glasses.fit([points.five[0], points.five[1]]));
        let skin = Skin::bake(head, &identity, &look, detail.texels());
        Self { identity, look, skin, strands, glasses }
    }

    /// The vertices of the head at rest with an expression.
    pub fn with_expression(&self, head: &Head, expression: &Expression) -> Vec<Vec3> {
        let mut shape = self.identity.shape.clone();
        expression.apply(&head.targets, &mut shape);
        shape
    }

    /// Across the cheekbones, in decimetres.
    pub fn face_width(&self, head: &Head) -> f32 {
        let on_cheek = |rest: &Vec3| (6.9..7.3).contains(&rest.y) && rest.z > 0.5 && rest.x.abs() < 0.8;
        let cheeks = head.mesh.positions.iter().zip(&self.identity.shape).filter(|(rest, _)| on_cheek(rest));
        let [low, high] = cheeks.fold([0.0f32; 2], |[low, high], (_, p)| [low.min(p.x), high.max(p.x)]);
        high - low
    }
}

/// Lifts the body below the neckline: cloth has a thickness, and hides what it covers.
fn dress(head: &Head, look: &Look, shape: &mut [Vec3]) {
    let normals = normals(shape, &head.mesh.triangles);
    for ((p, normal), rest) in shape.iter_mut().zip(normals).zip(&head.mesh.positions) {
        let depth = look.clothes.depth(*rest);
        let loose = LOOSE * ((5.0 - rest.y) / 2.5).clamp(0.0, 1.0);
        *p += normal * (CLOTH + loose) * (depth / CLOTH_EDGE).clamp(0.0, 1.0);
    }
}
