"""An artifact: one model in one folder, with the pipeline and the report that belong to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mnist_space.files import write_whole
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.preprocessing.registry import StepError

BUNDLED = Path(__file__).parent / "bundled"
BUNDLED_MODELS = ("convnet", "notebook_mlp")
DEFAULT_MODEL = "convnet"

CONFIG = "config.json"
PREPROCESSING = "preprocessing.json"
LITERT = "model.tflite"
WEIGHTS = "model.weights.h5"
METRICS = "metrics.json"
CARD = "README.md"

# Far above what any digit network needs, far below what would hurt: the bundled files are < 8 MB.
MAX_BYTES: Mapping[str, int] = {
    CONFIG: 1 << 20,
    PREPROCESSING: 1 << 20,
    METRICS: 8 << 20,
    CARD: 1 << 20,
    LITERT: 16 << 20,
    WEIGHTS: 32 << 20,
}
# A threshold below any score: a network that only ever saw digits cannot reject.
ACCEPT_ALL = -1000.0
SERVED = (PREPROCESSING, LITERT)


class ArtifactError(ValueError):
    """A model folder that is incomplete, damaged, or not made for this program."""


class OddsWeights(BaseModel):
    """Weights of a logistic regression: the log-odds that a picture holds a digit.

    See `mnist_space.reading.evidence`, whose features these are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    constant: float
    score: float
    one: float
    explained: float
    near: float
    roughness: float
    one_at_frame: float
    one_roughness: float


class SecondLook(BaseModel):
    """When the pipeline's other readings are tried, and what they must reach.

    Attributes:
        below: log-odds of a digit; a first reading below this is doubtful.
        bar: how much more than `reject_threshold` another reading needs to be accepted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    below: float
    bar: float = Field(ge=0)


class ArtifactConfig(BaseModel):
    """What config.json holds; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal[1] = 1
    name: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")
    architecture: str
    temperature: float = Field(gt=0, allow_inf_nan=False)
    reject_threshold: float = Field(allow_inf_nan=False)
    odds: OddsWeights | None = None
    second_look: SecondLook | None = None
    sha256: dict[str, str]
    versions: dict[str, str]
    recipe: dict[str, Any]
    seed: int


@dataclass(frozen=True)
class Artifact:
    """A model folder, verified as far as serving reads it, with its report where it has one."""

    folder: Path
    config: ArtifactConfig
    pipeline: Pipeline
    report: Mapping[str, Any] | None

    @property
    def model_bytes(self) -> bytes:
        """The LiteRT network, read again and checked against its hash.

        Raises:
            ArtifactError: the file is gone or changed since the folder was read.
        """
        try:
            data = (self.folder / LITERT).read_bytes()
        except OSError as error:
            raise ArtifactError(f"The model folder {self.folder.name!r} is gone.") from error
        if _sha256(data) != self.config.sha256[LITERT]:
            raise ArtifactError(_damaged(self.folder, LITERT))
        return data

    @property
    def weights_file(self) -> Path:
        """The file of weights to train on, checked against its hash; serving needs none.

        Raises:
            ArtifactError: there is none, or it is not the one that config.json names.
        """
        _check_size(self.folder, WEIGHTS)
        _check_hash(self.folder, self.config, WEIGHTS)
        return self.folder / WEIGHTS


def read_artifact(folder: Path) -> Artifact:
    """Read and verify what serving needs of a model folder; nothing in it is executed.

    The steps of its pipeline must be registered.

    Raises:
        ArtifactError: a missing, oversized, damaged or unknown file or value, in one sentence.
    """
    if not folder.is_dir():
        raise ArtifactError(f"There is no model folder {folder.name!r}.")
    for name in (CONFIG, *SERVED):
        _check_size(folder, name)
    config = _checked_config(folder, _read_json(folder, CONFIG))
    for name in SERVED:
        _check_hash(folder, config, name)
    try:
        pipeline = Pipeline.from_json(_read_json(folder, PREPROCESSING))
    except (PipelineError, StepError) as error:
        raise ArtifactError(f"{PREPROCESSING} of {folder.name!r}: {error}") from error
    return Artifact(folder, config, pipeline, _read_report(folder))


def write_artifact(
    folder: Path,
    *,
    name: str,
    architecture: str,
    pipeline: Pipeline,
    temperature: float,
    reject_threshold: float,
    versions: Mapping[str, str],
    recipe: Mapping[str, Any],
    seed: int,
    odds: OddsWeights | None = None,
    second_look: SecondLook | None = None,
) -> Artifact:
    """Seal a folder in which model.tflite and model.weights.h5 lie; read it back, verified.

    Raises:
        ArtifactError: a model file is missing or a value does not fit; nothing is written then.
    """
    for file in (LITERT, WEIGHTS):
        _check_size(folder, file)
    steps = _json_bytes(pipeline.to_json())
    hashes = {file: _sha256((folder / file).read_bytes()) for file in (LITERT, WEIGHTS)}
    config = {
        "name": name, "architecture": architecture, "temperature": temperature,
        "reject_threshold": reject_threshold, "sha256": {PREPROCESSING: _sha256(steps)} | hashes,
        "versions": dict(versions), "recipe": dict(recipe), "seed": seed,
        "odds": odds, "second_look": second_look,
    }  # fmt: skip
    checked = _checked_config(folder, config)
    write_whole(folder / PREPROCESSING, steps)
    write_whole(folder / CONFIG, _json_bytes(checked.model_dump()))  # last: it makes the model
    return read_artifact(folder)


def _checked_config(folder: Path, values: object) -> ArtifactConfig:
    try:
        return ArtifactConfig.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or CONFIG
        raise ArtifactError(f"{CONFIG} of {folder.name!r}: {where}: {first['msg']}.") from error


def write_report(folder: Path, report: Mapping[str, Any]) -> None:
    """Write metrics.json, the Report of the model in `folder`."""
    write_whole(folder / METRICS, _json_bytes(report))


def _check_size(folder: Path, name: str) -> None:
    path = folder / name
    if not path.is_file():
        raise ArtifactError(f"The model folder {folder.name!r} has no {name}.")
    if path.stat().st_size > MAX_BYTES[name]:
        limit = MAX_BYTES[name] >> 20
        raise ArtifactError(f"{name} of {folder.name!r} is larger than {limit} MB: not loaded.")


def _read_report(folder: Path) -> Mapping[str, Any] | None:
    if not (folder / METRICS).exists():
        return None
    _check_size(folder, METRICS)
    report: Mapping[str, Any] = _read_json(folder, METRICS)
    return report


def _read_json(folder: Path, name: str) -> Any:  # noqa: ANN401 - JSON is any value until checked
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:  # the latter: brackets nested too deep
        raise ArtifactError(f"{name} of {folder.name!r} is not valid JSON.") from error


def _json_bytes(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def _check_hash(folder: Path, config: ArtifactConfig, name: str) -> None:
    if _sha256((folder / name).read_bytes()) != config.sha256.get(name):
        raise ArtifactError(_damaged(folder, name))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _damaged(folder: Path, name: str) -> str:
    return f"{name} of {folder.name!r} does not have the hash in {CONFIG}: it is not loaded."
