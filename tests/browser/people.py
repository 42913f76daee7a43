"""A person at a browser: what they open, press and see, and what went wrong behind it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request
from playwright.sync_api import TimeoutError as NotInTime


class Person:
    """A page in a context of its own."""

    def __init__(self, context: BrowserContext, url: str, allowed: tuple[str, ...]) -> None:
        self.context = context
        self.url = url
        self.page: Page = context.new_page()
        self.requests: list[Request] = []
        self.errors: list[str] = []
        self._origins = {_origin(url), *map(_origin, allowed)}
        self.expects_failures = False
        context.on("request", self._asked)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("console", self._heard)

    def _asked(self, request: Request) -> None:
        self.requests.append(request)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def stranger(self) -> str:
        """The id of someone that nobody knows."""
        return f"visitor-{uuid4().hex[:8]}"

    def home(self, user: str = "", *, skip_welcome: bool = True) -> Page:
        """Open the viewer and wait until its scripts are at work."""
        if skip_welcome and user.startswith("visitor-"):
            self.page.add_init_script(f"sessionStorage.setItem('matinee:met', '{user}')")
        self.page.goto(f"{self.url}/?user={user}" if user else f"{self.url}/")
        self.ready()
        return self.page

    def ready(self) -> None:
        """Wait for the elements to be painted by their scripts."""
        self.page.wait_for_selector("#hour summary")
        self.page.wait_for_selector("matinee-page .row")

    def rows(self) -> list[str]:
        """Titles of the rows, top to bottom."""
        return [
            text.strip()
            for text in self.page.locator("matinee-page .row").evaluate_all(
                "rows => rows.map(row => row.getAttribute('aria-label'))"
            )
        ]

    def row(self, place: int) -> Locator:
        """A row of the page."""
        return self.page.locator("matinee-page .row").nth(place)

    def press_on(self, tile: Locator, name: str) -> None:
        """Rest on a tile until its preview is there, and press a button of it.

        A page that moves under the pointer takes the preview away, as it does for a person, who
        then simply points again.
        """
        for attempt in range(4):
            self.page.mouse.move(0, 0)
            tile.hover()
            try:
                tile.get_by_role("button", name=name).click(timeout=4_000)
                return
            except NotInTime:
                if attempt == 3:
                    raise

    def focused(self) -> str:
        """What has the focus, looked for through all shadow roots."""
        return str(
            self.page.evaluate(
                """() => {
              let at = document.activeElement;
              while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
              return at?.getAttribute("aria-label") ?? at?.querySelector("img")?.alt
                ?? at?.textContent?.trim() ?? "";
            }"""
            )
        )

    def check(self) -> None:
        """Nothing failed unexpectedly, and nobody else was asked for anything."""
        third = {
            request.url for request in self.requests if _origin(request.url) not in self._origins
        }
        assert not {url for url in third if not url.startswith(("data:", "blob:"))}
        assert self.expects_failures or not self.errors, self.errors


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def events_of(server: Any, user: str) -> list[dict[str, Any]]:
    """All messages of a person as the server kept them, oldest first."""
    with server.client() as client:
        response = client.get(f"/v1/users/{user}/export")
    return [] if response.status_code == 404 else list(response.json()["messages"])


def products_of(messages: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    """The products of all messages of some names."""
    return [
        product
        for message in messages
        if message.get("event") in names
        for product in message["properties"].get("products", [])
    ]
