"""Commands, on a folder and through the server that holds it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest

from matinee.storage.folder import DataFolder
from tests.flow.serving import Server
from tests.making import FILMS


def matinee(*words: object, fails: bool = False) -> str:
    """Run a command; what it printed. A failure is one sentence on standard error."""
    command = [sys.executable, "-m", "matinee.cli", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if fails:
        assert done.returncode == 1, done.stdout
        assert done.stderr.startswith("Error: ")
        assert "Traceback" not in done.stderr
        return done.stderr
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Items and events as files."""
    (tmp_path / "items.jsonl").write_bytes(b"\n".join(msgspec.json.encode(film) for film in FILMS))
    lines = ["user_id,item_id,stars,timestamp"]
    for user in range(30):
        for place, item in enumerate(("1", "3", "7") if user % 2 else ("5", "6", "10")):
            lines.append(f"u{user},{item},4,{1_700_000_000 + user * 1000 + place}")
    lines.append("u1,1,99,1700000000")
    (tmp_path / "events.csv").write_text("\n".join(lines) + "\n")
    return tmp_path


def check_all(files: Path, data: Path) -> dict[str, Any]:
    """Import, train, make a key: what each said."""
    items = json.loads(matinee("import", "items", files / "items.jsonl", "--data", data, "--json"))
    events = json.loads(matinee("import", "events", files / "events.csv", "--data", data, "--json"))
    again = json.loads(matinee("import", "events", files / "events.csv", "--data", data, "--json"))
    trained = json.loads(matinee("train", "--data", data, "--json"))
    key = json.loads(matinee("keys", "create", "server", "--name", "web", "--data", data, "--json"))
    listed = json.loads(matinee("keys", "list", "--data", data, "--json"))
    matinee("keys", "revoke", key["key_id"], "--data", data)
    assert json.loads(matinee("keys", "list", "--data", data, "--json")) == []
    assert "no key" in matinee("keys", "revoke", "nonsense", "--data", data, fails=True)
    doctor = json.loads(matinee("doctor", "--data", data, "--json"))
    assert (items[0]["accepted"], events[0]["accepted"], events[0]["rejected"]) == (24, 90, 1)
    assert (again[0]["resumed_at"], again[0]["accepted"]) == (91, 90)
    assert key["key"].startswith("server_") and listed[0]["key"] is None
    assert listed[0]["key_id"] == key["key_id"]
    assert all(finding["ok"] for finding in doctor)
    assert any("90 events" in finding["text"] for finding in doctor)
    return dict(trained)


def test_commands_work_on_a_folder(files: Path) -> None:
    data = files / "data"
    trained = check_all(files, data)
    assert (trained["takes"], trained["users"], trained["items"]) == (90, 30, 6)
    for what, rows in (("events", 90), ("items", 24)):
        said = json.loads(matinee("export", what, "--to", files / "out", "--data", data, "--json"))
        assert said["rows"] == rows
        found = duckdb.execute(f"SELECT count(*) FROM '{said['file']}'").fetchone()
        assert found == (rows,)
    assert "no outcomes yet" in matinee(
        "export", "outcomes", "--to", files, "--data", data, fails=True
    )
    with Server(data) as server, server.client() as client:
        page = client.get("/v1/users/u1/home").json()
    assert page["model_version"] == trained["version"]


def test_commands_work_through_the_server_that_holds_the_folder(files: Path) -> None:
    data = files / "data"
    with Server(data) as server, server.client() as client:
        assert client.get("/health/ready").json()["model_version"] == "untrained"
        trained = check_all(files, data)
        assert client.get("/health/ready").json()["model_version"] == trained["model_version"]
        liked = {"userId": "new", "event": "Item Rated", "properties": {"sku": "1", "stars": 5}}
        client.post("/v1/track", json=liked).raise_for_status()
        page = client.get("/v1/users/new/home").json()
        sources = {item["source"] for row in page["rows"] for item in row["items"]}
        assert sources & {"session_knn", "transitions", "item_item"}
        said = json.loads(matinee("export", "events", "--to", files, "--data", data, "--json"))
        assert said["rows"] == 91


def test_failures_are_one_sentence(files: Path) -> None:
    data = files / "data"
    assert "cannot be read" in matinee("import", "events", "none.csv", "--data", data, fails=True)
    (files / "bad.parquet").write_bytes(b"junk")
    assert "Parquet" in matinee(
        "import", "events", files / "bad.parquet", "--data", data, fails=True
    )
    assert "nothing to export" in matinee(
        "export", "items", "--to", files, "--data", files / "x", fails=True
    )
    assert "nothing to train on" in matinee("train", "--data", files / "y", fails=True)
    said = matinee("import", "events", files / "items.jsonl", "--data", data, fails=True)
    assert "Nothing of" in said and "--map" in said
    (data / "matinee.toml").write_text("[server]\nprot = 1\n")
    assert "prot" in matinee("train", "--data", data, fails=True)
    (data / "matinee.toml").unlink()
    with DataFolder(data):
        assert "held by another" in matinee("train", "--data", data, fails=True)
    (data / "matinee.sqlite").write_bytes(b"garbage" * 1000)
    assert "damaged" in matinee("serve", "--data", data, "--port", 0, fails=True)
    with Server(files / "other") as server:
        port = server.url.rpartition(":")[2]
        taken = matinee("serve", "--data", files / "third", "--port", port, fails=True)
        assert "--port" in taken


def test_large_rows_are_imported_through_a_server(tmp_path: Path) -> None:
    calls = [
        {
            "type": "track",
            "event": "Item Clicked",
            "userId": "ann",
            "messageId": f"big-{n}",
            "properties": {"sku": "1", "text": "x" * (3000 if n % 2 else 10)},
        }
        for n in range(600)
    ]
    calls[7]["event"] = ""
    (tmp_path / "calls.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, calls)))
    data = tmp_path / "data"
    with Server(data):
        said = json.loads(
            matinee("import", "events", tmp_path / "calls.jsonl", "--data", data, "--json")
        )
        assert (said[0]["accepted"], said[0]["rejected"]) == (599, 1)
    rejected = (tmp_path / "calls.jsonl.rejected.jsonl").read_bytes().splitlines()
    assert [msgspec.json.decode(line)["row"] for line in rejected] == [8]
