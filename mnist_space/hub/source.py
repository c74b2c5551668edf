"""Names of models on the Hub: user/repo, user/repo@revision."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mnist_space.artifact import ArtifactError

MAIN = "main"
COMMIT = re.compile(r"[0-9a-f]{40}")
SHORT = 8
# git's own short names have 7 characters or more.
BEGINNING = re.compile(r"[0-9a-f]{7,39}")
LONGEST_SENTENCE = 300
# The Hub's own rules for names, which also keep a name inside the cache folder.
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,95}"
_SOURCE = re.compile(rf"({_NAME}/{_NAME})(?:@([A-Za-z0-9][A-Za-z0-9_./-]{{0,199}}))?")


class HubError(ArtifactError):
    """What the Hub would not give or take, in one sentence without secrets or local paths."""


class RefusedModel(HubError):
    """A model that was pulled and did not pass; `commit` says which of the repository's it is."""

    def __init__(self, sentence: str, commit: str) -> None:
        super().__init__(sentence)
        self.commit = commit


@dataclass(frozen=True)
class HubSource:
    """A repository and the branch, tag, pull request or commit that is meant.

    Example:
        >>> str(HubSource.parse("someone/digits@v1"))
        'someone/digits@v1'
    """

    repo_id: str
    revision: str = MAIN

    @classmethod
    def parse(cls, text: str) -> HubSource:
        """Read "user/repo" or "user/repo@revision".

        Raises:
            HubError: `text` is neither.
        """
        match = _SOURCE.fullmatch(text.strip())
        if match is None or ".." in text or "--" in text:
            raise HubError(f"{cut(repr(text), 100)} is not user/repo or user/repo@revision.")
        return cls(match[1], match[2] or MAIN)

    @property
    def pinned(self) -> bool:
        """Whether the revision is a whole commit, which never changes."""
        return COMMIT.fullmatch(self.revision) is not None

    def __str__(self) -> str:
        revision = self.revision[:SHORT] if self.pinned else self.revision
        return f"{self.repo_id}@{revision}"


def cut(text: str, limit: int = LONGEST_SENTENCE) -> str:
    """Return `text` in one line, of which no more is kept than a reader can use."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 4]} ..."
