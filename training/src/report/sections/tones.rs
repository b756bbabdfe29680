//! Groups by known quality, which must differ, and groups of people, which must not.

use image::RgbImage;

use crate::corpus::Row;
use crate::report::mix::{Mix, Sample};
use crate::report::statistics::{deviation, mean};
use crate::report::text::{Goal, number, table};
use crate::report::write::{Inputs, Writer};

/// A group of faces and its scores.
struct Group {
    name: String,
    count: usize,
    mean: f64,
    deviation: f64,
}

impl Group {
    fn new(name: &str, scores: &[f64]) -> Self {
        Self { name: name.into(), count: scores.len(), mean: mean(scores), deviation: deviation(scores) }
    }
}

/// Ten groups of equal size, from the lowest known quality to the highest.
fn quality_groups(mix: &Mix, scores: &[f64]) -> Vec<Group> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    let known: Vec<f64> = mix.0.iter().map(Sample::known_quality).collect();
    order.sort_by(|&a, &b| known[a].total_cmp(&known[b]));
    let size = order.len().div_ceil(10).max(1);
    let groups = order.chunks(size).enumerate();
    groups.map(|(at, members)| Group::new(&format!("Q{at}"), &pick(scores, members))).collect()
}

// Luminance of linear light: a third of the rendered people each.
const DARK_SKIN: f32 = 0.2;
const LIGHT_SKIN: f32 = 0.42;
const DARK_HAIR: f32 = 0.015;
const LIGHT_HAIR: f32 = 0.08;

/// What a group is split by, the group, and who belongs to it.
type Split = (&'static str, &'static str, fn(&Row) -> bool);

const SPLITS: [Split; 14] = [
    ("skin", "dark", |row| row.skin < DARK_SKIN),
    ("skin", "medium", |row| (DARK_SKIN..LIGHT_SKIN).contains(&row.skin)),
    ("skin", "light", |row| row.skin >= LIGHT_SKIN),
    ("hair", "black", |row| row.bald == 0.0 && row.hair < DARK_HAIR),
    ("hair", "brown", |row| row.bald == 0.0 && (DARK_HAIR..LIGHT_HAIR).contains(&row.hair)),
    ("hair", "fair or grey", |row| row.bald == 0.0 && row.hair >= LIGHT_HAIR),
    ("hair", "shaved", |row| row.bald == 1.0),
    ("ancestry", "african", |row| row.african > 0.6),
    ("ancestry", "asian", |row| row.asian > 0.6),
    ("ancestry", "caucasian", |row| row.caucasian > 0.6),
    ("sex", "female", |row| row.masculine < 0.5),
    ("sex", "male", |row| row.masculine >= 0.5),
    ("age", "young", |row| row.age < 0.2),
    ("age", "older", |row| row.age >= 0.4),
];

/// Groups that should score alike: by skin, hair, ancestry, sex and age, one list each.
fn tone_groups(rows: &[Row], scores: &[f64]) -> Vec<(&'static str, Vec<Group>)> {
    let group = |(_, name, belongs): &Split| {
        let members: Vec<usize> = (0..rows.len()).filter(|&index| belongs(&rows[index])).collect();
        Group::new(name, &pick(scores, &members))
    };
    let lists = SPLITS.chunk_by(|a, b| a.0 == b.0);
    lists.map(|list| (list[0].0, list.iter().map(group).collect())).collect()
}

fn pick(scores: &[f64], members: &[usize]) -> Vec<f64> {
    members.iter().map(|&index| scores[index]).collect()
}

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
