"""Session neighbours: the moments of others that were most like this one, and what came next.

Every place in anyone's history where one of the person's latest items stands is a moment to compare
with. It counts the more, the more of the person's own latest items stand around it; what was taken
after it is proposed. A vote of whole contexts, so "after A when B came before" is seen where
transitions only see "after A". The family of Jannach & Ludewig, "When recurrent neural networks
meet the neighborhood for session-based recommendation" (RecSys 2017), and of STAN (Garg et al.,
SIGIR 2019), here over places within histories instead of whole sessions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from ..catalog import Catalog
from .base import Floats, Found, Indices, Query, foremost, strongest
from .config import RetrievalConfig
from .sequences import Sequences

_BEFORE, _BESIDE, _AFTER = 12, 4, 8
"""Takes compared before and after a moment, and takes after it that are voted for."""
_GAP = max(_BEFORE, _AFTER)
_TRAIL = 50
_HOUR_MS = 3_600_000
_BASE = 0.1
"""What a moment counts where nothing else stands around it: then it is a plain transition."""


def fit_session_knn(takes: Sequences, config: RetrievalConfig) -> dict[str, NDArray[Any]]:
    """The histories themselves: the latest `session_knn_max_takes` takes."""
    if len(takes.items) > config.session_knn_max_takes:
        latest = np.sort(takes.times)[-config.session_knn_max_takes]
        kept = takes.times >= latest
    else:
        kept = np.ones(len(takes.items), bool)
    return {
        "items": np.array(takes.ids, np.str_),
        "taken": takes.items[kept],
        "people": takes.users[kept],
        "times": takes.times[kept],
    }


class Votes(Struct, frozen=True, eq=False):
    """What the neighbours say: votes (latest items, n), whole or for the very next take only.

    `fresh` (n,) are the votes with moments of about this time counting most.
    """

    whole: Floats
    next: Floats
    fresh: Floats
    items: Indices


class SessionKnn:
    """Finds like moments through the places where each item was taken."""

    name = "session_knn"

    def __init__(
        self, state: dict[str, NDArray[Any]] | None, catalog: Catalog, config: RetrievalConfig
    ) -> None:
        self._config = config
        state = state or _NOTHING
        places = [catalog.index_of(item) for item in state["items"].tolist()]
        index = np.array([-1 if place is None else place for place in places], np.int32)
        taken = index[state["taken"]] if len(index) else np.zeros(0, np.int32)
        known = taken >= 0
        taken, people, times = taken[known], state["people"][known], state["times"][known]
        # A gap of places without an item lies between any two histories, and at both ends: windows
        # need no bounds. `nothing` stands for no item.
        self._nothing = len(catalog)
        place = np.arange(len(taken)) + _GAP * (
            1 + np.cumsum(np.diff(people, prepend=people[:1]) != 0)
        )
        self._taken = np.full(
            len(taken) + _GAP * (2 + len(np.unique(people))), self._nothing, np.int32
        )
        self._taken[place] = taken
        self._people = np.zeros(len(self._taken), np.int64)
        self._people[place] = people
        self._hours = np.zeros(len(self._taken), np.int32)
        self._hours[place] = times // _HOUR_MS
        self._around = sliding_window_view(self._taken, len(_AROUND))
        self._after = sliding_window_view(self._taken, _AFTER)
        nearness = _fade(np.abs(_AROUND), config.session_knn_half_life_items)
        self._nearness = np.where(_AROUND == 0, 0, nearness).astype(np.float32)
        order = np.lexsort((times, taken))
        self._moments = place[order].astype(np.int32)
        counts = np.bincount(taken, minlength=len(catalog))
        self._pointers = np.concatenate(([0], np.cumsum(counts)))
        rarity = (
            np.maximum(counts, 1) / max(float(np.median(counts[counts > 0])), 1.0)
            if len(taken)
            else np.ones(len(counts))
        )
        self._rarity = (rarity**-config.session_knn_rarity).astype(np.float32)

    def votes(self, query: Query) -> Votes:
        """The votes for every item, by each of the person's latest items."""
        n, config = len(query.catalog), self._config
        trail = query.trail[:_TRAIL]
        trail = trail[trail < len(self._rarity)]
        latest = trail[: config.session_knn_items]
        moments, owner = self._like(latest, query.profile.user)
        whole = np.zeros((len(latest), n), np.float32)
        following = np.zeros((len(latest), n), np.float32)
        fresh = np.zeros(n, np.float32)
        if not len(moments):
            return Votes(whole, following, fresh, latest)
        mine = np.zeros(max(n, self._nothing + 1), np.float32)
        fading = 2.0 ** (-np.arange(len(trail)) / config.session_knn_half_life_items)
        mine[trail] = fading * self._rarity[trail]
        mine[self._nothing] = 0.0
        weight = (_BASE + self._likeness(moments, mine)) ** config.session_knn_power
        totals = np.bincount(owner, weight, len(latest))
        weight /= np.maximum(totals, 1e-9)[owner] ** config.session_knn_share
        weight *= 2.0 ** (-owner / config.session_knn_latest_half_life)
        kept = foremost(weight, config.session_knn_moments)
        moments, owner, weight = moments[kept], owner[kept], weight[kept]
        offsets = np.arange(1, _AFTER + 1)
        width = self._nothing + 1
        after = self._after[moments + 1]
        cells = after + owner[:, None] * width
        given = weight[:, None] * _fade(offsets, config.session_knn_next_half_life)
        size = len(latest) * width
        whole[:, : self._nothing] = _sums(cells, given, size).reshape(-1, width)[:, :-1]
        directly = _sums(cells[:, 0], given[:, 0], size).reshape(-1, width)
        following[:, : self._nothing] = directly[:, :-1]
        days = np.abs(self._hours[moments] - query.now // _HOUR_MS) / 24
        lately = (2.0 ** (-days / config.session_knn_fresh_days)).astype(np.float32)
        fresh[: self._nothing] = _sums(after, given * lately[:, None], width)[:-1]
        return Votes(whole, following, fresh, latest)

    def forget(self, user: int) -> None:
        """Let a person's history vote no more."""
        self._taken[self._people == user] = self._nothing

    def find(self, query: Query, n: int) -> Found:
        """See Source.find; `because` is the latest item whose moments voted most."""
        votes = self.votes(query)
        if not len(votes.items):
            return strongest(self.name, np.zeros(len(query.catalog), np.float32), n)
        whole = votes.whole.sum(axis=0)
        because = votes.items[np.argmax(votes.whole, axis=0)]
        readings = {
            "knn_votes": whole / max(float(whole.sum()), 1e-9),
            "knn_next": votes.next.sum(axis=0),
            "knn_last": votes.whole[0],
            "knn_fresh": votes.fresh / max(float(votes.fresh.sum()), 1e-9),
        }
        return replace(strongest(self.name, whole, n, because), readings=readings)

    def _like(self, latest: Indices, user: int) -> tuple[Indices, NDArray[np.int64]]:
        """Places where the latest items were taken by others, and which of the items it was."""
        starts, ends = self._pointers[latest], self._pointers[latest + 1]
        first = np.maximum(starts, ends - self._config.session_knn_places)
        counts = ends - first
        owner = np.repeat(np.arange(len(latest)), counts)
        within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        moments = self._moments[first[owner] + within]
        others = self._people[moments] != user
        return moments[others], owner[others]

    def _likeness(self, moments: Indices, mine: Floats) -> Floats:
        """How much of what the person took last stands around each moment."""
        found = mine.take(self._around[moments - _BEFORE])
        with np.errstate(all="ignore"):  # some machines' matmul raises false alarms
            return np.asarray(found @ self._nearness, np.float32)


_AROUND = np.arange(-_BEFORE, _BESIDE + 1)
"""Distances from a moment's own item, which itself says nothing."""


def _fade(distances: NDArray[Any], half_life: float) -> Floats:
    """2^(-(distance - 1) / half-life)."""
    return (2.0 ** (-(distances - 1) / half_life)).astype(np.float32)


def _sums(cells: NDArray[Any], given: Floats, size: int) -> NDArray[np.float64]:
    return np.bincount(cells.ravel(), given.ravel(), size).astype(np.float64, copy=False)


_NOTHING: dict[str, NDArray[Any]] = {
    "items": np.zeros(0, np.str_),
    "taken": np.zeros(0, np.int32),
    "people": np.zeros(0, np.int64),
    "times": np.zeros(0, np.int64),
}
