//! Contact sheets: many crops in one picture, for people to look at.

use image::{RgbImage, imageops};

/// Lays pictures of one size out in rows of `columns`.
pub fn sheet(pictures: &[RgbImage], columns: usize) -> RgbImage {
    let (width, height) = pictures.first().map_or((1, 1), RgbImage::dimensions);
    let rows = pictures.len().div_ceil(columns).max(1);
    let mut sheet = RgbImage::new(width * columns as u32, height * rows as u32);
    for (index, picture) in pictures.iter().enumerate() {
        let (column, row) = (index % columns, index / columns);
        imageops::replace(&mut sheet, picture, column as i64 * i64::from(width), row as i64 * i64::from(height));
    }
    sheet
}
