"""Text as it is compared: without case, accents and punctuation."""

from __future__ import annotations

import unicodedata

from ..records import Item

_MARKS_UP_TO = 0x500
"""Marks are dropped from Latin, Greek and Cyrillic letters; elsewhere they are letters."""

_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}


def folded(text: str) -> str:
    """Lower case without accents or punctuation, words set apart by single spaces."""
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    kept: list[str] = []
    for letter in unicodedata.normalize("NFKD", text.casefold()):
        kind = unicodedata.category(letter)
        if kind[0] == "M":
            if not kept or ord(kept[-1]) >= _MARKS_UP_TO:
                kept.append(letter)
        elif kind[0] in "LN":
            kept.append(letter)
        else:
            kept.append(" ")
    return " ".join(unicodedata.normalize("NFKC", "".join(kept)).split())


def words_of(item: Item) -> frozenset[str]:
    """The words of an item's title, people, categories, tags and moods, folded."""
    people = (person.name for person in item.people)
    texts = (item.title, *people, *item.categories, *item.tags, *item.moods)
    return frozenset(folded(" ".join(texts)).split())
