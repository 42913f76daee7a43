"""The built web parts: small, packed, cached by name, open to other origins, and in the wheel."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from matinee.errors import NotFound
from matinee.server.app import create_app
from matinee.server.assets import ASSETS, Assets
from matinee.server.deps import DemoPerson, Site
from matinee.server.routes import viewer
from tests.server.test_api import error


@pytest.mark.parametrize(("name", "most"), [("components.js", 15 * 1024), ("tracker.js", 3 * 1024)])
def test_parts_stay_small(client: TestClient, name: str, most: int) -> None:
    answer = client.get(f"/web/{name}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) <= most
    assert "default from" not in answer.text


def test_parts_need_no_key_are_open_to_other_origins_and_cached(client: TestClient) -> None:
    del client.headers["Authorization"]
    stable = client.get("/web/components.js", headers={"Origin": "https://shop.example"})
    assert stable.headers["access-control-allow-origin"] == "*"
    assert stable.headers["cache-control"] == "no-cache"
    tag = {"If-None-Match": stable.headers["etag"]}
    assert client.get("/web/components.js", headers=tag).status_code == 304
    current = client.get(f"/web/{ASSETS.version}/components.js")
    assert "immutable" in current.headers["cache-control"]
    older = client.get("/web/0123/components.js")
    assert older.headers["cache-control"] == "no-cache", "an old page gets what there is, briefly"
    plain = client.get("/web/viewer.css", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers and "oklch" in plain.text


@pytest.mark.parametrize("name", ["nothing.js", "..%2f..%2fapp.py", "%2e%2e/app.py"])
def test_nothing_else_is_served(client: TestClient, name: str) -> None:
    assert error(client.get(f"/web/{name}"))["code"] == "not_found"


def test_a_checkout_without_built_parts_says_how_to_build_them(tmp_path: Path) -> None:
    nothing = Assets(tmp_path)
    assert not nothing.are_built
    with pytest.raises(NotFound, match="make web"):
        nothing.get("viewer.js")


def test_the_page_stands_without_built_parts(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(viewer, "ASSETS", Assets(tmp_path))
    site.people.append(DemoPerson("visitor-a", "Ann", "Likes films"))
    with TestClient(create_app(site)) as browser:
        page = browser.get("/").text
    assert '<script type="module"' not in page and "matinee-search" not in page
    assert page.count("static/pages.css") == 2 and "title=" in page


def test_packed_and_plain_are_the_same() -> None:
    for name in ("components.js", "viewer.css", "instrument-sans.woff2", "licences.txt"):
        asset = ASSETS.get(name)
        assert asset.packed is None or gzip.decompress(asset.packed) == asset.body
    assert ASSETS.get("licences.txt").body.count(b"SIL OPEN FONT LICENSE") >= 10
