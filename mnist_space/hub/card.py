"""The model card: what the Hub shows of a model, and the evaluation in the Hub's own format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huggingface_hub import EvalResult, ModelCardData

from mnist_space.artifact import ArtifactConfig
from mnist_space.hub.figures import FIGURES, FigureChange, report_figures

HEATMAP = "confusion_matrix.png"
RELIABILITY = "reliability.png"
MISTAKES = "mistakes.png"
MNIST = "ylecun/mnist"

CARD = """---
{metadata}
---

# {name}

Reads one handwritten digit. The network was trained on MNIST; the preprocessing steps that bring
other people's pictures into MNIST's own form are stored with it in `preprocessing.json`.
{forced}
## Evaluation

| Figure | Value |
|---|---|
{figures}

Test accuracy is the standard protocol: the {n} test digits, divided by 255, straight to the
network (95% interval {low:.2%} to {high:.2%}). Through the pipeline, digits are shown as pictures.
The whole report is `metrics.json`.

![Confusion matrix of the test split](confusion_matrix.png)

It reads {wrong} of the {n} test digits wrong. The surest mistakes, each with what it is:

![Test digits that are read wrong](mistakes.png)

| Redrawn form | Accuracy |
|---|---|
{forms}

## How to call it

```python
from mnist_space import load_predictor

predictor = load_predictor("{repo_id}")
prediction = predictor.predict("digit.png")
print(prediction.label, prediction.confidence, prediction.accepted)
```

Pin a commit to get the same answers for ever: `{repo_id}@<commit>`.

## Calibration

Logits are divided by the temperature {temperature:.4f} before the softmax. Expected calibration
error over 15 bins: {ece:.4f}.

![Reliability diagram of the test split](reliability.png)

A picture is taken for a digit where
log(sum(exp(logits))) >= {threshold:.4f}, and is rejected otherwise.

## Limits

- One digit a picture, 0 to 9; several digits are first cut apart by the program.
- MNIST was written by American clerks and pupils: crossed sevens and other ways of writing are
  rarer in it than elsewhere.
- It is no reader of documents: an accuracy on test digits says little about forms and cheques.
- Small networks can be fooled on purpose.

## Training

Architecture `{architecture}`, seed {seed}, {versions}.

```json
{recipe}
```

## Files

`model.tflite` is served by LiteRT. `model.weights.h5`, where there is one, holds the weights to
train on; the architecture is code of the program and is never loaded from a file. `config.json` has
the sha256 of each file.
"""

FORCED = """
> **Pushed although it is worse than the model before it.**
>
{lines}
"""


@dataclass(frozen=True)
class CardFacts:
    """All that the card says.

    Attributes:
        report: the Report as JSON, redrawn forms included.
        comparison: with the model there was, or None; if this one is worse, that was overridden.
    """

    repo_id: str
    config: ArtifactConfig
    report: Mapping[str, Any]
    comparison: FigureChange | None = None


def model_card(facts: CardFacts) -> str:
    """Return README.md: front matter with the evaluation results, then the text."""
    config, figures = facts.config, report_figures(facts.report)
    low, high = facts.report["accuracy_interval"]
    versions = ", ".join(f"{name} {version}" for name, version in config.versions.items())
    return CARD.format(
        metadata=_metadata(config.name, figures),
        name=config.name,
        forced=_forced(facts.comparison),
        figures=_rows({FIGURES[n].label: _value(n, v) for n, v in figures.items()}),
        n=facts.report["n"],
        wrong=round((1 - facts.report["accuracy"]) * facts.report["n"]),
        low=low,
        high=high,
        forms=_rows({form: f"{share:.1%}" for form, share in facts.report["redrawn"].items()}),
        repo_id=facts.repo_id,
        temperature=config.temperature,
        threshold=config.reject_threshold,
        ece=facts.report["ece"],
        architecture=config.architecture,
        seed=config.seed,
        versions=versions,
        recipe=json.dumps(config.recipe, indent=2, ensure_ascii=False),
    )


def _metadata(model: str, figures: Mapping[str, float]) -> str:
    results = [
        EvalResult(
            task_type="image-classification",
            task_name="Image Classification",
            dataset_type=MNIST,
            dataset_name="MNIST" if name != "redrawn" else "MNIST test digits, redrawn",
            dataset_split="test",
            metric_type="ece" if name == "ece" else "accuracy",
            metric_name=FIGURES[name].label,
            metric_value=round(value, 6),
        )
        for name, value in figures.items()
    ]
    data = ModelCardData(
        model_name=model,
        license="mit",
        library_name="litert",
        pipeline_tag="image-classification",
        tags=["mnist", "handwritten-digits", "mnist-space"],
        datasets=[MNIST],
        metrics=["accuracy"],
        eval_results=results,
    )
    return str(data.to_yaml())


def _forced(comparison: FigureChange | None) -> str:
    if comparison is None or not comparison.worse:
        return ""
    lines = [f">     {line}".rstrip() for line in comparison.table().splitlines()]
    return FORCED.format(lines="\n".join(lines))


def _value(name: str, value: float) -> str:
    return f"{value:.4f}" if name == "ece" else f"{value:.2%}"


def _rows(values: Mapping[str, Any]) -> str:
    return "\n".join(f"| {name} | {value} |" for name, value in values.items())
