"""What a link opens: a tab that the app has, or a sentence."""

import pytest

from mnist_space.limits import Limits
from mnist_space.ui import opening
from mnist_space.ui.errors import ChoiceError
from mnist_space.ui.links import TABS, Link


def test_a_link_to_the_train_tab_needs_an_app_that_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    assert opening.tab_of(Link()) == TABS["predict"]
    assert opening.tab_of(Link("train")) == TABS["train"]
    monkeypatch.setattr(opening, "limits", lambda: Limits(training_seconds=0))
    assert opening.tab_of(Link("lab")) == TABS["lab"]
    with pytest.raises(ChoiceError, match="Train tab is switched off"):
        opening.tab_of(Link("train"))
