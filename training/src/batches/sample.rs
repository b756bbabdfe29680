//! A face as a sample of a batch: degraded, and with what was wrong with it as rendered.

use super::batch::{COLUMNS, Sample};
use crate::corpus::{Corpus, MOST_PITCH, MOST_YAW, NARROWEST, Row};
use crate::degrade::{KINDS, Kind, Severities, Tone};

/// What sunglasses hide, as a severity of occlusion.
const SUNGLASSES: f32 = 0.3;
/// Eyes that are open as far as this count as open. Everyday faces narrow them a little further, and are a little worse.
const EYES_AT_REST: f32 = NARROWEST;
/// A wide smile changes a face less than an open mouth or shut eyes. Our choice.
const SMILE: f32 = 0.15;

/// A face of a corpus in a tone, degraded.
pub fn face_sample(corpus: &Corpus, index: usize, tone: &Tone, severities: &Severities, seed: u64) -> Sample {
    Sample {
        image: severities.apply(&tone.apply(&corpus.image(index)), seed),
        label: corpus.identities[index] as i32,
        severities: face_columns(&corpus.rows[index], severities),
        covered: severities.covered(seed),
    }
}

/// The columns of a face with some degradations added.
pub fn face_columns(row: &Row, added: &Severities) -> [f32; COLUMNS] {
    let mut columns = [0.0; COLUMNS];
    columns[..KINDS.len()].copy_from_slice(&added.0);
    let hidden = &mut columns[Kind::Occlusion as usize];
    *hidden = hidden.max(SUNGLASSES * row.sunglasses);
    columns[KINDS.len()..COLUMNS - 1].copy_from_slice(&rendered(row));
    columns
}

/// What rendering alone can change: severities, 0 to 1, of yaw, pitch and expression.
pub fn rendered(row: &Row) -> [f32; 3] {
    let shut = 1.0 - row.eyes_open / EYES_AT_REST;
    let expression = row.mouth_open.max(shut).max(SMILE * row.smile);
    let severities = [row.yaw.abs() / MOST_YAW, row.pitch.abs() / MOST_PITCH, expression];
    severities.map(|severity| severity.clamp(0.0, 1.0))
}

/// The columns of a picture without a face.
pub fn non_face_columns() -> [f32; COLUMNS] {
    let mut columns = [0.0; COLUMNS];
    columns[COLUMNS - 1] = 1.0;
    columns
}
