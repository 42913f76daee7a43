"""Matching by words: every typed word must begin a word of the title, people or categories."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

from ..catalog import Catalog
from ..records import Item

_NOT_WORDS = re.compile(r"[^\w]+")
STARTS_TITLE, IN_TITLE, ELSEWHERE = 3.0, 2.0, 1.0


def folded(text: str) -> str:
    """Lower case without accents or punctuation, words set apart by single spaces.

    Marks are dropped from Latin, Greek and Cyrillic letters; other scripts keep theirs, where a
    mark is a letter of its own.
    """
    kept: list[str] = []
    for letter in unicodedata.normalize("NFKD", text.casefold()):
        if unicodedata.combining(letter) and kept and ord(kept[-1]) < 0x500:
            continue
        kept.append(letter)
    return _NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", "".join(kept))).strip()


class TextMatch:
    """Finds items of a catalogue by what their words begin with."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._texts: list[tuple[Item, str, str]] = []
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
        found: dict[int, float] = {}
        for index, (_, title, rest) in enumerate(self._texts):
            if all(word in title for word in words):
                found[index] = STARTS_TITLE if title.startswith(f" {typed}") else IN_TITLE
            elif all(word in title or word in rest for word in words):
                found[index] = ELSEWHERE
        items = np.fromiter(found, np.int32, len(found))
        return items, np.fromiter(found.values(), np.float32, len(found))

    def _refresh(self) -> None:
        """Read again the items that changed since the last search."""
        if self._version == self._catalog.version:
            return
        for index in range(len(self._catalog)):
            item = self._catalog.item(index)
            if index == len(self._texts):
                self._texts.append(_text(item))
            elif self._texts[index][0] is not item:
                self._texts[index] = _text(item)
        self._version = self._catalog.version


def _text(item: Item) -> tuple[Item, str, str]:
    people = [person.name for person in item.people]
    rest = " ".join((*people, *item.categories, *item.moods, *item.tags))
    return item, f" {folded(item.title)}", f" {folded(rest)}"


def _is_spaceless(word: str) -> bool:
    """Whether the word is in a script written without spaces (Thai, kana, Han, Hangul)."""
    letter = ord(word[0])
    return 0x0E00 <= letter < 0x0F00 or 0x3000 <= letter < 0xD7B0
