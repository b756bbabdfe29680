//! Results on standard output, as they come.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use attn_fiqa::capture::{Check, Measurement};
use attn_fiqa::{Assessment, Error};
use clap::ValueEnum;
use serde::Serialize;

#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    Text,
    Json,
    Csv,
}

/// One line of JSON: the file, and what came of it.
#[derive(Serialize)]
struct Line<'a> {
    /// Names that are not Unicode show a replacement character.
    file: Cow<'a, str>,
    #[serde(flatten)]
    assessment: Option<&'a Assessment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Problem>,
}

#[derive(Serialize)]
struct Problem {
    code: &'static str,
    message: String,
}

/// What came of a file.
type Outcome<'a> = Result<&'a Assessment, &'a Error>;

/// A CSV column's name, and its field for a file; empty where there is none.
type Column = (&'static str, fn(&Path, Outcome) -> Option<String>);

const COLUMNS: [Column; 9] = [
    ("file", |file, _| Some(file.display().to_string())),
    ("score", |_, result| Some(result.ok()?.score.to_string())),
    ("percentile", |_, result| Some(result.ok()?.percentile?.to_string())),
    ("verdict", |_, result| Some(format!("{:?}", result.ok()?.verdict?).to_lowercase())),
    ("reasons", |_, result| Some(result.ok()?.reasons.join(" "))),
    ("backend", |_, result| Some(result.ok()?.backend.name().to_owned())),
    ("infer_ms", |_, result| Some(result.ok()?.timings.infer.to_string())),
    ("error_code", |_, result| Some(result.err()?.code().to_owned())),
    ("error_message", |_, result| Some(result.err()?.to_string())),
];

/// One number of a measured check.
type Number = fn(Measurement) -> f64;

/// Then, under the names of OFIQ's columns, every check's raw value and its quality; empty where it was not measured.
const SUFFIXES: [(&str, Number); 2] = [("", |m| m.value), (".scalar", |m| m.quality)];

/// Writes results to standard output as they come.
pub struct Printer {
    format: Format,
    out: io::StdoutLock<'static>,
}

impl Printer {
    pub fn new(format: Format) -> io::Result<Self> {
        let mut printer = Self { format, out: io::stdout().lock() };
        if matches!(format, Format::Csv) {
            let names = COLUMNS.iter().map(|(name, _)| (*name).to_owned());
            let checks =
                SUFFIXES.iter().flat_map(|(suffix, _)| Check::ALL.map(|check| check.row().column.to_owned() + suffix));
            printer.record(names.chain(checks))?;
        }
        Ok(printer)
    }

    pub fn print(&mut self, file: &Path, result: Outcome) -> io::Result<()> {
        match self.format {
            Format::Text => self.text(file, result),
            Format::Json => self.json(file, result),
            Format::Csv => self.csv(file, result),
        }
    }

    fn text(&mut self, file: &Path, result: Outcome) -> io::Result<()> {
        let file = file.display();
        let assessment = match result {
            Ok(assessment) => assessment,
            Err(error) => return writeln!(self.out, "        –  {file}: {error}"),
        };
        let score = assessment.score;
        match assessment.percentile {
            Some(percentile) => writeln!(self.out, "{score:9.4}  {percentile:3.0} %  {file}")?,
            None => writeln!(self.out, "{score:9.4}  {file}")?,
        }
        for advice in &assessment.advice {
            writeln!(self.out, "           {}", advice.text)?;
        }
        Ok(())
    }

    fn json(&mut self, file: &Path, result: Outcome) -> io::Result<()> {
        let error = result.err().map(|error| Problem { code: error.code(), message: error.to_string() });
        serde_json::to_writer(&mut self.out, &Line { file: file.to_string_lossy(), assessment: result.ok(), error })?;
        writeln!(self.out)
    }

    fn csv(&mut self, file: &Path, result: Outcome) -> io::Result<()> {
        let fields = COLUMNS.iter().map(|(_, field)| field(file, result).unwrap_or_default());
        let found = |check: Check| result.ok()?.checks.iter().map(|found| found.measurement).find(|m| m.check == check);
        let of = |field: &Number, check| found(check).map_or(String::new(), |m| field(m).to_string());
        let checks = SUFFIXES.iter().flat_map(|(_, field)| Check::ALL.map(|check| of(field, check)));
        self.record(fields.chain(checks))
    }

    fn record(&mut self, fields: impl Iterator<Item = String>) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(&mut self.out);
        writer.write_record(fields)?;
        writer.flush()
    }
}
