"""Nothing that looks like a token of the Hub ever leaves this machine in a file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mnist_space.hub.source import HubError

# As the Hub's tokens begin: a person's, one of a sign-in, a job's, an organization's of old.
TOKEN = re.compile(rb"hf_(?:oauth_|jwt_)?[A-Za-z0-9]{16,}|api_org_[A-Za-z0-9]{16,}")


def refuse_tokens(files: Mapping[str, bytes]) -> None:
    """Look through what is to be sent.

    Raises:
        HubError: a file holds something like a token; the sentence names the file alone.
    """
    for name, data in files.items():
        if TOKEN.search(data):
            raise HubError(f"{name} holds something that looks like a token: it is not sent.")
