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
    """Images u8 [n,112,112,3], identities i64 [n], and the truth by name, f32 [n] each."""
    tensors, facts = safetensors(path)
    facts = json.loads(facts['corpus'])
    truth = tensors['truth'].unbind(1)
    return tensors['images'], tensors['identity'].long(), dict(zip(facts['truth_fields'], truth))


def safetensors(path):
    """Tensors and texts of a file; without a library: a length, JSON and bytes."""
    with open(path, 'rb') as file:
        data = bytearray(file.read())
    begin = 8 + int.from_bytes(data[:8], 'little')
    header = json.loads(data[8:begin])
    texts = header.pop('__metadata__', {})
    dtypes = {'U8': torch.uint8, 'U32': torch.int32, 'F32': torch.float32, 'F16': torch.float16}

    def tensor(entry):
        first, end = entry['data_offsets']
        return torch.frombuffer(data[begin + first:begin + end], dtype=dtypes[entry['dtype']]).view(entry['shape'])

    return {name: tensor(entry) for name, entry in header.items()}, texts
