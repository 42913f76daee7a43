"""Batch steps: training and profile snapshots. Run beside a server or without one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from msgspec import Struct

from . import __version__
from .catalog import Catalog
from .engine import Engine, LocalEngine
from .profiles import Profiles
from .records import Logged
from .retrieval import RetrievalConfig
from .retrieval.item_item import fit_item_item
from .retrieval.model import Manifest, State, save_model
from .retrieval.popular import Popularity
from .retrieval.sequences import SequenceReader, Sequences
from .retrieval.transitions import fit_transitions
from .storage.base import EventReader

Progress = Callable[[int], None]
_PAGE = 20_000


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


class _Fit(Struct, frozen=True):
    name: str
    fit: Callable[[Sequences, RetrievalConfig], State]


_FITS = (_Fit("transitions", fit_transitions), _Fit("item_item", fit_item_item))


def train(
    log: EventReader,
    catalog: Catalog,
    models: Path,
    config: RetrievalConfig,
    now: int,
    *,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Count and fit all sources on the whole log, and make the result the current model.

    One pass over the log feeds popularity and the sequences; the fits then run side by side.
    """
    started = time.perf_counter()
    upto = log.last_seq()
    popularity, reader = Popularity(catalog, config), SequenceReader()
    for logged in read_log(log, upto, progress):
        popularity.update(logged.seq, logged.event)
        reader.add(logged)
    takes = reader.read()
    fitted = (engine or LocalEngine()).map(lambda part: part.fit(takes, config), _FITS)
    parts = {part.name: state for part, state in zip(_FITS, fitted, strict=True)}
    manifest = Manifest(
        version=f"{now:013d}-{upto}",
        code=__version__,
        seq=upto,
        takes=len(takes.items),
        users=len(np.unique(takes.users)),
        items=len(takes.ids),
        trained_at=now,
        seconds=round(time.perf_counter() - started, 3),
        settings=config,
    )
    models.mkdir(parents=True, exist_ok=True)
    save_model(models, manifest, parts | {"popularity": popularity.state()})
    return manifest


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
