"""Networks that no one trained: as LiteRT files, in the form of its own schema."""

from __future__ import annotations

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from mnist_space.artifact import LITERT
from tests.hub import hostile
from tests.hub.repos import Tree

Operator = tuple[int, list[int], list[int]]


class Network:
    """Tensors and operators, put together one by one; the first tensor is the input."""

    def __init__(self, shape: tuple[int, ...] = (-1, 28, 28)) -> None:
        self.buffers = [schema.BufferT()]
        self.tensors: list[schema.TensorT] = []
        self.codes: list[int] = []
        self.operators: list[schema.OperatorT] = []
        self.tensor(shape)

    def tensor(self, shape: tuple[int, ...]) -> int:
        """A tensor that is computed; -1 stands for the number of pictures."""
        made = schema.TensorT()
        made.shape = [abs(size) for size in shape]
        made.shapeSignature = list(shape)
        made.type = schema.TensorType.FLOAT32
        made.name = f"t{len(self.tensors)}"
        self.tensors.append(made)
        return len(self.tensors) - 1

    def constant(self, *values: int) -> int:
        buffer = schema.BufferT()
        buffer.data = np.array(values, np.int32).view(np.uint8)
        self.buffers.append(buffer)
        index = self.tensor((len(values),))
        self.tensors[index].type = schema.TensorType.INT32
        self.tensors[index].buffer = len(self.buffers) - 1
        return index

    def apply(self, name: str, inputs: list[int], shape: tuple[int, ...]) -> int:
        """The tensor of `shape` that a built-in operator makes of `inputs`."""
        operator = schema.OperatorT()
        operator.opcodeIndex = len(self.codes)
        self.codes.append(getattr(schema.BuiltinOperator, name))
        operator.inputs = inputs
        operator.outputs = [self.tensor(shape)]
        self.operators.append(operator)
        return operator.outputs[0]

    def file(self) -> bytes:
        """The network whose output is the tensor that was made last."""
        graph = schema.SubGraphT()
        graph.tensors, graph.operators = self.tensors, self.operators
        graph.inputs, graph.outputs = [0], [len(self.tensors) - 1]
        model = schema.ModelT()
        model.version = 3
        model.subgraphs, model.buffers, model.operatorCodes = [graph], self.buffers, []
        for number in self.codes:
            code = schema.OperatorCodeT()
            code.builtinCode, code.deprecatedBuiltinCode, code.version = number, number, 1
            model.operatorCodes.append(code)
        builder = flatbuffers.Builder()
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def of_one_picture() -> bytes:
    """It reshapes to (1, 784), whatever number of pictures it is given."""
    network = Network()
    flat = network.apply("RESHAPE", [0, network.constant(1, 784)], (1, 784))
    network.apply("SLICE", [flat, network.constant(0, 0), network.constant(-1, 10)], (-1, 10))
    return network.file()


def of_much_memory() -> bytes:
    """13 MB for one picture, 3 GB for 256; the file says nothing of it."""
    network = Network()
    tiles = network.constant(1, 64, 64)
    large = network.apply("TILE", [0, tiles], (-1, 1, 1))
    flat = network.apply("RESHAPE", [large, network.constant(-1, 1792 * 1792)], (-1, 1))
    network.apply("SLICE", [flat, network.constant(0, 0), network.constant(-1, 10)], (-1, 10))
    return network.file()


def with_network(files: Tree, data: bytes) -> Tree:
    return hostile.sealed(files | {LITERT: data})
