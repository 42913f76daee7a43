"""Training on a log: sources on all of it, the ranker on its later part, judged on its latest.

The takes of the log are cut at two moments. Sources fitted on what came before the first describe
the moments between the two, from which the ranker learns, and from pages that were served before
the second. Sources fitted on what came before the second, with that ranker, are tried on the
moments after it, beside the model that serves now and the hand weights. What is kept has its
sources fitted once more, on everything.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from .assignment import uniform
from .catalog import Catalog
from .learning import (
    Spread,
    by_person,
    collect,
    fit_model,
    fit_parts,
    gather,
    in_turn,
)
from .packed import PackedLog
from .ranking import Ranker
from .ranking.train import Examples, Grown, together, train_ranker
from .recommender import Recommender, RecommenderConfig
from .records import Logged
from .replay import Horizon, Sample, outcomes_of
from .retrieval.model import State, assemble
from .retrieval.popular import Popularity
from .retrieval.sequences import Sequences, is_take
from .seen import Seen, nothing_seen
from .trials import FEWEST_TRIED, Trial, contenders_of, gains, judge, untried

ReadLog = Callable[[int], Iterable[Logged]]
"""All events up to a seq, in order; may be called again and again."""

_FIRST_CUT, _SECOND_CUT = 0.7, 0.9
_MOST_LEARNT, _MOST_JUDGED = 200_000, 20_000
"""Takes from the first cut on, and from the second, at most: the ranker of a large log is to learn
from what is recent."""
_MOST_MOMENTS = 8_000
_MOST_TRIED = 1_500
_IN_MEMORY = 20_000_000
_PARTS = 4
FEWEST_TAKEN = 1_000
_REPEATING_SHARE = 0.2
_FEWEST_BOUGHT, _BOUGHT_SHARE = 300, 0.1
_LATE_SHARE = 0.05
_DAY_MS = 86_400_000


class TrainingConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """When a server trains on its own."""

    every_hours: float = 24.0
    """A server trains again, in a process beside it, this long after the last time; 0: never."""
    fewest_events: int = 1_000
    """But only once this many events came in since."""


class Trained(Struct, frozen=True, eq=False):
    """All that makes a version."""

    popularity: Popularity
    takes: Sequences
    parts: dict[str, State]
    ranker: Ranker | None
    off: dict[str, str]
    trial: Trial


class Trainer:
    """Trains on a log up to seq `upto`; see the module."""

    def __init__(
        self,
        read: ReadLog,
        upto: int,
        catalog: Catalog,
        config: RecommenderConfig,
        spread: Spread = in_turn,
        *,
        seen: Seen = nothing_seen,
    ) -> None:
        self._seen = seen
        self._read, self._upto, self._spread = read, upto, spread
        self._catalog, self._config = catalog, config

    def train(self, serving: Recommender | None = None) -> Trained:
        """Fit sources and ranker, and judge them beside what serves now."""
        watch = _Order()
        log = watch.over(self._read(self._upto))
        popularity, takes = collect(log, self._catalog, self._config.retrieval)
        parts = fit_parts(popularity, takes, self._config.retrieval, self._spread)
        read, last = self._in_time(watch)
        cuts = _cuts(read(last))
        second = cuts.second
        if len(takes.items) < FEWEST_TAKEN or not cuts.first < second < last:
            trial = untried("Too little was taken to train a ranker on.")
            return Trained(popularity, takes, parts, None, {}, trial)
        horizon = Horizon(repeats=repeating(read(last)))
        grown = self._grow(read, cuts, horizon)
        blind = serving is not None and not watch.mixed and serving.model.fitted_seq <= second
        contenders = contenders_of(self._fitted(read, second), grown, serving, blind=blind)
        trial = self._try(read, (second, last), horizon, contenders)
        ranker = grown.ranker if trial.use_ranker else None
        return Trained(popularity, takes, parts, ranker, grown.off, trial)

    def _in_time(self, watch: _Order) -> tuple[ReadLog, int]:
        """The log in the order in which it happened, and its last seq in that order.

        A log that came in as it happened is read page by page. One that was imported out of order
        (sorted by person, say) is put in order in memory (45 bytes an event), with new seqs.
        """
        if not watch.mixed:
            return self._read, self._upto
        log = PackedLog.of(self._read(self._upto)).in_time()
        return (lambda end: log[:end]), len(log)

    def _fitted(self, read: ReadLog, end: int) -> Recommender:
        """Sources that know the log up to a seq."""
        model = fit_model(read(end), self._catalog, self._config.retrieval, self._spread)
        return Recommender(self._catalog, model, self._config)

    def _grow(self, read: ReadLog, cuts: Cuts, horizon: Horizon) -> Grown:
        """The ranker, from moments between the cuts as sources saw them that end at the first."""
        first, second, ranking = cuts.first, cuts.second, self._config.ranking
        wanted = _sample(read(second), first, _MOST_MOMENTS, ranking.moments_a_person * 5)
        outcomes, retrieval = outcomes_of(read(second)), self._config.retrieval
        popularity, takes = collect(read(first), self._catalog, retrieval)
        states = fit_parts(popularity, takes, retrieval, self._spread)
        parts, spread = self._parts(read(second), wanted)
        everyone = frozenset[int]().union(*parts)
        kept = (one for one in read(second) if one.user in everyone or one.seq > first)
        log = PackedLog.of(kept) if len(parts) > 1 else kept

        def one_part(people: frozenset[int]) -> Examples:
            # Fresh sources for each part: they learn as it goes, and must not know of the others.
            model = assemble("early", states, self._catalog, retrieval)
            sample = Sample(wanted, horizon, outcomes, people)
            sources = Recommender(self._catalog, model, self._config)
            return gather(sources, log, sample, live=True)

        examples = together([*spread(one_part, parts), self._seen(cuts.second_time)])
        return train_ranker(examples, ranking, f"{second}")

    def _parts(
        self, log: Iterable[Logged], wanted: frozenset[int]
    ) -> tuple[list[frozenset[int]], Spread]:
        """The people of the wanted moments in parts, and how to run those.

        A log too large to be held in memory is read in turn, all people at once.
        """
        if self._upto > _IN_MEMORY:
            return [frozenset(one.user for one in log if one.seq in wanted)], in_turn
        cut = by_person(PackedLog.of(one for one in log if one.seq in wanted), _PARTS)
        return [frozenset(part.users.tolist()) for part in cut], self._spread

    def _try(
        self,
        read: ReadLog,
        span: tuple[int, int],
        horizon: Horizon,
        contenders: dict[str, Recommender],
    ) -> Trial:
        """Predict the takes between two seqs with each contender, on the same moments."""
        second, last = span
        wanted = _sample(read(last), second, _MOST_TRIED, _MOST_TRIED)
        parts, spread = self._parts(read(last), wanted)
        everyone = frozenset[int]().union(*parts)
        kept = (one for one in read(last) if one.user in everyone)
        log = PackedLog.of(kept) if len(parts) > 1 else kept

        def one_part(people: frozenset[int]) -> list[dict[str, float]]:
            return list(gains(log, Sample(wanted, horizon, people=people), contenders))

        tried = [row for part in spread(one_part, parts) for row in part]
        if len(tried) < FEWEST_TRIED:
            return untried(f"Only {len(tried)} latest takes to judge on; {FEWEST_TRIED} needed.")
        return judge(tried)


class _Order:
    """Watches a log go by: `mixed` when more than a few events lie well before earlier ones."""

    def __init__(self) -> None:
        self._seen = self._late = self._newest = 0

    @property
    def mixed(self) -> bool:
        """Whether the log's order is not that in which things happened."""
        return self._late > _LATE_SHARE * max(self._seen, 1)

    def over(self, log: Iterable[Logged]) -> Iterator[Logged]:
        """The same log."""
        for one in log:
            self._seen += 1
            self._late += one.event.time < self._newest - _DAY_MS
            self._newest = max(self._newest, one.event.time)
            yield one


class Cuts(Struct, frozen=True):
    """The seqs at which the two cuts lie, and the time (ms) of the second."""

    first: int = 0
    second: int = 0
    second_time: int = 0


def _cuts(log: Iterable[Logged]) -> Cuts:
    """Where the cuts lie; counted in takes, since other events may crowd."""
    seqs, times = array("q"), array("q")
    for one in log:
        if is_take(one.event):
            seqs.append(one.seq)
            times.append(one.event.time)
    n = len(seqs)
    if not n:
        return Cuts()
    first = max(int(_FIRST_CUT * n), n - _MOST_LEARNT)
    second = max(int(_SECOND_CUT * n), n - _MOST_JUDGED)
    return Cuts(seqs[first], seqs[second], times[second])


def repeating(log: Iterable[Logged]) -> bool:
    """Whether people buy again what they bought: then what was had stays a candidate."""
    had: set[tuple[int, str]] = set()
    times = takes = 0
    for one in log:
        takes += is_take(one.event)
        if one.event.kind == "purchase" and one.event.item is not None:
            had.add((one.user, one.event.item))
            times += 1
    enough = times >= _FEWEST_BOUGHT and times > _BOUGHT_SHARE * takes
    return enough and 1 - len(had) / times > _REPEATING_SHARE


def _sample(log: Iterable[Logged], after: int, most: int, most_a_person: int) -> frozenset[int]:
    """Seqs of takes after `after`: at most so many, evenly drawn, each person's latest."""
    latest: dict[int, list[int]] = {}
    for one in log:
        if one.seq > after and is_take(one.event):
            mine = latest.setdefault(one.user, [])
            mine.append(one.seq)
            if len(mine) > 2 * most_a_person:
                del mine[:-most_a_person]
    seqs = [seq for mine in latest.values() for seq in mine[-most_a_person:]]
    share = most / max(len(seqs), 1)
    return frozenset(seq for seq in seqs if share >= 1 or uniform("moment", str(seq)) < share)


__all__ = ["Trained", "Trainer", "TrainingConfig", "repeating"]
