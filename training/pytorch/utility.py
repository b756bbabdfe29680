"""How useful a face is for recognition, measured by the real judge: the targets of the quality phase.

Utility of a picture: how near the judge sees it to another calm picture of the same person. 1: as near as those are to each
other; 0: no nearer than those of other people.
"""
import math

import torch

import faces
import run

BATCH = 128
# Degraded faces whose own severities (pose, expression) are below this are what photos and renders are compared by.
CALM = 0.35
BISECTIONS = 40


class Judged:
    """The people of one corpus as the judge sees them."""

    def __init__(self, judge, corpus):
        found, whose, calm = [], [], []
        for path in faces.files(corpus):
            images, identities, truth = faces.read(path)
            kept = truth['calm'] == 1
            found += [judge(batch).cpu() for batch in images[kept].split(BATCH)]
            whose.append(identities[kept])
        found, whose = torch.cat(found), torch.cat(whose)
        count = int(whose.max()) + 1
        sums = torch.zeros(count, found.shape[1]).index_add(0, whose, found)
        self.judge, self.centres = judge, sums / whose.bincount(minlength=count)[:, None]
        distances = torch.cdist(found, self.centres)
        own = torch.zeros(count).index_add(0, whose, distances.gather(1, whose[:, None])[:, 0])
        # Of each person: photos of one session are nearer to each other than those of another.
        radius = own / whose.bincount(minlength=count)
        # Two pictures on opposite sides of their centre. Nobody compares with a centre: harm is at right angles to what
        # separates the other picture from it.
        self.clean, self.beside = 2 * radius, 3 ** 0.5 * radius
        others = distances.sum() - distances.gather(1, whose[:, None]).sum()
        self.none = math.hypot((others / (distances.numel() - len(whose))).item(), self.beside.mean().item())

    def distances(self, images, labels):
        """Of bytes [B, 112, 112, 3] to another picture of the persons that they show, [B]."""
        seen = self.judge(images)
        return torch.hypot((seen - self.centres.to(seen)[labels]).norm(dim=1).cpu(), self.beside[labels])

    def utility(self, distances, labels):
        clean = self.clean[labels]
        return ((self.none - distances) / (self.none - clean)).clamp(0, 1)

    def match(self, batches, photos, photo_batches, count):
        """Renders are more alike to the judge than people are. Sets `none` so that the same degradations cost as much of a
        render as of a photo, on average."""
        ours, theirs = degraded(self, batches, count), degraded(photos, photo_batches, count)
        goal = photos.utility(*theirs).mean()
        low, high = self.clean.mean().item() + 1e-3, 10 * self.none
        for _ in range(BISECTIONS):
            self.none = (low + high) / 2
            low, high = (self.none, high) if self.utility(*ours).mean() < goal else (low, self.none)
        if not self.none > self.clean.mean():
            run.fail('the judge does not tell clean faces from degraded ones')


def degraded(judged, batches, count):
    """Distances and labels of calm faces that were degraded."""
    distances, labels = [], []
    for _ in range(count):
        images, whose, severities, _ = next(batches)
        added, besides = severities[:, :-4].sum(1), severities[:, -4:]
        kept = (whose >= 0) & (added > 0) & (besides[:, :3].amax(1) < CALM) & (besides[:, 3] == 0)
        # The last of a group may show other skin.
        kept &= torch.arange(len(whose)) % 4 != 3
        if kept.any():
            distances.append(judged.distances(images[kept], whose[kept]))
            labels.append(whose[kept])
    if not labels:
        run.fail('no calm face was degraded: calibrate on more batches')
    return torch.cat(distances), torch.cat(labels)
