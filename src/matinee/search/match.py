"""Matching: every typed word, or one nearly it, must begin a word of the item."""

from __future__ import annotations

from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..catalog import Catalog
from ..catalog.words import folded
from ..records import Item
from .config import SearchConfig
from .index import Entry, Floats, Indices, WordIndex, texts_of
from .synonyms import Meanings, Phrase, Synonyms
from .typos import Nearly

Kind = Literal["all", "nearly", "some", "none"]
_SPAN = 2.0
_STARTS, _IS_TITLE = 1.0, 0.6
_NAME_STARTS, _IS_NAME = 0.8, 1.0
"""Whole words of a title fit by 2.4; a title or name that begins so, or is so, by these more."""
POPULAR = 0.6
"""What being the most popular item adds to a fit, where matches are put in order."""
_NEARLY = 0.5
"""A word with mistakes is worth this share of a right one."""
_FEW = 500
"""So many changed items are kept beside the large index before it is made anew."""
_MOST_WORDS = 16


class Match(Struct, frozen=True, eq=False):
    """What a text means: catalogue indices in ascending order and how well each fits (0 to 4).

    `kind` says how they were found: by all words, by words that are nearly the typed ones, by some
    of the words only; "none" means nothing was found.
    """

    items: Indices
    fits: Floats
    kind: Kind


NOTHING = Match(np.zeros(0, np.int32), np.zeros(0, np.float32), "none")


class TextMatch:
    """Finds items of a catalogue by their words; changed items are found at once."""

    def __init__(self, catalog: Catalog, config: SearchConfig | None = None) -> None:
        self._catalog = catalog
        self._config = config or SearchConfig()
        self._synonyms = Synonyms(self._config.synonyms)
        self._items: list[Item] = []
        self._entries: list[Entry] = []
        self._changed: dict[int, None] = {}
        self._indices = WordIndex(()), WordIndex(())
        self._nearly: Nearly | None = None
        self._version = -1

    def find(self, query: str, allowed: NDArray[np.bool_] | None = None) -> Match:
        """What some typed letters mean among the `allowed` items (n,); nothing for no words."""
        words = folded(query).split()[:_MOST_WORDS]
        if not words:
            return NOTHING
        self.refresh()
        parts = self._synonyms.meanings(words)
        held = [self._held(meanings) for meanings in parts]
        if allowed is not None:
            for one in held:
                one[~allowed] = 0
        match = self._all(held, words, "all")
        if len(match.items) >= self._config.enough:
            return match
        near = [
            self._with_mistakes(meanings, one) for meanings, one in zip(parts, held, strict=True)
        ]
        if allowed is not None:
            for one in near:
                one[~allowed] = 0
        wider = self._all(near, words, "nearly")
        if len(wider.items):
            return Match(wider.items, wider.fits, match.kind if len(match.items) else "nearly")
        return _some(near)

    def refresh(self) -> None:
        """Read again the items that changed since the last search."""
        if self._version == self._catalog.version:
            return
        fresh = False
        for index in range(len(self._catalog)):
            item = self._catalog.item(index)
            known = self._items[index] if index < len(self._items) else None
            if known is item:
                continue
            self._items[index : index + 1] = [item]
            if known is None or texts_of(known) != texts_of(item):
                self._entries[index : index + 1] = [Entry(item)]
                self._changed[index] = None
                fresh = True
        self._version = self._catalog.version
        if not fresh:
            return
        large = self._indices[0]
        if len(self._changed) > _FEW:
            large, self._changed = WordIndex(enumerate(self._entries)), {}
        few = WordIndex((index, self._entries[index]) for index in self._changed)
        self._indices, self._nearly = (large, few), None

    def _held(self, meanings: Meanings, share: float = 1.0) -> Floats:
        """How well each item holds any of some phrases; (n,), 0 where it holds none."""
        best = np.zeros(len(self._entries), np.float32)
        for phrase in meanings:
            best = np.maximum(best, _together([self._word(word, share) for word in phrase]))
        return best

    def _word(self, word: str, share: float) -> Floats:
        large, few = self._indices
        held = np.zeros(len(self._entries), np.float32)
        large.holding(word, held, share)
        held[few.members] = 0
        few.holding(word, held, share)
        return held

    def _with_mistakes(self, meanings: Meanings, held: Floats) -> Floats:
        if self._nearly is None:
            vocabulary = {word for index in self._indices for word in index.words}
            self._nearly = Nearly(sorted(vocabulary))
        near: tuple[Phrase, ...] = tuple(
            (word,)
            for phrase in meanings
            if len(phrase) == 1
            for word in self._nearly.find(*phrase)
        )
        return np.maximum(held, self._held(near, _NEARLY))

    def _all(self, held: list[Floats], words: list[str], kind: Kind) -> Match:
        fits = _SPAN * _together(held)
        text, more = " ".join(words), np.zeros_like(fits)
        for index in self._indices:
            more[self._indices[1].members] = 0  # what the large index knew of them is of before
            for items, bonus in zip(index.with_name(text), (_NAME_STARTS, _IS_NAME), strict=True):
                more[items] = np.maximum(more[items], bonus)
            starts, is_title = index.titled(text)
            more[starts] = _STARTS
            more[is_title] = _STARTS + _IS_TITLE
        fits += np.where(fits > 0, more, 0)
        items = np.flatnonzero(fits).astype(np.int32)
        return Match(items, fits[items], kind if len(items) else "none")


def _together(held: list[Floats]) -> Floats:
    """The mean of what is held, 0 where one of them is missing; (n,)."""
    if len(held) == 1:
        return held[0]
    stacked = np.stack(held)
    return np.where((stacked > 0).all(axis=0), stacked.mean(axis=0), 0).astype(np.float32)


def _some(held: list[Floats]) -> Match:
    """Items by how much they hold of the typed words, rare words counting more: those that come
    to half of the best."""
    stacked = np.stack(held)
    holders = (stacked > 0).sum(axis=1)
    rarity = np.where(holders > 0, np.log1p(stacked.shape[1] / np.maximum(holders, 1)), 0)
    if not rarity.any():
        return NOTHING
    fits = (rarity @ stacked / rarity.sum()).astype(np.float32)
    items = np.flatnonzero(fits >= 0.5 * fits.max()).astype(np.int32)
    return Match(items, fits[items], "some")
