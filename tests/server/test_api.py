"""The HTTP surface, call by call."""

from __future__ import annotations

import base64
import gzip
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from matinee.server.deps import Site
from tests.conftest import Clock
from tests.making import DAY, FILMS, NOW, TITLE, rated, track


def home(client: TestClient, user: str = "ann", **query: Any) -> dict[str, Any]:
    response = client.get(f"/v1/users/{user}/home", params=query)
    assert response.status_code == 200, response.text
    return dict(response.json())


def items(page: dict[str, Any]) -> list[str]:
    return [item["item_id"] for row in page["rows"] for item in row["items"]]


def send(client: TestClient, *calls: dict[str, Any]) -> dict[str, Any]:
    response = client.post("/v1/batch", json={"batch": list(calls)})
    assert response.status_code == 200, response.text
    return dict(response.json())


def error(response: Any) -> dict[str, Any]:
    found = response.json()["error"]
    assert set(found) == {"code", "message", "field"}
    assert found["message"]
    return dict(found)


@pytest.mark.parametrize("call", ["track", "identify", "page", "screen", "group"])
def test_each_call_is_logged(client: TestClient, site: Site, call: str) -> None:
    body = track("Item Clicked", item="1") if call == "track" else {"userId": "ann", "name": "Home"}
    response = client.post(f"/v1/{call}", json=body)
    assert response.json() == {"success": True, "accepted": 1, "rejected": []}
    kind = "click" if call == "track" else call
    assert [logged.event.kind for logged in site.runtime.store.log.read()] == [kind]


def test_one_bad_event_never_costs_its_batch(client: TestClient) -> None:
    bad = track("Item Rated", item="1", stars=11)
    answer = send(client, rated("1", 5), bad, {"userId": 1.5}, rated("2", 4))
    assert (answer["success"], answer["accepted"]) == (True, 2)
    first, second = answer["rejected"]
    assert (first["index"], first["messageId"]) == (1, bad["messageId"])
    assert "0.5 to 5" in first["reason"]
    assert (second["index"], second["messageId"]) == (2, None)


def test_a_batch_with_nothing_valid_is_400(client: TestClient) -> None:
    response = client.post("/v1/batch", json={"batch": [{"userId": ""}]})
    assert response.status_code == 400
    assert response.json()["accepted"] == 0
    assert len(response.json()["rejected"]) == 1


def test_gzip_and_text_bodies_are_taken(client: TestClient) -> None:
    body = msgspec.json.encode({"batch": [rated("1", 5)]})
    packed = client.post(
        "/v1/batch", content=gzip.compress(body), headers={"Content-Encoding": "gzip"}
    )
    assert packed.json()["accepted"] == 1
    plain = client.post(
        "/v1/t", content=msgspec.json.encode(rated("2", 5)), headers={"Content-Type": "text/plain"}
    )
    assert plain.json()["accepted"] == 1


def test_write_keys_work_as_segments_do(client: TestClient, site: Site) -> None:
    key = site.keys.create("write", "web", NOW)[0]
    basic = base64.b64encode(f"{key}:".encode()).decode()
    anonymous = TestClient(client.app)
    for headers, body in (
        ({"Authorization": f"Basic {basic}"}, rated("1", 5)),
        ({}, rated("2", 5) | {"writeKey": key}),
    ):
        assert anonymous.post("/v1/track", json=body, headers=headers).status_code == 200
    batch = {"batch": [rated("3", 5)], "writeKey": key}
    assert anonymous.post("/v1/batch", json=batch).status_code == 200
    for headers, body in (
        ({}, rated("1", 5)),
        ({}, rated("1", 5) | {"writeKey": "nonsense"}),
        ({"Authorization": "Basic !!"}, rated("1", 5)),
        ({"Authorization": "Basic " + base64.b64encode(b"nope:").decode()}, rated("1", 5)),
    ):
        response = anonymous.post("/v1/track", json=body, headers=headers)
        assert response.status_code == 401
        assert error(response)["code"] == "not_allowed"


def test_browsers_are_answered(client: TestClient) -> None:
    headers = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/v1/batch", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    settings = client.get("/v1/projects/abc/settings").json()
    assert settings["integrations"]["Segment.io"]["apiKey"] == "abc"
    assert settings["integrations"]["Segment.io"]["apiHost"].endswith("/v1")


def test_a_write_key_reads_nothing(client: TestClient, site: Site) -> None:
    key = site.keys.create("write", "web", NOW)[0]
    headers = {"Authorization": f"Bearer {key}"}
    for path in ("/v1/users/ann/home", "/v1/users/ann/profile", "/v1/items/1", "/v1/keys"):
        response = client.get(path, headers=headers)
        assert response.status_code == 403, path
    assert client.get("/v1/keys").status_code == 403  # a server key is not an admin key


def test_a_user_token_is_good_for_its_user_and_its_time(client: TestClient, clock: Clock) -> None:
    token = client.post("/v1/tokens", json={"user_id": "ann", "minutes": 5}).json()["token"]
    browser = TestClient(client.app, headers={"Authorization": f"Bearer {token}"})
    page = home(browser)
    assert browser.get("/v1/users/bob/home").status_code == 403
    assert browser.delete("/v1/users/ann").status_code == 403
    following = next(row["next"] for row in home(browser, columns=4)["rows"] if row["next"])
    assert browser.get(f"/v1/rows/{following}").status_code == 200
    bobs = next(row["next"] for row in home(client, "bob", columns=4)["rows"] if row["next"])
    assert browser.get(f"/v1/rows/{bobs}").status_code == 403
    forged = token[:-3] + ("aaa" if token[-3:] != "aaa" else "bbb")
    assert (
        client.get("/v1/users/ann/home", headers={"Authorization": f"Bearer {forged}"}).status_code
        == 401
    )
    clock.now += 6 * 60_000
    assert "expired" in error(browser.get("/v1/users/ann/home"))["message"]
    assert page["user_id"] == "ann"


def test_the_page_keeps_its_promises(client: TestClient) -> None:
    send(client, rated("1", 5), rated("3", 4.5), track("Item Hidden", item="7"))
    page = home(client, device="tv", timezone="Europe/Paris")
    shown = items(page)
    assert len(shown) == len(set(shown))
    assert "7" not in shown
    assert {row["position"] for row in page["rows"]} == set(range(len(page["rows"])))
    for row in page["rows"]:
        assert row["title"] and row["reason"]
        for column, item in enumerate(row["items"]):
            assert item["position"] == column
            assert item["title"] == TITLE[item["item_id"]]
            assert item["source"] and item["reason"]
            assert item["artwork"]["propensity"] == 0.5
            assert item["artwork"]["url"].startswith(f"/{item['item_id']}/")
            assert item["recommendation_id"] == f"{page['page_id']}.{row['position']}.{column}"


def test_the_same_state_gives_the_same_page_under_a_new_id(client: TestClient) -> None:
    send(client, rated("1", 5))
    first, second = home(client), home(client)
    assert first["page_id"] != second["page_id"]
    text = msgspec.json.encode(first).decode().replace(first["page_id"], second["page_id"])
    assert msgspec.json.decode(text) == second


def test_strangers_get_a_good_page_and_one_event_changes_it(client: TestClient) -> None:
    page = home(client, "stranger")
    assert len(items(page)) >= 10
    send(client, track("Item Rated", "stranger", item=items(page)[0], thumb=1))
    after = home(client, "stranger")
    assert items(after) != items(page)
    assert items(page)[0] not in items(after)


def test_more_of_a_row_never_repeats_the_page(client: TestClient) -> None:
    page = home(client, rows=2, columns=4)
    row = page["rows"][0]
    seen = items(page)
    while row["next"]:
        row = client.get(f"/v1/rows/{row['next']}", params={"columns": 4}).json()
        more = [item["item_id"] for item in row["items"]]
        assert not set(more) & set(seen)
        assert row["items"][0]["recommendation_id"].startswith(page["page_id"])
        seen += more
    assert len(seen) == len(FILMS)


def test_asking_again_for_more_gives_the_same(client: TestClient) -> None:
    following = home(client, rows=1, columns=4)["rows"][0]["next"]
    first, again = (client.get(f"/v1/rows/{following}", params={"columns": 4}).json() for _ in "12")
    assert first == again


def test_rows_of_unknown_pages_are_clear_errors(client: TestClient) -> None:
    for name, status in (("nonsense", 400), ("nopage.0.1", 404), ("a.b.c", 400)):
        assert client.get(f"/v1/rows/{name}").status_code == status
    page = home(client)
    assert client.get(f"/v1/rows/{page['page_id']}.99.0").status_code == 404


def test_recommendations_obey_filter_exclude_and_boost(client: TestClient) -> None:
    send(client, rated("1", 5))

    def ask(**query: Any) -> list[str]:
        response = client.get("/v1/users/ann/recommendations", params=query)
        assert response.status_code == 200, response.text
        return [item["item_id"] for item in response.json()["items"]]

    everything = ask(n=100)
    assert len(everything) == len(FILMS) - 1
    assert everything[:5] == ask(n=5)
    assert everything[0] not in ask(n=100, exclude=everything[0])
    wanted = "category = 'Sci-Fi' and year >= 1980 and not person = 'Kurt Russell'"
    assert set(ask(n=100, filter=wanted)) == {"6", "9"}
    assert ask(n=3, filter="boost 1000 if title = 'Ran'")[0] == "23"
    assert set(ask(filter="category in ('War', 'Musical')")) == {"17", "21", "22", "23"}
    bad = client.get("/v1/users/ann/recommendations", params={"filter": "colour = 'red'"})
    assert error(bad)["code"] == "bad_filter"
    assert "Fields:" in error(bad)["message"]


def test_similar_items_share_people_and_categories(client: TestClient) -> None:
    found = client.get("/v1/items/5/similar", params={"n": 3}).json()["items"]
    assert found[0]["item_id"] == "6"
    assert client.get("/v1/items/none/similar").status_code == 404


def test_the_profile_gives_each_line_with_evidence(client: TestClient) -> None:
    send(
        client,
        rated("1", 5),
        rated("3", 4.5),
        rated("4", 1),
        track("Item Hidden", item="20"),
        track("Search Performed", query="De Niro"),
        track("Items Ranked", items=["7", "11"]),
        track("Item Saved", item="12"),
        track("Page Scrolled", depth=0.5, duration_ms=4000),
        track("Video Content Started", item="9"),
        track("Video Playback Paused", item="9", position=1800, total_length=6000),
        *(track("Item Impression", item="14", visible_ms=800) for _ in range(5)),
    )
    view = client.get("/v1/users/ann/profile").json()
    lines = {(line["feature"], line["value"]): line for line in view["lines"]}
    crime = lines["category", "Crime"]
    assert crime["strength"] > 0
    assert {"Heat", "Casino"} <= {evidence["title"] for evidence in crime["evidence"]}
    assert "rated 5 of 5" in {evidence["text"] for evidence in crime["evidence"]}
    assert lines["person", "Robert De Niro"]["strength"] > 0
    assert lines["category", "Romance"]["strength"] < 0
    assert lines["search", "de niro"]["text"].startswith("Searched for")
    assert {"likes", "dislikes", "hidden", "watching", "passed_by", "dwell", "scroll", "saved"} <= {
        line["feature"] for line in view["lines"]
    }
    assert {"ranked", "hour", "weekday", "device", "era"} <= {
        line["feature"] for line in view["lines"]
    }
    assert all(line["text"] for line in view["lines"])
    assert client.get("/v1/users/nobody/profile").json()["lines"] == []


def test_continue_watching_comes_first_until_finished(client: TestClient) -> None:
    send(
        client,
        track("Video Content Started", item="9", time=NOW - 3_600_000),
        track("Video Playback Paused", item="9", position=1800, total_length=6000),
    )
    first = home(client)["rows"][0]
    assert (first["kind"], first["items"][0]["item_id"]) == ("continue_watching", "9")
    assert first["items"][0]["reason"] == "30% watched"
    send(client, track("Video Content Completed", item="9"))
    assert "9" not in items(home(client))


def test_items_are_put_read_and_deleted_at_once(client: TestClient) -> None:
    film = {"title": "سينما 🎬", "categories": ["Crime"], "year": 2001}
    assert client.put("/v1/items/new/1", json=film).status_code == 200
    assert client.get("/v1/items/new/1").json()["title"] == "سينما 🎬"
    assert "new/1" in items(home(client, columns=100))
    batch = {"items": [{"id": "b", "title": "B"}, {"id": "c"}, {"title": "D"}]}
    answer = client.post("/v1/items", json=batch).json()
    assert answer["accepted"] == 1
    assert [bad["index"] for bad in answer["rejected"]] == [1, 2]
    assert client.delete("/v1/items/new/1").status_code == 200
    assert client.delete("/v1/items/new/1").status_code == 404
    assert client.get("/v1/items/new/1").status_code == 404
    assert "new/1" not in items(home(client))


def test_nothing_unavailable_is_shown(client: TestClient) -> None:
    def put(item: str, **fields: Any) -> None:
        assert client.put(f"/v1/items/{item}", json={"title": item, **fields}).status_code == 200

    put("later", availability={"from": NOW + DAY})
    put("gone", availability={"until": NOW - 1})
    put("gone too", availability={"until": "2001-01-01T00:00:00Z"})
    put("french", availability={"countries": ["FR"]})
    put("sold out", stock=0)
    put("red one", variant_of="1")
    shown = items(home(client))
    assert not {"later", "gone", "gone too", "french", "sold out", "red one"} & set(shown)
    assert "french" in items(home(client, country="FR", columns=100))
    assert "later" in items(home(client, time="2027-01-01T00:00:00Z", columns=100))


def test_an_empty_catalogue_gives_an_empty_page(client: TestClient) -> None:
    for film in FILMS:
        client.delete(f"/v1/items/{film.item_id}")
    assert home(client)["rows"] == []
    assert client.get("/v1/users/ann/recommendations").json()["items"] == []


def test_a_person_can_have_their_data_and_be_forgotten(client: TestClient, site: Site) -> None:
    send(
        client,
        track("Item Clicked", item="1") | {"userId": None, "anonymousId": "cookie"},
        {"type": "identify", "userId": "ann", "anonymousId": "cookie", "traits": {"name": "Ann"}},
        rated("2", 5),
        rated("2", 5, user="bob"),
    )
    data = client.get("/v1/users/cookie/export").json()
    assert len(data["messages"]) == 3
    assert data["messages"][1]["traits"] == {"name": "Ann"}
    assert data["profile"]["lines"]
    assert client.delete("/v1/users/ann").json() == {"user_id": "ann", "events": 3}
    assert client.delete("/v1/users/ann").status_code == 404
    assert client.get("/v1/users/cookie/export").status_code == 404
    assert client.get("/v1/users/ann/profile").json()["events"] == 0
    assert site.runtime.store.log.count() == 1
    late = client.post("/v1/track", json=rated("3", 5, time=NOW - 1000))
    assert late.status_code == 400
    assert "deleted" in late.json()["rejected"][0]["reason"]


def test_an_outcome_is_written_for_what_was_served(client: TestClient, clock: Clock) -> None:
    page = home(client)
    shown = page["rows"][0]["items"][0]
    ours, item = shown["recommendation_id"], shown["item_id"]

    def outcome() -> dict[str, Any]:
        response = client.get(f"/v1/outcomes/recommendations/{ours}")
        return dict(response.json()["outcome"] or {})

    assert outcome() == {}
    send(client, track("Item Impression", item=item, visible_ms=900, recommendation=ours))
    assert (outcome()["seen"], outcome()["visible_ms"], outcome()["take"]) == (True, 900.0, False)
    beats = [
        track(
            "Video Content Playing",
            item=item,
            time=NOW + s * 1000,
            recommendation=ours,
            total_length=6000,
        )
        for s in range(30, 331, 30)
    ]
    clock.now += 400_000
    send(
        client,
        track("Video Content Started", item=item, recommendation=ours, total_length=6000),
        *beats,
        track("Item Rated", item=item, thumb=1, recommendation=ours),
    )
    after = outcome()
    assert (after["take"], after["liked"], after["finished"]) == (True, True, False)
    assert after["watched_s"] == 330
    assert after["abandoned"] is None
    clock.now += 8 * DAY
    assert outcome()["abandoned"] is True


def test_the_share_taken_by_kind_and_place_can_be_asked_for(client: TestClient) -> None:
    row = home(client)["rows"][0]
    first, second = row["items"][:2]
    for shown in (first, second):
        ours = shown["recommendation_id"]
        send(
            client,
            track("Item Impression", item=shown["item_id"], visible_ms=900, recommendation=ours),
        )
    done = track(
        "Video Content Completed",
        item=first["item_id"],
        recommendation=first["recommendation_id"],
    )
    send(client, done)
    places = client.get("/v1/outcomes/places").json()
    assert (places["seen"], places["taken"]) == (2, 1)
    assert [(kind["name"], kind["share"]) for kind in places["kinds"]] == [(row["kind"], 0.5)]
    assert (places["rows"][0]["name"], places["rows"][0]["seen"]) == ("row 0", 2)


def test_a_recommendation_id_of_somebody_else_ties_nothing(client: TestClient) -> None:
    shown = home(client, "bob")["rows"][0]["items"][0]
    ours, item = shown["recommendation_id"], shown["item_id"]
    send(client, rated("1", 5, user="bob"), rated("1", 5, user="ann"))
    shown = home(client, "bob")["rows"][0]["items"][0]
    ours, item = shown["recommendation_id"], shown["item_id"]
    send(client, track("Item Clicked", "ann", item=item, recommendation=ours))
    send(client, track("Item Clicked", "bob", item="1", recommendation=ours))
    assert client.get(f"/v1/outcomes/recommendations/{ours}").json()["outcome"] is None
    send(client, track("Item Clicked", "bob", item=item, recommendation=ours))
    assert client.get(f"/v1/outcomes/recommendations/{ours}").json()["outcome"]["clicked"]
    assert client.get("/v1/outcomes/recommendations/never.0.0").status_code == 404


def test_operations(client: TestClient) -> None:
    send(client, rated("1", 5), track("Coupon Shaken"))
    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json()["items"] == len(FILMS)
    text = client.get("/metrics").text
    assert 'matinee_events_total{kind="rate"} 1.0' in text
    assert 'matinee_custom_events_total{name="Coupon Shaken"} 1.0' in text
    spec = client.get("/openapi.json").json()
    assert spec["openapi"] == "3.1.0"
    assert "/v1/users/{user}/home" in spec["paths"]
    assert "Page" in spec["components"]["schemas"]
    assert "GET /v1/users/{user}/home" in client.get("/docs").text


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/v1/users/ann/home?rows=0", "rows"),
        ("/v1/users/ann/home?rows=many", "rows"),
        ("/v1/users/ann/home?columns=99999", "columns"),
        ("/v1/users/ann/home?device=toaster", "device"),
        ("/v1/users/ann/home?time=noon", "time"),
        ("/v1/users/ann/home?timezone=Mars/Olympus", "timezone"),
        ("/v1/users/ann/recommendations?filter=year > 'x'", "filter"),
        ("/v1/users/ann/recommendations?filter=category = 5", "filter"),
        ("/v1/users/ann/home?time=9e99", "time"),
        (f"/v1/users/{'u' * 10_000}/home", "user"),
        ("/v1/users/ann/recommendations?n=-1", "n"),
        ("/v1/users/ann/recommendations?filter=year", "filter"),
    ],
)
def test_bad_queries_name_their_field(client: TestClient, path: str, field: str) -> None:
    response = client.get(path)
    assert response.status_code == 400
    assert error(response)["field"] == field


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/track", "/v1/items", "/v1/tokens"])
@pytest.mark.parametrize("body", [b"", b"{", b"[1,", b"\xff\xfe", b"nul\0", b'"\\ud800"', b"7"])
def test_malformed_json_is_a_clear_400(client: TestClient, path: str, body: bytes) -> None:
    response = client.post(path, content=body)
    assert response.status_code == 400
    assert error(response)["code"] == "bad_input"


def test_huge_and_broken_bodies_are_refused(client: TestClient) -> None:
    assert client.post("/v1/batch", content=b" " * 10_000_000).status_code == 413
    assert client.post("/v1/items", content=b" " * 10_000_001).status_code == 413
    bomb = gzip.compress(b"0" * 50_000_000)
    headers = {"Content-Encoding": "gzip"}
    assert client.post("/v1/batch", content=bomb, headers=headers).status_code == 413
    cut = gzip.compress(b'{"batch": []}')[:-6]
    assert client.post("/v1/batch", content=cut, headers=headers).status_code == 400
    assert client.post("/v1/batch", content=b"no", headers=headers).status_code == 400
    brotli = client.post("/v1/batch", content=b"x", headers={"Content-Encoding": "br"})
    assert brotli.status_code == 400
    many = b'{"batch": [' + b",".join([b"{}"] * 100_000) + b"]}"
    response = client.post("/v1/batch", content=many)
    assert response.status_code == 400
    assert len(response.json()["rejected"]) == 1000


def test_bad_items_are_refused(client: TestClient) -> None:
    for body, field in (
        ({"title": ""}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"title": "t" * 2000}, "title"),
        ({"title": "t", "year": "soon"}, "year"),
        ({"title": "t", "id": "2"}, "id"),
        ({"title": "t", "availability": {"until": "soon"}}, "availability.until"),
        ({"title": "t", "properties": {"x": "y" * 70_000}}, "properties"),
    ):
        response = client.put("/v1/items/1", json=body)
        assert response.status_code == 400
        assert error(response)["field"] == field
    assert client.get("/v1/items/1").json()["title"] == "Heat"


def test_unknown_addresses_and_methods_are_said(client: TestClient) -> None:
    assert error(client.get("/nowhere"))["code"] == "not_found"
    assert error(client.get("/v1/batch"))["code"] == "bad_method"
    assert error(client.get("/"))["code"] == "not_found"


def test_a_full_disk_refuses_clearly_and_loses_nothing(client: TestClient, site: Site) -> None:
    send(client, rated("1", 5))
    store = site.runtime.store
    connection = store._connection  # type: ignore[attr-defined]
    store.flush()
    connection.pragma("max_page_count", connection.pragma("page_count") + 1)
    calls = [rated("2", 5) | {"context": {"page": {"path": "x" * 20_000}}} for _ in range(20)]
    refused = client.post("/v1/batch", json={"batch": calls})
    assert refused.status_code == 507
    assert error(refused)["code"] == "storage_full"
    assert "Free some space" in error(refused)["message"]
    assert client.get("/v1/users/ann/home").status_code == 200, "pages are served all the same"
    connection.pragma("max_page_count", 1 << 30)
    assert send(client, *calls)["accepted"] == 20
    view = client.get("/v1/users/ann/profile").json()
    assert view["events"] == 21
