#!/usr/bin/env python3
"""A pass natively, on one thread: `attn-fiqa score` beside ONNX Runtime, on the graphs and crops of graphs.py.

    python3 benches/peer/native.py FOLDER PROGRAM        (benches/peer.mjs runs it; FOLDER holds graphs/)

Prints JSON: for each network and each of both, the milliseconds of its passes, in the order in which they ran: a round of all
crops by one, then by the other.
"""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import time
import zlib

import numpy as np
import onnxruntime

ROUNDS = 5
SIDE = 112


def png(pixels):
    """An RGB picture, uncompressed but for the container."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def ours(program, model, pictures):
    """Milliseconds of a pass of each picture but the first, which finds nothing in any cache."""
    arguments = ["score", "--aligned", "--device", "cpu", "--threads", "1", "--format", "json", "--model", model]
    lines = subprocess.run([program, *arguments, *pictures], check=True, capture_output=True, text=True).stdout
    return [json.loads(line)["timings"]["infer"] for line in lines.splitlines()][1:]


def theirs(session, images):
    times = []
    for image in images:
        start = time.perf_counter()
        session.run(None, {"image": image})
        times.append(1000 * (time.perf_counter() - start))
    return times[1:]


def main():
    home, program = pathlib.Path(sys.argv[1]), sys.argv[2]
    facts = json.loads((home / "graphs/facts.json").read_text())
    crops = [np.array(crop, np.uint8).reshape(SIDE, SIDE, 3) for crop in facts["crops"]]
    images = [((crop.astype(np.float32) / 255 - 0.5) / 0.5).transpose(2, 0, 1)[None] for crop in crops]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    found = {"version": onnxruntime.__version__, "networks": {}}
    with tempfile.TemporaryDirectory() as folder:
        crops, images = [crops[-1], *crops], [images[-1], *images]
        pictures = [str(pathlib.Path(folder) / f"{i}.png") for i in range(len(crops))]
        for picture, crop in zip(pictures, crops):
            pathlib.Path(picture).write_bytes(png(crop))
        for name in facts["networks"]:
            session = onnxruntime.InferenceSession(str(home / f"graphs/{name}.onnx"), options)
            rounds = [(ours(program, home / f"graphs/{name}.safetensors", pictures), theirs(session, images)) for _ in range(ROUNDS)]
            found["networks"][name] = {side: sum(times, []) for side, times in zip(("ours", "theirs"), zip(*rounds))}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
