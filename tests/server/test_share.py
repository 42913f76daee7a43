"""The share over HTTP and by the command line: what is seen and started counts at once."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from matinee.analysis.segments import Segments
from matinee.server.catching_up import catch_up_beside
from matinee.storage.embedded import StoreReader
from tests.flow.serving import Server


def test_the_share_of_a_running_server(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Server(data) as server, server.client() as client:
        empty = client.get("/v1/outcomes/share").raise_for_status().json()
        assert empty["starts"]["share"] is None and empty["total"]["starts"] == 0
        client.post("/v1/items", json={"items": [{"id": "a/b", "title": "Film"}]})

        def starts(user: str, *, from_page: bool) -> None:
            item = client.get(f"/v1/users/{user}/home").json()["rows"][0]["items"][0]
            told = {"recommendation_id": item["recommendation_id"]} if from_page else {}
            message = {
                "userId": user,
                "event": "Video Content Started",
                "properties": {"item_id": "a/b"},
                "context": {"recommendation": told},
            }
            client.post("/v1/track", json=message).raise_for_status()

        for number in range(6):
            starts(f"u{number}", from_page=number < 4)
        found = client.get("/v1/outcomes/share").json()
        assert found["total"]["starts"] == 6 and found["total"]["recommended_starts"] == 4
        assert found["starts"]["low"] < 0.667 < found["starts"]["high"] and found["people"] == 6
        for wrong in ("soon", "2026-13-45"):
            assert client.get(f"/v1/outcomes/share?since={wrong}").status_code == 400
        assert client.get("/v1/outcomes/share?until=2001-01-01").json()["total"]["starts"] == 0
        for path, name in (("share", "share_low"), ("days", "started")):
            body = client.get(f"/v1/outcomes/{path}?format=parquet").raise_for_status()
            (tmp_path / "t.parquet").write_bytes(body.content)
            table = duckdb.read_parquet(str(tmp_path / "t.parquet"))
            assert name in table.columns and len(table.fetchall()) >= 1
        assert client.get("/v1/outcomes/map?format=parquet").status_code == 404, "nothing was seen"
        assert client.get("/v1/outcomes/share?format=xml").status_code == 400
        assert client.get("/v1/outcomes/share?until=2001-01-01&format=parquet").status_code == 404
        assert list((data / "analysis").rglob("events-*"))
        client.delete("/v1/users/u0").raise_for_status()
        assert not (data / "analysis").exists(), "who is forgotten is in no segment"
        assert client.get("/v1/outcomes/share").json()["total"]["recommended_starts"] == 3
        command = [sys.executable, "-m", "matinee.cli", "outcomes", "share", "--data", str(data)]
        done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
        assert json.loads(done.stdout)["total"]["starts"] == 5
        words = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "5 starts: 60.0% (" in words and "Netflix says 75%" in words


def test_a_long_log_is_exported_beside_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    with Server(data) as server, server.client() as client:
        batch = [
            {
                "type": "track",
                "userId": "ann",
                "event": "Product Viewed",
                "properties": {"sku": "a"},
            }
        ]
        client.post("/v1/batch", json={"batch": batch * 50}).raise_for_status()
        with closing(StoreReader(data)) as reader:
            catch_up_beside(data, reader)
            assert Segments(data).behind(reader.log.last_seq()) == 50, "not worth a process"
            monkeypatch.setattr("matinee.server.catching_up._LONG", 10)
            catch_up_beside(data, reader)
            assert Segments(data).behind(reader.log.last_seq()) == 0
