//! The table of the capture checks: all that is known of one is its row.
//!
//! Qualities map as OFIQ 1.0.3 maps them, sharpness by a scale of our own; `tests/integration/capture/mappings.rs` compares them with
//! the results of OFIQ's own tests. Limits are qualities `(warn, fail)` for enrol, verify and lenient, and our choice: the
//! standard gives qualities and no thresholds. Where the standard's number follows skin tone, or one that is right for
//! passports only, the verdict is left to a check of our own beside it.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::check::Row;
use super::check::Sentences::{One, Two};

macro_rules! checks {
    ($($(#[$doc:meta])+ $check:ident { id: $id:literal, $($field:ident: $value:expr),+ $(,)? })+) => {
        /// One property of a capture. Ordered as results list them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Check {
            $($(#[$doc])+ #[serde(rename = $id)] $check,)+
        }

        impl Check {
            /// Every check.
            pub const ALL: [Check; ROWS.len()] = [$(Check::$check),+];

            /// All that is known of it.
            pub fn row(self) -> &'static Row {
                &ROWS[self as usize]
            }

            /// Stable name, as in results.
            pub fn id(self) -> &'static str {
                self.row().id
            }

            /// The quality of a raw value: a whole number, 0–100, higher is better.
            pub fn quality(self, value: f64) -> f64 {
                (self.row().quality)(value).round().clamp(0.0, 100.0)
            }
        }

        static ROWS: [Row; [$($id),+].len()] = [$(Row { id: $id, $($field: $value),+ }),+];
    };
}

checks! {
    /// Mean luminance of the face region, 0–1.
    LuminanceMean {
        id: "luminance-mean", column: "LuminanceMean", unit: "", stand_in: false,
        quality: |mean| 100.0 * sigmoid(mean, 0.2, 0.05) * (1.0 - sigmoid(mean, 0.8, 0.05)),
        limits: NEVER,
        sentences: Two {
            middle: 0.5,
            below: ("dark", "Your face is too dark: turn towards a lamp or a window."),
            above: ("bright", "Your face is too bright: move away from the light."),
        },
    }
    /// Variance of the face region's luminance.
    LuminanceVariance {
        id: "luminance-variance", column: "LuminanceVariance", unit: "", stand_in: false,
        quality: |variance| 100.0 * (PI * 60.0 * variance / (60.0 * variance + 1.0)).sin(),
        limits: NEVER,
        // The standard's mapping is best at 1/60 and falls on both sides.
        sentences: Two {
            middle: 1.0 / 60.0,
            below: ("flat", "Your face shows little contrast: use more light, from the front."),
            above: ("hard", "The light on your face is too hard: use soft light from the front."),
        },
    }
    /// Share of the face region that is nearly black, 0–1.
    UnderExposure {
        id: "under-exposure", column: "UnderExposurePrevention", unit: "", stand_in: false,
        quality: |share| 120.0 * (0.832 - sigmoid(share, 0.92, 0.05)),
        limits: NEVER,
        sentences: One("Most of your face is in the dark: add light from the front."),
    }
    /// Share of the face region that is nearly white, 0–1.
    OverExposure {
        id: "over-exposure", column: "OverExposurePrevention", unit: "", stand_in: false,
        quality: |share| 1.0 / (share + 0.01),
        // Shares of 0.7 and 2.3 %, 2.3 and 5.7 %, 5.7 and 12 %.
        limits: [(60.0, 30.0), (30.0, 15.0), (15.0, 8.0)],
        sentences: One("Parts of your face are white: move out of the glare."),
    }
    /// Entropy of the face region's luminance, bits.
    DynamicRange {
        id: "dynamic-range", column: "DynamicRange", unit: "bit", stand_in: false,
        quality: |bits| 12.5 * bits,
        limits: NEVER,
        sentences: One("There are few shades on your face: use brighter light."),
    }
    /// Linear luminance that only a thousandth of the face exceeds, 0–1: its highlights, eye whites or teeth. Ours.
    Light {
        id: "light", column: "Light", unit: "", stand_in: true,
        // A stop darker than 0.1 leaves a tenth of the quality. In studio light people of every skin tone measure 0.37 to
        // 0.8, at 0.6 of the levels 0.12 and more, at a tenth of the light 0.08 and less.
        quality: |light| 100.0 * sigmoid(light.max(1e-6).log2(), 0.1f64.log2(), 0.45),
        // 0.1 and 0.07, 0.1 and 0.05, 0.05 and 0.025.
        limits: [(50.0, 25.0), (50.0, 16.0), (10.0, 1.0)],
        sentences: One("There is too little light on your face: turn towards a lamp or a window."),
    }
    /// Grey levels between the darkest and the brightest thousandth of the face, over 255. Ours.
    Contrast {
        id: "contrast", column: "Contrast", unit: "", stand_in: true,
        // Studio light 0.43 to 0.75, the same at 0.6 of the levels 0.26 and more, washed out to 0.3 of its contrast 0.2.
        quality: |range| 100.0 * sigmoid(range, 0.2, 0.04),
        limits: [(75.0, 40.0), (50.0, 20.0), (20.0, 8.0)],
        sentences: One("Your face is washed out: wipe the lens, and avoid light that shines into it."),
    }
    /// Overlap of the two cheeks' luminance histograms, 0–1.
    IlluminationUniformity {
        id: "illumination-uniformity", column: "IlluminationUniformity", unit: "", stand_in: false,
        quality: |overlap| 100.0 * overlap.powf(0.3),
        // Histograms of smooth cheeks hardly overlap even in fair light.
        limits: NEVER,
        sentences: One("One side of your face is darker: turn so that the light comes from the front."),
    }
    /// Light on the darker cheek over that on the brighter, 0–1. Ours.
    EvenLight {
        id: "even-light", column: "EvenLight", unit: "", stand_in: true,
        // In stops: studio light differs by 0.4 at most, a window at the side by 2 and more.
        quality: |ratio| 100.0 * sigmoid(ratio.max(1e-6).log2(), -2.0, 0.4),
        // 1.6 and 2.2 stops, 2.2 and 3, 3 and 4.
        limits: [(73.0, 38.0), (38.0, 8.0), (8.0, 1.0)],
        sentences: One("One side of your face is darker: turn so that the light comes from the front."),
    }
    /// Distance of the cheeks' colour from the range of skin, in CIELAB.
    NaturalColour {
        id: "natural-colour", column: "NaturalColour", unit: "ΔE", stand_in: false,
        quality: |distance| 200.0 * (1.0 - sigmoid(distance, 0.0, 10.0)),
        limits: [(80.0, 50.0), (60.0, 30.0), (40.0, 15.0)],
        sentences: One("The colours are not natural: use daylight or white light, and no filter."),
    }
    /// Standard deviation of the Laplacian over the face's contrast, at 70 pixels between the eyes, without what noise and
    /// block edges add. Ours: OFIQ uses a random forest.
    Sharpness {
        id: "sharpness", column: "SharpnessLaplacian", unit: "", stand_in: true,
        // Sharp photos measure 0.07 to 0.11, blurred by half a crop pixel 0.04, by a whole one 0.015.
        quality: |edges| 100.0 * sigmoid(edges.max(1e-6).ln(), 0.02f64.ln(), 0.35),
        // 0.022 and 0.018, 0.018 and 0.013, 0.013 and 0.01.
        limits: [(60.0, 40.0), (40.0, 20.0), (20.0, 10.0)],
        sentences: One("The picture is blurred: hold still, and wipe the lens."),
    }
    /// Pixels between the eyes that the picture really has, however large its file. Ours.
    RealResolution {
        id: "real-resolution", column: "RealResolution", unit: "px", stand_in: true,
        quality: |pixels| 100.0 * sigmoid(pixels, 16.0, 4.0),
        // 24 and 18 pixels, 16 and 11, 11 and 7: the aligned crop has 35.
        limits: [(88.0, 62.0), (50.0, 22.0), (22.0, 10.0)],
        sentences: One("The picture is blurred or enlarged and shows too little of your face: hold still, wipe the lens, or \
            give the original file."),
    }
    /// Standard deviation of the noise over the face's contrast, at 70 pixels between the eyes. Ours.
    Noise {
        id: "noise", column: "Noise", unit: "", stand_in: true,
        // Sharp studio photos measure 0.004 to 0.009, and 0.03 with noise of 20 levels.
        quality: |share| 100.0 * (1.0 - sigmoid(share, 0.03, 0.006)),
        // 0.02 and 0.03, 0.03 and 0.038, 0.04 and 0.05.
        limits: [(84.0, 50.0), (50.0, 20.0), (16.0, 4.0)],
        sentences: One("The picture is full of noise: use more light, and no digital zoom."),
    }
    /// Share of all steps between neighbours that lie on the edges of a file's blocks, 0–1. Ours.
    Compression {
        id: "compression", column: "BlockEdges", unit: "", stand_in: true,
        // Fine files measure up to 0.06; JPEG quality 30 gives 0.11, quality 10 gives 0.27.
        quality: |share| 100.0 * (1.0 - sigmoid(share, 0.2, 0.03)),
        // 0.15 and 0.2, 0.22 and 0.26, 0.26 and 0.3.
        limits: [(84.0, 50.0), (34.0, 12.0), (12.0, 3.0)],
        sentences: One("The file is compressed too much: send the original file, not a copy from a messenger or a screenshot."),
    }
    /// Distance between the eyes, pixels, over the cosine of the yaw.
    InterEyeDistance {
        id: "inter-eye-distance", column: "InterEyeDistance", unit: "px", stand_in: false,
        quality: |pixels| 100.0 * sigmoid(pixels, 70.0, 20.0),
        // 90 and 70 pixels, 60 and 40, 40 and 24.
        limits: [(73.0, 50.0), (38.0, 18.0), (18.0, 9.0)],
        sentences: One("Your face has too few pixels: come closer, or use a sharper camera or a larger file."),
    }
    /// Least room between the face, forehead to chin, and the photo's edge, in distances from the eyes to the chin; below 0
    /// what is cut off. Ours.
    InPicture {
        id: "in-picture", column: "FaceInPicture", unit: "", stand_in: true,
        // Jaw and forehead are known to about 0.05.
        quality: |room| 100.0 * sigmoid(room, 0.0, 0.05),
        // 0.03 and 0.1 cut off, whatever the photo is for.
        limits: [(35.0, 12.0); 3],
        sentences: One("Your face is cut off by the edge of the picture: keep all of it inside."),
    }
    /// Distance from the eyes to the chin over the photo's height.
    HeadSize {
        id: "head-size", column: "HeadSize", unit: "", stand_in: false,
        quality: |share| 200.0 * (1.0 - sigmoid((share - 0.45).abs(), 0.0, 0.05)),
        // A small head is a matter of pixels, which `inter-eye-distance` counts; a large one of the room around it.
        limits: NEVER,
        sentences: Two {
            middle: 0.45,
            below: ("small", "Your head is small in the picture: come closer."),
            above: ("large", "Your head is too large in the picture: move back."),
        },
    }
    /// Distance from the image-left eye to the photo's left edge, in distances between the eyes.
    CropLeft {
        id: "crop-left", column: "LeftwardCropOfTheFaceImage", unit: "", stand_in: false,
        quality: |distance| 100.0 * sigmoid(distance, 0.9, 0.1),
        limits: [(50.0, 20.0), (30.0, 5.0), (10.0, 1.0)],
        sentences: One("Your face is too close to the left edge of the picture: move to the middle."),
    }
    /// Distance from the image-right eye to the photo's right edge, in distances between the eyes.
    CropRight {
        id: "crop-right", column: "RightwardCropOfTheFaceImage", unit: "", stand_in: false,
        quality: |distance| 100.0 * sigmoid(distance, 0.9, 0.1),
        limits: [(50.0, 20.0), (30.0, 5.0), (10.0, 1.0)],
        sentences: One("Your face is too close to the right edge of the picture: move to the middle."),
    }
    /// Distance from the eyes to the photo's top, in distances from the eyes to the chin.
    MarginAbove {
        id: "margin-above", column: "MarginAboveOfTheFaceImage", unit: "", stand_in: false,
        quality: |distance| 100.0 * sigmoid(distance, 1.4, 0.1),
        // Once it rounds to 0, 0.87 above the eyes, the crown is cut: passports may have it at the edge.
        limits: [(1.0, 0.0), (0.0, 0.0), (0.0, 0.0)],
        sentences: One("There is too little room above your head: point the camera higher, or move back."),
    }
    /// Distance from the eyes to the photo's bottom, in distances from the eyes to the chin.
    MarginBelow {
        id: "margin-below", column: "MarginBelowOfTheFaceImage", unit: "", stand_in: false,
        quality: |distance| 100.0 * sigmoid(distance, 1.8, 0.1),
        // Passports leave a tenth of the picture below the chin; whether it is cut, `in-picture` says.
        limits: NEVER,
        sentences: One("There is too little room below your chin: point the camera lower, or move back."),
    }
    /// Turn of the head about the vertical, degrees; positive towards the image's right.
    Yaw {
        id: "yaw", column: "HeadPoseYaw", unit: "°", stand_in: true, quality: frontal,
        // 15 and 20 degrees, 25 and 35, 35 and 50: the measure itself is some degrees off.
        limits: [(93.0, 88.0), (82.0, 67.0), (67.0, 41.0)],
        sentences: One("Your head is turned to the side: look straight at the camera."),
    }
    /// Nod of the head, degrees; positive upwards.
    Pitch {
        id: "pitch", column: "HeadPosePitch", unit: "°", stand_in: true, quality: frontal,
        // 29 and 38 degrees, 35 and 45, 50 and 60: people who look straight ahead measure up to 28.
        limits: [(77.0, 62.0), (67.0, 50.0), (41.0, 25.0)],
        sentences: Two {
            middle: 0.0,
            below: ("down", "Your head is tipped forward: raise your chin a little."),
            above: ("up", "Your head is tipped back: lower your chin a little."),
        },
    }
    /// Tilt of the head in the picture, degrees; positive clockwise.
    Roll {
        id: "roll", column: "HeadPoseRoll", unit: "°", stand_in: true, quality: frontal,
        // Alignment turns the picture upright: 15 and 20 degrees, 30 and 45, 60 and none.
        limits: [(93.0, 88.0), (75.0, 50.0), (25.0, 0.0)],
        sentences: One("Your head is tilted: hold it upright."),
    }
    /// Area of the second face over that of the first, 0–1.
    SingleFace {
        id: "single-face", column: "SingleFacePresent", unit: "", stand_in: false,
        quality: |share| 100.0 * (1.0 - share),
        limits: [(95.0, 50.0), (70.0, 30.0), (50.0, 10.0)],
        sentences: One("There is somebody else in the picture: be alone in it."),
    }
    /// Opening of the narrower eye, in distances from the eyes to the chin.
    EyesOpen {
        id: "eyes-open", column: "EyesOpen", unit: "", stand_in: false,
        quality: |opening| 100.0 * sigmoid(opening, 0.02, 0.01),
        // 0.046 and 0.04, 0.034 and 0.025, 0.03 and 0.022: painted lids measure up to 0.03, eyes narrowed by a smile from 0.035, open
        // ones from 0.05.
        limits: [(93.0, 88.0), (80.0, 62.0), (73.0, 55.0)],
        sentences: One("Your eyes are closed: open them."),
    }
    /// Opening of the mouth, in distances from the eyes to the chin.
    MouthClosed {
        id: "mouth-closed", column: "MouthClosed", unit: "", stand_in: false,
        quality: |opening| 100.0 * (1.0 - sigmoid(opening, 0.2, 0.06)),
        // 0.1 and 0.15, 0.15 and 0.2, 0.22 and 0.3: smiles measure up to 0.148.
        limits: [(84.0, 69.0), (69.0, 52.0), (40.0, 16.0)],
        sentences: One("Your mouth is open: close it."),
    }
}

/// The limits of what is measured as the standard does and is never a reason by itself.
const NEVER: [(f64, f64); 3] = [(0.0, 0.0); 3];

/// The quality of an angle of the head.
fn frontal(degrees: f64) -> f64 {
    100.0 * degrees.to_radians().cos().max(0.0).powi(2)
}

fn sigmoid(value: f64, middle: f64, width: f64) -> f64 {
    1.0 / (1.0 + ((middle - value) / width).exp())
}
