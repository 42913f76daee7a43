"""The logs that accuracy is measured on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from ...catalog import Catalog
from ...demo.datasets import COMPLETEJOURNEY, ML_1M, ML_100K
from ...demo.movielens import film_facts, films, ratings
from ...errors import MatineeError
from ...fetching import fetch
from ...packed import PackedLog
from ...records import Event, Item, Logged, Person
from ...replay import Horizon

Say = Callable[[str], None]
_DAY_MS = 86_400_000
NAMES = ("ml-100k", "ml-1m", "beauty", "completejourney", "log")


class Data(Struct, frozen=True, eq=False):
    """A log in memory, events of each person in order, seqs rising from 1."""

    name: str
    catalog: Catalog
    log: PackedLog
    horizon: Horizon = Horizon()
    timed: bool = True
    """False where only the order is known."""
    note: str = ""


def load(name: str, cache: Path, file: Path | None, say: Say) -> Data:
    """A data set by name: from `file`, or fetched. Raises MatineeError if it cannot be had."""
    if file is not None and not file.exists():
        raise MatineeError(f"There is no file {file}.")
    match name:
        case "ml-100k":
            return _ml_100k(fetch(ML_100K, cache, say))
        case "ml-1m":
            return _ml_1m(file, cache, say)
        case "beauty" if file is None:
            raise MatineeError(
                "Amazon Beauty cannot be fetched: give the file of 5-core sequences "
                "(one person a line: user, then items) with --file."
            )
        case "beauty" if file is not None:
            return _beauty(file)
        case "completejourney":
            return _completejourney(fetch(COMPLETEJOURNEY, cache, say))
    raise MatineeError(f"There is no data set {name!r}. Choose one of: {', '.join(NAMES)}.")


def cache_folder() -> Path:
    """Where fetched data sets are kept."""
    return Path(os.environ.get("MATINEE_CACHE", Path.home() / ".cache" / "matinee"))


def _numbered(events: Iterator[tuple[int, Event]]) -> PackedLog:
    return PackedLog.of(Logged(seq, user, event) for seq, (user, event) in enumerate(events, 1))


def _ml_100k(folder: Path) -> Data:
    rated = ratings(folder)
    events = (
        (int(one.user), Event("rate", one.at * 1000, one.item, one.stars, "desktop"))
        for one in rated
    )
    return Data("ml-100k", Catalog((film, 0) for film in films(folder)), _numbered(events))


def _rows(sql: str, *values: str) -> list[tuple[Any, ...]]:
    import duckdb  # noqa: PLC0415  (heavy)

    return duckdb.execute(sql, list(values)).fetchall()


def _ml_1m(file: Path | None, cache: Path, say: Say) -> Data:
    if file is not None:
        rows = _rows(
            'SELECT "user", movie_id, rating, timestamp FROM read_parquet(?) ORDER BY "user", pos',
            str(file),
        )
        note = f"order of {file.name}; times that it lacks are those of the take before"
        catalog = Catalog((film, 0) for film in _known_films({str(row[1]) for row in rows}))
    else:
        folder = fetch(ML_1M, cache, say)
        rows = _rows(
            "SELECT CAST(a[1] AS INT), CAST(a[2] AS INT), CAST(a[3] AS INT), CAST(a[4] AS BIGINT) "
            "FROM (SELECT string_split(line, '::') a FROM read_csv(?, columns={'line': 'VARCHAR'}, "
            "delim='\\x01', header=false, quote='')) ORDER BY a[1]::INT, a[4]::BIGINT, a[2]::INT",
            str(folder / "ratings.dat"),
        )
        note = "publisher's file; takes of the same second in order of the films' ids"
        catalog = Catalog((film, 0) for film in _known_films({str(row[1]) for row in rows}))
    log = _numbered(_in_order(rows))
    return Data("ml-1m", catalog, log, timed=file is None, note=note)


def _in_order(rows: list[tuple[Any, ...]]) -> Iterator[tuple[int, Event]]:
    """Ratings as events; an unknown time is that of the take before, or the first known."""
    known: dict[int, int] = {}
    for user, _, _, time in reversed(rows):
        known[user] = time or known.get(user, 0)
    at, last = 0, None
    for user, item, stars, time in rows:
        at = time or (at if user == last else known[user])
        last = user
        yield user, Event("rate", at * 1000, str(item), float(stars))


def _known_films(ids: set[str]) -> Iterator[Item]:
    """Films by what is known of them without the publisher's files."""
    facts = film_facts("ml-1m")
    for movie in sorted(ids, key=int):
        fact = facts.get(movie, {})
        yield Item(
            movie,
            fact.get("title", movie),
            kind="film",
            year=fact.get("year"),
            categories=tuple(fact.get("genres", ())),
            people=tuple(Person(name) for name in fact.get("cast", ())),
        )


def _beauty(file: Path) -> Data:
    rows = [line.split() for line in file.read_text().splitlines() if line.strip()]
    ids = sorted({item for row in rows for item in row[1:]}, key=int)

    def events() -> Iterator[tuple[int, Event]]:
        for row in rows:
            for place, item in enumerate(row[1:]):
                yield int(row[0]), Event("purchase", (place + 1) * _DAY_MS, item, 1.0)

    note = "one person a line, in order; times unknown, a day is put between takes"
    catalog = Catalog((Item(item, f"Product {item}"), 0) for item in ids)
    return Data("beauty", catalog, _numbered(events()), timed=False, note=note)


def _completejourney(folder: Path) -> Data:
    products = _rows(
        "SELECT CAST(product_id AS VARCHAR), product_type, product_category, department, brand "
        "FROM read_parquet(?) WHERE product_id IN (SELECT product_id FROM read_parquet(?))",
        str(folder / "products.parquet"),
        str(folder / "transactions.parquet"),
    )
    lines = _rows(
        "SELECT CAST(household_id AS INT), CAST(product_id AS VARCHAR), quantity, "
        "epoch_ms(transaction_timestamp) FROM read_parquet(?) ORDER BY 4, basket_id, product_id",
        str(folder / "transactions.parquet"),
    )
    items = (
        Item(
            product,
            (kind or category or "Product").capitalize(),
            kind="product",
            categories=tuple(dict.fromkeys(filter(None, (kind, category, department)))),
            tags=(brand,) if brand else (),
        )
        for product, kind, category, department, brand in products
    )
    log = _numbered(
        (house, Event("purchase", int(at), product, float(quantity)))
        for house, product, quantity, at in lines
    )
    catalog = Catalog((item, 0) for item in items)
    return Data("completejourney", catalog, log, Horizon(days=7, repeats=True))
