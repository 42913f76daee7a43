"""The demo, as a stranger runs it: from this checkout and from the built wheel."""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from typing import Any

import httpx2
import pytest

import matinee
from matinee.demo import datasets, movielens, run
from matinee.demo.datasets import ML_100K
from matinee.errors import MatineeError
from matinee.fetching import Dataset, Source, fetch
from matinee.server.run import serve
from tests.flow.serving import Server

ROOT = Path(matinee.__file__).parents[2]
CACHE = Path(os.environ.get("MATINEE_TEST_CACHE", ROOT / ".cache"))


@pytest.fixture(scope="session")
def movielens_cache() -> Path:
    """MovieLens 100K, fetched once."""
    fetch(ML_100K, CACHE, print)
    return CACHE


def demo_folder(folder: Path, cache: Path) -> Path:
    """A data folder with a warm cache."""
    folder.mkdir()
    (folder / "cache").symlink_to(cache)
    return folder


def check(result: dict[str, Any]) -> None:
    assert result["events_imported"] == 100_000
    assert result["changed"] is True
    assert result["page_before"] != result["page_after"]
    assert (
        result["train_seconds"] > 0 and result["ready_seconds"] > 0 and result["freshness_ms"] > 0
    )
    assert next(iter(result["page_before"])) == "Continue watching"
    assert "Top picks for you" in result["page_before"]


@pytest.fixture(scope="session")
def demo(
    tmp_path_factory: pytest.TempPathFactory, movielens_cache: Path
) -> tuple[Path, dict[str, Any]]:
    """A demo that was set up and checked once."""
    data = demo_folder(tmp_path_factory.mktemp("demo") / "data", movielens_cache)
    command = [sys.executable, "-m", "matinee.cli", "demo", "--check", "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert "1491 whole weeks" in done.stderr or "whole weeks" in done.stderr
    return data, json.loads(done.stdout)


def test_demo_check(demo: tuple[Path, dict[str, Any]]) -> None:
    data, result = demo
    check(result)
    command = [sys.executable, "-m", "matinee.cli", "demo", "--check", "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    second = json.loads(done.stdout)
    check(second)
    assert "Importing" not in done.stderr, "the second run imports nothing again"


def test_the_viewer_page_plays_rates_and_explains(demo: tuple[Path, dict[str, Any]]) -> None:
    """The page by a browser's means: links and forms, no script."""
    import re
    import threading

    from matinee.settings import load_settings

    data, _ = demo
    ready = threading.Event()
    found: dict[str, Any] = {}

    def on_ready(running: Any) -> None:
        found["running"] = running
        ready.set()

    settings = load_settings(data, {}, {"server.port": 0})
    note = run.prepare(data, settings, print)
    thread = threading.Thread(
        target=lambda: serve(data, settings, people=note.people, on_ready=on_ready)
    )
    thread.start()
    assert ready.wait(60)
    try:
        with httpx2.Client(base_url=found["running"].address, follow_redirects=True) as browser:
            page = browser.get("/").raise_for_status()
            policy = page.headers["content-security-policy"]
            assert "script-src 'self'" in policy and "unsafe" not in policy
            for person in note.people:
                assert person.about in html.unescape(page.text)
            assert "Because you" in page.text and "Continue watching" in page.text
            link = re.search(
                r'href="\./(\?user=\d+&amp;title=\d+&amp;from=[\w.]+)"',
                page.text.partition("Top picks")[2],
            )
            assert link is not None
            title = browser.get("/" + html.unescape(link[1]))
            form = re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', title.text)
            fields = dict(form)
            after = browser.post("/act", data=fields | {"action": "like"})
            assert after.status_code == 200
            assert "Liked" in after.text
            assert f"&amp;title={fields['item']}&amp;" not in after.text
            about = browser.get("/about", params={"user": fields["user"]})
            assert "What we believe" in about.text and "rated 4 of 5" in about.text
            stranger = browser.get("/", params={"user": "visitor-1"})
            assert "Popular picks" in stranger.text
            assert browser.post("/act", data={"user": "x"}).status_code == 404
            nothing = {"user": fields["user"], "action": "explode"}
            assert browser.post("/act", data=nothing).status_code == 400
            cross = browser.post("/act", data=fields, headers={"Sec-Fetch-Site": "cross-site"})
            assert cross.status_code == 403
            assert browser.get("/static/pages.css").status_code == 200
            session = browser.get("/session", params={"user": fields["user"]}).json()
            bearer = {"Authorization": f"Bearer {session['token']}"}
            home = f"/v1/users/{fields['user']}/home"
            assert browser.get(home, headers=bearer).status_code == 200
            assert browser.get("/v1/users/1/home", headers=bearer).status_code == 403
            assert browser.get("/session", params={"user": "1"}).status_code == 404
            foreign = {"Sec-Fetch-Site": "cross-site"}
            assert browser.get("/session", headers=foreign).status_code == 403
            key = found["running"].site.keys.temporary()
            outcome = browser.get(
                f"/v1/outcomes/recommendations/{fields['recommendation']}",
                headers={"Authorization": f"Bearer {key}"},
            ).json()["outcome"]
            assert outcome["liked"]
    finally:
        found["running"].stop()
        thread.join(60)


def test_what_the_demo_imports_is_the_real_data(demo: tuple[Path, dict[str, Any]]) -> None:
    data, _ = demo
    source = next(path for path in (data / "cache" / "ml-100k",) if path.exists())
    rated = movielens.ratings(source)
    assert len(rated) == 100_000
    assert len({rating.user for rating in rated}) == 943
    films = {film.item_id: film for film in movielens.films(source)}
    assert films["1"].title == "Toy Story" and films["1"].people[1].name == "Tom Hanks"
    assert {"Animation", "Comedy"} <= set(films["1"].categories)
    with Server(data) as server, server.client() as client:
        view = client.get("/v1/users/196/export").json()
    stars = [m["properties"] for m in view["messages"] if m["event"] == "Item Rated"]
    mine = [rating for rating in rated if rating.user == "196"]
    assert len(stars) >= len(mine)
    simulated = [m for m in view["messages"] if "simulated" in m["properties"]]
    assert simulated and all(m["properties"]["simulated"] for m in simulated)


def test_without_network_and_cache_it_says_how_to_go_on(tmp_path: Path) -> None:
    dead = Dataset(
        "ml-100k",
        "",
        (
            Source("a.zip", "0", url="http://127.0.0.1:9/a.zip", members={"a": "a"}),
            Source("b.whl", "0", package="no-such-package-of-matinee==0", members={"b": "b"}),
        ),
    )
    with pytest.raises(MatineeError, match=r"put it into .*cache.*matinee import") as caught:
        fetch(dead, tmp_path / "cache", print)
    assert "a.zip or b.whl" in caught.value.message
    assert not list((tmp_path / "cache").iterdir())


def test_a_wrong_file_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"something else")
    source = Source("x.zip", "0" * 64, url="http://127.0.0.1:9/x.zip", members={"a": "a"})
    with pytest.raises(MatineeError, match="not the file it should be"):
        fetch(Dataset("x", "", (source,)), tmp_path, print)
    assert datasets.ML_100K.sources[0].url is not None


def test_the_wheel_works_in_a_clean_environment(tmp_path: Path, movielens_cache: Path) -> None:
    """Built, installed without the checkout in sight, and checked as the demo."""
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, capture_output=True, check=True, timeout=300)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    for part in ("server/static/web/viewer.js", "artwork/drawn/faces/anton.json.gz"):
        assert f"matinee/{part}" in held, "a wheel needs no Node"
    venv.create(tmp_path / "clean", with_pip=True)
    python = tmp_path / "clean" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel]
    subprocess.run([str(word) for word in install], check=True, timeout=600)
    data = demo_folder(tmp_path / "data", movielens_cache)
    command = [str(tmp_path / "clean" / "bin" / "matinee"), "demo", "--check", "--data", str(data)]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    check(json.loads(done.stdout))


@pytest.mark.parametrize("data_set", ["ml-100k", "ml-1m"])
def test_the_film_facts_are_those_of_their_source(shared_data: Path, data_set: str) -> None:
    import duckdb

    rows = duckdb.execute(
        'SELECT item_id, "cast" FROM read_parquet(?) WHERE data_set = ?',
        [str(shared_data / "film_facts.parquet"), data_set],
    ).fetchall()
    known = {str(item): set(cast or ()) for item, cast in rows}
    facts = movielens.film_facts(data_set)
    assert len(facts) > 1000
    for item, fact in facts.items():
        assert set(fact.get("cast", ())) <= known[item], fact["title"]
