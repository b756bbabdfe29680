//! The checks' names.

use serde::{Deserialize, Serialize};

/// One property of a capture. Ordered as results list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Check {
    /// Mean luminance of the face region, 0–1.
    LuminanceMean,
    /// Variance of the face region's luminance.
    LuminanceVariance,
    /// Share of the face region that is nearly black, 0–1.
    UnderExposure,
    /// Share of the face region that is nearly white, 0–1.
    OverExposure,
    /// Entropy of the face region's luminance, bits.
    DynamicRange,
    /// Overlap of the two cheeks' luminance histograms, 0–1.
    IlluminationUniformity,
    /// Distance of the cheeks' colour from the range of skin, in CIELAB.
    NaturalColour,
    /// Logarithm of the variance of the Laplacian at a fixed distance between the eyes. Ours: OFIQ uses a random forest.
    Sharpness,
    /// Distance between the eyes, pixels, over the cosine of the yaw.
    InterEyeDistance,
    /// Distance from the eyes to the chin over the photo's height.
    HeadSize,
    /// Distance from the image-left eye to the photo's left edge, in distances between the eyes.
    CropLeft,
    /// Distance from the image-right eye to the photo's right edge, in distances between the eyes.
    CropRight,
    /// Distance from the eyes to the photo's top, in distances from the eyes to the chin.
    MarginAbove,
    /// Distance from the eyes to the photo's bottom, in distances from the eyes to the chin.
    MarginBelow,
    /// Turn of the head about the vertical, degrees; positive towards the image's right.
    Yaw,
    /// Nod of the head, degrees; positive upwards.
    Pitch,
    /// Tilt of the head in the picture, degrees; positive clockwise.
    Roll,
    /// Area of the second face over that of the first, 0–1.
    SingleFace,
    /// Opening of the narrower eye, in distances from the eyes to the chin.
    EyesOpen,
    /// Opening of the mouth, in distances from the eyes to the chin.
    MouthClosed,
}

use Check::*;

impl Check {
    /// Every check.
    pub const ALL: [Check; 20] = [
        LuminanceMean,
        LuminanceVariance,
        UnderExposure,
        OverExposure,
        DynamicRange,
        IlluminationUniformity,
        NaturalColour,
        Sharpness,
        InterEyeDistance,
        HeadSize,
        CropLeft,
        CropRight,
        MarginAbove,
        MarginBelow,
        Yaw,
        Pitch,
        Roll,
        SingleFace,
        EyesOpen,
        MouthClosed,
    ];

    /// Stable name, as in results.
    pub fn id(self) -> &'static str {
        match self {
            LuminanceMean => "luminance-mean",
            LuminanceVariance => "luminance-variance",
            UnderExposure => "under-exposure",
            OverExposure => "over-exposure",
            DynamicRange => "dynamic-range",
            IlluminationUniformity => "illumination-uniformity",
            NaturalColour => "natural-colour",
            Sharpness => "sharpness",
            InterEyeDistance => "inter-eye-distance",
            HeadSize => "head-size",
            CropLeft => "crop-left",
            CropRight => "crop-right",
            MarginAbove => "margin-above",
            MarginBelow => "margin-below",
            Yaw => "yaw",
            Pitch => "pitch",
            Roll => "roll",
            SingleFace => "single-face",
            EyesOpen => "eyes-open",
            MouthClosed => "mouth-closed",
        }
    }

    /// The component's column in OFIQ's tables; of our own sharpness, a name that is not OFIQ's.
    pub fn column(self) -> &'static str {
        match self {
            LuminanceMean => "LuminanceMean",
            LuminanceVariance => "LuminanceVariance",
            UnderExposure => "UnderExposurePrevention",
            OverExposure => "OverExposurePrevention",
            DynamicRange => "DynamicRange",
            IlluminationUniformity => "IlluminationUniformity",
            NaturalColour => "NaturalColour",
            Sharpness => "SharpnessLaplacian",
            InterEyeDistance => "InterEyeDistance",
            HeadSize => "HeadSize",
            CropLeft => "LeftwardCropOfTheFaceImage",
            CropRight => "RightwardCropOfTheFaceImage",
            MarginAbove => "MarginAboveOfTheFaceImage",
            MarginBelow => "MarginBelowOfTheFaceImage",
            Yaw => "HeadPoseYaw",
            Pitch => "HeadPosePitch",
            Roll => "HeadPoseRoll",
            SingleFace => "SingleFacePresent",
            EyesOpen => "EyesOpen",
            MouthClosed => "MouthClosed",
        }
    }

    /// Unit of the raw value; empty for shares and ratios.
    pub fn unit(self) -> &'static str {
        match self {
            DynamicRange => "bit",
            NaturalColour => "ΔE",
            InterEyeDistance => "px",
            Yaw | Pitch | Roll => "°",
            _ => "",
        }
    }

    /// Whether the measure stands in for a heavier one of the standard's reference implementation: a random forest for
    /// sharpness, a network for the head's pose.
    pub fn is_stand_in(self) -> bool {
        matches!(self, Sharpness | Yaw | Pitch | Roll)
    }
}
