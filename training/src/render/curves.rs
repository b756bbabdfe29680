//! The few curves that everything drawn is made of: soft edges, bumps, bands.

/// From 0 to 1 with level ends, for `t` of 0 to 1.
pub fn smooth(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}

/// 1 where `value` is well above 0, 0 below, with an edge this wide.
pub fn step(value: f32, width: f32) -> f32 {
    smooth((value / width + 0.5).clamp(0.0, 1.0))
}

/// 1 at `distance` 0, 1/e at `width`.
pub fn gauss(distance: f32, width: f32) -> f32 {
    (-(distance / width).powi(2)).exp()
}

/// 1 between two values, with edges this wide.
pub fn band(value: f32, low: f32, high: f32, width: f32) -> f32 {
    step(value - low, width) * step(high - value, width)
}
