"""python -m mnist_space."""

from mnist_space.cli.app import run

run()
