#!/usr/bin/env python3
"""Phase one: recognition. Identities of a rendered corpus, AdaFace, augmented as real capture does.

    recognition.py CONFIG CORPUS OUT [--program attn-fiqa-training]

Writes OUT/recognition.pt and goes on from it when started again.
"""
import os

import torch

import run
from adaface import AdaFace
from stream import Batches
from vit import TOKENS, Sizes, Vit, normalize


def main():
    arguments = run.arguments(__doc__)
    train(run.configure(arguments.config), arguments)


def train(config, arguments):
    phase = config['recognition']
    os.makedirs(arguments.out, exist_ok=True)
    sizes = Sizes(**config['sizes'])
    path = os.path.join(arguments.out, 'recognition.pt')
    batches = Batches(arguments.program, arguments.corpus, phase['batch'],
                      ['--kind', 'recognition', '--size', phase['batch'], '--seed', config['seed']], run.step_of(path))
    device = torch.device(config['device'])
    vit, head = Vit(sizes).to(device), AdaFace(batches.classes, sizes.embedding).to(device)
    optimizer = run.optimizer([vit, head], phase['learning_rate'], phase['weight_decay'])
    checkpoint = run.Checkpoint(path, config['save_every_s'], {'model': vit, 'head': head, 'optimizer': optimizer})
    first, steps = checkpoint.load(), phase['steps']
    progress = run.Progress(first, steps, phase['batch'])
    for step in range(first, steps):
        run.schedule(optimizer, phase['learning_rate'], step, steps, phase['warm_up'])
        images, labels, _, _ = next(batches)
        # Half of the tokens teach almost as much for half of the time; the end sees whole faces.
        part = step < phase['steps_on_half']
        kept = torch.randperm(TOKENS)[:TOKENS // 2].sort().values if part else None
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=config['bfloat16']):
            embeddings = vit.embed(vit(normalize(images).to(device), kept)[0])
        margin = phase['margin'] * min(1.0, max(0.0, (step / steps - 0.25) / 0.4))
        loss, accuracy = head(embeddings, labels.to(device), margin)
        run.update(loss, optimizer, [vit, head], most=5.0)
        progress.add(step, loss=loss.item(), accuracy=accuracy)
        checkpoint.save(step + 1)
    checkpoint.save(steps, now=True)
    batches.close()


if __name__ == '__main__':
    main()
