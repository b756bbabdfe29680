//! The sentences to the person in the photo: pages translate them by the keys of `www/lib/locales/en.js`, so both are the
//! same.

use std::collections::BTreeMap;

use attn_fiqa::capture::{Advice, Check, DEVIATIONS, Limits, Measurement, Region, Seen, Sentence, Sentences, advise};

type Texts = BTreeMap<String, String>;

/// What `en.js` says of reasons.
fn translated() -> Texts {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/www/lib/locales/en.js");
    let module = std::fs::read_to_string(path).expect("the English words");
    let (_, object) = module.split_once("export default").expect("an export");
    // JSON, but for comments and the last comma.
    let lines: String = object.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let json = lines.trim_end_matches("};").trim_end_matches(',').to_string() + "}";
    let all: Texts = serde_json::from_str(&json).expect("strings by key");
    all.into_iter().filter(|(key, _)| key.starts_with("reason.")).collect()
}

fn key(id: &str, variant: Option<&str>) -> String {
    ["reason", id].into_iter().chain(variant).collect::<Vec<_>>().join(".")
}

fn both(sentences: Sentences) -> Vec<Sentence> {
    match sentences {
        Sentences::One(_) => vec![sentences.about(0.0)],
        Sentences::Two { middle, .. } => vec![sentences.about(middle - 1.0), sentences.about(middle + 1.0)],
    }
}

#[test]
fn the_words_of_pages_are_the_sentences_of_reasons() {
    let of_checks = Check::ALL.into_iter().flat_map(|check| {
        let sentences = both(check.row().sentences).into_iter();
        sentences.map(move |Sentence { variant, text }| (key(check.id(), variant), text.to_string()))
    });
    let of_regions = Region::ALL.into_iter().map(|region| (key(region.id(), None), region.sentence().to_string()));
    assert_eq!(of_checks.chain(of_regions).collect::<Texts>(), translated());
}

#[test]
fn advice_has_the_value_and_the_side_that_it_falls_short_on() {
    let limits = Limits::default();
    let unseen = Seen { patch_map: &[0.0; 196], reference: None, poor: false, good: false };
    let advice = |check: Check, value| {
        let measurement = Measurement { check, value, quality: 0.0, approximate: false };
        advise(&[measurement], &limits, unseen).swap_remove(0)
    };
    let Advice { variant, value, unit, text, .. } = advice(Check::Pitch, -50.0);
    assert_eq!((variant, value, unit), (Some("down"), -50.0, "°"));
    assert!(text.contains("raise"), "{text}");
    let Advice { variant, text, .. } = advice(Check::Pitch, 50.0);
    assert!(variant == Some("up") && text.contains("lower"), "{text}");
    let Advice { variant, value, unit, .. } = advice(Check::InterEyeDistance, 20.0);
    assert_eq!((variant, value, unit), (None, 20.0, "px"));
    let reference = [[0.0, 0.5]; 196];
    let region = &advise(&[], &limits, Seen { patch_map: &[-2.0; 196], reference: Some(&reference), ..unseen })[0];
    assert_eq!((region.variant, region.value, region.unit), (None, 4.0, DEVIATIONS));
}
