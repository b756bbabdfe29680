#!/usr/bin/env python3
"""The expected patch map of the self test, by the independent implementation of the method in network.py.

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


def main():
    noise, pixels = Noise(MODEL_SEED), Noise(IMAGE_SEED)
    weights = network.double({key: draw(noise, key, shape) for key, shape in layout()})
    image = np.array([pixels.bits() >> 16 for _ in range(3 * network.SIDE**2)]).reshape(network.SIDE, network.SIDE, 3)
    print("//! Made by `tests/reference/synthetic.py`; not edited by hand.\n")
    print("/// Expected patch map of the self test, row-major.")
    print("pub const PATCH_MAP: [f64; 196] = [")
    for value in network.patch_map(weights, DEPTH, HEADS, image):
        print(f"    {value:.12f},")
    print("];")


if __name__ == "__main__":
    main()
