"""AdaFace (Kim, Jain, Liu, CVPR 2022): a softmax over identities whose margin follows the embedding's norm."""
import math

import torch
import torch.nn.functional as F
from torch import nn


class AdaFace(nn.Module):
    """Margin 0 is a plain normalised softmax, with which training begins: from scratch a margin finds no direction."""

    SCALE = 32.0  # the paper's 64 is for tens of thousands of identities; for a few thousand probabilities saturate
    H = 0.333  # the paper's
    MOMENTUM = 0.02
    EPSILON = 1e-3

    def __init__(self, identities, embedding):
        super().__init__()
        self.centres = nn.Parameter(torch.randn(identities, embedding) * 0.05)
        self.register_buffer('mean', torch.tensor(10.0))
        self.register_buffer('deviation', torch.tensor(3.0))

    def forward(self, embeddings, labels, margin):
        """Loss, and the share of faces that were recognised."""
        norms = embeddings.norm(dim=1, keepdim=True).clamp(1e-3, 100)
        with torch.no_grad():
            self.mean += self.MOMENTUM * (norms.mean() - self.mean)
            self.deviation += self.MOMENTUM * (norms.std() - self.deviation)
            # −1 for the weakest images to 1 for the clearest.
            clarity = ((norms - self.mean) / (self.deviation + self.EPSILON) * self.H).clamp(-1, 1)
        cosines = F.normalize(embeddings) @ F.normalize(self.centres).t()
        cosines = cosines.clamp(-1 + self.EPSILON, 1 - self.EPSILON)
        accuracy = (cosines.argmax(1) == labels).float().mean().item()
        own = F.one_hot(labels, len(self.centres)).float()
        angles = (cosines.acos() - own * margin * clarity).clamp(self.EPSILON, math.pi - self.EPSILON)
        logits = (angles.cos() - own * (margin + margin * clarity)) * self.SCALE
        return F.cross_entropy(logits, labels), accuracy
