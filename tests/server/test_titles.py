"""Titles for a person: one in full, search, My List, similar; and correcting one's taste."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.making import FILMS, TITLE, rated, track
from tests.server.test_api import error, home, items, send


def adjust(direction: Any, facet: str = "category", value: str = "Crime") -> dict[str, Any]:
    return track("Taste Adjusted", facet=facet, value=value, direction=direction)


def categories(item_id: str) -> tuple[str, ...]:
    return next(film for film in FILMS if film.item_id == item_id).categories


def test_a_title_knows_what_the_person_did_with_it(client: TestClient) -> None:
    fresh = client.get("/v1/users/ann/items/1").json()
    assert (fresh["title"], fresh["year"], fresh["duration_s"]) == ("Heat", 1995, 6000)
    assert [person["name"] for person in fresh["people"]] == ["Al Pacino", "Robert De Niro"]
    assert fresh["state"]["saved"] is False and fresh["state"]["stars"] is None
    playing = track("Video Content Playing", item="1", position=600, total_length=6000)
    send(client, track("Item Saved", item="1"), rated("1", 4), playing)
    state = client.get("/v1/users/ann/items/1").json()["state"]
    assert (state["saved"], state["stars"], state["position_s"]) == (True, 4, 600)
    assert error(client.get("/v1/users/ann/items/none"))["code"] == "not_found"


def test_search_finds_ranks_and_says_why(client: TestClient) -> None:
    found = client.get("/v1/users/ann/search", params={"q": "ali"}).json()
    assert [item["title"] for item in found["items"]][:2] == ["Alien", "Aliens"]
    assert found["items"][0]["reason"] == "Found for \u201cali\u201d"
    send(client, *(rated(film, 5, user=f"u{n}") for n in range(9) for film in ("6",)))
    popular = client.get("/v1/users/ann/search", params={"q": "ali"}).json()
    assert popular["items"][0]["title"] == "Aliens", "among equals the more popular comes first"
    assert (found["matched"], found["note"]) == ("all", "2 titles")


def test_search_has_something_for_what_is_not_there(client: TestClient) -> None:
    def search(q: str) -> dict[str, Any]:
        found: dict[str, Any] = client.get("/v1/users/ann/search", params={"q": q}).json()
        return found

    nothing = search("zzz")
    assert nothing["matched"] == "none" and len(nothing["items"]) > 3
    assert nothing["note"] == "Nothing called \u201czzz\u201d. You may like these"
    assert search("\U0001f525")["matched"] == "none"
    typo = search("alein")
    assert (typo["matched"], typo["items"][0]["title"]) == ("nearly", "Alien")
    assert typo["note"].startswith("Nothing called \u201calein\u201d. ")
    some = search("alien resurrection")
    assert some["matched"] == "some" and "Alien" in [i["title"] for i in some["items"]]


def test_before_the_first_key_what_was_begun_then_what_suits(client: TestClient) -> None:
    send(client, track("Video Content Playing", item="5", position=600, total_length=6000))
    before = client.get("/v1/users/ann/search").json()
    assert (before["matched"], before["note"]) == ("unasked", "You may be looking for")
    assert (before["items"][0]["item_id"], before["items"][0]["source"]) == ("5", "begun")
    ids = [item["item_id"] for item in before["items"]]
    assert len(ids) == len(set(ids)) > 4


def test_a_search_counts_at_once(client: TestClient) -> None:
    send(client, track("Products Searched", query="tom hanks"))
    listed = client.get("/v1/users/ann/recommendations").json()["items"]
    assert "Because you searched for tom hanks" in [item["reason"] for item in listed[:3]]


def test_a_bad_search_is_refused_with_what_to_do(client: TestClient) -> None:
    assert error(client.get("/v1/users/ann/search", params={"q": "x" * 501}))["field"] == "q"
    assert error(client.get("/v1/users/ann/search", params={"n": "0"}))["field"] == "n"


def test_my_list_is_a_row_and_a_list_latest_first(client: TestClient) -> None:
    assert client.get("/v1/users/ann/list").json()["items"] == []
    send(client, track("Item Saved", item="5"), track("Item Saved", item="7"))
    listed = client.get("/v1/users/ann/list").json()["items"]
    assert [item["item_id"] for item in listed] == ["7", "5"]
    page = home(client)
    row = next(row for row in page["rows"] if row["kind"] == "my_list")
    assert [item["item_id"] for item in row["items"]] == ["7", "5"]
    assert {item["reason"] for item in row["items"]} == {"On your list"}
    assert len(items(page)) == len(set(items(page)))
    send(client, track("Item Unsaved", item="7"))
    assert [i["item_id"] for i in client.get("/v1/users/ann/list").json()["items"]] == ["5"]


def test_less_of_this_is_obeyed_and_can_be_taken_back(client: TestClient) -> None:
    liked = [film.item_id for film in FILMS if "Crime" in film.categories][:4]
    send(client, *(rated(film, 5) for film in liked))
    before = home(client)
    top = next(row for row in before["rows"] if row["kind"] == "top_picks")
    assert "Crime" in categories(top["items"][0]["item_id"])
    send(client, adjust(-1))
    after = home(client)
    top = next(row for row in after["rows"] if row["kind"] == "top_picks")
    assert not any("Crime" in categories(item["item_id"]) for item in top["items"][:5])
    assert not any(row["title"] == "Crime" for row in after["rows"])
    lines = client.get("/v1/users/ann/profile").json()["lines"]
    asked = next(line for line in lines if line["feature"] == "asked_category")
    assert asked["text"].startswith("Less Crime, as you asked on ")
    send(client, adjust(0))
    again = home(client)
    assert items(again) == items(before)
    lines = client.get("/v1/users/ann/profile").json()["lines"]
    assert not any(line["feature"].startswith("asked") for line in lines)


def test_more_of_this_speaks_for_a_stranger_too(client: TestClient) -> None:
    send(client, adjust(1, value="Horror"))
    page = home(client)
    top = next(row for row in page["rows"] if row["kind"] == "top_picks")
    assert {TITLE[item["item_id"]] for item in top["items"][:4]} == {
        "Alien",
        "The Thing",
        "Psycho",
    } | {TITLE[top["items"][3]["item_id"]]}
    assert "Horror" in top["items"][0]["reason"]


@pytest.mark.parametrize(
    ("properties", "field"),
    [
        ({"facet": "category", "value": "Crime"}, "direction"),
        ({"facet": "category", "value": "Crime", "direction": 2}, "direction"),
        ({"facet": "category", "value": "Crime", "direction": True}, "direction"),
        ({"facet": "category", "direction": 1}, "facet"),
        ({"value": "Crime", "direction": 1}, "facet"),
    ],
)
def test_a_bad_adjustment_is_refused_with_words(
    client: TestClient, properties: dict[str, Any], field: str
) -> None:
    response = client.post("/v1/batch", json={"batch": [track("Taste Adjusted", **properties)]})
    assert response.status_code == 400
    assert field in response.json()["rejected"][0]["reason"]


def test_unknown_facets_change_nothing_and_break_nothing(client: TestClient) -> None:
    send(client, adjust(-1, facet="nonsense", value="Crime"), adjust(1, value="No such thing"))
    assert home(client)["rows"]
    lines = client.get("/v1/users/ann/profile").json()["lines"]
    assert {line["feature"] for line in lines} >= {"asked_nonsense", "asked_category"}


def test_a_user_token_reads_titles_for_its_own_person_only(client: TestClient) -> None:
    token = client.post("/v1/tokens", json={"user_id": "ann"}).json()["token"]
    client.headers["Authorization"] = f"Bearer {token}"
    for path in ("users/ann/items/1", "users/ann/search?q=heat", "users/ann/list"):
        assert client.get(f"/v1/{path}").status_code == 200
        assert client.get(f"/v1/{path.replace('ann', 'bob')}").status_code == 403
    assert client.get("/v1/items/1/similar").status_code == 200
    assert client.get("/v1/items/1").status_code == 403
    home_page = client.get("/v1/users/ann/home", headers={"Accept-Encoding": "gzip"})
    assert home_page.headers["content-encoding"] == "gzip" and home_page.json()["rows"]
