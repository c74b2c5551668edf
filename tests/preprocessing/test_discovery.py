import importlib
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_space.preprocessing.discovery import ENTRY_POINT_GROUP, PLUGINS, load_steps
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
    files = {path.stem for path in PLUGINS.glob("[!_]*.py")}
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


def test_a_broken_package_does_not_hide_a_working_one(install):
    install("broken_first", "raise RuntimeError('no licence')")
    install("negative_last", STEP.format(name="negative_last"))
    try:
        assert "negative_last" in load_steps().steps
        assert STEPS.failures["broken_first"] == "RuntimeError: no licence"
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


def test_a_broken_file_in_plugins_stops_the_start_with_its_own_traceback(tmp_path):
    (tmp_path / "mnist_space").symlink_to(ROOT / "mnist_space")
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "__init__.py").write_text('"""Steps."""\n')
    (plugins / "broken.py").write_text("def broken(:\n    pass\n")
    code = (
        "from pathlib import Path\n"
        "from mnist_space.preprocessing import discovery\n"
        "discovery.PLUGINS = Path('plugins').resolve()\n"
        "discovery.load_steps()\n"
        "print('started')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode != 0
    assert "started" not in ran.stdout
    assert f'File "{plugins / "broken.py"}", line 1' in ran.stderr
    assert "SyntaxError" in ran.stderr
