#!/usr/bin/env python3
"""Training passes a second in PyTorch, to be compared with `cargo bench -p attn-fiqa-training --features autodiff`.

    speed.py cpu.json
"""
import sys
import time

import torch

import run
from vit import SIDE, Sizes, Vit

PASSES = 5


def main():
    config = run.configure(sys.argv[1])['vit']
    vit = Vit(Sizes(**config['sizes']))
    images = torch.rand(config['recognition']['batch'], 3, SIDE, SIDE)
    for bfloat16 in (False, True):
        measure(vit, images, bfloat16)


def measure(vit, images, bfloat16):
    def one():
        with torch.autocast('cpu', dtype=torch.bfloat16, enabled=bfloat16):
            loss = vit.recognize(images).square().mean()
        loss.backward()

    one()
    started = time.time()
    for _ in range(PASSES):
        one()
    speed = PASSES * len(images) / (time.time() - started)
    print(f'PyTorch {torch.__version__}, {"bfloat16" if bfloat16 else "single precision"}: {speed:.0f} images/s')


if __name__ == '__main__':
    main()
