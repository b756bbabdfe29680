#!/usr/bin/env python3
"""Embeddings (and a ViT's patch maps) of a corpus's first faces, as JSON: the Rust networks are compared with them.

    embed.py CONFIG vit|iresnet CHECKPOINT FACES COUNT
"""
import json
import sys

import torch

import faces
import run
from recognition import new
from vit import normalize, patch_map


def main():
    config, name, checkpoint, path, count = sys.argv[1:]
    network = new(run.configure(config), name)
    network.load_state_dict(run.read(checkpoint)['model'])
    network.eval()
    inputs = normalize(faces.read(path)[0][:int(count)])
    with torch.no_grad():
        result = {'embeddings': torch.nn.functional.normalize(network.recognize(inputs)).tolist()}
        if name == 'vit':
            result['maps'] = patch_map(network(inputs)[1]).tolist()
    print(json.dumps(result))


if __name__ == '__main__':
    main()
