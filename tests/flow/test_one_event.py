"""The newcomer's walk (docs/walkthrough.md): one event, every stage, another page.

Each step asserts what a module of the walk did, in the order of the walk.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import matinee
from matinee.catalog import Facet
from matinee.profiles import read_taste
from matinee.server.deps import Site
from tests.making import NOW, TITLE, rated, track

PACKAGE = Path(matinee.__file__).parent
WALKTHROUGH = PACKAGE.parents[1] / "docs" / "walkthrough.md"
WALK = (
    "server/routes/events.py",
    "events/collect.py",
    "profiles/refresh.py",
    "profiles/features.py",
    "server/routes/home.py",
    "home.py",
    "retrieval/merge.py",
    "ranking/score.py",
    "page/arrange.py",
    "artwork/choose.py",
    "outcomes/attribute.py",
)


def test_one_event_changes_the_page(client: TestClient, site: Site) -> None:
    runtime = site.runtime
    before = client.get("/v1/users/ann/home").json()
    first = before["rows"][0]["items"][0]
    assert first["source"] in ("popular", "content", "catalogue")

    # server/routes/events.py, events/collect.py: in over HTTP, acknowledged once it is on disk
    event = track("Item Rated", item="3", stars=5, recommendation=_place_of(before, "3"))
    receipt = client.post("/v1/track", json=event).json()
    assert receipt == {"success": True, "accepted": 1, "rejected": []}
    (logged,) = runtime.store.log.read()
    assert (logged.event.kind, logged.event.item, logged.event.value) == ("rate", "3", 5.0)

    # profiles/refresh.py, profiles/features.py: the profile has it already, as replay would have it
    profile = runtime.profile("ann")
    assert profile.seq == logged.seq
    assert profile.opinions.rated["3"].stars == 5
    assert list(profile.trail.items) == ["3"]
    assert profile.encode() == runtime.profiles.rebuild(profile.user).encode()
    taste = read_taste(profile, runtime.catalog, NOW, runtime.settings.profiles)
    crime = runtime.catalog.facet_id(Facet("category", "Crime"))
    assert crime is not None and taste.affinity[crime] > 0

    # server/routes/home.py, home.py: the very next page
    after = client.get("/v1/users/ann/home").json()
    rows = {row["row_id"]: row for row in after["rows"]}

    # retrieval/merge.py, ranking/score.py: people and categories of Casino lead now
    top = rows["top_picks"]["items"]
    assert {TITLE[item["item_id"]] for item in top[:2]} <= {
        "Heat",
        "Goodfellas",
        "Scarface",
        "The Godfather",
    }
    assert top[0]["source"] == "content"
    assert top[0]["reason"].startswith("Because you like ")
    assert "3" not in {item["item_id"] for row in after["rows"] for item in row["items"]}

    # page/arrange.py: strongest first, no item twice
    scores = [item["score"] for item in top]
    assert scores == sorted(scores, reverse=True)

    # artwork/choose.py: a picture with its exact chance
    assert top[0]["artwork"]["propensity"] == 0.5

    # the decision was logged, with what learning will need
    (decision,) = runtime.store.decisions.decisions(after["page_id"])
    assert decision.rows[0].items[0].item == after["rows"][0]["items"][0]["item_id"]
    assert decision.rows[0].items[0].artwork_propensity == 0.5
    assert (decision.user, decision.model) == (profile.user, "untrained")

    # outcomes/attribute.py, outcomes/satisfaction.py: the rating is tied to what was served
    ours = _place_of(before, "3")
    outcome = client.get(f"/v1/outcomes/recommendations/{ours}").json()["outcome"]
    assert (outcome["item"], outcome["liked"], outcome["disliked"]) == ("3", True, False)


def _place_of(page: dict[str, object], item_id: str) -> str:
    for row in page["rows"]:  # type: ignore[attr-defined]
        for item in row["items"]:
            if item["item_id"] == item_id:
                return str(item["recommendation_id"])
    raise AssertionError(f"{item_id} is not on the page")


def test_impressions_and_decisions_are_kept_apart(client: TestClient, site: Site) -> None:
    page = client.get("/v1/users/ann/home").json()
    shown = page["rows"][0]["items"][1]
    assert site.runtime.store.decisions.impressions(page["page_id"]) == []
    call = track(
        "Product List Viewed",
        products=[
            {
                "product_id": shown["item_id"],
                "recommendation_id": shown["recommendation_id"],
                "visible_ms": 640,
            }
        ],
    )
    client.post("/v1/track", json=call)
    site.runtime.store.flush()
    (seen,) = site.runtime.store.decisions.impressions(page["page_id"])
    assert (seen.row, seen.column, seen.item, seen.visible_ms) == (0, 1, shown["item_id"], 640.0)


def test_attribution_catches_up_after_a_crash(client: TestClient, site: Site) -> None:
    """Evidence follows the log: what was not written is drawn from the log again."""
    runtime = site.runtime
    page = client.get("/v1/users/ann/home").json()
    shown = page["rows"][0]["items"][0]
    call = rated(shown["item_id"], 5, recommendation=shown["recommendation_id"])
    import msgspec

    from matinee.events.segment import read_single

    read = runtime.collector.read(read_single(msgspec.json.encode(call)), NOW, call="track")
    runtime.store.log.append(read.messages)  # logged, but no follower was told
    assert runtime.store.decisions.evidence(page["page_id"], 0, 0) is None
    runtime.attribution.catch_up()
    evidence = runtime.store.decisions.evidence(page["page_id"], 0, 0)
    assert evidence is not None and evidence.stars == 5


@pytest.mark.parametrize("stop", WALK)
def test_each_stop_is_on_the_map_and_readable_in_one_sitting(stop: str) -> None:
    source = (PACKAGE / stop).read_text()
    assert f"`{stop}`" in WALKTHROUGH.read_text()
    assert len(source.splitlines()) <= 260
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, f"{stop}: {node.name} is long"


def test_every_file_that_the_walkthrough_names_exists() -> None:
    text = WALKTHROUGH.read_text()
    named = re.findall(r"`([a-z_/]+\.py)`", text)
    assert len(named) > 10
    for name in named:
        assert (PACKAGE / name).exists() or (PACKAGE.parents[1] / name).exists(), name
