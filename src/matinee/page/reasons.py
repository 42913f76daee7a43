"""Why an item is there, from what actually gave its score, in words a person would use."""

from __future__ import annotations

import numpy as np

from ..catalog.words import folded
from ..ranking import GROUPS, Scored
from .moments import ON_DEVICE, PARTS_OF_DAY
from .rows import Shelf, verb

_SOURCES = {"taste": "content", "saved": "content"}
_SILENT = np.array([group in ("seen", "moment", "cold") for group in GROUPS])
"""Groups that give no reason a person would see in an item."""
_PLAIN = {
    "session": "Like what you looked at just now",
    "again": "You come back to this",
    "trending": "More popular than usual these days",
    "my_list": "On your list",
    "new": "New",
    "cold": "A guess, to learn your taste",
}
_ALSO = 0.5
"""A second reason is told when it gave at least this share of what the first gave."""


_ROW_SPEAKS = ("continue_watching", "trending", "new", "my_list", "cold", "again")


class Reasons:
    """Names the strongest part of each candidate's score, as (source, one line for the viewer)."""

    def __init__(self, shelf: Shelf, scored: Scored) -> None:
        self._shelf = shelf
        self._catalog = shelf.query.catalog
        self._parts = np.where(_SILENT, -np.inf, scored.parts())
        self._strongest: list[int] = np.argmax(self._parts, axis=1).tolist()
        self._some: list[bool] = (self._parts.max(axis=1, initial=-np.inf) > 0).tolist()
        self._affinity = shelf.query.taste.affinity
        self._because_of: dict[int, str] = {}

    def why(self, place: int, row_kind: str = "") -> tuple[str, str]:
        """The source of a candidate and the reason in words; some kinds of row settle both."""
        source = row_kind if row_kind in _ROW_SPEAKS else self._source(place)
        match source:
            case "continue_watching":
                reason = self._progress(place)
            case "again" if row_kind == "again":
                item = self._catalog.item(int(self._shelf.candidates.items[place]))
                reason = f"You {verb(self._shelf.query.profile, item.item_id)} this before"
            case "session_knn" | "transitions" | "item_item" | "factors":
                reason = self._because(place, source)
                if reason.startswith("Because"):
                    reason += self._also(place)
            case "searched":
                reason = self._search(place)
            case "content":
                reason = self._taste(place)
            case "popular":
                reason = self._popular()
            case _:
                reason = _PLAIN.get(source, "From the catalogue, to learn your taste")
        return source, reason

    def _source(self, place: int) -> str:
        if not self._some[place]:
            return "catalogue"
        group = GROUPS[self._strongest[place]]
        return _SOURCES.get(group, group)

    def _search(self, place: int) -> str:
        """The query that the item has most words of."""
        query, item = self._shelf.query, int(self._shelf.candidates.items[place])
        typed = query.profile.searches.read(query.now // 1000, 0.0)
        has = self._catalog.words(item)
        shared = [len(has & set(folded(text).split())) for text in typed]
        if not any(shared):
            return self._taste(place)
        return f"Because you searched for {typed[shared.index(max(shared))]}"

    def _progress(self, place: int) -> str:
        item = self._catalog.item(int(self._shelf.candidates.items[place]))
        watch = self._shelf.query.profile.watching.items.get(item.item_id)
        if watch is None:
            return "You began this"
        duration = watch.duration_s or item.duration
        if not watch.position_s:
            return "You began this"
        if duration:
            return f"{min(watch.position_s / duration, 1):.0%} watched"
        return f"You stopped after {max(round(watch.position_s / 60), 1)} minutes"

    def _because(self, place: int, source: str) -> str:
        candidates = self._shelf.candidates
        because = int(candidates.because[place, candidates.sources.index(source)])
        if because not in self._because_of:
            self._because_of[because] = self._because_item(because)
        return self._because_of[because]

    def _also(self, place: int) -> str:
        """ " and like Crime", where the person's taste gave much of the score as well."""
        parts = self._parts[place]
        taste = float(parts[GROUPS.index("taste")])
        if taste <= 0 or taste < _ALSO * float(parts.max()):
            return ""
        liked = self._liked(place)
        return f" and like {liked[0]}" if liked else ""

    def _liked(self, place: int) -> list[str]:
        """What the person likes about a candidate, most liked first, in words."""
        facets = self._catalog.facets()
        item = int(self._shelf.candidates.items[place])
        leaning = [(float(self._affinity[f]), f) for f in self._catalog.facets_at(item)]
        liked = sorted(((a, f) for a, f in leaning if a > 0), key=lambda pair: (-pair[0], pair[1]))
        return [facets[f].words for _, f in liked]

    def _because_item(self, because: int) -> str:
        past = self._catalog.item(because)
        if because < 0 or past.item_id not in self._catalog:  # none, or deleted since
            return self._popular()
        return f"Because you {verb(self._shelf.query.profile, past.item_id)} {past.title}"

    def _taste(self, place: int) -> str:
        liked = self._liked(place)
        if not liked:
            item = int(self._shelf.candidates.items[place])
            return "On your list" if self._is_saved(item) else "Something a little different"
        return f"Because you like {' and '.join(liked[:2])}"

    def _is_saved(self, item: int) -> bool:
        return self._catalog.item(item).item_id in self._shelf.query.profile.lists.saved

    def _popular(self) -> str:
        query = self._shelf.query
        where = ON_DEVICE.get(query.device)
        return f"Popular {where} {PARTS_OF_DAY[query.hour // 6]}" if where else "Popular now"
