"""Guessing what the columns of a table of events are, from their names and what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..catalog.importing import known_as
from ..errors import BadInput
from ..events.files import BadRow, Row, file_format, read_rows
from ..events.presets import OURS, PRESETS, Preset

_LOOK = 2_000
_NAMES = {
    "user_id": re.compile(
        r"user|customer|member|household|account|visitor|client|person|session|profile|uid", re.I
    ),
    "item_id": re.compile(
        r"item|product|movie|film|article|content|asset|sku|asin|track|song|book|video|show|title_id"
        r"|iid",
        re.I,
    ),
    "timestamp": re.compile(r"time|date|when|_at$|^at$|^ts$|created|unix", re.I),
    "stars": re.compile(r"^(stars?|ratings?|score)$", re.I),
    "quantity": re.compile(r"^(quantity|qty|amount)$", re.I),
    "event": re.compile(r"^(event|action|type|event_type|behavior|behaviour)", re.I),
}
_ITEM_NAMES = {
    "id": re.compile(
        r"(item|product|movie|film|article|content|asset|sku|track|book).?(id)?$", re.I
    ),
    "categories": re.compile(r"categor|genre|class|section", re.I),
    "title": re.compile(r"title|name|descri|type$|label", re.I),
    "tags": re.compile(r"department|brand|tag|keyword", re.I),
}
_LEAST_YEAR, _MOST_YEAR = 315_532_800, 4_102_444_800


class Column(Struct, frozen=True):
    """What a column of theirs is taken for, and why."""

    theirs: str
    ours: str
    why: str


class Guess(Struct, frozen=True):
    """How a file is read."""

    preset: Preset
    columns: list[Column]
    event: str
    """The kind of event that a row means where no column says so."""
    why: str

    @property
    def mapping(self) -> dict[str, str]:
        """Our name for theirs."""
        return {column.theirs: column.ours for column in self.columns}


def guess(path: Path, given: dict[str, str]) -> Guess:
    """How to read a file; `given` (theirs -> ours) overrules.

    Raises BadInput if nobody or nothing can be made out, naming the columns that are there.
    """
    chosen = PRESETS["plain"]
    if path.name.endswith((".inter", "u.data", "ratings.dat")):
        chosen = PRESETS["movielens"]
    rows = [
        row
        for row in islice(read_rows(path, chosen.layout(path)), _LOOK)
        if not isinstance(row, BadRow)
    ]
    if not rows:
        raise BadInput(f"{path} has no rows that can be read.")
    if (
        file_format(path) == "jsonl"
        and "type" in rows[0]
        and {"userId", "anonymousId"} & set(rows[0])
    ):
        return Guess(chosen, [], "", "these are Segment messages already")
    names = list(dict.fromkeys(name for row in rows for name in row))
    found = [Column(theirs, ours, "as you said") for theirs, ours in given.items()]
    for ours in _NAMES:
        if ours not in {column.ours for column in found}:
            taken = {column.theirs for column in found}
            column = _column(ours, [name for name in names if name not in taken], rows)
            found += [column] if column else []
    have = {column.ours for column in found}
    if missing := [ours for ours in ("user_id", "item_id") if ours not in have]:
        raise BadInput(
            f"No column of {path.name} looks like {' or '.join(missing)}; it has "
            f"{', '.join(names)}. Say which: --map THEIRS={missing[0]}.",
            field="map",
        )
    event, why = _event(have)
    return Guess(chosen, found, event, why)


def guess_items(path: Path) -> list[Column]:
    """What the columns of a file of items are, beside those that an import knows by name."""
    layout = PRESETS["plain"].layout(path)
    found = islice(read_rows(path, layout), _LOOK)
    rows = [row for row in found if not isinstance(row, BadRow)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns: list[Column] = []
    for ours, sounds in _ITEM_NAMES.items():
        if any(known_as(name) == ours for name in names):
            continue
        fits = _ids if ours == "id" else _texts
        free = [name for name in names if name not in {one.theirs for one in columns}]
        sounding = [
            name for name in free if sounds.search(name) and fits([row.get(name) for row in rows])
        ]
        # Of several names of a title the one with the most to say is meant.
        if ours == "title":
            sounding.sort(key=lambda name: -len({row.get(name) for row in rows}))
        if sounding:
            columns.append(Column(sounding[0], ours, "by its name and what it holds"))
    return columns


def _texts(values: Sequence[Any]) -> bool:
    """Words: text in most rows that is not a number."""
    held = [value for value in values if isinstance(value, str) and value.strip()]
    words = [text for text in held if not re.fullmatch(r"[\d.,\s-]+", text)]
    return len(words) > 0.5 * len(values)


def _event(have: set[str]) -> tuple[str, str]:
    if "event" in have:
        return "", "a column says what happened"
    if "stars" in have:
        return "rate", "there are ratings"
    if "quantity" in have:
        return "purchase", "there are quantities"
    return "view", "nothing says what happened"


def _column(ours: str, names: Sequence[str], rows: Sequence[Row]) -> Column | None:
    """The best column for one of ours: a name we know, else a name that sounds like it."""
    known = {alias.lower() for alias in OURS[ours]}
    fits = _FITS.get(ours, _anything)
    usable = [name for name in names if fits([row.get(name) for row in rows])]
    for name in usable:
        plain = name.lower().partition(":")[0]
        if plain in known or name.lower() in known:
            return Column(name, ours, "by its name")
    sounding = [name for name in usable if _NAMES[ours].search(name)]
    # Of several that sound right, the one that ends in "id", then the shortest, is meant.
    sounding.sort(
        key=lambda name: (ours.endswith("id") and not name.lower().endswith("id"), len(name))
    )
    return Column(sounding[0], ours, "by its name and what it holds") if sounding else None


def _anything(values: Sequence[Any]) -> bool:
    return any(value not in (None, "") for value in values)


def _ids(values: Sequence[Any]) -> bool:
    """Ids: present nearly always, and more than one of them."""
    held = [str(value) for value in values if value not in (None, "")]
    return len(held) > 0.9 * len(values) and not all(map(_fraction, held))


def _fraction(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+\.\d*[1-9]\d*", text))


def _times(values: Sequence[Any]) -> bool:
    held = [value for value in values if value not in (None, "")]
    return bool(held) and all(map(_is_time, held[:100]))


def _is_time(value: Any) -> bool:
    if isinstance(value, datetime):
        return True
    try:
        number = float(value)
    except (TypeError, ValueError):
        try:
            datetime.fromisoformat(str(value).replace("Z", "+00:00"))
        except ValueError:
            return False
        return True
    return _LEAST_YEAR <= number < _MOST_YEAR or _LEAST_YEAR <= number / 1000 < _MOST_YEAR


def _stars(values: Sequence[Any]) -> bool:
    try:
        held = [float(value) for value in values if value not in (None, "")]
    except (TypeError, ValueError):
        return False
    return bool(held) and min(held) >= 0 and max(held) <= 5


_FITS: dict[str, Callable[[Sequence[Any]], bool]] = {
    "user_id": _ids,
    "item_id": _ids,
    "timestamp": _times,
    "stars": _stars,
}
