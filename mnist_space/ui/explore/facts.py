"""What MNIST is in figures and pictures: its two splits, its labels, the mean digit of each."""

from __future__ import annotations

from base64 import b64encode

import numpy as np
from numpy.typing import NDArray

from mnist_space.data import Split
from mnist_space.ui.components import Html
from mnist_space.ui.predict.trace import to_png

LABELS = range(10)
# The train split does not ship. Counted in its published files, whose md5 `data.py` checks:
# np.bincount(load_train().labels).
TRAIN_SHAPE = (60_000, 28, 28)
TRAIN_DTYPE = "uint8"
TRAIN_COUNTS = (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)


def splits_html(test: Split) -> Html:
    """Show the shapes and types of both splits."""
    train = _split_row(
        "Train split", TRAIN_SHAPE, (TRAIN_DTYPE,) * 2, "no, fetched to train a network"
    )
    here = (str(test.images.dtype), str(test.labels.dtype))
    unique = ", ".join(map(str, np.unique(test.labels)))
    return (
        '<div class="explore-scroll" tabindex="0" role="region" '
        'aria-label="Both splits"><table class="explore-splits"><thead><tr><td></td>'
        "<th>Images</th><th>Type</th><th>Labels</th><th>Type</th><th>In this app</th></tr></thead>"
        f"<tbody>{train}{_split_row('Test split', test.images.shape, here, 'yes')}</tbody></table>"
        "</div>"
        f'<p class="explore-note">A picture is {test.images.shape[1]} rows of '
        f"{test.images.shape[2]} pixels, each from {test.images.min()} (ground) to "
        f"{test.images.max()} (ink). Unique labels: {unique}.</p>"
    )


def counts_html(test: Split) -> Html:
    """Show how many digits have each label, in both splits."""
    counts = np.bincount(test.labels, minlength=len(LABELS))
    columns = (("Train split", TRAIN_COUNTS), ("Test split", counts.tolist()))
    heads = "".join(f'<th colspan="2">{name}</th>' for name, _ in columns)
    rows = "".join(
        f'<tr><th scope="row">{label}</th>'
        + "".join(_count_cells(of[label], max(of)) for _, of in columns)
        + "</tr>"
        for label in LABELS
    )
    sums = "".join(f'<td></td><td class="explore-count">{sum(of):,}</td>' for _, of in columns)
    return (
        f'<table class="explore-counts"><thead><tr><th>Label</th>{heads}</tr></thead>'
        f'<tbody>{rows}</tbody><tfoot><tr><th scope="row">all</th>{sums}</tr></tfoot></table>'
    )


def means_html(test: Split) -> Html:
    """Show for each label the mean of its test digits and where they differ."""
    figures = "".join(_mean_figure(label, test.images[test.labels == label]) for label in LABELS)
    return (
        '<p class="explore-note">Left: the mean of all test digits of a label. Right: the '
        "standard deviation of each pixel, brightest where the writers differ most; its average "
        f'is the number below.</p><div class="explore-means">{figures}</div>'
    )


def picture_html(image: NDArray[np.uint8], alt: str) -> Html:
    """Show one picture (H, W) with its pixels sharp."""
    source = b64encode(to_png(image)).decode()
    return f'<img class="explore-picture" alt="{alt}" src="data:image/png;base64,{source}">'


def _split_row(name: str, shape: tuple[int, ...], dtypes: tuple[str, ...], here: str) -> Html:
    cells = f"<td>{shape}</td><td>{dtypes[0]}</td><td>({shape[0]},)</td><td>{dtypes[1]}</td>"
    return f'<tr><th scope="row">{name}</th>{cells}<td class="explore-words">{here}</td></tr>'


def _count_cells(count: int, most: int) -> Html:
    bar = f'<span class="explore-bar" style="width:{count / most:.1%}"></span>'
    return f'<td class="explore-track">{bar}</td><td class="explore-count">{count:,}</td>'


def _mean_figure(label: int, images: NDArray[np.uint8]) -> Html:
    mean, deviation = images.mean(0), images.std(0)
    shown = np.rint(mean).astype(np.uint8), np.rint(deviation / deviation.max() * 255)
    pictures = picture_html(shown[0], f"The mean {label}") + picture_html(
        shown[1].astype(np.uint8), f"Where the digits labelled {label} differ"
    )
    return (
        f'<figure><div class="explore-pair">{pictures}</div><figcaption><b>{label}</b>'
        f"<span>deviation {deviation.mean():.1f}</span></figcaption></figure>"
    )
