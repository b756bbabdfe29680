#!/usr/bin/env python3
"""Phase two: the last block's mean attention score learns how useful a face is, together with recognition.

    quality.py CONFIG CORPUS OUT [--program attn-fiqa-training]

CORPUS is of other identities than phase one's (utility.py says why). Begins with OUT/vit.pt, measures utility by
OUT/iresnet.pt; writes OUT/quality.pt and continues from it when started again. Such a model is called
attention-supervised: at inference the method is the paper's, but its score was trained.
"""
import os

import torch
import torch.nn.functional as F

import run
from gallery import gallery
from recognition import new, recogniser
from stream import Batches
from style import randomize
from utility import Targets
from vit import normalize, patch_map

GROUP = 4  # as it is; degraded; degraded more; as much again in another tone
WORST, BEST = -1.5, -0.5  # scores taught for quality 0 and 1: the range of the paper's models
ORDER = [(0, 1), (0, 2), (1, 2)]
LEAST_WEIGHT = 0.1  # of an order, however mild the difference
SHARPNESS = 12.0  # score differences from 1/12 on count as decided
COVERED = 0.4  # how far below the rest of the map an occluder's patches should score
# `even`: a map says where something is wrong, so where nothing is wrong it should not vary.
WEIGHTS = {'regression': 3.0, 'even': 0.15, 'order': 1.0, 'tone': 4.0, 'covered': 0.5, 'recognition': 0.05}
MARGIN = 0.1
LEAST = 0.15  # faces below this quality teach no recognition


def main():
    arguments = run.arguments(__doc__)
    train(run.configure(arguments.config), arguments)


def batches(config, arguments, skip, seed):
    phase = config['quality']
    size = phase['groups'] * GROUP + phase['others']
    options = ['--kind', 'quality', '--groups', phase['groups'], '--others', phase['others'], '--seed', seed]
    return Batches(arguments.program, arguments.corpus, size, options, skip)


def train(config, arguments):
    phase = config['quality']
    paths = {name: os.path.join(arguments.out, f'{name}.pt') for name in ('vit', 'iresnet', 'quality')}
    path = paths.pop('quality')
    for name, needed in paths.items():
        if not os.path.exists(needed):
            run.fail(f'{needed} is missing: run recognition.py --network {name} first')
    if run.finished(path, phase['steps']):
        return
    first = run.step_of(path)
    targets = calibrated_targets(config, arguments, paths['iresnet'])
    print(f'utility: {targets.none:.3f} without a face, {targets.clean:.3f} of a clean face', flush=True)
    vit, head = recogniser(config, 'vit', len(targets.centres))
    if not first:
        run.load(paths['vit'], {'model': vit}, config['vit']['recognition']['steps'])
        head.centres.data.copy_(gallery(vit, arguments.corpus, config))

    def losses(_, batch):
        parts = losses_of(vit, head, batch, targets, phase['groups'] * GROUP, config)
        return sum(WEIGHTS[name] * value for name, value in parts.items()), parts

    stream = batches(config, arguments, first, config['seed'])
    run.train(config, phase, path, vit, head, stream, losses, most=2.0)


def calibrated_targets(config, arguments, judge):
    """Targets by the recogniser in a checkpoint. Its stream of batches ends before that of the training begins: each holds
    the corpus in memory."""
    network = new(config, 'iresnet').to(config['device'])
    run.load(judge, {'model': network}, config['iresnet']['recognition']['steps'])
    stream = batches(config, arguments, 0, config['seed'] + 1)
    print(f'measuring where the recogniser sees {stream.classes} identities', flush=True)
    targets = Targets(network, arguments.corpus, stream.columns, config)
    targets.calibrate(stream, config['quality']['calibration_batches'])
    stream.close()
    return targets


def losses_of(vit, head, batch, targets, faces, config):
    device = config['device']
    labels, covered = batch[1].to(device), batch[3].to(device)
    quality = targets(*batch[:3]).to(device)
    # The same harm in another tone is the same quality.
    twins = quality[:faces].view(-1, GROUP)[:, 2:]
    twins[:] = twins.mean(1, keepdim=True)
    useful = (labels >= 0) & (quality >= LEAST)
    inputs = normalize(batch[0])
    inputs = torch.cat([randomize(inputs[:faces], GROUP), inputs[faces:]]).to(device)
    with run.autocast(config):
        tokens, query_key = vit(inputs)
        embeddings = vit.embed(tokens[useful])
    maps = patch_map(query_key)
    scores = maps.mean(1)
    groups, qualities = scores[:faces].view(-1, GROUP), quality[:faces].view(-1, GROUP)
    # A face that is degraded more is worse, whatever was measured.
    order = sum((F.softplus(-SHARPNESS * (groups[:, i] - groups[:, j]))
                 * (qualities[:, i] - qualities[:, j]).clamp(min=LEAST_WEIGHT)).mean() for i, j in ORDER)
    taught = WORST + (BEST - WORST) * quality
    return {
        'regression': F.smooth_l1_loss(scores, taught, beta=0.1),
        'even': F.smooth_l1_loss(maps, taught[:, None] + (WORST - taught[:, None]) * covered, beta=0.5),
        'order': order,
        'tone': F.mse_loss(groups[:, 2], groups[:, 3]),
        'covered': covered_loss(maps, covered),
        'recognition': head(embeddings, labels[useful], MARGIN)[0],
    }


def covered_loss(maps, covered):
    """How far an occluder's patches are from scoring well below the others."""
    hidden, free = (covered > 0.5).float(), (covered < 0.1).float()
    both = (hidden.sum(1) >= 4) & (free.sum(1) >= 20)
    if not both.any():
        return maps.sum() * 0.0
    mean = lambda mask: (maps * mask).sum(1)[both] / mask.sum(1)[both]
    return F.relu(COVERED + mean(hidden) - mean(free)).mean()


if __name__ == '__main__':
    main()
