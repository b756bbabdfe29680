//! What a rendered face suffers from before any degradation is added.

use super::batch::COLUMNS;
use crate::corpus::{MOST_PITCH, MOST_YAW, NARROWEST, Row};
use crate::degrade::{KINDS, Kind, Severities};

/// What sunglasses hide, as a severity of occlusion.
const SUNGLASSES: f32 = 0.3;
/// Eyes that are open as far as this count as open. Everyday faces narrow them a little further, and are a little worse.
const EYES_AT_REST: f32 = NARROWEST;
/// A wide smile changes a face less than an open mouth or shut eyes. Our choice.
const SMILE: f32 = 0.15;

/// The columns of a face with some degradations added.
pub fn face_columns(row: &Row, added: &Severities) -> [f32; COLUMNS] {
    let mut columns = [0.0; COLUMNS];
    columns[..KINDS.len()].copy_from_slice(&added.0);
    let hidden = &mut columns[Kind::Occlusion as usize];
    *hidden = hidden.max(SUNGLASSES * row.get("sunglasses"));
    columns[KINDS.len()..COLUMNS - 1].copy_from_slice(&rendered(row));
    columns
}

/// What no filter adds: severities, 0 to 1, of yaw, pitch and expression.
pub fn rendered(row: &Row) -> [f32; 3] {
    let shut = 1.0 - row.get("eyes_open") / EYES_AT_REST;
    let expression = row.get("mouth_open").max(shut).max(SMILE * row.get("smile"));
    let severities = [row.get("yaw").abs() / MOST_YAW, row.get("pitch").abs() / MOST_PITCH, expression];
    severities.map(|severity| severity.clamp(0.0, 1.0))
}

/// The columns of what is no face.
pub fn non_face_columns() -> [f32; COLUMNS] {
    let mut columns = [0.0; COLUMNS];
    columns[COLUMNS - 1] = 1.0;
    columns
}
