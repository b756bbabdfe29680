//! A photo of any bytes is pixels or an error: never a panic, no memory that only a header claims, and always the same
//! pixels. libFuzzer's panic hook ends the run also where `decode` would make an error of a decoder's panic.
#![no_main]

use attn_fiqa::decode::{MAX_PIXELS, decode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    match decode(file) {
        Ok(photo) => {
            let pixels = u64::from(photo.width()) * u64::from(photo.height());
            assert!((1..=MAX_PIXELS).contains(&pixels));
            assert_eq!(photo.as_raw().len() as u64, 3 * pixels);
        }
        Err(error) => assert!(!error.to_string().contains(['\n', '\r']), "{error:?}"),
    }
});
