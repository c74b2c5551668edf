import json
import urllib.error
import urllib.request
from pathlib import Path

import cv2
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from mnist_space import load_predictor
from mnist_space.limits import Limits
from mnist_space.preprocessing.registry import STEPS
from mnist_space.ui.api_page import DATA
from mnist_space.ui.predict.examples import EXAMPLES, example_path
from tests.browser import TRAINING_SECONDS

ENDPOINTS = {
    *(
        "/predict",
        "/predict_batch",
        "/read_number",
        "/read_table",
        "/steps",
        "/apply_step",
        "/model",
    ),
    *("/trace", "/diagnose", "/explain", "/evaluate", "/evaluate_data"),
}
TWO, FOUR = example_path("two-white-on-black.png"), example_path("four-pencil-ruled-paper.jpg")


def test_only_the_endpoints_of_the_contract_are_shown(client: Client) -> None:
    shown = client.view_api(return_format="dict", print_info=False)
    assert isinstance(shown, dict)
    assert set(shown["named_endpoints"]) >= ENDPOINTS
    assert next(iter(shown["named_endpoints"])) == "/predict"  # the page shows it first
    assert not shown["unnamed_endpoints"]
    assert not any("lambda" in name or name[1] == "_" for name in shown["named_endpoints"])


def test_predict_gives_what_the_predictor_gives(client: Client) -> None:
    answer = client.predict(handle_file(str(FOUR)), api_name="/predict")
    expected = load_predictor().predict(FOUR).to_json()
    assert answer["probabilities"] == pytest.approx(expected.pop("probabilities"), abs=1e-6)
    assert {key: answer[key] for key in ("label", "accepted", "reason")} == {
        key: expected[key] for key in ("label", "accepted", "reason")
    }


def test_predict_with_another_model_and_pipeline(client: Client) -> None:
    answer = client.predict(
        handle_file(str(TWO)), model="notebook_mlp", pipeline="notebook", api_name="/predict"
    )
    assert answer["label"] == 2


@pytest.mark.parametrize("choice", [{"model": "nobody/nothing"}, {"pipeline": "../x.json"}])
def test_an_unknown_choice_is_one_sentence_that_lists_what_exists(
    client: Client, choice: dict[str, str]
) -> None:
    with pytest.raises(AppError, match=r"choose .*(convnet|robust)"):
        client.predict(handle_file(str(TWO)), **choice, api_name="/predict")


def test_a_batch_keeps_the_order_and_goes_on_after_a_broken_file(
    client: Client, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    files = [handle_file(str(path)) for path in (TWO, broken, FOUR)]
    answers = client.predict(files, api_name="/predict_batch")
    assert [answer["file"] for answer in answers] == [TWO.name, "broken.png", FOUR.name]
    assert [answer.get("label") for answer in answers] == [2, None, 4]
    assert "not a picture" in answers[1]["error"]


def test_read_number_gives_text_and_boxes(client: Client, tmp_path: Path) -> None:
    two = cv2.imread(str(TWO), cv2.IMREAD_GRAYSCALE)
    cv2.imwrite(str(tmp_path / "22.png"), cv2.hconcat([two, two]))
    reading = client.predict(handle_file(str(tmp_path / "22.png")), api_name="/read_number")
    assert reading["text"] == "22"
    assert reading["size"] == [560, 280]
    (left, _, width, _), (right, *_) = (digit["box"] for digit in reading["digits"])
    assert 75 - 15 <= left <= 75 + 15
    assert left + width < right
    assert all(digit["label"] == 2 and digit["confidence"] > 0.5 for digit in reading["digits"])


def test_read_table_gives_what_the_predictor_reads(client: Client) -> None:
    file = "docs/table.jpg"
    table = load_predictor().read_table(Path(file))
    found = client.predict(handle_file(file), api_name="/read_table")
    assert found == json.loads(json.dumps(table.to_json()))
    assert [len(row) for row in found["rows"]] == [4, 4, 4]


def test_predict_reads_a_number_where_there_are_several_digits(
    client: Client, tmp_path: Path
) -> None:
    two = cv2.imread(str(TWO), cv2.IMREAD_GRAYSCALE)
    file = str(tmp_path / "22.png")
    cv2.imwrite(file, cv2.hconcat([two, two]))
    answer = client.predict(handle_file(file), api_name="/predict")
    reading = client.predict(handle_file(file), api_name="/read_number")
    assert {key: answer[key] for key in reading} == reading
    assert (answer["label"], answer["accepted"], answer["probabilities"]) == ("22", True, None)
    assert answer["confidences"] == [{"label": "22", "confidence": answer["confidence"]}]
    as_digit = client.predict(handle_file(file), mode="digit", api_name="/predict")
    assert (as_digit["label"], as_digit["accepted"]) == (2, False)
    assert as_digit["confidences"][0]["label"] == 2
    as_number = client.predict(handle_file(str(TWO)), mode="number", api_name="/predict")
    assert (as_number["label"], as_number["text"]) == ("2", "2")
    (in_batch,) = client.predict([handle_file(file)], api_name="/predict_batch")
    assert (in_batch["label"], in_batch["text"]) == ("22", "22")
    with pytest.raises(AppError, match="'auto'"):
        client.predict(handle_file(file), mode="both", api_name="/predict")


def test_steps_and_model_describe_what_runs(client: Client) -> None:
    assert client.predict(api_name="/steps") == [step.to_json() for step in STEPS]
    model = client.predict(model="convnet", api_name="/model")
    assert model["name"] == "convnet"
    assert set(model["sha256"]) >= {"model.tflite", "preprocessing.json"}
    assert model["pipeline"] == load_predictor("convnet").artifact.pipeline.to_json()
    assert model["limits"] == Limits(training_seconds=TRAINING_SECONDS).to_json()


def test_apply_step_gives_the_picture_that_the_step_makes(client: Client) -> None:
    picture, facts = client.predict(
        handle_file(str(FOUR)), step="grayscale", params={}, api_name="/apply_step"
    )
    made = cv2.imread(picture, cv2.IMREAD_UNCHANGED)
    assert facts["step"] == "grayscale"
    assert list(made.shape[:2]) == facts["shape"]


@pytest.mark.parametrize(
    ("step", "params", "sentence"),
    [
        ("grayscal", {}, "Did you mean 'grayscale'"),
        ("remove_lines", {"length": 99}, "'length' must be"),
        ("remove_lines", {"lenght": 1}, "has no parameter 'lenght'"),
        ("grayscale", {"image": 1}, "has no parameter 'image'"),
        ("grayscale", {"self": 1}, "has no parameter 'self'"),
        ("rescale", {}, "takes CanvasImage|takes GrayImage|takes"),
    ],
)
def test_a_step_that_cannot_be_applied_says_why(
    client: Client, step: str, params: dict[str, object], sentence: str
) -> None:
    with pytest.raises(AppError, match=sentence):
        client.predict(handle_file(str(FOUR)), step=step, params=params, api_name="/apply_step")


def test_every_example_is_a_file_that_is_described() -> None:
    files = {path.name for path in FOUR.parent.iterdir()}
    assert files == {example.file for example in EXAMPLES} | {DATA}


@pytest.mark.parametrize("path", ["/monitoring", "/gradio_api/file=app.py"])
def test_monitoring_and_the_apps_own_files_are_closed(app_url: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(app_url + path)
    caught.value.close()
    assert caught.value.code in (401, 403, 404)


def test_hidden_events_refuse_files_that_were_not_uploaded(app_url: str) -> None:
    with urllib.request.urlopen(app_url + "/config") as response:
        events = json.load(response)["dependencies"]
    meta = {"meta": {"_type": "gradio.FileData"}}
    paths = ("/etc/passwd", "/etc/passwd\0.png", "http://127.0.0.1:9/a.png")
    files = [{"path": path, **meta} for path in paths]
    bare = {"path": "/etc/passwd"}
    inline = {"url": "data:image/png;base64,AAAA", **meta}
    hostile = [*files, bare, inline, "data:image/png;base64,AAAA", ["a"], 7]
    assert len(events) >= len(ENDPOINTS)
    for event in events:
        count = len(event["inputs"])
        # Without inputs any value is one too many.
        for data in [[value] * count for value in hostile] if count else [[hostile[0]]]:
            body = _run(app_url, event["id"], data)
            assert "root:" not in body, event
            assert "Traceback" not in body, event
            assert "site-packages" not in body, event
        if count:
            long = ["x" * 500_000, *[7] * (count - 1)]
            assert "Traceback" not in _run(app_url, event["id"], long), event


def _run(app_url: str, event: int, data: list[object]) -> str:
    payload = {"fn_index": event, "data": data, "session_hash": "test"}
    request = urllib.request.Request(
        f"{app_url}/gradio_api/run/predict",
        json.dumps(payload).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request) as response:
            return str(response.read().decode())
    except urllib.error.HTTPError as error:
        return str(error.read().decode())
