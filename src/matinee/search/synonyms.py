"""What a typed text may mean: its words, and phrases that mean the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..catalog.words import folded

Phrase = tuple[str, ...]
Meanings = tuple[Phrase, ...]


class Synonyms:
    """Phrases by the others of their group."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._others: dict[Phrase, Meanings] = {}
        for group in groups:
            phrases = dict.fromkeys(tuple(folded(text).split()) for text in group)
            known = tuple(phrase for phrase in phrases if phrase)
            for phrase in known:
                more = (*self._others.get(phrase, (phrase,)), *known)
                self._others[phrase] = tuple(dict.fromkeys(more))
        self._longest = max(map(len, self._others), default=1)

    def meanings(self, words: Sequence[str]) -> list[Meanings]:
        """The typed words cut into parts, each with every phrase that it may stand for.

        The longest phrase that is known is taken first.
        """
        parts: list[Meanings] = []
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                phrase = tuple(words[at : at + length])
                if length == 1 or phrase in self._others:
                    parts.append(self._others.get(phrase, (phrase,)))
                    at += length
                    break
        return parts
