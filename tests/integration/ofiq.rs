//! `attn-fiqa score --format ofiq`: the form of OFIQ's own table.

use std::path::{Path, PathBuf};

use attn_fiqa::capture::Check;

use crate::common::command::{attn_fiqa, printed, score, scratch, stdout};
use crate::common::fixture;

/// OFIQ 1.0.3's header, as its `OFIQSampleApp` writes it.
const HEADER: &str = "Filename;UnifiedQualityScore;BackgroundUniformity;IlluminationUniformity;LuminanceMean;LuminanceVariance;\
    UnderExposurePrevention;OverExposurePrevention;DynamicRange;Sharpness;CompressionArtifacts;NaturalColour;SingleFacePresent;\
    EyesOpen;MouthClosed;EyesVisible;MouthOcclusionPrevention;FaceOcclusionPrevention;InterEyeDistance;HeadSize;\
    LeftwardCropOfTheFaceImage;RightwardCropOfTheFaceImage;MarginAboveOfTheFaceImage;MarginBelowOfTheFaceImage;HeadPoseYaw;\
    HeadPosePitch;HeadPoseRoll;ExpressionNeutrality;NoHeadCoverings;UnifiedQualityScore.scalar;BackgroundUniformity.scalar;\
    IlluminationUniformity.scalar;LuminanceMean.scalar;LuminanceVariance.scalar;UnderExposurePrevention.scalar;\
    OverExposurePrevention.scalar;DynamicRange.scalar;Sharpness.scalar;CompressionArtifacts.scalar;NaturalColour.scalar;\
    SingleFacePresent.scalar;EyesOpen.scalar;MouthClosed.scalar;EyesVisible.scalar;MouthOcclusionPrevention.scalar;\
    FaceOcclusionPrevention.scalar;InterEyeDistance.scalar;HeadSize.scalar;LeftwardCropOfTheFaceImage.scalar;\
    RightwardCropOfTheFaceImage.scalar;MarginAboveOfTheFaceImage.scalar;MarginBelowOfTheFaceImage.scalar;HeadPoseYaw.scalar;\
    HeadPosePitch.scalar;HeadPoseRoll.scalar;ExpressionNeutrality.scalar;NoHeadCoverings.scalar;assessment_time_in_ms;";
/// What OFIQ measures and this program does not, or not in OFIQ's unit.
const NOT_MEASURED: [&str; 8] = [
    "BackgroundUniformity",
    "Sharpness",
    "CompressionArtifacts",
    "EyesVisible",
    "MouthOcclusionPrevention",
    "FaceOcclusionPrevention",
    "ExpressionNeutrality",
    "NoHeadCoverings",
];

fn portrait() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/demo/samples/portrait.jpg")
}

/// The fields of a row by their column.
fn fields(row: &str) -> Vec<(&'static str, String)> {
    let columns = HEADER.trim_end_matches(';').split(';');
    let fields: Vec<&str> = row.split(';').collect();
    assert_eq!(fields.len(), columns.clone().count(), "{row}");
    columns.zip(fields.into_iter().map(str::to_owned)).collect()
}

fn of<'a>(fields: &'a [(&str, String)], column: &str) -> &'a str {
    &fields.iter().find(|(name, _)| *name == column).expect("a column").1
}

#[test]
fn a_photo_has_a_row_of_what_json_says() {
    let text = printed("score --device cpu --format ofiq", &[portrait()]);
    let (header, row) = text.trim_end().split_once('\n').expect("a header and a row");
    assert_eq!(header, HEADER);
    let (fields, json) = (fields(row), &score("", &[portrait()])[0]);
    let number = |column: &str| of(&fields, column).parse::<f64>().expect("a number");
    assert_eq!(of(&fields, "Filename"), portrait().to_str().expect("text"));
    let off = number("UnifiedQualityScore") - json["score"].as_f64().expect("a score");
    assert!(off.abs() < 1e-6, "six digits: {off}");
    let percentile = json["percentile"].as_f64().expect("the shipped model is calibrated");
    assert_eq!(number("UnifiedQualityScore.scalar"), percentile.round());
    let mut known = 0;
    for check in Check::ALL.map(Check::row).into_iter().filter(|row| HEADER.contains(&format!(";{};", row.column))) {
        let found = json["checks"].as_array().expect("checks").iter().find(|found| found["id"] == check.id);
        let found = found.expect("measured on the portrait");
        let off = number(check.column) - found["value"].as_f64().expect("a value");
        assert!(off.abs() < 1e-6, "{}: {off}", check.id);
        let scalar = format!("{}.scalar", check.column);
        assert_eq!(of(&fields, &scalar), found["quality"].as_f64().expect("a quality").to_string(), "{}", check.id);
        known += 1;
    }
    assert_eq!(known, 19);
    assert!(of(&fields, "assessment_time_in_ms").parse::<u32>().is_ok_and(|time| time > 0), "{fields:?}");
}

#[test]
fn what_is_not_measured_fails_as_in_ofiq() {
    let row = |words: &str, path: &Path| {
        let output = attn_fiqa(&format!("score --device cpu --format ofiq {words}"), &[path]);
        fields(stdout(&output).lines().nth(1).expect("a row"))
    };
    let failed = |fields: &[(&str, String)], name: &str| {
        of(fields, name) == "0" && of(fields, &format!("{name}.scalar")) == "-1"
    };
    let photo = row("", &portrait());
    assert!(NOT_MEASURED.iter().all(|name| failed(&photo, name)), "{photo:?}");
    // An aligned crop has no surroundings.
    let crop = row("--aligned", &fixture("renders/00-frontal.png"));
    assert!(failed(&crop, "InterEyeDistance") && failed(&crop, "SingleFacePresent") && !failed(&crop, "LuminanceMean"));
    // A file that is not a photo has nothing.
    let text = scratch("ofiq").join("text.jpg");
    std::fs::write(&text, "no image").expect("written");
    let failure = row("", &text);
    let expected = |column: &str| if column.ends_with(".scalar") { "-1" } else { "0" };
    assert!(failure[1..].iter().all(|(column, field)| field == expected(column)), "{failure:?}");
}
