#!/usr/bin/env python3
"""The expected patch map of the self test, by an independent implementation of the method.

Double precision, the explicit N x N form, the uncut order of operations of arXiv 2604.22841, and nothing but the
standard library, so that anyone can check it:

    python3 tests/reference/synthetic.py > src/self_test/expected.rs      (about 20 s)

The network and its input follow the formulas of src/model/synthetic.rs and src/self_test/mod.rs.
"""
import math
import struct

DIM, DEPTH, HEADS, RATIO = 32, 2, 2, 2
MODEL_SEED, IMAGE_SEED = 1, 2
SIDE, PATCH, GRID = 112, 8, 14
N = GRID * GRID
EPSILON = 1e-5


class Noise:
    def __init__(self, seed):
        self.state = seed

    def bits(self):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return self.state >> 8

    def uniform(self):
        return self.bits() / 2**23 - 1.0


def single(value):
    """Rounds to single precision, as the model file stores it."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def draw(noise, count, centre, spread):
    return [single(centre + spread * noise.uniform()) for _ in range(count)]


def rows(noise, outputs, inputs):
    flat = draw(noise, outputs * inputs, 0.0, 1.0 / math.sqrt(inputs))
    return [flat[i * inputs : (i + 1) * inputs] for i in range(outputs)]


def bias(noise, length):
    return draw(noise, length, 0.0, 0.1)


def norm_parameters(noise):
    return draw(noise, DIM, 1.0, 0.1), bias(noise, DIM)


def make_network():
    noise = Noise(MODEL_SEED)
    network = {"patch": (rows(noise, DIM, 3 * PATCH * PATCH), bias(noise, DIM))}
    position = draw(noise, N * DIM, 0.0, 0.5)
    network["pos_embed"] = [position[i * DIM : (i + 1) * DIM] for i in range(N)]
    network["blocks"] = []
    for i in range(DEPTH):
        last = i == DEPTH - 1
        block = {"norm1": norm_parameters(noise), "qkv": rows(noise, (2 if last else 3) * DIM, DIM)}
        if not last:
            block["proj"] = rows(noise, DIM, DIM), bias(noise, DIM)
            block["norm2"] = norm_parameters(noise)
            block["fc1"] = rows(noise, RATIO * DIM, DIM), bias(noise, RATIO * DIM)
            block["fc2"] = rows(noise, DIM, RATIO * DIM), bias(noise, DIM)
        network["blocks"].append(block)
    return network


def make_image():
    """pixels[y][x][channel], 0 to 255."""
    noise = Noise(IMAGE_SEED)
    return [[[noise.bits() >> 16 for _ in range(3)] for _ in range(SIDE)] for _ in range(SIDE)]


def dot(a, b):
    return math.fsum(x * y for x, y in zip(a, b))


def linear(weight, offset, x):
    return [dot(row, x) + b for row, b in zip(weight, offset)]


def layer_norm(parameters, x):
    weight, offset = parameters
    mean = math.fsum(x) / DIM
    variance = math.fsum((v - mean) ** 2 for v in x) / DIM
    return [(v - mean) / math.sqrt(variance + EPSILON) * w + b for v, w, b in zip(x, weight, offset)]


def add(a, b):
    return [x + y for x, y in zip(a, b)]


def embed(network, image):
    tokens = []
    for i in range(N):
        top, left = i // GRID * PATCH, i % GRID * PATCH
        patch = [
            (image[top + y][left + x][c] / 255 - 0.5) / 0.5 for c in range(3) for y in range(PATCH) for x in range(PATCH)
        ]
        tokens.append(add(linear(*network["patch"], patch), network["pos_embed"][i]))
    return tokens


def project(block, tokens):
    """Normed tokens times each row of qkv."""
    normed = [layer_norm(block["norm1"], x) for x in tokens]
    return [[dot(row, x) for row in block["qkv"]] for x in normed]


def attention_scores(projected, head):
    """Scaled query-key products of one head, pre-softmax: [queries][keys]."""
    d = DIM // HEADS
    queries = [p[head * d : (head + 1) * d] for p in projected]
    keys = [p[DIM + head * d : DIM + (head + 1) * d] for p in projected]
    return [[dot(q, k) / math.sqrt(d) for k in keys] for q in queries]


def softmax(values):
    top = max(values)
    exps = [math.exp(v - top) for v in values]
    total = math.fsum(exps)
    return [e / total for e in exps]


def full_block(block, tokens):
    projected = project(block, tokens)
    d = DIM // HEADS
    mixed = [[] for _ in tokens]
    for head in range(HEADS):
        values = [p[2 * DIM + head * d : 2 * DIM + (head + 1) * d] for p in projected]
        columns = list(zip(*values))
        for i, row in enumerate(attention_scores(projected, head)):
            weights = softmax(row)
            mixed[i] += [dot(weights, column) for column in columns]
    tokens = [add(x, linear(*block["proj"], m)) for x, m in zip(tokens, mixed)]
    hidden = [[min(max(v, 0.0), 6.0) for v in linear(*block["fc1"], layer_norm(block["norm2"], x))] for x in tokens]
    return [add(x, linear(*block["fc2"], h)) for x, h in zip(tokens, hidden)]


def patch_map():
    network = make_network()
    tokens = embed(network, make_image())
    for block in network["blocks"][:-1]:
        tokens = full_block(block, tokens)
    projected = project(network["blocks"][-1], tokens)
    scores = [attention_scores(projected, head) for head in range(HEADS)]
    return [math.fsum(scores[h][i][j] for h in range(HEADS) for i in range(N)) / (HEADS * N) for j in range(N)]


if __name__ == "__main__":
    print("//! Made by `tests/reference/synthetic.py`; not edited by hand.\n")
    print("/// Expected patch map of the self test, row-major.")
    print("pub const PATCH_MAP: [f64; 196] = [")
    for value in patch_map():
        print(f"    {value!r},")
    print("];")
