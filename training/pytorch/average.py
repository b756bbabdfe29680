#!/usr/bin/env python3
"""One checkpoint whose weights are the mean of several of one run's: it has less of each one's chance ("model soup",
Wortsman et al., ICML 2022). The default model was made so.

    average.py OUT CHECKPOINT CHECKPOINT...
"""
import sys

import torch

import run


def main():
    if len(sys.argv) < 4:
        run.fail('give a file to write and at least two checkpoints')
    out, *paths = sys.argv[1:]
    states = [run.read(path) for path in paths]
    models = [state['model'] for state in states]
    shapes = [{name: tensor.shape for name, tensor in model.items()} for model in models]
    if any(shape != shapes[0] for shape in shapes):
        run.fail('the checkpoints are of different networks')
    mean = {name: average([model[name] for model in models]) for name in models[0]}
    run.write(out, {'model': mean, 'step': states[-1]['step']})


def average(tensors):
    """Whole numbers only count steps: the last one's stands."""
    last = tensors[-1]
    return torch.stack(tensors).double().mean(0).to(last.dtype) if last.is_floating_point() else last


if __name__ == '__main__':
    main()
