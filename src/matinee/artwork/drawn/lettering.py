"""Titles as outlines: measured, wrapped and fitted, so that they look the same everywhere.

The outlines are made from open typefaces when the web parts are built. Letters they do not have
(other scripts) and a checkout without them fall back to text in the viewer's own fonts.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files
from itertools import pairwise
from typing import Literal, NamedTuple

import msgspec
from msgspec import Struct

Anchor = Literal["start", "middle", "end"]
_UNITS = 1000
_FALLBACK_CAP, _FALLBACK_ADVANCE = 720, 600
_SHIFT = {"start": 0.0, "middle": 0.5, "end": 1.0}


class Face(Struct, frozen=True):
    """A typeface: cap height, (advance, outline) of each letter, and kerning, in 1/1000 em."""

    cap: int = _FALLBACK_CAP
    glyphs: dict[str, tuple[int, str]] = {}
    kerning: dict[str, int] = {}


class Block(NamedTuple):
    """A text set in lines of one size; `width` and `size` in the picture's units."""

    lines: tuple[str, ...]
    size: float
    width: float


@cache
def face(name: str) -> Face:
    """A typeface by name; one without letters if it was not built."""
    path = files("matinee.artwork.drawn") / "faces" / f"{name}.json.gz"
    if not path.is_file():
        return Face()
    return msgspec.json.decode(gzip.decompress(path.read_bytes()), type=Face)


def advance(type_: Face, text: str) -> int:
    """The width of a text in 1/1000 em."""
    if not _has(type_, text):
        return sum(_UNITS if ord(letter) > 0x2E80 else _FALLBACK_ADVANCE for letter in text)
    kerned = sum(type_.kerning.get(pair, 0) for pair in map("".join, pairwise(text)))
    return sum(type_.glyphs[letter][0] for letter in text) + kerned


def _has(type_: Face, text: str) -> bool:
    return all(letter in type_.glyphs for letter in text)


def fit(  # noqa: PLR0917
    type_: Face, text: str, width: float, height: float, largest: float, smallest: float = 18
) -> Block:
    """Set a text as large as a box allows, in at most as many lines as fit.

    A text that does not fit at `smallest` is cut with an ellipsis.
    """
    words = _words(text)
    best: Block | None = None
    for count in range(1, min(len(words), 5) + 1):
        lines = _balanced(type_, words, count)
        longest = max(advance(type_, line) for line in lines) or 1
        size = min(largest, width * _UNITS / longest, height / (len(lines) * 1.04))
        if best is None or size > best.size * 1.12:
            best = Block(tuple(lines), size, longest * size / _UNITS)
    if best is not None and best.size >= smallest:
        return best
    return _cut(type_, words, width, height, smallest)


def _words(text: str) -> list[str]:
    """Words; a script without spaces breaks anywhere, and so does a word that is too long."""
    words = []
    for word in text.split() or ["Untitled"]:
        step = 4 if any(ord(letter) > 0x2E80 for letter in word) else 22
        words += [word[start : start + step] for start in range(0, len(word), step)]
    return words[:60]


def _balanced(type_: Face, words: Sequence[str], count: int) -> list[str]:
    """At most `count` lines of about equal length."""
    widths = [advance(type_, word) for word in words]
    target = sum(widths) / count
    lines: list[list[str]] = [[]]
    filled = 0.0
    for place, (word, width) in enumerate(zip(words, widths, strict=True)):
        wanted = len(lines) * target
        if lines[-1] and len(lines) < count and filled + width / 2 > wanted:
            lines.append([])
        lines[-1].append(word)
        filled += width
        if len(words) - place - 1 < count - len(lines):
            count = len(lines)
    return [" ".join(line) for line in lines]


def _cut(type_: Face, words: list[str], width: float, height: float, size: float) -> Block:
    room, lines, line = width * _UNITS / size, [], ""
    most = max(int(height / (size * 1.04)), 1)
    for word in words:
        longer = f"{line} {word}".strip()
        if advance(type_, longer) <= room or not line:
            line = longer
            continue
        lines.append(line)
        line = word
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1].rstrip(' ,.:;')}…"]
    longest = max(advance(type_, line) for line in lines)
    fitted = min(size, width * _UNITS / longest)
    return Block(tuple(lines), fitted, longest * fitted / _UNITS)


def set_lines(  # noqa: PLR0917
    type_: Face,
    block: Block,
    x: float,
    y: float,
    fill: str,
    anchor: Anchor = "start",
    leading: float = 1.04,
) -> str:
    """SVG of a block; `y` is the baseline of its first line."""
    return "".join(
        _line(type_, line, (x, y + number * block.size * leading), block.size, fill, anchor)
        for number, line in enumerate(block.lines)
    )


def _line(  # noqa: PLR0917
    type_: Face, text: str, at: tuple[float, float], size: float, fill: str, anchor: Anchor
) -> str:
    x, y = at
    if not _has(type_, text):
        return (
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" font-weight="800" fill="{fill}" '
            f'font-family="Inter,Helvetica Neue,Arial,Noto Sans,sans-serif" text-anchor="{anchor}"'
            f">{escape(text)}</text>"
        )
    scale = size / _UNITS
    left = x - advance(type_, text) * scale * _SHIFT[anchor]
    data, pen = [], 0
    for place, letter in enumerate(text):
        width, outline = type_.glyphs[letter]
        if outline:
            data.append(f"M{pen} 0{outline}")
        pen += width + type_.kerning.get(text[place : place + 2], 0)
    return (
        f'<path transform="translate({left:.1f} {y:.1f}) scale({scale:.4f})" fill="{fill}" '
        f'd="{"".join(data)}"/>'
    )
