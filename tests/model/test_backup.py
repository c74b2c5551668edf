"""A damaged backup is told and passed over: no run ends with it."""

import keras
import pytest

from mnist_space.model.training import BACKUP, Backup, epochs_done


@pytest.fixture
def backup(tmp_path):
    """A backup of a small network after two epochs."""
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(300), keras.layers.Dense(9)])
    model.compile("adam", "mse")
    model.optimizer.build(model.trainable_variables)
    keeper = Backup(tmp_path)
    keeper.set_model(model)
    for epoch in range(2):
        keeper.on_epoch_end(epoch)
    return tmp_path / BACKUP


def test_the_latest_backup_is_kept_alone(backup):
    assert [path.name for path in backup.iterdir()] == ["0002.weights.h5"]
    assert epochs_done(backup.parent) == 2


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
def test_a_backup_that_is_cut_is_told_and_passed_over(backup, share, capsys):
    (path,) = backup.iterdir()
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    assert epochs_done(backup.parent) == 0
    assert "0002.weights.h5 is damaged: it is passed over." in capsys.readouterr().out
    assert list(backup.iterdir()) == []


def test_half_of_a_newer_backup_does_not_hide_the_older_one(backup):
    whole = (backup / "0002.weights.h5").read_bytes()
    (backup / ".77-0003.weights.h5").write_bytes(whole[:500])
    (backup / "0003.weights.h5").write_bytes(whole[:500])
    assert epochs_done(backup.parent) == 2
