"""Artwork over HTTP: files sent and looked at, rulings, faces; and who may what."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PIL import Image as Pillow

from tests.artwork.test_frames import film, scene, still
from tests.flow.serving import Server

ITEM = "a/b film"


def made(client: httpx2.Client, kind: str) -> str:
    key: str = client.post("/v1/keys", json={"kind": kind, "name": "Ann"}).json()["key"]
    return key


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def send(client: httpx2.Client, path: Path, item: str = ITEM, name: str = "") -> httpx2.Response:
    return client.post(
        f"/v1/artwork/files/{item}", params={"name": name or path.name}, content=path.read_bytes()
    )


def ended(client: httpx2.Client, job_id: str) -> dict[str, Any]:
    for _ in range(600):
        job: dict[str, Any] = client.get(f"/v1/artwork/jobs/{job_id}").raise_for_status().json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.1)
    raise AssertionError(f"The job did not end: {job}")


def room(client: httpx2.Client, item: str = ITEM) -> dict[str, Any]:
    told: dict[str, Any] = client.get(f"/v1/artwork/titles/{item}").raise_for_status().json()
    return told


def rules(told: dict[str, Any]) -> dict[str, str]:
    return {one["artwork_id"]: one["rule"] for one in told["pictures"]}


def with_item(client: httpx2.Client) -> None:
    items = [{"id": ITEM, "title": "Film"}]
    client.post("/v1/items", json={"items": items}).raise_for_status()


def test_a_film_that_is_sent_becomes_pictures_that_an_editor_rules(tmp_path: Path) -> None:
    video = film(tmp_path / "my film.mp4", [scene(1), scene(2), scene(3)])
    with Server(tmp_path / "data") as server, server.client() as client:
        with_item(client)
        accepted = send(client, video)
        assert accepted.status_code == 202 and accepted.json()["files"] == ["my_film.mp4"]
        job = ended(client, accepted.json()["job_id"])
        assert job["state"] == "done" and job["progress"] == 1 and job["candidates"] == 3
        assert not list((tmp_path / "data" / "artwork" / ".uploads").iterdir())
        shown = room(client)
        assert len(shown["pictures"]) == 3 and shown["jobs"][0] == job
        best, other = shown["pictures"][:2]
        assert best["score"] and best["rule"] == "" and best["performance"] == []

        def ruled(artwork: str, rule: str) -> httpx2.Response:
            return client.put(f"/v1/artwork/pictures/{artwork}/{ITEM}", json={"rule": rule})

        def served(user: str) -> str:
            rows = client.get(f"/v1/users/{user}/home").json()["rows"]
            return str(rows[0]["items"][0]["artwork"]["artwork_id"])

        assert rules(ruled(other["artwork_id"], "pin").json())[other["artwork_id"]] == "pinned"
        assert {served(f"u{n}") for n in range(10)} == {other["artwork_id"]}
        ruled(other["artwork_id"], "none")
        ruled(best["artwork_id"], "forbid")
        assert best["artwork_id"] not in {served(f"v{n}") for n in range(20)}
        assert ruled("nothing", "pin").status_code == 404
        assert ruled(best["artwork_id"], "love").status_code == 400
        fed = {"id": ITEM, "title": "Film, renamed"}  # a feed that knows nothing of our pictures
        client.post("/v1/items", json={"items": [fed]}).raise_for_status()
        assert len(room(client)["pictures"]) == 3 and room(client)["title"] == "Film, renamed"
        picture = still(tmp_path / "a.png", scene(9))
        assert ended(client, send(client, picture).json()["job_id"])["candidates"] == 1
        assert len(room(client)["pictures"]) == 4, "a still comes beside the film's pictures"
        listed = client.get("/v1/artwork/titles?q=fil").json()
        assert listed["with_own"] == 1 and listed["titles"][0]["pictures"] == 4
        server.kill()
    with Server(tmp_path / "data") as server, server.client() as client:  # what was said stays
        kept = rules(room(client))
        assert kept[best["artwork_id"]] == "forbidden" and kept[other["artwork_id"]] == ""


def test_files_that_are_none_fail_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "words.mp4").write_text("no film")
    (tmp_path / "empty.mp4").write_bytes(b"")
    flat = tmp_path / "flat.png"
    Pillow.new("RGB", (320, 180), "teal").save(flat)
    data = tmp_path / "data"
    data.mkdir()
    (data / "matinee.toml").write_text("[artwork.frames]\nlargest_upload_mb = 1\n")
    with Server(data) as server, server.client() as client:
        with_item(client)
        for path, name, status, reason in (
            (flat, "x.exe", 400, "is no video and no still"),
            (flat, "", 202, ""),
            (tmp_path / "words.mp4", "", 202, ""),
            (tmp_path / "empty.mp4", "", 400, "empty"),
            (flat, "../../matinee.toml", 400, "is no video"),
        ):
            answer = send(client, path, name=name)
            assert answer.status_code == status and reason in answer.text
        jobs = client.get("/v1/artwork/jobs").json()["jobs"]
        words, nothing = (ended(client, one["job_id"]) for one in jobs)
        assert words["state"] == "failed" and "cannot be read as a video" in words["words"][0]
        assert nothing["state"] == "done" and "shows nothing" in nothing["words"][-1]
        assert send(client, flat, item="gone").status_code == 404
        big = client.post(f"/v1/artwork/files/{ITEM}?name=a.mp4", content=b"x" * 1_000_001)
        assert big.status_code == 413 and "over 1 MB" in big.text
        assert not list((data / "artwork" / ".uploads").iterdir())
        assert client.get("/v1/artwork/jobs/none").status_code == 404


def test_a_job_that_was_accepted_is_done_after_a_crash(tmp_path: Path) -> None:
    video = film(tmp_path / "film.mp4", [scene(number) for number in range(12)] * 3)
    data = tmp_path / "data"
    with Server(data) as server:
        with server.client() as client:
            with_item(client)
            accepted = send(client, video).json()
        server.kill()
    (data / "artwork" / ".uploads" / "half").mkdir()
    with Server(data) as server, server.client() as client:
        assert ended(client, accepted["job_id"])["candidates"] > 3
        assert len(room(client)["pictures"]) > 3
        assert not (data / "artwork" / ".uploads" / "half").exists()


def test_a_face_is_named_over_http(tmp_path: Path, shared_data: Path, photos: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(shared_data / "models", data / "models" / "vision")
    with Server(data) as server, server.client() as client:
        with_item(client)
        assert ended(client, send(client, photos / "obama.jpg").json()["job_id"])["state"] == "done"
        (person,) = room(client)["people"]
        portrait = client.get(f"/{person['url']}")
        assert portrait.headers["content-type"] == "image/webp" and len(portrait.content) > 500
        at = f"/v1/artwork/faces/{person['face']}/{ITEM}"
        assert client.put(at, json={"name": ""}).status_code == 400
        named = client.put(at, json={"name": "Barack Obama"}).raise_for_status().json()
        assert named["people"] == []
        assert named["pictures"][0]["tags"][0] == "person:Barack Obama"
        artworks = client.get(f"/v1/items/{ITEM}").json()["artworks"]
        assert "person:Barack Obama" in artworks[0]["tags"]
        assert client.put(at, json={"name": "X"}).status_code == 404
        assert client.get(f"/v1/artwork/faces/..%2fx/{ITEM}").status_code == 404


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("console")) as server:
        with server.client() as client:
            with_item(client)
        yield server


RULE = f"/v1/artwork/pictures/none/{ITEM}"


@pytest.mark.parametrize(
    ("kind", "may_read", "may_rule"),
    [("write", 403, 403), ("viewer", 200, 403), ("editor", 200, 404), ("server", 200, 404)],
)
def test_roles(server: Server, kind: str, may_read: int, may_rule: int) -> None:
    with server.client() as client:
        key = made(client, kind)
    with httpx2.Client(base_url=server.url, headers=bearer(key)) as client:
        assert client.get("/v1/artwork/titles").status_code == may_read
        assert client.put(RULE, json={"rule": "pin"}).status_code == may_rule
        if kind in ("viewer", "editor"):
            assert client.get("/v1/users/ann/home").status_code == 403, "not other people's pages"
            assert client.get("/v1/keys").status_code == 403


def test_a_session_is_a_cookie_that_no_other_site_can_use(server: Server) -> None:
    with server.client() as admin, httpx2.Client(base_url=server.url) as client:
        assert client.get("/v1/console/session").json() == {"name": "", "role": ""}
        assert client.get("/v1/artwork/titles").status_code == 401
        assert client.post("/v1/console/session", json={"key": "wrong"}).status_code == 401
        weak = made(admin, "write")
        assert client.post("/v1/console/session", json={"key": weak}).status_code == 403
        answer = admin.post("/v1/keys", json={"kind": "editor", "name": "Ann"}).json()
        signed = client.post("/v1/console/session", json={"key": answer["key"]})
        assert signed.json() == {"name": "Ann", "role": "editor"}
        cookie = signed.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie
        assert client.get("/v1/artwork/titles").status_code == 200
        refused = client.put(RULE, json={"rule": "pin"})
        assert refused.status_code == 403 and "x-matinee-console" in refused.text
        ours = {"X-Matinee-Console": "1"}
        assert client.put(RULE, json={"rule": "pin"}, headers=ours).status_code == 404
        # An editor who also visits the site: their browser sends the cookie with its events.
        write = made(admin, "write")
        event = {"userId": "ann", "event": "Item Viewed", "properties": {"item_id": ITEM}}
        body = {"batch": [{"type": "track", **event}], "writeKey": write}
        assert client.post("/v1/batch", json=body).status_code == 200
        del body["writeKey"]
        assert client.post("/v1/batch", json=body).status_code == 401, "a cookie sends no events"
        session = dict(client.cookies)["matinee_console"]
        claims, _, signature = session.partition(".")
        forged = f"{claims}.{signature[::-1]}"
        headers = {"Cookie": f"matinee_console={forged}"}
        assert httpx2.get(f"{server.url}/v1/artwork/titles", headers=headers).status_code == 401
        admin.delete(f"/v1/keys/{answer['key_id']}").raise_for_status()
        assert client.get("/v1/artwork/titles").status_code == 401, "the key is gone"
        client.delete("/v1/console/session", headers=ours)
        assert not dict(client.cookies)


def test_a_user_token_is_no_session(server: Server) -> None:
    with server.client() as client:
        token = client.post("/v1/tokens", json={"user_id": "ab" * 32}).json()["token"]
    for cookie in (token, token.removeprefix("user_")):
        headers = {"Cookie": f"matinee_console={cookie}"}
        assert httpx2.get(f"{server.url}/v1/artwork/titles", headers=headers).status_code == 401


def test_the_page_of_the_console_is_open_and_strict(server: Server) -> None:
    answer = httpx2.get(f"{server.url}/console")
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200 and "frame-ancestors 'none'" in policy
