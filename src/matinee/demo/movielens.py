"""MovieLens 100K as a catalogue and as events that end now."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from ..assignment import uniform
from ..catalog.importing import movielens_item
from ..catalog.validate import read_item
from ..events.files import BadRow, Row, read_rows
from ..events.presets import PRESETS
from ..records import Item
from .filling import Filling

_WEEK_S = 7 * 86_400
_MINUTE_S = 60
_FILM_S = 6_000.0
_HALF_WATCHED = 2
_POPULAR = 250
_encode = msgspec.json.Encoder().encode


class Person(Struct, frozen=True):
    """What is known of a person of the data set."""

    user_id: str
    age: str
    occupation: str


def _rows(folder: Path, *names: str) -> Iterator[Row]:
    """Rows of the first of the files that is there (publisher's or package's layout)."""
    path = next(folder / name for name in names if (folder / name).exists())
    for row in read_rows(path, PRESETS["movielens"].layout(path)):
        if not isinstance(row, BadRow):
            yield row


def films(folder: Path) -> Iterator[Item]:
    """The catalogue, with people from the film facts."""
    facts = film_facts("ml-100k")
    for row in _rows(folder, "u.item", "ml-100k.item"):
        kept = {name: value for name, value in row.items() if not name.endswith(("_date", "url"))}
        fields = movielens_item(kept)
        if fields.get("title") in ("unknown", "unkonwn"):
            continue
        if not str(fields.get("year", "")).isdecimal():
            fields.pop("year", None)
        fact = facts.get(str(fields["id"]), {})
        fields["people"] = [{"name": name} for name in fact.get("cast", ())]
        fields["kind"] = "film"
        yield read_item(fields)


def film_facts(data_set: str) -> dict[str, dict[str, Any]]:
    """Film id -> title, year, cast (and for ml-1m genres) of the films of a MovieLens data set."""
    packed = (files("matinee.demo") / f"film_facts_{data_set}.jsonl.gz").read_bytes()
    lines = gzip.decompress(packed).splitlines()
    return {fact["id"]: fact for fact in map(msgspec.json.decode, lines)}


def people(folder: Path) -> dict[str, Person]:
    """Age and occupation of each person."""
    if (folder / "u.user").exists():
        lines = csv.reader((folder / "u.user").read_text().splitlines(), delimiter="|")
        rows = [(fields[0], fields[1], fields[3]) for fields in lines]
    else:
        rows = [
            (row["user_id"], row["age"], row["occupation"]) for row in _rows(folder, "ml-100k.user")
        ]
    return {user: Person(user, age, occupation) for user, age, occupation in rows}


class Rating(Struct, frozen=True):
    """One of the 100,000 ratings; `at` in seconds."""

    user: str
    item: str
    stars: float
    at: int


def ratings(folder: Path) -> list[Rating]:
    """All ratings, oldest first."""
    found = []
    for row in _rows(folder, "u.data", "ml-100k.inter"):
        user = row.get("user_id") or row["userId"]
        item = row.get("item_id") or row["movieId"]
        found.append(Rating(user, item, float(row["rating"]), int(float(row["timestamp"]))))
    return sorted(found, key=lambda rating: (rating.at, rating.user, rating.item))


def weeks_to_now(rated: list[Rating], now: int) -> int:
    """How many whole weeks to add so that the last rating lies within the week before `now`."""
    return max((now // 1000 - rated[-1].at) // _WEEK_S, 0)


def write_ratings(rated: list[Rating], weeks: int, path: Path) -> None:
    """The ratings as a CSV that anyone could import, moved by whole weeks."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("user_id", "item_id", "stars", "timestamp"))
        for rating in rated:
            moved = rating.at + weeks * _WEEK_S
            writer.writerow((rating.user, rating.item, rating.stars, moved))


def write_half_watched(rated: list[Rating], weeks: int, path: Path) -> int:
    """A few half-watched films for everyone, as Segment messages; how many messages.

    Simulated, and labelled so in their properties: ratings tell nothing of plays. They end shortly
    before the person's last rating, so that what leads the page is what the person really did.
    """
    counts: dict[str, int] = {}
    had: dict[str, set[str]] = {}
    last: dict[str, int] = {}
    for rating in rated:
        last[rating.user] = rating.at + weeks * _WEEK_S
        counts[rating.item] = counts.get(rating.item, 0) + 1
        had.setdefault(rating.user, set()).add(rating.item)
    popular = sorted(counts, key=lambda item: (-counts[item], item))[:_POPULAR]
    written = 0
    with path.open("wb") as file:
        for user, items in had.items():
            choice = [item for item in popular if item not in items]
            choice.sort(key=lambda item: uniform("half-watched", user, item))
            for place, item in enumerate(choice[:_HALF_WATCHED]):
                for message in _half_watched(user, item, place, last[user]):
                    file.write(_encode(message) + b"\n")
                    written += 1
    return written


def _half_watched(user: str, item: str, place: int, last: int) -> Iterator[dict[str, Any]]:
    share = 0.15 + 0.6 * uniform("share", user, item)
    hours_ago = 5 + place * 24 + 12 * uniform("hours", user, item)
    stopped = last - int(hours_ago * 3600)
    steps = (
        ("Video Content Started", 0.0, stopped - 2 * _MINUTE_S),
        ("Video Content Playing", share * _FILM_S - _MINUTE_S, stopped - _MINUTE_S),
        ("Video Playback Paused", share * _FILM_S, stopped),
    )
    for name, position, at in steps:
        yield {
            "type": "track",
            "event": name,
            "userId": user,
            "timestamp": at,
            "properties": {
                "item_id": item,
                "position": max(round(position), 0),
                "total_length": _FILM_S,
                "simulated": True,
            },
            "context": {"device": {"type": "tv"}},
        }


def filling(source: Path, folder: Path, now: int) -> Filling:
    """The films, and the ratings moved by whole weeks so that they end now. `now` in ms."""
    rated = ratings(source)
    weeks = weeks_to_now(rated, now)
    log, simulated = folder / "ratings.csv", folder / "half_watched.jsonl"
    write_ratings(rated, weeks, log)
    return Filling(
        items=list(films(source)),
        log=log,
        weeks=weeks,
        names={
            person.user_id: f"{person.occupation.capitalize()}, {person.age}"
            for person in people(source).values()
        },
        about="real ratings",
        simulated=simulated,
        simulated_messages=write_half_watched(rated, weeks, simulated),
    )
