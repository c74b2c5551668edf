"""The client of the Hub, and its many exceptions as one sentence each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from huggingface_hub import HfApi, get_token
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    LocalTokenNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import httpx  # type: ignore[attr-defined]  # the HTTP library it uses

from mnist_space.hub.source import HubError, cut

# Seconds without an answer after which the Hub counts as down.
TIMEOUT = 10.0
Token = str | bool | None


class HubUnreachable(HubError):
    """The Hub is down, slow, or switched off: what is cached may still serve."""


def hub_api(token: Token = None) -> HfApi:
    """Make a client for the Hub, or for the server that HF_ENDPOINT names at this moment.

    Args:
        token: None for the one of `hf auth login` or HF_TOKEN, False for none at all.
    """
    return HfApi(endpoint=os.environ.get("HF_ENDPOINT"), token=token, library_name="mnist-space")


def own_token() -> str | None:
    """Return the token of the account that runs this: HF_TOKEN, or that of `hf auth login`."""
    return get_token()


def cache_folder() -> str | None:
    """Return where the client keeps what it downloads; None is its default."""
    return os.environ.get("HF_HUB_CACHE")


@contextmanager
def one_sentence(what: str) -> Iterator[None]:
    """Turn whatever the client raises about `what` into a HubError.

    The client's own messages hold addresses, request numbers and local paths: none is kept.

    Raises:
        HubUnreachable: the Hub cannot be reached or is out of order.
        HubError: anything else that it refuses.
    """
    try:
        yield
    except HubError:
        raise
    except OfflineModeIsEnabled as error:
        raise HubUnreachable(f"{what}: the Hub is switched off here (HF_HUB_OFFLINE).") from error
    except HfHubHTTPError as error:
        raise _answered(what, error) from error
    except httpx.TimeoutException as error:
        raise HubUnreachable(f"{what}: the Hub does not answer.") from error
    except httpx.TransportError as error:
        raise HubUnreachable(f"{what}: the connection to the Hub failed.") from error
    except LocalTokenNotFoundError as error:
        raise HubError(f"{what}: no token is saved here; run `hf auth login`.") from error
    except HFValidationError as error:
        raise HubError(f"{what}: the Hub allows no such name.") from error
    except EntryNotFoundError as error:
        raise HubUnreachable(f"{what}: the Hub does not answer.") from error
    except OSError as error:
        raise HubError(f"{what}: the download ended before the file did.") from error


def _answered(what: str, error: HfHubHTTPError) -> HubError:
    """The sentence for an answer of the Hub that is an error; the narrowest class first."""
    if isinstance(error, GatedRepoError):
        return HubError(f"{what}: its owner must first give you access.")
    if isinstance(error, RepositoryNotFoundError):
        return HubError(f"{what}: there is no such repository, or it is private.")
    if isinstance(error, RevisionNotFoundError):
        return HubError(f"{what}: the repository has no such revision.")
    if isinstance(error, EntryNotFoundError):
        return HubError(f"{what}: the repository has no such file.")
    status = error.response.status_code
    if status == 401:
        return HubError(f"{what}: the Hub does not know this token; run `hf auth login`.")
    if status == 403:
        return HubError(f"{what}: this token has no right to do that.")
    if status == 409:
        return HubError(f"{what}: someone changed it at the same moment; try again.")
    if status == 429 or status >= 500:
        return HubUnreachable(f"{what}: the Hub is out of order or busy (status {status}).")
    # The sentences above say more than the Hub; why it wants payment (402), say, it alone knows.
    reason = cut(error.server_message or "", 160).rstrip(".")
    return HubError(f"{what}: the Hub refused (status {status}){': ' if reason else ''}{reason}.")
