"""Models that mean harm or are broken, each made from a whole one."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import struct
import zipfile

import h5py
import numpy as np

from mnist_space.artifact import CONFIG, LITERT, PREPROCESSING, SERVED, WEIGHTS
from tests.hub.repos import Tree


def sealed(files: Tree, **config: object) -> Tree:
    """The same with the hashes of its files, as an attacker would make it."""
    hashes = {name: hashlib.sha256(files[name]).hexdigest() for name in (*SERVED, WEIGHTS)}
    settings = json.loads(files[CONFIG]) | {"sha256": hashes} | config
    return files | {CONFIG: json.dumps(settings).encode()}


def with_weights(files: Tree, data: bytes) -> Tree:
    return sealed(files | {WEIGHTS: data})


def with_step(files: Tree, step: str) -> Tree:
    pipeline = json.loads(files[PREPROCESSING])
    pipeline["page"][0]["step"] = step
    return sealed(files | {PREPROCESSING: json.dumps(pipeline).encode()})


def with_shape(files: Tree, old: tuple[int, ...], new: tuple[int, ...]) -> Tree:
    """Every tensor of the network that says it has the shape `old` says `new`."""
    before, after = (struct.pack(f"<{1 + len(s)}i", len(s), *s) for s in (old, new))
    assert before in files[LITERT]
    return sealed(files | {LITERT: files[LITERT].replace(before, after)})


def h5(**settings: object) -> bytes:
    """A weights file with one dataset called `kernel`."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.create_group("layers/dense/vars").create_dataset("0", **settings)
    return buffer.getvalue()


def bomb() -> bytes:
    """A few kB that unpack to 600 MB of zeros."""
    return h5(shape=(150, 1 << 20), dtype="f4", compression="gzip", chunks=(1, 1 << 20))


def linked(link: object) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file["layers"] = link
    return buffer.getvalue()


def whole_model() -> bytes:
    """An HDF5 model of the old kind, which Keras would rebuild with its code."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["model_config"] = '{"class_name": "Lambda"}'
    return buffer.getvalue()


def keras_lambda() -> bytes:
    """A .keras archive with a Lambda layer in it."""
    buffer = io.BytesIO()
    layer = {"class_name": "Lambda", "config": {"function": {"code": "4wEAAAA="}}}
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("config.json", json.dumps({"config": {"layers": [layer]}}))
    return buffer.getvalue()


def pickled() -> bytes:
    return pickle.dumps(np.zeros(10))
