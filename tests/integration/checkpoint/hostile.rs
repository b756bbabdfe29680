//! What attackers, damaged disks and broken downloads make of a checkpoint: an error, never more.

use attn_fiqa::checkpoint::{Architecture, Checkpoint};

use super::archive::{DICT, archive, tensor, text, zip};
use super::{fixture, open, refused};

fn bytes_refused(bytes: &[u8], names: &str) {
    refused(Checkpoint::from_bytes(bytes.to_vec()), names);
}

#[test]
fn other_files_are_refused_with_a_hint() {
    refused(Checkpoint::open(&fixture("legacy.pt")), "torch.save(model.state_dict(), …)");
    refused(Checkpoint::open(&fixture("torchscript.pt")), "TorchScript");
    refused(Checkpoint::open(&fixture("missing.pt")), "cannot be read");
    bytes_refused(b"", "no whole safetensors file");
    bytes_refused(b"<!doctype html><title>404</title>", "a web page");
    bytes_refused(b"version https://git-lfs.github.com/spec/v1", "git-lfs");
    bytes_refused(b"PK\x03\x04 and then nothing", "zip archive");
}

#[test]
fn cut_files_are_refused() {
    for name in ["plain.pt", "plain.safetensors"] {
        let bytes = std::fs::read(fixture(name)).expect("a fixture");
        for length in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
            refused(Checkpoint::from_bytes(bytes[..length].to_vec()), "not a usable checkpoint");
        }
    }
}

#[test]
fn damaged_bytes_never_panic() {
    let bytes = std::fs::read(fixture("training.pt")).expect("a fixture");
    // The pickle, at the file's start, and the directory, at its end.
    for at in (0..5700).chain(bytes.len() - 4000..bytes.len()) {
        for flip in [0x01, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] ^= flip;
            if let Ok(checkpoint) = Checkpoint::from_bytes(damaged) {
                let _ = Architecture::infer(&checkpoint, Some(2));
                let keys: Vec<_> = checkpoint.tensors().map(|(key, _)| key.to_owned()).take(3).collect();
                keys.iter().for_each(|key| drop(checkpoint.values(key)));
            }
        }
    }
}

#[test]
fn values_that_are_not_weights_are_refused() {
    let checkpoint = open("plain.pt");
    refused(checkpoint.values("feature.1.num_batches_tracked"), "feature.1.num_batches_tracked is stored as");
    refused(checkpoint.values("nothing"), "nothing is missing");
    for poison in [f32::NAN, f32::INFINITY] {
        let storage = [1.0, 2.0, poison].map(f32::to_le_bytes).concat();
        let pickle = [DICT, &text("w"), &tensor("FloatStorage", 3, 0, &[3], &[1]), b"s."].concat();
        let checkpoint = Checkpoint::from_bytes(archive(&pickle, &[("0", &storage)])).expect("a good file");
        refused(checkpoint.values("w"), &format!("w holds {poison} at index 2"));
    }
}

#[test]
fn claims_beyond_the_storage_are_refused() {
    let one = |kind: &str, offset, shape: &[i64], strides: &[i64]| {
        let pickle = [DICT, &text("w"), &tensor(kind, 1 << 40, offset, shape, strides), b"s."].concat();
        Checkpoint::from_bytes(archive(&pickle, &[("0", &[0; 16])]))
    };
    assert_eq!(one("FloatStorage", 2, &[2], &[1]).and_then(|good| good.values("w")), Ok(vec![0.0; 2]));
    assert_eq!(one("FloatStorage", 0, &[0, 1 << 60], &[0, 0]).and_then(|empty| empty.values("w")), Ok(vec![]));
    for (offset, shape, strides) in [
        (0, &[1 << 60][..], &[0][..]),
        (0, &[5], &[1]),
        (3, &[2], &[1]),
        (0, &[2], &[i64::MAX]),
        (0, &[1 << 62, 1 << 62], &[0, 0]),
        (1 << 62, &[1], &[1]),
    ] {
        refused(one("FloatStorage", offset, shape, strides), "w claims shape");
    }
    refused(one("DoubleStorage", 0, &[3], &[1]), "w claims shape");
    refused(one("FloatStorage", -1, &[1], &[1]), "w is no tensor that makes sense");
    refused(one("FloatStorage", 0, &[-1], &[1]), "w is no tensor that makes sense");
    refused(one("FloatStorage", 0, &[1; 9], &[1; 9]), "w is no tensor that makes sense");
    refused(one("FloatStorage", 0, &[1, 1], &[1]), "w has 2 dimensions and 1 strides");
    let lost = [DICT, &text("w"), &tensor("FloatStorage", 1, 0, &[1], &[1]), b"s."].concat();
    bytes_refused(&archive(&lost, &[]), "data/0 is not in the archive");
}

#[test]
fn pickles_run_nothing() {
    for (call, names) in [
        (&b"cos\nsystem\n(X\x04\x00\x00\x00exittR."[..], "os.system"),
        (b"cposix\nsystem\n(X\x04\x00\x00\x00exittR.", "posix.system"),
        (b"c__builtin__\neval\n(X\x01\x00\x00\x001tR.", "__builtin__.eval"),
        (b"X\x02\x00\x00\x00osX\x06\x00\x00\x00system\x93)R.", "os.system"),
        (b"ctorch\nload\n)R.", "torch.load"),
        (b"ctorch.hub\nload\n)\x81.", "torch.hub.load"),
        (b"c\x1b[2Jos\nsystem\n.", "\\u{1b}[2Jos.system"),
        (b"(X\x04\x00\x00\x00exitios\nsystem\n.", "opcode 0x69"),
        (b"(cos\nsystem\no.", "os.system"),
        (b"X\x01\x00\x00\x00x)R.", "calls what is no function"),
        (b"\x82\x01.", "opcode 0x82"),
    ] {
        bytes_refused(&archive(&[b"\x80\x02", call].concat(), &[]), names);
    }
}

#[test]
fn damaged_pickles_are_refused() {
    for (pickle, names) in [
        (&b""[..], "cut short"),
        (b".", "stack is empty"),
        (b"\x80\x09.", "protocol 9"),
        (b"h\x05.", "recalls"),
        (b"t.", "mark"),
        (b"(K\x01K\x02}(K\x01u.", "no value"),
        (b"K\x01K\x02a.", "puts items"),
        (b"(0.", "stack is empty"),
        (b"X\xff\xff\xff\xffabc.", "cut short"),
        (b"\x8d\xff\xff\xff\xff\xff\xff\xff\xffabc.", "cut short"),
        (b"ctorch._utils\n_rebuild_tensor_v2\n)R.", "wrong parts"),
        (b"K\x01Q.", "storage is no tuple"),
        (b"K\x01.", "holds no dict"),
        (b"}.", "holds no tensors"),
    ] {
        bytes_refused(&archive(pickle, &[]), names);
    }
}

#[test]
fn deep_and_circular_pickles_end() {
    let deep = [&b"K\x01"[..], &b"\x85".repeat(900_000), b"."].concat();
    bytes_refused(&archive(&deep, &[]), "holds no dict");
    bytes_refused(&archive(&b"]".repeat(1 << 21), &[]), "more than 1048576 values");
    bytes_refused(&archive(&b"(".repeat(1 << 21), &[]), "more than 1048576 values");
    bytes_refused(&archive(&b"N".repeat(1 << 21), &[]), "more than 1048576 values");
    bytes_refused(&archive(b"]q\x00h\x00a.", &[]), "holds no dict");
    bytes_refused(&archive(&[DICT, b"q\x00", &text("state_dict"), b"h\x00s."].concat(), &[]), "holds no tensors");
    // Each tuple holds the one before it twice: walking them all would never end.
    let doubled = [&b"K\x01"[..], &b"2\x86".repeat(100_000), b"."].concat();
    bytes_refused(&archive(&doubled, &[]), "holds no dict");
}

#[test]
fn one_key_twice_is_refused() {
    let one = tensor("FloatStorage", 1, 0, &[1], &[1]);
    let twice = [DICT, &text("w"), &one, b"s", &text("w"), &one, b"s."].concat();
    bytes_refused(&archive(&twice, &[("0", &[0; 4])]), "w is there twice");
    let long = [DICT, &text(&"k".repeat(1000)), &one, b"s."].concat();
    bytes_refused(&archive(&long, &[("0", &[0; 4])]), "longer name");
    let one = r#""w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#;
    let header = format!("{{{one},{one}}}");
    let file = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &[0; 4]].concat();
    bytes_refused(&file, "w is there twice");
}

#[test]
fn archives_that_torch_never_writes_are_refused() {
    let good = archive(b"}.", &[("0", &[0; 4])]);
    // The method is two bytes, at 8 in a local header and at 10 in a central one; 8 is deflate.
    let mut deflated = good.clone();
    let central = deflated.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("a directory");
    (deflated[8], deflated[central + 10]) = (8, 8);
    bytes_refused(&deflated, "compressed");
    let big_endian = zip(&[("x/data.pkl", b"}."), ("x/byteorder", b"big")]);
    bytes_refused(&big_endian, "little-endian");
    bytes_refused(&zip(&[("x/y", b"")]), "without data.pkl");
    // The writer refuses a second entry of the same name: one is renamed afterwards.
    let mut twice = zip(&[("x/data.pkl", b"}."), ("x/data.pk_", b"}.")]);
    twice.iter_mut().filter(|byte| **byte == b'_').for_each(|byte| *byte = b'l');
    bytes_refused(&twice, "twice");
    bytes_refused(&zip(&[("x/data.pkl", b"}."), ("y/data.pkl", b"}.")]), "more than one data.pkl");
    bytes_refused(&archive(&vec![b'N'; (16 << 20) + 1], &[]), "data.pkl has 16777217 bytes");
}

#[test]
fn lying_safetensors_headers_are_refused() {
    let file = |header: &str| [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &[0; 4]].concat();
    for header in [
        r#"{"w":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,4]}}"#,
        r#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775808]}}"#,
        r#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
        r#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
        "{ ",
    ] {
        bytes_refused(&file(header), "no safetensors header");
    }
    for length in [u64::MAX, 1 << 63, 1 << 40] {
        bytes_refused(&[&length.to_le_bytes()[..], b"{}"].concat(), "no safetensors file");
    }
    bytes_refused(
        &file(r#"{"__metadata__":{"format":"attn-fiqa"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#),
        "a model file already",
    );
}
