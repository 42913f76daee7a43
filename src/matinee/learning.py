"""Learning from the log: sources are fitted on what came first, the ranker on what came after.

Nothing the ranker learns from was seen by the sources that describe it, so a moment looks in
training as it looks when a page is made: by sources that know the past only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .catalog import Catalog
from .packed import PackedLog
from .ranking.train import Examples, Gathering
from .recommender import Recommender, unseen
from .records import Logged
from .replay import Horizon, Moment, Sample, moments
from .retrieval import Candidates, Query, RetrievalConfig
from .retrieval.fit import FITS
from .retrieval.model import Model, State, assemble
from .retrieval.popular import Popularity
from .retrieval.sequences import SequenceReader, Sequences


class Spread(Protocol):
    """Runs a function over parts, several at a time: an engine's `map`."""

    def __call__(self, function: Callable[[Any], Any], parts: Sequence[Any]) -> list[Any]:
        """`[function(part) for part in parts]`."""
        ...


def in_turn(function: Callable[[Any], Any], parts: Sequence[Any]) -> list[Any]:
    """A `Spread` that runs one part after the other."""
    return [function(part) for part in parts]


def collect(
    log: Iterable[Logged], catalog: Catalog, config: RetrievalConfig
) -> tuple[Popularity, Sequences]:
    """One pass over a log: the counts, and what people took one after the other."""
    popularity, reader = Popularity(catalog, config), SequenceReader()
    for logged in log:
        popularity.update(logged.seq, logged.event)
        reader.add(logged)
    return popularity, reader.read()


def fit_parts(
    popularity: Popularity, takes: Sequences, config: RetrievalConfig, spread: Spread = in_turn
) -> dict[str, State]:
    """The state of every source."""
    names = list(FITS)
    fitted = spread(lambda name: FITS[name](takes, config), names)
    return {"popularity": popularity.state(), **dict(zip(names, fitted, strict=True))}


def fit_model(
    log: Iterable[Logged],
    catalog: Catalog,
    config: RetrievalConfig,
    spread: Spread = in_turn,
) -> Model:
    """Sources fitted on a log, in memory."""
    popularity, takes = collect(log, catalog, config)
    return assemble("fitted", fit_parts(popularity, takes, config, spread), catalog, config)


def allowed_at(query: Query, horizon: Horizon) -> NDArray[np.bool_]:
    """What may be proposed at a moment: without what was seen, unless it may be taken again."""
    allowed = query.catalog.available(query.now)
    return allowed if horizon.repeats else unseen(query, allowed)


def gather(
    recommender: Recommender,
    log: Iterable[Logged],
    sample: Sample,
    seed: int = 0,
    *,
    live: bool = False,
) -> Examples:
    """The examples of the sampled moments. With `live`, counts go on with every event."""
    config = recommender.config
    gathering = Gathering(config.ranking, seed)
    observe = recommender.model.learn if live else None
    half_life = config.profiles.behaviour_half_life_days
    for moment in moments(log, half_life, sample, observe):
        query, candidates, places = proposed(recommender, moment, sample.horizon)
        taken = dict(zip(places, moment.targets.values(), strict=True))
        _, first = recommender.by_hand(query, candidates)
        chosen = gathering.choose(first, taken)
        if len(chosen):
            x = recommender.vectors(query, candidates.only(chosen))
            gathering.add(x, [taken.get(place) for place in chosen.tolist()])
    return gathering.examples()


def proposed(
    recommender: Recommender, moment: Moment, horizon: Horizon
) -> tuple[Query, Candidates, list[int]]:
    """The candidates of a moment, and where its targets stand among them (-1: no candidate)."""
    event = moment.event
    query = recommender.query(moment.profile, event.time, event.device, event.offset_min)
    candidates = recommender.candidates(query, allowed_at(query, horizon))
    indices = [recommender.catalog.index_of(item) for item in moment.targets]
    places = [-1 if index is None else int(candidates.place[index]) for index in indices]
    return query, candidates, places


def by_person(log: PackedLog, parts: int) -> list[PackedLog]:
    """A log cut into parts of about equal size, each person in one of them, order kept."""
    people, counts = np.unique(log.users, return_counts=True)
    sizes, homes = [0] * parts, np.zeros(len(people), np.int64)
    for place in np.argsort(-counts, kind="stable").tolist():
        homes[place] = part = sizes.index(min(sizes))
        sizes[part] += int(counts[place])
    home = homes[np.searchsorted(people, log.users)]
    return [log.only(home == part) for part in range(parts)]


def latest_takes(log: PackedLog, count: int, horizon: Horizon, after: int = 0) -> frozenset[int]:
    """Seqs of each person's latest `count` takes after seq `after`: where moments are worth it.

    With a horizon of days all takes are given: the first of a period stands for it.
    """
    wanted = log.takes & (log.seqs > after)
    seqs, users = log.seqs[wanted], log.users[wanted]
    if horizon.days:
        return frozenset(seqs.tolist())
    order = np.lexsort((-seqs, users))  # each person's latest first
    _, first, person = np.unique(users[order], return_index=True, return_inverse=True)
    return frozenset(seqs[order][np.arange(len(seqs)) - first[person] < count].tolist())
