//! Mean scores of groups: by known quality, and by properties that must not matter.

use super::mix::{Mix, Sample};
use super::statistics::{deviation, mean};
use crate::corpus::Row;

/// A group of faces and its scores.
#[derive(Debug, Clone)]
pub struct Group {
    pub name: String,
    pub count: usize,
    pub mean: f64,
    pub deviation: f64,
}

impl Group {
    fn new(name: &str, scores: &[f64]) -> Self {
        Self { name: name.into(), count: scores.len(), mean: mean(scores), deviation: deviation(scores) }
    }
}

/// Ten groups of equal size, from the lowest known quality to the highest.
pub fn quality_groups(mix: &Mix, scores: &[f64]) -> Vec<Group> {
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
pub fn tone_groups(rows: &[Row], scores: &[f64]) -> Vec<(&'static str, Vec<Group>)> {
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
