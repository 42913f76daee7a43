"""A real browser, a demo server, and plain sites of other origins."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.people import Person
from tests.browser.sites import PlainSite
from tests.browser.test_evening import at_rest
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
