//! The report as a whole: what goes in, in which order it is measured, what comes out.

use image::RgbImage;

use super::groups::Answers;
use super::mix::Mix;
use super::people::People;
use super::statistics::deviation;
use super::text::{Goal, goals};
use crate::corpus::Corpus;
use crate::network::{IResNet, Judge, Scorer};
use crate::render::Head;

/// What is measured, and with what.
pub struct Inputs {
    pub head: Head,
    pub corpus: Corpus,
    /// Seed of the corpus.
    pub seed: u64,
    /// The recogniser that learned from renders, by which utility was taught.
    pub iresnet: IResNet,
    /// The recogniser that learned from real people.
    pub judge: Judge,
    pub model: Scorer,
    pub recognition_only: Scorer,
    /// Models to compare with: the one that this one replaces, trials.
    pub previous: Vec<Scorer>,
    /// Number of faces in each series.
    pub faces: usize,
    pub photos: Option<Photos>,
}

/// Pictures from outside.
pub struct Photos {
    pub people: People,
    /// What the people said of themselves.
    pub answers: Option<Answers>,
    /// Pictures without people.
    pub others: Vec<RgbImage>,
}

impl Inputs {
    /// The model, and those to compare with.
    pub fn scorers(&self) -> Vec<&Scorer> {
        [&self.model].into_iter().chain(&self.previous).collect()
    }
}

/// The finished report.
pub struct Report {
    pub text: String,
    /// File names and contents.
    pub curves: Vec<(String, String)>,
    /// The goals, for the terminal.
    pub summary: String,
}

/// Measures everything.
///
/// # Errors
/// One line: what could not be measured.
pub fn write_report(inputs: &Inputs) -> Result<Report, String> {
    let mut writer = Writer { text: String::new(), goals: vec![], curves: vec![] };
    let mix = Mix::natural(&inputs.corpus, inputs.seed);
    let images = mix.images();
    let scores = inputs.model.scores(&images)?;
    let spread = deviation(&scores);
    writer.verification(inputs, &mix, &images, &scores)?;
    writer.series(inputs)?;
    writer.quality_groups(&mix, &scores);
    writer.tones(inputs, spread)?;
    writer.non_faces(inputs, &scores)?;
    if let Some(photos) = &inputs.photos {
        let rivals = inputs.previous.iter().map(|previous| Ok(deviation(&previous.scores(&images)?)));
        let spreads = [Ok(spread)].into_iter().chain(rivals).collect::<Result<Vec<f64>, String>>()?;
        writer.people(inputs, photos, &spreads)?;
        writer.photos(inputs, photos)?;
    }
    Ok(writer.finish())
}

/// The report so far.
pub struct Writer {
    text: String,
    pub goals: Vec<Goal>,
    pub curves: Vec<(String, String)>,
}

impl Writer {
    pub fn add(&mut self, text: impl AsRef<str>) {
        self.text.push_str(text.as_ref());
        self.text.push('\n');
    }

    fn finish(self) -> Report {
        let summary = goals(&self.goals);
        let text = format!(
            "# The default model, measured\n\nMade by `attn-fiqa-training report`; training/README.md says how to run it. \
             Higher scores are better; the README says what they do not mean.\n\n## Goals\n\n{summary}\n{}",
            self.text
        );
        Report { text: text.trim_end().to_string() + "\n", curves: self.curves, summary }
    }
}

/// The first calm pictures, one of each identity as far as that goes.
pub fn calm_faces(corpus: &Corpus, count: usize) -> Vec<RgbImage> {
    let mut calm: Vec<usize> = (0..corpus.rows.len()).filter(|&index| corpus.rows[index].is_calm()).collect();
    let mut seen = vec![0; corpus.classes()];
    let mut turn = |index: usize| {
        let seen = &mut seen[corpus.identities[index] as usize];
        *seen += 1;
        *seen
    };
    calm.sort_by_cached_key(|&index| (turn(index), index));
    calm.truncate(count);
    calm.into_iter().map(|index| corpus.image(index)).collect()
}
