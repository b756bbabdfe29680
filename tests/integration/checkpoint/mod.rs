//! Checkpoints: every way PyTorch writes one gives the same numbers, and nothing hostile gives more than an error.

mod archive;
mod hostile;

use std::collections::BTreeMap;
use std::path::PathBuf;

use archive::{DICT, tensor, tensors, text, zip};
use attn_fiqa::Error;
use attn_fiqa::checkpoint::{Architecture, Checkpoint, slot_values};
use attn_fiqa::model::layout;
use attn_fiqa::vit::VitConfig;
use safetensors::{Dtype, SafeTensors};

use crate::common::{self, assert_refused};

const CONFIG: VitConfig = VitConfig { embed_dim: 8, depth: 2, num_heads: 2, mlp_ratio: 2 };

fn fixture(name: &str) -> PathBuf {
    common::fixture("checkpoints").join(name)
}

fn open(name: &str) -> Checkpoint {
    Checkpoint::open(&fixture(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The values by key, by an independent reader.
fn truth() -> BTreeMap<String, Vec<f32>> {
    let bytes = std::fs::read(fixture("plain.safetensors")).expect("a fixture");
    let file = SafeTensors::deserialize(&bytes).expect("a good file");
    let floats = file.iter().filter(|(_, view)| view.dtype() == Dtype::F32);
    floats
        .map(|(key, view)| (key.into(), view.data().as_chunks().0.iter().map(|&b| f32::from_le_bytes(b)).collect()))
        .collect()
}

fn refused<T>(result: Result<T, Error>, names: &str) {
    assert_refused(result, "checkpoint-format", names);
}

#[test]
fn every_way_of_saving_gives_the_same_bits() {
    let truth = truth();
    for name in [
        "plain.safetensors",
        "plain.pt",
        "state_dict.pt",
        "model.pt",
        "module.pt",
        "protocol4.pt",
        "double.pt",
        "views.pt",
        "training.pt",
    ] {
        let checkpoint = open(name);
        assert_eq!(checkpoint.tensors().count(), truth.len() + 2, "{name}");
        for (key, expected) in &truth {
            assert_eq!(&checkpoint.values(key).expect(name), expected, "{name}: {key}");
        }
    }
}

/// Entries that PyTorch writes since 2.1.
#[test]
fn newer_archives_are_read() {
    let pickle = [DICT, &text("w"), &tensor("FloatStorage", 1, 0, &[1], &[1]), b"s."].concat();
    let checkpoint = Checkpoint::from_bytes(zip(&[
        ("x/data.pkl", &pickle),
        ("x/.format_version", b"1"),
        ("x/.storage_alignment", b"64"),
        ("x/byteorder", b"little"),
        ("x/data/0", &1.5_f32.to_le_bytes()),
        ("x/version", b"3\n"),
        ("x/.data/serialization_id", b"0636457737946401051300000027264370494161"),
    ]));
    assert_eq!(checkpoint.and_then(|checkpoint| checkpoint.values("w")), Ok(vec![1.5]));
}

#[test]
fn half_precision_is_read_as_it_rounds() {
    // Half an ulp of 11 and of 8 bits.
    for (name, precision) in [("half.pt", 1.0 / 2048.0), ("bfloat16.pt", 1.0 / 256.0)] {
        let checkpoint = open(name);
        for (key, expected) in truth() {
            for (value, expected) in checkpoint.values(&key).expect(name).iter().zip(expected) {
                assert!(
                    (value - expected).abs() <= precision * expected.abs() + 1e-7,
                    "{name}: {key}: {value}, {expected}"
                );
            }
        }
    }
}

#[test]
fn sizes_follow_from_shapes_and_every_tensor_is_accounted_for() {
    for name in ["plain.safetensors", "plain.pt", "views.pt", "training.pt"] {
        let checkpoint = open(name);
        let Architecture { config, kept, dropped, dropped_tensors } =
            Architecture::infer(&checkpoint, Some(2)).expect(name);
        assert_eq!(config, CONFIG);
        assert_eq!(kept, layout(CONFIG).iter().map(|slot| slot.count()).sum::<usize>());
        let total: usize = checkpoint.tensors().map(|(_, shape)| shape.iter().product::<usize>()).sum();
        assert_eq!(kept + dropped, total);
        // The last block's proj, norm2, fc1 and fc2; the final norm; the head's two linear layers and two norms of five.
        assert_eq!(dropped_tensors, 4 * 2 + 2 + 2 + 2 * 5);
    }
}

#[test]
fn slots_are_cut_by_their_keys() {
    let (checkpoint, truth) = (open("module.pt"), truth());
    for slot in layout(CONFIG) {
        let values = slot_values(&checkpoint, &slot).expect("a slot");
        assert_eq!(values, truth[&slot.key][..slot.count()], "{}", slot.key);
    }
    assert_eq!(truth["blocks.1.attn.qkv.weight"].len(), 3 * 8 * 8);
}

#[test]
fn heads_are_required_because_no_shape_tells_them() {
    refused(Architecture::infer(&open("plain.pt"), None), "--heads N is required");
    refused(Architecture::infer(&open("plain.pt"), Some(3)), "3 heads do not divide");
    refused(Architecture::infer(&open("plain.pt"), Some(0)), "0 heads");
}

/// The fixture's tensors, changed, as a checkpoint.
fn changed(change: impl FnOnce(&mut BTreeMap<String, Vec<usize>>)) -> Checkpoint {
    let plain = open("plain.pt");
    let mut shapes = plain.tensors().map(|(key, shape)| (key.to_owned(), shape.to_vec())).collect();
    change(&mut shapes);
    Checkpoint::from_bytes(tensors(&shapes)).expect("a good file")
}

#[test]
fn every_tensor_is_needed_or_known_to_be_surplus() {
    let infer = |change: fn(&mut BTreeMap<String, Vec<usize>>)| Architecture::infer(&changed(change), Some(2));
    infer(|_| {}).expect("unchanged");
    infer(|shapes| drop(shapes.insert("mask_token".into(), vec![1, 1, 8]))).expect("surplus");
    infer(|shapes| drop(shapes.remove("norm.weight"))).expect("surplus");
    let bias = |shapes: &mut BTreeMap<_, _>| drop(shapes.insert("blocks.0.attn.qkv.bias".into(), vec![24]));
    refused(infer(bias), "blocks.0.attn.qkv.bias: unknown");
    refused(infer(|shapes| drop(shapes.insert("cls_token".into(), vec![1, 1, 8]))), "cls_token: unknown");
    refused(infer(|shapes| drop(shapes.insert("blocks.x.norm1.weight".into(), vec![8]))), "blocks.x.norm1.weight");
    refused(infer(|shapes| drop(shapes.remove("blocks.0.norm2.bias"))), "blocks.0.norm2.bias is missing");
    refused(infer(|shapes| drop(shapes.remove("patch_embed.proj.weight"))), "is it a Vision Transformer?");
    refused(
        infer(|shapes| drop(shapes.insert("pos_embed".into(), vec![1, 197, 8]))),
        "pos_embed has shape [1, 197, 8], expected [1, 196, 8]: only networks of 14×14 patches",
    );
    refused(
        infer(|shapes| drop(shapes.insert("blocks.1.attn.qkv.weight".into(), vec![16, 8]))),
        "blocks.1.attn.qkv.weight has shape [16, 8], expected [24, 8]",
    );
    refused(infer(|shapes| drop(shapes.insert("blocks.0.mlp.fc1.weight".into(), vec![15, 8]))), "15 rows");
    refused(infer(|shapes| drop(shapes.insert("blocks.99999999.x".into(), vec![1]))), "depth is 100000000");
}

/// The small network's keys behind each of these prefixes, among others.
fn networks(prefixes: &[&str], others: &[&str]) -> Vec<u8> {
    let plain = open("plain.pt");
    let of = |prefix: &str| {
        plain.tensors().map(move |(key, shape)| (format!("{prefix}{key}"), shape.to_vec())).collect::<Vec<_>>()
    };
    let others = others.iter().map(|&key| (key.to_owned(), vec![1]));
    tensors(&prefixes.iter().flat_map(|prefix| of(prefix)).chain(others).collect())
}

#[test]
fn the_network_is_found_behind_every_prefix_and_beside_other_tensors() {
    let plain = open("plain.pt");
    let expected: Vec<_> = plain.tensors().collect();
    for (prefix, name) in [
        ("", "."),
        ("module.", "module"),
        ("_orig_mod.", "_orig_mod"),
        ("net.module.net.", "net.module.net"),
        ("model.backbone.encoder.student.", "model.backbone.encoder.student"),
        ("a name of one's own.", "a name of one's own"),
    ] {
        let others = ["n_averaged", "head.kernel", "optimizer.x"];
        let others = if prefix.is_empty() { &[] } else { &others[..] };
        let checkpoint = Checkpoint::from_bytes(networks(&[prefix], others)).expect(prefix);
        assert_eq!(checkpoint.tensors().collect::<Vec<_>>(), expected, "{prefix}");
        assert_eq!((checkpoint.network(), checkpoint.others()), (name, others.len()));
        Architecture::infer(&checkpoint, Some(2)).expect("complete");
    }
}

#[test]
fn of_several_networks_none_is_taken_silently() {
    let file = networks(&["model.", "model_ema.", "x.teacher."], &["epoch"]);
    refused(
        Checkpoint::from_bytes(file.clone()),
        "it holds 3 networks: choose one with --key: model, model_ema, x.teacher",
    );
    let path = crate::common::command::scratch("networks").join("several.pt");
    std::fs::write(&path, file).expect("written");
    let named = |name: &str| Checkpoint::open_network(&path, Some(name));
    for (name, full) in
        [("model", "model"), ("model_ema", "model_ema"), ("teacher", "x.teacher"), ("x.teacher", "x.teacher")]
    {
        let checkpoint = named(name).expect(name);
        assert_eq!(checkpoint.network(), full);
        Architecture::infer(&checkpoint, Some(2)).expect("complete");
    }
    refused(named("ema"), "it holds no network ema, but: model, model_ema, x.teacher");
    refused(named("."), "it holds no network ., but: model");
    assert_eq!(Checkpoint::open_network(&fixture("plain.pt"), Some(".")).expect("at the top").network(), ".");
}

#[test]
fn what_is_no_network_is_listed() {
    let other = tensors(&["conv1.weight", "fc.bias"].map(|key| (key.to_owned(), vec![1])).into_iter().collect());
    let infer = Checkpoint::from_bytes(other).and_then(|checkpoint| Architecture::infer(&checkpoint, Some(2)));
    refused(infer, "is it a Vision Transformer? It holds conv1.weight, fc.bias");
}
