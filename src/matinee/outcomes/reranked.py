"""What another ranker would have earned, told from what was seen and taken before it serves.

By the position-based model a title at place k is taken with probability look(k) x worth, where
worth is the title's to the person and look(k) that of the place (Joachims, Swaminathan & Schnabel,
WSDM 2017). A take logged at place k then tells of look(k') / look(k) takes at place k'. Both
rankers put the titles of a row that were seen, with the vectors by which they were ranked then, in
an order of their own among the places where they stood; the value of an order is the sum over what
was taken. What neither order could show, because nobody saw it, is not told. The unit is the
person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from math import sqrt

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..page import Learnt
from ..ranking import FEATURES
from ..ranking.captured import FEATURES_ID
from ..storage.base import Captured, Evidence
from .satisfaction import OutcomesConfig, judge

Score = Callable[[NDArray[np.float32]], NDArray[np.float32]]
Seen = tuple[Captured, Evidence]
_ROWS, _COLUMNS = 40, 100
_FARTHEST = 5.0
"""The most that one take may tell: less variance for some bias towards no change."""
_FEWEST_PEOPLE = 50
_Z95 = 1.959964


class Reranked(Struct, frozen=True):
    """The takes of one order next to another's: `change` with its 95 % interval over people, from
    so many pages and takes; `moved` is the share of takes whose place would be another. None where
    it cannot be told, and why."""

    pages: int
    people: int
    taken: int
    moved: float | None
    change: float | None
    low: float | None
    high: float | None
    why_not: str = ""


def reranked(
    seen: Iterable[Seen],
    scores: tuple[Score, Score],
    learnt: Learnt,
    now: int,
    config: OutcomesConfig,
) -> Reranked:
    """Compare the order of the second score with that of the first, over pages as they are stored:
    page by page."""
    told = _Told(learnt)
    usable = (one for one in seen if one[0].features == FEATURES_ID)
    for _, page in groupby(usable, key=lambda one: one[0].page_id):
        told.add_page(list(page), scores, now, config)
    return told.result()


class _Told:
    """Sums over pages, by person."""

    def __init__(self, learnt: Learnt) -> None:
        self._learnt = learnt
        self._curves: dict[str, NDArray[np.float64]] = {}
        self._values: defaultdict[int, NDArray[np.float64]] = defaultdict(lambda: np.zeros(2))
        self._pages = self._taken = self._moved = 0

    def add_page(
        self, page: list[Seen], scores: tuple[Score, Score], now: int, config: OutcomesConfig
    ) -> None:
        counts = False
        by_row = sorted(page, key=lambda one: (one[0].row, one[0].column))
        for row, cells in groupby(by_row, key=lambda one: one[0].row):
            places = [one for one in cells if one[0].column < _COLUMNS and row < _ROWS]
            taken = [judge(evidence, now, config).take for _, evidence in places]
            if len(places) > 1 and any(taken):
                self._add_row(row, places, np.array(taken), scores)
                counts = True
        self._pages += counts

    def _add_row(
        self, row: int, places: list[Seen], taken: NDArray[np.bool_], scores: tuple[Score, Score]
    ) -> None:
        x = np.frombuffer(b"".join(one.body for one, _ in places), np.float32)
        x = x.reshape(len(places), len(FEATURES))
        columns = np.array([one.column for one, _ in places])
        look = self._look(places[0][1].device)[row, columns]
        orders = [_ranks(score(x)) for score in scores]
        values = [np.minimum(look[rank] / look, _FARTHEST)[taken].sum() for rank in orders]
        self._values[places[0][0].user] += values
        self._taken += int(taken.sum())
        self._moved += int((orders[0] != orders[1])[taken].sum())

    def _look(self, device: str) -> NDArray[np.float64]:
        if device not in self._curves:
            curve = self._learnt.curve(device, _ROWS, _COLUMNS)
            self._curves[device] = np.maximum(np.asarray(curve, np.float64), 1e-6)
        return self._curves[device]

    def result(self) -> Reranked:
        people = len(self._values)
        if people < _FEWEST_PEOPLE:
            words = (
                f"Only {people} people took something of a row of which the vectors are kept "
                f"(ranking.captured_days); {_FEWEST_PEOPLE} are needed."
            )
            return Reranked(self._pages, people, self._taken, None, None, None, None, words)
        before, after = np.array(list(self._values.values())).T
        ratio = float(after.sum() / before.sum())
        spread = float(((after - ratio * before) ** 2).sum()) * people / (people - 1)
        reach = _Z95 * sqrt(spread) / float(before.sum())
        return Reranked(
            pages=self._pages,
            people=people,
            taken=self._taken,
            moved=round(self._moved / self._taken, 4),
            change=round(ratio - 1, 5),
            low=round(ratio - 1 - reach, 5),
            high=round(ratio - 1 + reach, 5),
        )


def _ranks(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """The place of each in the order of scores, highest first; ties as they stand."""
    ranks = np.empty(len(scores), np.int64)
    ranks[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return ranks


def sentences(found: Reranked, name: str) -> Iterator[str]:
    """What is told of a variant, and how it is to be taken."""
    if found.change is None or found.low is None or found.high is None:
        yield f"{name} cannot be told from the log: {found.why_not}"
        return
    told = f"{100 * found.change:+.1f} % takes ({100 * found.low:+.1f} to {100 * found.high:+.1f})"
    yield (
        f"{name} would have had {told} of what was seen: {found.taken:,} takes of {found.people:,} "
        f"people on {found.pages:,} pages, {found.moved:.0%} of them elsewhere in their row."
    )
    yield "An estimate by what places get; an experiment tells."
