#!/usr/bin/env python3
"""The mean of the weights of several checkpoints of one run, which depends less on where the run stopped (Izmailov et al.,
"Averaging weights leads to wider optima and better generalization", UAI 2018). `rendered-faces-5` was one (HISTORY.md).

    average.py CHECKPOINT CHECKPOINT... OUT
"""
import os
import sys

import torch

import run


def main():
    if len(sys.argv) < 4:
        run.fail('give at least two checkpoints, then the file to write')
    *paths, out = sys.argv[1:]
    if os.path.exists(out):
        run.fail(f'{out} exists already: name another file')
    states = [run.read(path) for path in paths]
    models = [state['model'] for state in states]
    shapes = [{name: tensor.shape for name, tensor in model.items()} for model in models]
    if any(shape != shapes[0] for shape in shapes):
        run.fail('the checkpoints are of different networks')
    mean = {name: average([model[name] for model in models]) for name in models[0]}
    run.write(out, {'model': mean, 'step': states[-1]['step']})


def average(tensors):
    """Whole numbers only count steps: the last one is kept."""
    last = tensors[-1]
    return torch.stack(tensors).double().mean(0).to(last.dtype) if last.is_floating_point() else last


if __name__ == '__main__':
    main()
