"""An inverted index in arrays: the items of all words with one beginning lie side by side."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..catalog.words import folded
from ..records import Item
from .tokens import tokens

Floats = NDArray[np.float32]
Indices = NDArray[np.int32]
FIELDS = ("description", "label", "person", "title")
WEIGHTS = (0.35, 0.6, 0.8, 1.0)
"""What a word in each field is worth, least first."""
_FIELDS = tuple(enumerate(WEIGHTS))
_EXACT = 0.2
"""A whole word is worth this more than the beginning of one."""
_ABOVE_ALL = "\U0010ffff"
_SHORT = 2
_FIRST_FOR_SHORT = FIELDS.index("label")
"""So few letters are looked for in descriptions as a whole word only."""


class Entry:
    """The words of an item by field; its title and the names of its people as they are compared."""

    __slots__ = ("fields", "names", "title")

    def __init__(self, item: Item) -> None:
        self.title = folded(item.title)
        self.names = [folded(person.name) for person in item.people]
        self.fields = tuple(tokens(text) for text in texts_of(item))


def texts_of(item: Item) -> tuple[str, ...]:
    """The text of each field."""
    year = str(item.year) if item.year else ""
    return (
        item.description or "",
        " ".join((*item.categories, *item.moods, *item.tags, item.kind, year)),
        " ".join(person.name for person in item.people),
        item.title,
    )


class WordIndex:
    """Which items hold a word, by the word's beginning; for some items of a catalogue.

    `words` is sorted. For each field, postings are grouped by word in that order, so that those of
    all words that begin alike are one slice.
    """

    def __init__(self, entries: Iterable[tuple[int, Entry]]) -> None:
        held: dict[str, tuple[list[int], ...]] = {}
        titles: list[tuple[str, int]] = []
        names: list[tuple[str, int]] = []
        members = []
        for index, entry in entries:
            members.append(index)
            titles.append((entry.title, index))
            names += [(name, index) for name in entry.names]
            for field, words in enumerate(entry.fields):
                for word in words:
                    if word not in held:
                        held[word] = tuple([] for _ in FIELDS)
                    held[word][field].append(index)
        self.words: list[str] = sorted(held)
        self.members = np.array(members, np.int32)
        self._fields = [_flat([held[word][field] for word in self.words]) for field, _ in _FIELDS]
        self._titles, self._names = _Phrases(titles), _Phrases(names)

    def holding(self, word: str, into: Floats, share: float = 1.0) -> None:
        """Raise `into` (n,) to what each item's fields hold of words that begin with `word`."""
        low, high = _beginning(self.words, word)
        if low == high:
            return
        is_word = self.words[low] == word
        for field, weight in _FIELDS:
            pointers, items = self._fields[field]
            if len(word) > _SHORT or field >= _FIRST_FOR_SHORT:
                _raise(into, items[pointers[low] : pointers[high]], weight * share)
            if is_word:
                _raise(into, items[pointers[low] : pointers[low + 1]], (weight + _EXACT) * share)

    def titled(self, text: str) -> tuple[Indices, Indices]:
        """Items whose title begins with a folded text, and those whose title it is."""
        return self._titles.beginning(text)

    def with_name(self, text: str) -> tuple[Indices, Indices]:
        """Items with somebody whose name begins with a folded text, and whose name it is."""
        return self._names.beginning(text)


class _Phrases:
    """Whole texts in order, each with its item."""

    def __init__(self, texts: list[tuple[str, int]]) -> None:
        texts.sort()
        self._texts = [text for text, _ in texts]
        self._items = np.array([index for _, index in texts], np.int32)

    def beginning(self, start: str) -> tuple[Indices, Indices]:
        """Items of the texts that begin so, and of those that are it."""
        low, high = _beginning(self._texts, start)
        whole = bisect_left(self._texts, f"{start}\0", low, high)
        return self._items[low:high], self._items[low:whole]


def _raise(into: Floats, items: Indices, value: float) -> None:
    into[items] = np.maximum(into[items], np.float32(value))


def _beginning(words: Sequence[str], start: str) -> tuple[int, int]:
    """The range of sorted words that begin with `start`."""
    return bisect_left(words, start), bisect_left(words, start + _ABOVE_ALL)


def _flat(groups: list[list[int]]) -> tuple[NDArray[np.int64], Indices]:
    pointers = np.concatenate(([0], np.cumsum([len(group) for group in groups])))
    flat = (index for group in groups for index in group)
    return pointers.astype(np.int64), np.fromiter(flat, np.int32, int(pointers[-1]))
