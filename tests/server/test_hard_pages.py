"""Pages in hard places: odd devices and sizes, tiny catalogues, people who have had everything."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from matinee.records import Item
from tests.making import FILMS, rated, track
from tests.server.test_api import error, home, items, send


def put_only(client: TestClient, wanted: list[dict[str, Any]]) -> None:
    for film in FILMS:
        assert client.delete(f"/v1/items/{film.item_id}").status_code == 200
    if wanted:
        assert client.post("/v1/items", json={"items": wanted}).status_code == 200


def fine(page: dict[str, Any]) -> None:
    found = items(page)
    assert len(found) == len(set(found))
    for position, row in enumerate(page["rows"]):
        assert row["title"]
        assert row["items"]
        assert row["position"] == position
        assert all(item["reason"] and item["source"] for item in row["items"])


def test_a_device_nobody_heard_of_is_told_which_there_are(client: TestClient) -> None:
    found = error(client.get("/v1/users/ann/home", params={"device": "fridge"}))
    assert found["field"] == "device"
    assert "phone" in found["message"]
    assert "other" in found["message"]
    fine(home(client, device="other"))


@pytest.mark.parametrize(
    ("query", "field"),
    [({"rows": 500}, "rows"), ({"columns": 0}, "columns"), ({"rows": -1}, "rows")],
)
def test_sizes_beyond_reason_are_refused_with_the_limits(
    client: TestClient, query: dict[str, int], field: str
) -> None:
    found = error(client.get("/v1/users/ann/home", params=query))
    assert found["field"] == field
    assert any(letter.isdigit() for letter in found["message"])


@pytest.mark.parametrize("size", [(1, 1), (1, 5), (40, 1), (2, 100)])
def test_pages_of_any_size_asked_for(client: TestClient, size: tuple[int, int]) -> None:
    send(client, rated("1", 5), rated("3", 5))
    rows, columns = size
    page = home(client, rows=rows, columns=columns)
    fine(page)
    assert 0 < len(page["rows"]) <= rows
    assert max(len(row["items"]) for row in page["rows"]) <= columns


def test_who_has_had_the_whole_catalogue_still_gets_a_page(client: TestClient) -> None:
    send(client, *(rated(film.item_id, 3) for film in FILMS))
    page = home(client)
    fine(page)
    assert len(items(page)) > 10


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_catalogue_of_few_items(client: TestClient, count: int) -> None:
    put_only(client, [{"id": f"n{n}", "title": f"Film {n}"} for n in range(count)])
    for user in ("ann", "stranger"):
        page = home(client, user)
        fine(page)
        assert len(items(page)) == count
    if count:
        send(client, rated("n0", 5), track("Item Hidden", item="n1"))
        fine(home(client))


def test_one_category_and_none(client: TestClient) -> None:
    put_only(
        client,
        [{"id": f"n{n}", "title": f"Film {n}", "categories": ["Only"]} for n in range(30)],
    )
    send(client, rated("n0", 5), rated("n1", 4), rated("n2", 5))
    page = home(client)
    fine(page)
    assert len(items(page)) > 15
    put = [{"id": f"n{n}", "title": f"Film {n}"} for n in range(30)]
    assert client.post("/v1/items", json={"items": put}).status_code == 200
    fine(home(client))


@pytest.mark.parametrize("query", ["", " ", "\U0001f525\U0001f3ac", "a", "%", '"', "\u0000", "*"])
def test_any_query_is_answered(client: TestClient, query: str) -> None:
    found = client.get("/v1/users/ann/search", params={"q": query})
    assert found.status_code == 200
    assert found.json()["items"]
    assert found.json()["note"]


def test_a_query_of_ten_kilobytes_is_refused_with_the_limit(client: TestClient) -> None:
    found = error(client.get("/v1/users/ann/search", params={"q": "heat " * 2_000}))
    assert (found["field"], "500" in found["message"]) == ("q", True)


def test_a_deleted_item_leaves_rows_and_search_at_once(client: TestClient) -> None:
    send(
        client,
        rated("1", 5),
        track("Item Saved", item="5"),
        track("Products Searched", query="alien"),
    )
    assert client.get("/v1/users/ann/search", params={"q": "alien"}).json()["matched"] == "all"
    for gone in ("5", "6"):
        client.delete(f"/v1/items/{gone}")
    assert not {"5", "6"} & set(items(home(client)))
    left = client.get("/v1/users/ann/search", params={"q": "alien"}).json()
    assert not {"5", "6"} & {item["item_id"] for item in left["items"]}


def test_more_of_every_row_goes_on_without_repeating(client: TestClient) -> None:
    """Also where rows were filled in two rounds, or swapped."""
    many = [
        Item(f"n{n}", f"Film {n}", categories=("Crime", "War")[n % 2 :][:1]) for n in range(300)
    ]
    put = [{"id": i.item_id, "title": i.title, "categories": list(i.categories)} for i in many]
    assert client.post("/v1/items", json={"items": put}).status_code == 200
    send(client, rated("1", 5), rated("n1", 5), rated("n2", 5))
    for user in ("ann", *(f"u{n}" for n in range(30))):
        page = home(client, user, columns=8)
        seen = set(items(page))
        for row in page["rows"]:
            following = row["next"]
            if following is None:
                continue
            more = client.get(f"/v1/rows/{following}", params={"columns": 8})
            assert more.status_code == 200, more.text
            found = {item["item_id"] for item in more.json()["items"]}
            assert found, "a row that says it has more has more"
            assert not found & seen
            seen |= found


def test_what_was_served_before_keeps_its_columns_when_items_are_gone(client: TestClient) -> None:
    put = [{"id": f"n{n}", "title": f"Film {n}", "categories": ["Crime"]} for n in range(200)]
    assert client.post("/v1/items", json={"items": put}).status_code == 200
    page = home(client, columns=6)
    row = next(row for row in page["rows"] if row["next"])
    first = client.get(f"/v1/rows/{row['next']}", params={"columns": 6}).json()
    gone, kept = first["items"][1], first["items"][2:]
    client.delete(f"/v1/items/{gone['item_id']}")
    again = client.get(f"/v1/rows/{row['next']}", params={"columns": 6}).json()
    assert gone["item_id"] not in {item["item_id"] for item in again["items"]}
    ids = {item["item_id"]: item["recommendation_id"] for item in again["items"]}
    assert all(ids[item["item_id"]] == item["recommendation_id"] for item in kept)
    assert again["next"] == first["next"]
    assert client.get(f"/v1/rows/{again['next']}").status_code == 200
