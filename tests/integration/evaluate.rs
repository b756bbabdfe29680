//! `attn-fiqa evaluate`, as a user calls it.

use std::path::{Path, PathBuf};
use std::process::Output;

use crate::common::command::{assert_ends_with_two, attn_fiqa, printed, scratch, stderr, stdout};

/// Two errors among four mated pairs at an FMR of 0.25: the threshold is 0.3, and c is the poorest image.
const SCORES: &str = "image,score\na,0.9\nb,0.8\nc,-0.1\nd,0.5\n";
const PAIRS: &str = "image_a,image_b,mated,similarity\n\
    a,b,1,0.8\na,d,1,0.7\nc,a,1,0.2\nb,c,1,0.1\na,b,0,0.0\na,d,0,0.3\nd,b,0,0.1\nb,a,0,-0.2\n";

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("written");
    path
}

/// Calls the verb on these two files, with a curve and a plot.
fn evaluate(words: &str, folder: &Path, scores: &str, pairs: &str) -> Output {
    let (scores, pairs) = (write(folder, "scores.csv", scores), write(folder, "pairs.csv", pairs));
    let [curve, plot] = ["curve.csv", "plot.svg"].map(|name| folder.join(name));
    let files = [("--scores", scores), ("--pairs", pairs), ("--curve", curve), ("--plot", plot)];
    attn_fiqa(&format!("evaluate {words}"), &files.map(|(option, path)| [option.into(), path]).concat())
}

/// What it prints, and the plot; it has to succeed.
#[track_caller]
fn evaluated(words: &str, folder: &Path, scores: &str, pairs: &str) -> (String, String) {
    let output = evaluate(words, folder, scores, pairs);
    assert!(output.status.success(), "{}", stderr(&output));
    let svg = std::fs::read_to_string(folder.join("plot.svg")).expect("written");
    assert_is_xml(&svg);
    (stdout(&output), svg)
}

#[test]
fn a_curve_is_measured_written_and_drawn() {
    let folder = scratch("evaluated");
    let (text, svg) = evaluated("--fmr 0.25", &folder, SCORES, PAIRS);
    for line in [
        "definition  ISO style (iso): threshold fixed at 0 % discard",
        "mated       4 pairs",
        "non-mated   4 pairs",
        "FMR         0.25 asked for, 0.250000 reached at 0 % discard",
        "threshold   0.300000 (similarity, at every discard)",
        "FNMR        0.500000 at 0 % discard",
        // 0.5 · 0.3; 0.5²/2 − 0.2²/2
        "pAUC        0.150000 up to a discard fraction of 0.3",
        "best        0.105000 under the theoretical best",
        "above best  0.045000",
        // Without the two pairs of c there is no error: 0.5 · 0.5
        "AUC         0.250000 up to a discard fraction of 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{text} lacks {line:?}");
    }
    // Pair qualities: c twice −0.1, a and d 0.5, a and b 0.8.
    let points = std::fs::read_to_string(folder.join("curve.csv")).expect("written");
    assert_eq!(points, "discard_fraction,error\n0,0.5\n0.5,0\n0.75,0\n1,0\n");
    for part in ["ISO style (iso)", "FMR 0.25", "scores.csv", "limit 0.3", "Discard fraction", "FNMR"] {
        assert!(svg.contains(part), "{part}");
    }
    let files = std::fs::read_dir(&folder).expect("a folder").count();
    assert_eq!(files, 4, "the two files read and the two written, nothing half-written");
}

#[test]
fn columns_in_any_order_with_any_line_ending() {
    let folder = scratch("columns");
    let (expected, _) = evaluated("", &folder, SCORES, PAIRS);
    let scores = "file,score,percentile\r\na,0.9,\r\nb,0.8,\r\nc,-0.1,\r\nd,0.5,\r\n";
    let swapped = |line: &str| match line.split(',').collect::<Vec<_>>()[..] {
        [a, b, mated, similarity] => format!("{similarity},x,{mated},{b},{a}\r\n"),
        _ => panic!("four columns"),
    };
    let pairs: String = PAIRS.lines().map(swapped).collect();
    assert_eq!(evaluated("", &folder, scores, &pairs).0, expected);
}

/// Spreadsheets, pandas and R.
#[test]
fn every_kind_of_table_is_read() {
    let folder = scratch("tables");
    let (expected, _) = evaluated("", &folder, SCORES, PAIRS);
    let same = |scores: &[u8], pairs: &[u8], what: &str| {
        let [scores_path, pairs_path] = ["scores.csv", "pairs.csv"].map(|name| folder.join(name));
        std::fs::write(&scores_path, scores).expect("written");
        std::fs::write(&pairs_path, pairs).expect("written");
        let words = ["--scores".into(), scores_path, "--pairs".into(), pairs_path];
        assert_eq!(printed("evaluate", &words), expected, "{what}");
    };
    let german = |text: &str| text.replace(',', ";").replace('.', ",");
    same(german(SCORES).as_bytes(), german(PAIRS).as_bytes(), "semicolons and decimal commas");
    same(SCORES.replace(',', "\t").as_bytes(), PAIRS.replace(',', "\t").as_bytes(), "tabs");
    for (yes, no) in [("True", "False"), ("TRUE", "FALSE"), ("1.0", "0.0"), (" true ", " false ")] {
        let pairs = PAIRS.replace(",1,", &format!(",{yes},")).replace(",0,", &format!(",{no},"));
        same(SCORES.as_bytes(), pairs.as_bytes(), yes);
    }
    let marked = |text: &str| ["\u{feff}", text].concat();
    same(marked(SCORES).as_bytes(), marked(PAIRS).as_bytes(), "a byte order mark");
    let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| marked(text).encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    same(&wide(SCORES, u16::to_le_bytes), &wide(PAIRS, u16::to_le_bytes), "UTF-16LE");
    same(&wide(SCORES, u16::to_be_bytes), &wide(PAIRS, u16::to_be_bytes), "UTF-16BE");
    same(SCORES.as_bytes(), PAIRS.replace("\na,", "\n a ,").as_bytes(), "spaces around names");
    // macOS stores names decomposed.
    same(
        SCORES.replace('a', "\u{e9}").replace("im\u{e9}ge", "image").as_bytes(),
        &decomposed(PAIRS),
        "decomposed names",
    );
}

/// The image `a` named é, in two characters.
fn decomposed(pairs: &str) -> Vec<u8> {
    let name = |field: &str| if field == "a" { "e\u{301}".to_owned() } else { field.to_owned() };
    let line = |line: &str| line.split(',').map(name).collect::<Vec<_>>().join(",") + "\n";
    pairs.lines().map(line).collect::<String>().into_bytes()
}

/// ISO/IEC 19795-1: a comparison that fails matches nobody.
#[test]
fn failed_comparisons_are_non_matches() {
    let folder = scratch("failed");
    for nothing in ["", "nan", "NaN", "-inf", "NA"] {
        let pairs =
            PAIRS.replace("a,b,1,0.8", &format!("a,b,1,{nothing}")).replace("d,b,0,0.1", &format!("d,b,0,{nothing}"));
        let (text, _) = evaluated("--fmr 0.25", &folder, SCORES, &pairs);
        // Three errors of four; the threshold is still 0.3, reached by one of four.
        for part in ["failed      2 comparisons", "FNMR        0.750000", "threshold   0.300000", "0.250000 reached"] {
            assert!(text.contains(part), "{nothing:?}: {text}");
        }
    }
    let pairs = PAIRS.to_owned() + &"a,b,1,0.75\nb,a,0,0.05\n".repeat(40) + "a,b,1,\n";
    let (text, _) = evaluated("--definition cr-fiqa", &folder, SCORES, &pairs);
    assert!(text.contains("failed      1 comparisons"), "{text}");
}

#[test]
fn distances_are_noticed() {
    let folder = scratch("distances");
    let distance = |line: &str| match line.rsplit_once(',').map(|(rest, value)| (rest, value.parse::<f64>())) {
        Some((rest, Ok(similarity))) => format!("{rest},{}\n", 1.0 - similarity),
        _ => format!("{line}\n"),
    };
    let pairs: String = PAIRS.lines().map(distance).collect();
    let output = evaluate("", &folder, SCORES, &pairs);
    assert!(output.status.success() && stderr(&output).contains("likely distances"), "{}", stderr(&output));
    assert_eq!(stderr(&evaluate("", &folder, SCORES, PAIRS)), "");
}

#[test]
fn the_other_definition_says_its_name() {
    let pairs = PAIRS.to_owned() + &"a,b,1,0.75\nb,a,0,0.05\n".repeat(40);
    let (text, svg) = evaluated("--definition cr-fiqa", &scratch("definition"), SCORES, &pairs);
    assert!(text.contains("definition  CR-FIQA style (cr-fiqa)") && text.contains("up to a discard fraction of 0.95"));
    assert!(!text.contains("best"), "{text}");
    assert!(svg.contains("CR-FIQA style (cr-fiqa)"));
}

#[test]
fn names_are_escaped_in_the_picture() {
    let (_, svg) = evaluated("", &scratch("escaped & <quoted>"), SCORES, PAIRS);
    assert!(svg.contains("escaped &amp; &lt;quoted&gt;"), "{svg}");
}

#[test]
fn images_that_could_not_be_scored_are_refused_or_left_out() {
    let folder = scratch("unscored");
    let pairs = PAIRS.to_owned() + "e,a,1,0.1\nb,e,0,0.1\n";
    for nothing in ["", "nan", "NaN"] {
        let scores = format!("{SCORES}e,{nothing}\n");
        for names in ["pairs.csv, line 10: e could not be scored", "--skip-unscored"] {
            assert_ends_with_two(&evaluate("", &folder, &scores, &pairs), names);
        }
        let (text, _) = evaluated("--skip-unscored", &folder, &scores, &pairs);
        assert!(text.contains("skipped     2 pairs") && text.contains("mated       4 pairs"), "{text}");
    }
}

#[test]
fn refusals_name_file_and_line_and_leave_what_was_there() {
    let folder = scratch("refused-evaluation");
    let plot = write(&folder, "plot.svg", "what was there");
    let refused = |words: &str, scores: &str, pairs: &str, names: &str| {
        assert_ends_with_two(&evaluate(words, &folder, scores, pairs), names);
        assert_eq!(std::fs::read(&plot).expect("still there"), b"what was there");
    };
    let missing = PAIRS.to_owned() + "a,nobody,1,0.5\n";
    refused("", SCORES, &missing, "pairs.csv, line 10: nobody is not among the scores");
    refused("", SCORES, &missing.replace('\n', "\r\n"), "pairs.csv, line 10: nobody is not among the scores");
    refused("--skip-unscored", SCORES, &missing, "nobody is not among the scores");
    refused("", &SCORES.replace("0.8", "high"), PAIRS, "scores.csv, line 3: score is \"high\", not a number");
    refused("", &SCORES.replace("0.8", "inf"), PAIRS, "score is inf, not a finite number");
    refused("", SCORES, &PAIRS.replace("0.7", "inf"), "pairs.csv, line 3: similarity is inf, not a finite number");
    refused("", SCORES, &PAIRS.replace("a,d,1", "a,d,yes"), "pairs.csv, line 3: mated is \"yes\", not 0 or 1");
    refused("", &(SCORES.to_owned() + "a,0.9\n"), PAIRS, "scores.csv, line 6: a is there twice");
    refused("", "name,score\na,1\n", PAIRS, "scores.csv has no column `image` or `file`");
    refused("", SCORES, &PAIRS.replace("mated", "same"), "pairs.csv has no column `mated`");
    refused("", SCORES, &(PAIRS.to_owned() + "a,b\n"), "pairs.csv is not such a CSV file");
    refused("", SCORES, "image_a,image_b,mated,similarity\na,b,1,0.5\n", "no non-mated pair");
    refused("--fmr 0", SCORES, PAIRS, "the FMR is 0: it must be above 0 and at most 1");
    refused("--limit 1.5", SCORES, PAIRS, "the limit is 1.5");
    let poor_non_mated = "image_a,image_b,mated,similarity\na,b,1,0.8\nc,a,0,0.1\n";
    refused("--definition cr-fiqa", SCORES, poor_non_mated, "are used up");
    refused("--definition cr-fiqa", SCORES, &PAIRS.replace("0.8", "80"), "cr-fiqa needs cosines");
    refused("--definition roc", SCORES, PAIRS, "possible values: iso, cr-fiqa");
}

/// Every element is closed, every attribute quoted and nothing is left unescaped.
#[track_caller]
fn assert_is_xml(text: &str) {
    let mut open = Vec::new();
    let body = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("a declaration");
    for piece in body.split('<').skip(1) {
        let (tag, between) = piece.split_once('>').expect("a tag's end");
        assert!(!between.contains('>'), "{piece}");
        assert!(tag.matches('"').count() % 2 == 0, "{tag}");
        let entity = |rest: &str| ["amp;", "lt;", "gt;", "quot;"].iter().any(|entity| rest.starts_with(entity));
        assert!(piece.split('&').skip(1).all(entity), "{piece}");
        match (tag.strip_prefix('/'), tag.ends_with('/')) {
            (Some(name), _) => assert_eq!(open.pop(), Some(name), "{piece}"),
            (None, true) => {}
            (None, false) => open.push(tag.split(' ').next().expect("a name")),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}
