//! Raw value → quality, as OFIQ maps it.

use attn_fiqa::capture::Check;

/// Rows of OFIQ 1.0.3's conformance results (MIT): component, raw value, scalar quality.
const OFIQ: [(Check, f64, f64); 20] = [
    (Check::LuminanceMean, 0.296285, 87.0),
    (Check::LuminanceVariance, 0.014954, 100.0),
    (Check::UnderExposure, 0.049163, 100.0),
    (Check::OverExposure, 0.0, 100.0),
    (Check::DynamicRange, 6.910499, 86.0),
    (Check::IlluminationUniformity, 0.141003, 56.0),
    (Check::NaturalColour, 0.516643, 97.0),
    (Check::InterEyeDistance, 493.556527, 100.0),
    (Check::HeadSize, 0.224851, 2.0),
    (Check::CropLeft, 3.428939, 100.0),
    (Check::CropRight, 3.698472, 100.0),
    (Check::MarginAbove, 2.426863, 100.0),
    (Check::MarginBelow, 2.022937, 90.0),
    (Check::Yaw, -3.703697, 100.0),
    (Check::Pitch, 8.573003, 98.0),
    (Check::Roll, 16.291553, 92.0),
    (Check::SingleFace, 0.0, 100.0),
    (Check::EyesOpen, 0.060311, 98.0),
    (Check::MouthClosed, 0.002466, 96.0),
    (Check::LuminanceMean, 0.322942, 92.0),
];

#[test]
fn the_mappings_are_ofiqs() {
    for (check, raw, scalar) in OFIQ {
        assert_close(check, raw, scalar);
    }
}

#[test]
#[ignore = "needs OFIQ's table of expected results: name the file in OFIQ_RESULTS"]
fn the_mappings_agree_with_all_of_ofiqs_results() {
    let path = std::env::var_os("OFIQ_RESULTS").expect("OFIQ_RESULTS names the file");
    let text = std::fs::read_to_string(path).expect("OFIQ's table");
    let mut lines = text.lines().map(|line| line.split(';').collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    let column = |name: &str| header.iter().position(|field| *field == name).expect("a component");
    let mut compared = 0;
    for line in lines {
        for check in Check::ALL {
            let name = check.row().column;
            if !header.contains(&name) {
                continue; // ours
            }
            let number = |name: &str| line[column(name)].parse::<f64>().expect("a number");
            assert_close(check, number(name), number(&format!("{name}.scalar")));
            compared += 1;
        }
    }
    assert_eq!(compared, 28 * 19);
}

/// OFIQ's own rule: a whole number, at most 1 off.
fn assert_close(check: Check, raw: f64, scalar: f64) {
    let quality = check.quality(raw);
    assert_eq!(quality.fract(), 0.0);
    assert!((quality - scalar).abs() <= 1.0, "{}: {raw} gives {quality}, OFIQ {scalar}", check.id());
}
