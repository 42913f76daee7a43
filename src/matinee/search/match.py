"""Matching by words: every typed word must begin a word of the title, people or categories."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from ..catalog import Catalog
from ..catalog.words import folded
from ..records import Item

STARTS_TITLE, IN_TITLE, ELSEWHERE = 3.0, 2.0, 1.0
_APOSTROPHES = re.compile("['\u2019\u02bc`]")


class _Lines:
    """Texts of all items in one, so that looking for a word is one run over it."""

    def __init__(self, texts: list[str]) -> None:
        self._text = "\n".join(texts)
        self._starts = [0, *accumulate(len(text) + 1 for text in texts)]

    def holding(self, word: str) -> set[int]:
        """Places of the texts that hold a word."""
        found: set[int] = set()
        at = self._text.find(word)
        while at >= 0:
            line = bisect_right(self._starts, at) - 1
            found.add(line)
            at = self._text.find(word, self._starts[line + 1])
        return found


class TextMatch:
    """Finds items of a catalogue by what their words begin with."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._items: list[Item] = []
        self._titles: list[str] = []
        self._rests: list[str] = []
        self._lines = _Lines([]), _Lines([])
        self._version = -1

    def find(self, query: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Catalogue indices of the matches and how well each fits (1 to 3); nothing for no words.

        Scripts without spaces match anywhere in a word.
        """
        typed = folded(query)
        words = [word if _is_spaceless(word) else f" {word}" for word in typed.split()]
        if not words:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        self._refresh()
        titles, rests = self._lines
        in_titles = [titles.holding(word) for word in words]
        anywhere = set.intersection(
            *(found | rests.holding(word) for found, word in zip(in_titles, words, strict=True))
        )
        in_title = set.intersection(*in_titles)
        items = np.fromiter(sorted(anywhere), np.int32, len(anywhere))
        fits = [self._fit(index, typed, index in in_title) for index in items.tolist()]
        return items, np.array(fits, np.float32)

    def _fit(self, index: int, typed: str, is_in_title: bool) -> float:
        if not is_in_title:
            return ELSEWHERE
        return STARTS_TITLE if self._titles[index].startswith(f" {typed}") else IN_TITLE

    def _refresh(self) -> None:
        """Read again the items that changed since the last search."""
        if self._version == self._catalog.version:
            return
        for index in range(len(self._catalog)):
            item = self._catalog.item(index)
            if index == len(self._items):
                self._items.append(item)
                self._titles.append(_title(item))
                self._rests.append(_rest(item))
            elif self._items[index] is not item:
                self._items[index] = item
                self._titles[index], self._rests[index] = _title(item), _rest(item)
        self._lines = _Lines(self._titles), _Lines(self._rests)
        self._version = self._catalog.version


def _title(item: Item) -> str:
    return _searched(item.title)


def _rest(item: Item) -> str:
    people = [person.name for person in item.people]
    return _searched(" ".join((*people, *item.categories, *item.moods, *item.tags)))


def _searched(text: str) -> str:
    """The folded text; one with apostrophes also without: both "amelie" and "oceans" are typed."""
    joined = _APOSTROPHES.sub("", text)
    return f" {folded(text)}" if joined == text else f" {folded(text)} {folded(joined)}"


def _is_spaceless(word: str) -> bool:
    """Whether the word is in a script written without spaces (Thai, kana, Han, Hangul)."""
    letter = ord(word[0])
    return 0x0E00 <= letter < 0x0F00 or 0x3000 <= letter < 0xD7B0
