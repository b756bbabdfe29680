"""Makes src/capture/mean_head.rs: where the locator's points lie on a mean head, fitted to rendered faces of known pose.

    cargo run --release -p attn-fiqa-training -- render --head DIR --out renders --count 500 --seed 7 \
        --width 320 --height 320 --max-yaw 40 --max-pitch 25 --max-roll 15 --min-face 45 --max-face 80
    attn-fiqa score --device cpu --format json renders > scores.jsonl
    python3 tests/reference/mean_head.py renders/truth.json scores.jsonl > src/capture/mean_head.rs

Alternates two least squares: each picture's scale and shift given the head, and each point given those. Half of the
pictures make the head, the other half says how far the pose is off (on standard error). Needs Python 3 alone.
"""

import json
import math
import random
import sys

# iBUG 300-W numbers: those points that neither speech nor a blink moves much, and the one across.
MIRROR = {36: 45, 39: 42, 31: 35, 32: 34, 48: 54, 17: 26, 19: 24, 21: 22, 0: 16, 2: 14, 4: 12}
MIDDLE = [27, 28, 29, 30, 33, 8]
ACROSS = {**MIRROR, **{b: a for a, b in MIRROR.items()}, **{i: i for i in MIDDLE}}
POINTS = sorted(ACROSS)
ROUNDS = 30
TRUSTED = 0.8


def rotation(yaw, pitch, roll):
    """Rows of the rotation; x right, y down, z towards the camera; yaw to the right, pitch up, roll clockwise."""
    y, p, r = (math.radians(a) for a in (yaw, pitch, roll))
    about_x = [[1, 0, 0], [0, math.cos(p), -math.sin(p)], [0, math.sin(p), math.cos(p)]]
    about_y = [[math.cos(y), 0, math.sin(y)], [0, 1, 0], [-math.sin(y), 0, math.cos(y)]]
    about_z = [[math.cos(r), -math.sin(r), 0], [math.sin(r), math.cos(r), 0], [0, 0, 1]]
    return product(about_z, product(about_y, about_x))


def product(a, b):
    return [[sum(a[i][k] * b[k][j] for k in range(3)) for j in range(3)] for i in range(3)]


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def mean(values):
    return sum(values) / len(values)


def solve(matrix, right):
    rows = [[*row, value] for row, value in zip(matrix, right)]
    for i in range(len(rows)):
        pivot = max(range(i, len(rows)), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for k in range(len(rows)):
            if k != i:
                factor = rows[k][i] / rows[i][i]
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i])]
    return [row[-1] / row[i] for i, row in enumerate(rows)]


def fit(faces):
    """(points, rotation, first scale) of each picture -> the head, in distances between the eyes."""
    views = [(scale, mean([p[0] for p in points]), mean([p[1] for p in points])) for points, _, scale in faces]
    head = {}
    for _ in range(ROUNDS):
        head = symmetric({i: place(faces, views, k) for k, i in enumerate(POINTS)})
        views = [view(points, rows, head) for points, rows, _ in faces]
    return head


def place(faces, views, k):
    matrix, right = [[0.0] * 3 for _ in range(3)], [0.0] * 3
    for (points, rows, _), (scale, *shift) in zip(faces, views):
        for axis in (0, 1):
            row = [scale * value for value in rows[axis]]
            for i in range(3):
                right[i] += row[i] * (points[k][axis] - shift[axis])
                matrix[i] = [m + row[i] * value for m, value in zip(matrix[i], row)]
    return solve(matrix, right)


def symmetric(head):
    both = {i: [(a - b) / 2 if axis == 0 else (a + b) / 2 for axis, (a, b) in enumerate(zip(head[i], head[ACROSS[i]]))] for i in POINTS}
    centre = [mean([point[axis] for point in both.values()]) for axis in range(3)]
    return {i: [a - c for a, c in zip(point, centre)] for i, point in both.items()}


def view(points, rows, head):
    seen = [[dot(rows[axis], head[i]) for axis in (0, 1)] for i in POINTS]
    centre = [[mean([p[axis] for p in of]) for axis in (0, 1)] for of in (seen, points)]
    moved = [[[p[axis] - c[axis] for axis in (0, 1)] for p in of] for of, c in zip((seen, points), centre)]
    scale = sum(dot(a, b) for a, b in zip(*moved)) / sum(dot(a, a) for a in moved[0])
    return scale, centre[1][0] - scale * centre[0][0], centre[1][1] - scale * centre[0][1]


def pose(head, points):
    """As src/capture/pose.rs."""
    x, y, z = ([head[i][axis] for i in POINTS] for axis in range(3))
    rows = []
    for axis in (0, 1):
        centre = mean([p[axis] for p in points])
        image = [p[axis] - centre for p in points]
        by, bz, determinant = dot(y, image), dot(z, image), dot(y, y) * dot(z, z) - dot(y, z) ** 2
        rows.append([dot(x, image) / dot(x, x), (dot(z, z) * by - dot(y, z) * bz) / determinant, (dot(y, y) * bz - dot(y, z) * by) / determinant])
    unit = lambda v: [value / math.sqrt(dot(v, v)) for value in v]
    across = unit(rows[0])
    slant = dot(across, rows[1])
    down = unit([b - slant * a for a, b in zip(across, rows[1])])
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
            points = [face["contour"][i] for i in POINTS]
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
    for i in POINTS:
        print(f"    ({i}, [{', '.join(f'{value:.4f}' for value in head[i])}]),")
    print("];")


main()
