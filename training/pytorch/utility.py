"""How useful a face is for recognition, measured: the targets of the quality phase.

Utility of an image: the cosine of its embedding to the mean of its identity's, by a recogniser that has seen none of these
identities: it would recognise those that it has seen through anything. 0 is the utility of a picture without a face, 1 that of a
clean face.
"""
import torch

import run
from gallery import embeddings, gallery

# Severity's own share in a target, next to the measured one: a recogniser that is not disturbed by mild degradations
# cannot say which of two is milder. What is left at severity 1, by kind, and the exponent of severity. Fitted to 28,000
# measured utilities, then brought three quarters of the way to (0.1, 1), which ranks mixtures by severity. Turns, nods and
# expressions cost more than was measured: a capture can do without them, and the last two show in few patches. Our choice.
HAND_MADE = {
    'blur': (0.15, 1.15), 'motion blur': (0.15, 1.05), 'low resolution': (0.2, 1.3), 'noise': (0.15, 1.0),
    'low light': (0.2, 1.2), 'over-exposure': (0.05, 1.2), 'JPEG': (0.2, 1.1), 'occlusion': (0.1, 1.0),
    'misalignment': (0.1, 1.1), 'yaw': (0.3, 1.5), 'pitch': (0.1, 1.25), 'expression': (0.45, 1.25), 'non-face': (0.0, 1.0),
}
# A face whose severities sum to less is called clean.
CLEAN = 0.2


class Targets:
    """Images and severities → the quality that is taught: 0 without a face, 1 nothing is lost."""

    def __init__(self, network, corpus, names, config):
        self.network, self.config, self.share = network.eval(), config, config['quality']['measured']
        self.centres = gallery(network, corpus, config)
        self.left, self.exponents = torch.tensor([HAND_MADE[name] for name in names]).t()
        self.none, self.clean = 0.0, 1.0

    def calibrate(self, batches, count):
        """Measures the utility of pictures without a face, and of clean faces."""
        none, clean = [], []
        for _ in range(count):
            images, labels, severities, _ = next(batches)
            # A picture without a face may be compared with anyone.
            anyone = torch.randint(len(self.centres), labels.shape)
            utilities = self.utilities(images, torch.where(labels < 0, anyone, labels))
            none.append(utilities[labels < 0])
            clean.append(utilities[(labels >= 0) & (severities.sum(1) < CLEAN)])
        self.none, self.clean = (torch.cat(part).mean().item() for part in (none, clean))
        if not self.clean > self.none:
            run.fail('the recogniser does not tell clean faces from other pictures, or the batches lack one of them')

    def utilities(self, images, labels):
        """Of bytes [B, 112, 112, 3] that show these identities, [B]."""
        return (embeddings(self.network, images, self.config) * self.centres[labels]).sum(1)

    def __call__(self, images, labels, severities):
        made = (1 - (1 - self.left) * severities ** self.exponents).prod(1)
        faces = labels >= 0
        measured = torch.zeros(len(labels))
        measured[faces] = self.utilities(images[faces], labels[faces])
        measured[faces] = ((measured[faces] - self.none) / (self.clean - self.none)).clamp(0, 1)
        return torch.where(faces, self.share * measured + (1 - self.share) * made, made)
