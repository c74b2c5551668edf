import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from mnist_space.data import load_test, load_train
from mnist_space.ui.explore import facts as explore_facts
from mnist_space.ui.explore.digit import pixels_html
from tests.test_data import SHARED_MNIST
from tests.ui.pages import answer, choose

TEST = load_test()


@pytest.fixture
def explore(shared_page: Page) -> Page:
    """Explore, and the first of all test digits."""
    turn_to(shared_page, "Explore")
    choose(shared_page, "label", "any")
    type_index(shared_page, 0)
    shows(shared_page, 0)
    return shared_page


def turn_to(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab, exact=True).click()


def picture(page: Page) -> Locator:
    return page.locator("#explore-digit img")


def type_index(page: Page, index: int) -> None:
    page.locator("#index input[type=number]").fill(str(index))


def shows(page: Page, place: int) -> None:
    """Wait for the digit at `place` of the test split."""
    label = TEST.labels[place]
    expect(picture(page)).to_have_attribute("alt", f"Test digit {place}, labelled {label}")


def test_a_digit_by_label_and_index_with_its_values_is_opened_in_predict(explore: Page) -> None:
    shows(explore, 0)
    choose(explore, "label", "9")
    nines = np.flatnonzero(TEST.labels == 9)
    shows(explore, nines[0])
    type_index(explore, 195)
    shows(explore, nines[195])
    values = explore.locator("#explore-pixels tbody td").all_inner_texts()
    assert [int(value) for value in values] == TEST.images[nines[195]].ravel().tolist()
    explore.get_by_role("button", name="Open in Predict").click()
    expect(explore.locator("#predict-row")).to_be_visible()
    expect(answer(explore)).to_have_text("9")
    expect(explore.locator("#trace li").first).to_be_visible()


def test_next_and_previous_stay_with_the_label(explore: Page) -> None:
    choose(explore, "label", "5")
    fives = np.flatnonzero(TEST.labels == 5)
    shows(explore, fives[0])
    explore.get_by_role("button", name="Next").click()
    shows(explore, fives[1])
    expect(explore.locator("#index input[type=number]")).to_have_value("1")
    explore.get_by_role("button", name="Previous").click()
    shows(explore, fives[0])
    explore.get_by_role("button", name="Previous").click()
    shows(explore, fives[-1])


def test_each_of_several_quick_clicks_counts(explore: Page) -> None:
    shows(explore, 0)
    explore.get_by_role("button", name="Next").click(click_count=7)
    shows(explore, 7)
    expect(explore.locator("#index input[type=number]")).to_have_value("7")


def test_a_wrong_label_is_told_and_an_index_too_large_is_refused(explore: Page) -> None:
    type_index(explore, 1901)
    expect(explore.locator(".explore-doubt")).to_contain_text("most people see 4")
    type_index(explore, 10_000)
    expect(explore.get_by_text("choose an index from 0 to 9999")).to_be_visible()
    type_index(explore, 1)
    shows(explore, 1)
    expect(explore.locator(".explore-doubt")).to_have_count(0)


def test_shapes_types_counts_and_means_are_shown(explore: Page) -> None:
    splits = explore.locator("#explore-splits")
    expect(splits).to_contain_text(
        re.compile(r"Train split\s*\(60000, 28, 28\)\s*uint8\s*\(60000,\)")
    )
    expect(splits).to_contain_text(
        re.compile(r"Test split\s*\(10000, 28, 28\)\s*uint8\s*\(10000,\)")
    )
    expect(splits).to_contain_text("Unique labels: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9.")
    fives = explore.locator("#explore-counts tbody tr").nth(5)
    expect(fives).to_contain_text(re.compile(r"5\s*5,421\s*892"))
    expect(explore.locator("#explore-means img")).to_have_count(20)
    spread = f"deviation {TEST.images[TEST.labels == 1].std(0).mean():.1f}"
    expect(explore.locator("#explore-means figure").nth(1)).to_contain_text(spread)


def test_a_phone_scrolls_the_values_and_nothing_else_sideways(explore: Page) -> None:
    explore.set_viewport_size({"width": 390, "height": 844})
    assert explore.evaluate("document.documentElement.scrollWidth") <= 390
    grid = explore.locator("#explore-pixels .explore-scroll")
    assert grid.evaluate("grid => grid.scrollWidth > grid.clientWidth")


def test_every_value_can_be_read_on_its_own_gray() -> None:
    grays = np.arange(28 * 28).reshape(28, 28).clip(0, 255).astype(np.uint8)
    cells = re.findall(r"rgb\((\d+),.*?color:#(\w+)", pixels_html(grays))
    assert len(cells) == 28 * 28 - 1
    for value, text in cells:
        share = int(value) / 255
        ground = share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        high, low = sorted((ground, 1.0 if text == "fff" else 0.0), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, value


def test_the_facts_of_the_train_split_are_those_of_its_files() -> None:
    if not SHARED_MNIST.is_dir():
        pytest.skip("../shared/data/mnist, which holds the train split, is not on this machine")
    train = load_train(SHARED_MNIST)
    assert train.images.shape == explore_facts.TRAIN_SHAPE
    assert str(train.images.dtype) == explore_facts.TRAIN_DTYPE
    assert tuple(np.bincount(train.labels)) == explore_facts.TRAIN_COUNTS
