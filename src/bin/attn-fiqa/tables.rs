//! Scores and pairs from CSV files; errors name the file and the line.
//!
//! Spreadsheets and scripts write many kinds: commas, semicolons or tabs, UTF-8 or UTF-16, with a byte order mark or not.
//! Names are compared as people read them: trimmed and in Unicode's composed form, which macOS does not store.

mod table;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use attn_fiqa::edc::Comparison;
use unicode_normalization::UnicodeNormalization;

use crate::failure::Failure;
use crate::text::from_bytes;
use table::{Row, Table};

/// Scores by image, and images without one: `score --format csv` lists what could not be scored, too.
#[derive(Default)]
pub struct Scores {
    pub scored: HashMap<String, f64>,
    pub unscored: HashSet<String>,
}

/// Comparisons of scored images, and how many more were left out because a score is missing.
pub struct Pairs<'a> {
    pub comparisons: Vec<Comparison<'a>>,
    pub skipped: usize,
}

/// Reads the columns `image` (or `file`, as `score` prints it) and `score`. A score that is empty or not a number is none.
pub fn read_scores(path: &Path) -> Result<Scores, Failure> {
    let mut table = Table::open(path)?;
    let (image, score) = (table.column(&["image", "file"])?, table.column(&["score"])?);
    let mut scores = Scores::default();
    while let Some(row) = table.next()? {
        let name = name(row.field(image));
        if scores.scored.contains_key(&name) || scores.unscored.contains(&name) {
            return Err(row.failure(&format!("{name} is there twice")));
        }
        match row.number(score, "score")? {
            Some(number) if number.is_finite() => _ = scores.scored.insert(name, number),
            Some(number) => return Err(row.failure(&format!("score is {number}, not a finite number"))),
            None => _ = scores.unscored.insert(name),
        }
    }
    Ok(scores)
}

/// Reads the columns `image_a`, `image_b`, `mated` and `similarity`. A similarity that is empty, not a number or −∞ is that
/// of a comparison that failed.
pub fn read_pairs<'a>(path: &Path, scores: &'a Scores, skip_unscored: bool) -> Result<Pairs<'a>, Failure> {
    let mut table = Table::open(path)?;
    let (a, b) = (table.column(&["image_a"])?, table.column(&["image_b"])?);
    let (mated, similarity) = (table.column(&["mated"])?, table.column(&["similarity"])?);
    let mut pairs = Pairs { comparisons: Vec::new(), skipped: 0 };
    while let Some(row) = table.next()? {
        let similarity = match row.number(similarity, "similarity")? {
            Some(f64::INFINITY) => return Err(row.failure("similarity is inf, not a finite number")),
            Some(number) => number,
            None => f64::NEG_INFINITY,
        };
        let mated = is_mated(&row, mated)?;
        let found = [scores.find(&row, a, skip_unscored)?, scores.find(&row, b, skip_unscored)?];
        match found {
            [Some(a), Some(b)] => pairs.comparisons.push(Comparison { images: [a, b], mated, similarity }),
            _ => pairs.skipped += 1,
        }
    }
    Ok(pairs)
}

fn name(field: &str) -> String {
    field.trim().nfc().collect()
}

/// The name of a path, as `score --format csv` prints it and tables have it.
pub fn name_of(path: &Path) -> String {
    name(&from_bytes(path.as_os_str().as_encoded_bytes()))
}

/// As Python, pandas, R and spreadsheets write it.
fn is_mated(row: &Row, column: usize) -> Result<bool, Failure> {
    let text = row.field(column);
    match text.to_lowercase().as_str() {
        "1" | "1.0" | "1,0" | "true" => Ok(true),
        "0" | "0.0" | "0,0" | "false" => Ok(false),
        _ => Err(row.failure(&format!("mated is {text:?}, not 0 or 1"))),
    }
}

impl Scores {
    /// The name in a column, as the scores have it; none for an image that could not be scored, where that is allowed.
    fn find(&self, row: &Row, column: usize, skip_unscored: bool) -> Result<Option<&str>, Failure> {
        let name = name(row.field(column));
        match self.scored.get_key_value(&name) {
            Some((name, _)) => Ok(Some(name)),
            None if !self.unscored.contains(&name) => Err(row.failure(&format!("{name} is not among the scores"))),
            None if skip_unscored => Ok(None),
            None => Err(row.failure(&format!(
                "{name} could not be scored, its score is empty or nan: --skip-unscored leaves such pairs out"
            ))),
        }
    }
}
