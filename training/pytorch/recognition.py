#!/usr/bin/env python3
"""Phase one: recognition. Identities of a rendered corpus, AdaFace, augmented as real capture does.

    recognition.py CONFIG CORPUS OUT [--network vit|iresnet] [--program attn-fiqa-training]

The attention of `vit` becomes the score; `iresnet` measures how useful a face is. Writes OUT/vit.pt or OUT/iresnet.pt and
continues from it when started again.
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
    if run.finished(path, phase['steps']):
        return
    batches = Batches(arguments.program, arguments.corpus, phase['batch'],
                      ['--kind', 'recognition', '--size', phase['batch'], '--seed', config['seed']], run.step_of(path))
    network, head = recogniser(config, arguments.network, batches.classes)

    def losses(step, batch):
        images, labels, _, _ = batch
        # Half of a transformer's tokens teach almost as much for half of the time; the end sees whole faces.
        half = step < phase.get('steps_on_half', 0)
        part = {'kept': torch.randperm(vit.TOKENS)[:vit.TOKENS // 2].sort().values} if half else {}
        with run.autocast(config):
            embeddings = network.recognize(vit.normalize(images).to(config['device']), **part)
        loss, accuracy = head(embeddings, labels.to(config['device']), margin(phase, step / phase['steps']))
        return loss, {'accuracy': accuracy}

    run.train(config, phase, path, [network, head], batches, losses, most=5.0)


def margin(phase, share):
    """Grows when the network begins to tell identities apart."""
    begin, end = phase['margin_grows']
    return phase['margin'] * min(1.0, max(0.0, (share - begin) / (end - begin)))


if __name__ == '__main__':
    main()
