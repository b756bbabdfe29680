#!/usr/bin/env python3
"""Phase one: recognition. Identities of a rendered corpus, AdaFace, augmented as real capture does.

    recognition.py CONFIG CORPUS OUT [--network vit|iresnet] [--program attn-fiqa-training]

`vit` is the network whose attention becomes the score, `iresnet` the one that says how useful a face is. Writes
OUT/vit.pt or OUT/iresnet.pt and goes on from it when started again.
"""
import os

import torch

import iresnet
import run
import vit
from adaface import AdaFace
from stream import Batches


def main():
    arguments = run.arguments(__doc__, network={'choices': ['vit', 'iresnet'], 'default': 'vit'})
    train(run.configure(arguments.config), arguments)


def new(config, name):
    """An untrained network."""
    sizes = config[name]['sizes']
    return vit.Vit(vit.Sizes(**sizes)) if name == 'vit' else iresnet.IResNet(iresnet.Sizes(**sizes))


def recogniser(config, name, classes):
    """An untrained network and its identities."""
    head = AdaFace(classes, config[name]['sizes']['embedding'])
    return tuple(part.to(config['device']) for part in (new(config, name), head))


def train(config, arguments):
    phase = config[arguments.network]['recognition']
    os.makedirs(arguments.out, exist_ok=True)
    path = os.path.join(arguments.out, f'{arguments.network}.pt')
    first, steps = run.step_of(path), phase['steps']
    if run.finished(path, first, steps):
        return
    batches = Batches(arguments.program, arguments.corpus, phase['batch'],
                      ['--kind', 'recognition', '--size', phase['batch'], '--seed', config['seed']], first)
    device = torch.device(config['device'])
    network, head = recogniser(config, arguments.network, batches.classes)
    optimizer = run.optimizer([network, head], phase['learning_rate'], phase['weight_decay'])
    checkpoint = run.Checkpoint(path, config['save_every_s'], {'model': network, 'head': head, 'optimizer': optimizer})
    checkpoint.load()
    progress = run.Progress(first, steps, phase['batch'])
    for step in range(first, steps):
        run.schedule(optimizer, phase['learning_rate'], step, steps, phase['warm_up'])
        images, labels, _, _ = next(batches)
        # Half of a transformer's tokens teach almost as much for half of the time; the end sees whole faces.
        half = step < phase.get('steps_on_half', 0)
        part = {'kept': torch.randperm(vit.TOKENS)[:vit.TOKENS // 2].sort().values} if half else {}
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=config['bfloat16']):
            embeddings = network.recognize(vit.normalize(images).to(device), **part)
        loss, accuracy = head(embeddings, labels.to(device), margin(phase, step / steps))
        run.update(loss, optimizer, [network, head], most=5.0)
        progress.add(step, loss=loss.item(), accuracy=accuracy)
        checkpoint.save(step + 1)
    checkpoint.save(steps, now=True)
    batches.close()


def margin(phase, share):
    """Grows once identities begin to be told apart."""
    begin, end = phase['margin_grows']
    return phase['margin'] * min(1.0, max(0.0, (share - begin) / (end - begin)))


if __name__ == '__main__':
    main()
