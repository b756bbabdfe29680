//! Results on standard output, as they come.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use attn_fiqa::capture::Check;
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

/// Writes results to standard output as they come.
pub struct Printer {
    format: Format,
    out: io::StdoutLock<'static>,
}

impl Printer {
    pub fn new(format: Format) -> io::Result<Self> {
        let mut printer = Self { format, out: io::stdout().lock() };
        if matches!(format, Format::Csv) {
            let first = [
                "file",
                "score",
                "percentile",
                "verdict",
                "reasons",
                "backend",
                "infer_ms",
                "error_code",
                "error_message",
            ];
            let raw = Check::ALL.map(|check| check.column().to_owned());
            let scalar = Check::ALL.map(|check| format!("{}.scalar", check.column()));
            printer.record(first.map(str::to_owned).into_iter().chain(raw).chain(scalar))?;
        }
        Ok(printer)
    }

    pub fn print(&mut self, file: &Path, result: Result<&Assessment, &Error>) -> io::Result<()> {
        match self.format {
            Format::Text => self.text(file, result),
            Format::Json => self.json(file, result),
            Format::Csv => self.csv(file, result),
        }
    }

    fn text(&mut self, file: &Path, result: Result<&Assessment, &Error>) -> io::Result<()> {
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

    fn json(&mut self, file: &Path, result: Result<&Assessment, &Error>) -> io::Result<()> {
        let error = result.err().map(|error| Problem { code: error.code(), message: error.to_string() });
        serde_json::to_writer(&mut self.out, &Line { file: file.to_string_lossy(), assessment: result.ok(), error })?;
        writeln!(self.out)
    }

    /// Raw values, then qualities, under the names of OFIQ's columns; empty where a check could not be measured.
    fn csv(&mut self, file: &Path, result: Result<&Assessment, &Error>) -> io::Result<()> {
        let found = |check: Check| result.ok()?.checks.iter().map(|found| found.measurement).find(|m| m.check == check);
        let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
        let first = match result {
            Ok(a) => [
                a.score.to_string(),
                number(a.percentile),
                a.verdict.map_or(String::new(), |verdict| format!("{verdict:?}").to_lowercase()),
                a.reasons.join(" "),
                a.backend.name().to_owned(),
                a.timings.infer.to_string(),
                String::new(),
                String::new(),
            ],
            Err(error) => {
                let none = String::new;
                [none(), none(), none(), none(), none(), none(), error.code().to_owned(), error.to_string()]
            }
        };
        let raw = Check::ALL.map(|check| number(found(check).map(|m| m.value)));
        let scalar = Check::ALL.map(|check| number(found(check).map(|m| m.quality)));
        let file = file.display().to_string();
        self.record(std::iter::once(file).chain(first).chain(raw).chain(scalar))
    }

    fn record(&mut self, fields: impl Iterator<Item = String>) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(&mut self.out);
        writer.write_record(fields)?;
        writer.flush()
    }
}
