"""`matinee try` on a stranger's files: what it guesses, what it says, and what it refuses."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from matinee.errors import BadInput, MatineeError
from matinee.loading import open_store
from matinee.records import Event, Logged
from matinee.settings import Settings
from matinee.trying.advice import advice
from matinee.trying.guess import guess, guess_items
from matinee.trying.run import Wish, lines, try_file

HOUR = 3_600


def table(path: Path, header: list[str], rows: list[list[object]]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def purchases(people: int, each: int) -> list[list[object]]:
    rng = np.random.default_rng(4)
    rows: list[list[object]] = []
    for step in range(each):
        for person in range(people):
            product = (person % 5) * 10 + int(rng.integers(10))
            rows.append([f"c{person}", f"p{product}", 1_700_000_000 + step * 6 * HOUR + person])
    return rows


def test_it_guesses_the_columns_and_says_why(tmp_path: Path) -> None:
    path = table(
        tmp_path / "log.csv",
        ["household_id", "store_id", "product_id", "quantity", "sales_value", "bought_at"],
        [[900 + n % 7, 3, 1000 + n % 11, 1, 2.5, "2017-01-01 11:53:26"] for n in range(50)],
    )
    found = guess(path, {})
    assert found.mapping == {
        "household_id": "user_id",
        "product_id": "item_id",
        "bought_at": "timestamp",
        "quantity": "quantity",
    }
    assert found.event == "purchase"
    assert guess(path, {"store_id": "user_id"}).mapping["store_id"] == "user_id"


def test_it_guesses_what_an_items_file_holds(tmp_path: Path) -> None:
    path = table(
        tmp_path / "products.csv",
        [
            "product_id",
            "manufacturer_id",
            "department",
            "brand",
            "product_category",
            "product_type",
        ],
        [
            [n, 2, "GROCERY", "National", "ICE" if n % 2 else "BREAD", f"KIND {n % 9}"]
            for n in range(40)
        ],
    )
    assert {column.theirs: column.ours for column in guess_items(path)} == {
        "product_category": "categories",
        "product_type": "title",
        "department": "tags",
    }
    known = table(tmp_path / "films.csv", ["id", "title", "genres"], [["1", "Heat", "Crime"]])
    assert guess_items(known) == []


def test_a_shops_own_items_file_names_what_is_shown(tmp_path: Path) -> None:
    log = table(tmp_path / "log.csv", ["customer", "product_id", "time"], purchases(40, 12))
    items = table(
        tmp_path / "products.csv",
        ["product_id", "product_type", "product_category"],
        [[f"p{n}", f"Kind of {n}", "Bread" if n % 2 else "Ice"] for n in range(50)],
    )
    said: list[str] = []
    data = tmp_path / "data"
    try_file(Wish(log, items, data), Settings(), said.append)
    assert any("product_type of products.csv is taken as title" in line for line in said)
    with open_store(data) as store:
        found = {item.item_id: item for item, _ in store.catalog.items()}
    assert found["p7"].title == "Kind of 7"
    assert found["p7"].categories == ("Bread",)


def test_what_it_cannot_guess_it_asks_for(tmp_path: Path) -> None:
    path = table(tmp_path / "odd.csv", ["a", "b"], [[1, 2], [3, 4]])
    with pytest.raises(BadInput, match="--map THEIRS=user_id"):
        guess(path, {})
    empty = tmp_path / "empty.csv"
    empty.write_text("user_id,item_id\n")
    with pytest.raises(BadInput, match="no rows"):
        guess(empty, {})


def test_a_whole_try(tmp_path: Path) -> None:
    path = table(tmp_path / "mine.csv", ["customer", "product", "ts"], purchases(60, 40))
    said: list[str] = []
    tried = try_file(Wish(path, None, tmp_path / "data"), Settings(), said.append)
    assert tried.events == 2400 and tried.people == 60 and not tried.rejected
    assert tried.columns == {"customer": "user_id", "product": "item_id", "ts": "timestamp"}
    assert [row["name"] for row in tried.models] == ["matinee", "popular, windowed", "implicit ALS"]
    assert "NDCG@10" in tried.verdict
    assert len(tried.try_people) == 3
    assert any("customer is taken as user_id" in line for line in said)
    assert any("track next" in line for line in lines(tried))
    with pytest.raises(MatineeError, match="holds data already"):
        try_file(Wish(path, None, tmp_path / "data"), Settings(), said.append)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["u1", f"p{n}", 1_700_000_000 + n] for n in range(100)], "of 1 people"),
        ([[f"u{n % 9}", f"p{n % 13}", 1_700_000_000] for n in range(200)], "same time"),
        ([[f"u{n}", "p1", 1_700_000_000 + n * HOUR] for n in range(200)], ""),
    ],
    ids=["one person", "one time", "one item"],
)
def test_a_log_that_shows_little_is_tried_all_the_same(
    tmp_path: Path, rows: list[list[object]], says: str
) -> None:
    path = table(tmp_path / "mine.csv", ["user", "item", "timestamp"], rows)
    tried = try_file(Wish(path, None, tmp_path / "data"), Settings(), lambda _: None)
    assert says in tried.verdict
    assert tried.verdict


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(MatineeError, match="There is no file"):
        try_file(Wish(tmp_path / "no.csv", None, tmp_path / "d"), Settings(), lambda _: None)


def test_advice_names_what_is_missing_first() -> None:
    rated = [Logged(1, 1, Event("rate", 1, "1", 5.0))]
    assert advice(rated)[0].startswith("Item Impression")
    full = [
        Logged(n, 1, Event(kind, n, "1", None, "tv"))
        for n, kind in enumerate(("impression", "play", "rate", "search"), 1)
    ]
    assert advice(full) == []
