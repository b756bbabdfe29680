#!/usr/bin/env python3
"""Scores the faces of tests/fixtures/renders with www/models/default.safetensors in double precision, explicit N x N form,
and writes tests/fixtures/renders/expected.json; draws one of the maps in colours, tests/fixtures/heatmap.bmp, for both
programs that do so. To be run whenever the default model changes; needs NumPy and Pillow.

    python3 tests/reference/renders.py
"""
import json
from pathlib import Path

import network
import numpy as np
from PIL import Image

import tensor_file

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
MODEL = FIXTURES.parents[1] / "www/models/default.safetensors"
TYPES = {"F32": np.float32, "F16": np.float16, "I8": np.int8}
DRAWN = "03-frontal.png"
# OpenCV's COLORMAP_JET: where red rises and falls; green and blue do so a quarter and a half of the map earlier.
RED = [0.375, 0.625, 0.875, 1.125], [0, 255, 255, 0]


def draw(values, low, high):
    """Patch map [196] -> picture of the crop's size in colours: bilinear between the centres of the patches."""
    values = values.reshape(network.GRID, network.GRID)
    places = (np.arange(network.SIDE) + 0.5) / network.PATCH - 0.5
    for _ in range(2):
        values = np.apply_along_axis(lambda row: np.interp(places, np.arange(network.GRID), row), 1, values).T
    values = np.clip((values - low) / (high - low), 0, 1)
    colours = np.stack([np.interp(values + shift, *RED) for shift in (0, 0.25, 0.5)], axis=-1)
    return Image.fromarray(np.rint(colours).astype(np.uint8))


def read_weights(tensors):
    """Tensors of a model file -> double precision. Eight bits come with a scale for each row, by the key and ".scale"."""
    arrays = {key: np.frombuffer(data, TYPES[dtype]).reshape(shape) for key, (dtype, shape, data) in tensors.items()}
    scales = {key.removesuffix(".scale"): arrays.pop(key) for key in list(arrays) if key.endswith(".scale")}
    weights = network.double(arrays)
    for key, scale in scales.items():
        weights[key] *= scale.reshape(-1, *[1] * (weights[key].ndim - 1))
    return weights


def main():
    tensors, metadata = tensor_file.read(MODEL)
    weights = read_weights(tensors)
    results = []
    for path in sorted((FIXTURES / "renders").glob("*.png")):
        values = network.patch_map(weights, int(metadata["depth"]), int(metadata["heads"]), np.asarray(Image.open(path)))
        results.append({"file": path.name, "score": values.mean(), "patch_map": values.tolist()})
        if path.name == DRAWN:
            draw(values, *json.loads(metadata["map_range"])).save(FIXTURES / "heatmap.bmp")
    (FIXTURES / "renders/expected.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
