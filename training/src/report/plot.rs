//! Several error-versus-discard curves in one SVG.

use std::fmt::Write;

use attn_fiqa::edc::Curve;

use super::verification::error_at;

const SIZE: [f64; 2] = [760.0, 460.0];
const LEFT: f64 = 70.0;
const RIGHT: f64 = 560.0;
const TOP: f64 = 48.0;
const BOTTOM: f64 = 400.0;
/// Colours that differ to most eyes. Source: Okabe and Ito, "Color Universal Design" (2008).
const COLOURS: [&str; 8] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#444444", "#B8AC00"];
/// Discard fractions that matter in practice: the axis ends here.
const MOST_DISCARDED: f64 = 0.6;

/// Steps of a drawn curve: one for two pixels.
const STEPS: usize = 240;

/// Draws curves of ISO's definition.
pub fn svg(curves: &[(&str, Curve)]) -> String {
    let largest = curves.iter().map(|(_, curve)| curve.fnmr()).fold(1e-6, f64::max) * 1.1;
    let place = |discarded: f64, error: f64| {
        let x = LEFT + (RIGHT - LEFT) * discarded / MOST_DISCARDED;
        (x, BOTTOM - (BOTTOM - TOP) * (error / largest).min(1.0))
    };
    let mut body = String::new();
    // Writing into a string does not fail.
    for step in 0..=6 {
        let discarded = step as f64 / 10.0;
        let (x, below) = (place(discarded, 0.0).0, BOTTOM + 20.0);
        let _ = writeln!(body, r##"<path d="M{x:.1} {TOP}V{BOTTOM}" stroke="#eee"/>"##);
        let _ = writeln!(body, r#"<text x="{x:.1}" y="{below}" text-anchor="middle">{discarded:.1}</text>"#);
        let error = largest * step as f64 / 6.0;
        let y = place(0.0, error).1;
        let (left, base) = (LEFT - 8.0, y + 4.0);
        let _ = writeln!(body, r##"<path d="M{LEFT} {y:.1}H{RIGHT}" stroke="#eee"/>"##);
        let _ = writeln!(body, r#"<text x="{left}" y="{base:.1}" text-anchor="end">{error:.3}</text>"#);
    }
    for (index, (name, curve)) in curves.iter().enumerate() {
        let colour = COLOURS[index % COLOURS.len()];
        let mut path = String::new();
        for step in 0..=STEPS {
            let discarded = MOST_DISCARDED * step as f64 / STEPS as f64;
            let (x, y) = place(discarded, error_at(curve, discarded));
            let _ = if step == 0 { write!(path, "M{x:.1} {y:.1}") } else { write!(path, "H{x:.1}V{y:.1}") };
        }
        let (y, base) = (TOP + 10.0 + 24.0 * index as f64, TOP + 14.0 + 24.0 * index as f64);
        let (from, to, text) = (RIGHT + 14.0, RIGHT + 40.0, RIGHT + 48.0);
        let _ = writeln!(body, r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>"#);
        let _ = writeln!(body, r#"<path d="M{from} {y}H{to}" stroke="{colour}" stroke-width="3"/>"#);
        let _ = writeln!(body, r#"<text x="{text}" y="{base}">{name}</text>"#);
    }
    let [width, height] = SIZE;
    let (middle, under, centre) = ((LEFT + RIGHT) / 2.0, BOTTOM + 44.0, (TOP + BOTTOM) / 2.0);
    let title = curves.first().map_or("", |(_, curve)| curve.settings.definition.title());
    format!(
        r##"<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" font-size="13" fill="#222">
<title>Error versus discard on held-out rendered identities</title>
<rect width="{width}" height="{height}" fill="#fff"/>
<text x="{middle}" y="28" text-anchor="middle" font-size="15">{title}</text>
{body}<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="#222"/>
<text x="{middle}" y="{under}" text-anchor="middle">Discard fraction</text>
<text x="18" y="{centre}" transform="rotate(-90 18 {centre})" text-anchor="middle">FNMR among the pairs kept</text>
</svg>
"##
    )
}
