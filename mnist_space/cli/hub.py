"""The commands pull, push and deploy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from mnist_space.artifact import BUNDLED, BUNDLED_MODELS, CONFIG, DEFAULT_MODEL, ArtifactError
from mnist_space.cli.options import JsonOption
from mnist_space.extras import require
from mnist_space.files import replacing

DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show what would be sent.")]
PrivateOption = Annotated[
    bool | None, typer.Option("--private/--public", help="Who may see a new repository.")
]


def pull(
    source: Annotated[str, typer.Argument(metavar="USER/REPO[@REVISION]")],
    folder: Annotated[
        Path | None, typer.Argument(help="Copy the model here as well.", show_default=False)
    ] = None,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Show the Hub no token: public models only.")
    ] = False,
    cache: Annotated[
        Path | None, typer.Option(help="Keep it here instead of in the client's own cache.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Pull a model from the Hub, check it, and say which commit it is."""
    require("hub", "huggingface_hub")
    from mnist_space.hub.listing import FILES
    from mnist_space.hub.visitors import pull_and_tidy as run

    try:
        # Who asks for a copy may train it further; serving needs no weights.
        brought, token = folder is not None, False if anonymous else None
        pulled = run(source, weights=brought, token=token, cache=cache, progress=_say)
        if folder is not None:
            _copy(pulled.folder, folder, FILES)
    except ArtifactError as error:
        _fail(error, as_json)
    if pulled.note:
        _say(pulled.note)
    where = folder or pulled.folder
    if as_json:
        answer = {
            "repo_id": pulled.source.repo_id,
            "revision": pulled.source.revision,
            "commit": pulled.commit,
            "folder": str(where),
            "note": pulled.note,
        }
        typer.echo(json.dumps(answer))
    else:
        typer.echo(f"{pulled.pinned}\n{where}")


def push(
    repo_id: Annotated[str, typer.Argument(metavar="USER/REPO")],
    folder: Annotated[
        str, typer.Argument(help="A model folder, or the name of a bundled model.")
    ] = DEFAULT_MODEL,
    force: Annotated[
        bool, typer.Option("--force", help="Push a worse model too; its card will say so.")
    ] = False,
    dry_run: DryRunOption = False,
    private: PrivateOption = None,
    create_pr: Annotated[
        bool, typer.Option("--create-pr", help="Open a pull request instead of changing main.")
    ] = False,
    tag: Annotated[str | None, typer.Option(help="Give the commit a name.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Push a model to the Hub with its card, unless a better one is there."""
    require("hub", "huggingface_hub", "h5py")
    from mnist_space.hub.push import Terms
    from mnist_space.hub.push import push as run

    place = BUNDLED / folder if folder in BUNDLED_MODELS else Path(folder)
    terms = Terms(force, dry_run, private, create_pr, tag)
    try:
        pushed = run(repo_id, place, terms, progress=_say)
    except ArtifactError as error:
        _fail(error, as_json)
    if pushed.comparison:
        _say(pushed.comparison.table())
    answer = {"repo_id": repo_id, "commit": pushed.commit, "url": pushed.url, "files": pushed.files}
    _report(answer, pushed.card if dry_run else "", as_json)


def deploy(
    repo_id: Annotated[str, typer.Argument(metavar="USER/SPACE")],
    model: Annotated[
        str | None,
        typer.Option(
            help="Serve this model from the Hub; its revision is pinned to a commit.",
            metavar="USER/REPO[@REVISION]",
        ),
    ] = None,
    dry_run: DryRunOption = False,
    private: PrivateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Create or update a Space with the app and what it needs, in one commit."""
    require("app", "gradio", "h5py", "huggingface_hub", "matplotlib", "seaborn")
    from mnist_space.hub.deploy import deploy as run
    from mnist_space.startup import MODEL_VARIABLE

    try:
        deployed = run(
            repo_id,
            model_variable=MODEL_VARIABLE,
            model=model,
            dry_run=dry_run,
            private=private,
            progress=_say,
        )
    except ArtifactError as error:
        _fail(error, as_json)
    answer = {
        "repo_id": repo_id,
        "commit": deployed.commit,
        "url": deployed.url,
        "changed": deployed.changed,
        "model": deployed.model,
        "files": deployed.files,
    }
    _report(answer, "", as_json)


def _copy(source: Path, folder: Path, names: tuple[str, ...]) -> None:
    try:
        if folder.exists() and any(folder.iterdir()):
            raise ArtifactError(f"The folder {folder.name!r} is not empty: nothing is copied.")
        folder.mkdir(parents=True, exist_ok=True)
        # config.json, which makes it a model, comes last.
        for name in sorted(names, key=CONFIG.__eq__):
            if (source / name).is_file():
                with replacing(folder / name) as part:
                    shutil.copyfile(source / name, part)
    except NotADirectoryError as error:  # it, or a part of its path, is a file
        raise ArtifactError(f"{folder.name!r} is not a folder: nothing is copied.") from error
    except OSError as error:
        why = error.strerror or "it cannot be written"
        raise ArtifactError(f"The model was not copied to {folder.name!r}: {why}.") from error


def _report(answer: dict[str, Any], text: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(answer))
        return
    for name, size in answer["files"].items():
        typer.echo(f"{size:>10,}  {name}")
    if text:
        typer.echo(f"\n{text}")
    typer.echo(answer["url"] or f"Nothing was sent to {answer['repo_id']}.")


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _fail(error: ArtifactError, as_json: bool) -> NoReturn:
    if as_json:
        typer.echo(json.dumps({"error": str(error)}))
    else:
        typer.echo(str(error), err=True)
    raise typer.Exit(1) from error
