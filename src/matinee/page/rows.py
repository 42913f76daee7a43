"""Row candidates: titled selections of the candidates, each with a reason a person understands."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..profiles import Profile
from ..profiles.taste import gather
from ..retrieval import Candidates, Query
from ..retrieval.base import best

Places = NDArray[np.int64]
_LIKED_STARS = 3.5
_LONGEST_ROW = 300
_MORE = ("You may also like", "Worth a try")
"""Rows of the best that is left whatever it is about: they hold what no theme has."""
_MANY = 60
"""With fewer titles they would leave the themes nothing."""


class Shelf(Struct, frozen=True, eq=False):
    """The scored candidates that rows are cut from. `fresh` (m,): not taken by the person yet;
    `left` (m,): what being passed by has left of the worth of each, see `turnover`."""

    query: Query
    candidates: Candidates
    scores: NDArray[np.float32]
    fresh: NDArray[np.bool_]
    left: NDArray[np.float32]

    def facets(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The facet values of all candidates, and for each value the place that has it."""
        return gather(*self.query.catalog.facet_table(), self.candidates.items)


class RowCandidate(Struct, frozen=True, eq=False):
    """A row that could be shown. `places` are places in the shelf's candidates, strongest first;
    `pinned` is where an editor wants it, None to let it find its place."""

    row_id: str
    kind: str
    title: str
    reason: str
    places: Places
    pinned: int | None = None


def gains(scores: NDArray[np.float32], scale: float) -> NDArray[np.float64]:
    """What showing each candidate is worth: 1 / (1 + rank / scale), as scores have no unit."""
    rank = np.empty(len(scores))
    rank[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return np.asarray(1 / (1 + rank / scale))


def by_score(shelf: Shelf, places: Places, bonus: NDArray[np.float32] | None = None) -> Places:
    """Places by score, highest first."""
    scores = shelf.scores[places]
    if bonus is not None:
        scores = scores + bonus
    return places[best(scores, _LONGEST_ROW)]


def own_rows(shelf: Shelf, because: dict[int, NDArray[np.int32]]) -> Iterator[RowCandidate]:
    """What the person began, saved and took, and what is best for them of all.

    `because` maps catalogue indices of items of the past to their neighbours.
    """
    yield _continue_watching(shelf)
    picks = _top_picks(shelf)
    yield picks
    for number, title in enumerate(_MORE if len(picks.places) >= _MANY else (), 1):
        row_id, reason = f"more_picks:{number}", "The next best of everything, for you"
        yield RowCandidate(row_id, "more_picks", title, reason, picks.places)
    yield _my_list(shelf)
    for item, items in because.items():
        yield _because(shelf, item, items)


def _continue_watching(shelf: Shelf) -> RowCandidate:
    strength = shelf.candidates.column("continue_watching")
    places = np.flatnonzero(strength > 0)
    return RowCandidate(
        "continue_watching",
        "continue_watching",
        "Continue watching",
        "You stopped in the middle of these",
        places[np.lexsort((places, -strength[places]))],
    )


def _top_picks(shelf: Shelf) -> RowCandidate:
    known = shelf.query.profile.sessions.events > 0
    title = "Top picks for you" if known else "Popular picks"
    reason = "What most people enjoy"
    if known:
        reason = f"From everything you {'bought' if is_shop(shelf) else 'watched and rated'}"
    places = np.setdiff1d(np.flatnonzero(shelf.fresh), _saved(shelf))  # these have their own row
    places = by_score(shelf, places)
    return RowCandidate("top_picks", "top_picks", title, reason, places)


def _my_list(shelf: Shelf) -> RowCandidate:
    latest = _saved(shelf)[::-1][:_LONGEST_ROW]  # until taken off the list, whatever else was done
    return RowCandidate("my_list", "my_list", "My List", "What you saved, latest first", latest)


def _saved(shelf: Shelf) -> Places:
    """Places of what the person saved, latest last."""
    saved = shelf.query.catalog.indices(shelf.query.profile.lists.saved)
    return shelf.candidates.places(saved).astype(np.int64)


def is_shop(shelf: Shelf) -> bool:
    """Whether the person buys more than they watch."""
    profile = shelf.query.profile
    return len(profile.lists.bought) > len(profile.watching.items)


def verb(profile: Profile, item_id: str) -> str:
    """What the person did with an item, for "Because you ...": liked, rated, bought or watched."""
    opinion = profile.opinions.rated.get(item_id)
    if opinion is not None:
        return "liked" if opinion.stars >= _LIKED_STARS else "rated"
    if item_id in profile.lists.bought:
        return "bought"
    return "watched" if item_id in profile.watching.items else "looked at"


def _because(shelf: Shelf, item: int, neighbours: NDArray[np.int32]) -> RowCandidate:
    past = shelf.query.catalog.item(item)
    places = shelf.candidates.places(neighbours).astype(np.int64)
    places = places[shelf.fresh[places]]
    rank_bonus = np.linspace(1.0, 0.0, len(places), dtype=np.float32)
    what = verb(shelf.query.profile, past.item_id)
    return RowCandidate(
        f"because:{past.item_id}",
        "because",
        f"Because you {what} {past.title}",
        "Others who did went on to these",
        by_score(shelf, places, rank_bonus),
    )
