"""The pictures of README and docs, taken by a walk through the demo: `make screenshots`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person
from tests.browser.test_evening import at_rest
from tests.flow.serving import Server


@pytest.fixture
def shot(tmp_path: Path) -> Callable[[Person, str], None]:
    """Keeps what a person sees, in docs/images if `MATINEE_SCREENSHOTS` names that folder."""
    folder = Path(os.environ.get("MATINEE_SCREENSHOTS", tmp_path))

    def take(person: Person, name: str) -> None:
        at_rest(person.page)
        person.page.wait_for_timeout(400)
        path = folder / f"{name}.jpg"
        person.page.screenshot(path=path, type="jpeg", quality=82)
        assert path.stat().st_size > 20_000, "a picture with something on it"

    return take


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
