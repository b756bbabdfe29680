#!/usr/bin/env python3
"""Scores the faces of tests/fixtures/renders with www/models/default.safetensors in double precision, explicit N x N form,
and writes tests/fixtures/renders/expected.json. To be run whenever the default model changes; needs NumPy and Pillow.

    python3 tests/reference/renders.py
"""
import json
from pathlib import Path

import network
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
TYPES = {"F32": np.float32, "F16": np.float16}


def read(path):
    """A model file's tensors as double-precision arrays, and its metadata."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    metadata = header.pop("__metadata__")
    body = data[start:]

    def array(entry):
        values = np.frombuffer(body[slice(*entry["data_offsets"])], TYPES[entry["dtype"]])
        return values.reshape(entry["shape"]).astype(np.float64)

    return {key: array(entry) for key, entry in header.items()}, metadata


def main():
    weights, metadata = read(ROOT / "www/models/default.safetensors")
    folder = ROOT / "tests/fixtures/renders"
    results = []
    for path in sorted(folder.glob("*.png")):
        values = network.patch_map(weights, int(metadata["depth"]), int(metadata["heads"]), np.asarray(Image.open(path)))
        results.append({"file": path.name, "score": values.mean(), "patch_map": values.tolist()})
    (folder / "expected.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
