//! An error-versus-discard curve as SVG: it names its definition, for a picture travels without its command line.

use std::fmt::Write;

use attn_fiqa::edc::{Curve, Definition, Point};

/// The picture, and in it the axes' box, in pixels.
const SIZE: [f64; 2] = [720.0, 480.0];
const LEFT: f64 = 80.0;
const RIGHT: f64 = 696.0;
const TOP: f64 = 72.0;
const BOTTOM: f64 = 416.0;

/// Most steps between the ticks of the error axis.
const ERROR_STEPS: f64 = 5.0;
/// Ticks of the discard axis are this many tenths apart.
const DISCARD_STEP: usize = 2;

/// Draws a curve; `name` says whose scores it shows.
pub fn svg(curve: &Curve, name: &str) -> String {
    let scale = Scale::of(&curve.points);
    let title = escape(curve.settings.definition.title());
    let subtitle = escape(&format!("FNMR at FMR {}, {name}", curve.settings.fmr));
    let [width, height] = SIZE;
    let middle = (LEFT + RIGHT) / 2.0;
    let (axes, limit) = (axes(&scale), limit(curve.settings.limit));
    let path = path(curve, &scale);
    format!(
        r##"<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" font-size="13" fill="#222">
<title>Error versus discard, {title}; {subtitle}</title>
<rect width="{width}" height="{height}" fill="#fff"/>
<text x="{middle}" y="28" text-anchor="middle" font-size="16">{title}</text>
<text x="{middle}" y="50" text-anchor="middle">{subtitle}</text>
{axes}{limit}<path d="{path}" fill="none" stroke="#0b5fa5" stroke-width="2"/>
</svg>
"##
    )
}

/// The error axis: from 0 to `steps` times `step`.
struct Scale {
    step: f64,
    steps: usize,
    decimals: usize,
}

impl Scale {
    /// Steps of 1, 2 or 5 times a power of ten that reach over the largest error.
    fn of(points: &[Point]) -> Self {
        let largest = points.iter().map(|point| point.error).fold(0.0, f64::max);
        // A curve without errors lies on the axis of any scale.
        let least = if largest > 0.0 { largest / ERROR_STEPS } else { 1.0 / ERROR_STEPS };
        let exponent = least.log10().floor() as i32;
        let power = 10f64.powi(exponent);
        let (factor, exponent) = match least / power {
            ratio if ratio <= 1.0 => (1.0, exponent),
            ratio if ratio <= 2.0 => (2.0, exponent),
            ratio if ratio <= 5.0 => (5.0, exponent),
            _ => (10.0, exponent + 1),
        };
        let step = factor * power;
        Self { step, steps: (largest / step).ceil().max(1.0) as usize, decimals: (-exponent).max(0) as usize }
    }

    fn y(&self, error: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * error / (self.step * self.steps as f64)
    }
}

fn x(discard_fraction: f64) -> f64 {
    LEFT + (RIGHT - LEFT) * discard_fraction
}

/// Box, ticks with their numbers, and what the axes show.
fn axes(scale: &Scale) -> String {
    let mut text = String::new();
    // Writing into a string does not fail.
    for tenths in (0..=10).step_by(DISCARD_STEP) {
        let (fraction, label) = (tenths as f64 / 10.0, BOTTOM + 22.0);
        let (x, end) = (x(fraction), BOTTOM + 6.0);
        let _ = writeln!(text, r##"<path d="M{x:.2} {BOTTOM}V{end}" stroke="#222"/>"##);
        let _ = writeln!(text, r#"<text x="{x:.2}" y="{label}" text-anchor="middle">{fraction:.1}</text>"#);
    }
    for i in 0..=scale.steps {
        let (error, label, decimals) = (scale.step * i as f64, LEFT - 10.0, scale.decimals);
        let (y, start) = (scale.y(error), LEFT - 6.0);
        let _ = writeln!(text, r##"<path d="M{start} {y:.2}H{LEFT}" stroke="#222"/>"##);
        let _ = writeln!(text, r##"<path d="M{LEFT} {y:.2}H{RIGHT}" stroke="#ddd"/>"##);
        let below = y + 4.0;
        let _ = writeln!(text, r#"<text x="{label}" y="{below:.2}" text-anchor="end">{error:.decimals$}</text>"#);
    }
    let (middle, centre, label) = ((LEFT + RIGHT) / 2.0, (TOP + BOTTOM) / 2.0, BOTTOM + 46.0);
    let _ = writeln!(text, r##"<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="#222"/>"##);
    let _ = writeln!(text, r#"<text x="{middle}" y="{label}" text-anchor="middle">Discard fraction</text>"#);
    let turned = format!(r#"transform="rotate(-90 20 {centre})" text-anchor="middle""#);
    let _ = writeln!(text, r#"<text x="20" y="{centre}" {turned}>FNMR among the pairs kept</text>"#);
    text
}

/// Where the partial area ends; its name stands on the side that has room.
fn limit(limit: f64) -> String {
    let (x, top) = (x(limit), TOP + 14.0);
    let (place, anchor) = if limit > 0.5 { (x - 6.0, "end") } else { (x + 6.0, "start") };
    format!(
        r##"<path d="M{x:.2} {TOP}V{BOTTOM}" stroke="#a33" stroke-dasharray="5 4"/>
<text x="{place:.2}" y="{top}" text-anchor="{anchor}" fill="#a33">limit {limit}</text>
"##
    )
}

/// A staircase or straight lines, as the definition has it.
fn path(curve: &Curve, scale: &Scale) -> String {
    let mut path = String::new();
    for (i, point) in curve.points.iter().enumerate() {
        let (x, y) = (x(point.discard_fraction), scale.y(point.error));
        // Writing into a string does not fail.
        let _ = match curve.settings.definition {
            _ if i == 0 => write!(path, "M{x:.2} {y:.2}"),
            Definition::Iso => write!(path, "H{x:.2}V{y:.2}"),
            Definition::CrFiqa => write!(path, "L{x:.2} {y:.2}"),
        };
    }
    path
}

/// For text in XML; characters that XML forbids become the replacement character.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}
