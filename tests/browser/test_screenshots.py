"""The pictures of README and docs, taken by a walk through the demo: `make screenshots`."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.people import Person
from tests.flow.serving import Server


def test_the_pictures_of_the_tour(
    evening: Server, visit: Callable[..., Person], shot: Callable[[Person, str], None]
) -> None:
    person = visit(evening)
    page = person.home()
    shot(person, "home-desktop")
    page.mouse.wheel(0, 480)
    page.wait_for_timeout(300)
    tile = person.row(1).locator("li").nth(2)
    tile.hover()
    page.wait_for_timeout(500)
    shot(person, "rows-desktop")
    tile.locator("a").click()
    expect(page.locator("matinee-row li img").first).to_be_visible()
    shot(person, "detail-desktop")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="About you").click()
    expect(page.get_by_role("dialog")).to_contain_text("events in")
    shot(person, "about-desktop")

    stranger = visit(evening, 1024, 768)
    stranger.home(stranger.stranger(), skip_welcome=False)
    expect(stranger.page.get_by_role("dialog")).to_be_visible()
    shot(stranger, "welcome-tablet")
    stranger.page.get_by_role("button", name="Skip").click()
    stranger.page.get_by_role("searchbox").fill("tom h")
    expect(stranger.page.locator("matinee-search li").first).to_be_visible()
    shot(stranger, "search-tablet")

    phone = visit(evening, 390, 844, has_touch=True, is_mobile=True, device_scale_factor=2)
    phone.home()
    shot(phone, "home-phone")
