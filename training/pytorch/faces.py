"""The files of a corpus, as `attn-fiqa-training corpus` writes them."""
import itertools
import json
import os

import torch

from vit import SIDE


def files(corpus):
    """Paths of a corpus's files, in order."""
    paths = (os.path.join(corpus, f'faces-{number:04}.safetensors') for number in itertools.count())
    return list(itertools.takewhile(os.path.exists, paths))


def read(path):
    """Images u8 [n,112,112,3] and identities i64 [n]; without a library: safetensors is a length, JSON and bytes."""
    with open(path, 'rb') as file:
        data = bytearray(file.read())
    begin = 8 + int.from_bytes(data[:8], 'little')
    header = json.loads(data[8:begin])

    def tensor(name, dtype, *shape):
        first, end = header[name]['data_offsets']
        return torch.frombuffer(data[begin + first:begin + end], dtype=dtype).view(-1, *shape)

    return tensor('images', torch.uint8, SIDE, SIDE, 3), tensor('identity', torch.int32).long()
