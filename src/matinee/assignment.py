"""Deterministic chance: same user, purpose and time, same draw, so a page can be explained.

Pure functions over a keyed hash. Purposes salt the hash so that, for example, the draw that picks a
picture says nothing about the draw that picks an experiment's variant.
"""

from __future__ import annotations

from hashlib import blake2b

_SPAN = float(1 << 64)


def uniform(purpose: str, *parts: str | int) -> float:
    """A number in [0, 1) that depends on `purpose` and `parts` only."""
    text = "\x1f".join((purpose, *map(str, parts)))
    digest = blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / _SPAN


def time_bucket(time: int, width_ms: int) -> int:
    """Which interval of `width_ms` milliseconds `time` (ms since 1970) lies in."""
    return time // width_ms
