"""What the web parts weigh and how they feel, in a real browser, over the demo.

Sizes are bytes as sent; times are of this machine, server and browser together.
"""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2

from ..demo.datasets import ML_100K
from ..errors import MatineeError
from ..fetching import Say, fetch
from .processes import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

_LOADS = 5
_WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}
_OBSERVE = """() => {
  window.seen = { shift: 0, slowest: 0, count: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!entry.interactionId) continue;
      seen.count += 1;
      seen.slowest = Math.max(seen.slowest, entry.duration);
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
}"""
_SCROLL = """async (seconds) => {
  const end = performance.now() + seconds * 1000;
  let direction = 1;
  while (performance.now() < end) {
    scrollBy({ top: direction * 240, behavior: "instant" });
    const left = document.documentElement.scrollHeight - innerHeight - scrollY;
    if (left < 10) direction = -1;
    if (scrollY < 10) direction = 1;
    await new Promise((done) => setTimeout(done, 400));
  }
}"""


def measure(data: Path, seconds: float, say: Say) -> list[dict[str, Any]]:
    """Rows: sizes, first paint, layout shift, interactions, and the tracker's own cost.

    Raises MatineeError if Playwright or Chromium is not installed.
    """
    data.mkdir(parents=True, exist_ok=True)
    fetch(ML_100K, data / "cache", say)
    with served(data, command="demo") as (note, _), _chromium() as browser:
        rows = [_sizes(note.url)]
        for name, size in _WIDTHS.items():
            say(f"Loading and using the page at {size[0]} x {size[1]} ...")
            rows.append({"name": f"page, {name}", "kind": "ours", **_page(browser, note.url, size)})
        for name, watching in (("with tracker", True), ("observing nothing", False)):
            say(f"Scrolling for {seconds:g} s, {name} ...")
            kind = "ours" if watching else "peer"
            cost = _scroll(browser, note.url, seconds, watching)
            rows.append({"name": f"scroll, {name}", "kind": kind, **cost})
    return rows


@contextmanager
def _chromium() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415
    except ImportError as error:
        raise MatineeError("This needs Playwright: pip install 'matinee[browser]'") from error
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise MatineeError("This needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def _sizes(url: str) -> dict[str, Any]:
    """Bytes of each built part, as a browser that takes gzip gets them."""
    row: dict[str, Any] = {"name": "parts", "kind": "ours"}
    with httpx2.Client(base_url=url) as client:
        for part in ("components.js", "tracker.js", "viewer.js", "viewer.css"):
            answer = client.get(f"/web/{part}", headers={"Accept-Encoding": "gzip"})
            answer.raise_for_status()
            name = part.removesuffix(".js").replace(".", "_")
            row[f"{name}_gzip_bytes"] = int(answer.headers["content-length"])
    return row


def _page(browser: Browser, url: str, size: tuple[int, int]) -> dict[str, Any]:
    paints, loads = [], []
    for _ in range(_LOADS):
        with _visit(browser, size) as (page, _):
            page.goto(url, wait_until="networkidle")
            paints.append(_first_paint(page))
            loads.append(_transferred(page))
    with _visit(browser, size) as (page, _):
        page.goto(url, wait_until="networkidle")
        _use(page)
        seen = page.evaluate("seen")
    return {
        "first_page_bytes": int(statistics.median(page for page, _ in loads)),
        "first_pictures_bytes": int(statistics.median(pictures for _, pictures in loads)),
        "first_contentful_paint_ms": round(statistics.median(paints), 1),
        "layout_shift": round(seen["shift"], 4),
        "interactions": seen["count"],
        "interaction_ms": seen["slowest"],
    }


@contextmanager
def _visit(
    browser: Browser, size: tuple[int, int], more: str = ""
) -> Iterator[tuple[Page, BrowserContext]]:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.add_init_script(f"({_OBSERVE})();{more}")
    yield context.new_page(), context
    context.close()


def _first_paint(page: Page) -> float:
    return float(
        page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    )


def _transferred(page: Page) -> tuple[int, int]:
    """Bytes over the wire, headers included: of everything but pictures, and of pictures."""
    entries = page.evaluate(
        """() => [...performance.getEntriesByType("navigation"),
          ...performance.getEntriesByType("resource")].map((one) => [one.name, one.transferSize])"""
    )
    is_picture = {name: "/pictures/" in urlsplit(name).path for name, _ in entries}
    pictures = sum(size for name, size in entries if is_picture[name])
    return sum(size for _, size in entries) - pictures, pictures


def _use(page: Page) -> None:
    """A short visit: walk, open, save, like, close, search."""
    page.keyboard.press("Tab")
    page.mouse.wheel(0, 600)
    tile = page.locator("matinee-page .strip li a").nth(2)
    tile.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="My List").first.click()
    dialog.get_by_role("button", name="Like", exact=False).first.click()
    page.wait_for_timeout(300)
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    page.get_by_role("searchbox").click()
    page.keyboard.type("star", delay=60)
    page.wait_for_timeout(500)
    page.keyboard.press("Escape")
    tile.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
        page.wait_for_timeout(150)
    for _ in range(8):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(120)
    page.wait_for_timeout(500)


def _scroll(browser: Browser, url: str, seconds: float, watching: bool) -> dict[str, Any]:
    """What scrolling costs the browser's main thread and the network."""
    private = "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true});"
    with _visit(browser, _WIDTHS["desktop"], "" if watching else private) as (page, context):
        sent = {"bytes": 0, "requests": 0}

        def count(request: Any) -> None:
            if request.url.endswith("/v1/batch"):
                sent["requests"] += 1
                sent["bytes"] += len(request.post_data_buffer or b"")

        context.on("request", count)
        page.goto(url, wait_until="networkidle")
        devtools = context.new_cdp_session(page)
        devtools.send("Performance.enable")
        before = _spent(devtools)
        page.evaluate(_SCROLL, seconds)
        after = _spent(devtools)
        page.goto("about:blank")
        page.wait_for_timeout(500)
    return {
        "seconds": seconds,
        "script_ms": round((after["ScriptDuration"] - before["ScriptDuration"]) * 1000, 1),
        "task_ms": round((after["TaskDuration"] - before["TaskDuration"]) * 1000, 1),
        "sent_bytes": sent["bytes"],
        "requests": sent["requests"],
    }


def _spent(devtools: CDPSession) -> dict[str, float]:
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: float(metric["value"]) for metric in metrics}
