//! How often each check is a reason, on photos of people who have said who they are, by group:
//! `ATTN_FIQA_PHOTOS=folder cargo test --test integration rates -- --ignored --nocapture` prints the tables of
//! `docs/capture.md`. The folder has `people.csv` (`face_id,age,gender,ethnicity`) and photos that begin with the id.
//! `ATTN_FIQA_MODEL` names another model than the shipped one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use attn_fiqa::assess::Request;
use attn_fiqa::capture::Check;
use attn_fiqa::decode::decode;
use attn_fiqa::face::Contour;
use attn_fiqa::face::geometry::{distance, mean};
use attn_fiqa::{Assessment, Assessor, Preset};
use image::{Rgb, RgbImage};

use crate::common::pictures::{self, glasses, mask, paint};
use crate::common::{DEFAULT_MODEL, contour, load, locator};

const PRESETS: [(&str, Preset); 3] =
    [("enrol", Preset::Enrol), ("verify", Preset::Verify), ("lenient", Preset::Lenient)];
/// What says that something is in front of the face.
const REGIONS: [&str; 6] =
    ["region-forehead", "region-eyes", "region-nose", "region-cheeks", "region-mouth", "region-jaw"];
const LIGHT: [&str; 4] = ["light", "contrast", "over-exposure", "even-light"];

/// A photo and the group its person stated.
fn photos() -> Vec<(String, RgbImage)> {
    let folder = PathBuf::from(std::env::var_os("ATTN_FIQA_PHOTOS").expect("ATTN_FIQA_PHOTOS names the folder"));
    let people = std::fs::read_to_string(folder.join("people.csv")).expect("people.csv");
    let groups: BTreeMap<&str, &str> =
        people.lines().skip(1).filter_map(|line| Some((line.split(',').next()?, line.split(',').nth(3)?))).collect();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
    files.sort();
    let photo = |file: &PathBuf| {
        let group = group_of(&groups, file)?;
        Some((group, decode(&std::fs::read(file).expect("a file")).expect("a photo")))
    };
    files.iter().filter_map(photo).collect()
}

fn group_of(groups: &BTreeMap<&str, &str>, file: &Path) -> Option<String> {
    let name = file.file_stem()?.to_str()?;
    groups.get(name.split('-').next()?).map(|group| (*group).to_owned())
}

/// Linear light times a factor.
fn dimmed(photo: &RgbImage, factor: f64) -> RgbImage {
    let linear = |level: f64| if level > 0.04045 { ((level + 0.055) / 1.055).powf(2.4) } else { level / 12.92 };
    let level = |light: f64| if light > 0.0031308 { 1.055 * light.powf(1.0 / 2.4) - 0.055 } else { light * 12.92 };
    let mut photo = photo.clone();
    photo
        .iter_mut()
        .for_each(|value| *value = (level(linear(f64::from(*value) / 255.0) * factor) * 255.0).round() as u8);
    photo
}

fn assessor() -> Assessor {
    let model = std::env::var_os("ATTN_FIQA_MODEL")
        .map(|path| std::fs::read(path).expect("the model that ATTN_FIQA_MODEL names"));
    load(model.as_deref().unwrap_or(DEFAULT_MODEL)).with_locator(locator())
}

fn assess(assessor: &Assessor, photo: &RgbImage, preset: Preset) -> Option<Assessment> {
    let request = Request { limits: preset.into(), ..Request::default() };
    pollster::block_on(assessor.assess(photo, &request)).ok()
}

/// Per cent of those that are.
fn percent(of: &[bool]) -> String {
    format!("{:.0}", 100.0 * of.iter().filter(|is| **is).count() as f64 / of.len() as f64)
}

/// A table of shares: a column for all photos, and one for each group.
struct Table<'a>(&'a [(String, RgbImage)]);

impl Table<'_> {
    fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = self.0.iter().map(|(group, _)| group.as_str()).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    fn print_head(&self, name: &str) {
        let count = |group: &&str| self.0.iter().filter(|(of, _)| of == group).count();
        let groups = self.groups();
        let names: Vec<String> = groups.iter().map(|group| format!("{group} ({})", count(group))).collect();
        println!("\n| {name} | all ({}) | {} |\n|{}", self.0.len(), names.join(" | "), "---|".repeat(groups.len() + 2));
    }

    fn print_row(&self, name: &str, is: &[bool]) {
        let of = |group: Option<&str>| {
            let those = self.0.iter().zip(is).filter(|((of, _), _)| group.is_none_or(|group| of == group));
            percent(&those.map(|(_, is)| *is).collect::<Vec<_>>())
        };
        let cells: Vec<String> = [None].into_iter().chain(self.groups().into_iter().map(Some)).map(of).collect();
        println!("| {name} | {} |", cells.join(" | "));
    }
}

/// The reasons of each photo; none where no face was found.
fn all_reasons(
    photos: &[(String, RgbImage)],
    preset: Preset,
    change: impl Fn(&RgbImage) -> RgbImage,
) -> Vec<Vec<&'static str>> {
    let assessor = assessor();
    let reasons = |photo: &RgbImage| assess(&assessor, photo, preset).expect("a face").reasons;
    photos.iter().map(|(_, photo)| reasons(&change(photo))).collect()
}

fn about_light(reasons: &[&str]) -> bool {
    LIGHT.iter().any(|id| reasons.contains(id))
}

#[test]
#[ignore = "needs photos of people: name their folder in ATTN_FIQA_PHOTOS"]
fn rates_by_group() {
    let photos = photos();
    let table = Table(&photos);
    for (name, preset) in PRESETS {
        table.print_head(&format!("`{name}`: % with the reason"));
        let all = all_reasons(&photos, preset, RgbImage::clone);
        let is = |test: &dyn Fn(&[&str]) -> bool| all.iter().map(|reasons| test(reasons)).collect::<Vec<bool>>();
        for id in Check::ALL.map(Check::id).into_iter().chain(REGIONS) {
            let has = is(&|reasons| reasons.contains(&id));
            if has.contains(&true) {
                table.print_row(&format!("`{id}`"), &has);
            }
        }
        table.print_row("any", &is(&|reasons| !reasons.is_empty()));
        let light = is(&about_light);
        table.print_row("about light", &light);
        // The bound this project sets itself: 2 %.
        assert!(light.iter().filter(|is| **is).count() * 50 <= photos.len(), "{name}");
    }
}

#[test]
#[ignore = "needs photos of people: name their folder in ATTN_FIQA_PHOTOS"]
fn rates_in_little_light() {
    let photos = photos();
    let table = Table(&photos);
    table.print_head("`verify`: % with advice about light");
    let said = |change: &dyn Fn(&RgbImage) -> RgbImage| -> Vec<bool> {
        all_reasons(&photos, Preset::Verify, change).iter().map(|reasons| about_light(reasons)).collect()
    };
    let dark = said(&|photo| dimmed(photo, 0.1));
    table.print_row("a tenth of the light", &dark);
    let shade = said(&|photo| scaled(photo, 0.6));
    table.print_row("0.6 of the levels", &shade);
    // The bounds this project sets itself.
    assert!(dark.iter().filter(|is| **is).count() * 100 >= 95 * photos.len() && !shade.contains(&true));
}

fn scaled(photo: &RgbImage, factor: f64) -> RgbImage {
    let mut photo = photo.clone();
    photo.iter_mut().for_each(|value| *value = (f64::from(*value) * factor).round() as u8);
    photo
}

/// Paints something before a face whose 68 points are known.
type Cover = fn(&mut RgbImage, &Contour);

/// A cover, and the parts of the face of which one must be named.
const COVERS: [(&str, Cover, &[&str]); 4] = [
    (
        "a light mask",
        |photo, points| mask(photo, points, pictures::LIGHT),
        &["region-mouth", "region-cheeks", "region-jaw"],
    ),
    (
        "a dark mask",
        |photo, points| mask(photo, points, pictures::DARK),
        &["region-mouth", "region-cheeks", "region-jaw"],
    ),
    ("dark glasses", |photo, points| glasses(photo, points, 1.0), &["region-eyes"]),
    ("a hand", hand, &REGIONS),
];

/// Four fingers in the colour of the cheek, over the mouth and one side of the face.
fn hand(photo: &mut RgbImage, points: &Contour) {
    let between = distance(points[36], points[45]);
    let cheek = mean(&[points[2], points[31]]);
    let skin = *photo.get_pixel(cheek[0] as u32, cheek[1] as u32);
    let middle = mean(&[points[48], points[41]]);
    let width = 0.2 * between;
    for finger in -2..2 {
        let x0 = middle[0] + f64::from(finger) * width;
        // Rounder towards the edges: darker.
        for (share, light) in [(1.0, 0.65), (0.8, 0.85), (0.5, 1.0)] {
            let colour = skin.0.map(|value| (f64::from(value) * light) as u8);
            paint(photo, colour, |x, y| {
                (x - x0 - width / 2.0).abs() < width / 2.0 * share
                    && (y - middle[1]).abs() < 0.75 * between * (0.9 + 0.1 * share)
            });
        }
    }
}

#[test]
#[ignore = "needs photos of people: name their folder in ATTN_FIQA_PHOTOS"]
fn rates_of_covered_faces() {
    let (assessor, locator) = (assessor(), locator());
    assert!(assessor.model().reference.reference_map.is_some(), "the model has no reference map");
    println!("\n| `verify`: % | the part is named | something untrue is said |\n|---|---|---|");
    for (name, cover, parts) in COVERS {
        let (mut named, mut untrue) = (Vec::new(), Vec::new());
        for (_, photo) in photos() {
            let contour = contour(&locator, &photo);
            let mut covered = photo.clone();
            cover(&mut covered, &contour);
            let result = assess(&assessor, &covered, Preset::Verify);
            let reasons = result.map_or(Vec::new(), |result| result.reasons);
            named.push(reasons.iter().any(|id| parts.contains(id)));
            untrue.push(reasons.iter().any(|id| !REGIONS.contains(id)));
        }
        println!("| {name} | {} | {} |", percent(&named), percent(&untrue));
    }
}

/// Between the lips of a mouth that is wide open, in distances from the eyes to the chin. Ours.
const WIDE_OPEN: f64 = 0.35;

/// The jaw dropped by this share of the distance from the eyes to the chin: what is below the lips moves down, most in the middle, and the
/// neck gives way; the mouth is narrower than it was.
fn with_open_mouth(photo: &RgbImage, points: &Contour, share: f64) -> RgbImage {
    let length = distance(mean(&[points[36], points[45]]), points[8]);
    let ([x0, y0], half) = (mean(&[points[62], points[66]]), distance(points[48], points[54]) / 2.0);
    RgbImage::from_fn(photo.width(), photo.height(), |x, y| {
        let (u, below) = ((f64::from(x) - x0) / half, f64::from(y) - y0);
        if below <= 0.0 {
            return *photo.get_pixel(x, y);
        }
        let gap = share * length * (1.0 - (u / 0.9).powi(2)).max(0.0).sqrt();
        if below < gap {
            // Upper teeth, and the tongue below the dark.
            let depth = below / (share * length);
            return match depth {
                ..0.2 if u.abs() < 0.6 => Rgb([205, 196, 180]),
                0.6.. if u.abs() < 0.7 => Rgb([150, 78, 76]),
                _ => Rgb([56, 22, 24]),
            };
        }
        // How far this place has come: all of it down to the chin, ever less over as far again.
        let drop = share * length * (-(u / 1.8).powi(2)).exp();
        let chin = points[8][1] - y0;
        let source = if below < chin + drop {
            (below - drop).max(0.0)
        } else {
            chin + (below - chin - drop) / (length - drop) * length
        };
        *photo.get_pixel(x, ((y0 + source.min(below)) as u32).min(photo.height() - 1))
    })
}

#[test]
#[ignore = "needs photos of people: name their folder in ATTN_FIQA_PHOTOS"]
fn rates_of_open_mouths() {
    let (assessor, locator) = (assessor(), locator());
    let photos = photos();
    let table = Table(&photos);
    table.print_head("`verify`: % with `mouth-closed`");
    let named = |(_, photo): &(String, RgbImage)| {
        let opened = with_open_mouth(photo, &contour(&locator, photo), WIDE_OPEN);
        let result = assess(&assessor, &opened, Preset::Verify);
        result.is_some_and(|result| result.reasons.contains(&"mouth-closed"))
    };
    let wide: Vec<bool> = photos.iter().map(named).collect();
    table.print_row("wide open", &wide);
    // The bound this project sets itself.
    assert!(wide.iter().filter(|is| **is).count() * 100 >= 95 * photos.len());
}
