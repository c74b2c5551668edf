"""The two pipelines that ship."""

from __future__ import annotations

from mnist_space.preprocessing.pipeline import Pipeline, StepCall

PIPELINE_STEPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # What most tutorials do.
    "notebook": (("grayscale",), ("resize_to_canvas", "rescale")),
    # Brings other people's digits into MNIST's own form.
    "robust": (
        (
            "limit_size",
            "flatten_background",
            "find_ink",
            "clear_ground",
            "remove_lines",
            "drop_specks",
        ),
        ("keep_digit", "crop_ink", "even_stroke", "fit_box", "center_mass", "rescale"),
    ),
}
PIPELINE_NAMES = tuple(PIPELINE_STEPS)


def shipped_pipeline(name: str) -> Pipeline:
    """Build the pipeline `notebook` or `robust`; its steps must be registered (`load_steps`).

    Raises:
        KeyError: no pipeline of that name ships.
    """
    page, digit = PIPELINE_STEPS[name]
    return Pipeline(tuple(map(StepCall, page)), tuple(map(StepCall, digit)))
