"""A shop in a browser: products have prices, are bought and not played."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person, events_of, products_of
from tests.browser.test_access import findings
from tests.browser.test_evening import arrived
from tests.flow.serving import Server
from tests.flow.test_shop import write_files

HOUSEHOLD = "10"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A small grocer's."""
    folder = tmp_path_factory.mktemp("shop") / "data"
    write_files(folder / "cache" / "completejourney")
    with Server(folder, "demo --shop") as server:
        yield server


@pytest.mark.parametrize("width", [1440, 390])
def test_what_is_bought_is_known_to_the_next_page(
    shop: Server, visit: Callable[..., Person], width: int
) -> None:
    person = visit(shop, width)
    person.expects_failures = True  # axe itself tries inline styles, which the policy refuses
    page = person.home(HOUSEHOLD)
    tile = page.locator("matinee-page .strip li").first
    assert tile.locator(".price").inner_text().startswith("$")
    assert page.get_by_role("button", name="Play").count() == 0
    assert findings(page) == []
    name = tile.locator("img").get_attribute("alt") or ""
    tile.locator("a").click()
    detail = page.get_by_role("dialog", name=name)
    expect(detail).to_contain_text("$")
    expect(detail.get_by_role("button", name="Play")).to_have_count(0)
    assert findings(page) == []
    before = len(products_of(events_of(shop, HOUSEHOLD), "Order Completed"))
    detail.get_by_role("button", name="Buy one").click()
    expect(detail.get_by_role("button", name="Bought 1 just now")).to_be_visible()
    arrived(shop, HOUSEHOLD, "Order Completed")
    bought = products_of(events_of(shop, HOUSEHOLD), "Order Completed")
    assert len(bought) == before + 1
    assert bought[-1]["price"] > 0 and bought[-1]["recommendation_id"]
    page.keyboard.press("Escape")
    expect(page.locator("matinee-page .note")).to_contain_text(f"Updated after you bought {name}")


def test_a_shop_without_scripts_sells_too(shop: Server, visit: Callable[..., Person]) -> None:
    person = visit(shop, java_script_enabled=False)
    page = person.page
    page.goto(f"{shop.url}/?user={HOUSEHOLD}")
    assert page.get_by_text("▶ Play").count() == 0
    assert page.locator("matinee-page .price").first.inner_text().startswith("$")
    page.locator("matinee-page .strip li a").first.click()
    expect(page.get_by_role("button", name="I finished it")).to_have_count(0)
    page.get_by_role("button", name="Buy one").click()
    expect(page.locator("main .note").first).to_contain_text("Bought")
    bought = products_of(events_of(shop, HOUSEHOLD), "Order Completed")
    assert bought[-1]["quantity"] == 1 and bought[-1]["currency"] == "USD"
