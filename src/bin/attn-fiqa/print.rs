//! Results on standard output, as they come; summaries there, and what else is to be told on standard error.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use attn_fiqa::capture::{Check, Measurement};
use attn_fiqa::{Assessment, Error};
use clap::ValueEnum;
use serde::Serialize;

use crate::failure::Failure;
use crate::ofiq;
use crate::text::{one_line, shown};

#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    Text,
    Json,
    Csv,
    Ofiq,
}

/// Names and values in two columns, on standard output.
pub fn say(rows: &[(&str, String)]) -> Result<(), Failure> {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines = rows.iter().map(|(name, value)| format!("{name:width$}  {}\n", one_line(value)));
    let mut out = io::stdout().lock();
    out.write_all(lines.collect::<String>().as_bytes())?;
    Ok(out.flush()?)
}

/// A line on standard error.
pub fn tell(message: &str) {
    // Where this fails, nobody can be told.
    let _ = writeln!(io::stderr(), "attn-fiqa: {}", one_line(message));
}

/// One line of JSON: the file, and what came of it.
#[derive(Serialize)]
struct Line<'a> {
    /// Names that are not Unicode show a replacement character.
    file: Cow<'a, str>,
    /// The bytes of such a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_bytes: Option<&'a [u8]>,
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
pub type Outcome<'a> = Result<&'a Assessment, &'a Error>;

/// A CSV column's name, and its field for a file; empty where there is none.
type Column = (&'static str, fn(Outcome) -> Option<String>);

/// After the column `file`.
const COLUMNS: [Column; 8] = [
    ("score", |result| Some(result.ok()?.score.to_string())),
    ("percentile", |result| Some(result.ok()?.percentile?.to_string())),
    ("verdict", |result| Some(format!("{:?}", result.ok()?.verdict?).to_lowercase())),
    ("reasons", |result| Some(result.ok()?.reasons.join(" "))),
    ("backend", |result| Some(result.ok()?.backend.name().to_owned())),
    ("infer_ms", |result| Some(result.ok()?.timings.infer.to_string())),
    ("error_code", |result| Some(result.err()?.code().to_owned())),
    ("error_message", |result| Some(result.err()?.to_string())),
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
    pub fn new(format: Format) -> Result<Self, Failure> {
        let mut printer = Self { format, out: io::stdout().lock() };
        match format {
            Format::Text | Format::Json => {}
            Format::Csv => printer.csv_header()?,
            Format::Ofiq => ofiq::write_header(&mut printer.out)?,
        }
        Ok(printer)
    }

    pub fn print(&mut self, file: &Path, result: Outcome) -> Result<(), Failure> {
        match self.format {
            Format::Text => self.text(file, result)?,
            Format::Json => self.json(file, result)?,
            Format::Csv => self.csv(file, result)?,
            Format::Ofiq => ofiq::write_row(&mut self.out, file.as_os_str().as_encoded_bytes(), result)?,
        }
        Ok(self.out.flush()?)
    }

    fn text(&mut self, file: &Path, result: Outcome) -> io::Result<()> {
        let file = shown(file);
        let assessment = match result {
            Ok(assessment) => assessment,
            Err(error) => return writeln!(self.out, "        –  {file}: {}", one_line(&error.to_string())),
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
        let file_bytes = file.to_str().is_none().then_some(file.as_os_str().as_encoded_bytes());
        let line = Line { file: file.to_string_lossy(), file_bytes, assessment: result.ok(), error };
        serde_json::to_writer(&mut self.out, &line)?;
        writeln!(self.out)
    }

    fn csv_header(&mut self) -> io::Result<()> {
        let names = COLUMNS.iter().map(|(name, _)| (*name).to_owned());
        let checks =
            SUFFIXES.iter().flat_map(|(suffix, _)| Check::ALL.map(|check| check.row().column.to_owned() + suffix));
        self.record(b"file", names.chain(checks))
    }

    fn csv(&mut self, file: &Path, result: Outcome) -> io::Result<()> {
        let fields = COLUMNS.iter().map(|(_, field)| field(result).unwrap_or_default());
        let found = |check: Check| result.ok()?.checks.iter().map(|found| found.measurement).find(|m| m.check == check);
        let of = |field: &Number, check| found(check).map_or(String::new(), |m| field(m).to_string());
        let checks = SUFFIXES.iter().flat_map(|(_, field)| Check::ALL.map(|check| of(field, check)));
        self.record(file.as_os_str().as_encoded_bytes(), fields.chain(checks))
    }

    /// The file's name is written as it is, whatever its bytes.
    fn record(&mut self, file: &[u8], fields: impl Iterator<Item = String>) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(&mut self.out);
        writer.write_field(file)?;
        writer.write_record(fields.map(String::into_bytes))?;
        writer.flush()
    }
}
