"""Things that went wrong once, each as it happened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from matinee.demo import run
from matinee.errors import MatineeError
from matinee.records import Identity
from matinee.runtime import Runtime
from matinee.server.deps import Site
from matinee.settings import Settings
from matinee.storage.embedded import DATABASE, EmbeddedStore
from matinee.testing.stores import message
from tests.making import DAY, NOW, rated, track


def home(client: TestClient, user: str = "ann", **query: Any) -> dict[str, Any]:
    return dict(client.get(f"/v1/users/{user}/home", params=query).raise_for_status().json())


def send(client: TestClient, *calls: dict[str, Any]) -> dict[str, Any]:
    return dict(client.post("/v1/batch", json={"batch": list(calls)}).raise_for_status().json())


def test_a_shared_browser_shows_the_one_who_signed_in_last(client: TestClient) -> None:
    guest = {"anonymousId": "cookie"}
    send(client, {"type": "identify", "userId": "ann"} | guest, rated("1", 5))
    assert client.get("/v1/users/cookie/profile").json()["events"] == 2
    send(client, {"type": "identify", "userId": "bob"} | guest)
    view = client.get("/v1/users/cookie/profile").json()
    assert view["events"] == 1
    assert not [line for line in view["lines"] if line["feature"] == "likes"]


def test_an_account_named_like_a_guest_is_found_first(client: TestClient) -> None:
    send(client, rated("1", 5) | {"userId": None, "anonymousId": "x"})
    assert client.get("/v1/users/x/profile").json()["events"] == 1
    send(client, rated("2", 5, user="x"), rated("3", 5, user="x"))
    assert client.get("/v1/users/x/profile").json()["events"] == 2


@pytest.mark.parametrize("until", [1 << 64, -(1 << 63) - 1, 1 << 60])
def test_an_item_cannot_make_the_folder_unopenable(
    client: TestClient, site: Site, until: int
) -> None:
    bad = {"title": "t", "availability": {"until": until}}
    response = client.put("/v1/items/x", json=bad)
    assert response.status_code == 400
    assert response.json()["error"]["field"] == "availability"
    assert len(list(site.runtime.store.catalog.items())) == 24


@pytest.mark.parametrize(
    "bad",
    [
        {"context": {"recommendation": {"item_position": 1e30}}},
        {"context": {"recommendation": {"item_position": 10**400}}},
        {"properties": {"item_id": "1", "stars": 10**400}},
        {"properties": {"item_id": "1", "stars": 3, "price": 10**400}},
        {"timestamp": 10**400},
        {"timestamp": -(10**400)},
        {"timestamp": 1e308},
    ],
)
def test_odd_numbers_cost_their_own_event_at_most(client: TestClient, bad: dict[str, Any]) -> None:
    answer = send(client, rated("1", 5) | bad, rated("2", 5))
    assert answer["accepted"] + len(answer["rejected"]) == 2
    assert answer["accepted"] >= 1


def test_deep_nesting_costs_its_own_event_only(client: TestClient) -> None:
    deep = b'{"a":' * 3000 + b"1" + b"}" * 3000
    good = msgspec.json.encode(rated("1", 5))
    bad = good.replace(b'"properties":{', b'"properties":{"x":' + deep + b",")
    answer = client.post("/v1/batch", content=b'{"batch":[' + bad + b"," + good + b"]}")
    assert answer.status_code in (200, 400)
    for path in ("/v1/track", "/v1/items", "/v1/tokens"):
        assert client.post(path, content=b"[" * 20_000).status_code == 400
    assert client.put("/v1/items/1", content=deep).status_code == 400


def test_a_click_and_a_sign_in_in_one_batch_are_tied(client: TestClient) -> None:
    shown = home(client, "cookie")["rows"][0]["items"][0]
    guest = {"userId": None, "anonymousId": "cookie"}
    seen = track("Item Viewed", item=shown["item_id"]) | guest
    send(client, seen)
    shown = home(client, "cookie")["rows"][0]["items"][0]
    ours = shown["recommendation_id"]
    click = track("Item Clicked", item=shown["item_id"], recommendation=ours) | guest
    send(client, click, {"type": "identify", "userId": "ann", "anonymousId": "cookie"})
    outcome = client.get(f"/v1/outcomes/recommendations/{ours}").json()["outcome"]
    assert outcome["clicked"]


def test_a_failing_follower_does_not_hang_the_answer(
    client: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(client, rated("1", 5))

    def fail(appended: object) -> None:
        raise OSError("too many open files")

    with monkeypatch.context() as patch:
        patch.setattr(site.runtime.attribution, "follow", fail)
        assert send(client, rated("2", 5))["accepted"] == 1
    assert client.get("/v1/users/ann/profile").json()["events"] == 2


def test_dislikes_do_not_make_popular_and_early_events_count(
    client: TestClient, site: Site
) -> None:
    for n in range(5):
        send(
            client, track("Item Rated", f"u{n}", item="1", thumb=-1), rated("late", 5, user=f"u{n}")
        )
    popular = site.runtime.home.model.popularity.popular()
    assert popular[site.runtime.catalog.index_of("1") or 0] == 0
    client.put("/v1/items/late", json={"title": "Late"}).raise_for_status()
    for _ in range(2):
        first = home(client, "stranger")["rows"][0]["items"][:2]  # a page in twenty is swapped
        assert "late" in [item["item_id"] for item in first]
        site.runtime.reload_model()


def test_what_was_hidden_or_deleted_heads_no_row(client: TestClient) -> None:
    send(client, track("Item Viewed", item="5"), track("Item Viewed", item="1"))
    assert any(row["row_id"] == "because:1" for row in home(client)["rows"])
    send(client, track("Item Hidden", item="1"))
    client.delete("/v1/items/5").raise_for_status()
    page = home(client)
    assert not [row for row in page["rows"] if row["row_id"] in ("because:1", "because:5")]
    assert "Alien " not in f"{page} "


def test_more_of_a_row_keeps_the_pages_country_and_its_own_places(
    client: TestClient, site: Site
) -> None:
    for n in range(8):
        limited = {"title": f"F{n}", "availability": {"countries": ["FR"]}}
        client.put(f"/v1/items/f{n}", json=limited).raise_for_status()
    page = home(client, country="FR", rows=1, columns=4)
    following = page["rows"][0]["next"]
    found = []
    while following:
        row = client.get(f"/v1/rows/{following}", params={"columns": 10}).json()
        found += [item["item_id"] for item in row["items"]]
        following = row["next"]
    assert {f"f{n}" for n in range(8)} <= {
        *found,
        *(i["item_id"] for i in page["rows"][0]["items"]),
    }
    assert client.get(f"/v1/rows/{page['page_id']}.0.3").status_code == 404
    parts = len(site.runtime.store.decisions.decisions(page["page_id"]))
    again = client.get(f"/v1/rows/{page['rows'][0]['next']}", params={"columns": 10}).json()
    assert [item["item_id"] for item in again["items"]] == found[:10]
    assert len(site.runtime.store.decisions.decisions(page["page_id"])) == parts


def test_a_forgotten_person_is_nowhere_in_the_files(tmp_path: Path) -> None:
    runtime = Runtime(tmp_path, Settings())
    from matinee.home import Request

    runtime.page(Request("sesame-person", NOW))
    who = Identity("sesame-person", known=True)
    runtime.append([message("m", who, body=b'{"note": "sesame-body"}')])
    runtime.page(Request("sesame-person", NOW))
    runtime.store.flush()
    runtime.forget("sesame-person", NOW + DAY)
    for name in (DATABASE, f"{DATABASE}-wal"):
        assert b"sesame" not in (tmp_path / name).read_bytes(), name
    runtime.close()


def test_a_retry_of_a_forgotten_person_is_known_by_its_own_time(client: TestClient) -> None:
    """A body replayed as it was carries an old `sentAt`, which moves its events to now."""
    send(client, rated("1", 5))
    client.delete("/v1/users/ann").raise_for_status()
    late = {"batch": [rated("2", 5, time=NOW - DAY)], "sentAt": NOW - DAY}
    response = client.post("/v1/batch", json=late)
    assert response.status_code == 400
    assert "deleted" in response.json()["rejected"][0]["reason"]


def test_the_demo_does_not_mix_into_somebodys_data(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.log.append([message("1")])
    store.close()
    (tmp_path / "cache" / "ml-100k").mkdir(parents=True)
    for name in ("u.data", "u.item", "u.user"):
        (tmp_path / "cache" / "ml-100k" / name).write_text("")
    with pytest.raises(MatineeError, match="not the demo's"):
        run.prepare(tmp_path, Settings(), print)
