from tests.benchmarks.test_commands import result


def test_the_wait_for_an_answer_is_measured_for_each_stroke(app_url):
    (row,) = result("drawing", app_url, "--strokes", 2)["rows"]
    assert row["strokes"] == 2
    # Of the pad's own pause.
    assert 50 <= row["median_ms"] <= row["p90_ms"]
