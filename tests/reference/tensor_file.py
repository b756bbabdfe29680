"""safetensors files, byte for byte, by the standard library alone. Source: the safetensors repository's README, "Format"."""
import json
import struct


def read(path):
    """Tensors as (dtype, shape, bytes) by key, and the metadata."""
    data = path.read_bytes()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    header, body = json.loads(data[8:start]), data[start:]
    metadata = header.pop("__metadata__", {})
    return {k: (v["dtype"], v["shape"], body[slice(*v["data_offsets"])]) for k, v in header.items()}, metadata


def write(path, tensors, metadata):
    header, at = {"__metadata__": metadata}, 0
    for key, (dtype, shape, data) in tensors.items():
        header[key] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + len(data)]}
        at += len(data)
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(data for _, _, data in tensors.values()))
