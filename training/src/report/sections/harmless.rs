//! What changes nothing for a recogniser, and must not change the score: a mirror image, and a photo that ends inside the crop.

use image::{Rgb, RgbImage, imageops};

use crate::network::Scorer;
use crate::report::people::People;
use crate::report::statistics::mean;
use crate::report::text::{Goal, number, table};
use crate::report::write::Writer;

/// Rows at a crop's lower edge that are painted black: as a photo that ends there, in crops of other programs.
const BLACK_ROWS: [u32; 3] = [2, 3, 4];

impl Writer {
    /// What changes nothing for a recogniser.
    pub fn harmless(&mut self, people: &People, scorers: &[&Scorer], spreads: &[f64]) -> Result<(), String> {
        let faces = people.images(0);
        let changed = |change: &dyn Fn(&RgbImage) -> RgbImage| -> Vec<RgbImage> { faces.iter().map(change).collect() };
        let mirrored = changed(&imageops::flip_horizontal);
        let lines = BLACK_ROWS.map(|rows| changed(&|face| with_last_rows(face, rows, |_, _| Rgb([0; 3]))));
        let repeated = BLACK_ROWS.map(|rows| {
            changed(&|face| with_last_rows(face, rows, |face, x| *face.get_pixel(x, face.height() - rows - 1)))
        });
        let mut rows = vec![];
        for (index, (scorer, spread)) in scorers.iter().zip(spreads).enumerate() {
            let before = scorer.scores(&faces)?;
            let difference = |pictures: &[RgbImage], signed: bool| -> Result<f64, String> {
                let pairs = scorer.scores(pictures)?.into_iter().zip(&before);
                let differences = pairs.map(|(after, before)| (after - before) / spread);
                Ok(mean(&differences.map(|it| if signed { it } else { it.abs() }).collect::<Vec<_>>()))
            };
            let mirror = difference(&mirrored, false)?;
            let of =
                |sets: &[Vec<RgbImage>]| sets.iter().map(|set| difference(set, true)).collect::<Result<Vec<_>, _>>();
            let (black, edge) = (of(&lines)?, of(&repeated)?);
            if index == 0 {
                let worst = |values: &[f64]| values.iter().copied().map(f64::abs).fold(0.0, f64::max);
                self.goals.push(Goal::most("people: mirrored, in deviations", 0.1, mirror));
                self.goals.push(Goal::most("people: black rows at the lower edge, in deviations", 0.1, worst(&black)));
                self.goals.push(Goal::most("people: cut at the lower edge, in deviations", 0.1, worst(&edge)));
            }
            let cells =
                |values: &[f64]| values.iter().map(|value| format!("{value:+.2}")).collect::<Vec<_>>().join(", ");
            rows.push(vec![scorer.name().to_string(), number(mirror, 2), cells(&black), cells(&edge)]);
        }
        self.add(
            "What is harmless, in deviations of the natural mix: the mean difference of a photo and its mirror image; what 2, 3 and 4 \
             black rows at the crop's lower edge change, on average, and what they change where the library repeats the photo's edge.\n",
        );
        self.add(table(&["model", "mirrored", "black rows", "cut there"], &rows));
        Ok(())
    }
}

/// A crop with other pixels in its last rows.
fn with_last_rows(face: &RgbImage, rows: u32, pixel: impl Fn(&RgbImage, u32) -> Rgb<u8>) -> RgbImage {
    let mut changed = face.clone();
    for y in face.height() - rows..face.height() {
        for x in 0..face.width() {
            changed.put_pixel(x, y, pixel(face, x));
        }
    }
    changed
}
