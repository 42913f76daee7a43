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
from msgspec import Struct

from ..assignment import uniform
from ..demo import movielens
from ..demo.datasets import ML_100K, fetch
from ..errors import MatineeError
from ..events import Collector
from ..events.importing import LogSink, import_events
from ..events.presets import PRESETS
from ..loading import open_store, train_here
from ..server.run import now_ms
from ..settings import FILE_NAME, load_settings
from ..simulation.assumptions import FROZEN, Assumptions
from ..simulation.client import Client
from ..simulation.people import Audience
from ..simulation.run import DAY_S, Result, simulate
from ..simulation.tastes import learn
from .accuracy.data import cache_folder
from .processes import machine, served

Say = Callable[[str], None]
POLICIES = ("matinee", "popular", "categories")
_LATE_S = 3 * 3600


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
            results[policy] = _one(data, policy, audience, trial, start, say)
            shutil.rmtree(data)
    rows = [{"name": name, "kind": "ours" if name == "matinee" else "peer"} for name in results]
    rows = [row | msgspec.to_builtins(results[row["name"]]) for row in rows]
    words = (__doc__ or "").replace("\n", " ").strip()
    return AudienceReport("audience", True, words, trial, assumed, machine(), rows)


def is_held_out(user: str) -> bool:
    """Whether a person's ratings make tastes instead of the log."""
    return uniform("held-out", user) < 0.5


def first_midnight(now: float, days: int) -> float:
    """The midnight (UTC, s) from which `days` whole days end some hours before `now`."""
    return (now - _LATE_S) // DAY_S * DAY_S - days * DAY_S


def _fill(
    data: Path, source: Path, rated: list[movielens.Rating], start: float, say: Say
) -> None:
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
    data: Path, policy: str, audience: Audience, trial: Trial, start: float, say: Say
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
