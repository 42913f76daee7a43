"""Every room of the console over people who look, take, search and rate: read at desktop and phone
width, and used; and the pictures of the docs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Person
from tests.browser.test_access import findings
from tests.browser.test_console import signed_in
from tests.flow.serving import Server
from tests.making import FILMS

PEOPLE, GEM, DUD = 260, "Heat", "Toy Story"
ROOMS = {
    "today": r"Recommendations had \d+ % of \d+ starts",
    "titles": r"[\d,]+ of [\d,]+ sights were taken",
    "titles/1": r"Taken \d\.\d\d times",
    "rows": r"No kind of row is dead weight|Dead weight",
    "audiences": r"a title does clearly|No title does clearly",
    "experiments": r"1 experiment runs now",
    "experiments/half": r"better by|No difference|cannot be told yet|wait before",
    "models": r"Model \d+-\d+ serves",
    "events": r"The log holds [\d,]+ events",
    "people/p1": r"\d+ events in \d+ visits?",
    "settings": r"settings? (is|are) otherwise",
    "changes": r"The last change: ",
}
EXPERIMENT = {
    "name": "half",
    "goal": "starts",
    "guardrails": ["hours"],
    "variants": [{"name": "as-it-is"}, {"name": "few-rows", "changes": {"page.rows": 2}}],
}


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two dozen films and some hundred people who look at their pages; one film speaks to all, one
    to nobody."""
    with Server(tmp_path_factory.mktemp("lively") / "data") as server:
        with server.client() as client:
            items = [
                {
                    "id": film.item_id,
                    "title": film.title,
                    "year": film.year,
                    "categories": film.categories,
                    "people": [{"name": one.name} for one in film.people],
                    "duration": film.duration,
                }
                for film in FILMS
            ]
            client.post("/v1/items", json={"items": items}).raise_for_status()
            client.post("/v1/experiments", json=EXPERIMENT).raise_for_status()
            chance = np.random.default_rng(1)
            for number in range(PEOPLE):
                look(client, f"p{number}", chance)
            client.post("/v1/train").raise_for_status()
            client.post("/v1/train").raise_for_status()
            client.post(
                "/v1/batch", json={"batch": [told("x", "Odd Thing", {}), {"type": "track"}]}
            )
        yield server


def told(
    user: str, event: str, properties: dict[str, Any], recommended: str = ""
) -> dict[str, Any]:
    context = {"recommendation": {"recommendation_id": recommended}} if recommended else {}
    return {
        "type": "track",
        "userId": user,
        "event": event,
        "properties": properties,
        "context": context,
    }


def look(client: httpx2.Client, user: str, chance: np.random.Generator) -> None:
    """A visit: some films are rated, so that each page is another; what is in view is seen, and
    something may be started and searched for."""
    first = chance.choice(len(FILMS), 3, replace=False).tolist()
    taste = [told(user, "Item Rated", {"item_id": FILMS[n].item_id, "stars": 5}) for n in first]
    client.post("/v1/batch", json={"batch": taste}).raise_for_status()
    rows = client.get(f"/v1/users/{user}/home?device=tv").raise_for_status().json()["rows"]
    batch = []
    for row in rows[:3]:
        for item in row["items"][:6]:
            about = {"item_id": item["item_id"], "visible_ms": 900}
            batch.append(told(user, "Item Impression", about, item["recommendation_id"]))
            rate = {GEM: 0.45, DUD: 0.0}.get(item["title"], 0.08)
            if chance.random() < rate:
                about = {"item_id": item["item_id"]}
                where = item["recommendation_id"]
                batch.append(told(user, "Video Content Started", about, where))
                if chance.random() < 0.5:
                    batch.append(told(user, "Video Content Completed", about, where))
    if chance.random() < 0.2:
        batch.append(told(user, "Products Searched", {"query": "alien"}))
        batch.append(told(user, "Video Content Started", {"item_id": "5"}))
    client.post("/v1/batch", json={"batch": batch}).raise_for_status()


def room(page: Page, server: Server, name: str) -> None:
    page.goto(f"{server.url}/console#/{name}")
    expect(page.locator(".answer").first).to_have_text(re.compile(ROOMS[name]))


@pytest.mark.parametrize("width", [1440, 390])
def test_every_room_answers(lively: Server, visit: Callable[..., Person], width: int) -> None:
    person = visit(lively, width, color_scheme="dark" if width == 390 else "light")
    person.expects_failures = True  # axe itself tries inline styles, which the policy refuses
    page = signed_in(lively, person, "admin")
    for name in ROOMS:
        room(page, lively, name)
        expect(page.get_by_text("Reading…")).to_have_count(0)
        assert findings(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
        expect(page.locator("nav [aria-current]")).to_be_in_viewport()


def test_the_map_is_read_sorted_and_taken_away(
    lively: Server, visit: Callable[..., Person]
) -> None:
    page = signed_in(lively, visit(lively), "viewer", "#/titles")
    found = page.get_by_role("list", name="Findings").get_by_role("listitem")
    expect(found.filter(has_text=GEM)).to_contain_text("▲ succeeds")
    expect(found.filter(has_text=DUD)).to_contain_text("▼ fails")
    found.filter(has_text=GEM).get_by_role("link", name="Evidence").click()
    expect(page.get_by_role("heading", name=GEM)).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("on device other"))).to_be_visible()
    page.goto(f"{lively.url}/console#/rows")
    table = page.get_by_role("region", name="Kinds of rows")
    seen = table.locator("tbody td:nth-child(3)")
    table.get_by_role("button", name="Seen").click()
    counts = [int(text.replace(",", "")) for text in seen.all_text_contents()]
    assert counts == sorted(counts, reverse=True) and len(counts) >= 3
    table.get_by_role("button", name="Seen").click()
    expect(table.get_by_role("columnheader", name="Seen")).to_have_attribute(
        "aria-sort", "ascending"
    )
    page.goto(f"{lively.url}/console#/settings")
    page.get_by_label(re.compile("Find in All settings")).fill("steer_most")
    expect(page.locator("tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    lines = Path(download.value.path()).read_text().splitlines()
    assert lines[0] == "Setting,Value,Set,Meaning" and lines[1].startswith("page.steer_most,2,,")


def test_an_editor_begins_and_stops_an_experiment(
    lively: Server, visit: Callable[..., Person]
) -> None:
    person = visit(lively, 390)
    person.expects_failures = True  # what is refused
    page = signed_in(lively, person, "editor", "#/experiments")
    page.get_by_text("Begin an experiment").click()
    page.get_by_label("Name").fill("bolder")
    page.get_by_label("Setting that is otherwise").fill("page.explore")
    page.get_by_label("Its value").fill("0.3")
    begin = page.get_by_role("button", name="Begin: the next pages follow it")
    begin.click()
    expect(page.get_by_role("alert")).to_contain_text("overlap in layer 'page'")
    page.get_by_label("Layer").fill("chance")
    begin.click()
    expect(page.get_by_role("heading", name="bolder")).to_be_visible()
    expect(page.locator(".answer")).to_contain_text("Nobody is exposed yet")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Stop it").click()
    expect(page.get_by_role("heading", name="bolder")).to_contain_text("stopped")
    page.goto(f"{lively.url}/console#/changes")
    expect(
        page.get_by_role("row", name=re.compile("Ann Begin an experiment.* bolder"))
    ).to_be_visible()
    expect(
        page.get_by_role("row", name=re.compile("Ann Stop an experiment.* bolder"))
    ).to_be_visible()


def test_events_arrive_while_one_looks(lively: Server, visit: Callable[..., Person]) -> None:
    page = signed_in(lively, visit(lively), "viewer", "#/events")
    expect(page.get_by_role("row", name=re.compile("Odd Thing"))).to_be_visible()
    refused = page.get_by_role("region", name="Refused since the server started")
    expect(refused.locator("tbody tr")).to_have_count(1)
    with lively.client() as client:
        message = told("late", "Product Clicked", {"item_id": "13"})
        client.post("/v1/track", json=message).raise_for_status()
    latest = page.get_by_role("region", name=re.compile("The latest events"))
    expect(latest.get_by_role("row", name=re.compile("click 13"))).to_be_visible()


def test_an_admin_rolls_a_model_back_and_forgets_a_person(
    lively: Server, visit: Callable[..., Person]
) -> None:
    page = signed_in(lively, visit(lively), "admin", "#/models")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=re.compile("Serve again")).first.click()
    expect(page.locator(".said")).to_contain_text("serves now")
    page.goto(f"{lively.url}/console#/people")
    page.get_by_label("User id or anonymous id").fill("p7")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("heading", name="Their page now")).to_be_visible()
    expect(page.locator(".strip li").first).to_be_visible()
    page.get_by_role("button", name="Forget them").click()
    expect(page.locator(".said")).to_contain_text("p7 is forgotten")
    expect(page.locator(".answer")).to_contain_text("Nothing is known of this person")


def test_a_viewer_is_shown_no_person(lively: Server, visit: Callable[..., Person]) -> None:
    page = signed_in(lively, visit(lively), "viewer", "#/people/p1")
    expect(page.locator(".answer")).to_contain_text("shown to admins only")
    page.goto(f"{lively.url}/console#/models")
    expect(page.locator("tbody tr").first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Serve again"))).to_have_count(0)
    page.goto(f"{lively.url}/console#/experiments/half")
    expect(page.locator(".answer").first).to_be_visible()
    expect(page.get_by_role("button", name="Stop it")).to_have_count(0)


def test_the_pictures_of_the_docs(
    lively: Server, visit: Callable[..., Person], shot: Callable[[Person, str], None]
) -> None:
    person = visit(lively)
    page = signed_in(lively, person, "admin")
    for name in ("today", "titles", "experiments/half"):
        room(page, lively, name)
        shot(person, f"console-{name.partition('/')[0]}")


def test_empty_rooms_teach(visit: Callable[..., Person], tmp_path: Path) -> None:
    with Server(tmp_path / "data") as server:
        page = signed_in(server, visit(server), "admin")
        for name, words in {
            "titles": "Which titles succeed with whom",
            "rows": "Which titles succeed with whom",
            "experiments": "What is tried on some people",
            "models": "matinee train",
            "events": "matinee keys create write",
        }.items():
            page.goto(f"{server.url}/console#/{name}")
            expect(page.locator(".empty")).to_contain_text(words)
        page.goto(f"{server.url}/console#/changes")
        expect(page.locator(".answer")).to_contain_text("Make a key")
        page.goto(f"{server.url}/console#/nowhere")
        expect(page.get_by_text("There is no room of this name.")).to_be_visible()
