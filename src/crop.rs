//! The numbers of an aligned crop: its size, its patches and the order of its colours. Everything from the face to the
//! model file uses them.

use serde::{Deserialize, Serialize};

/// Side of the aligned face crop, in pixels. Source: InsightFace ViT, `img_size=112`.
pub const CROP_SIZE: usize = 112;
/// Side of one square patch, in pixels. Source: InsightFace ViT, `patch_size=8`.
pub const PATCH_SIZE: usize = 8;
/// Patches along one side of the crop.
pub const GRID_SIZE: usize = CROP_SIZE / PATCH_SIZE;
/// Patches in one crop, and tokens in the network: it has no class token.
pub const NUM_PATCHES: usize = GRID_SIZE * GRID_SIZE;
/// Colour channels of the crop.
pub const CHANNELS: usize = 3;

/// Order of the colour channels that the network was trained on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "lowercase")]
pub enum Color {
    /// Red, green, blue.
    Rgb,
    /// Blue, green, red (OpenCV's order).
    Bgr,
}

impl Color {
    /// The name in a model file and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Color::Rgb => "rgb",
            Color::Bgr => "bgr",
        }
    }
}
