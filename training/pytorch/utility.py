"""What a degradation costs, measured: how much of a face's utility for recognition is left at each severity.

Utility of an image: the cosine of its embedding to its identity's centre less that to the nearest other centre. Over
many images it is taken apart into what is left by each kind of degradation,

    utility(image) ≈ none + (clean − none) · Π_kind left_kind(severity_kind),   left falling from 1, piecewise linear,

where `none` is the utility of what is no face for any identity. Fitted over everyone, the measure knows nothing of who
is shown: neither tone nor ancestry can enter the targets.
"""
import torch
import torch.nn.functional as F

from vit import normalize

KNOTS = 6
FACTOR_STEPS = 1500
# Severity's own share in a target, beside the measured one: a recogniser that has learned to look through a mild
# degradation says nothing about which of two mild ones is milder. What is left at severity 1, by kind; our choice.
HAND_MADE = {'yaw': 0.25, 'pitch': 0.5, 'expression': 0.65, 'non-face': 0.0}
HAND_MADE_DEGRADED = 0.1


def measure(network, head, batches, count):
    """Utilities [n] and severities [n, columns] of the faces in some batches, and the mean utility of no face."""
    utilities, severities, none = [], [], []
    device = next(network.parameters()).device
    network.eval()
    with torch.no_grad():
        for _ in range(count):
            images, labels, columns, _ = next(batches)
            faces = labels >= 0
            # What is no face is as likely to be compared with anyone.
            anyone = torch.randint(len(head.centres), labels.shape)
            embeddings = network.recognize(normalize(images).to(device))
            of = head.utility(embeddings, torch.where(faces, labels, anyone).to(device)).cpu()
            utilities.append(of[faces])
            severities.append(columns[faces])
            none.append(of[~faces])
    return torch.cat(utilities), torch.cat(severities), torch.cat(none).mean()


def interpolate(curves, severities):
    """Values [n, columns] of piecewise linear curves [columns, KNOTS] at severities [n, columns]."""
    place = severities.clamp(0, 1) * (KNOTS - 1)
    below = place.floor().clamp(max=KNOTS - 2).long()
    columns = torch.arange(len(curves)).expand_as(below)
    low, high = curves[columns, below], curves[columns, below + 1]
    return low + (high - low) * (place - below)


def fit(utilities, severities, none):
    """Falling curves [columns, KNOTS] from 1 at severity 0, by least squares."""
    steps = torch.full((severities.shape[1], KNOTS - 1), -2.0, requires_grad=True)
    clean = torch.tensor(float(utilities.mean()), requires_grad=True)
    optimizer = torch.optim.Adam([steps, clean], lr=0.02)

    def curves():
        falls = F.softplus(steps).cumsum(1)
        return torch.cat([torch.ones(len(steps), 1), torch.exp(-falls)], 1)

    for _ in range(FACTOR_STEPS):
        loss = F.mse_loss(none + (clean - none) * interpolate(curves(), severities).prod(1), utilities)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return curves().detach()


def hand_made(names):
    """Curves of severity itself: straight lines."""
    ends = torch.tensor([HAND_MADE.get(name, HAND_MADE_DEGRADED) for name in names])
    return 1 - (1 - ends)[:, None] * torch.linspace(0, 1, KNOTS)


class Targets:
    """Severities → the quality that is taught, from 0 (no face) to 1 (nothing is lost)."""

    def __init__(self, names, measured, share):
        self.names, self.measured, self.share = names, measured.clone(), share
        # What is no face has no identity to be measured against.
        self.measured[names.index('non-face')] = torch.linspace(1, 0, KNOTS)
        self.made = hand_made(names)

    def __call__(self, severities):
        measured = interpolate(self.measured, severities).prod(1)
        made = interpolate(self.made, severities).prod(1)
        return self.share * measured + (1 - self.share) * made

    def lines(self):
        """One line a kind, for the log and the model card."""
        for name, curve in zip(self.names, self.measured):
            yield f'{name}: ' + ' '.join(f'{value:.2f}' for value in curve)
