"""Makes src/capture/mean_head.rs: where the locator's points lie on a mean head, fitted to rendered faces of known pose.

    cargo run --release -p attn-fiqa-training -- render --head DIR --out renders --count 500 --seed 7 \
        --width 320 --height 320 --max-yaw 40 --max-pitch 25 --max-roll 15 --min-face 45 --max-face 80
    attn-fiqa score --device cpu --format json renders > scores.jsonl
    python3 tests/reference/mean_head.py renders/truth.json scores.jsonl > src/capture/mean_head.rs

Alternates two least squares: each picture's scale and shift given the head, and each point given those. Half of the
pictures make the head, the other half says how far the pose is off (on standard error). Needs NumPy.
"""

import json
import math
import random
import sys

import numpy as np

# iBUG 300-W numbers: those points that neither speech nor a blink moves much, and the one across.
MIRROR = {36: 45, 39: 42, 31: 35, 32: 34, 48: 54, 17: 26, 19: 24, 21: 22, 0: 16, 2: 14, 4: 12}
MIDDLE = [27, 28, 29, 30, 33, 8]
ACROSS = {**MIRROR, **{b: a for a, b in MIRROR.items()}, **{i: i for i in MIDDLE}}
POINTS = sorted(ACROSS)
ROUNDS = 30
TRUSTED = 0.8


def rotation(yaw, pitch, roll):
    """x and y row of the rotation; x right, y down, z towards the camera; yaw to the right, pitch up, roll clockwise."""
    (sy, cy), (sp, cp), (sr, cr) = ((math.sin(a), math.cos(a)) for a in map(math.radians, (yaw, pitch, roll)))
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return (about_z @ about_y @ about_x)[:2]


def fit(faces):
    """(points, rotation, first scale) of each picture -> the head, in distances between the eyes."""
    points, rows, scales = (np.array(part) for part in zip(*faces))
    shifts = points.mean(1)
    for _ in range(ROUNDS):
        scaled = (scales[:, None, None] * rows).reshape(-1, 3)
        moved = (points - shifts[:, None]).transpose(0, 2, 1).reshape(-1, len(POINTS))
        head = symmetric(np.linalg.lstsq(scaled, moved, rcond=None)[0].T)
        seen = head @ rows.transpose(0, 2, 1)
        flat, centred = (of - of.mean(1, keepdims=True) for of in (seen, points))
        scales = (flat * centred).sum((1, 2)) / (flat * flat).sum((1, 2))
        shifts = points.mean(1) - scales[:, None] * seen.mean(1)
    return head


def symmetric(head):
    both = (head + head[[POINTS.index(ACROSS[i]) for i in POINTS]] * [-1, 1, 1]) / 2
    return both - both.mean(0)


def pose(head, points):
    """As src/capture/pose.rs."""
    x, (y, z) = head[:, 0], head[:, 1:].T
    image = points - points.mean(0)
    rows = np.vstack([x @ image / (x @ x), np.linalg.lstsq(np.stack([y, z], 1), image, rcond=None)[0]]).T
    across = rows[0] / np.linalg.norm(rows[0])
    down = rows[1] - across @ rows[1] * across
    down /= np.linalg.norm(down)
    towards = across[0] * down[1] - across[1] * down[0]
    yaw = math.degrees(math.atan2(across[2], towards))
    return yaw, math.degrees(math.atan2(-down[2], math.hypot(across[2], towards)))


def read(truth, scores):
    truth = {row["file"]: row for row in json.load(open(truth))}
    faces = []
    for line in map(json.loads, open(scores)):
        face = line.get("face")
        if face and face["confidence"] > TRUSTED:
            row = truth[line["file"].replace("\\", "/").rsplit("/", 1)[-1]]
            points = np.array(face["contour"])[POINTS]
            scale = row["eye_distance"] / math.cos(math.radians(row["yaw"]))
            faces.append((points, rotation(row["yaw"], row["pitch"], row["roll"]), scale, row))
    random.Random(1).shuffle(faces)
    return faces


def main():
    faces = read(*sys.argv[1:3])
    half = len(faces) // 2
    head = fit([face[:3] for face in faces[:half]])
    for name, index in (("yaw", 0), ("pitch", 1)):
        off = sorted(abs(pose(head, points)[index] - row[name]) for points, _, _, row in faces[half:])
        print(f"{name}: median error {off[len(off) // 2]:.1f}°, 90 % below {off[int(len(off) * 0.9)]:.1f}°", file=sys.stderr)
    head = fit([face[:3] for face in faces])
    print("//! Where the locator's points lie on a mean head. Made by `tests/reference/mean_head.py`; do not edit.\n")
    print(f"/// Number of the point (iBUG 300-W), and x to the image's right, y down, z towards the camera, in distances between\n/// the eyes. Fitted to {len(faces)} rendered faces of known pose.")
    print(f"pub const MEAN_HEAD: [(usize, [f64; 3]); {len(POINTS)}] = [")
    for i, point in zip(POINTS, head):
        print(f"    ({i}, [{', '.join(f'{value:.4f}' for value in point)}]),")
    print("];")


main()
