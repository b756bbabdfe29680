"""Fits the measure of how far eyes are open: src/capture/eye_weights.rs.

Needs NumPy and Pillow, MakeHuman's head ($HEAD) and the Face Research Lab London Set ($LONDON: NNN-neutral.jpg, and
landmarks.json with the set's 189 points of each; DeBruine and Jones 2017, doi:10.6084/m9.figshare.5047666, CC BY 4.0):

    attn-fiqa-training render --head $HEAD --out lids --count 300 --seed 50000 --width 480 --height 480 --max-yaw 20 \
        --max-pitch 12 --min-face 50 --max-face 110 --max-roll 12 --shut
    attn-fiqa score --format json lids/*.jpg $LONDON/*-neutral.jpg > lids.json
    python3 tests/reference/eyes.py lids.json lids $LONDON > src/capture/eye_weights.rs

Learns from every second render and every second person, as photographed and with painted lids; prints what it measures on
the others to the standard error.
"""

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

COLUMNS, ROWS = 13, 9
# As in src/capture/eyes.rs: pixels a cell where the eyes are 70 apart, and the terms that keep divisions finite.
CELL, EYES, LEAST_DEVIATION, LEAST_SUM, REDNESS_SCALE = 3, 70, 3, 10, 12
# Cells' shifts in pixels: landmarks are off by as much.
SHIFTS = [(0, 0), (-2, 0), (2, 0), (0, -2), (0, 2), (0, -3), (0, 3), (-3, 0), (3, 0)]
# Ridge regression's penalty: the best of four on the other half.
PENALTY = 0.05
GREY = np.array([0.299, 0.587, 0.114])
# Among the set's 189 points, for each eye: the upper lid, the lower lid, the crease.
LIDS = [((18, 19, 20, 21, 22), (18, 28, 29, 30, 22), range(34, 39)), ((23, 24, 25, 26, 27), (23, 31, 32, 33, 27), range(39, 44))]


def bilinear(picture, x, y):
    height, width = picture.shape[:2]
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = (x - left)[..., None], (y - top)[..., None]
    at = lambda u, v: picture[np.clip(v, 0, height - 1), np.clip(u, 0, width - 1)]
    upper = at(left, top) * (1 - fx) + at(left + 1, top) * fx
    return upper * (1 - fy) + (at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx) * fy


def cells(picture, landmarks, side, shift):
    """The 9x13 cells of one eye, from the outer corner to the inner: each the mean of 6x6 samples."""
    eyes = np.array(landmarks[:2])
    across = (eyes[1] - eyes[0]) / EYES
    down = np.array([-across[1], across[0]])
    steps = (np.arange(6) + 0.5) / 6 - 0.5
    u = (np.arange(COLUMNS) - COLUMNS // 2)[:, None] + steps
    v = (np.arange(ROWS) - ROWS // 2)[:, None] + steps
    u, v = u.ravel() * CELL + shift[0] * (-1) ** side, v.ravel() * CELL + shift[1]
    x = eyes[side][0] + across[0] * u[None] + down[0] * v[:, None]
    y = eyes[side][1] + across[1] * u[None] + down[1] * v[:, None]
    means = bilinear(picture, x, y).reshape(ROWS, 6, COLUMNS, 6, 3).mean((1, 3)).round()
    return means[:, ::-1] if side else means


def features(cells):
    grey = cells @ GREY
    redness = (cells[..., 0] - cells[..., 2]) / (cells.sum(2) + LEAST_SUM)
    brightness = (grey - grey.mean()) / (grey.std() + LEAST_DEVIATION)
    return np.concatenate([brightness.ravel(), (redness - redness.mean()).ravel() * REDNESS_SCALE, [1.0]])


def shut(picture, points):
    """Paints the skin between crease and lid down to the lower lid, and lashes there."""
    painted = picture.copy()
    for upper, lower, crease in LIDS:
        upper, lower, crease = (points[list(those)] for those in (upper, lower, crease))
        for x in range(int(upper[:, 0].min()) - 1, int(upper[:, 0].max()) + 3):
            lid, end, fold = (np.interp(x, line[:, 0], line[:, 1]) for line in (upper, lower, crease))
            fold, end = min(fold, lid - 5) - 2.5, end + 1
            rows = np.arange(int(lid - 3.5), int(np.ceil(end)) + 1)
            source = fold + (rows - rows[0]) / max(1, rows[-1] - rows[0]) * (lid - 3.5 - fold)
            painted[rows, x] = bilinear(picture, np.full(len(rows), float(x)), source)
            for row, share in ((-1, 0.7), (0, 0.45), (1, 0.7)):
                painted[int(round(end)) + row, x] *= share
    return blurred(painted, 0.6)


def blurred(picture, radius):
    return np.asarray(Image.fromarray(picture.clip(0, 255).astype("uint8")).filter(ImageFilter.GaussianBlur(radius))).astype(float)


def length(p, q):
    return float(np.hypot(*(np.array(p) - np.array(q))))


def variants(picture, eyes):
    """As it is, without colour, and blurred by a crop pixel."""
    distance = length(*eyes)
    grey = np.repeat((picture @ GREY)[..., None], 3, 2)
    return [picture, grey, blurred(picture, distance * 0.03)]


def renders(found, folder):
    """(whether it teaches, picture, landmarks, opening of each eye). Even ones are shut, odd ones open."""
    for truth in json.loads((folder / "truth.json").read_text()):
        face = found.get(truth["file"])
        if face is None or truth["sunglasses"]:
            continue
        if max(length(p, q) for p, q in zip(face["landmarks"][:2], truth["landmarks"])) > 0.25 * truth["eye_distance"]:
            continue
        chin = length(np.mean(truth["landmarks"][:2], axis=0), truth["chin"])
        openings = [length(eye[2], eye[3]) / chin for eye in truth["eyelids"]]
        yield int(truth["file"][:5]) % 4 < 2, open_picture(folder / truth["file"]), face["landmarks"], openings


def people(found, folder):
    """The same, of photos and of photos with painted lids."""
    for index, (number, points) in enumerate(sorted(json.loads((folder / "landmarks.json").read_text()).items())):
        face, points = found[f"{number}-neutral.jpg"], np.array(points)
        picture = open_picture(folder / f"{number}-neutral.jpg")
        chin = length(np.mean(face["landmarks"][:2], axis=0), face["contour"][8])
        yield index % 2 == 0, picture, face["landmarks"], [length(points[20], points[29]) / chin, length(points[25], points[32]) / chin]
        yield index % 2 == 0, shut(picture, points), face["landmarks"], [0.0, 0.0]


def open_picture(path):
    return np.asarray(Image.open(path).convert("RGB")).astype(float)


def report(name, rows, weights):
    narrower = [min(features(cells(row[1], row[2], side, (0, 0))) @ weights for side in (0, 1)) for row in rows]
    is_open = np.array([min(row[3]) > 0.045 for row in rows])
    opened, closed = np.array(narrower)[is_open], np.array(narrower)[~is_open]
    auc = (opened[:, None] > closed[None]).mean()
    quantiles = np.percentile(opened, [2, 50]).round(3), np.percentile(closed, [50, 98]).round(3)
    print(f"{name}: {len(opened)} open, {len(closed)} shut, AUC {auc:.4f}, open {quantiles[0]}, shut {quantiles[1]}", file=sys.stderr)


def main():
    lines = [json.loads(line) for line in open(sys.argv[1])]
    found = {Path(line["file"]).name: line["face"] for line in lines if line.get("face") and line["face"]["contour"]}
    rendered = list(renders(found, Path(sys.argv[2])))
    photographed = list(people(found, Path(sys.argv[3])))
    rows, openings = [], []
    for teaches, picture, landmarks, opening in rendered + 2 * photographed:
        for variant in variants(picture, landmarks[:2]) if teaches else []:
            for side in (0, 1):
                rows += [features(cells(variant, landmarks, side, shift)) for shift in SHIFTS]
                openings += [opening[side]] * len(SHIFTS)
    rows = np.array(rows)
    penalty = PENALTY * np.diag([1.0] * (2 * ROWS * COLUMNS) + [0.0])
    weights = np.linalg.solve(rows.T @ rows / len(rows) + penalty, rows.T @ np.array(openings) / len(rows))
    report("other renders", [row for row in rendered if not row[0]], weights)
    report("other people", [row for row in photographed if not row[0]], weights)
    write(weights)


def write(weights):
    print("//! Weights of the eye measure. Made by `tests/reference/eyes.py`; do not edit.\n")
    print("/// The opening where neither brightness nor redness says anything.")
    print(f"pub const BIAS: f64 = {weights[-1]:.6f};")
    for name, what, values in (("BRIGHTNESS", "brightness", weights[:117]), ("REDNESS", "redness", weights[117:-1])):
        print(f"/// For each cell, row by row, of its {what}.\n#[rustfmt::skip]\npub const {name}: [f64; 117] = [")
        for row in values.reshape(ROWS, COLUMNS):
            print("    " + " ".join(f"{value:.5f}," for value in row))
        print("];")


if __name__ == "__main__":
    main()
