//! Changes that no filter can make: the same people turned further and further away, or with another expression.

use image::RgbImage;
use rayon::prelude::*;

use super::series::LEVELS;
use crate::corpus::{DETAIL, portrait, target};
use crate::render::{Head, Person, Scene};

/// Changes a calm scene by a share of 0 to 1, to a side of −1 or 1.
pub type Change = fn(&mut Scene, f32, f32);

/// Faces at each level of a change, `[level][face]`.
pub fn posed(head: &Head, identities: &[u64], change: Change) -> Vec<Vec<RgbImage>> {
    let levels = |(index, &identity): (usize, &u64)| -> Vec<RgbImage> {
        let person = Person::new(head, identity, 0, DETAIL);
        let side = if index.is_multiple_of(2) { 1.0 } else { -1.0 };
        let at = |level: usize| {
            let mut scene = portrait(identity, 0, 0);
            change(&mut scene, level as f32 / (LEVELS - 1) as f32, side);
            scene.aligned(head, &person, &target(identity, 0)).render_person(head, &person).image
        };
        (0..LEVELS).map(at).collect()
    };
    let faces: Vec<Vec<RgbImage>> = identities.par_iter().enumerate().map(levels).collect();
    (0..LEVELS).map(|level| faces.iter().map(|levels| levels[level].clone()).collect()).collect()
}
