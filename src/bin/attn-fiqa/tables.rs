//! Scores and pairs from CSV files; errors name the file and the line.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use attn_fiqa::edc::Comparison;
use csv::{Reader, StringRecord};

use crate::{Failure, unreadable};

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

/// Reads the columns `image` (or `file`, as `score` prints it) and `score`.
pub fn read_scores(path: &Path) -> Result<Scores, Failure> {
    let mut table = Table::open(path)?;
    let (image, score) = (table.column(&["image", "file"])?, table.column(&["score"])?);
    let mut scores = Scores::default();
    while let Some(row) = table.next()? {
        let name = row.fields[image].to_owned();
        if scores.scored.contains_key(&name) || scores.unscored.contains(&name) {
            return Err(row.failure(&format!("{name} is there twice")));
        }
        match row.fields[score].trim() {
            "" => _ = scores.unscored.insert(name),
            text => _ = scores.scored.insert(name, row.number(text, "score")?),
        }
    }
    Ok(scores)
}

/// Reads the columns `image_a`, `image_b`, `mated` and `similarity`.
pub fn read_pairs<'a>(path: &Path, scores: &'a Scores, skip_unscored: bool) -> Result<Pairs<'a>, Failure> {
    let mut table = Table::open(path)?;
    let (a, b) = (table.column(&["image_a"])?, table.column(&["image_b"])?);
    let (mated, similarity) = (table.column(&["mated"])?, table.column(&["similarity"])?);
    let mut pairs = Pairs { comparisons: Vec::new(), skipped: 0 };
    while let Some(row) = table.next()? {
        let similarity = row.number(row.fields[similarity].trim(), "similarity")?;
        let mated = match row.fields[mated].trim() {
            "1" => true,
            "0" => false,
            other => return Err(row.failure(&format!("mated is {other:?}, not 0 or 1"))),
        };
        let found = [scores.find(&row, a, skip_unscored)?, scores.find(&row, b, skip_unscored)?];
        match found {
            [Some(a), Some(b)] => pairs.comparisons.push(Comparison { images: [a, b], mated, similarity }),
            _ => pairs.skipped += 1,
        }
    }
    Ok(pairs)
}

impl Scores {
    /// The name in a column, as the scores have it; none for an image that could not be scored, where that is allowed.
    fn find(&self, row: &Row, column: usize, skip_unscored: bool) -> Result<Option<&str>, Failure> {
        let name = &row.fields[column];
        match self.scored.get_key_value(name) {
            Some((name, _)) => Ok(Some(name)),
            None if !self.unscored.contains(name) => Err(row.failure(&format!("{name} is not among the scores"))),
            None if skip_unscored => Ok(None),
            None => Err(row.failure(&format!(
                "{name} could not be scored, its score is empty: --skip-unscored leaves such pairs out"
            ))),
        }
    }
}

/// A CSV file with a header line; its columns may be in any order, among others.
struct Table {
    path: PathBuf,
    reader: Reader<File>,
    header: StringRecord,
    /// 1 for CRLF files: the csv reader ends a record at the CR but counts the line at the LF.
    lag: u64,
}

struct Row<'a> {
    path: &'a Path,
    line: u64,
    fields: StringRecord,
}

impl Table {
    fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|error| unreadable(path, error))?;
        let mut reader = Reader::from_reader(file);
        let header = reader.headers().map_err(|error| malformed(path, &error))?.clone();
        let lag = u64::from(reader.position().line() == 1);
        Ok(Self { path: path.to_owned(), reader, header, lag })
    }

    /// The place of a column, by the first of its names that is there.
    fn column(&self, names: &[&str]) -> Result<usize, Failure> {
        let place = |name: &&str| self.header.iter().position(|column| column.trim() == *name);
        names.iter().find_map(place).ok_or_else(|| {
            format!(
                "{} has no column `{}`: its first line names the columns",
                self.path.display(),
                names.join("` or `")
            )
        })
    }

    fn next(&mut self) -> Result<Option<Row<'_>>, Failure> {
        let mut fields = StringRecord::new();
        let more = self.reader.read_record(&mut fields).map_err(|error| malformed(&self.path, &error))?;
        let line = fields.position().map_or(0, csv::Position::line) + self.lag;
        Ok(more.then_some(Row { path: &self.path, line, fields }))
    }
}

impl Row<'_> {
    fn number(&self, text: &str, name: &str) -> Result<f64, Failure> {
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(self.failure(&format!("{name} is {text:?}, not a finite number"))),
        }
    }

    fn failure(&self, what: &str) -> Failure {
        format!("{}, line {}: {what}", self.path.display(), self.line)
    }
}

fn malformed(path: &Path, error: &csv::Error) -> Failure {
    format!("{} is not such a CSV file: {error}", path.display())
}
