//! A CSV file with a header line; its columns may be in any order, among others.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use csv::{Reader, ReaderBuilder, StringRecord};

use crate::failure::{Failure, unreadable};
use crate::text::{from_bytes, shown};

/// What may separate columns, the usual one first.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

pub struct Table {
    path: PathBuf,
    reader: Reader<Cursor<String>>,
    header: StringRecord,
    /// Where commas do not separate columns they may be decimal points.
    has_comma_decimals: bool,
    /// 1 for CRLF files: the csv reader ends a record at the CR but counts the line at the LF.
    lag: u64,
}

pub struct Row<'a> {
    path: &'a Path,
    line: u64,
    fields: StringRecord,
    has_comma_decimals: bool,
}

impl Table {
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let text = decoded(&std::fs::read(path).map_err(|error| unreadable(path, error))?);
        let separator = separator(text.lines().next().unwrap_or_default());
        let mut reader = ReaderBuilder::new().delimiter(separator).from_reader(Cursor::new(text));
        let header = reader.headers().map_err(|error| malformed(path, &error))?.clone();
        let lag = u64::from(reader.position().line() == 1);
        Ok(Self { path: path.to_owned(), reader, header, has_comma_decimals: separator != b',', lag })
    }

    /// The place of a column, by the first of its names that is there.
    pub fn column(&self, names: &[&str]) -> Result<usize, Failure> {
        let place = |name: &&str| self.header.iter().position(|column| column.trim() == *name);
        names.iter().find_map(place).ok_or_else(|| {
            Failure::from(format!(
                "{} has no column `{}`: its first line names the columns",
                shown(&self.path),
                names.join("` or `")
            ))
        })
    }

    pub fn next(&mut self) -> Result<Option<Row<'_>>, Failure> {
        let mut fields = StringRecord::new();
        let more = self.reader.read_record(&mut fields).map_err(|error| malformed(&self.path, &error))?;
        let line = fields.position().map_or(0, csv::Position::line) + self.lag;
        let has_comma_decimals = self.has_comma_decimals;
        Ok(more.then_some(Row { path: &self.path, line, fields, has_comma_decimals }))
    }
}

impl Row<'_> {
    pub fn field(&self, column: usize) -> &str {
        self.fields[column].trim()
    }

    /// A number, which may be infinite; none where the field is empty or says that it is not a number.
    pub fn number(&self, column: usize, name: &str) -> Result<Option<f64>, Failure> {
        let text = self.field(column);
        let decimal = if self.has_comma_decimals { text.replace(',', ".") } else { text.to_owned() };
        match decimal.parse::<f64>() {
            Ok(number) => Ok(Some(number).filter(|number| !number.is_nan())),
            // R and spreadsheets have words of their own.
            Err(_) if ["", "na", "n/a", "null", "none"].contains(&text.to_lowercase().as_str()) => Ok(None),
            Err(_) => Err(self.failure(&format!("{name} is {text:?}, not a number"))),
        }
    }

    pub fn failure(&self, what: &str) -> Failure {
        format!("{}, line {}: {what}", shown(self.path), self.line).into()
    }
}

/// Text in the encoding that its byte order mark names, else UTF-8. Source: Unicode 16, 23.8.
fn decoded(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.as_chunks().0.iter().map(|&pair| unit(pair));
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => from_bytes(rest),
        _ => from_bytes(bytes),
    }
}

/// What is most often in the header line.
fn separator(header: &str) -> u8 {
    let count = |separator: &u8| header.bytes().filter(|byte| byte == separator).count();
    // The last of equals is taken: the usual one.
    SEPARATORS.into_iter().rev().max_by_key(count).unwrap_or(b',')
}

fn malformed(path: &Path, error: &csv::Error) -> Failure {
    format!("{} is not such a CSV file: {error}", shown(path)).into()
}
