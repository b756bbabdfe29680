//! Photos of real people: what their scores say about a recogniser that has nothing to do with the model, and what they must not
//! depend on.

use attn_fiqa::calibration::Verdict;

use crate::degrade::DEGREES;
use crate::report::groups::{Answers, shift};
use crate::report::people::{FMR, Judged, People};
use crate::report::scored::Scored;
use crate::report::statistics::mean;
use crate::report::text::{Goal, number, table};
use crate::report::write::{Inputs, Photos, Writer};

/// Fewest people of a group that a goal is held against: of fewer the mean says more about the people than about the group.
const MIN_GROUP: usize = 5;
/// What a shift may be, in deviations of the natural mix.
const MOST_SHIFT: f64 = 0.25;

impl Writer {
    /// `spreads`: of the model and of those it is compared with, the deviation over the natural mix.
    pub fn people(&mut self, inputs: &Inputs, photos: &Photos, spreads: &[f64]) -> Result<(), String> {
        let people = &photos.people;
        let judged = people.judged(&inputs.judge)?;
        let scorers = inputs.scorers();
        let measured = scorers.iter().zip(spreads).map(|(scorer, spread)| Scored::new(people, scorer, *spread));
        let measured = measured.collect::<Result<Vec<_>, _>>()?;
        self.judge_of_people(people, &judged);
        self.agreement(people, &judged, &measured)?;
        self.verdicts(&judged, &measured);
        self.conditions(&judged, &measured);
        if let Some(answers) = &photos.answers {
            self.groups(people, &judged, &measured, answers, inputs.seed);
        }
        self.harmless(people, &scorers, spreads)
    }

    fn judge_of_people(&mut self, people: &People, judged: &Judged) {
        let mut persons = people.identities();
        persons.dedup();
        let [mated, strangers] = judged.levels.map(|similarity| -similarity);
        self.add("## Photos of real people\n");
        self.add(format!(
            "{} photos of {} people. The judge is dlib's recogniser, trained on photos of real people and no part of the model; each \
             photo is compared with another one of the same person, untouched. Distances: {mated:.2} between untouched photos of one \
             person, {strangers:.2} between strangers; a comparison fails from {:.2}, a false match rate of {FMR} among {} pairs of \
             strangers. Utility: what is left of that difference, 1 all, 0 none.\n",
            people.pairs.len(),
            persons.len(),
            -judged.threshold,
            judged.strangers,
        ));
    }

    /// How well the score foretells the judge.
    fn agreement(&mut self, people: &People, judged: &Judged, measured: &[Scored]) -> Result<(), String> {
        let identities = people.identities();
        let mut rows = vec![];
        for (index, scored) in measured.iter().enumerate() {
            let (auc, [all, within]) = (scored.foretells(judged), scored.correlations(judged, &identities));
            let largest = scored.prices(judged).into_iter().map(f64::abs).fold(0.0, f64::max);
            let numbers = [auc, all, within, scored.discarding(judged)?].map(|value| number(value, 3));
            rows.push([vec![scored.name.clone()], numbers.to_vec(), vec![number(largest, 2)]].concat());
            if index == 0 {
                self.goals.push(Goal::least("people: foretells the judge's failures, AUC", 0.98, auc));
                self.goals.push(Goal::least("people: Spearman with the judge's similarity", 0.92, all));
                self.goals.push(Goal::least("people: the same within a person", 0.55, within));
                self.goals.push(Goal::most("people: largest wrong price, in deviations", 0.25, largest));
            }
        }
        for own in [false, true] {
            let known = Scored::known(judged, &identities, own);
            let [all, within] = known.correlations(judged, &identities);
            let numbers = [known.foretells(judged), all, within, known.discarding(judged)?];
            let cells = numbers.map(|value| number(value, 3));
            rows.push([vec![known.name.clone()], cells.to_vec(), vec!["–".into()]].concat());
        }
        self.add(format!(
            "Over all photos, as they are and in {} kinds and degrees: the probability that a comparison which succeeds has a higher \
             score than one which fails (AUC), Spearman's correlation of score and similarity, the same within a person, the errors \
             left when up to 30 % are discarded by score, over those left at random (pAUC), and the largest wrong price (below). The \
             last rows see no photo: they know what was done to it and what that costs other people's photos on average, and how \
             similar this person's two photos are untouched. How well a score can foretell one comparison ends about there.\n",
            DEGREES.len()
        ));
        let head = ["model", "AUC", "Spearman", "within a person", "pAUC over random", "largest wrong price"];
        self.add(table(&head, &rows));
        Ok(())
    }

    /// What the verdicts are worth.
    fn verdicts(&mut self, judged: &Judged, measured: &[Scored]) {
        const ALL: [Verdict; 3] = [Verdict::Good, Verdict::Fair, Verdict::Poor];
        let mut rows = vec![];
        for (index, scored) in measured.iter().enumerate() {
            let failures = ALL.map(|verdict| scored.failures(judged, verdict));
            let clean = scored.share(0, Verdict::Good);
            let cell = |it: &Option<(usize, f64)>| {
                it.map_or("–".into(), |(count, rate)| format!("{} of {count}", percent(rate)))
            };
            rows.push(
                [vec![scored.name.clone(), clean.map_or("–".into(), percent)], failures.iter().map(cell).collect()]
                    .concat(),
            );
            if let (0, Some(clean), [Some((_, good)), _, Some((_, poor))]) = (index, clean, failures) {
                self.goals.push(Goal::least("people: untouched photos called good", 0.99, clean));
                self.goals.push(Goal::most("people: failures of photos called good", 0.025, good));
                self.goals.push(Goal::least("people: failures of photos called poor", 0.25, poor));
            }
        }
        self.add("Untouched photos called good, and how many comparisons of photos called good, fair and poor fail:\n");
        self.add(table(&["model", "untouched: good", "good fail", "fair fail", "poor fail"], &rows));
    }

    /// A row for each kind and degree.
    fn conditions(&mut self, judged: &Judged, measured: &[Scored]) {
        let prices: Vec<Vec<f64>> = measured.iter().map(|scored| scored.prices(judged)).collect();
        let names = ["untouched".to_string()].into_iter();
        let names = names.chain(DEGREES.iter().map(|degree| format!("{}: {}", degree.kind, degree.degree)));
        let row = |(condition, name): (usize, String)| {
            let [utility, failures] = judged.condition(condition);
            let of = |(scored, prices): (&Scored, &Vec<f64>)| {
                let share = |verdict| scored.share(condition, verdict).map_or("–".into(), percent);
                let score = number(mean(&scored.scores[condition]), 3);
                vec![score, format!("{:+.2}", prices[condition]), share(Verdict::Good), share(Verdict::Poor)]
            };
            let models = measured.iter().zip(&prices).flat_map(of);
            [name, number(utility, 2), percent(failures)].into_iter().chain(models).collect()
        };
        let rows: Vec<Vec<String>> = names.enumerate().map(row).collect();
        self.add(format!(
            "Each kind and degree; pixels are those of a photo with 75 pixels between the eyes. For each model ({}) the mean score, its \
             wrong price (how far it is above the line through all kinds and degrees at this utility, in deviations of the natural \
             mix), and the photos called good and poor.\n",
            measured.iter().map(|scored| scored.name.as_str()).collect::<Vec<_>>().join("; then ")
        ));
        let of = ["score", "price", "good", "poor"];
        let head = [vec!["photo", "utility", "fail"], of.repeat(measured.len())].concat();
        self.add(table(&head, &rows));
    }

    /// Groups that people put themselves into.
    fn groups(&mut self, people: &People, judged: &Judged, measured: &[Scored], answers: &Answers, seed: u64) {
        let (names, utility) = by_person(people, |pair| judged.trials[0][pair].utility);
        self.add(
            "Groups by what people said of themselves. How much the mean score of untouched photos is above that of everybody else, in \
             deviations of the natural mix, with the interval of 95 % (people drawn again); the last column is the judge's utility in \
             the same way.\n",
        );
        let mut rows = vec![];
        for (question, groups) in answers.groups(&names) {
            let mut largest = 0.0;
            for group in &groups {
                let of = |values: &[f64], unit: f64| {
                    shift(&values.iter().map(|it| it / unit).collect::<Vec<_>>(), &group.members, seed)
                };
                let shifts = measured
                    .iter()
                    .map(|scored| of(&by_person(people, |pair| scored.scores[0][pair]).1, scored.spread));
                let shifts: Vec<_> = shifts.collect();
                if let (Some(Some(ours)), true) = (shifts.first(), group.members.len() >= MIN_GROUP) {
                    largest = ours.mean.abs().max(largest);
                }
                let cells = shifts.into_iter().chain([of(&utility, 1.0)]);
                let cells = cells.map(|it| {
                    it.map_or("–".into(), |it| {
                        format!("{:+.2} ({:+.2} to {:+.2})", it.mean, it.interval[0], it.interval[1])
                    })
                });
                let name = format!("{question}: {}", group.name);
                rows.push([name, group.members.len().to_string()].into_iter().chain(cells).collect());
            }
            self.goals.push(Goal::most(&format!("people: shift by {question}, in deviations"), MOST_SHIFT, largest));
        }
        let models = measured.iter().map(|scored| scored.name.as_str());
        let head: Vec<&str> = ["group", "people"].into_iter().chain(models).chain(["utility"]).collect();
        self.add(table(&head, &rows));
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// Names of the measured people, and the mean of a value over each person's pairs.
fn by_person(people: &People, value: impl Fn(usize) -> f64) -> (Vec<String>, Vec<f64>) {
    let identities = people.identities();
    let places: Vec<usize> = (0..identities.len()).collect();
    let of = |places: &[usize]| {
        let name = people.entries[people.pairs[places[0]][0]].person.clone();
        (name, mean(&places.iter().map(|&pair| value(pair)).collect::<Vec<_>>()))
    };
    places.chunk_by(|&a, &b| identities[a] == identities[b]).map(of).unzip()
}
