"""Batch steps: training and profile snapshots. Run beside a server or without one."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import numpy as np

from . import __version__, models
from .catalog import Catalog
from .engine import Engine, LocalEngine
from .errors import StorageError
from .learning import Spread
from .models import Manifest
from .page import Learnt
from .profiles import Profiles
from .recommender import Recommender, RecommenderConfig
from .records import Logged
from .search import learn_wanted
from .seen import Seen, nothing_seen
from .storage.base import EventReader
from .training import Trainer

Progress = Callable[[int], None]
_PAGE = 20_000


def engine() -> Engine:
    """Where batch work runs on this machine."""
    return LocalEngine()


def read_log(log: EventReader, upto: int, progress: Progress | None = None) -> Iterator[Logged]:
    """All events up to seq `upto`, in pages, so that memory stays bounded."""
    after = 0
    while after < upto and (page := log.read(after, _PAGE)):
        for logged in page:
            if logged.seq <= upto:
                yield logged
        after = page[-1].seq
        if progress:
            progress(len(page))


def train(
    log: EventReader,
    catalog: Catalog,
    folder: Path,
    config: RecommenderConfig,
    now: int,
    *,
    seen: Seen = nothing_seen,
    page: Callable[[], Learnt] = Learnt,
    spread: Spread | None = None,
    progress: Progress | None = None,
    needed: Collection[str] = (),
) -> Manifest:
    """Train on the whole log; the result becomes the current model unless it is worse than it.
    Versions that are `needed` stay, however old."""
    started = time.perf_counter()
    upto = log.last_seq()
    passes = iter([progress])  # only the first pass moves the progress bar

    def read(end: int) -> Iterator[Logged]:
        return read_log(log, min(end, upto), next(passes, None))

    serving = _serving(folder, catalog, config)
    trainer = Trainer(read, upto, catalog, config, spread or engine().map, seen=seen)
    made = trainer.train(serving)
    times = made.takes.times
    manifest = Manifest(
        version=f"{now:013d}-{upto}",
        code=__version__,
        seq=upto,
        takes=len(made.takes.items),
        users=len(np.unique(made.takes.users)),
        items=len(made.takes.ids),
        trained_at=now,
        seconds=round(time.perf_counter() - started, 3),
        settings=config.retrieval,
        ranking=config.ranking,
        from_time=int(times.min()) if len(times) else 0,
        to_time=int(times.max(initial=0)),
        metrics=made.trial.metrics,
        off=made.off,
        served=made.trial.serve,
        decision=made.trial.decision,
        page=page(),
    )
    parts = made.parts | {models.WANTED: learn_wanted(read(upto))}
    models.save(folder, manifest, parts, made.ranker.texts() if made.ranker else {}, needed)
    return manifest


def _serving(folder: Path, catalog: Catalog, config: RecommenderConfig) -> Recommender | None:
    """The model that serves now, None if there is none that can be read."""
    if models.current_version(folder) is None:
        return None
    try:
        return models.load(folder, catalog, config)
    except StorageError:
        return None


def backfill(log: EventReader, profiles: Profiles, progress: Progress | None = None) -> int:
    """Write a snapshot of every profile that has events its snapshot lacks; how many people."""
    done = 0
    for user in log.users():
        profiles.get(user)
        done += 1
        if done % 200 == 0:
            profiles.flush()
            if progress:
                progress(200)
    while profiles.flush():
        pass
    return done
