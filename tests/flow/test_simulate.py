"""Simulated people use a real server through its public API, and leave what people would leave."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.flow.serving import Server

ITEMS = 60


def matinee(*words: str, data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "matinee.cli", *words, "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue of two camps, and ratings of people of either in `ratings.csv`."""
    items = [
        {"item_id": f"i{n:02d}", "title": f"Film {n}", "categories": ["Crime", "War"][n % 2 :][:1]}
        for n in range(ITEMS)
    ]
    (tmp_path / "items.jsonl").write_text("\n".join(json.dumps(item) for item in items))
    rated = [
        f"u{user},i{item:02d},{5 if item % 2 == user % 2 else 2}"
        for user in range(30)
        for item in range(ITEMS)
        if (user * 7 + item * 3) % 4 < 2
    ]
    (tmp_path / "ratings.csv").write_text("user_id,item_id,stars\n" + "\n".join(rated) + "\n")
    done = matinee("import", "items", str(tmp_path / "items.jsonl"), data=tmp_path / "data")
    assert done.returncode == 0, done.stderr
    return tmp_path


def simulated(folder: Path, *options: str) -> dict[str, Any]:
    ratings = str(folder / "ratings.csv")
    words = ("simulate", "--people", "20", "--days", "4", "--ratings", ratings, "--json", *options)
    done = matinee(*words, data=folder / "data")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_simulated_people_use_a_running_server(folder: Path) -> None:
    with Server(folder / "data") as server:
        result = simulated(folder, "--train-every", "2")
        with server.client() as client:
            places = client.get("/v1/outcomes/places").raise_for_status().json()
            profile = client.get("/v1/users/simulated-00003/profile").raise_for_status().json()
            export = client.get("/v1/users/simulated-00003/export").raise_for_status().text
    assert result["simulated"] is True and result["people"] == 20
    assert result["visits"] > 10 and result["plays"] > 5
    assert places["seen"] > 200
    assert profile["user_id"] == "simulated-00003"
    assert export.count('"simulated": true') > 3


def test_without_a_server_one_is_started(folder: Path) -> None:
    result = simulated(folder, "--seed", "4")
    assert result["simulated"] is True and result["visits"] > 10
    wrong = folder / "other.csv"
    wrong.write_text(
        "\n".join(["user_id,item_id,stars", *(f"a{n % 3},x{n},{n % 5}" for n in range(90))])
    )
    words = ("simulate", "--people", "2", "--days", "1", "--ratings", str(wrong))
    refused = matinee(*words, data=folder / "data")
    assert refused.returncode == 1
    assert "none of the titles" in refused.stderr and "Traceback" not in refused.stderr
