//! Error-versus-discard curves as SVG: it names its definition, for a picture travels without its command line.

use std::fmt::Write;

use super::{Curve, Definition};
use crate::error::{Error, Result};

/// The picture, and in it the axes' box, in pixels.
const SIZE: [f64; 2] = [720.0, 480.0];
const LEFT: f64 = 80.0;
const RIGHT: f64 = 696.0;
const TOP: f64 = 72.0;
const BOTTOM: f64 = 416.0;

/// Room for the names of several curves beside the box, and the height of each.
const LEGEND: f64 = 220.0;
const LINE: f64 = 24.0;
/// Colours that differ to most eyes. Source: Okabe and Ito, "Color Universal Design" (2008); the last two, grey and olive
/// in place of black and yellow, are our choice.
const COLOURS: [&str; 8] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#444444", "#B8AC00"];
/// Points of a curve that are nearer to the one before, in pixels, are not drawn: there may be one for each pair.
const NEAREST: f64 = 1.0;
/// Most steps between the ticks of the error axis.
const ERROR_STEPS: f64 = 5.0;
/// Most ticks of the discard axis at every tenth; more stand at every other one.
const DISCARD_STEPS: usize = 6;

/// Draws curves of the same settings, with their names, up to a discard fraction `until`, above 0, at most 1; `subtitle`
/// says whose they are.
///
/// # Errors
/// [`Error::UnsupportedInput`] for no curve, curves of different settings, and any other `until`.
pub fn plot(curves: &[(&str, &Curve)], subtitle: &str, until: f64) -> Result<String> {
    let settings = match curves {
        [(_, first), others @ ..] if others.iter().all(|(_, curve)| curve.settings == first.settings) => first.settings,
        _ => return Err(Error::UnsupportedInput("a plot needs curves of the same definition, FMR and limit".into())),
    };
    if !(until > 0.0 && until <= 1.0) {
        return Err(Error::UnsupportedInput(format!("the plot ends at {until}: it must be above 0 and at most 1")));
    }
    let axes = Axes::new(curves, until);
    let title = escape(settings.definition.title());
    let subtitle = escape(&format!("FNMR at FMR {}, {subtitle}", settings.fmr));
    let [width, height] = [SIZE[0] + if curves.len() > 1 { LEGEND } else { 0.0 }, SIZE[1]];
    let middle = (LEFT + RIGHT) / 2.0;
    let [box_width, box_height] = [RIGHT - LEFT, BOTTOM - TOP];
    let (ticks, limit) = (axes.ticks(), axes.limit(settings.limit));
    let paths: String = curves.iter().zip(COLOURS.iter().cycle()).map(|((_, curve), c)| axes.path(curve, c)).collect();
    let names = if curves.len() > 1 { legend(curves) } else { String::new() };
    Ok(format!(
        r##"<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" font-size="13" fill="#222">
<title>Error versus discard, {title}; {subtitle}</title>
<clipPath id="box"><rect x="{LEFT}" y="{TOP}" width="{box_width}" height="{box_height}"/></clipPath>
<rect width="{width}" height="{height}" fill="#fff"/>
<text x="{middle}" y="28" text-anchor="middle" font-size="16">{title}</text>
<text x="{middle}" y="50" text-anchor="middle">{subtitle}</text>
{ticks}{limit}<g clip-path="url(#box)" fill="none" stroke-width="2">
{paths}</g>
{names}</svg>
"##
    ))
}

/// The discard axis ends at `until`, the error axis at `steps` times `step`.
struct Axes {
    until: f64,
    step: f64,
    steps: usize,
    decimals: usize,
}

impl Axes {
    /// Steps of 1, 2 or 5 times a power of ten that reach over the largest error.
    fn new(curves: &[(&str, &Curve)], until: f64) -> Self {
        let points = curves.iter().flat_map(|(_, curve)| &curve.points);
        let shown = points.filter(|point| point.discard_fraction <= until);
        let largest = shown.map(|point| point.error).fold(0.0, f64::max);
        // A curve without errors is on the axis at any scale.
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
        let steps = (largest / step).ceil().max(1.0) as usize;
        Self { until, step, steps, decimals: (-exponent).max(0) as usize }
    }

    fn x(&self, discard_fraction: f64) -> f64 {
        LEFT + (RIGHT - LEFT) * discard_fraction / self.until
    }

    fn y(&self, error: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * error / (self.step * self.steps as f64)
    }

    /// Box, ticks with their numbers, and what the axes show.
    fn ticks(&self) -> String {
        let mut text = String::new();
        // Writing into a string does not fail.
        let tenths = (self.until * 10.0) as usize;
        for tenths in (0..=tenths).step_by(if tenths > DISCARD_STEPS { 2 } else { 1 }) {
            let (fraction, label) = (tenths as f64 / 10.0, BOTTOM + 22.0);
            let (x, end) = (self.x(fraction), BOTTOM + 6.0);
            let _ = writeln!(text, r##"<path d="M{x:.2} {BOTTOM}V{end}" stroke="#222"/>"##);
            let _ = writeln!(text, r#"<text x="{x:.2}" y="{label}" text-anchor="middle">{fraction:.1}</text>"#);
        }
        for i in 0..=self.steps {
            let (error, label, decimals) = (self.step * i as f64, LEFT - 10.0, self.decimals);
            let (y, start) = (self.y(error), LEFT - 6.0);
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

    /// Where the partial area ends, if it is in the picture; its name is on the side that has room.
    fn limit(&self, limit: f64) -> String {
        if limit > self.until {
            return String::new();
        }
        let (x, top) = (self.x(limit), TOP + 14.0);
        let (place, anchor) = if limit > self.until / 2.0 { (x - 6.0, "end") } else { (x + 6.0, "start") };
        format!(
            r##"<path d="M{x:.2} {TOP}V{BOTTOM}" stroke="#a33" stroke-dasharray="5 4"/>
<text x="{place:.2}" y="{top}" text-anchor="{anchor}" fill="#a33">limit {limit}</text>
"##
        )
    }

    /// A staircase or straight lines, as the definition has it.
    fn path(&self, curve: &Curve, colour: &str) -> String {
        let (mut path, mut drawn) = (String::new(), f64::MIN);
        let last = curve.points.len().saturating_sub(1);
        for (i, point) in curve.points.iter().enumerate() {
            let (x, y) = (self.x(point.discard_fraction), self.y(point.error));
            if x - drawn < NEAREST && i < last {
                continue;
            }
            drawn = x;
            // Writing into a string does not fail.
            let _ = match curve.settings.definition {
                _ if i == 0 => write!(path, "M{x:.2} {y:.2}"),
                Definition::Iso => write!(path, "H{x:.2}V{y:.2}"),
                Definition::CrFiqa => write!(path, "L{x:.2} {y:.2}"),
            };
            if point.discard_fraction > self.until {
                break;
            }
        }
        format!(r#"<path d="{path}" stroke="{colour}"/>"#) + "\n"
    }
}

/// Names of the curves beside the box, in their colours.
fn legend(curves: &[(&str, &Curve)]) -> String {
    let mut text = String::new();
    for (i, ((name, _), colour)) in curves.iter().zip(COLOURS.iter().cycle()).enumerate() {
        let (y, name) = (TOP + 10.0 + LINE * i as f64, escape(name));
        let (from, to, start, below) = (RIGHT + 14.0, RIGHT + 40.0, RIGHT + 48.0, y + 4.0);
        // Writing into a string does not fail.
        let _ = writeln!(text, r#"<path d="M{from} {y}H{to}" stroke="{colour}" stroke-width="3"/>"#);
        let _ = writeln!(text, r#"<text x="{start}" y="{below}">{name}</text>"#);
    }
    text
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

#[cfg(test)]
mod tests {
    use super::super::{CurvePoint, Settings};
    use super::*;

    /// A staircase of `count` even steps from `error` down to 0.
    fn curve(error: f64, count: usize) -> Curve {
        let point = |i: usize| {
            let discard_fraction = i as f64 / count as f64;
            CurvePoint { discard_fraction, error: error * (1.0 - discard_fraction) }
        };
        let settings = Settings { definition: Definition::Iso, fmr: 1e-3, limit: 0.3 };
        let (points, thresholds) = ((0..=count).map(point).collect(), vec![0.5]);
        let (auc, pauc, best) = (0.0, 0.0, None);
        Curve { settings, mated: count, non_mated: 1, points, thresholds, fmr_reached: 1e-3, auc, pauc, best }
    }

    #[test]
    fn several_curves_have_names_and_a_long_one_is_thinned() {
        let (short, long) = (curve(0.2, 10), curve(0.1, 100_000));
        let svg = plot(&[("short & sharp", &short), ("long", &long)], "of two", 0.6).unwrap();
        assert!(svg.contains("short &amp; sharp</text>") && svg.contains("long</text>") && svg.contains("0.6</text>"));
        assert!(!svg.contains("0.7</text>"));
        // One point a pixel at most.
        assert!((250..700).contains(&svg.matches('V').count()), "{}", svg.matches('V').count());
    }

    #[test]
    fn what_is_not_shown_does_not_set_the_scale() {
        let mut late = curve(0.01, 10);
        late.points[9].error = 1.0;
        assert!(plot(&[("late", &late)], "", 0.6).unwrap().contains("0.010</text>"));
        assert!(plot(&[("late", &late)], "", 1.0).unwrap().contains("1.0</text>"));
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        let (one, mut other) = (curve(0.1, 10), curve(0.1, 10));
        other.settings.fmr = 0.1;
        assert!(plot(&[], "", 1.0).is_err());
        assert!(plot(&[("one", &one), ("other", &other)], "", 1.0).is_err());
        assert!([0.0, 1.1, f64::NAN].iter().all(|until| plot(&[("one", &one)], "", *until).is_err()));
    }
}
