"""The console as an editor uses it: signing in, the artwork room, at desktop and phone width."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.artwork.test_frames import film, scene
from tests.browser.people import Person
from tests.browser.test_access import findings
from tests.flow.serving import Server

ITEM = "a/b film"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A small catalogue without any pictures."""
    with Server(tmp_path_factory.mktemp("studio") / "data") as server:
        with server.client() as client:
            people = [{"name": "Ann Star"}]
            items = [
                {"id": ITEM, "title": "The First Film", "year": 2001, "people": people},
                *({"id": f"f{n}", "title": f"Film {n}", "people": people} for n in range(3)),
            ]
            client.post("/v1/items", json={"items": items}).raise_for_status()
        yield server


def signed_in(server: Server, person: Person, role: str, at: str = "") -> Page:
    with server.client() as client:
        key = client.post("/v1/keys", json={"kind": role, "name": "Ann"}).json()["key"]
    page = person.page
    page.goto(f"{server.url}/console{at}")
    page.get_by_label("Key").fill(key)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Rooms")).to_be_visible()
    return page


def happened(server: Server, item: dict[str, Any], user: str, event: str) -> None:
    message = {
        "userId": user,
        "event": event,
        "properties": {"item_id": item["item_id"]},
        "context": {"recommendation": {"recommendation_id": item["recommendation_id"]}},
    }
    with server.client() as client:
        client.post("/v1/track", json=message).raise_for_status()


def watched(server: Server, title: str, users: int) -> None:
    """People meet the film on their page, and every third finishes it."""
    with server.client() as client:
        for number in range(users):
            rows = client.get(f"/v1/users/p{number}/home").raise_for_status().json()["rows"]
            items = (item for row in rows for item in row["items"])
            met = next(item for item in items if item["title"] == title)
            happened(server, met, f"p{number}", "Product Viewed")
            if number % 3 == 0:
                happened(server, met, f"p{number}", "Video Content Completed")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_way_in(studio: Server, visit: Callable[..., Person], width: int, scheme: str) -> None:
    person = visit(studio, width, color_scheme=scheme)
    person.expects_failures = True  # the wrong key is refused
    page = person.page
    page.goto(f"{studio.url}/console")
    page.get_by_label("Key").fill("admin_wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no such key")
    assert findings(page) == []
    signed_in(studio, person, "viewer")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    expect(page.get_by_text("The share of viewing that came")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Artwork").click()
    expect(page.get_by_role("heading", name="Artwork")).to_be_visible()
    expect(page.locator(".answer")).to_contain_text("None of 4 titles has pictures of its own")
    assert findings(page) == []
    page.reload()
    expect(page.get_by_role("heading", name="Artwork")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Key")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Key")).to_be_visible()


def test_an_editor_sends_a_film_and_rules_its_pictures(
    studio: Server, visit: Callable[..., Person], tmp_path: Path
) -> None:
    person = visit(studio, 390)
    person.expects_failures = True  # axe itself tries inline styles, which the policy refuses
    page = signed_in(studio, person, "editor", "#/artwork")
    page.get_by_label("Find a title").fill("first")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="The First Film").click()
    expect(page.get_by_role("heading", name="The First Film")).to_be_visible()
    assert "%2Fb%20film" in page.url, "the place can be shared"
    expect(page.get_by_text("drawn-person")).to_be_visible()
    video = film(tmp_path / "film.mp4", [scene(1), scene(2), scene(3)])
    page.get_by_label("Send a video or a still").set_input_files(video)
    expect(page.get_by_role("status").filter(has_text="3 pictures found")).to_be_visible()
    pictures = page.locator(".pictures > li")
    expect(pictures).to_have_count(3)
    expect(page.get_by_text("drawn-person")).to_have_count(0)
    expect(page.locator(".answer")).to_have_text("Nobody has seen its pictures yet.")
    watched(studio, "The First Film", 30)
    page.reload()
    expect(page.locator(".answer")).to_have_text(
        re.compile(r"The picture .* \d.* % of \d+ sights won somebody who stayed \(.* to .*\)\.")
    )
    seen = pictures.filter(has=page.get_by_text("By audience")).first
    seen.get_by_text("By audience").click()
    expect(seen.get_by_role("row", name=re.compile("people who are new"))).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    last = pictures.last
    last.get_by_role("button", name="Pin").click()
    expect(page.locator(".answer")).to_contain_text("One picture is pinned")
    expect(last.get_by_role("button", name="Unpin")).to_have_attribute("aria-pressed", "true")
    last.get_by_role("button", name="Unpin").click()
    expect(page.locator(".said")).to_have_text("It is chosen by merit again.")
    last.get_by_role("button", name="Forbid").click()
    expect(last).to_have_class("forbidden")
    words = tmp_path / "words.mp4"
    words.write_text("no film")
    page.get_by_label("Send a video or a still").set_input_files(words)
    expect(page.get_by_role("status").filter(has_text="could not be used")).to_be_visible()
    expect(pictures).to_have_count(3)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_number_on_the_wall(visit: Callable[..., Person], tmp_path: Path, width: int) -> None:
    """Thirty people start a film: two in three from their page, the others by themselves."""
    with Server(tmp_path / "data") as server:
        with server.client() as client:
            items = [{"id": f"f{n}", "title": f"Film {n}"} for n in range(4)]
            client.post("/v1/items", json={"items": items}).raise_for_status()
            for number in range(30):
                rows = client.get(f"/v1/users/p{number}/home").json()["rows"]
                item = rows[0]["items"][0]
                if number % 3 == 0:
                    item = {"item_id": "f3", "recommendation_id": ""}
                happened(server, item, f"p{number}", "Video Content Started")
        person = visit(server, width, color_scheme="dark" if width == 390 else "light")
        person.expects_failures = True  # axe itself tries inline styles, which the policy refuses
        page = signed_in(server, person, "viewer")
        expect(page.locator(".answer")).to_have_text(
            re.compile(r"Recommendations had 67 % of 30 starts in the last 28 days \(\d+ % to")
        )
        cause = page.get_by_role("row", name=re.compile("the person alone"))
        expect(cause).to_contain_text("33 %")
        page.get_by_text("The figures by day").click()
        figures = page.locator("details")
        day = figures.get_by_role("row", name=re.compile(r"\d{4}-\d{2}-\d{2}"))
        expect(day).to_contain_text("20")
        assert findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.get_by_role("link", name="7 days").click()
        expect(page.locator(".answer")).to_contain_text("in the last 7 days")
        page.get_by_text("The figures by day").click()
        with page.expect_download() as download:
            page.locator("details").get_by_role("link", name="CSV").click()
        assert Path(download.value.path()).read_text().startswith("day,starts_and_orders")


def test_a_viewer_reads_and_changes_nothing(studio: Server, visit: Callable[..., Person]) -> None:
    page = signed_in(studio, visit(studio), "viewer", "#/artwork/f1")
    expect(page.get_by_role("heading", name="Film 1")).to_be_visible()
    expect(page.locator(".pictures > li").first).to_be_visible()
    for name in ("Pin", "Forbid", "Send a video or a still"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.get_by_text("Send a video")).to_have_count(0)


def test_what_is_not_there_is_said(studio: Server, visit: Callable[..., Person]) -> None:
    person = visit(studio)
    person.expects_failures = True
    page = signed_in(studio, person, "editor", "#/artwork/gone")
    expect(page.get_by_role("alert")).to_contain_text("There is no item 'gone'")
    page.locator(".way").get_by_role("link", name="Artwork").click()
    page.get_by_label("Find a title").fill("nothing like it")
    expect(page.get_by_text("No title has “nothing like it” in its name.")).to_be_visible()


def test_the_keyboard_reaches_everything(studio: Server, visit: Callable[..., Person]) -> None:
    page = signed_in(studio, visit(studio), "editor", "#/artwork/f2")
    expect(page.locator(".pictures > li").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the room")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    assert "artwork/f2" in page.url
    first = page.locator(".pictures > li").first
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Pin":
            break
    page.keyboard.press("Space")
    expect(first.locator(".rule")).to_have_text("pinned")
    page.keyboard.press("Space")
    expect(page.locator(".rule")).to_have_count(0)


def test_somebody_in_a_film_is_named(
    visit: Callable[..., Person],
    shot: Callable[[Person, str], None],
    shared_data: Path,
    tmp_path: Path,
) -> None:
    """A real film, its heroine found without a name and given one; and the picture of the docs."""
    data = tmp_path / "data"
    shutil.copytree(shared_data / "models", data / "models" / "vision")
    with Server(data) as server:
        items = [{"id": "sintel", "title": "Sintel", "year": 2010, "people": [{"name": "Sintel"}]}]
        with server.client() as client:
            client.post("/v1/items", json={"items": items}).raise_for_status()
        person = visit(server, color_scheme="dark")
        page = signed_in(server, person, "editor", "#/artwork/sintel")
        sent = page.get_by_label("Send a video or a still")
        sent.set_input_files(shared_data / "sintel_trailer.mp4")
        expect(page.get_by_text("12 pictures found")).to_be_visible(timeout=90_000)
        watched(server, "Sintel", 60)
        page.reload()
        who = page.get_by_role("region", name="Who is this?")
        expect(who).to_be_visible()
        assert findings_without_errors(person) == []
        shot(person, "console-artwork")
        who.get_by_role("textbox").first.fill("Sintel")
        who.get_by_role("button", name="Name").first.click()
        expect(page.locator(".said")).to_contain_text("Sintel is known now")
        expect(page.locator(".tags").get_by_text("person: Sintel").first).to_be_visible()


def findings_without_errors(person: Person) -> list[object]:
    """What axe finds; it tries inline styles itself, which the policy refuses."""
    person.expects_failures = True
    return list(findings(person.page))
