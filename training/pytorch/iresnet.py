"""A convolutional recogniser, by which utility is measured: at this size convolutions learn faces from far fewer pictures
than a ViT.

Improved residual units (Duta et al., "Improved Residual Networks", 2020) as in InsightFace's
`recognition/arcface_torch/backbones/iresnet.py`, with ReLU, and a stem that halves the picture twice.
`attn_fiqa_training::network::IResNet` is the same network; tests/integration/miniature.rs proves it.
"""
from dataclasses import dataclass

import torch
from torch import nn

from vit import SIDE


@dataclass(frozen=True)
class Sizes:
    stem: int
    widths: tuple
    blocks: tuple
    embedding: int


def convolution(inputs, outputs, size, stride):
    return nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        stride = 1 if inputs == outputs else 2
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = convolution(inputs, outputs, 3, 1)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.conv2 = convolution(outputs, outputs, 3, stride)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.downsample = None if stride == 1 else nn.Sequential(
            convolution(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = torch.relu(self.bn2(self.conv1(self.bn1(x))))
        return self.bn3(self.conv2(y)) + (self.downsample(x) if self.downsample else x)


class IResNet(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        first = sizes.widths[0]
        self.stem = nn.Sequential(
            convolution(3, sizes.stem, 3, 2), nn.BatchNorm2d(sizes.stem), nn.ReLU(),
            convolution(sizes.stem, first, 3, 2), nn.BatchNorm2d(first), nn.ReLU())
        widths = [width for width, count in zip(sizes.widths, sizes.blocks) for _ in range(count)]
        self.blocks = nn.Sequential(*(Block(*pair) for pair in zip([first] + widths, widths)))
        side = -(-SIDE // (4 * 2 ** (len(sizes.widths) - 1)))  # padded convolutions halve upwards
        self.bn2 = nn.BatchNorm2d(widths[-1])
        self.fc = nn.Linear(widths[-1] * side * side, sizes.embedding)
        self.features = nn.BatchNorm1d(sizes.embedding)
        self.to(memory_format=torch.channels_last)

    def recognize(self, images):
        """Normalised images [B, 3, 112, 112] → embeddings [B, E]."""
        x = self.bn2(self.blocks(self.stem(images.contiguous(memory_format=torch.channels_last))))
        return self.features(self.fc(x.flatten(1))).float()
