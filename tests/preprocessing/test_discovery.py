import importlib
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_space.preprocessing import discovery
from mnist_space.preprocessing.discovery import ENTRY_POINT_GROUP, load_steps, plugins_package
from mnist_space.preprocessing.registry import STEPS, Registry, UnknownStepError

ROOT = Path(__file__).parents[2]

STEP = '''
from mnist_space.preprocessing import GrayImage, register_step


@register_step
def {name}(image: GrayImage) -> GrayImage:
    """Turn black into white."""
    return 255 - image
'''


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a distribution with one entry point, as pip would: a module and its dist-info."""
    monkeypatch.syspath_prepend(tmp_path)

    def make(name: str, code: str) -> None:
        (tmp_path / f"{name}_package.py").write_text(code)
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[{ENTRY_POINT_GROUP}]\n{name} = {name}_package\n")
        importlib.invalidate_caches()

    yield make
    for module in [name for name in sys.modules if name.endswith("_package")]:
        if Path(sys.modules[module].__file__ or "").parent == tmp_path:
            del sys.modules[module]


def test_every_file_in_plugins_is_a_step():
    load_steps()
    assert plugins_package() == ("plugins", ROOT / "plugins")
    files = {path.stem for path in (ROOT / "plugins").glob("[!_]*.py")}
    assert files == {s.name for s in STEPS if s.function.__module__.startswith("plugins.")}


def test_loading_twice_is_free():
    before = {step.name: step.function for step in load_steps()}
    assert {step.name: step.function for step in load_steps()} == before


def test_a_step_of_an_installed_package_is_found(install):
    install("negative", STEP.format(name="negative"))
    try:
        assert load_steps()["negative"].label == "Turn black into white"
    finally:
        STEPS.steps.pop("negative", None)


def test_a_broken_package_is_logged_remembered_and_named(install, caplog):
    install("broken_steps", "import a_module_that_is_not_installed")
    registry = Registry()
    with caplog.at_level(logging.WARNING):
        load_steps(registry)
    assert "Plug-in broken_steps (broken_steps_package) failed to load" in caplog.text
    assert "ModuleNotFoundError" in registry.failures["broken_steps"]
    with pytest.raises(UnknownStepError, match=r"Plug-in broken_steps failed to load: Module"):
        registry["negative"]


def test_a_package_that_ends_the_program_is_a_broken_one(install, caplog):
    install("leaving", "import sys; sys.exit(0)")
    registry = load_steps(Registry())
    assert registry.failures["leaving"] == "SystemExit: 0 (leaving_package.py, line 1)"
    assert "Plug-in leaving (leaving_package) failed to load" in caplog.text


def test_a_plug_in_of_ours_that_ends_the_program_is_named(tmp_path, monkeypatch):
    package = tmp_path / "leaving_plugins"
    package.mkdir()
    (package / "early_end.py").write_text("raise SystemExit")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(discovery, "plugins_package", lambda: (package.name, package))
    registry = load_steps(Registry())
    assert registry.failures == {"early_end": "SystemExit: (early_end.py, line 1)"}


def test_the_line_named_is_the_plug_ins(tmp_path, monkeypatch):
    package = tmp_path / "odd_plugins"
    package.mkdir()
    lines = ["from mnist_space.preprocessing import register_step", "@register_step"]
    (package / "no_types.py").write_text("\n".join([*lines, "def no_types(image): ..."]))
    (package / "no_module.py").write_text("import gone_module")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(discovery, "plugins_package", lambda: (package.name, package))
    registry = load_steps(Registry())
    assert registry.failures["no_types"].endswith("(no_types.py, line 2)")
    assert registry.failures["no_module"].endswith("(no_module.py, line 1)")
    (package / "no_module.py").write_text("")
    importlib.invalidate_caches()
    assert set(load_steps(registry).failures) == {"no_types"}


def test_a_broken_package_does_not_hide_a_working_one(install):
    install("broken_first", "raise RuntimeError('no licence')")
    install("negative_last", STEP.format(name="negative_last"))
    try:
        assert "negative_last" in load_steps().steps
        assert STEPS.failures["broken_first"].startswith("RuntimeError: no licence")
    finally:
        STEPS.steps.pop("negative_last", None)
        STEPS.failures.pop("broken_first", None)


def test_a_package_cannot_take_the_name_of_a_step(install):
    install("thief", STEP.format(name="grayscale"))
    try:
        load_steps()
        assert STEPS["grayscale"].function.__module__ == "plugins.grayscale"
        assert "Two steps are called 'grayscale'" in STEPS.failures["thief"]
    finally:
        STEPS.failures.pop("thief", None)


@pytest.fixture
def checkout(tmp_path):
    """Run a program in a copy of the repository that has the package alone, linked."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "mnist_space").symlink_to(ROOT / "mnist_space")

    def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-c", code],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder), **environment},
            capture_output=True,
            text=True,
            timeout=60,
        )

    return folder, run


def plugins_in(folder: Path, **files: str) -> Path:
    plugins = folder / "plugins"
    plugins.mkdir(parents=True)
    for name, code in ({"__init__": '"""Steps."""\n'} | files).items():
        (plugins / f"{name}.py").write_text(code)
    return plugins


LOAD = "from mnist_space.preprocessing.discovery import load_steps; print(len(load_steps()))"
COMMAND = "import sys; sys.argv[1:] = ['steps']; import mnist_space.__main__"


def test_a_file_dropped_into_plugins_is_a_step(checkout):
    folder, run = checkout
    plugins_in(folder, negative=STEP.format(name="negative"))
    assert run(LOAD).stdout == "1\n"


def test_a_broken_file_in_plugins_leaves_the_rest_and_says_its_line(checkout):
    folder, run = checkout
    broken = {"broken": "def broken(:\n    pass\n", "raising": "\nraise RuntimeError('no licence')"}
    plugins = plugins_in(folder, negative=STEP.format(name="negative"), **broken)
    ran = run(LOAD + "; print(load_steps().failures)")
    assert ran.returncode == 0
    assert ran.stdout.startswith("1\n")
    assert "(broken.py, line 1)" in ran.stdout
    assert "RuntimeError: no licence (raising.py, line 2)" in ran.stdout
    assert f'File "{plugins / "broken.py"}", line 1' in ran.stderr
    assert "SyntaxError" in ran.stderr


def test_without_plugins_loading_fails_with_a_sentence(checkout):
    folder, run = checkout
    missing = "No preprocessing step was found: plugins/ is missing. "
    assert f"StepError: {missing}" in run(LOAD).stderr
    assert run(COMMAND).stderr.startswith(missing)
    plugins = plugins_in(folder)
    empty = f"No preprocessing step was found: the folder {str(plugins)!r} is empty."
    assert run(LOAD).stderr.endswith(f"StepError: {empty}\n")
    assert run(COMMAND).stderr == f"{empty}\n"


def test_another_package_called_plugins_is_refused_and_not_run(checkout, tmp_path):
    folder, run = checkout
    plugins_in(folder, negative=STEP.format(name="negative"))
    other = plugins_in(tmp_path / "other", theirs="print('theirs')")
    ran = run(LOAD, PYTHONPATH=os.pathsep.join([str(other.parent), str(folder)]))
    assert f"{str(other)!r} is another package called 'plugins'" in ran.stderr
    assert ran.stdout == ""


def test_steps_inside_the_package_come_before_a_folder_called_plugins(tmp_path):
    installed = tmp_path / "mnist_space"
    shutil.copytree(ROOT / "mnist_space", installed, ignore=shutil.ignore_patterns("bundled"))
    plugins_in(installed, negative=STEP.format(name="negative"))
    plugins_in(tmp_path, theirs="print('theirs')")
    ran = subprocess.run(
        [sys.executable, "-c", LOAD], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert ran.stdout == "1\n", ran.stderr
