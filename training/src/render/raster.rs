//! Triangles to samples. One loop serves the picture, the shadow map and the ambient occlusion.

use std::ops::Range;

use glam::Vec3;

/// Visits each sample of a grid that a triangle covers: column, row, the weights of the second and third corner, depth.
///
/// Corners are in samples, sample centres at integers, y down; a larger z is nearer. Samples on an edge that two
/// triangles share are visited by both: the depth test makes that harmless.
pub fn fill(
    corners: [Vec3; 3],
    columns: Range<usize>,
    rows: Range<usize>,
    mut visit: impl FnMut(usize, usize, [f32; 2], f32),
) {
    let [a, b, c] = corners;
    let (ab, ac) = (b - a, c - a);
    let area = ab.x * ac.y - ab.y * ac.x;
    let (low, high) = (a.min(b).min(c), a.max(b).max(c));
    let (Some((left, right)), Some((top, bottom))) = (span(low.x, high.x, columns), span(low.y, high.y, rows)) else {
        return;
    };
    if area.abs() < LEAST_AREA {
        return;
    }
    let inverse = 1.0 / area;
    // How the weights of the second and third corner change from one column to the next.
    let (step_b, step_c) = (ac.y * inverse, -ab.y * inverse);
    let edges = [step_b, step_c, -step_b - step_c].map(Edge::new);
    for y in top..=bottom {
        let (dx, dy) = (left as f32 - a.x, y as f32 - a.y);
        let weight_b = (dx * ac.y - dy * ac.x) * inverse;
        let weight_c = (ab.x * dy - ab.y * dx) * inverse;
        let mut inside = [0.0, (right - left) as f32];
        for (edge, weight) in edges.iter().zip([weight_b, weight_c, 1.0 - weight_b - weight_c]) {
            edge.cut(&mut inside, weight);
        }
        // Not a loop over the whole box: strands of hair are long, thin and aslant.
        let Some((first, last)) = span(inside[0], inside[1], 0..right - left + 1) else { continue };
        for x in first..=last {
            let weights = [weight_b + step_b * x as f32, weight_c + step_c * x as f32];
            visit(left + x, y, weights, a.z + weights[0] * ab.z + weights[1] * ac.z);
        }
    }
}

/// An edge of a triangle: where the weight of the corner opposite is 0.
struct Edge {
    /// How that weight changes from one column to the next.
    step: f32,
    /// By how many columns it takes to fall by 1; a division for each triangle instead of for each row.
    columns: f32,
}

impl Edge {
    fn new(step: f32) -> Self {
        Self { step, columns: -1.0 / step }
    }

    /// Cuts an interval of columns down to where the weight, given at column 0, is not negative.
    fn cut(&self, inside: &mut [f32; 2], weight: f32) {
        if self.step > 0.0 {
            inside[0] = inside[0].max(weight * self.columns - EDGE);
        } else if self.step < 0.0 {
            inside[1] = inside[1].min(weight * self.columns + EDGE);
        } else if weight < 0.0 {
            inside[1] = -1.0;
        }
    }
}

/// How far beyond its edge, in samples, a triangle is drawn, so that rounding leaves no gap to its neighbour.
const EDGE: f32 = 1e-3;
/// Twice the area, in samples, below which a triangle is an edge seen from its side.
const LEAST_AREA: f32 = 1e-9;

/// The whole samples within an interval and a range.
fn span(low: f32, high: f32, range: Range<usize>) -> Option<(usize, usize)> {
    if high < range.start as f32 || low > range.end as f32 - 1.0 {
        return None;
    }
    let first = round_up(low).max(range.start);
    let last = (high as i32 as usize).min(range.end - 1);
    (first <= last).then_some((first, last))
}

/// The next whole number, 0 for what is negative. `f32::ceil` is a call where the processor is not known to round, and
/// 64 bits take several times as long as 32.
fn round_up(value: f32) -> usize {
    let whole = (value as i32).max(0);
    (whole + i32::from(value > whole as f32)) as usize
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// The lower left half of a 4×4 grid, leaning towards the viewer.
    pub const CORNERS: [Vec3; 3] = [Vec3::new(0.0, 0.0, 0.0), Vec3::new(0.0, 3.0, 3.0), Vec3::new(3.0, 3.0, 3.0)];

    #[test]
    fn a_triangle_covers_its_samples_and_no_others() {
        let mut seen = vec![];
        fill(CORNERS, 0..4, 0..4, |x, y, _, z| seen.push((x, y, z.round() as i32)));
        let expected: Vec<_> = (0..4).flat_map(|y| (0..=y).map(move |x| (x, y, y as i32))).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn winding_does_not_matter_and_bands_cut() {
        let [a, b, c] = CORNERS;
        let count = |corners, rows| {
            let mut count = 0;
            fill(corners, 0..4, rows, |_, _, _, _| count += 1);
            count
        };
        assert_eq!(count([a, c, b], 0..4), 10);
        assert_eq!(count([a, b, c], 1..3), 5);
    }

    #[test]
    fn weights_say_where_a_sample_lies() {
        fill(CORNERS, 0..4, 0..4, |x, y, [b, c], _| {
            let point = CORNERS[0] * (1.0 - b - c) + CORNERS[1] * b + CORNERS[2] * c;
            assert!((point.x - x as f32).abs() < 1e-5 && (point.y - y as f32).abs() < 1e-5);
        });
    }
}
