"""Where MNIST's train digits are, without a network here."""

from mnist_space.hub import digits
from mnist_space.hub.digits import FETCHED, HERE, NOWHERE, train_digits_at


def test_a_folder_without_them_is_nowhere(tmp_path):
    assert train_digits_at(tmp_path) == NOWHERE


def test_what_was_fetched_is_here_else_it_is_asked_for(tmp_path, monkeypatch, hub):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(digits, "try_to_load_from_cache", lambda *_, **__: None)
    monkeypatch.setattr(digits, "KERAS_URL", "http://127.0.0.1:9/none")
    monkeypatch.setattr(digits, "hf_hub_url", lambda *_, **__: f"{hub.url}/none")
    assert train_digits_at(None) == NOWHERE
    monkeypatch.setattr(digits, "KERAS_URL", f"{hub.url}/api/whoami-v2")
    monkeypatch.setattr(digits, "_answers", lambda url: url.startswith(hub.url))
    assert train_digits_at(None) == FETCHED
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "mnist.npz").write_bytes(b"")
    assert train_digits_at(None) == HERE
