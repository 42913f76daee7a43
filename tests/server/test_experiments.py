"""An experiment from a file to a sentence: through a real server, by command line and HTTP."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2

from tests.flow.serving import Server

FILE = """
name = "by-popularity"
goal = "starts"
guardrails = []
[[variants]]
name = "as-it-is"
[[variants]]
name = "popular"
changes = { "page.policy" = "popular" }
"""


def command(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "matinee.cli", "experiments", *words, "--data", str(data)]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def visit(client: httpx2.Client, user: str) -> set[str]:
    """A visit in which somebody sees the first title, and starts it if the page is one of what is
    popular."""
    page = client.get(f"/v1/users/{user}/home").raise_for_status().json()
    kinds = {row["kind"] for row in page["rows"]}
    item = page["rows"][0]["items"][0]
    names = ["Item Impression", *["Video Content Started"] * (kinds == {"popular"})]
    batch = [
        {
            "type": "track",
            "userId": user,
            "event": name,
            "properties": {"item_id": item["item_id"], "visible_ms": 900},
            "context": {"recommendation": {"recommendation_id": item["recommendation_id"]}},
        }
        for name in names
    ]
    client.post("/v1/batch", json={"batch": batch}).raise_for_status()
    return kinds


def test_from_a_file_to_a_sentence(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "try.toml"
    file.write_text(FILE)
    with Server(data) as server, server.client() as client:
        items = [{"id": f"f{n}", "title": f"Film {n}", "categories": ["Drama"]} for n in range(40)]
        client.post("/v1/items", json={"items": items}).raise_for_status()
        assert "No experiment yet" in command(data, "list").stdout
        assert command(data, "start", str(file)).returncode == 0
        again = command(data, "start", str(file))
        assert again.returncode == 1 and "There was an experiment 'by-popularity'" in again.stderr
        kinds = {user: visit(client, user) for user in (f"u{n}" for n in range(300))}
        popular = sum(kind == {"popular"} for kind in kinds.values())
        assert 110 < popular < 190
        assert kinds == {user: visit(client, user) for user in kinds}, "everybody stays"
        found: dict[str, Any] = client.get("/v1/experiments/by-popularity").json()
        trial = found["trial"]
        assert trial["people"] == {"as-it-is": 300 - popular, "popular": popular}
        assert trial["state"] == "better" and "safe to ship" in trial["sentences"][0]
        told = command(data, "show", "by-popularity")
        assert trial["sentences"][0] in told.stdout, told.stderr
        assert client.get("/v1/experiments/other").status_code == 404
        wrong = {"name": "x", "variants": [{"name": "a"}, {"name": "b", "changes": {"page.x": 1}}]}
        refused = client.post("/v1/experiments", json=wrong)
        assert refused.status_code == 400 and "no setting 'page.x'" in refused.text
    with Server(data) as server, server.client() as client:
        assert visit(client, "u1") == kinds["u1"], "after a restart as well"
        viewer = client.post("/v1/keys", json={"kind": "viewer", "name": "v"}).json()["key"]
        theirs = {"Authorization": f"Bearer {viewer}"}
        url = f"{server.url}/v1/experiments"
        assert httpx2.get(url, headers=theirs).json()["experiments"][0]["state"] == "running"
        assert httpx2.post(f"{url}/by-popularity/stop", headers=theirs).status_code == 403
        assert command(data, "stop", "by-popularity").returncode == 0
        assert all(visit(client, user) != {"popular"} for user in list(kinds)[:20])
        days = client.get("/v1/outcomes/days").json()
        assert days["total"]["started"] > 0 and days["total"]["sight"] >= 300
    listed = command(data, "list", "--json")
    assert json.loads(listed.stdout)[0]["state"] == "stopped"
    assert "by-popularity" in command(data, "show", "by-popularity", "--json").stdout
    page = command(data, "estimate", str(file))
    assert page.returncode == 1 and "Only rankers can be told from the log" in page.stderr
    ranker = tmp_path / "ranker.toml"
    ranker.write_text(FILE.replace('"page.policy" = "popular"', '"ranking.popular" = 2.0'))
    told = command(data, "estimate", str(ranker))
    assert "popular cannot be told from the log: Only 0 people" in told.stdout, told.stderr
    bad = tmp_path / "bad.toml"
    bad.write_text("name = 'x'")
    assert "describes no experiment" in command(data, "start", str(bad)).stderr


def test_another_model_is_tried(tmp_path: Path) -> None:
    """Two versions serve side by side; what is gone is said before, and served by the current one
    when it goes later."""
    data = tmp_path / "data"
    with Server(data) as server, server.client() as client:
        items = [{"id": f"f{n}", "title": f"Film {n}", "categories": ["Drama"]} for n in range(40)]
        client.post("/v1/items", json={"items": items}).raise_for_status()

        def started(first: int) -> None:
            plays = [
                {
                    "type": "track",
                    "userId": f"v{n}",
                    "event": "Video Content Completed",
                    "properties": {"item_id": f"f{first + n % 5}"},
                }
                for n in range(60)
            ]
            client.post("/v1/batch", json={"batch": plays}).raise_for_status()

        started(0)
        old = client.post("/v1/train").raise_for_status().json()["model_version"]
        started(20)
        new = client.post("/v1/train").raise_for_status().json()["model_version"]
        assert old != new
        other = old if client.get("/v1/status").json()["model_version"] == new else new
        trial = {
            "name": "older",
            "exposed": "page",
            "variants": [{"name": "now"}, {"name": "other", "changes": {"model": "none"}}],
        }
        refused = client.post("/v1/experiments", json=trial)
        assert refused.status_code == 400 and "There is no model 'none'" in refused.text
        trial["variants"][1]["changes"] = {"model": other}  # type: ignore[index]
        client.post("/v1/experiments", json=trial).raise_for_status()
        served = {
            user: client.get(f"/v1/users/{user}/home").raise_for_status().json()["model_version"]
            for user in (f"u{n}" for n in range(40))
        }
        assert set(served.values()) == {old, new}
        started(30)
        assert served == {
            user: client.get(f"/v1/users/{user}/home").json()["model_version"] for user in served
        }
    shutil.rmtree(data / "models" / other)
    with Server(data) as server, server.client() as client:
        for user in served:
            client.get(f"/v1/users/{user}/home").raise_for_status()
