#!/usr/bin/env python3
"""Embeddings (and a ViT's patch maps) of a corpus's first faces, as JSON: what the Rust networks are held against.

    embed.py CONFIG vit|iresnet CHECKPOINT FACES COUNT
"""
import json
import sys

import numpy as np
import torch

import run
from recognition import new
from vit import SIDE, normalize, patch_map


def main():
    config, name, checkpoint, faces, count = sys.argv[1:]
    network = new(run.configure(config), name)
    network.load_state_dict(run.read(checkpoint)['model'])
    network.eval()
    inputs = normalize(images(faces, int(count)))
    with torch.no_grad():
        result = {'embeddings': torch.nn.functional.normalize(network.recognize(inputs)).tolist()}
        if name == 'vit':
            result['maps'] = patch_map(network(inputs)[1]).tolist()
    print(json.dumps(result))


def images(path, count):
    """The first images of a corpus's file, without a library: safetensors is a length, JSON and bytes."""
    data = open(path, 'rb').read()
    length = int.from_bytes(data[:8], 'little')
    begin = 8 + length + json.loads(data[8:8 + length])['images']['data_offsets'][0]
    pixels = np.frombuffer(data, np.uint8, count * SIDE * SIDE * 3, begin)
    return torch.from_numpy(pixels.reshape(count, SIDE, SIDE, 3).copy())


if __name__ == '__main__':
    main()
