"""The files of a corpus, as `attn-fiqa-training corpus` writes them."""
import glob
import json
import os

import numpy as np
import torch

import run
from vit import SIDE


def files(corpus):
    """Paths of a corpus's files, in order."""
    paths = sorted(glob.glob(os.path.join(corpus, 'faces-*.safetensors')))
    return paths or run.fail(f'no faces-0000.safetensors in {corpus}: render a corpus there first')


def read(path):
    """Images u8 [n,112,112,3] and identities i64 [n]; without a library: safetensors is a length, JSON and bytes."""
    with open(path, 'rb') as file:
        data = file.read()
    begin = 8 + int.from_bytes(data[:8], 'little')
    header = json.loads(data[8:begin])

    def tensor(name, dtype, *shape):
        first, end = header[name]['data_offsets']
        return torch.from_numpy(np.frombuffer(bytearray(data[begin + first:begin + end]), dtype).reshape(-1, *shape))

    return tensor('images', np.uint8, SIDE, SIDE, 3), tensor('identity', np.int32).long()
