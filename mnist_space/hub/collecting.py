"""Gifts of visitors are kept in a folder, and sent from there to the owner's dataset."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from threading import Event, Lock, Thread

from huggingface_hub import CommitInfo, CommitScheduler, constants

from mnist_space.artifact import CARD
from mnist_space.files import megabytes, write_whole
from mnist_space.hub.client import cache_folder, hub_api, one_sentence, own_token
from mnist_space.hub.gifts import Gift, card
from mnist_space.hub.source import MAIN, HubError, HubSource
from mnist_space.limits import limits

# As the Hub asks for: each commit stays in the history.
EVERY_MINUTES = 5.0
DAY = 86_400
log = logging.getLogger(__name__)


class Outbox(CommitScheduler):
    """Sends what lies in a folder to a dataset, and then deletes it here.

    So the folder stays small, and what is removed from the dataset never comes back. What is not
    whole yet has a name that begins with a dot, and stays.
    """

    def __init__(self, dataset: str, folder: Path) -> None:
        """Make the dataset where there is none, and begin to send.

        Raises:
            HubError: the Hub refuses or cannot be reached.
        """
        self.problem: str | None = None
        self._has_card = False
        with one_sentence(f"The dataset {dataset}"):
            super().__init__(
                repo_id=dataset,
                repo_type="dataset",
                folder_path=folder,
                every=EVERY_MINUTES,
                private=False,  # as its givers are told
                ignore_patterns=".*",
                hf_api=hub_api(),
            )

    def push_to_hub(self) -> CommitInfo | None:
        """Send what is there in one commit, with the card if the dataset has none.

        Raises:
            HubError: the Hub refuses or cannot be reached; everything is still there.
        """
        done = None
        try:
            # Where another process that sends from this folder is faster, the rest is sent later.
            with one_sentence(f"The dataset {self.repo_id}"), suppress(FileNotFoundError):
                self._bring_card()
                done = super().push_to_hub()
        except Exception as error:
            self.problem = _said(error)
            raise
        self.problem = None
        self._delete_sent()
        return done

    def _bring_card(self) -> None:
        if self._has_card or not any(self.folder_path.glob("[!.]*/*")):
            return
        here = self.folder_path / CARD
        # The owner may have written another, also since the last attempt.
        if self.api.file_exists(self.repo_id, CARD, repo_type=self.repo_type):
            here.unlink(missing_ok=True)
            self._has_card = True
            return
        # On a full disk the gifts go first.
        with suppress(OSError):
            write_whole(here, card(self.repo_id).encode())

    def _delete_sent(self) -> None:
        self._has_card = self._has_card or self.folder_path / CARD in self.last_uploaded
        for path in self.last_uploaded:
            path.unlink(missing_ok=True)
            if path.parent != self.folder_path:
                with suppress(OSError):  # another process was faster
                    path.parent.rmdir()
        self.last_uploaded.clear()


class Collecting:
    """Takes gifts at once, whatever the Hub does; they are sent when it lets them in.

    Attributes:
        dataset: "user/dataset".
        url: of its page.
        folder: where gifts wait; other processes may use it too.
    """

    def __init__(self, dataset: str, folder: Path) -> None:
        """Take gifts for a dataset, and send none before `begin`."""
        self.dataset, self.folder = dataset, folder
        self.url = f"{hub_api().endpoint}/datasets/{dataset}"
        self._outbox: Outbox | None = None
        self._problem: str | None = None
        self._stopped, self._lock = Event(), Lock()
        self._day, self._given = 0, 0

    @property
    def problem(self) -> str | None:
        """Why the Hub took nothing when it was last tried, in a sentence; None where it did."""
        return self._outbox.problem if self._outbox else self._problem

    def begin(self) -> None:
        """Begin to send, in the background."""
        Thread(target=self._keep_connecting, daemon=True).start()

    def connect(self) -> bool:
        """Return whether the Hub has let the sending begin, after one attempt."""
        try:
            self._outbox = Outbox(self.dataset, self.folder)
            if self._stopped.is_set():
                self._outbox.stop()
        except Exception as error:  # whatever the Hub has answered, it is asked again
            self._problem = _said(error)
            again = "%s It is tried again in %g minutes."
            log.warning(again, error, EVERY_MINUTES, exc_info=not isinstance(error, HubError))
        return self._outbox is not None

    def _keep_connecting(self) -> None:
        connected = self.connect()
        while not (connected or self._stopped.wait(60 * EVERY_MINUTES)):
            connected = self.connect()

    def give(self, gift: Gift) -> str:
        """Keep a gift until it is sent, and return its number.

        Raises:
            HubError: there is no room for it, or enough has been given today. What was kept before
                is kept as it was.
        """
        number = token_hex(6)
        files = gift.files(number)
        with self._lock:
            self._check_room(sum(map(len, files.values())))
            self._write(number, files)
            self._given += 1
        return number

    def send(self) -> Future[CommitInfo | None] | None:
        """Begin to send what waits, before its time; None where the sending has not begun."""
        return self._outbox.trigger() if self._outbox else None

    def send_within(self, seconds: float) -> None:
        """Send what waits; what the Hub has not taken after so many seconds goes on waiting."""
        rest = Thread(target=self._send_rest, daemon=True)
        rest.start()
        rest.join(seconds)

    def _send_rest(self) -> None:
        if self._taken() and (self._outbox or self.connect()) and (sent := self.send()):
            wait([sent])

    def stop(self) -> None:
        """Send no more, not even what waits."""
        self._stopped.set()
        if self._outbox:
            self._outbox.stop()

    def _check_room(self, size: int) -> None:
        held, today = limits(), int(time.time() // DAY)
        if today != self._day:
            self._day, self._given = today, 0
        if self._given >= held.gifts_a_day:
            raise HubError(f"{held.gifts_a_day} pictures were given today: more may be tomorrow.")
        if self._taken() + size > held.gift_bytes:
            raise HubError(f"{megabytes(held.gift_bytes)} of gifts wait already: try again later.")

    def _taken(self) -> int:
        """Bytes of all that waits."""
        taken = 0
        for place, _, names in os.walk(self.folder):
            for name in names:
                with suppress(FileNotFoundError):  # it has been sent
                    taken += Path(place, name).stat().st_size
        return taken

    def _write(self, number: str, files: Mapping[str, bytes]) -> None:
        part = self.folder / f".{number}"
        try:
            part.mkdir(parents=True)
            for name, data in files.items():
                write_whole(part / name, data)
            part.rename(self.folder / number)
        except OSError as error:
            why = error.strerror or "unknown"
            raise HubError(f"It could not be stored ({why}): try again later.") from error
        finally:
            shutil.rmtree(part, ignore_errors=True)


def begin_collecting(dataset: str) -> Collecting:
    """Begin to collect gifts for a dataset on the Hub, which is asked in the background.

    Raises:
        HubError: `dataset` is not user/dataset, or there is no token to send with.
    """
    source = HubSource.parse(dataset)
    if source.revision != MAIN:
        raise HubError("Collect into user/dataset, without a revision.")
    if own_token() is None:
        raise HubError(f"To send to {dataset} takes a token: set HF_TOKEN.")
    collecting = Collecting(source.repo_id, _folder(source.repo_id))
    collecting.begin()
    return collecting


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, HubError) else "Nothing can be sent at the moment."


def _folder(dataset: str) -> Path:
    """Where gifts wait: beside the client's cache, and never for another dataset than was said."""
    cache = Path(cache_folder() or constants.HF_HUB_CACHE)
    return cache.with_name(f"{cache.name}-gifts") / dataset.replace("/", "--")
