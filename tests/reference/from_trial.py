#!/usr/bin/env python3
"""Makes www/models/default.safetensors and the files of tests/fixtures/oracle from the trial's data.

    python3 tests/reference/from_trial.py DATA

DATA holds trial-model.safetensors, renders/ and oracle/ (not part of this repository: the files below are what it
became). Tensors are copied bit by bit; only the metadata is written anew, and the last block of the oracle's uncut
checkpoint is cut to its norm1 and its query and key rows. Standard library only.
"""
import json
import shutil
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def read(path):
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    body = data[8 + length :]
    return {k: (v["dtype"], v["shape"], body[slice(*v["data_offsets"])]) for k, v in header.items()}


def write(path, tensors, metadata):
    header, at = {"__metadata__": metadata}, 0
    for key, (dtype, shape, data) in tensors.items():
        header[key] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + len(data)]}
        at += len(data)
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(t[2] for t in tensors.values()))


def cut(tensors, depth):
    """Keeps what quality needs: of the last block, norm1 and the first two thirds of qkv."""
    last = f"blocks.{depth - 1}."
    kept = {}
    for key, (dtype, shape, data) in sorted(tensors.items()):
        if key.startswith(last) and key == last + "attn.qkv.weight":
            rows = 2 * shape[0] // 3
            kept[key] = (dtype, [rows, shape[1]], data[: len(data) * 2 // 3])
        elif key.startswith(last + "norm1.") or (
            key.startswith(("patch_embed.", "pos_embed", "blocks.")) and not key.startswith(last)
        ):
            kept[key] = (dtype, shape, data)
    return kept


def map_range(scores):
    """1st and 99th percentile of all patches of the renders: outliers do not stretch the colours."""
    values = sorted(v for r in scores["results"] for v in r["patch_map"])
    return [round(values[len(values) * p // 100], 3) for p in (1, 99)]


def main(data):
    renders = json.loads((data / "renders" / "scores.json").read_text())
    write(
        ROOT / "www/models/default.safetensors",
        read(data / "trial-model.safetensors"),
        {
            "format": "attn-fiqa",
            "version": "1",
            "name": "rendered-faces-trial",
            "licence": "CC0-1.0",
            "heads": "3",
            "depth": "4",
            "mlp_ratio": "4",
            "color": "rgb",
            "map_range": json.dumps(map_range(renders)),
            "provenance": "a trial, trained only on faces rendered from the CC0 MakeHuman head; attention-supervised; "
            "not calibrated, not for production",
        },
    )
    oracle = ROOT / "tests/fixtures/oracle"
    write(
        oracle / "model.safetensors",
        cut(read(data / "oracle/tiny_random.safetensors"), depth=3),
        {
            "format": "attn-fiqa",
            "version": "1",
            "name": "oracle",
            "licence": "CC0-1.0",
            "heads": "4",
            "depth": "3",
            "mlp_ratio": "2",
            "color": "rgb",
            "provenance": "random weights",
        },
    )
    for i in range(4):
        shutil.copy(data / f"oracle/input{i}.png", oracle)
    expected = json.loads((data / "oracle/oracle.json").read_text())["results"]
    (oracle / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    fixtures = ROOT / "tests/fixtures/renders"
    fixtures.mkdir(parents=True, exist_ok=True)
    for result in renders["results"]:
        shutil.copy(data / "renders" / result["file"], fixtures)
    (fixtures / "expected.json").write_text(json.dumps(renders["results"], indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
