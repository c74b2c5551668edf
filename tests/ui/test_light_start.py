import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECK = """
import sys, app
heavy = {"tensorflow", "keras", "torch", "matplotlib"} & set(sys.modules)
assert not heavy, heavy
later = {"h5py", "mnist_space.synthesis"} & set(sys.modules)
assert not later, later
sys.argv = ["app.py", "--help"]
app.main()
"""


def test_the_app_is_built_without_tensorflow_and_explains_its_options() -> None:
    ran = subprocess.run([sys.executable, "-c", CHECK], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert all(option in ran.stdout for option in ("--share", "--host", "--port"))
