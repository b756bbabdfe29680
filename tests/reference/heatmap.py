#!/usr/bin/env python3
"""Draws tests/fixtures/heatmap.bmp: the golden patch map of one render in colours, as the command line and the package draw it.
To be run after renders.py whenever the default model changes; needs NumPy and Pillow.

    python3 tests/reference/heatmap.py
"""
import json

import numpy as np
from PIL import Image

from renders import ROOT, read

SIZE, GRID = 112, 14
FILE = "03-frontal.png"
# OpenCV's COLORMAP_JET: where red rises and falls; green and blue are a quarter and half of the map earlier.
RED = [0.375, 0.625, 0.875, 1.125], [0, 255, 255, 0]


def main():
    expected = json.loads((ROOT / "tests/fixtures/renders/expected.json").read_text())
    values = next(np.reshape(one["patch_map"], (GRID, GRID)) for one in expected if one["file"] == FILE)
    places = (np.arange(SIZE) + 0.5) * GRID / SIZE - 0.5
    for _ in range(2):
        values = np.apply_along_axis(lambda row: np.interp(places, np.arange(GRID), row), 1, values).T
    low, high = json.loads(read(ROOT / "www/models/default.safetensors")[1]["map_range"])
    values = np.clip((values - low) / (high - low), 0, 1)
    colours = np.stack([np.interp(values + shift, *RED) for shift in (0, 0.25, 0.5)], axis=-1)
    Image.fromarray(np.rint(colours).astype(np.uint8)).save(ROOT / "tests/fixtures/heatmap.bmp")


if __name__ == "__main__":
    main()
