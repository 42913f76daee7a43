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
from msgspec.structs import replace

from ..catalog import Catalog
from ..errors import MatineeError
from ..events import Collector
from ..events.importing import LogSink, import_events
from ..events.presets import PRESETS
from ..fetching import Dataset, Say, fetch
from ..jobs import backfill, train
from ..page import EditorRow
from ..profiles import Profiles, read_taste
from ..runtime import MODELS
from ..server.assets import ASSETS
from ..server.deps import DemoPerson
from ..server.run import Running, now_ms, serve
from ..settings import Settings
from ..storage.embedded import EmbeddedStore
from ..storage.folder import DataFolder
from . import blender, grocer, movielens
from .datasets import COMPLETEJOURNEY, ML_100K
from .filling import Filling

_NOTE = "demo.json"
_BEGUN = "demo.begun"
_TOO_COMMON = ("Drama", "Comedy", "Action", "Thriller", "Grocery")
_LONG = 60, 250
"""Items in the history of somebody worth trying."""


class DemoNote(Struct, frozen=True):
    """What the set-up did, kept in the data folder."""

    events_imported: int
    weeks_moved: int
    half_watched_messages: int
    train_seconds: float
    people: list[DemoPerson]
    show: str = "films"


class Show(Struct, frozen=True, eq=False):
    """What a demo shows: a data set, how a folder is filled from it, and what is said of it."""

    name: str
    dataset: Dataset
    fill: Callable[[Path, Path, int], Filling]
    words: str
    pinned: tuple[EditorRow, ...] = ()


FILMS = Show(
    "films",
    ML_100K,
    movielens.filling,
    "The ratings are MovieLens 100K, moved by whole weeks; half-watched films are simulated.",
    (blender.ROW,),
)
SHOP = Show(
    "shop",
    COMPLETEJOURNEY,
    grocer.filling,
    "The purchases are the last quarter of completejourney (a grocer), moved by whole weeks.",
    (grocer.MAILER_ROW,),
)


def prepare(folder: Path, settings: Settings, say: Say, shown: Show = FILMS) -> DemoNote:
    """Fetch, import and train, unless an earlier run did. Raises MatineeError."""
    note = folder / _NOTE
    if note.exists():
        made = msgspec.json.decode(note.read_bytes(), type=DemoNote)
        if made.show != shown.name:
            raise MatineeError(
                f"{folder} holds the demo of {made.show}. Choose another folder with --data."
            )
        return made
    with DataFolder(folder):
        source = fetch(shown.dataset, folder / "cache", say)
        store = EmbeddedStore(folder)
        try:
            _require_own(folder, store)
            made = _fill(folder, shown, source, store, settings, say)
        finally:
            store.close()
    if shown.name == FILMS.name:
        blender.cut_artwork(folder, settings, say)
    note.write_bytes(msgspec.json.encode(made))
    return made


def staged(settings: Settings, shown: Show) -> Settings:
    """The settings with the rows that the demo's editors pin, before those of the folder's."""
    page = settings.page
    return replace(settings, page=replace(page, editors=(*shown.pinned, *page.editors)))


def _require_own(folder: Path, store: EmbeddedStore) -> None:
    """Refuse to mix the demo into somebody's data; a set-up that broke off may go on."""
    begun = folder / _BEGUN
    if not begun.exists() and (store.log.count() or next(store.catalog.items(), None)):
        raise MatineeError(
            f"{folder} holds data that is not the demo's. Choose another folder with --data."
        )
    begun.touch()


def _fill(  # noqa: PLR0917
    folder: Path, shown: Show, source: Path, store: EmbeddedStore, settings: Settings, say: Say
) -> DemoNote:
    now = now_ms()
    made = shown.fill(source, source, now)
    own = [film.item for film in blender.FILMS] if shown.name == FILMS.name else []
    store.catalog.put_items([*made.items, *own], now)
    say(f"Importing {made.about}, moved by {made.weeks} whole weeks to end now ...")
    sink = LogSink(Collector(store.log, settings.events), store.log, now_ms)
    imported = 0
    for path in filter(None, (made.simulated, made.log)):
        done = import_events(
            path, sink, preset=PRESETS["plain"], mapping={}, states=folder / "imports"
        )
        imported += done.accepted if path == made.log else 0
    if made.simulated:
        say(f"Added {made.simulated_messages:,} simulated player events for Continue watching.")
    say("Training ...")
    catalog = Catalog(store.catalog.items(), settings.catalog)
    manifest = train(store.log, catalog, folder / MODELS, settings.home(), now)
    profiles = Profiles(store.log, store.profiles, settings.profiles)
    backfill(store.log, profiles)
    chosen = _choose_people(made.names, store, profiles, catalog, settings)
    store.flush()
    return DemoNote(
        imported, made.weeks, made.simulated_messages, manifest.seconds, chosen, shown.name
    )


def _choose_people(
    names: dict[str, str],
    store: EmbeddedStore,
    profiles: Profiles,
    catalog: Catalog,
    settings: Settings,
) -> list[DemoPerson]:
    """Three people with long histories whose tastes differ most from everyone's."""
    known = {name: store.log.find_user(name) for name in names}
    people = {name: profiles.get(user) for name, user in known.items() if user is not None}
    had = {name: len(one.opinions.rated) + len(one.lists.bought) for name, one in people.items()}
    telling = [name for name, count in had.items() if _LONG[0] <= count <= _LONG[1]]
    leanings = []
    for user_id in telling or sorted(had, key=lambda name: -had[name])[: _LONG[0]]:
        taste = read_taste(people[user_id], catalog, now_ms(), settings.profiles)
        liked = taste.favourites(catalog, "category", 2)
        about = [catalog.facets()[place].value for place, _ in liked]
        if about and about[0] not in _TOO_COMMON:
            leanings.append((liked[0][1], about, user_id))
    leanings.sort(key=lambda found: (-found[0], found[2]))
    chosen: dict[str, DemoPerson] = {}
    for _, about, user_id in leanings:
        if about[0] not in chosen and len(chosen) < 3:
            text = f"Leans to {' and '.join(about)}"
            chosen[about[0]] = DemoPerson(user_id, names[user_id], text)
    return list(chosen.values())


def run(folder: Path, settings: Settings, say: Say, shown: Show = FILMS) -> None:
    """Set up, serve, and say where, until stopped."""
    started, settings = time.perf_counter(), staged(settings, shown)
    note = prepare(folder, settings, say, shown)

    def ready(running: Running) -> None:
        say(f"Ready in {time.perf_counter() - started:.1f} s.\n")
        say(f"  {running.address}\n")
        if not ASSETS.are_built:
            say("The web parts are not built, so this page has no scripts: 'make web' builds them.")
        say("Three people worth trying:")
        for person in note.people:
            say(f"  {running.address}/?user={person.user_id}   {person.name}. {person.about}")
        say("What an editor sees, and the key to it:")
        say(f"  {running.address}/console   {running.site.keys.temporary()}")
        say(f"\n{shown.words} Stop with Ctrl+C.")

    serve(folder, settings, people=note.people, on_ready=ready)


def check(folder: Path, settings: Settings, say: Say, shown: Show = FILMS) -> dict[str, Any]:
    """Set up, serve, send one event over HTTP, show that the page changed, and stop."""
    started, settings = time.perf_counter(), staged(settings, shown)
    note = prepare(folder, settings, say, shown)
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
