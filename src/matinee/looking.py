"""Personal search: what typed letters mean for one person; before the first, what they may want."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .home import Home, Request
from .profiles import Profile, read_taste
from .records import Candidate
from .retrieval.base import best
from .search import POPULAR, Match, TextMatch, Wanted
from .titles import Titles

_LIKED, _WANTED = 0.3, 0.3
"""What a clear liking and a place on the person's list add to a fit."""
_LOOKED_AT = 1_000
"""So many of the best matches are compared with the person's taste."""
_BEGUN = 4
"""Titles they are in the middle of, shown before anything is typed."""


class Answer(Struct, frozen=True):
    """What is shown for a search: the items, best first, and one sentence about them.

    `matched` tells how they were found: "all" words, "nearly" (with other spelling), "some" of the
    words, "none" (something else instead), "unasked" (nothing was typed).
    """

    items: list[Candidate]
    matched: str
    note: str


class Looking:
    """Searches for people; what is equal in the words is put in the order of their taste."""

    def __init__(self, home: Home, titles: Titles, text: TextMatch, wanted: Wanted) -> None:
        self._home = home
        self._titles = titles
        self._text = text
        self._wanted = wanted
        self._catalog = home.catalog

    def find(self, profile: Profile, request: Request, query: str, n: int) -> Answer:
        """At most n items for a text; never nothing, as long as the catalogue has something."""
        typed = " ".join(query.split())
        if not typed:
            return Answer(self._likely(profile, request, n), "unasked", "You may be looking for")
        allowed = self._catalog.available(request.now, request.country)
        match = self._text.find(query, allowed)
        if match.kind in ("none", "some") and len(
            taken := self._taken_after(typed, profile, request)
        ):
            return self._others_took(taken, profile, request, typed, n)
        if not len(match.items):
            instead = self._home.recommend(profile, request, n)
            return Answer(instead, "none", _instead(typed, bool(instead)))
        order, scores = self._ranked(profile, request, match, n)
        why = "search", _REASONS[match.kind].format(typed)
        items = self._titles.candidates(order, scores, why, profile, request)
        return Answer(items, match.kind, _note(match, typed))

    def _taken_after(self, typed: str, profile: Profile, request: Request) -> NDArray[np.int32]:
        """What others took after the same words, as far as it may be shown."""
        hidden = profile.opinions.hidden
        found = (item for item in self._wanted.find(typed) if item not in hidden)
        taken = self._catalog.indices(found)
        return taken[self._catalog.available(request.now, request.country)[taken]]

    def _others_took(
        self, taken: NDArray[np.int32], profile: Profile, request: Request, typed: str, n: int
    ) -> Answer:
        """These first, then picks for the person."""
        why = "search", f"Taken by people who looked for “{typed[:80]}”"
        none = np.zeros(len(taken), np.float32)
        first = self._titles.candidates(taken[:n], none, why, profile, request)
        rest = self._home.recommend(profile, request, n, [item.item_id for item in first])
        note = f"Nothing called “{typed[:80]}”. People who looked for it took these"
        return Answer([*first, *rest][:n], "none", note)

    def _ranked(
        self, profile: Profile, request: Request, match: Match, n: int
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The n best items and their scores: fit, popularity, taste, and what they wanted."""
        scores = match.fits + POPULAR * self._home.model.popularity.popular()[match.items]
        first = best(scores, _LOOKED_AT)
        items, scores = match.items[first], scores[first]
        taste = read_taste(profile, self._catalog, request.now, self._home.config.profiles)
        wanted = np.isin(
            items, self._catalog.indices((*profile.watching.items, *profile.lists.saved))
        )
        scores = scores + _LIKED * np.tanh(taste.scores(self._catalog, items)) + _WANTED * wanted
        order = best(scores.astype(np.float32), n)
        return items[order], scores[order].astype(np.float32)

    def _likely(self, profile: Profile, request: Request, n: int) -> list[Candidate]:
        """What somebody who opens the search may have in mind: what they began, then picks."""
        hidden = profile.opinions.hidden
        begun = profile.watching.read(request.now // 1000, 0.0)
        indices = self._catalog.indices(item for item, _ in begun if item not in hidden)
        indices = indices[self._catalog.available(request.now, request.country)[indices]][:_BEGUN]
        none = np.zeros(len(indices), np.float32)
        first = self._titles.candidates(
            indices, none, ("begun", "You began this"), profile, request
        )
        picks = self._home.recommend(profile, request, n, [item.item_id for item in first])
        return [*first, *picks][:n]


_REASONS = {
    "all": "Found for \u201c{}\u201d",
    "nearly": "Close to \u201c{}\u201d",
    "some": "Has some of \u201c{}\u201d",
}


def _note(match: Match, typed: str) -> str:
    count = "1 title" if len(match.items) == 1 else f"{len(match.items):,} titles"
    match match.kind:
        case "nearly":
            return f"Nothing called \u201c{typed}\u201d. {count} close to it"
        case "some":
            return f"Nothing has all of \u201c{typed}\u201d. {count} with some of it"
    return count


def _instead(typed: str, is_something: bool) -> str:
    said = f"Nothing called \u201c{typed[:80]}\u201d"
    return f"{said}. You may like these" if is_something else said
