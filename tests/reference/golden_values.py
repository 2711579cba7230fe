"""The values of a golden file: what a float32 reader sees, and how they are stored."""
import numpy as np
import torch


def rounded(x):
    """What a float32 reader of the file sees, as float64."""
    return x.to(torch.float32).to(torch.float64)


def normals(random, *shape):
    return rounded(torch.from_numpy(random.normals(*shape)))


def from_rows(rows):
    return rounded(torch.tensor(rows, dtype=torch.float64))


def scalar(x):
    return torch.tensor([x], dtype=torch.int64 if isinstance(x, int) else torch.float64)


def rounded_scalar(x):
    """A setting as the reader of a float32 sees it."""
    return float(np.float32(x))


def stored(value):
    array = value.numpy() if torch.is_tensor(value) else np.asarray(value)
    return np.ascontiguousarray(array.astype(np.int32 if array.dtype.kind in "iu" else np.float32))


def add(file, case, tensors):
    for name, value in tensors.items():
        assert f"{case}/{name}" not in file
        file[f"{case}/{name}"] = stored(value)
