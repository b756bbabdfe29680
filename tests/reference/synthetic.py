#!/usr/bin/env python3
"""The expected patch maps of the self test, whose network is stored in single precision and in eight bits, by the independent implementation of the method in network.py.

    python3 tests/reference/synthetic.py > src/self_test/expected.rs

The network and its input follow the formulas of src/model/synthetic.rs and src/self_test/mod.rs. Twelve decimals: NumPy
adds in another order on another machine, which moves the numbers by some 1e-16. Needs NumPy.
"""
import math

import network
import numpy as np

DIM, DEPTH, HEADS, RATIO = 32, 2, 2, 2
MODEL_SEED, IMAGE_SEED = 1, 2


class Noise:
    def __init__(self, seed):
        self.state = seed

    def bits(self):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return self.state >> 8

    def uniform(self):
        return self.bits() / 2**23 - 1.0


def layout():
    """Key and shape of each tensor, in the order of the model file. What a file cuts off the last block comes last."""
    yield "patch_embed.proj.weight", (DIM, 3, network.PATCH, network.PATCH)
    yield "patch_embed.proj.bias", (DIM,)
    yield "pos_embed", (1, network.N, DIM)
    for i in range(DEPTH):
        for key, *weight in [("norm1", DIM), ("attn.qkv", 3 * DIM, DIM), ("attn.proj", DIM, DIM), ("norm2", DIM),
                             ("mlp.fc1", RATIO * DIM, DIM), ("mlp.fc2", DIM, RATIO * DIM)]:
            yield f"blocks.{i}.{key}.weight", weight
            if key != "attn.qkv":
                yield f"blocks.{i}.{key}.bias", weight[:1]


def draw(noise, key, shape):
    """Rounded to single precision, as the model file stores it."""
    is_scale = len(shape) == 1 and key.endswith("weight")
    spread = 0.5 if key == "pos_embed" else 1 / math.sqrt(math.prod(shape[1:])) if len(shape) > 1 else 0.1
    values = [is_scale + spread * noise.uniform() for _ in range(math.prod(shape))]
    return np.array(values, np.float32).reshape(shape)


def in_eight_bits(key, array):
    """As a file in eight bits holds it: matrices in +-127 of a scale for each row, rounded away from zero at the half. In
    double precision: a scale times an integer is not rounded once more."""
    if array.ndim == 1 or key == "pos_embed":
        return array
    rows = array.reshape(len(array), -1)
    scales = np.abs(rows).max(axis=1, keepdims=True) / np.float32(127)
    scaled = rows / scales
    integers = np.copysign(np.floor(np.abs(scaled) + np.float32(0.5)), scaled)
    return (integers.astype(np.float64) * scales).reshape(array.shape)


def main():
    noise, pixels = Noise(MODEL_SEED), Noise(IMAGE_SEED)
    weights = {key: draw(noise, key, shape) for key, shape in layout()}
    image = np.array([pixels.bits() >> 16 for _ in range(3 * network.SIDE**2)]).reshape(network.SIDE, network.SIDE, 3)
    print("//! Made by `tests/reference/synthetic.py`; not edited by hand.\n")
    eight = {key: in_eight_bits(key, array) for key, array in weights.items()}
    for name, stored, weights in [("PATCH_MAP", "single precision", weights), ("PATCH_MAP_IN_EIGHT_BITS", "eight bits", eight)]:
        print(f"/// Expected patch map of the self test, its network stored in {stored}; row-major.")
        print(f"pub const {name}: [f64; 196] = [")
        for value in network.patch_map(network.double(weights), DEPTH, HEADS, image):
            print(f"    {value:.12f},")
        print("];")


if __name__ == "__main__":
    main()
