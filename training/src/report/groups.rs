//! Mean scores of groups: by known quality, and by what must not matter.

use super::mix::{Mix, Sample};
use super::statistics::{deviation, mean};

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
    order.sort_by(|&a, &b| mix.0[a].known_quality.total_cmp(&mix.0[b].known_quality));
    let size = order.len().div_ceil(10).max(1);
    let groups = order.chunks(size).enumerate();
    groups.map(|(at, members)| Group::new(&format!("Q{at}"), &pick(scores, members))).collect()
}

/// A question that splits faces into groups by their index.
type Split = (&'static str, Vec<(&'static str, fn(&Sample) -> bool)>);

/// Groups that should score alike: by skin, hair, ancestry, sex and age, one list each.
pub fn tone_groups(faces: &[Sample], scores: &[f64]) -> Vec<(&'static str, Vec<Group>)> {
    let group = |name: &str, belongs: fn(&Sample) -> bool| {
        let members: Vec<usize> = (0..faces.len()).filter(|&index| belongs(&faces[index])).collect();
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
                ("dark", |s| s.row.get("skin") < DARK_SKIN),
                ("medium", |s| (DARK_SKIN..LIGHT_SKIN).contains(&s.row.get("skin"))),
                ("light", |s| s.row.get("skin") >= LIGHT_SKIN),
            ],
        ),
        (
            "hair",
            vec![
                ("black", |s| s.row.get("bald") == 0.0 && s.row.get("hair") < DARK_HAIR),
                ("brown", |s| s.row.get("bald") == 0.0 && (DARK_HAIR..LIGHT_HAIR).contains(&s.row.get("hair"))),
                ("fair or grey", |s| s.row.get("bald") == 0.0 && s.row.get("hair") >= LIGHT_HAIR),
                ("shaved", |s| s.row.get("bald") == 1.0),
            ],
        ),
        (
            "ancestry",
            vec![
                ("african", |s| s.row.get("african") > 0.6),
                ("asian", |s| s.row.get("asian") > 0.6),
                ("caucasian", |s| s.row.get("caucasian") > 0.6),
            ],
        ),
        ("sex", vec![("female", |s| s.row.get("masculine") < 0.5), ("male", |s| s.row.get("masculine") >= 0.5)]),
        ("age", vec![("young", |s| s.row.get("age") < 0.2), ("older", |s| s.row.get("age") >= 0.4)]),
    ]
}

fn pick(scores: &[f64], members: &[usize]) -> Vec<f64> {
    members.iter().map(|&index| scores[index]).collect()
}
