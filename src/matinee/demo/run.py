"""Setting the demo up, and checking it: real ratings in, a page out, one event, another page."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import msgspec
from msgspec import Struct

from ..catalog import Catalog
from ..errors import MatineeError
from ..events import Collector
from ..events.importing import LogSink, import_events
from ..events.presets import PRESETS
from ..jobs import backfill, train
from ..profiles import Profiles, read_taste
from ..runtime import MODELS
from ..server.assets import ASSETS
from ..server.deps import DemoPerson
from ..server.run import Running, now_ms, serve
from ..settings import Settings
from ..storage.embedded import EmbeddedStore
from ..storage.folder import DataFolder
from . import movielens
from .datasets import ML_100K, Say, fetch

_NOTE = "demo.json"
_BEGUN = "demo.begun"
_TOO_COMMON = ("Drama", "Comedy", "Action", "Thriller")


class DemoNote(Struct, frozen=True):
    """What the set-up did, kept in the data folder."""

    events_imported: int
    weeks_moved: int
    half_watched_messages: int
    train_seconds: float
    people: list[DemoPerson]


def prepare(folder: Path, settings: Settings, say: Say) -> DemoNote:
    """Fetch, import and train, unless an earlier run did. Raises MatineeError."""
    note = folder / _NOTE
    if note.exists():
        return msgspec.json.decode(note.read_bytes(), type=DemoNote)
    with DataFolder(folder):
        source = fetch(ML_100K, folder / "cache", say)
        store = EmbeddedStore(folder)
        try:
            _require_own(folder, store)
            made = _fill(folder, source, store, settings, say)
        finally:
            store.close()
    note.write_bytes(msgspec.json.encode(made))
    return made


def _require_own(folder: Path, store: EmbeddedStore) -> None:
    """Refuse to mix the demo into somebody's data; a set-up that broke off may go on."""
    begun = folder / _BEGUN
    if not begun.exists() and (store.log.count() or next(store.catalog.items(), None)):
        raise MatineeError(
            f"{folder} holds data that is not the demo's. Choose another folder with --data."
        )
    begun.touch()


def _fill(
    folder: Path, source: Path, store: EmbeddedStore, settings: Settings, say: Say
) -> DemoNote:
    now = now_ms()
    store.catalog.put_items(list(movielens.films(source)), now)
    rated = movielens.ratings(source)
    weeks = movielens.weeks_to_now(rated, now)
    say(f"Importing {len(rated):,} real ratings, moved by {weeks} whole weeks to end now ...")
    ratings_file, watched_file = source / "ratings.csv", source / "half_watched.jsonl"
    movielens.write_ratings(rated, weeks, ratings_file)
    half_watched = movielens.write_half_watched(rated, weeks, watched_file)
    sink = LogSink(Collector(store.log, settings.events), store.log, now_ms)
    imported = 0
    for path in (watched_file, ratings_file):
        done = import_events(
            path, sink, preset=PRESETS["plain"], mapping={}, states=folder / "imports"
        )
        imported += done.accepted if path == ratings_file else 0
    say(f"Added {half_watched:,} simulated player events for Continue watching.")
    say("Training ...")
    catalog = Catalog(store.catalog.items(), settings.catalog)
    manifest = train(store.log, catalog, folder / MODELS, settings.home(), now)
    profiles = Profiles(store.log, store.profiles, settings.profiles)
    backfill(store.log, profiles)
    chosen = _choose_people(movielens.people(source), store, profiles, catalog, settings)
    store.flush()
    return DemoNote(imported, weeks, half_watched, manifest.seconds, chosen)


def _choose_people(
    known: dict[str, movielens.Person],
    store: EmbeddedStore,
    profiles: Profiles,
    catalog: Catalog,
    settings: Settings,
) -> list[DemoPerson]:
    """Three people with long histories whose tastes differ most from everyone's."""
    leanings = []
    for user_id, person in known.items():
        user = store.log.find_user(user_id)
        profile = profiles.get(user) if user is not None else None
        if profile is None or not 60 <= len(profile.opinions.rated) <= 250:
            continue
        taste = read_taste(profile, catalog, now_ms(), settings.profiles)
        liked = taste.favourites(catalog, "category", 2)
        names = [catalog.facets()[place].value for place, _ in liked]
        if names and names[0] not in _TOO_COMMON:
            leanings.append((liked[0][1], names, person))
    leanings.sort(key=lambda found: (-found[0], found[2].user_id))
    chosen: list[DemoPerson] = []
    taken: set[str] = set()
    for _, names, person in leanings:
        if names[0] not in taken and len(chosen) < 3:
            taken.add(names[0])
            name = f"{person.occupation.capitalize()}, {person.age}"
            chosen.append(DemoPerson(person.user_id, name, f"Leans to {' and '.join(names)}"))
    return chosen


def run(folder: Path, settings: Settings, say: Say) -> None:
    """Set up, serve, and say where, until stopped."""
    started = time.perf_counter()
    note = prepare(folder, settings, say)

    def ready(running: Running) -> None:
        say(f"Ready in {time.perf_counter() - started:.1f} s.\n")
        say(f"  {running.address}\n")
        if not ASSETS.are_built:
            say("The web parts are not built, so this page has no scripts: 'make web' builds them.")
        say("Three people worth trying:")
        for person in note.people:
            say(f"  {running.address}/?user={person.user_id}   {person.name}. {person.about}")
        say("\nThe ratings are MovieLens 100K, moved by whole weeks; half-watched films are")
        say("simulated. Stop with Ctrl+C.")

    serve(folder, settings, people=note.people, on_ready=ready)


def check(folder: Path, settings: Settings, say: Say) -> dict[str, Any]:
    """Set up, serve, send one event over HTTP, show that the page changed, and stop."""
    started = time.perf_counter()
    note = prepare(folder, settings, say)
    result: dict[str, Any] = {}
    failed: list[BaseException] = []

    def ready(running: Running) -> None:
        seconds = time.perf_counter() - started
        result.update(
            events_imported=note.events_imported,
            train_seconds=note.train_seconds,
            ready_seconds=round(seconds, 2),
        )
        work = _catching(lambda: result.update(_one_event(running, note)), failed, running.stop)
        threading.Thread(target=work, daemon=True).start()

    serve(folder, settings, people=note.people, on_ready=ready)
    if failed:
        raise MatineeError(f"The check failed: {failed[0]}") from failed[0]
    return result


def _catching(
    work: Callable[[], None], failed: list[BaseException], then: Callable[[], None]
) -> Callable[[], None]:
    def run_it() -> None:
        try:
            work()
        except Exception as error:
            failed.append(error)
        finally:
            then()

    return run_it


def _one_event(running: Running, note: DemoNote) -> dict[str, Any]:
    """The walk as a client: page, event, page."""
    headers = {"Authorization": f"Bearer {running.site.keys.temporary()}"}
    with httpx2.Client(base_url=running.address, headers=headers, timeout=30) as client:
        home = f"/v1/users/{note.people[0].user_id}/home"
        before = client.get(home).raise_for_status().json()
        item = next(row for row in before["rows"] if row["kind"] == "top_picks")["items"][0]
        event = {
            "userId": note.people[0].user_id,
            "event": "Item Rated",
            "properties": {"item_id": item["item_id"], "stars": 5},
            "context": {"recommendation": {"recommendation_id": item["recommendation_id"]}},
        }
        client.post("/v1/track", json=event).raise_for_status()
        acknowledged = time.perf_counter()
        after = client.get(home).raise_for_status().json()
        freshness = (time.perf_counter() - acknowledged) * 1000
    summaries = _summary(before), _summary(after)
    return {
        "rated": item["title"],
        "page_before": summaries[0],
        "page_after": summaries[1],
        "changed": summaries[0] != summaries[1],
        "freshness_ms": round(freshness, 2),
    }


def _summary(page: dict[str, Any]) -> dict[str, list[str]]:
    return {row["title"]: [item["title"] for item in row["items"][:5]] for row in page["rows"]}
