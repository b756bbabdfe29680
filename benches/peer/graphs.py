#!/usr/bin/env python3
"""The networks of the comparison with onnxruntime-web: each as a model file and as ONNX graphs of the same weights, with
the patch maps that they should give, in double precision.

    python3 benches/peer/graphs.py FOLDER        (benches/peer.mjs runs it; requirements.txt says what it needs)

The graph is the one that exporters make of a ViT, in ONNX's own LayerNormalization and Softmax, cut where the package is
cut, and with the closed form of the last block: neither side computes more. Its int8 form is the one of ONNX Runtime's
documentation for transformers: dynamic, one scale for each output.
"""
import json
import math
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/reference"))

import network  # noqa: E402
import tensor_file  # noqa: E402

# ViT-S of face recognition (InsightFace): width, depth, heads, MLP ratio.
VIT_S = (512, 12, 8, 5)
CROPS = 4
SEED = 21


class Graph:
    """An ONNX graph under construction; every node has one output."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, array):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name

    def add(self, kind, *inputs, **attributes):
        inputs = [value if isinstance(value, str) else self.constant(value) for value in inputs]
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def shape(self, value, *sizes):
        return self.add("Reshape", value, np.array(sizes, np.int64))


def vit(weights, depth, heads):
    graph, tokens_shape = Graph(), (1, network.N, -1)
    dim = len(weights["patch_embed.proj.bias"])
    scale = np.float32(1 / math.sqrt(dim // heads))

    def norm(key, x):
        return graph.add("LayerNormalization", x, weights[f"{key}.weight"], weights[f"{key}.bias"], axis=-1, epsilon=network.EPSILON)

    def linear(key, x):
        return graph.add("Add", graph.add("MatMul", x, weights[f"{key}.weight"].T), weights[f"{key}.bias"])

    patches = graph.add("Conv", "image", weights["patch_embed.proj.weight"], weights["patch_embed.proj.bias"],
                        kernel_shape=[network.PATCH] * 2, strides=[network.PATCH] * 2)
    tokens = graph.add("Transpose", graph.shape(patches, 1, dim, network.N), perm=[0, 2, 1])
    tokens = graph.add("Add", tokens, weights["pos_embed"])
    for i in range(depth - 1):
        block = f"blocks.{i}"
        projected = graph.add("MatMul", norm(f"{block}.norm1", tokens), weights[f"{block}.attn.qkv.weight"].T)
        projected = graph.add("Transpose", graph.shape(projected, 1, network.N, 3, heads, dim // heads), perm=[2, 0, 3, 1, 4])
        queries, keys, values = (graph.add("Gather", projected, np.array(part, np.int64), axis=0) for part in range(3))
        scores = graph.add("MatMul", graph.add("Mul", queries, scale), graph.add("Transpose", keys, perm=[0, 1, 3, 2]))
        mixed = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), values)
        mixed = graph.shape(graph.add("Transpose", mixed, perm=[0, 2, 1, 3]), *tokens_shape[:2], dim)
        tokens = graph.add("Add", tokens, linear(f"{block}.attn.proj", mixed))
        hidden = graph.add("Clip", linear(f"{block}.mlp.fc1", norm(f"{block}.norm2", tokens)), np.float32(0), np.float32(6))
        tokens = graph.add("Add", tokens, linear(f"{block}.mlp.fc2", hidden))
    last = f"blocks.{depth - 1}"
    tokens = norm(f"{last}.norm1", tokens)
    query, key = weights[f"{last}.attn.qkv.weight"][: 2 * dim].reshape(2, dim, dim)
    mean = graph.add("ReduceMean", tokens, np.array([1], np.int64), keepdims=1)
    mixed = graph.add("MatMul", graph.add("MatMul", mean, query.T), key * (scale / heads))
    graph.add("ReduceSum", graph.add("Mul", tokens, mixed), np.array([2], np.int64), keepdims=0)
    return graph


def save(path, graph):
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, network.SIDE, network.SIDE])
    output = helper.make_tensor_value_info(graph.nodes[-1].output[0], TensorProto.FLOAT, [1, network.N])
    body = helper.make_graph(graph.nodes, "vit", [image], [output], graph.constants)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    options = {"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT}
    quantize_dynamic(path, path.with_suffix(".int8.onnx"), per_channel=True, weight_type=QuantType.QInt8,
                     op_types_to_quantize=["MatMul"], extra_options=options)


def single(entry, scales):
    """A stored tensor in single precision."""
    dtype, shape, data = entry
    if dtype == "I8":
        rows = np.frombuffer(data, np.int8).reshape(shape[0], -1) * np.frombuffer(scales[2], "<f4")[:, None]
        return rows.astype(np.float32).reshape(shape)
    return np.frombuffer(data, {"F32": "<f4", "F16": "<f2"}[dtype]).astype(np.float32).reshape(shape)


def shipped():
    """The default model: its file, its weights and its sizes."""
    path = ROOT / "www/models/default.safetensors"
    tensors, metadata = tensor_file.read(path)
    weights = {key: single(entry, tensors.get(f"{key}.scale")) for key, entry in tensors.items() if not key.endswith(".scale")}
    return path.read_bytes(), weights, int(metadata["depth"]), int(metadata["heads"])


def random_vit_s(folder):
    """ViT-S with random weights: its file, its weights and its sizes."""
    dim, depth, heads, ratio = VIT_S
    weights = network.random_checkpoint(dim, depth, ratio, SEED)
    last = f"blocks.{depth - 1}"
    kept = {key: array for key, array in weights.items() if not key.startswith((f"{last}.", "norm.", "feature."))}
    kept |= {key: weights[key] for key in (f"{last}.norm1.weight", f"{last}.norm1.bias")}
    kept[f"{last}.attn.qkv.weight"] = weights[f"{last}.attn.qkv.weight"][: 2 * dim]
    metadata = {"format": "attn-fiqa", "version": "1", "name": "random ViT-S", "licence": "CC0-1.0", "color": "rgb",
                "provenance": "pseudo-random numbers", "heads": str(heads), "depth": str(depth), "mlp_ratio": str(ratio)}
    path = folder / "vit-s.safetensors"
    tensor_file.write(path, {key: ("F32", list(array.shape), array.tobytes()) for key, array in kept.items()}, metadata)
    return path.read_bytes(), kept, depth, heads


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    # Smooth colours with some noise: what a blurred photo is like, which no test picture has to be shipped for.
    y, x = np.mgrid[0:network.SIDE, 0:network.SIDE] / network.SIDE
    crops = []
    for _ in range(CROPS):
        waves = [np.sin(a * x + b * y + c) for a, b, c in rng.uniform(0, 9, (3, 3))]
        crops.append((127 + 90 * np.stack(waves, -1) + rng.normal(0, 9, (*x.shape, 3))).clip(0, 255).astype(np.uint8))
    facts = {"crops": [crop.flatten().tolist() for crop in crops], "networks": {}}
    for name, (file, weights, depth, heads) in {"default": shipped(), "vit-s": random_vit_s(folder)}.items():
        (folder / f"{name}.safetensors").write_bytes(file)
        save(folder / f"{name}.onnx", vit(weights, depth, heads))
        maps = [network.patch_map(network.double(weights), depth, heads, crop) for crop in crops]
        facts["networks"][name] = [float(patch_map.mean()) for patch_map in maps]
    (folder / "facts.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main()
