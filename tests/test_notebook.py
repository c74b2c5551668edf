"""The tutorial's notebook, run from top to bottom with few digits and two epochs."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from mnist_space.data import load_test

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "mnist_walkthrough.ipynb"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Everything that the notebook prints."""
    test = load_test()
    file = tmp_path_factory.mktemp("mnist") / "mnist.npz"
    train, held = test[:4000], test[9000:]
    np.savez(
        file, x_train=train.images, y_train=train.labels, x_test=held.images, y_test=held.labels
    )
    # Beside nothing of the repository but the package that the last part asks for.
    clone = tmp_path_factory.mktemp("clone")
    for name in ("mnist_space", "plugins"):
        (clone / name).symlink_to(ROOT / name)
    (clone / "work").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WALKTHROUGH_EPOCHS", "2")
        patch.setenv("WALKTHROUGH_MNIST", str(file))
        notebook = nbformat.read(NOTEBOOK, as_version=4)
        folder = {"metadata": {"path": str(clone / "work")}}
        NotebookClient(notebook, timeout=300, resources=folder).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "".join(output.get("text", "") for output in outputs)


def test_the_tutorial_needs_no_repository_and_nothing_to_fill_in():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    (ours,) = [n for n, cell in enumerate(cells) if cell.source.startswith("import glob")]
    assert not [
        cell.source
        for cell in cells[:ours]
        if cell.cell_type == "code" and re.search(r"mnist_space|\.\./", cell.source)
    ]
    assert not re.search(r"https?://|user/", "".join(cell.source for cell in cells))


def test_the_notebook_is_stored_without_outputs():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)


def test_every_step_of_the_tutorial_is_in_order():
    source = NOTEBOOK.read_text()
    steps = ["load_data", "np.unique", "/ 255.0", "Sequential", "compile", "model.fit"]
    steps += ["evaluate", "argmax", "confusion_matrix", "heatmap", "imread", "load_predictor"]
    places = [source.index(step) for step in steps]
    assert places == sorted(places)


def test_it_runs_and_the_small_training_learns(printed):
    accuracy = float(printed.split("test accuracy ")[1].split()[0])
    assert accuracy > 0.85


def test_the_tutorial_misreads_the_picture_that_ours_reads(printed):
    (misread,) = re.findall(r"the tutorial reads (\d)", printed)
    assert misread != "4"
    assert "ours reads 4" in printed


def test_the_values_of_a_digit_are_printed_row_by_row(printed):
    rows = re.findall(r"^ ?\[{1,2}((?: *\d+){28})\]{1,2}$", printed, re.MULTILINE)
    assert [[int(value) for value in row.split()] for row in rows] == load_test().images[0].tolist()
