"""Networks whose size is in their name, such as mlp_2x128: what names there are. No Keras."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Family = Literal["mlp", "conv"]


@dataclass(frozen=True)
class Sizes:
    """The sizes that a family of networks comes in.

    Attributes:
        layers: how many hidden layers.
        width: units of a hidden layer, or filters of a convolution.
    """

    layers: tuple[int, ...]
    width: tuple[int, ...]


# Up to what is trained in about a minute on two cores.
FAMILIES: dict[Family, Sizes] = {
    "mlp": Sizes((1, 2, 3, 4), (16, 32, 64, 128, 256)),
    "conv": Sizes((1, 2, 3), (8, 16, 24, 32)),
}
NAME = re.compile(r"(mlp|conv)_(\d)x(\d{1,3})")


def sized(family: Family, layers: int, width: int) -> str:
    """Return the name of a network.

    >>> sized("mlp", 2, 128)
    'mlp_2x128'

    Raises:
        ValueError: the family does not come in this size.
    """
    offered = FAMILIES[family]
    if layers not in offered.layers or width not in offered.width:
        raise ValueError(
            f"{family} has {_listed(offered.layers)} layers of {_listed(offered.width)}, "
            f"not {layers} of {width}."
        )
    return f"{family}_{layers}x{width}"


def size_of(name: str) -> tuple[Family, int, int] | None:
    """Return family, layers and width of a network that `sized` names; None of any other."""
    if not (found := NAME.fullmatch(name)):
        return None
    family: Family = "mlp" if found[1] == "mlp" else "conv"
    layers, width = int(found[2]), int(found[3])
    offered = FAMILIES[family]
    fits = (
        layers in offered.layers and width in offered.width and name == f"{family}_{layers}x{width}"
    )
    return (family, layers, width) if fits else None


def family_of(name: str) -> str:
    """Return what recipe and pipeline go by: the family of a sized network, else its own name."""
    size = size_of(name)
    return size[0] if size else name


def _listed(numbers: tuple[int, ...]) -> str:
    return f"{', '.join(map(str, numbers[:-1]))} or {numbers[-1]}"
