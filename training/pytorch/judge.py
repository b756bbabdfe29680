"""The real judge: a recogniser that learned from photos of real people, and has nothing to do with ours.

dlib's ResNet (`dlib_face_recognition_resnet_model_v1`, CC0) as npm `@vladmandic/face-api` (MIT) ships it:
`model/face_recognition_model.bin` and its manifest, weights in eight bits. 128 numbers a face; two photos of one person are
closer than 0.6. It measures and teaches; nothing of it is shipped. `attn_fiqa_training::network` has the same network, and a
fixture made by face-api's own runtime holds both.
"""
import json
import os

import numpy as np
import torch
import torch.nn.functional as F

from vit import SIDE

INPUT = 150
# face-api's mean colour and divisor: src/faceRecognitionNet/FaceRecognitionNet.ts.
MEAN, DIVISOR = (122.782, 117.001, 104.298), 255.0
# Where face-api cuts a face out (src/classes/FaceLandmarks.ts, `align`): a square of 1/0.45 of the distance between eyes and
# mouth, their middle at (0.5, 0.43). Eyes and mouth: ArcFace's template, in which our crops are aligned.
LEFT_EYE, RIGHT_EYE, MOUTH = (38.2946, 51.6963), (73.5318, 51.5014), (56.1396, 92.2848)
EYES_TO_MOUTH, ACROSS, DOWN = 0.45, 0.5, 0.43
BLOCKS = [('conv32_1', 0), ('conv32_2', 0), ('conv32_3', 0), ('conv64_down', 1), ('conv64_1', 0), ('conv64_2', 0), ('conv64_3', 0),
          ('conv128_down', 1), ('conv128_1', 0), ('conv128_2', 0), ('conv256_down', 1), ('conv256_1', 0), ('conv256_2', 0),
          ('conv256_down_out', 1)]


def box():
    """Left, top and side of the square that the judge sees, in pixels of a crop."""
    points = np.array([LEFT_EYE, RIGHT_EYE, MOUTH])
    distance = np.linalg.norm(points[:2] - points[2], axis=1).mean()
    middle, side = points.mean(0), distance / EYES_TO_MOUTH
    return middle[0] - ACROSS * side, middle[1] - DOWN * side, side


class Judge(torch.nn.Module):
    def __init__(self, folder):
        super().__init__()
        self.weights = torch.nn.ParameterDict()
        for name, value in read(folder):
            # [height, width, in, out] → [out, in, height, width].
            value = value.permute(3, 2, 0, 1).contiguous() if value.ndim == 4 else value
            self.weights[key(name)] = torch.nn.Parameter(value, requires_grad=False)
        left, top, side = box()
        # Of a picture whose corners are at ±1, the square: scale and middle.
        middle = [(2 * (at + side / 2) + 1) / SIDE - 1 for at in (left - 0.5, top - 0.5)]
        self.register_buffer('square', torch.tensor([[side / SIDE, 0, middle[0]], [0, side / SIDE, middle[1]]], dtype=torch.float32))
        self.register_buffer('mean', torch.tensor(MEAN)[:, None, None])

    @torch.no_grad()
    def forward(self, images):
        """Bytes [B, 112, 112, 3] → [B, 128]."""
        inputs = self.seen(images)
        # Half precision moves a distance by a thousandth.
        with torch.autocast('cuda', enabled=inputs.is_cuda):
            return self.recognize(inputs)

    def seen(self, images):
        """What the judge sees of our crops, [B, 3, 150, 150], 0 to 255; beyond the crop its edge goes on."""
        images = images.to(self.square.device).permute(0, 3, 1, 2).float()
        grid = F.affine_grid(self.square.expand(len(images), 2, 3), (len(images), 3, INPUT, INPUT), align_corners=False)
        return F.grid_sample(images, grid, padding_mode='border', align_corners=False)

    def recognize(self, inputs):
        x = self.convolution((inputs - self.mean) / DIVISOR, 'conv32_down', stride=2).relu()
        x = F.max_pool2d(x, 3, 2)
        for name, down in BLOCKS:
            x = self.block(x, name, down)
        return (x.mean((2, 3)) @ self.weights['fc']).float()

    def block(self, x, name, down):
        y = self.convolution(x, f'{name}/conv1', stride=2 if down else 1).relu()
        y = self.convolution(y, f'{name}/conv2')
        if down:
            x = F.avg_pool2d(x, 2)
            if x.shape[1] != y.shape[1]:
                x = torch.cat([x, torch.zeros_like(x)], 1)
            y = F.pad(y, (0, x.shape[3] - y.shape[3], 0, x.shape[2] - y.shape[2]))
        return (x + y).relu()

    def convolution(self, x, name, stride=1):
        weight = lambda part: self.weights[key(f'{name}/{part}')]
        size = weight('conv/filters').shape[2]
        y = F.conv2d(x, weight('conv/filters'), weight('conv/bias'), stride, 0 if stride == 2 else size // 2)
        return y * weight('scale/weights')[:, None, None] + weight('scale/biases')[:, None, None]


def key(name):
    return name.replace('/', '_')


def read(folder):
    """Names and values of face-api's weights: bytes that a scale and a least value turn into numbers."""
    with open(os.path.join(folder, 'face_recognition_model-weights_manifest.json')) as file:
        group, = json.load(file)
    data = np.fromfile(os.path.join(folder, 'face_recognition_model.bin'), np.uint8)
    for weight in group['weights']:
        length, stored = int(np.prod(weight['shape'])), weight.get('quantization')
        kind = np.dtype(np.uint8 if stored else np.float32)
        raw, data = data[:length * kind.itemsize].view(kind), data[length * kind.itemsize:]
        values = raw.astype(np.float32) * np.float32(stored['scale']) + np.float32(stored['min']) if stored else raw.copy()
        yield weight['name'], torch.from_numpy(values.reshape(weight['shape']))
