"""python -m mnist_space."""

from mnist_space.cli.app import app

app(prog_name="python -m mnist_space")
