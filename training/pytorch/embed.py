#!/usr/bin/env python3
"""Embeddings and patch maps of a corpus's first faces, as JSON: what the Rust networks are held against.

    embed.py CONFIG CHECKPOINT FACES COUNT
"""
import json
import sys

import numpy as np
import torch

import run
from vit import SIDE, Sizes, Vit, normalize, patch_map


def main():
    config, checkpoint, faces, count = sys.argv[1:]
    vit = Vit(Sizes(**run.configure(config)['sizes']))
    vit.load_state_dict(run.read(checkpoint)['model'])
    vit.eval()
    with torch.no_grad():
        tokens, query_key = vit(normalize(images(faces, int(count))))
        embeddings = torch.nn.functional.normalize(vit.embed(tokens))
    print(json.dumps({'embeddings': embeddings.tolist(), 'maps': patch_map(query_key).tolist()}))


def images(path, count):
    """The first images of a corpus's file, without a library: safetensors is a length, JSON and bytes."""
    data = open(path, 'rb').read()
    length = int.from_bytes(data[:8], 'little')
    begin = 8 + length + json.loads(data[8:8 + length])['images']['data_offsets'][0]
    pixels = np.frombuffer(data, np.uint8, count * SIDE * SIDE * 3, begin)
    return torch.from_numpy(pixels.reshape(count, SIDE, SIDE, 3).copy())


if __name__ == '__main__':
    main()
