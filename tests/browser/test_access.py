"""Nothing serious for axe, in every view, at desktop and phone width; and the policy holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import matinee
from tests.browser.people import Person
from tests.flow.serving import Server

AXE = Path(matinee.__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")


def findings(page: Page) -> list[Any]:
    """What axe finds serious, as (rule, places)."""
    page.wait_for_timeout(350)  # what moves in has arrived: half-transparent text has no contrast
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    result = page.evaluate("options => axe.run(document, options)", options)
    return [
        (found["id"], [node["target"] for node in found["nodes"]][:3])
        for found in result["violations"]
        if found["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_serious(
    evening: Server, visit: Callable[..., Person], width: int
) -> None:
    person = visit(evening, width)
    person.expects_failures = True  # axe itself tries inline styles, which the policy refuses
    page = person.home(person.stranger(), skip_welcome=False)
    expect(page.get_by_role("dialog", name="What do you like?")).to_be_visible()
    found = {"welcome": findings(page)}
    page.get_by_role("button", name="Skip").click()
    found["home"] = findings(page)
    page.locator("matinee-page .strip li a").nth(1).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    found["preview"] = findings(page)
    page.keyboard.press("Enter")
    expect(page.locator("matinee-row li").first).to_be_visible()
    found["detail"] = findings(page)
    page.get_by_role("button", name="▲ Like").click()
    page.get_by_role("dialog").get_by_role("button", name="My List").first.click()
    page.get_by_role("dialog").get_by_role("button", name="▶ Play").click()
    expect(page.get_by_role("slider")).to_be_visible()
    found["player"] = findings(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("slider")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="My List").first.click()
    expect(page.get_by_role("dialog", name="My List")).to_be_visible()
    found["list"] = findings(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="About you").click()
    expect(page.get_by_role("dialog", name="About you")).to_contain_text("events in")
    found["about"] = findings(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("searchbox").fill("the")
    expect(page.locator("matinee-search li").first).to_be_visible()
    found["search"] = findings(page)
    page.keyboard.press("Escape")
    page.locator("#hour summary").click()
    found["hour"] = findings(page)
    page.locator("#hour").get_by_role("link", name="Phone").click()
    expect(page.frame_locator("iframe").locator("matinee-page .row").first).to_be_visible()
    found["preview"] = findings(page)
    assert {view: bad for view, bad in found.items() if bad} == {}


def test_pages_without_scripts_are_accessible_too(
    evening: Server, visit: Callable[..., Person]
) -> None:
    person = visit(evening)
    person.expects_failures = True
    for path in ("about", "docs"):
        person.page.goto(f"{evening.url}/{path}")
        assert findings(person.page) == [], path


def test_the_policy_lets_no_foreign_script_or_style_in(
    evening: Server, visit: Callable[..., Person]
) -> None:
    person = visit(evening)
    person.expects_failures = True
    page = person.home()
    page.evaluate(
        """() => {
          window.ran = false;
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          const style = document.createElement("style");
          style.textContent = "body { outline: 9px solid red }";
          document.body.append(style);
        }"""
    )
    assert page.evaluate("window.ran") is False
    assert page.evaluate("getComputedStyle(document.body).outlineWidth") != "9px"
