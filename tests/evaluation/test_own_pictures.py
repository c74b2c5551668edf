import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from mnist_space import load_predictor
from mnist_space.artifact import BUNDLED, LITERT
from mnist_space.cli.app import app
from mnist_space.evaluation.own_pictures import evaluate_own, own_text
from mnist_space.labelled.reading import Labelled, LabelledError
from mnist_space.preprocessing.images import decode
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.reading.predictor import Predictor

EXAMPLES = BUNDLED / "examples"
FILES = {
    "seven-squared-paper.jpg": 7,
    "three-under-a-lamp.jpg": 8,  # on purpose: it is a 3
    "star.jpg": 10,
    "five-in-a-corner.png": 10,  # on purpose: it is a 5
}


def pictures():
    return [Labelled(name, (EXAMPLES / name).read_bytes(), label) for name, label in FILES.items()]


def test_right_refused_and_wrong_are_counted():
    shares, seen = [], []
    report = evaluate_own(load_predictor(), pictures(), progress=shares.append, seen=seen.append)
    assert (report.n, report.digits, report.right, report.right_and_accepted) == (4, 2, 1, 1)
    assert (report.accepted, report.wrong_and_accepted, report.accuracy) == (3, 2, 0.5)
    counts = {
        (true, read): count
        for true, row in enumerate(report.confusion_matrix)
        for read, count in enumerate(row)
        if count
    }
    assert counts == {(7, 7): 1, (8, 3): 1, (10, 10): 1, (10, 5): 1}
    wrong = [(each.file, each.label, each.read, each.accepted) for each in report.mistakes]
    assert wrong == [
        ("three-under-a-lamp.jpg", 8, 3, True),
        ("five-in-a-corner.png", 10, 5, True),
    ]
    assert shares == [0.25, 0.5, 0.75, 1]
    assert [image.shape for image in seen] == [decode(EXAMPLES / name).shape for name in FILES]
    assert "three-under-a-lamp.jpg: 8 read as 3" in own_text(report)


def test_a_report_says_of_what_it_is_and_what_each_picture_was_read_as():
    report = evaluate_own(load_predictor(), pictures(), load_pipeline("notebook"))
    written = json.loads(json.dumps(report.to_json()))
    config = load_predictor().artifact.config
    assert written["model"] == {"name": "convnet", "sha256": config.sha256[LITERT]}
    assert written["pipeline"] == load_pipeline("notebook").to_json()
    assert [each["file"] for each in written["answers"]] == list(FILES)
    low, high = written["accuracy_interval"]
    assert 0 <= low <= written["accuracy"] <= high <= 1
    assert all(each in written["answers"] for each in written["mistakes"])


def test_a_right_answer_that_is_refused_is_no_wrong_one():
    artifact = load_predictor().artifact
    strict = artifact.config.model_copy(update={"reject_threshold": 1000.0})
    report = evaluate_own(Predictor(replace(artifact, config=strict)), pictures())
    assert (report.right, report.right_and_accepted, report.accepted) == (1, 0, 0)
    assert report.wrong_and_accepted == 0


def test_what_is_no_picture_is_named():
    with pytest.raises(LabelledError, match=r"^'bad\.png': "):
        evaluate_own(load_predictor(), [Labelled("bad.png", b"no picture", 1)])


def test_the_command_reads_a_folder_with_a_model_and_a_pipeline_of_choice(tmp_path):
    name = "four-pencil-ruled-paper.jpg"
    (tmp_path / name).write_bytes((EXAMPLES / name).read_bytes())
    (tmp_path / "labels.csv").write_text(f"file,label\n{name},4\n")

    def evaluate(*arguments):
        return CliRunner().invoke(app, ["evaluate", "--data", str(tmp_path), *arguments])

    ran = evaluate("--json")
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout)["accuracy"] == 1
    poor = evaluate("--model", "notebook_mlp", "--pipeline", "notebook")
    assert f"{name}: 4 read as" in poor.stdout
    assert evaluate("--save").exit_code == 2
    (tmp_path / "labels.csv").write_text("file,label\n../x.png,7\n")
    refused = evaluate()
    assert refused.exit_code == 2
    assert "no path inside" in " ".join(refused.output.replace("│", " ").split())
