"""The page under bad luck: slow, late, broken, empty, odd, moved, expired, or left alone."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.people import Person, events_of
from tests.browser.sites import PlainSite, PrefixProxy
from tests.browser.test_evening import arrived, at_rest, names, title_of
from tests.flow.serving import Server
from tests.flow.test_demo import demo_folder

SHIFTS = """() => {
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
  }).observe({type: "layout-shift", buffered: true});
}"""
LONG = "The very long and winding title of a film that nobody ever wanted to end " * 5


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_it_is_usable_before_its_scripts_arrive_and_nothing_moves_when_they_do(
    evening: Server, visit: Callable[..., Person]
) -> None:
    person = visit(evening)
    page = person.page
    held: list[Route] = []
    is_open: list[bool] = []

    def gate(route: Route) -> None:
        route.continue_() if is_open else held.append(route)

    page.route(re.compile(r"\.js$"), gate)
    page.add_init_script(f"({SHIFTS})()")
    page.goto(evening.url, wait_until="commit")
    pictures = page.locator("matinee-page .row").first.locator("li img")
    expect(pictures.first).to_be_visible()
    link = page.locator("matinee-page .strip").nth(1).locator("li a").first
    expect(link).to_have_attribute("href", re.compile(r"title=\d+"))
    before = page.locator("matinee-page .row").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().toJSON())"
    )
    assert len(before) == 3
    for _ in range(50):
        if held:
            break
        page.wait_for_timeout(50)
    is_open.append(True)
    for route in held:
        route.continue_()
    person.ready()
    page.wait_for_timeout(500)
    after = page.locator("matinee-page .row").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().toJSON())"
    )
    assert after[:3] == before
    assert page.evaluate("window.shifts") < 0.01


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_nothing_shifts_while_scrolling(
    evening: Server, visit: Callable[..., Person], width: int
) -> None:
    person = visit(evening, width)
    person.page.add_init_script(f"({SHIFTS})()")
    page = person.home()
    for _ in range(12):
        page.mouse.wheel(0, 350)
        page.wait_for_timeout(80)
    at_rest(page)
    assert page.evaluate("window.shifts") < 0.01


def test_without_scripts_everything_has_a_way(
    evening: Server, visit: Callable[..., Person]
) -> None:
    person = visit(evening, java_script_enabled=False)
    user = person.stranger()
    page = person.page
    page.goto(f"{evening.url}/?user={user}")
    page.locator("matinee-page .strip li a").nth(1).click()
    title = page.locator("#plain-title h2").inner_text()
    page.get_by_role("button", name="Like", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text(f"Liked {title}")
    assert names(events_of(evening, user)) == ["Item Rated"]
    assert page.locator("matinee-page .row").count() > 5, "all rows, not only the first"
    page.locator("matinee-page .strip li a").nth(3).click()
    title = page.locator("#plain-title h2").inner_text()
    page.get_by_role("button", name="My List", exact=True).click()
    page.get_by_role("link", name="My List", exact=True).click()
    expect(page.locator("main > noscript li a")).to_have_text(title)


@pytest.mark.parametrize("address", ["?user=nobody", "?title=nothing", "nowhere", "about?user=x"])
def test_what_is_not_here_is_said_as_a_page(
    evening: Server, visit: Callable[..., Person], address: str
) -> None:
    person = visit(evening)
    person.expects_failures = True
    answer = person.page.goto(f"{evening.url}/{address}")
    assert answer is not None and answer.status == 404
    expect(person.page.get_by_role("heading", name="This is not here")).to_be_visible()
    person.page.get_by_role("link", name="Back to the home page").click()
    person.ready()


def test_other_sites_cannot_read_a_persons_session(
    evening: Server, visit: Callable[..., Person], site: PlainSite
) -> None:
    person = visit(site.url, allowed=(evening.url,))
    person.expects_failures = True
    person.page.goto(site.put("/evil", "<h1>Evil</h1>"))
    for path in ("/", "/about", "/session"):
        status = person.page.evaluate(
            "url => fetch(url).then((answer) => answer.status, () => 0)", evening.url + path
        )
        assert status in (0, 403), path


def test_a_slow_network(evening: Server, visit: Callable[..., Person]) -> None:
    person = visit(evening, 390, 844)
    devtools = person.context.new_cdp_session(person.page)
    devtools.send("Network.enable")
    devtools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 300,
            "downloadThroughput": 50_000,
            "uploadThroughput": 20_000,
        },
    )
    user = person.stranger()
    page = person.home(user)
    page.locator("matinee-page .strip li a").nth(1).click()
    detail = page.get_by_role("dialog")
    expect(detail).to_be_visible()  # at once, with what is known; the rest follows
    expect(detail.locator(".facts")).to_be_visible(timeout=15_000)


def test_the_server_goes_in_the_middle_of_an_evening(
    tmp_path: Path, movielens_cache: Path, visit: Callable[..., Person]
) -> None:
    port = free_port()
    folder = demo_folder(tmp_path / "data", movielens_cache)
    with Server(folder, "demo", port) as server:
        person = visit(server)
        person.expects_failures = True
        user = person.stranger()
        page = person.home(user)
        at_rest(page)
        server.kill()
    title = title_of(person, 0, 1)
    person.press_on(person.row(0).locator("li").nth(1), f"Not interested in {title}")
    expect(person.row(0).locator("li").nth(1)).to_contain_text("Not interested in")
    expect(page.get_by_role("alert")).to_contain_text("no connection")
    page.get_by_role("link", name=title_of(person, 0, 2)).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("no connection")
    page.keyboard.press("Escape")
    assert person.rows(), "the page stays"
    with Server(folder, "demo", port) as again:
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("alert")).to_have_count(0)
        arrived(again, user, "Item Hidden")
        page.wait_for_timeout(2500)
        assert names(events_of(again, user)).count("Item Hidden") == 1


def test_an_expired_token_is_renewed_unnoticed(
    evening: Server, visit: Callable[..., Person]
) -> None:
    person = visit(evening)

    def spoil(route: Route) -> None:
        answer = route.fetch()
        body = re.sub(r'"token":"[^"]+"', '"token":"user_eyJ1c2VyIjoiMSJ9.AAAA"', answer.text())
        route.fulfill(response=answer, body=body)

    person.expects_failures = True  # the browser itself logs the 401
    person.page.route(re.compile(r"/\?user=|/$"), spoil)
    page = person.home(person.stranger())
    page.get_by_role("link", name="About you").click()
    expect(page.get_by_role("dialog")).to_contain_text("Nothing yet")
    assert sum("/session" in request.url for request in person.requests) == 1


def catalogue(server: Server, *items: dict[str, Any]) -> None:
    with server.client() as client:
        client.post("/v1/items", json={"items": list(items)}).raise_for_status()


def plain(server: Server, person: Person, user: str, more: str = "") -> Page:
    """A page of ours, from its elements alone, with whatever the server has for it."""
    with server.client() as client:
        token = client.post("/v1/tokens", json={"user_id": user}).json()["token"]
        key = client.post("/v1/keys", json={"kind": "write"}).json()["key"]
    text = f"""<!doctype html><html lang="en"><title>Films</title>
      <meta name="matinee" data-server="{server.url}" data-user="{user}" data-token="{token}"
        data-write-key="{key}">
      <style>body {{ margin: 0; background: #101218; font-family: sans-serif }}</style>
      <script type="module" src="{server.url}/web/components.js"></script>
      <main><matinee-page billboard {more}></matinee-page></main>"""
    person.page.route(
        f"{server.url}/plain", lambda route: route.fulfill(body=text, content_type="text/html")
    )
    person.page.goto(f"{server.url}/plain")
    return person.page


def test_no_titles_then_one_then_some(tmp_path: Path, visit: Callable[..., Person]) -> None:
    with Server(tmp_path) as server:
        person = visit(server)
        page = plain(server, person, "ann")
        expect(page.locator("matinee-page")).to_contain_text("Nothing to show yet")
        catalogue(server, {"id": "1", "title": "Only one", "categories": ["Drama"]})
        page.reload()
        expect(page.get_by_role("button", name="▶ Play")).to_be_visible()
        expect(page.locator("matinee-page").get_by_role("heading").first).to_have_text("Only one")
        catalogue(server, *({"id": f"{n}", "title": f"Film {n}"} for n in range(2, 4)))
        saved = {"userId": "ann", "event": "Item Saved", "properties": {"item_id": "1"}}
        with server.client() as client:
            client.post("/v1/track", json=saved).raise_for_status()
        page.reload()
        expect(page.locator("matinee-page li")).to_have_count(2)
        assert set(person.rows()) >= {"My List"} and len(person.rows()) == 2


def test_odd_titles_and_broken_pictures(tmp_path: Path, visit: Callable[..., Person]) -> None:
    titles = ["ألف ليلة وليلة", "千と千尋の神隠し", LONG, "Ünïcödé", '<b>bold</b> & "quoted"', "A"]
    items = [
        {"id": f"t{n}", "title": title, "categories": ["Drama"], "people": [{"name": "Ada 愛"}]}
        for n, title in enumerate(titles)
    ]
    broken = {"artwork_id": "x", "url": "/nothing/here.jpg"}
    items += [{"id": f"b{n}", "title": f"Broken {n}", "artworks": [broken]} for n in range(3)]
    with Server(tmp_path) as server:
        catalogue(server, *items)
        for width in (1440, 390):
            person = visit(server, width)
            person.expects_failures = True  # the pictures that are not there
            page = plain(server, person, "ann")
            expect(page.locator("matinee-page .row")).not_to_have_count(0)
            at_rest(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            shown = page.locator("matinee-page li").evaluate_all(
                "all => all.map(one => one.querySelector('img')?.alt ?? one.innerText)"
            )
            billboard = page.locator("matinee-page .billboard h2").inner_text()
            assert {text.strip() for text in [*shown, billboard]} == {
                title.strip() for title in [*titles, "Broken 0", "Broken 1", "Broken 2"]
            }
            height = page.locator("matinee-page .billboard").bounding_box()
            assert height is not None and height["height"] < 700, (
                "300 characters do not fill the page"
            )


def test_under_a_path_behind_a_proxy(evening: Server, visit: Callable[..., Person]) -> None:
    with PrefixProxy(evening.url, "/cinema/tonight") as proxy:
        person = visit(f"{proxy.url}/cinema/tonight")
        user = person.stranger()
        page = person.home(user)
        page.locator("matinee-page .strip li a").nth(1).click()
        expect(page.get_by_role("dialog").locator("matinee-row li").first).to_be_visible()
        page.get_by_role("dialog").get_by_role("button", name="▲ Like").click()
        page.keyboard.press("Escape")
        arrived(evening, user, "Item Rated")
        page.get_by_role("searchbox").fill("toy")
        expect(page.locator("matinee-search li").first).to_be_visible()
        at_rest(page)
        assert proxy.strays == []
        assert all("/cinema/tonight/" in request.url for request in person.requests)
        natural = page.locator("matinee-page li img").first.evaluate("one => one.naturalWidth")
        assert natural > 0


def test_back_forward_and_reload_keep_the_view(
    evening: Server, visit: Callable[..., Person]
) -> None:
    person = visit(evening)
    page = person.home(person.stranger())
    first = title_of(person, 0, 0)
    person.row(0).locator("li a").first.click()
    dialog = page.get_by_role("dialog", name=first)
    expect(dialog).to_be_visible()
    page.reload()
    expect(page.get_by_role("dialog", name=first)).to_be_visible()
    similar = dialog.locator("matinee-row li a").first
    second = similar.locator("img").get_attribute("alt") or ""
    similar.click()
    expect(page.get_by_role("dialog", name=second)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog", name=first)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.go_forward()
    expect(page.get_by_role("dialog", name=first)).to_be_visible()


def test_large_text(evening: Server, visit: Callable[..., Person]) -> None:
    for width in (1440, 390):
        person = visit(evening, width)
        page = person.home()
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for name in ("Home", "My List", "About you"):
            link = page.get_by_role("link", name=name).first.bounding_box()
            assert link is not None and link["x"] >= 0 and link["x"] + link["width"] <= width
        page.get_by_role("link", name="About you").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert page.get_by_role("dialog").evaluate("one => one.scrollWidth") <= width


def test_no_motion_for_those_who_ask_for_none(
    evening: Server, visit: Callable[..., Person]
) -> None:
    person = visit(evening, reduced_motion="reduce")
    page = person.home()
    page.locator("matinee-page .strip li").nth(2).hover()
    page.wait_for_timeout(400)
    moving = page.evaluate(
        """() => {
          const all = [...document.querySelectorAll("*")];
          for (const { shadowRoot } of [...all])
            if (shadowRoot) all.push(...shadowRoot.querySelectorAll("*"));
          return all.filter((one) => {
            const style = getComputedStyle(one);
            if (!one.getClientRects().length) return false;
            return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none"
              || style.scrollBehavior === "smooth";
          }).map((one) => `${one.localName}.${one.className}`);
        }"""
    )
    assert moving == []
