//! Corpora: with the real head aligned as the recipe says, the same each time, kept when started again; of photos, whose is whose.

use std::path::Path;
use std::process::{Command, Output};

use crate::common::{HEAD, LOCATOR, Scratch};
use attn_fiqa::face::{SimilarityTransform, TEMPLATE};
use attn_fiqa_training::batches::{GROUP, face_columns, quality};
use attn_fiqa_training::corpus::{Corpus, DETAIL, Recipe, done, portrait, read_people, target, write};
use attn_fiqa_training::degrade::{KINDS, Severities};
use attn_fiqa_training::render::{Person, Rng};

const RECIPE: Recipe = Recipe { seed: 7, identities: 2, pictures: 4, looks: 2, twins: false };

#[test]
#[ignore = "needs MakeHuman's head in ATTN_FIQA_HEAD"]
fn faces_lie_on_the_template_as_nearly_as_a_similarity_brings_them() {
    for identity in 0..4 {
        let person = Person::new(&HEAD, identity, 0, DETAIL);
        let scene = portrait(identity, 0, 1).aligned(&HEAD, &person, &TEMPLATE.0);
        let landmarks = scene.render_person(&HEAD, &person).truth.landmarks.map(|point| point.map(f64::from));
        let left = SimilarityTransform::estimate(&landmarks, &TEMPLATE.0);
        // What is left to do is nothing: single precision, and a neck that leans a little more with the roll.
        assert!((left.scale() - 1.0).abs() < 0.01 && left.b.abs() < 0.01, "{left:?}");
        let centre = left.apply([56.0, 72.0]);
        assert!((centre[0] - 56.0).hypot(centre[1] - 72.0) < 0.3, "{left:?}");
    }
    let moved = target(1, 1);
    let shift: f64 = moved.iter().zip(TEMPLATE.0).map(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1])).sum::<f64>() / 5.0;
    assert!((0.1..8.0).contains(&shift), "targets carry a locator's error: {shift}");
}

#[test]
#[ignore = "needs MakeHuman's head in ATTN_FIQA_HEAD"]
fn a_corpus_repeats_is_read_back_and_is_not_made_twice() {
    let scratch = Scratch::new("corpus");
    let folder = scratch.path();
    let faces = RECIPE.render(&HEAD, 0);
    assert_eq!(faces, RECIPE.render(&HEAD, 0));
    assert!(!done(folder, 0, &RECIPE).unwrap());
    write(folder, 0, &RECIPE, &faces).unwrap();
    assert!(done(folder, 0, &RECIPE).unwrap());
    let other = Recipe { seed: 8, ..RECIPE };
    assert!(done(folder, 0, &other).unwrap_err().contains("another corpus"));
    let corpus = Corpus::read(folder).unwrap();
    assert_eq!((corpus.rows.len(), corpus.classes()), (8, 2));
    for (index, face) in faces.iter().enumerate() {
        assert_eq!((&corpus.image(index), corpus.identities[index]), (&face.image, face.identity));
        assert_eq!(corpus.rows[index], face.row);
    }
    assert!((corpus.rows[0].african + corpus.rows[0].asian + corpus.rows[0].caucasian - 1.0).abs() < 1e-4);
    groups_are_one_face_degraded_more_and_more(&corpus);
    groups_dwell_on_nods_and_expressions(&corpus);
}

fn groups_are_one_face_degraded_more_and_more(corpus: &Corpus) {
    let batch = quality(corpus, 6, 5, &mut Rng::new(1, 0));
    assert_eq!(batch.len(), 6 * GROUP + 5);
    for group in batch[..6 * GROUP].chunks(GROUP) {
        assert!(group.iter().all(|sample| sample.label == group[0].label && sample.label >= 0));
        for pair in group[..3].windows(2) {
            assert!(pair[0].severities.iter().zip(&pair[1].severities).all(|(less, more)| less <= more));
        }
        assert_eq!(group[2].severities, group[3].severities);
        assert_ne!(group[2].image, group[3].image, "another tone");
    }
    for other in &batch[6 * GROUP..] {
        assert_eq!((other.label, other.severities.last()), (-1, Some(&1.0)));
    }
}

fn groups_dwell_on_nods_and_expressions(corpus: &Corpus) {
    let severity = |columns: &[f32]| columns[KINDS.len() + 1].max(columns[KINDS.len() + 2]);
    let mean = |values: Vec<f32>| values.iter().sum::<f32>() / values.len() as f32;
    let rows = corpus.rows.iter().map(|row| severity(&face_columns(row, &Severities::default())));
    let batch = quality(corpus, 100, 0, &mut Rng::new(2, 0));
    let shown = batch.chunks(GROUP).map(|group| severity(&group[0].severities));
    let (in_corpus, in_batch) = (mean(rows.collect()), mean(shown.collect()));
    assert!(in_batch > 1.2 * in_corpus, "{in_batch} of {in_corpus}");
}

/// Runs `corpus --photos`.
fn cut(photos: &Path, out: &Path, licence: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_attn-fiqa-training"));
    command.arg("corpus").arg("--photos").arg(photos).arg("--out").arg(out);
    command.args(["--licence", licence, "--locator", LOCATOR]).output().unwrap()
}

#[test]
fn a_folder_of_photos_becomes_a_corpus() {
    let scratch = Scratch::new("photos");
    let [photos, out] = ["in", "out"].map(|name| scratch.path().join(name));
    std::fs::create_dir(&photos).unwrap();
    let faces = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/faces");
    for (from, to) in [("everyday-40", "b-1"), ("everyday-41", "a-smiling"), ("everyday-42", "a-neutral")] {
        std::fs::copy(faces.join(format!("{from}.jpg")), photos.join(format!("{to}.jpg"))).unwrap();
    }
    image::RgbImage::from_pixel(90, 90, image::Rgb([120; 3])).save(photos.join("wall.png")).unwrap();
    std::fs::write(photos.join("people.csv"), "face_id\n").unwrap();
    let output = cut(&photos, &out, "CC BY 4.0");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr).trim(), "wall.png: no face was found");
    let (corpus, people) = (Corpus::read(&out).unwrap(), read_people(&out).unwrap());
    let names: Vec<_> = people.iter().map(|it| (it.file.as_str(), it.person.as_str(), it.look)).collect();
    assert_eq!(names, [("a-neutral.jpg", "a", 0), ("a-smiling.jpg", "a", 1), ("b-1.jpg", "b", 0)]);
    assert_eq!((&corpus.identities, &corpus.looks), (&vec![0, 0, 1], &vec![0, 1, 0]));
    for row in &corpus.rows {
        // Where the template has its eyes, as nearly as five points of any face fit it.
        assert!(row.is_calm() && (row.eye_distance - 35.2).abs() < 6.0 && row.skin.is_nan(), "{row:?}");
        assert!((row.centre_x - 56.0).abs() < 1.0 && (row.centre_y - 71.9).abs() < 1.0, "{row:?}");
        assert!(face_columns(row, &Severities::default()).iter().all(|severity| *severity == 0.0), "nothing is wrong");
    }
    let header =
        String::from_utf8_lossy(&std::fs::read(out.join("faces-0000.safetensors")).unwrap()[..4000]).into_owned();
    assert!(header.contains("CC BY 4.0") && header.contains("photos"), "{header}");
    assert!(cut(&photos, &out, "CC BY 4.0").status.success(), "the same again");
    let other = cut(&photos, &out, "another licence");
    assert!(String::from_utf8_lossy(&other.stderr).contains("another corpus"), "{other:?}");
}
