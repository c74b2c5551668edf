"""The folder of a Space: the app and what it needs, nothing else."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from huggingface_hub import SpaceCardData

from mnist_space.hub.listing import FILES
from mnist_space.hub.pull import Pulled
from mnist_space.hub.source import HubError
from mnist_space.hub.tokens import refuse_tokens
from mnist_space.preprocessing.discovery import plugins_package

README = "README.md"
REQUIREMENTS = "requirements.txt"
CACHE = "__pycache__"

# What the app imports. Training needs tensorflow, serving does not: 272 MB less to install.
PACKAGES = (
    "ai-edge-litert",
    "gradio[oauth]",
    "h5py",
    "huggingface_hub",
    "matplotlib",
    "numpy",
    "opencv-python-headless",
    "pi-heif",
    "pillow",
    "pydantic",
    "scikit-image",
    "seaborn",
    "tqdm",
    "typer",
)

TEXT = """
# MNIST Space

Draw a digit, or bring a photo of one: it is read while you draw, and you see every preprocessing
step between the picture and the answer.

This Space is written by `python -m mnist_space deploy`; changes made here are lost at the next
deployment. {model}
"""


# Made by docs/social.py; the Hub wants a whole address.
THUMBNAIL = "https://huggingface.co/spaces/{}/resolve/main/mnist_space/ui/face/social.png"


def space_files(
    pulled: Pulled | None, root: Path | None = None, repo_id: str | None = None
) -> dict[str, bytes]:
    """Return every file of the Space by its path.

    Args:
        pulled: the model to serve, from the Hub; None for the bundled one.
        root: where app.py, mnist_space and plugins lie; None: the clone that this runs from.
        repo_id: where they go, for the address of the picture that is shown with links to it.

    Raises:
        HubError: this is an installed package without the app, or a file holds a token.
    """
    root = root or plugins_package()[1].parent
    if not (root / "app.py").is_file():
        raise HubError("Deploy from a clone of the project: an installed package has no app.py.")
    paths = [root / "app.py", *_sources(root / "mnist_space"), *_sources(root / "plugins")]
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    files[REQUIREMENTS] = requirements().encode()
    files[README] = readme(pulled, repo_id).encode()
    refuse_tokens(files)
    return dict(sorted(files.items()))


def requirements() -> str:
    """Return requirements.txt: the versions that are installed here, pinned."""
    return "".join(f"{name}=={version(name.split('[')[0])}\n" for name in PACKAGES)


def readme(pulled: Pulled | None, repo_id: str | None = None) -> str:
    """Return README.md: the settings of the Space as front matter, then a text."""
    settings = SpaceCardData(**_settings(pulled, repo_id)).to_yaml()
    model = f"It serves `{pulled.pinned}`." if pulled else "It serves the bundled model."
    return f"---\n{settings}\n---\n{TEXT.format(model=model)}"


def _settings(pulled: Pulled | None, repo_id: str | None) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "title": "MNIST Space",
        "emoji": "✏️",
        "colorFrom": "blue",
        "colorTo": "gray",
        "sdk": "gradio",
        "sdk_version": version("gradio"),
        "python_version": f"{sys.version_info.major}.{sys.version_info.minor}",
        "app_file": "app.py",
        "license": "mit",
        "short_description": "Reads your own handwritten digits, step by step",
        "datasets": ["ylecun/mnist"],
        "tags": ["mnist", "handwritten-digits"],
        # For the owner's "push" in the app, with the owner's own rights and nobody else's.
        "hf_oauth": True,
        "hf_oauth_scopes": ["write-repos"],
    }
    if repo_id:
        settings["thumbnail"] = THUMBNAIL.format(repo_id)
    if pulled:
        present = [name for name in FILES if (pulled.folder / name).is_file()]
        settings["models"] = [pulled.source.repo_id]
        settings["preload_from_hub"] = [
            f"{pulled.source.repo_id} {','.join(present)} {pulled.commit}"
        ]
    return settings


def _sources(folder: Path) -> list[Path]:
    """The files of a folder; what begins with a dot is the owner's, such as `.env`."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix != ".pyc"
        and not any(part == CACHE or part[0] == "." for part in path.relative_to(folder).parts)
    ]
