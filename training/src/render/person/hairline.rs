//! Where hair grows: one mask for the painted scalp and for the roots of the strands.

use glam::Vec3;

use super::identity::Features;
use crate::render::curves::{gauss, step};

/// 1 where the scalp has hair, 0 where it has none, for a point of the base mesh and its angle around the head.
pub fn covered(p: Vec3, angle: f32, features: &Features) -> f32 {
    let degrees = angle.to_degrees().abs();
    let ear = degrees > 74.0 && p.y < 7.6 && p.x.abs() > 0.76;
    if ear || (degrees < 60.0 && p.y < 7.3) {
        return 0.0;
    }
    let top = if features.bald { step(7.7 + 0.002 * degrees - p.y, 0.15) } else { 1.0 };
    top * step(p.y - lower_edge(degrees, features), 0.1)
}

/// Height of the hairline: forehead, temple, sideburn, over the ear, nape.
fn lower_edge(degrees: f32, features: &Features) -> f32 {
    let front =
        features.hairline - features.peak * gauss(degrees, 8.0) + features.receding * gauss(degrees - 30.0, 14.0);
    match degrees {
        ..35.0 => front - 0.1 * (degrees / 35.0).powi(2),
        ..66.0 => front - 0.1 - (degrees - 35.0) / 45.0 * 0.62,
        ..74.0 => 7.05,
        ..109.0 => 7.5,
        _ => 6.45,
    }
}
