//! Groups by known quality, which must differ, and groups of people, which must not.

use image::RgbImage;

use crate::corpus::Row;
use crate::report::groups::{Group, quality_groups, tone_groups};
use crate::report::mix::Mix;
use crate::report::text::{Goal, number, table};
use crate::report::write::{Inputs, Writer};

impl Writer {
    pub fn quality_groups(&mut self, mix: &Mix, scores: &[f64]) {
        let groups = quality_groups(mix, scores);
        let falls = groups.windows(2).filter(|pair| pair[1].mean <= pair[0].mean).count();
        self.goals.push(Goal::most("quality groups out of order", 0.0, falls as f64));
        self.add("## Ten groups by known quality\n");
        self.add("The natural mix, from the most to the least degraded; the mean must rise.\n");
        self.add(group_table("group", &groups));
    }

    pub fn tones(&mut self, inputs: &Inputs, spread: f64) -> Result<(), String> {
        let corpus = &inputs.corpus;
        let calm = || (0..corpus.rows.len()).filter(|&index| corpus.rows[index].is_calm());
        let rows: Vec<Row> = calm().map(|index| corpus.rows[index]).collect();
        let images: Vec<RgbImage> = calm().map(|index| corpus.image(index)).collect();
        let scores = inputs.model.scores(&images)?;
        self.add("## Groups that must not differ\n");
        self.add(format!(
            "Mean scores of {} calm, undegraded faces. The shift is the largest difference between the groups' means, in \
             standard deviations of the score over the natural mix ({spread:.3}).\n",
            rows.len()
        ));
        for (what, groups) in tone_groups(&rows, &scores) {
            let filled: Vec<&Group> = groups.iter().filter(|group| group.count > 0).collect();
            // One group alone has nothing to differ from.
            if filled.len() < 2 {
                continue;
            }
            let means = || filled.iter().map(|group| group.mean);
            let shift = (means().fold(f64::MIN, f64::max) - means().fold(f64::MAX, f64::min)) / spread;
            self.goals.push(Goal::most(&format!("shift by {what}, in deviations"), 0.25, shift));
            self.add(format!("By {what}: shift {shift:.2}\n"));
            self.add(group_table(what, &groups));
        }
        Ok(())
    }
}

fn group_table(what: &str, groups: &[Group]) -> String {
    let row = |group: &Group| {
        let Group { name, count, mean, deviation } = group;
        vec![name.clone(), count.to_string(), number(*mean, 4), number(*deviation, 4)]
    };
    table(&[what, "faces", "mean score", "deviation"], &groups.iter().map(row).collect::<Vec<_>>())
}
