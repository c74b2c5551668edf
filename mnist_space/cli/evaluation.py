"""python -m mnist_space evaluate."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from tqdm import tqdm

from mnist_space.artifact import ArtifactError, write_report
from mnist_space.cli.options import JsonOption, ModelOption, PipelineOption
from mnist_space.data import DataError, load_test
from mnist_space.evaluation.answers import EvaluationError
from mnist_space.evaluation.mixed import measure_mixture
from mnist_space.evaluation.own_pictures import evaluate_own, own_text
from mnist_space.evaluation.report import Report, build_report
from mnist_space.extras import require
from mnist_space.files import write_whole
from mnist_space.labelled.reading import LabelledError, is_labelled, read_labelled
from mnist_space.loading import load_predictor
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.preprocessing.registry import StepError
from mnist_space.reading.predictor import Predictor

DigitsOption = Annotated[
    Path | None,
    typer.Option(
        help="Folder with MNIST's test files; the bundled ones else. Or pictures of one's own: "
        "a folder or a zip with labels.csv (file,label), or a dataset of given digits."
    ),
]
PlotsOption = Annotated[
    Path | None, typer.Option(help="Write the plots as PNG into this folder.", metavar="DIR")
]
ERRORS = (ArtifactError, DataError, PipelineError, StepError, EvaluationError, LabelledError)


def evaluate(
    model: ModelOption = None,
    pipeline: PipelineOption = None,
    data: DigitsOption = None,
    as_json: JsonOption = False,
    plots: PlotsOption = None,
    save: Annotated[
        bool,
        typer.Option(
            "--save", help="Read drawn pictures, too, and write the report into the model's folder."
        ),
    ] = False,
) -> None:
    """Try a model on MNIST's 10,000 test digits, straight and as pictures, or on one's own."""
    if plots:
        require("app", "matplotlib", "seaborn")
    try:
        predictor = load_predictor(model)
        chain = load_pipeline(pipeline) if pipeline else None
        if save and chain and chain != predictor.artifact.pipeline:
            raise typer.BadParameter(
                "--save is for the model's own pipeline: leave out --pipeline."
            )
        if data and (data.is_file() or is_labelled(data)):
            if save or plots:
                raise typer.BadParameter("--save and --plots are for MNIST's test digits.")
            _evaluate_own(predictor, data, chain, as_json)
            return
        split = load_test(data)
        with _bar() as bar:
            report = build_report(predictor, split, chain, lambda done: bar.update(done - bar.n))
        if save:
            with _bar() as bar:
                mixture = measure_mixture(predictor, split, lambda done: bar.update(done - bar.n))
            report = report.model_copy(update={"mixture": mixture})
    except ERRORS as error:
        raise typer.BadParameter(str(error)) from error
    _write(report, predictor, save, plots)
    typer.echo(json.dumps(report.to_json()) if as_json else _text(report))


def _evaluate_own(predictor: Predictor, data: Path, chain: Pipeline | None, as_json: bool) -> None:
    pictures = read_labelled(data)
    with _bar() as bar:
        own = evaluate_own(predictor, pictures, chain, lambda done: bar.update(done - bar.n))
    typer.echo(json.dumps(own.to_json()) if as_json else own_text(own))


def _bar() -> tqdm[NoReturn]:
    form = "{percentage:3.0f}% {bar} {elapsed}"
    return tqdm(total=1.0, file=sys.stderr, bar_format=form, disable=None)


def _write(report: Report, predictor: Predictor, save: bool, plots: Path | None) -> None:
    try:
        if save:
            write_report(predictor.artifact.folder, report.to_json())
        if plots:
            _write_plots(report, plots)
    except OSError as error:
        raise typer.BadParameter(f"{error.filename}: {error.strerror}.") from error


def _write_plots(report: Report, folder: Path) -> None:
    # Matplotlib and seaborn take 1.5 s to import: only who wants plots pays.
    from mnist_space.evaluation.plots import PLOTS, plot_names, to_png

    folder.mkdir(parents=True, exist_ok=True)
    for name in plot_names(report):
        write_whole(folder / f"{name}.png", to_png(PLOTS[name](report)))


def _text(report: Report) -> str:
    low, high = report.accuracy_interval
    rows = [
        (f"{report.model.name} on {report.n} digits", ""),
        ("accuracy", f"{report.accuracy:.2%} (95%: {low:.2%} to {high:.2%})"),
    ]
    if report.corrected:
        rows.append(("on corrected labels", f"{report.corrected.accuracy:.2%}"))
    rows += [
        (f"as pictures, {report.pipeline_n} of them", f"{report.pipeline_accuracy:.2%}"),
        ("right among the two likeliest", f"{report.top2_accuracy:.2%}"),
        ("loss", f"{report.loss:.4f}"),
        ("calibration error (ECE)", f"{report.ece:.4f}"),
        ("accepted as a digit", f"{report.accepted:.2%}"),
        ("images per second", f"{report.images_per_second:.0f}"),
    ]
    if mixed := report.mixture:
        rows += [
            (f"{mixed.n} drawn pictures, {mixed.digits} of them digits", ""),
            ("digits right", f"{mixed.right:.2%}"),
            ("digits right and accepted", f"{mixed.right_and_accepted:.2%}"),
            ("no digits rejected", f"{mixed.none_rejected:.2%}"),
            ("no digits with confidence > 0.9", f"{mixed.none_confident:.2%}"),
            ("calibration error of all", f"{mixed.ece:.4f}"),
        ]
    return "\n".join(f"{name:<33}{value}".rstrip() for name, value in rows)
