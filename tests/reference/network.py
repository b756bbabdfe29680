"""The method once more, uncut and in double precision: what the library's numbers are held against.

Explicit N x N attention scores of a whole checkpoint, by NumPy, written from arXiv 2604.22841 and InsightFace's ViT and
not from the library: no closed form, no cut last block.
"""
import math

import numpy as np

SIDE, PATCH, GRID = 112, 8, 14
N = GRID * GRID
EPSILON = 1e-5


def random_checkpoint(dim, depth, ratio, seed):
    """A whole checkpoint, head included, as single-precision arrays by key.

    Matrices uniform in +-1/sqrt(inputs), norms in 1 +- 0.1, biases in +-0.1, pos_embed in +-0.5: every token has its own
    attention, and no softmax saturates.
    """
    rng = np.random.default_rng(seed)

    def uniform(*shape, centre=0.0, spread=0.1):
        return (centre + spread * rng.uniform(-1, 1, shape)).astype(np.float32)

    def matrix(rows, *columns):
        return uniform(rows, *columns, spread=1 / math.sqrt(math.prod(columns)))

    def norm(key):
        return {f"{key}.weight": uniform(dim, centre=1.0), f"{key}.bias": uniform(dim)}

    def linear(key, rows, columns):
        return {f"{key}.weight": matrix(rows, columns), f"{key}.bias": uniform(rows)}

    checkpoint = {
        "pos_embed": uniform(1, N, dim, spread=0.5),
        "patch_embed.proj.weight": matrix(dim, 3, PATCH, PATCH),
        "patch_embed.proj.bias": uniform(dim),
    }
    for i in range(depth):
        block = f"blocks.{i}"
        checkpoint |= norm(f"{block}.norm1") | {f"{block}.attn.qkv.weight": matrix(3 * dim, dim)}
        checkpoint |= linear(f"{block}.attn.proj", dim, dim) | norm(f"{block}.norm2")
        checkpoint |= linear(f"{block}.mlp.fc1", ratio * dim, dim) | linear(f"{block}.mlp.fc2", dim, ratio * dim)
    checkpoint |= norm("norm") | {"feature.0.weight": matrix(dim, N * dim)}
    return checkpoint


def patches(image):
    """[112, 112, 3] bytes -> [196, 192], each patch in the order channel, y, x."""
    pixels = (image.astype(np.float64) / 255 - 0.5) / 0.5
    tiles = pixels.reshape(GRID, PATCH, GRID, PATCH, 3).transpose(0, 2, 4, 1, 3)
    return tiles.reshape(N, 3 * PATCH * PATCH)


def layer_norm(weights, key, x):
    centred = x - x.mean(-1, keepdims=True)
    deviation = np.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON)
    return centred / deviation * weights[f"{key}.weight"] + weights[f"{key}.bias"]


def linear(weights, key, x):
    return x @ weights[f"{key}.weight"].T + weights[f"{key}.bias"]


def attention(weights, block, heads, tokens):
    """Pre-softmax attention scores [heads, queries, keys] and values [heads, N, d] of one block; of a block that is cut to
    its queries and keys, no values."""
    projected = layer_norm(weights, f"{block}.norm1", tokens) @ weights[f"{block}.attn.qkv.weight"].T
    dim = tokens.shape[1]
    queries, keys, *values = projected.reshape(N, -1, heads, dim // heads).transpose(1, 2, 0, 3)
    return queries @ keys.transpose(0, 2, 1) / math.sqrt(dim // heads), values[0] if values else None


def full_block(weights, block, heads, tokens):
    scores, values = attention(weights, block, heads, tokens)
    exps = np.exp(scores - scores.max(-1, keepdims=True))
    mixed = (exps / exps.sum(-1, keepdims=True)) @ values
    tokens = tokens + linear(weights, f"{block}.attn.proj", mixed.transpose(1, 0, 2).reshape(tokens.shape))
    hidden = np.clip(linear(weights, f"{block}.mlp.fc1", layer_norm(weights, f"{block}.norm2", tokens)), 0, 6)
    return tokens + linear(weights, f"{block}.mlp.fc2", hidden)


def double(checkpoint):
    return {key: array.astype(np.float64) for key, array in checkpoint.items()}


def patch_map(weights, depth, heads, image):
    """[112, 112, 3] bytes in the network's channel order -> patch map [196]; its mean is the quality score."""
    kernel = weights["patch_embed.proj.weight"]
    tokens = patches(image) @ kernel.reshape(len(kernel), -1).T + weights["patch_embed.proj.bias"] + weights["pos_embed"][0]
    for i in range(depth - 1):
        tokens = full_block(weights, f"blocks.{i}", heads, tokens)
    scores, _ = attention(weights, f"blocks.{depth - 1}", heads, tokens)
    return scores.mean(axis=(0, 1))
