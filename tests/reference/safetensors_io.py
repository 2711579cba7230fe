"""Read and write .safetensors files.

The format: 8 bytes little-endian header length N, N bytes of JSON {name: {dtype, shape, data_offsets}}, then the
numbers, row-major, little-endian. Offsets count from the first byte after the header.
"""
import json
import struct

import numpy as np

BYTES_OF = {"F32": 4, "F16": 2, "BF16": 2, "I32": 4, "I64": 8}


def widen(raw, dtype):
    """Bytes of one tensor as float64, or int64 for whole numbers."""
    if dtype == "F32":
        return np.frombuffer(raw, "<f4").astype(np.float64)
    if dtype == "F16":
        return np.frombuffer(raw, "<f2").astype(np.float64)
    if dtype == "BF16":
        # bfloat16 is the upper half of a float32
        bits = np.frombuffer(raw, "<u2").astype(np.uint32) << 16
        return bits.view(np.float32).astype(np.float64)
    if dtype == "I32":
        return np.frombuffer(raw, "<i4").astype(np.int64)
    if dtype == "I64":
        return np.frombuffer(raw, "<i8").astype(np.int64)
    raise ValueError(f"unsupported dtype {dtype}")


def load(path):
    """All tensors of a file: {name: float64 or int64 array}."""
    with open(path, "rb") as file:
        content = file.read()
    (header_bytes,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8:8 + header_bytes])
    data = content[8 + header_bytes:]
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        count = int(np.prod(entry["shape"], dtype=np.int64))
        if end - begin != count * BYTES_OF[entry["dtype"]] or end > len(data):
            raise ValueError(f"{path}: offsets of {name} do not fit its shape")
        tensors[name] = widen(data[begin:end], entry["dtype"]).reshape(entry["shape"])
    return tensors


def narrow(array, dtype):
    """A float32 array as bytes of F32, F16 or BF16, rounded to nearest, ties to even; whole numbers as they are."""
    if dtype == "F16":
        array = array.astype(np.float16)
    if dtype == "BF16":
        bits = array.view(np.uint32)
        array = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)
    return array.astype(array.dtype.newbyteorder("<")).tobytes()  # row-major


def save(path, tensors, floats="F32"):
    """Write numpy arrays of dtype float32 (stored as `floats`), int32 or int64.

    Sorted by name: the same tensors give the same bytes.
    """
    dtype_names = {np.dtype(np.float32): floats, np.dtype(np.int32): "I32", np.dtype(np.int64): "I64"}
    header, chunks, offset = {}, [], 0
    for name in sorted(tensors):
        array = tensors[name]
        dtype = dtype_names[array.dtype]
        raw = narrow(array, dtype)
        header[name] = {"dtype": dtype, "shape": list(array.shape),
                        "data_offsets": [offset, offset + len(raw)]}
        chunks.append(raw)
        offset += len(raw)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # the data then begin at a multiple of 8 bytes
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(chunks))
