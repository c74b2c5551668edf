"""Which digit comes next, and the button that keeps it."""

import numpy as np
from playwright.sync_api import Page, expect

from mnist_space.labelled.kept import kept_as
from mnist_space.ui.predict.practice import DONE, next_digit
from tests.ui.pages import SEVEN, answer, draw


def kept(*labels):
    return [kept_as(np.full((9, 9, 3), n, np.uint8), label, None) for n, label in enumerate(labels)]


def test_each_digit_comes_three_times_in_turn_whatever_else_is_kept():
    assert next_digit([]) == (0, "Keep as 0 (1 of 30)")
    assert next_digit(kept(0, 1, 3, 10)) == (2, "Keep as 2 (4 of 30)")
    assert next_digit(kept(*range(10), *[7] * 5)) == (0, "Keep as 0 (13 of 30)")
    assert next_digit(kept(*[*range(10)] * 3)) == (None, DONE)


def test_a_drawing_is_kept_as_what_the_button_says_and_the_pad_is_cleared(
    empty_page: Page,
) -> None:
    page = empty_page
    button, shown = page.locator("#own-next"), page.locator("#own-list li span")
    expect(button).to_be_hidden()
    page.get_by_role("button", name="Your digits").click()
    page.locator("#own-start").click()
    expect(button).to_have_text("Keep as 0 (1 of 30)")
    expect(page.locator("#sketchpad canvas")).to_be_in_viewport()
    button.click()
    expect(page.get_by_text("There is no picture to keep")).to_be_visible()
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    button.click()
    expect(button).to_have_text("Keep as 1 (2 of 30)")
    expect(shown).to_have_text(["0"])
    expect(answer(page)).to_have_text("")
    page.get_by_role("button", name="Remove picture 1, 0").click()
    expect(button).to_have_text("Keep as 0 (1 of 30)")
