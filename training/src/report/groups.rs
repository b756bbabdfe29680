//! Mean scores of groups: by known quality, and by what must not matter.

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

/// A question that splits faces into groups by their index.
type Split = (&'static str, Vec<(&'static str, fn(&Row) -> bool)>);

/// Groups that should score alike: by skin, hair, ancestry, sex and age, one list each.
pub fn tone_groups(rows: &[Row], scores: &[f64]) -> Vec<(&'static str, Vec<Group>)> {
    let group = |name: &str, belongs: fn(&Row) -> bool| {
        let members: Vec<usize> = (0..rows.len()).filter(|&index| belongs(&rows[index])).collect();
        Group::new(name, &pick(scores, &members))
    };
    let lists = splits().into_iter();
    lists.map(|(what, parts)| (what, parts.into_iter().map(|(name, belongs)| group(name, belongs)).collect())).collect()
}

// Luminance of linear light: a third of the rendered people each.
const DARK_SKIN: f32 = 0.2;
const LIGHT_SKIN: f32 = 0.42;
const DARK_HAIR: f32 = 0.015;
const LIGHT_HAIR: f32 = 0.08;

fn splits() -> Vec<Split> {
    vec![
        (
            "skin",
            vec![
                ("dark", |row| row.get("skin") < DARK_SKIN),
                ("medium", |row| (DARK_SKIN..LIGHT_SKIN).contains(&row.get("skin"))),
                ("light", |row| row.get("skin") >= LIGHT_SKIN),
            ],
        ),
        (
            "hair",
            vec![
                ("black", |row| row.get("bald") == 0.0 && row.get("hair") < DARK_HAIR),
                ("brown", |row| row.get("bald") == 0.0 && (DARK_HAIR..LIGHT_HAIR).contains(&row.get("hair"))),
                ("fair or grey", |row| row.get("bald") == 0.0 && row.get("hair") >= LIGHT_HAIR),
                ("shaved", |row| row.get("bald") == 1.0),
            ],
        ),
        (
            "ancestry",
            vec![
                ("african", |row| row.get("african") > 0.6),
                ("asian", |row| row.get("asian") > 0.6),
                ("caucasian", |row| row.get("caucasian") > 0.6),
            ],
        ),
        ("sex", vec![("female", |row| row.get("masculine") < 0.5), ("male", |row| row.get("masculine") >= 0.5)]),
        ("age", vec![("young", |row| row.get("age") < 0.2), ("older", |row| row.get("age") >= 0.4)]),
    ]
}

fn pick(scores: &[f64], members: &[usize]) -> Vec<f64> {
    members.iter().map(|&index| scores[index]).collect()
}
