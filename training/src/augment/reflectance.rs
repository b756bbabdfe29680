//! Skin of another colour under the same light: what skin reflects is exchanged, what shines on it stays.

use attn_fiqa::face::TEMPLATE;
use glam::{Vec2, Vec3, vec2};

use super::linear::{Linear, luminance, place};
use crate::render::skin_of_depth;

/// From an eye down to the cheek below it, and the half side of the square that is looked at there, in pixels of the crop.
const CHEEK: Vec2 = vec2(-3.0, 22.0);
const CHEEK_HALF: f32 = 5.0;
/// The ellipse in which skin is looked for; brow to chin and ear to ear, by eye.
const FACE: [Vec2; 2] = [vec2(56.0, 62.0), vec2(50.0, 62.0)];
/// How far from the cheeks' colour (in natural logarithms of red and blue against green) skin may be.
const SPREAD: f32 = 0.4;
/// Luminance against the cheeks' below which it is hair, brow or pupil, and above which it shines.
const DARKEST: f32 = 0.12;
const MATT: f32 = 1.35;
/// Half axes around each eye and the mouth: what is there keeps its colour unless it is skin's.
const EYE_HALF: Vec2 = vec2(10.0, 6.0);
const MOUTH_HALF: Vec2 = vec2(15.0, 8.0);
/// How far skin is made darker or lighter, of the whole range: farther, what the photo does not show (noise, shine) decides.
const FARTHEST: f32 = 0.4;

/// The skin of a photo.
pub struct Reflectance {
    cheeks: Vec3,
    /// Depth of the skin on the palette's scale.
    depth: f32,
    /// How much each pixel is skin, 0 to 1.
    skin: Vec<f32>,
}

impl Reflectance {
    pub fn measure(photo: &Linear) -> Self {
        let cheeks = cheeks(photo);
        let skin = photo.0.iter().enumerate().map(|(index, pixel)| skin_share(*pixel, place(index), cheeks)).collect();
        let depth = (0..=100).map(|step| step as f32 / 100.0).min_by(|a, b| {
            let miss = |depth: f32| (luminance(skin_of_depth(depth)) - luminance(cheeks)).abs();
            miss(*a).total_cmp(&miss(*b))
        });
        Self { cheeks, depth: depth.expect("a hundred steps"), skin }
    }

    /// Gives the picture skin of another depth, 0 the lightest to 1 the darkest.
    pub fn apply(&self, picture: &mut Linear, depth: f32) {
        let depth = depth.clamp(self.depth - FARTHEST, self.depth + FARTHEST);
        let ratio = skin_of_depth(depth) / skin_of_depth(self.depth);
        let matt = MATT * luminance(self.cheeks);
        picture.change(|index, pixel| {
            let share = (matt / luminance(pixel).max(1e-4)).min(1.0);
            let (diffuse, shine) = (pixel * share, pixel * (1.0 - share));
            diffuse * ratio.powf(self.skin[index]) + shine
        });
    }
}

/// The median colour of both cheeks.
fn cheeks(photo: &Linear) -> Vec3 {
    let eyes = [TEMPLATE.0[0], TEMPLATE.0[1]].map(|[x, y]| vec2(x as f32, y as f32));
    let middles = [eyes[0] + CHEEK, eyes[1] + CHEEK * vec2(-1.0, 1.0)];
    let near = |index: usize| middles.iter().any(|middle| (place(index) - middle).abs().max_element() <= CHEEK_HALF);
    let mut seen: Vec<Vec3> = (0..photo.0.len()).filter(|index| near(*index)).map(|index| photo.0[index]).collect();
    seen.sort_by(|a, b| luminance(*a).total_cmp(&luminance(*b)));
    seen[seen.len() / 2]
}

fn skin_share(pixel: Vec3, at: Vec2, cheeks: Vec3) -> f32 {
    let log_ratio = |part: f32, green: f32| (part.max(1e-4) / green.max(1e-4)).ln();
    let chroma = |colour: Vec3| vec2(log_ratio(colour.x, colour.y), log_ratio(colour.z, colour.y));
    let colour = (-((chroma(pixel) - chroma(cheeks)).length() / SPREAD).powi(2)).exp();
    let bright = (luminance(pixel) / luminance(cheeks) / DARKEST - 1.0).clamp(0.0, 1.0);
    let inside = |middle: Vec2, half: Vec2| 1.0 - ((at - middle) / half).length();
    let [middle, half] = FACE;
    // Reddened parts are skin too: in the middle of the face colour decides little.
    let [left, right, _, corners @ ..] = TEMPLATE.0.map(|[x, y]| vec2(x as f32, y as f32));
    let mouth = (corners[0] + corners[1]) / 2.0;
    let features = [(left, EYE_HALF), (right, EYE_HALF), (mouth, MOUTH_HALF)];
    let feature = features.iter().any(|&(middle, half)| inside(middle, half) > 0.0);
    let within = if feature { 0.0 } else { (inside(middle, half * 0.7) * 4.0).clamp(0.0, 1.0) };
    bright * (inside(middle, half) * 6.0).clamp(0.0, 1.0) * colour.max(0.75 * within)
}

#[cfg(test)]
mod tests {
    use attn_fiqa::crop::CROP_SIZE;

    use super::*;
    use crate::augment::linear::tests::drawn;

    /// A cheek and a corner of the wall.
    const PLACES: [usize; 2] = [74 * CROP_SIZE + 36, 2 * CROP_SIZE + 2];

    #[test]
    fn skin_changes_and_the_wall_does_not() {
        let photo = Linear::from(&drawn());
        let reflectance = Reflectance::measure(&photo);
        let seen = |depth: f32| {
            let mut picture = photo.clone();
            reflectance.apply(&mut picture, depth);
            PLACES.map(|place| luminance(picture.0[place]))
        };
        let [[light, wall], [dark, same_wall]] = [0.0, 1.0].map(seen);
        let [[own, own_wall], before] = [seen(reflectance.depth), PLACES.map(|place| luminance(photo.0[place]))];
        assert!(light > 1.2 * own && own > 1.5 * dark, "{light} {own} {dark}");
        assert_eq!([own, own_wall], before);
        assert_eq!([wall, same_wall], [before[1]; 2]);
    }
}
