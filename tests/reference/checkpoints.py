"""Writes tests/fixtures/checkpoints/: one tiny random network as PyTorch itself saves it, in every way users meet.

    apt-get install python3-torch python3-numpy
    /usr/bin/python3 tests/reference/checkpoints.py tests/fixtures/checkpoints

The network has width 8, depth 2, 2 heads and an MLP of ratio 2, and all that the reference's networks have after the
part that quality needs: the last block's rest, the final norm, the embedding head (narrower than there, to stay small).
`plain.safetensors` is written without PyTorch: the truth for all others. Made with torch 1.13.1.
"""

import argparse
import collections
import math
import pathlib
import sys

import numpy
import tensor_file
import torch

WIDTH, DEPTH, HIDDEN, PATCHES, PATCH, EMBEDDING = 8, 2, 16, 196, 8, 2


def shapes():
    yield "patch_embed.proj.weight", (WIDTH, 3, PATCH, PATCH)
    yield "patch_embed.proj.bias", (WIDTH,)
    yield "pos_embed", (1, PATCHES, WIDTH)
    for i in range(DEPTH):
        yield from ((f"blocks.{i}.{key}", shape) for key, shape in block_shapes())
    yield from linear("norm", WIDTH)
    yield "feature.0.weight", (EMBEDDING, PATCHES * WIDTH)
    yield from batch_norm("feature.1")
    yield "feature.2.weight", (EMBEDDING, EMBEDDING)
    yield from batch_norm("feature.3")


def block_shapes():
    yield from linear("norm1", WIDTH)
    yield "attn.qkv.weight", (3 * WIDTH, WIDTH)
    yield from linear("attn.proj", WIDTH, WIDTH)
    yield from linear("norm2", WIDTH)
    yield from linear("mlp.fc1", HIDDEN, WIDTH)
    yield from linear("mlp.fc2", WIDTH, HIDDEN)


def linear(key, *weight):
    yield f"{key}.weight", weight
    yield f"{key}.bias", weight[:1]


def batch_norm(key):
    yield from linear(key, EMBEDDING)
    yield f"{key}.running_mean", (EMBEDDING,)
    yield f"{key}.running_var", (EMBEDDING,)
    yield f"{key}.num_batches_tracked", ()


def weights():
    random = numpy.random.default_rng(22841)
    arrays = collections.OrderedDict()
    for key, shape in shapes():
        if key.endswith("num_batches_tracked"):
            arrays[key] = numpy.array(1234, dtype="<i8")
        else:
            arrays[key] = random.standard_normal(shape).astype("<f4")
    return arrays


def prefixed(prefix, state):
    return collections.OrderedDict((prefix + key, value) for key, value in state.items())


def floats(state, dtype):
    """The largest tensor stays as it is: a checkpoint may mix types, and doubles are large."""
    is_cast = {key: value.is_floating_point() and key != "feature.0.weight" for key, value in state.items()}
    return {key: value.to(dtype) if is_cast[key] else value for key, value in state.items()}


def views(state):
    """The same values, laid out as badly as PyTorch allows: all vectors in one storage, matrices transposed."""
    vectors = {key: value for key, value in state.items() if value.dim() == 1}
    shared = torch.cat(list(vectors.values()))
    parts = dict(zip(vectors, shared.split([len(value) for value in vectors.values()])))
    every_second = torch.zeros(2 * WIDTH)
    every_second[1::2] = state["blocks.0.norm1.bias"]
    parts["blocks.0.norm1.bias"] = every_second[1::2]
    for key, value in state.items():
        if value.dim() > 1:
            parts[key] = value.transpose(0, -1).contiguous().transpose(0, -1)
            assert key == "pos_embed" or not parts[key].is_contiguous()
    return collections.OrderedDict((key, parts.get(key, value)) for key, value in state.items())


def training(state):
    """What a training script saves: weights among options, counters, numpy's numbers and random states."""
    parameter = torch.nn.Parameter(torch.ones(4))
    optimizer = torch.optim.AdamW([parameter])
    parameter.sum().backward()
    optimizer.step()
    wrapped = torch.nn.DataParallel(torch.nn.BatchNorm1d(2)).state_dict()  # an OrderedDict with `_metadata`
    wrapped.clear()
    wrapped.update(prefixed("module.", state))
    wrapped["module.patch_embed.proj.bias"] = torch.nn.Parameter(wrapped["module.patch_embed.proj.bias"])
    return {
        "epoch": 20,
        "args": argparse.Namespace(lr=1e-3, gpus=[0, 1], path=pathlib.PurePosixPath("run")),
        "best": numpy.float64(0.97),
        "history": numpy.linspace(0, 1, 5),
        "counts": collections.Counter("abca"),
        "losses": collections.defaultdict(list, train=[1.5, 0.5]),
        "optimizer": optimizer.state_dict(),
        "rng": torch.arange(5, dtype=torch.uint8),
        "types": [torch.float32, torch.device("cpu"), torch.Size([1, 2]), {1, 2}, b"bytes", 2**70, -1, math.pi, None],
        "state_dict": wrapped,
    }


def main(folder):
    folder = pathlib.Path(folder)
    arrays = weights()
    types = {"<f4": "F32", "<i8": "I64"}
    tensors = {key: (types[array.dtype.str], array.shape, array.tobytes()) for key, array in arrays.items()}
    tensor_file.write(folder / "plain.safetensors", tensors, {"format": "pt"})
    state = collections.OrderedDict((key, torch.from_numpy(array.copy())) for key, array in arrays.items())
    torch.save(state, folder / "plain.pt")
    torch.save({"state_dict": state}, folder / "state_dict.pt")
    torch.save({"model": prefixed("net.", state), "epoch": 1}, folder / "model.pt")
    torch.save(prefixed("module.", state), folder / "module.pt")
    torch.save(prefixed("net.module.", state), folder / "protocol4.pt", pickle_protocol=4)
    torch.save(floats(state, torch.float16), folder / "half.pt")
    torch.save(floats(state, torch.bfloat16), folder / "bfloat16.pt")
    torch.save(floats(state, torch.float64), folder / "double.pt")
    torch.save(views(state), folder / "views.pt")
    torch.save(training(state), folder / "training.pt")
    small = {"norm.weight": state["norm.weight"]}
    torch.save(small, folder / "legacy.pt", _use_new_zipfile_serialization=False)
    torch.jit.script(torch.nn.Linear(2, 2)).save(str(folder / "torchscript.pt"))


if __name__ == "__main__":
    main(*sys.argv[1:])
