#!/usr/bin/env python3
"""Makes the files of tests/fixtures/oracle from what the reference implementation computed.

    python3 tests/reference/oracle.py DATA

DATA holds oracle/, which is not part of this repository. Tensors are copied bit by bit; only
the metadata is written anew, and the last block of the uncut checkpoint is cut to its norm1 and its query and key rows.
Standard library only.
"""
import json
import shutil
import sys
from pathlib import Path

from tensor_file import read, write

ROOT = Path(__file__).resolve().parents[2]


METADATA = dict(format="attn-fiqa", version="1", name="oracle", licence="CC0-1.0", heads="4", depth="3", mlp_ratio="2",
                color="rgb", provenance="random weights")


def cut(tensors, depth):
    """Keeps what quality needs: of the last block, norm1 and the first two thirds of qkv."""
    last = f"blocks.{depth - 1}."
    kept = {}
    for key, (dtype, shape, data) in sorted(tensors.items()):
        if key == last + "attn.qkv.weight":
            kept[key] = dtype, [2 * shape[0] // 3, shape[1]], data[: len(data) * 2 // 3]
        elif key.startswith((last + "norm1.", "patch_embed.", "pos_embed")) or (
            key.startswith("blocks.") and not key.startswith(last)
        ):
            kept[key] = dtype, shape, data
    return kept


def main(data):
    oracle = ROOT / "tests/fixtures/oracle"
    tensors, _ = read(data / "oracle/tiny_random.safetensors")
    write(oracle / "model.safetensors", cut(tensors, depth=3), METADATA)
    for i in range(4):
        shutil.copy(data / f"oracle/input{i}.png", oracle)
    expected = json.loads((data / "oracle/oracle.json").read_text())["results"]
    (oracle / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
