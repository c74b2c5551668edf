"""Was this right? In a real browser: kept, corrected, refused, removed, downloaded."""

from pathlib import Path

from playwright.sync_api import Page, expect

from mnist_space.labelled.reading import read_labelled
from tests.ui.pages import FOUR_TWO, SEVEN, TWO, Points, answer, draw, tool


def test_pictures_are_kept_on_request_corrected_removed_and_downloaded(
    browser_page: Page, tmp_path: Path
) -> None:
    page = browser_page
    kept, status = page.locator("#own-list li"), page.locator("#own-status")
    assert page.locator("#own-give").count() == 0
    page.get_by_role("button", name="Your digits").click()
    expect(page.locator("#own-yes")).to_be_hidden()  # there is nothing to ask about
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    expect(kept).to_have_count(0)
    page.locator("#own-yes").click()
    expect(status).to_contain_text("Kept as 7")
    expect(kept).to_have_count(1)

    draw_anew(page, TWO)
    expect(status).to_have_text("")
    correct(page, "no digit")
    expect(kept).to_have_count(2)
    expect(page.locator("#own-other input")).to_have_value("No, it is ...")
    correct(page, "3")
    expect(page.get_by_text('as "no digit": remove it there').first).to_be_visible()
    expect(page.locator("#own-other input")).to_have_value("No, it is ...")

    draw_anew(page, FOUR_TWO[2])
    correct_by_keys(page, 3)
    expect(status).to_contain_text("Kept as 3")
    expect(kept).to_have_count(3)
    expect(page.get_by_text("kept already")).to_have_count(0)

    draw_anew(page, TWO[2:])
    correct(page, "5")
    expect(kept).to_have_count(4)

    kept.first.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(kept).to_have_count(3)
    assert downloaded(page, tmp_path / "my.zip") == [10, 3, 5]


def downloaded(page: Page, path: Path) -> list[int]:
    """Download what is kept, and return its labels."""
    with page.expect_download() as download:
        page.locator("#own-download").click()
    download.value.save_as(path)
    return [each.label for each in read_labelled(path)]


def draw_anew(page: Page, points: Points) -> None:
    """Draw something that is read, in the place of what was drawn."""
    tool(page, "clear").click()
    expect(answer(page)).to_have_text("")
    draw(page, points)
    expect(answer(page)).not_to_have_text("")


def correct(page: Page, label: str) -> None:
    """Say what an answer should have been."""
    page.locator("#own-other input").click()
    page.get_by_role("option", name=label, exact=True).click()


def correct_by_keys(page: Page, digit: int) -> None:
    """The same without a mouse; the digits follow after what is no choice."""
    page.locator("#own-other input").focus()
    for _ in range(digit + 1):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
