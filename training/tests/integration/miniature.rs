//! The whole path in miniature: render, train both phases, export, score, report. The model learns little; the tests prove
//! that it learns, and that nothing is lost between PyTorch and Rust.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use attn_fiqa::model::Model;
use attn_fiqa_training::corpus::Corpus;
use attn_fiqa_training::network::{Embed, IResNet, Recognizer, Scorer};
use attn_fiqa_training::render::{Plan, Scene};
use serde::Deserialize;

use crate::common::{FACE_API, HEAD, LOCATOR, Scratch, head_folder};

const HEADS: usize = 2;
/// In the stand-ins for photos: 50 people in two photos each are more than the 1,000 pairs of strangers that a false match rate of
/// 0.001 takes.
const PEOPLE: u64 = 50;
/// Single precision twice, summed in another order: two thousand products of a few units.
const TOLERANCE: f32 = 2e-4;

/// A folder that is filled step by step.
struct Place(Scratch);

impl Place {
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn training(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_attn-fiqa-training")).args(arguments).output().unwrap();
        succeeded(output, arguments)
    }

    fn corpus(&self, name: &str, seed: &str) {
        let [head, out] = [&head_folder(), &self.path(name)].map(|path| path.display().to_string());
        let numbers = ["--identities", "40", "--pictures", "6", "--looks", "2", "--seed", seed];
        self.training(&[&["corpus", "--head", &head, "--out", &out], &numbers[..]].concat());
    }

    /// Stand-ins for photos: people who never existed, but each twice, before some background, to be located.
    fn photos(&self) {
        let [folder, out] = ["album", "photos"].map(|name| self.path(name));
        std::fs::create_dir(&folder).unwrap();
        let mut answers = String::from("name,sex,age\n");
        for person in 0..PEOPLE {
            answers += &format!("{person:02},{},{}\n", ["female", "male"][person as usize % 2], 20 + person);
            for photo in 0..2 {
                let plan =
                    Plan { width: 200, height: 200, yaw: 8.0, pitch: 4.0, roll: 4.0, eye_distance: [30.0, 42.0] };
                let scene = Scene { identity: 900 + person, ..plan.scene(person << 8 | photo) };
                scene.render(&HEAD).image.save(folder.join(format!("{person:02}-{photo}.png"))).unwrap();
            }
        }
        std::fs::write(self.path("people.csv"), answers).unwrap();
        let [folder, out] = [folder, out].map(|path| path.display().to_string());
        let text = self.training(&[
            "corpus",
            "--photos",
            &folder,
            "--licence",
            "CC0-1.0",
            "--locator",
            LOCATOR,
            "--out",
            &out,
        ]);
        assert!(text.contains(&format!("faces cut from {} photos", 2 * PEOPLE)), "{text}");
        let [head, varied] = [&head_folder(), &self.path("varied")].map(|path| path.display().to_string());
        self.training(&["corpus", "--vary", &out, "--head", &head, "--versions", "1", "--seed", "5", "--out", &varied]);
    }

    fn python(&self, name: &str) -> Command {
        let mut command = Command::new(std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into()));
        command.arg(pytorch(name));
        command
    }

    fn script(&self, name: &str, arguments: &[&str]) -> Output {
        self.python(name).arg(pytorch("miniature.json")).args(arguments).output().unwrap()
    }

    fn phase(&self, name: &str, corpus: &str, options: &[&str]) -> Vec<f64> {
        let [corpus, out] = [corpus, "out"].map(|name| self.path(name).display().to_string());
        let program = ["--program", env!("CARGO_BIN_EXE_attn-fiqa-training")];
        let text = succeeded(self.script(name, &[&[corpus.as_str(), &out], &program[..], options].concat()), &[name]);
        let loss = |line: &str| line.split_once(" loss ")?.1.split(' ').next()?.parse().ok();
        text.lines().filter_map(loss).collect()
    }
}

fn pytorch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("pytorch").join(name)
}

fn succeeded(output: Output, what: &[&str]) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what:?}: {error}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[derive(Deserialize)]
struct Expected {
    embeddings: Vec<Vec<f32>>,
    #[serde(default)]
    maps: Vec<Vec<f32>>,
}

#[test]
#[ignore = "needs Python with PyTorch, and MakeHuman's head in ATTN_FIQA_HEAD"]
fn from_nothing_to_a_measured_model() {
    let place = Place(Scratch::new("miniature"));
    place.corpus("faces", "1");
    place.corpus("unseen", "2");
    place.corpus("held", "3");
    place.photos();

    for network in ["vit", "iresnet"] {
        let losses = place.phase("recognition.py", "faces", &["--network", network]);
        assert!(losses.len() == 3 && losses[2] < 0.85 * losses[0], "{network} does not learn: {losses:?}");
    }
    assert!(place.phase("recognition.py", "faces", &[]).is_empty(), "a finished phase is not trained again");
    let varied = place.path("varied").display().to_string();
    let losses = place.phase("quality.py", "unseen", &["--photos", &varied, "--judge", FACE_API]);
    assert!(losses.len() == 2 && losses[1] < 0.7 * losses[0], "quality is not learned: {losses:?}");

    for name in ["vit", "quality"] {
        let [checkpoint, model, held] =
            [format!("out/{name}.pt"), format!("{name}.safetensors"), "held".into()].map(|name| place.path(&name));
        let [checkpoint, model, held] = [&checkpoint, &model, &held].map(|path| path.display().to_string());
        let labels = ["--heads", "2", "--name", "miniature", "--provenance", "a test", "--corpus", &held];
        place.training(&[&["export", &checkpoint, &model], &labels[..]].concat());
    }
    photos_calibrate(&place);
    pytorch_and_rust_agree(&place);
    the_report_is_whole(&place);
}

fn pytorch_and_rust_agree(place: &Place) {
    const COUNT: usize = 8;
    let corpus = Corpus::read(&place.path("held")).unwrap();
    let images: Vec<_> = (0..COUNT).map(|index| corpus.image(index)).collect();
    let faces = place.path("held/faces-0000.safetensors").display().to_string();
    let expected = |network: &str, checkpoint: &Path| -> Expected {
        let arguments = [network, &checkpoint.display().to_string(), &faces, &COUNT.to_string()];
        serde_json::from_str(&succeeded(place.script("embed.py", &arguments), &["embed.py"])).unwrap()
    };
    let [vit, iresnet] = ["out/quality.pt", "out/iresnet.pt"].map(|name| place.path(name));
    let convolutional = IResNet::open(&iresnet).unwrap().embed(&images).unwrap();
    assert_near(&convolutional, &expected("iresnet", &iresnet).embeddings, TOLERANCE);
    let expected = expected("vit", &vit);
    assert_near(&Recognizer::open(&vit, HEADS).unwrap().embed(&images).unwrap(), &expected.embeddings, TOLERANCE);
    // The exported file holds half precision: 2⁻¹¹ of each weight.
    let maps = Scorer::open(&place.path("quality.safetensors")).unwrap().maps(&images).unwrap();
    assert_near(&maps, &expected.maps, 1e-2);
}

/// Percentiles are those of the photos; whether so small a model can give a verdict is open, but it says so.
fn photos_calibrate(place: &Place) {
    let names = ["out/quality.pt", "calibrated.safetensors", "held", "photos"];
    let [checkpoint, model, held, photos] = names.map(|name| place.path(name).display().to_string());
    let labels = ["--heads", "2", "--name", "on photos", "--provenance", "a test", "--corpus", &held];
    let by = ["--photos", &photos, "--judge", FACE_API];
    let text = place.training(&[&["export", &checkpoint, &model], &labels[..], &by].concat());
    let bytes = std::fs::read(&model).unwrap();
    let info = Model::from_bytes(&bytes, &attn_fiqa::device::OpenDevice::cpu("").device).unwrap().info;
    assert!(info.provenance.contains("photos of a natural mix"), "{}", info.provenance);
    assert!(info.reference.quantiles.is_some() && info.reference.reference_map.is_some());
    assert_eq!(info.reference.verdict_scores.is_none(), text.contains("verdict    none: "), "{text}");
}

fn assert_near(ours: &[Vec<f32>], theirs: &[Vec<f32>], tolerance: f32) {
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().flatten().zip(theirs.iter().flatten()) {
        assert!((ours - theirs).abs() < tolerance, "{ours} {theirs}");
    }
}

fn the_report_is_whole(place: &Place) {
    let names =
        ["held", "out/iresnet.pt", "quality.safetensors", "vit.safetensors", "photos", "people.csv", "model.md"];
    let [corpus, iresnet, model, only, photos, people, out] = names.map(|name| place.path(name).display().to_string());
    let head = head_folder().display().to_string();
    let files = ["--head", &head, "--corpus", &corpus, "--iresnet", &iresnet, "--judge", FACE_API, "--model", &model];
    let photos = ["--photos", &photos, "--people", &people, "--previous", &only];
    let rest = ["--recognition-only", &only, "--out", &out, "--faces", "4"];
    place.training(&[&["report"], &files[..], &photos, &rest].concat());
    let text = std::fs::read_to_string(place.path("model.md")).unwrap();
    let sections = ["Goals", "Verification and discarding", "Known degradations", "Ten groups", "must not differ"];
    for section in sections.into_iter().chain(["Photos of real people", "sex: female", "covered: mouth and chin"]) {
        assert!(text.contains(section), "the report lacks {section}");
    }
    assert!(!text.contains("NaN"), "{text}");
    assert!(place.path("model/edc.svg").exists());
    let curves = std::fs::read_to_string(place.path("model/edc.csv")).unwrap();
    let fields: Vec<usize> = curves.lines().map(|line| line.split(',').count()).collect();
    assert!(fields.len() > 100 && fields.iter().all(|count| *count == fields[0]), "{fields:?}");
}

#[test]
fn bad_input_gets_one_clear_line() {
    let scratch = Scratch::new("bad");
    let path = scratch.path().display().to_string();
    let fails = |arguments: &[&str], what: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_attn-fiqa-training")).args(arguments).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !output.status.success() && error.contains(what) && error.lines().count() == 1,
            "{arguments:?}: {error}"
        );
    };
    fails(&["corpus", "--head", &path, "--out", &path], "no head data");
    fails(&["corpus", "--head", &path, "--out", &path, "--identities", "0"], "identities");
    fails(&["batches", "--corpus", &path, "--kind", "quality"], "make a corpus there first");
    std::fs::write(scratch.path().join("faces-0000.safetensors"), b"no faces").unwrap();
    fails(&["batches", "--corpus", &path, "--kind", "quality"], "not a file of a corpus");
    let labels = ["--corpus", &path, "--name", "x", "--provenance", "x"];
    fails(&[&["export", "none.pt", "none.safetensors"], &labels[..]].concat(), "not a file of a corpus");
}
