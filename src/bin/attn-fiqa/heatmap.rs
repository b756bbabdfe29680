//! Heatmap pictures, as the reference shows them: the map bilinear at 112×112, JET colours, half over the crop.

use std::path::{Path, PathBuf};

use attn_fiqa::crop::CROP_SIZE;
use attn_fiqa::face::{FaceCrop, Pyramid};
use attn_fiqa::{Assessment, Error};
use image::RgbImage;
use png::{BitDepth, ColorType, Encoder, EncodingError};

use crate::text::shown;

/// Share of the heatmap's colour in the picture. Source: the reference's figure blends 50:50.
const OPACITY: f64 = 0.5;
/// In the file as its `Software`: a folder that is scored again must not have its heatmaps scored.
pub const MARK: &str = "attn-fiqa heatmap";

/// `<folder>/<relative path>.png`.
pub fn path(folder: &Path, relative: &Path) -> PathBuf {
    let mut path = folder.join(relative).into_os_string();
    path.push(".png");
    path.into()
}

pub fn write(photo: &RgbImage, assessment: &Assessment, path: &Path) -> Result<(), Error> {
    let crop = match &assessment.face {
        Some(face) => FaceCrop::warp(&Pyramid::new(photo), &face.located.transform),
        None => FaceCrop::from_aligned(photo)?,
    };
    let failed = |error: &dyn std::fmt::Display| {
        Error::UnsupportedInput(format!("the heatmap {} cannot be written: {error}", shown(path)))
    };
    let file = png(&overlay(crop.image(), assessment)).map_err(|error| failed(&error))?;
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|error| failed(&error))?;
    }
    std::fs::write(path, file).map_err(|error| failed(&error))
}

fn png(picture: &RgbImage) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, picture.width(), picture.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.add_text_chunk("Software".into(), MARK.into())?;
    encoder.write_header()?.write_image_data(picture)?;
    Ok(file)
}

fn overlay(crop: &RgbImage, assessment: &Assessment) -> RgbImage {
    let [low, high] = assessment.map_range.unwrap_or_else(|| extremes(&assessment.patch_map));
    RgbImage::from_fn(CROP_SIZE as u32, CROP_SIZE as u32, |x, y| {
        let value = bilinear(&assessment.patch_map, assessment.grid_size, x, y);
        let colour = jet((value - low) / (high - low));
        let pixel = crop.get_pixel(x, y).0;
        image::Rgb(
            [0, 1, 2].map(|i| (OPACITY * colour[i] * 255.0 + (1.0 - OPACITY) * f64::from(pixel[i])).round() as u8),
        )
    })
}

fn extremes(map: &[f32]) -> [f64; 2] {
    let fold = |start: f32, pick: fn(f32, f32) -> f32| f64::from(map.iter().copied().fold(start, pick));
    [fold(f32::INFINITY, f32::min), fold(f32::NEG_INFINITY, f32::max)]
}

/// The map's value at a pixel of the crop; patch values sit at the patches' centres.
fn bilinear(map: &[f32], grid_size: usize, x: u32, y: u32) -> f64 {
    let patch = CROP_SIZE / grid_size;
    let place = |at: u32| ((f64::from(at) + 0.5) / patch as f64 - 0.5).clamp(0.0, grid_size as f64 - 1.0);
    let (px, py) = (place(x), place(y));
    let (left, top) = (px as usize, py as usize);
    let (right, bottom) = ((left + 1).min(grid_size - 1), (top + 1).min(grid_size - 1));
    let (fx, fy) = (px.fract(), py.fract());
    let at = |row: usize, column: usize| f64::from(map[row * grid_size + column]);
    let upper = at(top, left) * (1.0 - fx) + at(top, right) * fx;
    let lower = at(bottom, left) * (1.0 - fx) + at(bottom, right) * fx;
    upper * (1.0 - fy) + lower * fy
}

/// The JET colour map, from dark blue at 0 to dark red at 1. Source: MATLAB's `jet`, as OpenCV's COLORMAP_JET.
fn jet(value: f64) -> [f64; 3] {
    let value = value.clamp(0.0, 1.0);
    [3.0, 2.0, 1.0].map(|peak| (1.5 - (4.0 * value - peak).abs()).clamp(0.0, 1.0))
}
