"""The page in docs/web.md, as somebody who copies it would try it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

import matinee
from tests.browser.people import Person
from tests.browser.sites import PlainSite
from tests.browser.test_evening import arrived, at_rest
from tests.flow.serving import Server

PAGE = Path(matinee.__file__).parents[2] / "docs" / "web.md"


def test_the_plain_page_works_on_another_origin(
    evening: Server, site: PlainSite, visit: Callable[..., Person]
) -> None:
    found = re.search(r"```html\n(<!doctype html>.*?)```", PAGE.read_text(), re.S)
    assert found is not None
    with evening.client() as client:
        token = client.post("/v1/tokens", json={"user_id": "ann"}).json()["token"]
        key = client.post("/v1/keys", json={"kind": "write"}).json()["key"]
        saved = {"userId": "ann", "event": "Item Saved", "properties": {"item_id": "50"}}
        client.post("/v1/track", json=saved).raise_for_status()
    text = found[1].replace("https://matinee.example/", f"{evening.url}/")
    text = text.replace("user_...", token).replace("write_...", key)
    assert text.count("<script") == 1
    person = visit(site.url, allowed=(evening.url,))
    page = person.page
    page.goto(site.put("/tonight", text))
    expect(page.locator("matinee-page .row").first).to_be_visible()
    expect(page.locator("matinee-row li img").first).to_have_attribute("alt", "Star Wars")
    accent = page.locator("matinee-page .go").first.evaluate(
        "button => getComputedStyle(button).backgroundColor"
    )
    assert accent == "rgb(255, 138, 92)", "themed by custom properties"
    page.locator("matinee-search input").fill("heat")
    expect(page.locator("matinee-search li").first).to_contain_text("Heat")
    page.keyboard.press("Escape")
    link = page.locator("matinee-page .strip li a").nth(1)
    assert re.fullmatch(r"/watch/\d+", link.get_attribute("href") or "")
    at_rest(page)
    site.put("/watch/" + (link.get_attribute("href") or "").rpartition("/")[2], "<h1>Film</h1>")
    link.click()
    expect(page.get_by_role("heading", name="Film")).to_be_visible()
    messages = arrived(evening, "ann", "Item Clicked", "Product List Viewed")
    assert all(message.get("userId") == "ann" for message in messages)
    assert {key} == {message.get("writeKey", key) for message in messages}
