//! Groups that people put themselves into, and how much the scores of one differ from those of all others.

use std::path::Path;

use super::statistics::mean;
use crate::render::Rng;

/// How often the people are drawn again for a confidence interval.
const RESAMPLES: usize = 1000;
/// The interval's ends, in percent.
const INTERVAL: [f64; 2] = [2.5, 97.5];

/// What is known of people: a column for each question, an answer for each person.
pub struct Answers {
    /// Names, in the order of the answers.
    people: Vec<String>,
    columns: Vec<(String, Vec<String>)>,
}

/// People of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub name: String,
    /// Their places among the people asked for.
    pub members: Vec<usize>,
}

/// A difference of means and its confidence interval of 95 %, by drawing the people of both sides again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    pub mean: f64,
    pub interval: [f64; 2],
}

impl Answers {
    /// Reads a CSV file: a header, the first column names the person as the photos do, each other column is a question.
    ///
    /// # Errors
    /// One line: what is wrong with the file.
    pub fn read(path: &Path) -> Result<Self, String> {
        let wrong = |error: csv::Error| format!("{} is not such a CSV file: {error}", path.display());
        let mut reader = csv::Reader::from_path(path).map_err(wrong)?;
        let questions: Vec<String> = reader.headers().map_err(wrong)?.iter().skip(1).map(String::from).collect();
        let rows = reader.into_records().collect::<Result<Vec<_>, _>>().map_err(wrong)?;
        let answers = |at: usize| rows.iter().map(|row| row[at].trim().to_string()).collect();
        let columns = questions.into_iter().enumerate().map(|(at, question)| (question, answers(at + 1))).collect();
        Ok(Self { people: answers(0), columns })
    }

    /// The groups of some people, a list for each question: of words one group each, of numbers thirds.
    pub fn groups(&self, people: &[String]) -> Vec<(String, Vec<Group>)> {
        let places: Vec<Option<usize>> =
            people.iter().map(|person| self.people.iter().position(|other| other == person)).collect();
        let of = |(question, answers): &(String, Vec<String>)| {
            let answers =
                places.iter().map(|place| place.map(|place| answers[place].as_str()).filter(|it| !it.is_empty()));
            (question.clone(), split(&answers.collect::<Vec<_>>()))
        };
        self.columns.iter().map(of).collect()
    }
}

fn split(answers: &[Option<&str>]) -> Vec<Group> {
    let known = || answers.iter().flatten();
    let numbers: Option<Vec<f64>> = known().map(|answer| answer.parse().ok()).collect();
    let Some(mut numbers) = numbers.filter(|numbers| numbers.len() >= 3) else {
        let mut words: Vec<&str> = known().copied().collect();
        words.sort_unstable();
        words.dedup();
        return words.into_iter().map(|word| group(word.into(), answers, |answer| answer == word)).collect();
    };
    numbers.sort_by(f64::total_cmp);
    let [low, high] = [1, 2].map(|third| numbers[third * numbers.len() / 3]);
    let third = |name: String, from: f64, to: f64| {
        group(name, answers, move |answer| answer.parse().is_ok_and(|number: f64| number >= from && number < to))
    };
    let thirds = [
        third(format!("below {low}"), f64::NEG_INFINITY, low),
        third(format!("{low} to {high}"), low, high),
        third(format!("from {high}"), high, f64::INFINITY),
    ];
    thirds.into_iter().filter(|group| !group.members.is_empty()).collect()
}

fn group(name: String, answers: &[Option<&str>], belongs: impl Fn(&str) -> bool) -> Group {
    let members = answers.iter().enumerate().filter(|(_, answer)| answer.is_some_and(&belongs));
    Group { name, members: members.map(|(place, _)| place).collect() }
}

/// How far the mean of a group is above that of everybody else, one value a person; `None` if one side is empty.
pub fn shift(values: &[f64], members: &[usize], seed: u64) -> Option<Shift> {
    let (inside, outside): (Vec<usize>, Vec<usize>) = (0..values.len()).partition(|place| members.contains(place));
    if inside.is_empty() || outside.is_empty() {
        return None;
    }
    let pick = |places: &[usize]| places.iter().map(|&place| values[place]).collect::<Vec<_>>();
    let (inside, outside) = (pick(&inside), pick(&outside));
    let mut rng = Rng::new(seed, 68);
    let mut again =
        |values: &[f64]| mean(&(0..values.len()).map(|_| values[rng.index(values.len())]).collect::<Vec<_>>());
    let mut drawn: Vec<f64> = (0..RESAMPLES).map(|_| again(&inside) - again(&outside)).collect();
    drawn.sort_by(f64::total_cmp);
    let interval = INTERVAL.map(|percent| drawn[(percent / 100.0 * (RESAMPLES - 1) as f64).round() as usize]);
    Some(Shift { mean: mean(&inside) - mean(&outside), interval })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_groups_and_numbers_are_thirds() {
        let words = split(&[Some("b"), Some("a"), None, Some("b")]);
        assert_eq!(
            words.iter().map(|it| (it.name.as_str(), it.members.as_slice())).collect::<Vec<_>>(),
            [("a", [1].as_slice()), ("b", [0, 3].as_slice())]
        );
        let numbers = split(&["50", "20", "30", "60", "40", "20"].map(Some));
        let members: Vec<_> = numbers.iter().map(|it| it.members.clone()).collect();
        assert_eq!(members, [vec![1, 5], vec![2, 4], vec![0, 3]], "{numbers:?}");
    }

    #[test]
    fn a_shift_and_its_interval_are_those_of_the_means() {
        // Two groups of 50 whose answers differ by 2, spread evenly over ±1.7: a deviation of 1 each, and so an interval of ±2·√(2/50).
        let values: Vec<f64> = (0..100).map(|i| f64::from(i % 50) / 14.4 + if i < 50 { 2.0 } else { 0.0 }).collect();
        let Shift { mean, interval: [low, high] } = shift(&values, &(0..50).collect::<Vec<_>>(), 1).unwrap();
        assert!((mean - 2.0).abs() < 1e-9 && low < mean && mean < high);
        assert!((high - low - 0.8).abs() < 0.15, "{low} {high}");
        assert!(shift(&values, &[], 1).is_none());
    }
}
