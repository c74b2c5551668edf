"""The Lab's catalogue in a browser, and with one more step and a broken one."""

import pytest
from playwright.sync_api import Page, expect

from mnist_space.preprocessing import discovery
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.registry import Parameter, Range
from mnist_space.ui.lab.catalogue import catalogue_html, control_html
from mnist_space.ui.lab.pictures import named_picture
from mnist_space.ui.lab.preparing import preparation, try_step

STEPS = load_steps()


def test_a_step_is_tuned_and_its_picture_changes(browser_page: Page) -> None:
    browser_page.get_by_role("tab", name="Lab", exact=True).click()
    result = browser_page.locator("#lab-result")
    expect(result.locator("img")).to_have_count(2)
    browser_page.locator("[data-lab=step]").select_option("fit_box")
    expect(result).to_contain_text("crop_ink, even_stroke")
    expect(result.locator("figcaption").last).to_contain_text("20")
    browser_page.locator("[data-param=side]").fill("10")
    expect(result.locator("figcaption").last).to_contain_text("10")
    browser_page.get_by_role("button", name="Defaults").click()
    expect(result.locator("figcaption").last).to_contain_text("20")


@pytest.mark.parametrize("step", list(STEPS), ids=lambda step: step.name)
def test_every_step_runs_on_a_sample_and_after_its_pipeline(step) -> None:
    sample, is_ready = named_picture("sample:280x280", step.takes)
    tried = try_step(step, {}, sample, is_ready)
    assert tried.prepared == ()
    assert step.gives.complaint(tried.after) is None
    example, is_ready = named_picture("three-under-a-lamp.jpg", step.takes)
    tried = try_step(step, {}, example, is_ready)
    assert tried.prepared == tuple(call.step for call in preparation(step)[1])
    assert step.takes.complaint(tried.before) is None


def test_the_signature_makes_the_control() -> None:
    assert 'type="checkbox"' in control_html(Parameter("on", bool, True))
    slider = control_html(Parameter("size", int, 3, Range(1, 9)))
    assert all(part in slider for part in ('type="range"', 'min="1"', 'max="9"', 'value="3"'))
    assert "<option selected>b" in control_html(Parameter("mode", str, "b", None, ("a", "b")))
    assert "&lt;i&gt;" in control_html(Parameter("text", str, "<i>"))


STEP = '''
from typing import Literal
from mnist_space.preprocessing import GrayImage, register_step


@register_step
def negative(image: GrayImage, *, way: Literal["all", "none"] = "all") -> GrayImage:
    """Turn black into white."""
    return 255 - image
'''


def test_a_file_dropped_into_plugins_is_in_the_catalogue_beside_a_broken_one(
    tmp_path, monkeypatch
) -> None:
    folder = tmp_path / "plugins_of_a_test"
    folder.mkdir()
    (folder / "negative.py").write_text(STEP)
    (folder / "broken.py").write_text("x = 1\ndef broken(:\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(discovery, "plugins_package", lambda: (folder.name, folder))
    before = len(STEPS)
    try:
        html = catalogue_html(load_steps(), STEPS["negative"])
    finally:
        STEPS.steps.pop("negative", None)
        STEPS.failures.pop("broken", None)
    assert f"Step ({before + 1})" in html
    assert "Turn black into white" in html
    assert 'data-param="way"' in html
    assert "<code>broken</code> SyntaxError" in html
    assert "(broken.py, line 2)" in html
    assert str(tmp_path) not in html
