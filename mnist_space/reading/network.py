"""A network in LiteRT: tensors in, logits out."""

from __future__ import annotations

import math
import threading

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from numpy.typing import NDArray

from mnist_space.artifact import ArtifactError

Floats = NDArray[np.float32]

CLASSES = 10
BATCH = 256
# For one picture, weights included; the larger of the bundled networks takes 2 million.
MAX_VALUES = 16 << 20


class Network:
    """May be called from several threads at once; they take turns."""

    def __init__(self, model: bytes, name: str, cores: int = 2) -> None:
        """Load a .tflite file.

        Args:
            model: the bytes of the file.
            name: what an error calls it.
            cores: how many a call may use.

        Raises:
            ArtifactError: it is no LiteRT network from (N, 28, 28) to (N, 10).
        """
        self._lock = threading.Lock()
        self._interpreter = _interpreter(model, name, cores)
        # LiteRT takes a tenth of the time of a call to describe these anew.
        takes = self._interpreter.get_input_details()[0]
        gives = self._interpreter.get_output_details()[0]
        self._input, self._output = takes["index"], gives["index"]
        self._shape: tuple[int, ...] = tuple(map(int, takes["shape"]))

    def logits(self, tensors: Floats) -> Floats:
        """Return the logits (N, 10) for digit tensors (N, 28, 28) in [0, 1]."""
        chunks = [tensors[i : i + BATCH] for i in range(0, len(tensors), BATCH)]
        none = np.empty((0, CLASSES), np.float32)
        return np.concatenate([none, *(self._invoke(chunk) for chunk in chunks)])

    def _invoke(self, tensors: Floats) -> Floats:
        with self._lock:
            network = self._interpreter
            if self._shape != tensors.shape:
                self._shape = ()  # should one of the next lines fail
                network.resize_tensor_input(self._input, tensors.shape)
                network.allocate_tensors()
                self._shape = tensors.shape
            network.set_tensor(self._input, np.ascontiguousarray(tensors, dtype=np.float32))
            network.invoke()
            output: Floats = network.get_tensor(self._output)
            return output


class MemberNetwork:
    """The networks that a model averages, each by itself; may be called from several threads.

    A joined model stacks its members' logits, (1, M, 10), and serves their mean. The stack is no
    output of the file, but the interpreter keeps it where it is told to keep every tensor; that
    costs memory and speed, so the network that predicts does without.
    """

    def __init__(self, model: bytes, name: str) -> None:
        """Load a .tflite file, as `Network` does.

        Raises:
            ArtifactError: see `Network`.
        """
        self._lock = threading.Lock()
        self._interpreter = _interpreter(model, name, 1, keeps_all=True)
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._output = self._interpreter.get_output_details()[0]["index"]
        self._stacks = [
            int(tensor["index"])
            for tensor in self._interpreter.get_tensor_details()
            if len(shape := tuple(tensor["shape"])) == 3 and shape[::2] == (1, CLASSES)
        ]

    def logits(self, tensor: Floats) -> Floats:
        """Return the logits (M, 10) of each member for one digit tensor (28, 28) in [0, 1].

        A model of one network alone has one member, M = 1.
        """
        with self._lock:
            network = self._interpreter
            network.set_tensor(self._input, tensor[np.newaxis].astype(np.float32))
            network.invoke()
            served: Floats = network.get_tensor(self._output)
            stacks: list[Floats] = [network.get_tensor(index)[0] for index in self._stacks]
        means = [one for one in stacks if np.allclose(one.mean(axis=0), served[0], atol=1e-3)]
        return max(means, key=len, default=served)


def _interpreter(model: bytes, name: str, cores: int, keeps_all: bool = False) -> Interpreter:
    # With a delegate, which is faster, LiteRT warns of tensors that are kept.
    plain = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    try:
        network = Interpreter(
            model_content=model,
            num_threads=cores,
            experimental_op_resolver_type=plain if keeps_all else OpResolverType.AUTO,
            experimental_preserve_all_tensors=keeps_all,
        )
        _check(network, name)
        network.allocate_tensors()
    except (OSError, ValueError, RuntimeError, IndexError, MemoryError) as error:
        if isinstance(error, ArtifactError):
            raise
        raise ArtifactError(f"The network of {name!r} is not one that LiteRT can run.") from error
    return network


def _check(network: Interpreter, name: str) -> None:
    takes = tuple(map(int, network.get_input_details()[0]["shape_signature"]))
    gives = tuple(map(int, network.get_output_details()[0]["shape_signature"]))
    if takes[1:] != (28, 28) or gives[1:] != (CLASSES,):
        raise ArtifactError(
            f"The network of {name!r} maps {takes} to {gives}; "
            f"(N, 28, 28) to (N, {CLASSES}) is needed."
        )
    values = sum(math.prod(map(int, t["shape"])) for t in network.get_tensor_details())
    if values > MAX_VALUES:
        raise ArtifactError(
            f"The network of {name!r} asks for {values >> 20} million values in memory, more than "
            f"{MAX_VALUES >> 20} million: it is not loaded."
        )
