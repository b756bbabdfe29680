//! Another background behind a face that was photographed before a plain wall.

use attn_fiqa::crop::CROP_SIZE;
use image::imageops;

use super::linear::{Linear, luminance};
use crate::batches::scenery;
use crate::render::Rng;

/// Largest step from one pixel of a wall to the next, and largest distance from the wall's colour, in stored levels of 1.
const STEP: f32 = 0.03;
const SAME: f32 = 0.16;

/// Pixels along an edge that show some of the wall still.
const HALO: usize = 2;
/// Share of the backgrounds that are blurred, and the most: standard deviation in pixels.
const OUT_OF_FOCUS: f32 = 0.5;
const MOST_BLUR: f32 = 4.0;

/// A background, and where it is seen.
pub struct Backdrop {
    /// How much of each pixel is background.
    share: Vec<f32>,
    behind: Linear,
}

impl Backdrop {
    pub fn new(photo: &Linear, rng: &mut Rng) -> Self {
        let mut scenery = scenery(rng);
        if rng.chance(OUT_OF_FOCUS) {
            scenery = imageops::blur(&scenery, rng.range(0.5, MOST_BLUR));
        }
        let level = (0.4 * rng.normal() - 0.1).exp();
        let mut behind = Linear::from(&scenery);
        behind.change(|_, pixel| pixel * level);
        Self { share: softened(&wall(photo)), behind }
    }

    pub fn apply(&self, picture: &mut Linear) {
        picture.change(|index, pixel| pixel.lerp(self.behind.0[index], self.share[index]));
    }
}

/// The pixels that are joined to the upper corners without an edge between.
fn wall(photo: &Linear) -> Vec<bool> {
    let tone: Vec<f32> = photo.0.iter().map(|pixel| luminance(*pixel).powf(1.0 / 2.2)).collect();
    let mut wall = vec![false; tone.len()];
    for corner in [0, CROP_SIZE - 1] {
        let mut open = vec![corner];
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut wall[at], true) {
                continue;
            }
            let joined = |next: usize| (tone[next] - tone[at]).abs() < STEP && (tone[next] - tone[corner]).abs() < SAME;
            open.extend(neighbours(at).filter(|next| !wall[*next] && joined(*next)));
        }
    }
    for _ in 0..HALO {
        let before = wall.clone();
        (0..wall.len()).for_each(|at| wall[at] |= neighbours(at).any(|next| before[next]));
    }
    // A leak into skin or hair would take half of the face with it.
    let most = 45 * wall.len() / 100;
    if wall.iter().filter(|is| **is).count() > most { vec![false; tone.len()] } else { wall }
}

fn neighbours(at: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (at % CROP_SIZE, at / CROP_SIZE);
    let right = (x + 1 < CROP_SIZE).then_some(at + 1);
    let below = (y + 1 < CROP_SIZE).then_some(at + CROP_SIZE);
    [x.checked_sub(1).map(|_| at - 1), right, y.checked_sub(1).map(|_| at - CROP_SIZE), below].into_iter().flatten()
}

/// Mean over a pixel and its neighbours, twice: hair ends softly.
fn softened(wall: &[bool]) -> Vec<f32> {
    let mut share: Vec<f32> = wall.iter().map(|is| f32::from(u8::from(*is))).collect();
    for _ in 0..2 {
        share = (0..share.len())
            .map(|at| {
                let (sum, count) = neighbours(at).fold((share[at], 1.0), |(sum, n), next| (sum + share[next], n + 1.0));
                sum / count
            })
            .collect();
    }
    share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::augment::linear::tests::drawn;

    #[test]
    fn the_wall_is_replaced_and_the_face_is_kept() {
        let photo = Linear::from(&drawn());
        let backdrop = Backdrop::new(&photo, &mut Rng::new(1, 0));
        let mut picture = photo.clone();
        backdrop.apply(&mut picture);
        let [corner, nose] = [2 * CROP_SIZE + 2, 66 * CROP_SIZE + 56];
        // Rounded by the mixing.
        assert!(picture.0[corner].distance(backdrop.behind.0[corner]) < 1e-6);
        assert_eq!(picture.0[nose], photo.0[nose]);
    }

    #[test]
    fn a_wall_that_runs_into_the_face_is_left() {
        let even = Linear(vec![glam::Vec3::splat(0.5); CROP_SIZE * CROP_SIZE]);
        assert!(wall(&even).iter().all(|is| !is));
    }
}
