"""Importing item files: JSONL, CSV and Parquet, with the MovieLens layouts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..errors import BadInput
from ..events.files import BadRow, Row, read_rows
from ..events.presets import MOVIELENS_GENRES, Preset
from ..records import Item
from .validate import read_item

_ALIASES = {
    "id": ("id", "item_id", "itemid", "movieid", "movie_id", "product_id", "asin", "sku"),
    "title": ("title", "name", "movie_title", "product_name"),
    "categories": ("categories", "category", "genres", "genre", "class"),
    "year": ("year", "release_year"),
    "tags": ("tags", "labels"),
}
_OUR_NAME = {theirs: ours for ours, names in _ALIASES.items() for theirs in names}
_LISTS = ("categories", "tags", "moods")
_YEAR = re.compile(r"\s*\((\d{4})\)\s*$")
_ARTICLE = re.compile(r"^(.*), (The|A|An|La|Le|Les|Il|L'|El|Los|Las|Das|Der|Die)((?:\s\(.*\))?)$")
_NUMBERS = ("year", "duration", "price", "stock", "season", "episode")


class ImportedItems(Struct, frozen=True):
    """What an import of items did; the first reasons for rejections are given."""

    file: str
    rows: int
    accepted: int
    rejected: int
    reasons: list[str]


def import_items(
    path: Path,
    put: Callable[[list[Item]], None],
    *,
    preset: Preset,
    mapping: Mapping[str, str],
    rows_at_once: int = 2_000,
) -> ImportedItems:
    """Import a file of items; `put` stores each group. Raises BadFile."""
    waiting: list[Item] = []
    reasons: list[str] = []
    rows = rejected = 0
    for row in read_rows(path, preset.layout(path)):
        rows += 1
        try:
            waiting.append(_read(row, mapping))
        except BadInput as error:
            rejected += 1
            if len(reasons) < 20:
                reasons.append(f"row {rows}: {error.message}")
        if len(waiting) >= rows_at_once:
            put(waiting)
            waiting = []
    if waiting:
        put(waiting)
    return ImportedItems(str(path), rows, rows - rejected, rejected, reasons)


def _read(row: Row | BadRow, mapping: Mapping[str, str]) -> Item:
    if isinstance(row, BadRow):
        raise BadInput(row.reason)
    return read_item(item_fields(row, mapping))


def item_fields(row: Row, mapping: Mapping[str, str]) -> Row:
    """Our fields from a foreign row; what is not known goes to `properties`."""
    fields: Row = {}
    properties: Row = {}
    flags = []
    for name, value in row.items():
        ours = mapping.get(name) or _OUR_NAME.get(name.lower(), name)
        if value is None or value == "":
            continue
        if name in MOVIELENS_GENRES and value in ("0", "1"):
            flags += [name] if value == "1" else []
        elif ours in Item.__struct_encode_fields__:
            fields[ours] = _value(ours, value)
        else:
            properties[name] = value
    if flags:
        fields["categories"] = flags
    if properties and "properties" not in fields:
        fields["properties"] = properties
    return _tidy_title(fields)


def _value(name: str, value: Any) -> Any:
    if name in _LISTS and isinstance(value, str):
        separator = next(
            (mark for mark in "|;," if mark in value), " " if name == "categories" else "|"
        )
        return [part.strip() for part in value.split(separator) if part.strip()]
    if name in _NUMBERS and isinstance(value, str):
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            return None
    return str(value) if name == "id" else value


def _tidy_title(fields: Row) -> Row:
    """ "Matrix, The (1999)" is "The Matrix" of 1999."""
    title = fields.get("title")
    if not isinstance(title, str):
        return fields
    if found := _YEAR.search(title):
        title = title[: found.start()]
        fields.setdefault("year", int(found[1]))
    if article := _ARTICLE.match(title):
        title = f"{article[2]} {article[1]}{article[3]}".strip()
    return fields | {"title": title.strip()}
