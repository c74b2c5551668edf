"""The two pipelines that ship, and pipelines from files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeAlias

from mnist_space.files import FileError, read_bounded
from mnist_space.preprocessing.calls import Reading, StepCall
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError

MAX_BYTES = 1 << 20  # of a pipeline's file; 40 steps take 4 kB
PIPELINE_STEPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # What most tutorials do.
    "notebook": (("grayscale",), ("resize_to_canvas", "rescale")),
    # Brings other people's digits into MNIST's own form.
    "robust": (
        (
            "limit_size",
            "enlarge_small",
            "flatten_background",
            "find_ink",
            "clear_ground",
            "remove_grid",
            "remove_lines",
            "drop_specks",
        ),
        ("keep_digit", "crop_ink", "even_stroke", "fit_box", "center_mass", "rescale"),
    ),
}

# In the order in which they are tried; each saves a kind of picture of its own. Where the paper is
# close by, even a finger's shadow is broader than a stroke; the ink map knows hard edges of shade;
# the surface reads dark pictures on light pages, which it does not.
SECOND_LOOK = (
    Reading("without removing lines", without=("remove_grid", "remove_lines")),
    Reading("with the paper close by", changes=(StepCall("flatten_background", {"stroke": 0.06}),)),
    Reading(
        "with a map of the ink",
        without=("flatten_background", "find_ink"),
        instead=(StepCall("ink_map"),),
    ),
    Reading("with shade as a surface", changes=(StepCall("flatten_background", {"order": 4}),)),
)


def load_pipeline(source: str | Path) -> Pipeline:
    """Build a pipeline: `notebook`, `robust`, or a JSON file. Steps must be registered.

    Raises:
        PipelineError: there is no such pipeline, or the file is not one.
        UnknownStepError, StepError: a step or a parameter in the file that is not known here.
    """
    if source in PIPELINE_STEPS:
        page, digit = PIPELINE_STEPS[str(source)]
        readings = SECOND_LOOK if source == "robust" else ()
        return Pipeline(tuple(map(StepCall, page)), tuple(map(StepCall, digit)), readings)
    try:
        data = json.loads(read_bounded(Path(source), MAX_BYTES))
    except FileError as error:
        raise PipelineError(str(error)) from error
    except OSError as error:
        names = ", ".join(PIPELINE_STEPS)
        raise PipelineError(f"There is no pipeline {str(source)!r}: {names}, or a file.") from error
    except (ValueError, RecursionError) as error:  # the latter: brackets nested too deep
        raise PipelineError(f"{Path(source).name} is not valid JSON.") from error
    return Pipeline.from_json(data)


PipelineSource: TypeAlias = Pipeline | str | Path | None


def chosen_pipeline(source: PipelineSource, own: Pipeline) -> Pipeline:
    """Return the pipeline that somebody asks for; None is a model's own.

    Raises:
        PipelineError, StepError: as `load_pipeline`.
        TypeError: it is no Pipeline, name or path.
    """
    if source is None:
        return own
    if isinstance(source, Pipeline):
        return source
    if isinstance(source, str | Path):
        return load_pipeline(source)
    raise TypeError(
        f"pipeline is a Pipeline, a name or a JSON file, not a {type(source).__name__}."
    )
