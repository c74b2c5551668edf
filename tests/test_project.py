"""The project about itself: its layers, its sizes, its README."""

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_space.preprocessing.checks import step_checks
from mnist_space.preprocessing.registry import STEPS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "mnist_space"
SOURCES = [
    ROOT / "app.py",
    *(
        path
        for folder in ("mnist_space", "plugins", "benchmarks", "examples", "tests")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ),
]
PLUGINS = sorted((ROOT / "plugins").glob("[!_]*.py"))

# A module imports only from lines above its own, and from its own room where the line is a room.
LAYERS = (
    "limits files child",
    "extras",
    "data",
    "preprocessing.forms preprocessing.describing",
    "preprocessing.tags",
    "preprocessing.containers",
    "preprocessing.phone_child",
    "preprocessing.phone_photos",
    "preprocessing.images",
    "preprocessing.registry",
    "preprocessing.adapters preprocessing.discovery preprocessing.samples",
    "preprocessing.toolbox",
    "preprocessing.deadline",
    "preprocessing.checks preprocessing.calls",
    "preprocessing.running",
    "preprocessing.pipeline",
    "preprocessing.golden preprocessing.pipelines",
    "preprocessing",
    "synthesis",
    "labelled",
    "artifact",
    "reading",
    "explaining",
    "evaluation",
    "model",
    "hub",
    "loading",
    "startup",
    "",
    "bulk",
    "ui",
    "cli",
)

ONLY_IMPORTERS = {
    "tensorflow": ("model/", "data.py"),
    "keras": ("model/", "data.py"),
    "gradio": ("ui/",),
    "huggingface_hub": ("hub/", "data.py"),
    "ray": ("bulk/",),
    "pyarrow": ("bulk/",),
    "ai_edge_litert": ("reading/network.py", "preprocessing/toolbox/ink_map.py"),
}


def imports(path: Path) -> Iterator[str]:
    """Names of the modules that a file imports, at its top or in a function."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name} has a relative import"
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def name_of(path: Path) -> str:
    """`predictor` or `ui.page`: the module's name in the package."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def room(module: str) -> str:
    """The name in LAYERS of the module, or of the package that it is in."""
    rooms = {name for line in LAYERS for name in line.split(" ")}
    while module not in rooms:
        assert "." in module, f"{module} has no place in LAYERS"
        module = module.rpartition(".")[0]
    return module


def layer(module: str) -> int:
    """Index in LAYERS of the line that the module is in."""
    return next(n for n, line in enumerate(LAYERS) if room(module) in line.split(" "))


MODULES = [path for path in SOURCES if PACKAGE in path.parents and path.name != "__main__.py"]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_lines_above_its_own(path):
    module = name_of(path)
    for target in imports(path):
        if target.partition(".")[0] == "mnist_space":
            other = target.removeprefix("mnist_space").removeprefix(".")
            assert layer(other) < layer(module) or room(other) == room(module), (
                f"{module} imports {other or 'mnist_space'}, which is not above it"
            )


@pytest.mark.parametrize("library", ONLY_IMPORTERS)
def test_heavy_libraries_stay_in_their_rooms(library):
    rooms = ONLY_IMPORTERS[library]
    importers = {
        path.relative_to(PACKAGE).as_posix()
        for path in SOURCES
        if PACKAGE in path.parents
        and any(name.partition(".")[0] == library for name in imports(path))
    }
    assert importers
    assert {name for name in importers if not name.startswith(rooms)} == set()


@pytest.mark.parametrize("path", PLUGINS, ids=lambda path: path.stem)
def test_a_plug_in_imports_numpy_opencv_and_preprocessing_only(path):
    allowed = {"numpy", "cv2", "typing", "math"}
    for target in imports(path):
        assert target.partition(".")[0] in allowed or target.startswith(
            "mnist_space.preprocessing"
        ), target


@pytest.mark.parametrize("path", PLUGINS, ids=lambda path: path.stem)
def test_every_plug_in_has_its_tests_and_its_frozen_output(path):
    test = ROOT / "tests" / "plugins" / f"test_{path.stem}.py"
    assert test.exists()
    assert f"from plugins.{path.stem} import" in test.read_text()
    assert (ROOT / "tests" / "golden" / f"{path.stem}.npz").exists()


def test_what_trains_never_sees_the_test_split():
    for path in (*(PACKAGE / "model").rglob("*.py"), PACKAGE / "cli" / "training.py"):
        assert "load_test" not in path.read_text(), path


def test_every_test_of_a_plug_in_has_its_plug_in():
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests/plugins").glob("test_*")}
    assert tests - {"contract"} == {path.stem for path in PLUGINS}


def lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the last one, without the docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function):
        lines -= (function.body[0].end_lineno or 0) - function.body[0].lineno + 1
    return lines


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_short(path):
    limit = 60 if path in PLUGINS else 250
    assert len(path.read_text().splitlines()) <= limit
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert lines_of_code(node) <= 40, f"{node.name} in {path.name} is too long"


README = (ROOT / "README.md").read_text()
SNIPPETS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_tree_of_the_readme_is_the_tree():
    (tree,) = re.findall(r"```\n(app\.py .*?)```", README, re.DOTALL)
    inside = re.findall(r"^  (\S+)", tree, re.MULTILINE)
    outside = re.findall(r"^(\S+)", tree, re.MULTILINE)
    for name in outside:
        assert (ROOT / name).exists(), name
    for name in inside:
        assert (PACKAGE / name).exists(), name
    real = {
        path.name + "/" * path.is_dir()
        for path in PACKAGE.iterdir()
        if not path.name.startswith("__") and path.name != "py.typed"
    }
    assert real == set(inside)


def test_links_and_pictures_of_the_readme_exist():
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", README):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target


def test_the_readme_names_real_steps_in_their_order():
    from mnist_space.preprocessing.pipelines import PIPELINE_STEPS

    for part in PIPELINE_STEPS["robust"]:
        assert ", ".join(part) in README


def test_the_readme_names_real_commands():
    from mnist_space.cli.app import app

    commands = {
        command.callback.__name__ for command in app.registered_commands if command.callback
    }
    named = set(re.findall(r"python -m mnist_space (\w+)", README))
    assert named
    assert named <= commands


def test_the_step_of_the_readme_keeps_the_contract(tmp_path, monkeypatch):
    (snippet,) = [code for code in SNIPPETS if "@register_step" in code]
    assert len(snippet.split("@register_step")[1].strip().splitlines()) <= 10
    (tmp_path / "flip_ink.py").write_text(snippet)
    monkeypatch.syspath_prepend(tmp_path)
    try:
        importlib.import_module("flip_ink")
        for check in step_checks():
            check(STEPS["flip_ink"])
    finally:
        STEPS.steps.pop("flip_ink", None)
        sys.modules.pop("flip_ink", None)


def test_the_predictor_snippet_of_the_readme_runs(monkeypatch, capsys):
    (snippet,) = [code for code in SNIPPETS if "load_predictor" in code]
    monkeypatch.chdir(ROOT)
    exec(snippet, {})
    answer, number = capsys.readouterr().out.splitlines()
    assert answer.startswith("7 ")
    assert number.startswith("5 ")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_exception_is_swallowed(path):
    assert not re.search(r"except (Base)?Exception[^:]*:\s*pass", path.read_text())
