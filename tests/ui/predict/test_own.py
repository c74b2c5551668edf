"""Was this right? In a real browser: kept, corrected, refused, removed, downloaded."""

from pathlib import Path

from playwright.sync_api import Page, expect

from mnist_space.labelled.reading import read_labelled
from tests.ui.pages import FOUR_TWO, SEVEN, TWO, answer, draw, tool


def test_pictures_are_kept_on_request_corrected_removed_and_downloaded(
    browser_page: Page, tmp_path: Path
) -> None:
    page = browser_page
    kept, status = page.locator("#own-list li"), page.locator("#own-status")
    assert page.locator("#own-give").count() == 0
    page.get_by_role("button", name="Your digits").click()
    page.locator("#own-yes").click()
    expect(page.get_by_text("There is no picture to keep")).to_be_visible()
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    expect(kept).to_have_count(0)
    page.locator("#own-yes").click()
    expect(status).to_contain_text("Kept as 7")
    expect(kept).to_have_count(1)

    tool(page, "clear").click()
    draw(page, TWO)
    expect(answer(page)).to_have_text("2")
    expect(status).to_have_text("")
    correct(page, "no digit")
    expect(kept).to_have_count(2)
    expect(page.locator("#own-other input")).to_have_value("No, it is ...")
    correct(page, "3")
    expect(page.get_by_text('as "no digit": remove it there')).to_be_visible()
    expect(page.locator("#own-other input")).to_have_value("No, it is ...")

    tool(page, "clear").click()
    draw(page, FOUR_TWO[2])
    expect(answer(page)).to_have_text("2")
    correct(page, "3")
    expect(status).to_contain_text("Kept as 3")

    kept.first.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(kept).to_have_count(2)
    with page.expect_download() as download:
        page.locator("#own-download").click()
    download.value.save_as(tmp_path / "my.zip")
    assert [each.label for each in read_labelled(tmp_path / "my.zip")] == [10, 3]


def correct(page: Page, label: str) -> None:
    """Say what an answer should have been."""
    page.locator("#own-other input").click()
    page.get_by_role("option", name=label, exact=True).click()
