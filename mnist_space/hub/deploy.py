"""Deploy: the app as a Space, in one commit, and none where nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, SpaceInfo
from huggingface_hub.errors import RepositoryNotFoundError

from mnist_space.hub.client import TIMEOUT, Token, hub_api, one_sentence
from mnist_space.hub.pull import pull
from mnist_space.hub.source import MAIN, HubError, HubSource
from mnist_space.hub.space import space_files

# Files that the Hub itself puts into a repository.
KEPT = {".gitattributes"}


@dataclass(frozen=True)
class Deployed:
    """What the Space is now, or would be.

    Attributes:
        commit: the newest commit of the Space; None after a dry run.
        url: where the Space is; None after a dry run.
        changed: whether this run made a commit.
        model: the model on the Hub that it serves, pinned; None for the bundled one.
        files: sizes in bytes by path.
    """

    repo_id: str
    commit: str | None
    url: str | None
    changed: bool
    model: str | None
    files: Mapping[str, int]


def deploy(
    repo_id: str,
    *,
    model_variable: str,
    model: str | None = None,
    dry_run: bool = False,
    private: bool | None = None,
    token: Token = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Deployed:
    """Create or update a Space; the model that it is to serve is pulled and verified here first.

    For a private model the Space needs a secret HF_TOKEN, which its owner sets by hand: no token is
    sent.

    Args:
        repo_id: user/space.
        model_variable: the environment variable in which the app looks for its model's name.
        model: user/repo[@revision], of which this very commit is served; None: the bundled one.
        private: who may see a new Space; None: as the account has it by default.

    Raises:
        HubError: the Hub refuses or cannot be reached, or the model is not whole.
    """
    target = HubSource.parse(repo_id)
    if target.revision != MAIN:
        raise HubError("Deploy to user/space, without a revision.")
    pulled = pull(model, token=token, progress=progress) if model else None
    files, pinned = space_files(pulled, None, repo_id), pulled.pinned if pulled else None
    sizes = {path: len(data) for path, data in files.items()}
    if dry_run:
        return Deployed(repo_id, None, None, False, pinned, sizes)
    api = hub_api(token)
    progress(f"Sending {len(files)} files, {sum(sizes.values()) >> 10} kB ...")
    with one_sentence(f"The Space {repo_id}"):
        before = _existing(api, repo_id) or _created(api, repo_id, private)
        commit = _commit(api, repo_id, files, before)
        _set_model(api, repo_id, model_variable, pinned)
    url = f"{api.endpoint}/spaces/{repo_id}"
    return Deployed(repo_id, commit, url, commit != before.sha, pinned, sizes)


def _existing(api: HfApi, repo_id: str) -> SpaceInfo | None:
    try:
        return api.space_info(repo_id, timeout=TIMEOUT)
    except RepositoryNotFoundError:
        api.whoami()
        return None


def _created(api: HfApi, repo_id: str, private: bool | None) -> SpaceInfo:
    api.create_repo(repo_id, repo_type="space", space_sdk="gradio", private=private)
    return api.space_info(repo_id, timeout=TIMEOUT)


def _commit(api: HfApi, repo_id: str, files: Mapping[str, bytes], before: SpaceInfo) -> str:
    """Make the Space hold `files` alone; the client leaves out what has not changed."""
    names = {file.rfilename for file in before.siblings or []}
    operations: list[CommitOperationAdd | CommitOperationDelete] = [
        CommitOperationAdd(path, data) for path, data in files.items()
    ]
    operations += [CommitOperationDelete(name) for name in sorted(names - files.keys() - KEPT)]
    done = api.create_commit(
        repo_id,
        operations,
        commit_message="Deploy mnist-space",
        repo_type="space",
        parent_commit=before.sha,
    )
    return str(done.oid)


def _set_model(api: HfApi, repo_id: str, variable: str, pinned: str | None) -> None:
    """Tell the Space its model by a public variable; setting one restarts it, so only if new."""
    variables = api.get_space_variables(repo_id)
    now = variables[variable].value if variable in variables else None
    if pinned is not None and now != pinned:
        api.add_space_variable(repo_id, variable, pinned)
    if pinned is None and now is not None:
        api.delete_space_variable(repo_id, variable)
