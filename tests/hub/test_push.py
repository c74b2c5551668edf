from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from mnist_space.artifact import CARD, CONFIG, METRICS, WEIGHTS, read_artifact
from mnist_space.hub.eval_results import EVAL_RESULTS
from mnist_space.hub.listing import FILES
from mnist_space.hub.pull import pull
from mnist_space.hub.push import PushRefused, Terms, push
from mnist_space.hub.reports import measured as measure
from mnist_space.hub.source import HubError
from mnist_space.loading import load_predictor
from mnist_space.synthesis.scenes import NINE
from tests.hub import hostile, networks
from tests.hub.repos import Contested, Tree
from tests.hub.stand_in import OWNER_TOKEN, STRANGER_TOKEN, StandIn

REPO = "owner/digits"
PLOTS = ("confusion_matrix.png", "reliability.png", "mistakes.png")

pytestmark = pytest.mark.usefixtures("few_redrawn")


def tree(hub: StandIn) -> Tree:
    repo = hub.repos["model", REPO]
    return repo.commits[repo.refs["main"]]


def test_a_push_is_one_commit_with_everything(hub: StandIn, measured: Path):
    pushed = push(REPO, measured)
    repo = hub.repos["model", REPO]
    assert len(repo.messages) == 2  # the Hub's own first one, and ours
    assert pushed.commit == repo.refs["main"]
    assert pushed.comparison is None
    assert set(tree(hub)) == {*FILES, *PLOTS, EVAL_RESULTS, ".gitattributes"}
    assert all(tree(hub)[name].startswith(b"\x89PNG") for name in PLOTS)
    assert pushed.files == {
        name: len(data) for name, data in tree(hub).items() if name != ".gitattributes"
    }
    assert all(tree(hub)[name] == (measured / name).read_bytes() for name in (CONFIG, WEIGHTS))
    sent = json.loads(tree(hub)[METRICS])
    assert list(sent["redrawn"]) == list(NINE)
    assert sent | {"redrawn": None} == json.loads((measured / METRICS).read_text())


def test_the_card_says_all_that_it_should(hub: StandIn, measured: Path):
    push(REPO, measured)
    card = tree(hub)[CARD].decode()
    _, front, text = card.split("---\n", 2)
    index = yaml.safe_load(front)["model-index"][0]
    report = json.loads(tree(hub)[METRICS])
    values = {m["name"]: m["value"] for r in index["results"] for m in r["metrics"]}
    assert values["Test accuracy"] == report["accuracy"]
    assert values["Calibration error (ECE)"] == report["ece"]
    mean = sum(report["redrawn"].values()) / 9
    assert values["Nine redrawn forms, mean accuracy"] == pytest.approx(mean, abs=1e-6)
    assert f"| Nine redrawn forms, mean accuracy | {mean:.2%} |" in text
    for heading in ("Evaluation", "How to call it", "Calibration", "Limits", "Training", "Files"):
        assert f"## {heading}" in text
    wrong = f"reads {round(10_000 * (1 - report['accuracy']))} of the 10000 test digits"
    assert all(said in text for said in (wrong, *(f"({name})" for name in PLOTS)))
    assert f'load_predictor("{REPO}")' in text
    (recipe,) = re.findall(r"```json\n(.*?)\n```", text, re.DOTALL)
    assert json.loads(recipe) == read_artifact(measured).config.recipe
    assert "worse" not in text


def test_the_same_model_again_makes_no_commit(hub: StandIn, ready: Path):
    first = push(REPO, ready)
    again = push(REPO, ready)
    assert again.commit == first.commit
    assert again.comparison.worse == ()
    assert len(hub.repos["model", REPO].messages) == 2


def test_a_worse_model_is_refused_with_the_table(hub: StandIn, ready: Path, worse: Path):
    first = push(REPO, ready)
    with pytest.raises(PushRefused) as caught:
        push(REPO, worse)
    lines = str(caught.value).splitlines()
    assert re.search(r"^Test accuracy +0\.97\d\d +0\.97\d\d  worse$", "\n".join(lines), re.M)
    assert re.search(r"^Calibration error \(ECE\) .* 0\.9000  worse$", "\n".join(lines), re.M)
    assert re.search(r"^Nine redrawn forms, mean accuracy +0\.\d+ +0\.\d+$", "\n".join(lines), re.M)
    assert hub.repos["model", REPO].refs["main"] == first.commit


def test_a_model_that_reads_fewer_redrawn_digits_is_refused(
    hub: StandIn, measured: Path, monkeypatch: pytest.MonkeyPatch
):
    push(REPO, measured)
    monkeypatch.setattr("mnist_space.hub.reports.measure_redrawn", lambda _: {"clean": 0.1})
    with pytest.raises(PushRefused, match=r"Nine redrawn forms, .* 0\.1000  worse"):
        push(REPO, measured)


def test_force_pushes_a_worse_model_and_the_card_says_so(hub: StandIn, ready: Path, worse: Path):
    push(REPO, ready)
    pushed = push(REPO, worse, Terms(force=True))
    assert hub.repos["model", REPO].refs["main"] == pushed.commit
    card = tree(hub)[CARD].decode()
    assert "Pushed although it is worse than the model before it." in card
    assert "0.9000  worse" in card


def test_a_dry_run_sends_nothing(hub: StandIn, measured: Path):
    would = push(REPO, measured, Terms(dry_run=True))
    assert would.commit is None
    assert set(would.files) == {*FILES, *PLOTS, EVAL_RESULTS}
    assert "## Evaluation" in would.card
    assert hub.repos == {}
    assert not [line for line in hub.requests if line.startswith("POST")]


def test_private_tag_and_pull_request(hub: StandIn, ready: Path, worse: Path):
    first = push(REPO, ready, Terms(private=True, tag="v1"))
    repo = hub.repos["model", REPO]
    assert repo.private
    assert repo.refs["v1"] == first.commit
    with pytest.raises(HubError, match="'v1' already"):
        push(REPO, ready, Terms(tag="v1"))
    proposed = push(REPO, worse, Terms(force=True, create_pr=True))
    assert repo.refs["main"] == first.commit
    assert proposed.url.endswith("/discussions/2")
    assert pull(f"{REPO}@refs/pr/2").commit == proposed.commit
    with pytest.raises(HubError, match="not both"):
        push(REPO, ready, Terms(create_pr=True, tag="v2"))


@pytest.fixture
def stale(measured: Path, tmp_path: Path) -> Path:
    """The same model; the test changes it."""
    return Path(shutil.copytree(measured, tmp_path / "stale"))


def begun(text: str) -> None:
    """End a measuring that has begun; what it comes to is tested once."""
    raise InterruptedError(text)


CHANGES = {
    "network": {"model": {"name": "other", "sha256": "0" * 64}},
    "pipeline": {"pipeline": {"format": 1, "page": [], "digit": []}},
    "a figure too large": {"ece": 7},
    "400 digits": {"ece": 10**400},
    "not a whole report": {"confusion_matrix": []},
}


def test_a_report_that_is_none_or_of_another_model_is_made_anew(
    hub: StandIn, measured: Path, stale: Path
):
    report = json.loads((measured / METRICS).read_text())
    without = {name: value for name, value in report.items() if name != "ece"}
    others = [report | {"loss": 0.5} | change for change in CHANGES.values()]
    for text in ("[1]", '"text"', "{}", *map(json.dumps, (without, *others))):
        (stale / METRICS).write_text(text)
        with pytest.raises(InterruptedError, match="Evaluating"):
            measure(load_predictor(stale), begun)
    push(REPO, stale)
    sent = json.loads(tree(hub)[METRICS])
    assert (sent["ece"], sent["loss"]) == (report["ece"], report["loss"])


def test_a_report_of_another_temperature_is_made_anew(hub: StandIn, measured: Path, stale: Path):
    config = json.loads((stale / CONFIG).read_text())
    (stale / CONFIG).write_text(json.dumps(config | {"temperature": 1.1 * config["temperature"]}))
    push(REPO, stale)
    ece = json.loads((measured / METRICS).read_text())["ece"]
    assert json.loads(tree(hub)[METRICS])["ece"] != ece


def test_a_model_that_cannot_be_measured_is_a_sentence(
    hub: StandIn, measured: Path, tmp_path: Path
):
    files = {path.name: path.read_bytes() for path in measured.iterdir()}
    only = networks.with_network(files, networks.of_one_picture())
    folder = tmp_path / "only"
    folder.mkdir()
    for name, data in only.items():
        (folder / name).write_bytes(data)
    with pytest.raises(HubError, match="cannot be measured"):
        push(REPO, folder)


NO_REPORTS = ["[0.9]", '{"accuracy": "0.9"}', '{"ece": NaN}', '{"redrawn": {"a": 2}}', "[" * 10**5]


@pytest.mark.parametrize("text", [*NO_REPORTS, '{"ece": %s}' % ("9" * 400)])
def test_a_foreign_report_that_is_none_is_a_sentence(hub: StandIn, ready: Path, text: str):
    hub.add(REPO, {METRICS: text.encode()})
    with pytest.raises(HubError, match=r"metrics\.json of owner/digits@main is not a report"):
        push(REPO, ready)
    assert push(REPO, ready, Terms(force=True)).comparison is None
    assert json.loads(tree(hub)[METRICS])["accuracy"] > 0.9


def test_a_target_without_a_figure_is_compared_by_the_rest(hub: StandIn, ready: Path):
    hub.add(REPO, {METRICS: b'{"accuracy": 1.0}'})
    with pytest.raises(PushRefused, match=r"Test accuracy +1\.0000 .*worse\n.* unknown") as caught:
        push(REPO, ready)
    assert str(caught.value).count("unknown") == 3
    hub.add(REPO, {METRICS: b'{"redrawn": null}'})
    assert push(REPO, ready).comparison.old == {}


def test_what_changed_meanwhile_is_not_overwritten(hub: StandIn, ready: Path):
    repo = Contested("owner")
    hub.repos["model", REPO] = repo
    repo.commit({METRICS: (ready / METRICS).read_bytes()}, "main", "first")
    with pytest.raises(HubError, match="changed it at the same moment"):
        push(REPO, ready)
    assert tree(hub)[CARD] == b"edited by hand"
    assert set(repo.messages) == {"first", "edit"}


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        (STRANGER_TOKEN, "no right to do that"),
        ("hf_NobodysSecret0123456789", "does not know this token"),
        (None, "no token is saved here; run `hf auth login`"),
    ],
)
def test_only_who_may_write_pushes(hub: StandIn, ready: Path, monkeypatch, token, sentence):
    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", "/none")
    with pytest.raises(HubError, match=sentence) as caught:
        push(REPO, ready, token=token)
    assert "hf_" not in str(caught.value)
    assert hub.repos == {}


def test_no_token_ever_leaves_in_a_file(hub: StandIn, ready: Path, tmp_path: Path):
    files = {path.name: path.read_bytes() for path in ready.iterdir()}
    recipe = {"epochs": 10, "note": f"pushed with {OWNER_TOKEN}"}
    folder = tmp_path / "leaky"
    folder.mkdir()
    for name, data in hostile.sealed(files, recipe=recipe).items():
        (folder / name).write_bytes(data)
    assert read_artifact(folder).config.recipe == recipe
    with pytest.raises(HubError, match="something that looks like a token") as caught:
        push(REPO, folder)
    assert OWNER_TOKEN not in str(caught.value)
    assert hub.repos == {}
