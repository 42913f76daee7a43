"""Words of a vocabulary that are nearly a typed one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

_MOST = 40
"""So many near words are looked for at most."""


def mistakes_in(word: str) -> int:
    """How many wrong, missing, added or swapped letters are forgiven in a typed word."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


class Nearly:
    """A vocabulary in which words with mistakes are looked up.

    A typed word may be only the beginning of the meant one. The first letter is taken as right, or
    as swapped with the second: looking everywhere would cost ten times as much for few finds.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._by_first: dict[str, list[str]] = {}
        for word in words:
            self._by_first.setdefault(word[0], []).append(word)
        self._begun: dict[tuple[str, int], list[str]] = {}

    def find(self, word: str) -> list[str]:
        """Beginnings of words, as long as the typed word or nearly, with few mistakes; nearest
        first, the word itself left out."""
        most = mistakes_in(word)
        if not most:
            return []
        among = self._among(word)
        if not among:
            return []
        far = process.cdist([word], among, scorer=OSA.distance, score_cutoff=most)[0]
        near = np.flatnonzero((far <= most) & (far > 0))
        order = near[np.argsort(far[near], kind="stable")][:_MOST]
        return [among[place] for place in order.tolist()]

    def _among(self, word: str) -> list[str]:
        lengths = range(len(word) - 1, len(word) + 2)
        among = [begin for length in lengths for begin in self._beginnings(word[0], length)]
        if word[1] == word[0]:
            return among
        swapped = (begin for length in lengths for begin in self._beginnings(word[1], length))
        return among + [begin for begin in swapped if begin[1] == word[0]]

    def _beginnings(self, first: str, length: int) -> list[str]:
        """The different beginnings of one length of all words that start with a letter."""
        if (first, length) not in self._begun:
            known = self._by_first.get(first, ())
            begun = {word[:length] for word in known if len(word) >= length}
            self._begun[first, length] = sorted(begun)
        return self._begun[first, length]
