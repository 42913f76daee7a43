"""A simulated audience against one page policy after another: the share of plays that come from
recommendations.

The tastes are learned from the ratings of half of the people of MovieLens 100K, whom the server
never hears of; the ratings of the other half are its log before the first day.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from ..assignment import uniform
from ..demo import movielens
from ..demo.datasets import ML_100K
from ..errors import MatineeError
from ..events import Collector
from ..events.files import BadRow, read_rows
from ..events.importing import LogSink, import_events
from ..events.presets import PRESETS
from ..fetching import fetch
from ..loading import Reading, open_store, train_here
from ..server.run import now_ms
from ..settings import FILE_NAME, load_settings
from ..simulation.assumptions import FROZEN, Assumptions
from ..simulation.client import Client
from ..simulation.people import Audience
from ..simulation.run import DAY_S, Result, simulate
from ..simulation.tastes import Rated, learn
from .accuracy.data import cache_folder
from .processes import machine, served

Say = Callable[[str], None]
POLICIES = ("matinee", "popular", "categories")
_LATE_S = 3 * 3600
_ASKED = 20


class Trial(Struct, frozen=True):
    """How many people, for how long, and how often the server trains."""

    people: int
    days: int
    train_every: int
    seed: int


class AudienceReport(Struct, frozen=True):
    """What came of each policy; everything in it is simulated."""

    bench: str
    simulated: bool
    protocol: str
    trial: Trial
    assumed: Assumptions
    machine: dict[str, Any]
    rows: list[dict[str, Any]]


def measure(
    trial: Trial, say: Say, policies: Sequence[str] = POLICIES, assumed: Assumptions = FROZEN
) -> AudienceReport:
    """The same audience, with the same dice, on pages of each policy."""
    folder = fetch(ML_100K, cache_folder(), say)
    rated = movielens.ratings(folder)
    held_out = [(one.user, one.item, one.stars) for one in rated if is_held_out(one.user)]
    audience = Audience(learn(held_out), trial.people, trial.seed, assumed)
    start = first_midnight(now_ms() / 1000, trial.days)
    results: dict[str, Result] = {}
    with tempfile.TemporaryDirectory(prefix="matinee-audience-") as temporary:
        base = Path(temporary) / "base"
        _fill(base, folder, [one for one in rated if not is_held_out(one.user)], start, say)
        for policy in policies:
            data = Path(temporary) / policy
            shutil.copytree(base, data)
            (data / FILE_NAME).write_text(f'[page]\npolicy = "{policy}"\n')
            results[policy] = _one(data, policy, audience, trial, start=start, say=say)
            shutil.rmtree(data)
    rows = [{"name": name, "kind": "ours" if name == "matinee" else "peer"} for name in results]
    rows = [row | msgspec.to_builtins(results[row["name"]]) for row in rows]
    words = (__doc__ or "").replace("\n", " ").strip()
    return AudienceReport("audience", True, words, trial, assumed, machine(), rows)


def ratings_of(file: Path | None, reading: Reading, say: Say) -> list[Rated]:
    """Ratings to learn tastes from: of a file, or MovieLens 100K. Raises MatineeError."""
    if file is None:
        rated = movielens.ratings(fetch(ML_100K, cache_folder(), say))
        return [(one.user, one.item, one.stars) for one in rated]
    if not file.exists():
        raise MatineeError(f"There is no file {file}.")
    found: list[Rated] = []
    for row in read_rows(file, reading.preset.layout(file)):
        if isinstance(row, BadRow):
            continue
        named = {reading.mapping.get(name, name): value for name, value in row.items()}
        try:
            found.append((str(named["user_id"]), str(named["item_id"]), float(named["stars"])))
        except (KeyError, TypeError, ValueError) as error:
            raise MatineeError(
                f"{file} needs the columns user_id, item_id and stars; see --map."
            ) from error
    return found


def require_known(audience: Audience, client: Client) -> None:
    """Refuse to simulate with tastes in titles that the server does not have."""
    popular = np.argsort(-audience.tastes.interest.mean(axis=0))[:_ASKED].tolist()
    if not any(client.item(audience.tastes.items[place]) for place in popular):
        raise MatineeError(
            "The catalogue has none of the titles that the audience knows. "
            "Give ratings of your own titles with --ratings."
        )


def is_held_out(user: str) -> bool:
    """Whether a person's ratings make tastes instead of the log."""
    return uniform("held-out", user) < 0.5


def first_midnight(now: float, days: int) -> float:
    """The midnight (UTC, s) from which `days` whole days end some hours before `now`."""
    return (now - _LATE_S) // DAY_S * DAY_S - days * DAY_S


def _fill(data: Path, source: Path, rated: list[movielens.Rating], start: float, say: Say) -> None:
    data.mkdir(parents=True)
    settings = load_settings(data)
    weeks = movielens.weeks_to_now(rated, int(start * 1000))
    with open_store(data) as store, tempfile.TemporaryDirectory() as temporary:
        store.catalog.put_items(list(movielens.films(source)), int(start * 1000))
        path = Path(temporary) / "ratings.csv"
        movielens.write_ratings(rated, weeks, path)
        sink = LogSink(Collector(store.log, settings.events), store.log, now_ms)
        done = import_events(path, sink, preset=PRESETS["plain"], mapping={}, states=data / "in")
    if not done.accepted:
        raise MatineeError("No rating went in.")
    say(f"Training on {done.accepted:,} ratings of the other half ...")
    train_here(data, settings)


def _one(
    data: Path, policy: str, audience: Audience, trial: Trial, *, start: float, say: Say
) -> Result:
    def tell(day: int, plays: int) -> None:
        if (day + 1) % 7 == 0:
            say(f"  {policy}: day {day + 1}, {plays:,} plays (simulated)")

    with served(data) as (note, _), Client(note.url, note.key) as client:
        return simulate(
            audience,
            client,
            days=trial.days,
            start=start,
            train_every=trial.train_every,
            tell=tell,
        )
