"""The package as others get it: the wheel in a fresh environment, used from an empty folder."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from email import message_from_string
from itertools import chain
from pathlib import Path

import pytest

from mnist_space import __version__
from mnist_space.hub.space import PACKAGES
from mnist_space.ui.lab.lessons import NAMES
from tests.environments import linked, packages_of

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "third-party-step"
PHOTO = ROOT / "mnist_space" / "bundled" / "examples" / "seven-squared-paper.jpg"
STEPS = {path.stem for path in (ROOT / "plugins").glob("[!_]*.py")}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]


def external(requirements: list[str]) -> set[str]:
    """Requirements that are not this package's own extras."""
    return {line for line in requirements if not line.startswith("mnist-space[")}


def name_of(requirement: str) -> str:
    (name,) = re.findall(r"^[\w-]+", requirement)
    return name


# The app needs none of them.
SELDOM = ("mcp", "parquet", "ray")


def test_the_requirements_files_and_the_package_ask_for_the_same():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    usual = [asked for name, asked in EXTRAS.items() if name not in SELDOM]
    asked = external([*PROJECT["dependencies"], *chain.from_iterable(usual)])
    assert {line for line in lines if not line.startswith("#")} == asked
    tested = set((ROOT / "requirements-dev.txt").read_text().splitlines())
    assert external([*chain.from_iterable(EXTRAS[name] for name in SELDOM)]) < tested


def test_a_space_installs_what_the_app_asks_for():
    app = external([*PROJECT["dependencies"], *EXTRAS["app"], *EXTRAS["hub"]])
    assert {name_of(package) for package in PACKAGES} == {name_of(line) for line in app}


def ran(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)


def output(*command: str | Path, cwd: Path) -> str:
    done = ran(*command, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout


def install(programs: Path, *arguments: str | Path) -> None:
    """Run the pip that is here for another environment."""
    pip = (sys.executable, "-m", "pip", "--python", programs / "python", "install", "-q")
    output(*pip, *arguments, cwd=programs)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as `pip install .` does it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT]
    output(*build, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel, what it requires, and the example's step."""
    with zipfile.ZipFile(wheel) as files:
        text = files.read(f"mnist_space-{__version__}.dist-info/METADATA").decode()
    required = message_from_string(text).get_all("Requires-Dist", [])
    programs = linked(tmp_path_factory.mktemp("installed") / "venv", [*required, "pytest"])
    install(programs, "--no-deps", wheel, EXAMPLE)
    return programs


def steps_listed(programs: Path, folder: Path) -> set[str]:
    """Names of the steps that `mnist-space steps` prints."""
    said = output(programs / "mnist-space", "steps", cwd=folder)
    return {line.split(":")[0] for line in said.splitlines()}


def snippet(page: str, word: str) -> str:
    """The one block of Python in a page that has the word."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    (found,) = [block for block in blocks if word in block]
    return found


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_its_steps_and_nothing_else(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name.split("/")[0] for name in names} == {
        "mnist_space",
        f"mnist_space-{__version__}.dist-info",
    }
    assert {f"mnist_space/plugins/{step}.py" for step in STEPS} < names
    assert "mnist_space/py.typed" in names
    assert {f"mnist_space/bundled/ink_map/ink_map.{end}" for end in ("tflite", "json")} < names
    assert {f"mnist_space/bundled/neighbours/neighbours.{end}" for end in ("npz", "json")} < names
    assert {f"mnist_space/bundled/lessons/{name}.json" for name in NAMES} < names


@pytest.mark.slow
def test_a_plain_install_reads_a_photo_in_an_empty_folder(programs: Path, tmp_path: Path):
    shutil.copy(PHOTO, tmp_path / "photo.jpg")
    said = output(programs / "mnist-space", "predict", "photo.jpg", "--json", cwd=tmp_path)
    (line,) = map(json.loads, said.splitlines())
    assert (line["file"], line["label"], line["accepted"]) == ("photo.jpg", 7, True)
    assert output(programs / "mnist-space", "--version", cwd=tmp_path) == f"{__version__}\n"


@pytest.mark.slow
def test_a_plain_install_brings_nothing_heavy(programs: Path):
    there = {path.name.split("-")[0].lower() for path in packages_of(programs).glob("*.dist-info")}
    assert {"mnist_space", "ai_edge_litert"} < there
    assert not there & {"gradio", "huggingface_hub", "h5py", "matplotlib", "seaborn", "keras"}
    assert not [name for name in there if "tensorflow" in name]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "extra"),
    [
        ("serve", "app"),
        ("train", "train"),
        ("evaluate --plots plots", "app"),
        ("push user/repo", "hub"),
        ("predict photo.jpg --model user/repo", "hub"),
    ],
)
def test_a_command_says_which_extra_it_needs(programs: Path, tmp_path: Path, command, extra):
    shutil.copy(PHOTO, tmp_path / "photo.jpg")
    done = ran(programs / "mnist-space", *command.split(), cwd=tmp_path)
    (sentence,) = done.stderr.splitlines()
    assert sentence.endswith(f": pip install 'mnist-space[{extra}]'")
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.slow
def test_the_step_of_another_package_is_found_and_keeps_the_contract(
    programs: Path, tmp_path: Path
):
    assert steps_listed(programs, tmp_path) == STEPS | {"close_gaps"}
    checked = output(programs / "mnist-space", "check-step", "close_gaps", cwd=tmp_path)
    assert checked.splitlines()[0] == "check_name: ok"
    code = snippet("docs/writing-steps.md", "step_checks")
    output(programs / "python", "-c", code, cwd=tmp_path)
    tests = shutil.copytree(EXAMPLE / "tests", tmp_path / "tests")
    assert "2 passed" in output(programs / "python", "-m", "pytest", "-q", tests, cwd=tmp_path)


@pytest.mark.slow
def test_an_editable_install_sees_a_new_file_at_once(tmp_path: Path):
    project = tmp_path / "project"
    heavy = shutil.ignore_patterns("*.h5", "__pycache__")
    for name in ("mnist_space", "plugins"):
        shutil.copytree(ROOT / name, project / name, ignore=heavy)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, project / name)
    programs = linked(tmp_path / "venv", [])
    # What it requires is here already.
    (packages_of(programs) / "here.pth").write_text(sysconfig.get_path("purelib"))
    install(programs, "--no-deps", "-e", project)
    (project / "plugins" / "flip_ink.py").write_text(snippet("README.md", "@register_step"))
    assert steps_listed(programs, tmp_path) == STEPS | {"flip_ink"}
