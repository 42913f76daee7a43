"""Trying a log: guess, import, train, compare, show three people's pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from ..assignment import uniform
from ..catalog import Catalog
from ..errors import MatineeError
from ..evaluation.accuracy import bench
from ..evaluation.accuracy.data import Data
from ..evaluation.accuracy.run import measure
from ..loading import Reading, load_events, load_items, open_store, train_here
from ..profiles import Profiles, read_taste
from ..records import Item
from ..server.deps import DemoPerson
from ..server.run import Running, now_ms, serve
from ..settings import Settings
from ..storage.embedded import DATABASE
from .advice import advice
from .guess import Guess, guess, guess_items

Say = Callable[[str], None]
_PEERS = ("popular, windowed", "implicit ALS")
_LONG = 20
_SHARES = (0.8,)
_MOST_ASKED = 6_000
_MOST_EVENTS = 150_000


class Tried(Struct, frozen=True):
    """What a try found."""

    file: str
    columns: dict[str, str]
    event: str
    events: int
    rejected: int
    people: int
    items: int
    models: list[dict[str, Any]]
    verdict: str
    next_events: list[str]
    try_people: list[DemoPerson]


class Wish(Struct, frozen=True):
    """The log to try, the items' file if there is one, the folder to use, and what was said of
    the columns (theirs -> ours)."""

    path: Path
    items: Path | None
    data: Path
    given: dict[str, str] = {}


def try_file(wish: Wish, settings: Settings, say: Say) -> Tried:
    """Everything but the serving. Raises MatineeError with what to do where it cannot go on."""
    path, items, data, given = wish.path, wish.items, wish.data, wish.given
    if not path.exists():
        raise MatineeError(f"There is no file {path}.")
    if (data / DATABASE).exists():
        raise MatineeError(f"{data} holds data already; give another folder with --data.")
    read_as = guess(path, given)
    _tell(path, read_as, say)
    imported = load_events([path], data, None, _reading(read_as), settings)[0]
    if not imported.accepted:
        raise MatineeError(
            f"Nothing of {path} went in; {imported.rejects_file or 'it'} says why. See --map."
        )
    if items is not None:
        _load_items(items, data, read_as, say)
    _name_the_rest(data)
    held = bench.data_of(data, settings)
    say(f"{len(held.log):,} events of {_people(held):,} people and {len(held.catalog):,} items.")
    rows, verdict = _compare(held, settings, say)
    say("Training on everything ...")
    train_here(data, settings)
    return Tried(
        str(path),
        read_as.mapping,
        read_as.event,
        len(held.log),
        imported.rejected,
        _people(held),
        len(held.catalog),
        rows,
        verdict,
        advice(held.log),
        _three(data, settings),
    )


def _load_items(path: Path, data: Path, read_as: Guess, say: Say) -> None:
    columns = [] if read_as.preset.name == "movielens" else guess_items(path)
    for column in columns:
        say(f"  {column.theirs} of {path.name} is taken as {column.ours} ({column.why})")
    mapping = {column.theirs: column.ours for column in columns}
    imported = load_items([path], data, None, Reading(read_as.preset, mapping))[0]
    if imported.rejected:
        say(
            f"  {imported.rejected:,} of {imported.rows:,} items did not go in; "
            f"{imported.rejects_file} says why."
        )


def _people(held: Data) -> int:
    return len(np.unique(held.log.users))


def _tell(path: Path, read_as: Guess, say: Say) -> None:
    say(f"Reading {path.name}: {read_as.why}.")
    for column in read_as.columns:
        say(f"  {column.theirs} is taken as {column.ours} ({column.why})")
    if read_as.columns:
        what = f"every row is taken as a {read_as.event}" if read_as.event else read_as.why
        say(f"  {what}; overrule with --map THEIRS=OURS")


def _reading(read_as: Guess) -> Reading:
    fixed = {"event": read_as.event} if read_as.event in ("purchase", "view") else {}
    return Reading(replace(read_as.preset, fixed=fixed), read_as.mapping)


def _name_the_rest(data: Path) -> None:
    """Every item that was taken gets a place in the catalogue, under its id where nothing says
    more."""
    with open_store(data) as store:
        known = {item.item_id for item, _ in store.catalog.items()}
        met: dict[str, None] = {}
        after = 0
        while page := store.log.read(after, 20_000):
            met.update((one.event.item, None) for one in page if one.event.item is not None)
            after = page[-1].seq
        missing = [Item(item, f"Item {item}") for item in met if item not in known]
        for start in range(0, len(missing), 5_000):
            store.catalog.put_items(missing[start : start + 5_000], now_ms())


def _compare(held: Data, settings: Settings, say: Say) -> tuple[list[dict[str, Any]], str]:
    """Ours beside windowed popularity and ALS, by the time split; and what that means in words."""
    held = _some_people(held, say)
    try:
        rows = measure(
            held,
            "time-split",
            settings.home(),
            say,
            peers=_PEERS,
            shares=_SHARES,
            most=_MOST_ASKED,
        )
    except MatineeError as error:
        return [], f"Nothing could be compared: {error.message}"
    rows = [row for row in rows if row.get("view", "all") == "all"]
    ours, peers = rows[0], [row for row in rows[1:] if row["ndcg@10"] > 0]
    if not peers:
        return rows, f"Of the next takes {ours['hr@10']:.1%} stood among our first ten."
    best = max(peers, key=lambda row: float(row["ndcg@10"]))
    ratio = best.get("ours over this")
    if ratio is None:
        return rows, "Too little was held back to say which is better."
    value, low, high = ratio
    what = (
        f"NDCG@10 {ours['ndcg@10']:.3f}, {value:.2f} times the best of the others "
        f"({best['name']}, {best['ndcg@10']:.3f}; 95 % interval {low:.2f} to {high:.2f})"
    )
    if low > 1:
        return rows, f"{what}: better on your data."
    word = "worse on your data" if high < 1 else "no difference that this log can show"
    return rows, f"{what}: {word}."


def _some_people(held: Data, say: Say) -> Data:
    """As many people, drawn by chance, as are measured in minutes; everyone if they are few."""
    if len(held.log) <= _MOST_EVENTS:
        return held
    share = _MOST_EVENTS / len(held.log)
    people = np.unique(held.log.users).tolist()
    log = held.log.of_users(user for user in people if uniform("try", str(user)) < share)
    say(f"Comparing on {share:.0%} of the people, drawn by chance, to be done in minutes.")
    return replace(held, log=log.numbered())


def _three(data: Path, settings: Settings) -> list[DemoPerson]:
    """Three people with long histories to look at."""
    with open_store(data) as store:
        catalog = Catalog(store.catalog.items(), settings.catalog)
        profiles = Profiles(store.log, store.profiles, settings.profiles)
        found: list[tuple[int, DemoPerson]] = []
        for user in store.log.users():
            profile = profiles.get(user)
            name = store.log.user_id(user)
            if name is None or not profile.trail.items:
                continue
            taste = read_taste(profile, catalog, now_ms(), settings.profiles)
            liked = [catalog.facets()[p].value for p, _ in taste.favourites(catalog, "category", 2)]
            about = f"Leans to {' and '.join(liked)}" if liked else "One of your people"
            count = min(len(profile.trail.items), _LONG)
            found.append((count, DemoPerson(name, f"User {name}", about)))
            if len(found) > 2_000:
                break
        found.sort(key=lambda one: -one[0])
        return [person for _, person in found[:3]]


def lines(tried: Tried) -> list[str]:
    """What was found, for a person."""
    found = ["", f"What you would gain: {tried.verdict}", ""]
    for row in tried.models:
        figures = "  ".join(f"{k} {row[k]:.3f}" for k in ("ndcg@10", "hr@10", "coverage@10"))
        found.append(f"  {row['name']:20} {figures}")
    if tried.next_events:
        found += ["", "To gain most, track next:"]
        found += [f"  {number}. {line}" for number, line in enumerate(tried.next_events, 1)]
    return found


def show_pages(data: Path, tried: Tried, settings: Settings, say: Say) -> None:
    """Serve the viewer for three of their people until stopped."""

    def ready(running: Running) -> None:
        say("\nThe pages of three of your people (Ctrl+C stops):")
        for person in tried.try_people:
            say(f"  {running.address}/?user={person.user_id}   {person.about}")

    serve(data, settings, people=tried.try_people, on_ready=ready)
