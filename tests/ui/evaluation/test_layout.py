"""The Evaluation tab stays where it is while its parts come."""

from playwright.sync_api import Page, expect


def test_nothing_below_moves_when_pictures_and_plots_come(browser_page: Page) -> None:
    browser_page.evaluate("""() => {
      window.places = [];
      const look = () => {
        const panel = document.querySelector("#compare");
        const top = panel && Math.round(panel.getBoundingClientRect().top);
        if (top && places.at(-1) !== top) places.push(top);
        requestAnimationFrame(look);
      };
      look();
    }""")
    browser_page.get_by_role("tab", name="Evaluation", exact=True).click()
    expect(browser_page.locator("[data-plot=coverage] svg:visible")).to_have_count(1)
    expect(browser_page.locator("#eval-gallery .eval-gallery button").first).to_be_visible()
    # A click's press and release would else be on two things, and be none.
    assert len(browser_page.evaluate("places")) == 1
