"""A real browser, a demo server, and plain sites of other origins."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.people import Person
from tests.browser.sites import PlainSite
from tests.flow.serving import Server
from tests.flow.test_demo import demo_folder, movielens_cache

__all__ = ["movielens_cache"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def evening(tmp_path_factory: pytest.TempPathFactory, movielens_cache: Path) -> Iterator[Server]:
    """The demo as `make demo` serves it."""
    folder = demo_folder(tmp_path_factory.mktemp("evening") / "data", movielens_cache)
    with Server(folder, "demo") as server:
        yield server


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Person]]:
    """Opens pages as a person would; fails if a page logged an error or asked a third party."""
    people: list[tuple[BrowserContext, Person]] = []

    def open_page(
        server: Server | str, width: int = 1440, height: int = 900, **options: Any
    ) -> Person:
        allowed = options.pop("allowed", ())
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(15_000)
        person = Person(context, server if isinstance(server, str) else server.url, allowed)
        people.append((context, person))
        return person

    yield open_page
    for context, person in people:
        context.close()
        person.check()


@pytest.fixture
def site() -> Iterator[PlainSite]:
    """Somebody else's web site, on an origin of its own."""
    with PlainSite() as made:
        yield made
