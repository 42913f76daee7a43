"""Words of a text as they are indexed and typed."""

from __future__ import annotations

import re

from ..catalog.words import folded

LONGEST_END = 16
_APOSTROPHES = re.compile("['\u2019\u02bc`]")


def tokens(text: str) -> set[str]:
    """The folded words of a text.

    With apostrophes also without: both "amelie" and "oceans" are typed. Of words in scripts without
    spaces every end, so that the beginning of an end is any part.
    """
    words = folded(text).split()
    if (joined := _APOSTROPHES.sub("", text)) != text:
        words += folded(joined).split()
    found = set(words)
    for word in words:
        if is_spaceless(word):
            found.update(word[start : start + LONGEST_END] for start in range(1, len(word)))
    return found


def is_spaceless(word: str) -> bool:
    """Whether the word is in a script written without spaces (Thai, kana, Han, Hangul)."""
    letter = ord(word[0])
    return 0x0E00 <= letter < 0x0F00 or 0x3000 <= letter < 0xD7B0
