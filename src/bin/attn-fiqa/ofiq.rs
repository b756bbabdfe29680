//! OFIQ's own table, for programs that read what its `OFIQSampleApp` writes.
//!
//! Source of the form: OFIQ 1.0.3, `OFIQSampleApp.cpp` and the table of its conformance tests. A component is filled where the
//! same property is measured in the same unit; all others fail to be assessed, as OFIQ says of what it cannot measure.

use std::io::{self, Write};

use attn_fiqa::Assessment;
use csv::WriterBuilder;

use crate::print::Outcome;

/// The components, in OFIQ's order.
const COMPONENTS: [&str; 28] = [
    UNIFIED,
    "BackgroundUniformity",
    "IlluminationUniformity",
    "LuminanceMean",
    "LuminanceVariance",
    "UnderExposurePrevention",
    "OverExposurePrevention",
    "DynamicRange",
    "Sharpness",
    "CompressionArtifacts",
    "NaturalColour",
    "SingleFacePresent",
    "EyesOpen",
    "MouthClosed",
    "EyesVisible",
    "MouthOcclusionPrevention",
    "FaceOcclusionPrevention",
    "InterEyeDistance",
    "HeadSize",
    "LeftwardCropOfTheFaceImage",
    "RightwardCropOfTheFaceImage",
    "MarginAboveOfTheFaceImage",
    "MarginBelowOfTheFaceImage",
    "HeadPoseYaw",
    "HeadPosePitch",
    "HeadPoseRoll",
    "ExpressionNeutrality",
    "NoHeadCoverings",
];
/// Of which every algorithm has its own raw number; here it is the quality score, its scalar the percentile.
const UNIFIED: &str = "UnifiedQualityScore";
/// Raw value and scalar of a component that could not be assessed.
const FAILURE: [f64; 2] = [0.0, -1.0];

/// The header, with the separator that OFIQ puts after its last column and after no row.
pub fn write_header(out: &mut impl Write) -> io::Result<()> {
    let scalars = COMPONENTS.map(|name| format!("{name}.scalar"));
    writeln!(out, "Filename;{};{};assessment_time_in_ms;", COMPONENTS.join(";"), scalars.join(";"))
}

/// A photo's row. One that could not be scored has every component failed, as a photo without a face has in OFIQ.
pub fn write_row(out: &mut impl Write, file: &[u8], result: Outcome) -> io::Result<()> {
    let values = COMPONENTS.map(|name| result.map_or(FAILURE, |assessment| component(assessment, name)));
    // As there, without the time to decode.
    let time = result.map_or(0.0, |assessment| assessment.timings.total - assessment.timings.decode);
    let fields = [0, 1].into_iter().flat_map(|which| values.map(|value| number(value[which])));
    let mut writer = WriterBuilder::new().delimiter(b';').from_writer(out);
    writer.write_field(file)?;
    writer.write_record(fields.chain([number(time.trunc())]).map(String::into_bytes))?;
    writer.flush()
}

/// Raw value and scalar.
fn component(assessment: &Assessment, name: &str) -> [f64; 2] {
    if name == UNIFIED {
        return [assessment.score, assessment.percentile.map_or(FAILURE[1], f64::round)];
    }
    let mut measurements = assessment.checks.iter().map(|found| found.measurement);
    let found = measurements.find(|measurement| measurement.check.row().column == name);
    found.map_or(FAILURE, |measurement| [measurement.value, measurement.quality])
}

/// Whole numbers without a point, others with six digits behind it.
fn number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.6}") }
}
