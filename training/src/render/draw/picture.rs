//! Geometry to pixels: which triangle each sample sees, what colour it has, and how samples become pixels.
//!
//! The picture is drawn in bands of rows: a band's samples fit into a core's cache, and bands are independent.

use std::sync::LazyLock;

use glam::{Vec3, vec3};
use image::RgbImage;
use rayon::prelude::*;

use super::geometry::{Geometry, Surface};
use super::shade::{EYE_Y, Shader};
use crate::render::depth::{FAR, Occluders};
use crate::render::person::{MATERIALS, Material};
use crate::render::raster::fill;
use crate::render::rng::hash;

/// Rows of pixels in a band.
const BAND: usize = 32;
/// Share of the lower and of the upper lashes' mesh that lashes cover.
const LASHES: [f32; 2] = [0.2, 0.55];
/// Lashes and gaps in a decimetre.
const LASHES_PER_UNIT: f32 = 380.0;
/// From here on, light is compressed instead of clipped, as film does.
const SHOULDER: f32 = 0.75;

/// How light becomes pixel values.
#[derive(Debug, Clone, Copy)]
pub struct Develop {
    /// Factor on each channel: exposure and white balance.
    pub gain: Vec3,
    /// 1 neutral.
    pub contrast: f32,
    /// 1 neutral, 0 greyscale.
    pub saturation: f32,
}

/// What one sample sees.
#[derive(Clone, Copy)]
struct Hit {
    depth: f32,
    triangle: u32,
    weights: [f32; 2],
}

/// Draws with `grid`² samples a pixel; the background gives light by column and row.
pub fn draw(
    size: [usize; 2],
    grid: usize,
    geometry: &Geometry,
    shader: &Shader,
    background: &(impl Fn(usize, usize) -> Vec3 + Sync),
    develop: Develop,
) -> RgbImage {
    let [width, height] = size;
    let bands = bins(geometry, height.div_ceil(BAND));
    let mut pixels = vec![0; width * height * 3];
    pixels.par_chunks_mut(width * BAND * 3).zip(&bands).enumerate().for_each(|(band, (pixels, triangles))| {
        let first = band * BAND;
        let hits = visible(geometry, triangles, width, first, pixels.len() / (width * 3), grid);
        for (index, pixel) in pixels.chunks_exact_mut(3).enumerate() {
            let (x, y) = (index % width, index / width);
            let samples = (0..grid * grid).map(|s| &hits[(y * grid + s / grid) * width * grid + x * grid + s % grid]);
            let colour = resolve(geometry, shader, samples, || background(x, first + y), develop);
            pixel.copy_from_slice(&colour);
        }
    });
    RgbImage::from_raw(width as u32, height as u32, pixels).expect("three bytes a pixel")
}

/// The triangles that touch each band.
fn bins(geometry: &Geometry, count: usize) -> Vec<Vec<u32>> {
    let mut bins = vec![vec![]; count];
    for (index, (triangle, _)) in geometry.triangles.iter().enumerate() {
        let [a, b, c] = triangle.map(|corner| geometry.vertices[corner as usize].screen.y);
        let (top, bottom) = (a.min(b).min(c) + 0.5, a.max(b).max(c) + 0.5);
        if bottom >= 0.0 && top < (count * BAND) as f32 {
            let [first, last] = [top.max(0.0), bottom].map(|y| y as usize / BAND);
            bins[first..=last.min(count - 1)].iter_mut().for_each(|bin| bin.push(index as u32));
        }
    }
    bins
}

/// The samples of a band, row by row.
struct Band<'a> {
    geometry: &'a Geometry,
    columns: usize,
    lines: usize,
    hits: Vec<Hit>,
}

impl Band<'_> {
    fn draw(&mut self, index: u32, corners: [Vec3; 3]) {
        let material = self.geometry.triangles[index as usize].1;
        if material == Material::Skin && shows_its_inside(corners) {
            return;
        }
        let lash = material == Material::Lash;
        fill(corners, 0..self.columns, 0..self.lines, |x, y, weights, depth| {
            let hit = &mut self.hits[y * self.columns + x];
            if depth > hit.depth && !(lash && between_lashes(self.geometry, index, weights)) {
                *hit = Hit { depth, triangle: index, weights };
            }
        });
    }
}

fn visible(geometry: &Geometry, triangles: &[u32], width: usize, first: usize, rows: usize, grid: usize) -> Vec<Hit> {
    let (columns, lines) = (width * grid, rows * grid);
    let nothing = Hit { depth: FAR, triangle: u32::MAX, weights: [0.0; 2] };
    let mut band = Band { geometry, columns, lines, hits: vec![nothing; columns * lines] };
    // Pixel centres are at integers, samples on a grid within each pixel.
    let to_samples = |p: Vec3| {
        let scale = grid as f32;
        vec3((p.x + 0.5) * scale - 0.5, (p.y - first as f32 + 0.5) * scale - 0.5, p.z)
    };
    let corners = |index: u32| {
        geometry.triangles[index as usize].0.map(|corner| to_samples(geometry.vertices[corner as usize].screen))
    };
    let is_hair = |index: &u32| geometry.triangles[*index as usize].1 == Material::Hair;
    let (solid, hair) = triangles.split_at(triangles.partition_point(|index| !is_hair(index)));
    solid.iter().for_each(|&index| band.draw(index, corners(index)));
    // Half of the hair is behind the head.
    let occluders = Occluders::new(columns, band.hits.iter().map(|hit| hit.depth));
    for (index, corners) in hair.iter().map(|&index| (index, corners(index))) {
        if !occluders.hide(corners) {
            band.draw(index, corners);
        }
    }
    band.hits
}

/// Skin is closed: other triangles hide those that show their inside.
fn shows_its_inside([a, b, c]: [Vec3; 3]) -> bool {
    // Rows count downwards: what turns left in the mesh turns right here.
    (b - a).truncate().perp_dot((c - a).truncate()) > 0.0
}

/// Whether a point of the lashes' mesh is between two lashes, which are side by side across the eye.
fn between_lashes(geometry: &Geometry, triangle: u32, weights: [f32; 2]) -> bool {
    let rest = surface(geometry, geometry.triangles[triangle as usize].0, weights).rest;
    hash((rest.x * LASHES_PER_UNIT) as i32, 0, 1) > LASHES[usize::from(rest.y > EYE_Y)]
}

/// One pixel from its samples. Samples of one material are shaded once, at their mean: a third of the time, and no
/// difference to the eye but in the eyes, whose rims are sharp.
fn resolve<'a>(
    geometry: &Geometry,
    shader: &Shader,
    samples: impl Iterator<Item = &'a Hit>,
    background: impl FnOnce() -> Vec3,
    develop: Develop,
) -> [u8; 3] {
    let (mut sum, mut count, mut bare) = (Vec3::ZERO, 0, 0);
    let mut groups = [(Surface::default(), 0); MATERIALS.len()];
    for hit in samples {
        count += 1;
        if hit.triangle == u32::MAX {
            bare += 1;
            continue;
        }
        let (corners, material) = geometry.triangles[hit.triangle as usize];
        let surface = surface(geometry, corners, hit.weights);
        if material == Material::Eye {
            sum += expose(shader.shade(material, surface), develop);
        } else {
            let (group, members) = &mut groups[material as usize];
            group.add(&surface, 1.0);
            *members += 1;
        }
    }
    for ((group, members), material) in groups.iter().zip(MATERIALS).filter(|((_, members), _)| *members > 0) {
        let mut mean = Surface::default();
        mean.add(group, 1.0 / *members as f32);
        sum += expose(shader.shade(material, mean), develop) * *members as f32;
    }
    if bare > 0 {
        sum += expose(background(), develop) * bare as f32;
    }
    encode(sum / count as f32, develop)
}

fn surface(geometry: &Geometry, corners: [u32; 3], [b, c]: [f32; 2]) -> Surface {
    let mut surface = Surface::default();
    for (corner, weight) in corners.into_iter().zip([1.0 - b - c, b, c]) {
        surface.add(&geometry.vertices[corner as usize].surface, weight);
    }
    surface
}

/// Gain, then the shoulder: each sample by itself, so that a highlight does not spread over its pixel.
fn expose(light: Vec3, develop: Develop) -> Vec3 {
    (light * develop.gain).map(|value| {
        let over = (value - SHOULDER).max(0.0) / (1.0 - SHOULDER);
        if over > 0.0 { SHOULDER + (1.0 - SHOULDER) * (1.0 - (-over).exp()) } else { value.max(0.0) }
    })
}

/// Linear light to sRGB bytes, then contrast and saturation, which cameras apply to those.
fn encode(light: Vec3, develop: Develop) -> [u8; 3] {
    static GAMMA: LazyLock<Vec<f32>> =
        LazyLock::new(|| (0..=4096).map(|value| (value as f32 / 4096.0).powf(1.0 / 2.2)).collect());
    let value = light.map(|value| GAMMA[(value.min(1.0) * 4096.0) as usize]);
    let grey = value.dot(vec3(0.299, 0.587, 0.114));
    let value = Vec3::splat(grey).lerp(value, develop.saturation);
    let value = (value - 0.5) * develop.contrast + 0.5;
    value.to_array().map(|channel| (channel.clamp(0.0, 1.0) * 255.0 + 0.5) as u8)
}
