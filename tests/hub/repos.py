"""What the local Hub keeps and how it says no."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Literal

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from mnist_space.artifact import BUNDLED
from mnist_space.hub.listing import FILES

Tree = dict[str, bytes]
LARGE = (".h5", ".tflite")  # kept apart from the other files, by their SHA-256


def bundled_files() -> Tree:
    """The files of a small bundled model, by name."""
    folder = BUNDLED / "notebook_mlp"
    return {name: (folder / name).read_bytes() for name in FILES if (folder / name).is_file()}


@dataclass
class Repo:
    """One repository: every commit's whole tree, and the names that point to commits."""

    owner: str
    private: bool = False
    gated: bool = False
    commits: dict[str, Tree] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    claimed_sizes: dict[str, int] = field(default_factory=dict)

    def commit(self, tree: Tree, ref: str, message: str) -> str:
        """Make `tree` the newest commit of `ref`."""
        self.messages.append(message)
        # As in git, other content has another name.
        said = f"{len(self.messages)}{sorted(tree.items())}{message}"
        sha = hashlib.sha1(said.encode()).hexdigest()
        self.commits[sha] = dict(tree)
        self.refs[ref] = sha
        return sha

    def blobs(self) -> list[bytes]:
        """Every file of every commit."""
        return [data for tree in self.commits.values() for data in tree.values()]

    def resolve(self, revision: str) -> str | None:
        """The commit that a branch, tag, pull request or commit names."""
        sha = self.refs.get(revision, revision)
        return sha if sha in self.commits else None


async def commits(_: Request, repo: Repo) -> Response:
    """Answer which commits a repository has."""
    said = {"title": "", "message": "", "authors": [], "date": "2026-01-01T00:00:00.000Z"}
    return JSONResponse([{"id": commit, **said} for commit in repo.commits])


async def whole_tree(request: Request, repo: Repo) -> Response:
    """Answer which files a commit has."""
    sha = repo.resolve(request.path_params["revision"])
    assert sha
    files = repo.commits[sha].items()
    listing = [
        {"type": "file", "path": name, "size": len(data), "oid": blob_id(data)}
        for name, data in files
    ]
    return JSONResponse(listing)


async def preupload(request: Request, repo: Repo) -> Response:
    """Say of files that somebody wants to send which are here already."""
    tree = repo.commits[repo.refs["main"]]
    files = [
        {
            "path": file["path"],
            "uploadMode": "regular",
            "shouldIgnore": False,
            "oid": blob_id(tree[file["path"]]) if file["path"] in tree else None,
        }
        for file in (await request.json())["files"]
    ]
    return JSONResponse({"files": files})


@dataclass
class Contested(Repo):
    """A repository that someone edits as soon as somebody else has looked at it."""

    def resolve(self, revision: str) -> str | None:
        """The commit of now; the next moment there is another."""
        sha = super().resolve(revision)
        if sha:
            self.commit(self.commits[sha] | {"README.md": b"edited by hand"}, "main", "edit")
        return sha


@dataclass(frozen=True)
class Fault:
    """What happens to requests whose "METHOD path" matches `pattern`."""

    pattern: str
    kind: Literal["hang", "cut", "status"]
    status: int = 500


async def cut() -> AsyncIterator[bytes]:
    """Half of an answer, then the end of the connection."""
    yield b"half"
    raise ConnectionResetError


def error(status: int, code: str | None, message: str = "", **headers: str) -> Response:
    """An answer with the headers from which the client makes its exceptions."""
    if code:
        headers["X-Error-Code"] = code
    return JSONResponse({"error": message or code}, status, headers)


def listed(name: str, data: bytes, size: int) -> dict[str, object]:
    """What the listing of a repository says of a file."""
    file: dict[str, object] = {"rfilename": name, "size": size}
    if name.endswith(LARGE):
        digest = hashlib.sha256(data).hexdigest()
        file["lfs"] = {"sha256": digest, "size": size, "pointerSize": 134}
    return file


def blob_id(data: bytes) -> str:
    """The id that git gives a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
