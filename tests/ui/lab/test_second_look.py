"""The other readings in the editor: what they say, on and off, and those that can be added."""

import re

import pytest

from mnist_space.loading import load_predictor
from mnist_space.preprocessing.pipeline import PipelineError
from mnist_space.preprocessing.pipelines import SECOND_LOOK, load_pipeline
from mnist_space.ui.lab.kept import in_force
from mnist_space.ui.lab.second_look import NEVER, declared, new_readings, second_look_html, sentence
from mnist_space.ui.shared_pipeline import from_link, to_link

CONVNET = load_predictor("convnet").artifact


def test_each_reading_says_what_it_does_differently() -> None:
    said = [sentence(reading) for reading in SECOND_LOOK]
    assert said == [
        "Read again without removing lines: remove_grid and remove_lines left out.",
        "Read again with the paper close by: flatten_background with stroke 0.06.",
        "Read again with a map of the ink: "
        "ink_map in the place of flatten_background and find_ink.",
        "Read again with shade as a surface: flatten_background with order 4.",
    ]


def test_a_reading_that_is_off_is_shown_and_in_no_file_or_link() -> None:
    kept = load_pipeline("robust").to_json()
    kept["second_look"][1]["off"] = True
    html = second_look_html(kept, CONVNET)
    assert "3 other readings" in html
    assert html.count("data-off") == 1
    # Its controls have the reading's own values, and the first reading's where it says nothing.
    tuned = re.findall(r'data-tune="(\w+)"[^>]*value="([\d.]+)"', html)
    assert tuned[:2] == [("stroke", "0.06"), ("order", "0")]
    pipeline = from_link(to_link(in_force(kept)))
    names = [reading.name for reading in pipeline.second_look]
    assert names == [reading.name for reading in SECOND_LOOK if "close by" not in reading.name]


def test_a_reading_whose_step_is_off_rests_and_says_so() -> None:
    kept = load_pipeline("robust").to_json()
    next(item for item in kept["page"] if item["step"] == "remove_grid")["off"] = True
    html = second_look_html(kept, CONVNET)
    assert "It rests: remove_grid is not in force." in html
    assert "3 other readings" in html


def test_the_declared_readings_can_be_added_and_only_those_that_are_not_there() -> None:
    kept = load_pipeline("notebook").to_json()
    assert [one["name"] for one in declared(CONVNET.pipeline)] == [
        reading.name for reading in SECOND_LOOK
    ]
    assert second_look_html(kept, CONVNET).count("<option value=") == 1 + len(SECOND_LOOK)
    robust = load_pipeline("robust").to_json()
    own = new_readings(robust)
    assert {"without remove_lines", "with drop_specks tuned"} < {one["name"] for one in own}
    html = second_look_html(robust, CONVNET)
    assert html.count("<option value=") == 1 + len(own)
    for one in own:
        assert len(in_force({**robust, "second_look": [one]}).readings) == 1
    with_two = second_look_html({**robust, "second_look": own[:2]}, CONVNET)
    assert with_two.count("<option value=") == 1 + len(SECOND_LOOK) + len(own) - 2
    assert NEVER in second_look_html(kept, load_predictor("notebook_mlp").artifact)


@pytest.mark.parametrize("readings", [3, [3], [{"name": "x"}], [{}] * 1000])
def test_what_is_no_list_of_readings_is_refused(readings) -> None:
    kept = {**load_pipeline("robust").to_json(), "second_look": readings}
    for use in (in_force, lambda kept: second_look_html(kept, CONVNET)):
        with pytest.raises(PipelineError):
            use(kept)


def test_a_reading_that_breaks_the_chain_is_named() -> None:
    kept = load_pipeline("robust").to_json()
    kept["second_look"][0]["without"] = ["find_ink"]
    with pytest.raises(PipelineError, match=r"In the reading 'without removing lines': .*Gray"):
        in_force(kept)
