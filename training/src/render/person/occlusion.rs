//! How much of the sky each vertex sees: nostrils, ears and the mouth are dark because little light gets in, which the
//! lights of a scene do not know.

use glam::{Vec3, vec3};
use rayon::prelude::*;

use crate::render::depth::{DepthMap, View};
use crate::render::rng::Rng;

/// Directions from which the sky is sampled. Doubling them changes a pixel's value by less than one level of 255.
const DIRECTIONS: usize = 96;
/// Side of the depth map of one direction, in samples.
const SIDE: usize = 288;
/// What the depth map spans around [`CENTRE`], in decimetres: head and neck.
const SPAN: f32 = 4.2;
const CENTRE: Vec3 = vec3(0.0, 7.0, 0.5);
/// A vertex this far behind the nearest surface still counts as seen, in decimetres: half a sample on a slope of 60°.
const BIAS: f32 = 0.03;
/// Makes the flat parts of the face come out fully lit.
const GAIN: f32 = 1.15;
/// Deepens folds: what hides the sky also hides the light that other skin throws back. By eye.
const DEPTH: f32 = 1.5;

/// For each vertex the share of the sky it sees, weighted by the cosine to its normal.
pub fn sky(positions: &[Vec3], normals: &[Vec3], triangles: &[[u32; 3]]) -> Vec<f32> {
    let mut rng = Rng::new(0, 0);
    let directions: Vec<Vec3> = (0..DIRECTIONS).map(|_| rng.direction()).collect();
    let shares: Vec<Vec<(f32, f32)>> =
        directions.par_iter().map(|direction| seen(positions, normals, triangles, *direction)).collect();
    // Summed in order, not by threads as they finish: rounding must not differ from run to run.
    let share = |vertex: usize| {
        let sum = |(seen, all): (f32, f32), share: &Vec<(f32, f32)>| (seen + share[vertex].0, all + share[vertex].1);
        let (seen, all) = shares.iter().fold((0.0, 0.0), sum);
        (seen / (all + 1e-6) * GAIN).clamp(0.0, 1.0).powf(DEPTH)
    };
    (0..positions.len()).map(share).collect()
}

/// The cosine of each vertex towards one direction: if seen, and in any case.
fn seen(positions: &[Vec3], normals: &[Vec3], triangles: &[[u32; 3]], direction: Vec3) -> Vec<(f32, f32)> {
    let view = View::new(direction, CENTRE, SIDE, SPAN);
    let points: Vec<Vec3> = positions.iter().map(|p| view.place(*p)).collect();
    let mut map = DepthMap::new(SIDE);
    map.draw(triangles.iter().map(|triangle| triangle.map(|index| points[index as usize])));
    let share = |(point, normal): (&Vec3, &Vec3)| {
        let cosine = normal.dot(direction).max(0.0);
        let hidden = map.at(point.x.round() as i32, point.y.round() as i32) - point.z > BIAS;
        (if hidden { 0.0 } else { cosine }, cosine)
    };
    points.iter().zip(normals).map(share).collect()
}
