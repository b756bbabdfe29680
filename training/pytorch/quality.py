#!/usr/bin/env python3
"""Phase two: the last block's mean attention score learns how useful a face is, on rendered faces and on photos.

    quality.py CONFIG CORPUS OUT --photos CORPUS --judge FOLDER [--start FILE] [--program attn-fiqa-training]

Begins with OUT/vit.pt, or with FILE: another run's quality.pt, or a model file in f16 or f32; writes OUT/quality.pt and
continues from it when started again. FOLDER is `model/` of npm `@vladmandic/face-api` (judge.py). Such a model is called attention-supervised: at inference the method is the paper's,
but its score was trained.
"""
import os

import torch
import torch.nn.functional as F

import faces
import run
from judge import Judge
from recognition import new
from stream import Batches
from style import PHOTOS, RENDERS, framed, randomize, streaked
from utility import Judged
from vit import GRID, normalize, patch_map

GROUP = 4  # as it is; degraded; degraded more; as much again in another tone and other skin
WORST, BEST = -1.5, -0.5  # scores taught for utility 0 and 1: the range of the paper's models
ORDER = [(0, 1), (0, 2), (1, 2)]
LEAST_WEIGHT = 0.03  # of an order, however mild the difference
SHARPNESS = 12.0  # score differences from 1/12 on count as decided
KEPT = 48  # batches that may be used again
# How much a render counts that was degraded: what a degradation costs, photos teach; renders are strange to the judge, and teach
# what pose, expression and light cost, and which of two is degraded more.
RENDERED = 0.25
COVERED = 0.4  # how far below the rest of the map an occluder's patches should score
# Differences of a score from its target up to which the mean of equal pictures' targets is learned, beyond it their median.
TOLERATED = 0.3
# `even`: a map says where something is wrong, so where nothing is wrong it should not vary.
WEIGHTS = {'regression': 8.0, 'even': 0.15, 'order': 0.5, 'tone': 4.0, 'covered': 0.5}


def main():
    arguments = run.arguments(
        __doc__, photos={'required': True, 'help': 'folder of a corpus of photos'},
        judge={'required': True, 'help': "folder of face-api's models"},
        start={'help': 'checkpoint or model file to begin with, not OUT/vit.pt'})
    train(run.configure(arguments.config), arguments)


def batches(config, arguments, skip, seed, photos):
    """Groups of faces, and on renders pictures without a face."""
    phase = config['quality']
    groups, others = (phase['photos'], 0) if photos else (phase['renders'], phase['others'])
    options = ['--kind', 'quality', '--groups', groups, '--others', others, '--seed', seed]
    corpus = arguments.photos if photos else arguments.corpus
    return Batches(arguments.program, corpus, groups * GROUP + others, options, skip)


def train(config, arguments):
    phase, path = config['quality'], os.path.join(arguments.out, 'quality.pt')
    if run.finished(path, phase['steps']):
        return
    first = run.step_of(path)
    vit = new(config, 'vit').to(config['device'])
    if not first:
        begin(vit, config, arguments)
    streams = [batches(config, arguments, first, config['seed'] + photos, photos) for photos in (False, True)]
    renders, photos = judged = judges(config, arguments, streams)
    print(f'distances, clean and of others: photos {photos.clean.mean():.3f} {photos.none:.3f}, '
          f'renders {renders.clean.mean():.3f} {renders.none:.3f}', flush=True)

    def losses(_, parts):
        numbers = losses_of(vit, parts, config)
        return sum(WEIGHTS[name] * value for name, value in numbers.items()), numbers

    run.train(config, phase, path, [vit], Taught(streams, judged, phase['repeats']), losses, most=2.0)


def begin(vit, config, arguments):
    """With a network that knows faces."""
    start = arguments.start
    if start:
        stored = run.read(start)['model'] if start.endswith('.pt') else faces.safetensors(start)[0]
        vit.take({name: value.float() for name, value in stored.items()})
        return
    needed = os.path.join(arguments.out, 'vit.pt')
    if not os.path.exists(needed):
        run.fail(f'{needed} is missing: run recognition.py --network vit first, or give --start')
    run.load(needed, {'model': vit}, config['vit']['recognition']['steps'])


def judges(config, arguments, streams):
    """The people of both corpora before the judge, renders first."""
    judge = Judge(arguments.judge).to(config['device']).eval()
    renders, photos = (Judged(judge, corpus) for corpus in (arguments.corpus, arguments.photos))
    renders.match(streams[0], photos, streams[1], config['quality']['calibration_batches'])
    return renders, photos


class Taught:
    """Batches of several streams together, with what they teach. Making them is the slow part: each is used several times,
    the later times among others and in another style."""

    def __init__(self, streams, judged, repeats):
        self.streams, self.judged, self.repeats = streams, judged, repeats
        self.size = sum(stream.size for stream in streams)
        self.kept, self.used = [], 0

    def __next__(self):
        self.used += 1
        if self.used % self.repeats and len(self.kept) == KEPT:
            return self.kept[torch.randint(KEPT, ()).item()]
        shares = RENDERED, 1.0
        batch = [self.part(next(stream), judged, share) for stream, judged, share in zip(self.streams, self.judged, shares)]
        self.kept = (self.kept + [batch])[-KEPT:]
        return batch

    @staticmethod
    def part(batch, judged, share):
        images, labels, severities, covered = batch
        is_face = labels >= 0
        weights = torch.where(is_face & (severities[:, :-4].sum(1) > 0), share, 1.0)
        return images, quality(images, labels, judged), weights, covered, int(is_face.sum())

    def close(self):
        for stream in self.streams:
            stream.close()


def quality(images, labels, judged):
    """What is taught: the utility of faces, made to fall along each group; 0 for other pictures."""
    found = torch.zeros(len(labels))
    is_face = labels >= 0
    found[is_face] = judged.utility(judged.distances(images[is_face], labels[is_face]), labels[is_face])
    groups = found[is_face].view(-1, GROUP)
    # A face that is degraded more is no better, and as much harm in another tone or skin is the same harm.
    groups[:, 1] = torch.maximum(groups[:, 1], groups[:, 2])
    groups[:, 0] = torch.maximum(groups[:, 0], groups[:, 1])
    groups[:, 3] = groups[:, 2]
    found[is_face] = groups.flatten()
    return found


def losses_of(vit, parts, config):
    device = config['device']
    inputs, taught, weights, covered, count = [], [], [], [], []
    for (images, qualities, certain, hidden, number), style in zip(parts, (RENDERS, PHOTOS)):
        images = images.to(device, non_blocking=True)
        count.append(number)
        taught.append(qualities)
        weights.append(certain)
        pictures = framed(streaked(randomize(normalize(images[:number]), GROUP, style), GROUP), GROUP)
        pictures, hidden = mirrored(pictures, hidden.to(device))
        inputs += [pictures, normalize(images[number:])]
        covered.append(hidden)
    inputs, covered = torch.cat(inputs), torch.cat(covered)
    quality, weights = torch.cat(taught).to(device), torch.cat(weights).to(device)
    with run.autocast(config):
        queries_and_keys = vit.last_attention(inputs)
    maps = patch_map(queries_and_keys)  # in single precision: a mean of 8 million products
    scores, target = maps.mean(1), WORST + (BEST - WORST) * quality
    is_face = torch.cat([torch.arange(len(part)) < number for part, number in zip(taught, count)]).to(device)
    groups, qualities = scores[is_face].view(-1, GROUP), quality[is_face].view(-1, GROUP)
    order = sum((F.softplus(-SHARPNESS * (groups[:, i] - groups[:, j]))
                 * (qualities[:, i] - qualities[:, j]).clamp(min=LEAST_WEIGHT)).mean() for i, j in ORDER)
    return {
        'regression': (weights * F.smooth_l1_loss(scores, target, beta=TOLERATED, reduction='none')).sum() / weights.sum(),
        'even': F.smooth_l1_loss(maps, target[:, None] + (WORST - target[:, None]) * covered, beta=0.5),
        'order': order,
        'tone': F.mse_loss(groups[:, 2], groups[:, 3]),
        'covered': covered_loss(maps, covered),
    }


def mirrored(images, covered):
    """Half of the last pictures of the groups turned over: a mirrored photo is as good."""
    turned = torch.zeros(len(images), dtype=torch.bool, device=images.device)
    turned[GROUP - 1::GROUP] = torch.rand(len(images) // GROUP, device=images.device) < 0.5
    covered = covered.clone()
    images = torch.where(turned[:, None, None, None], images.flip(3), images)
    grids = covered[:len(images)].view(-1, GRID, GRID)
    covered[:len(images)] = torch.where(turned[:, None, None], grids.flip(2), grids).flatten(1)
    return images, covered


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
