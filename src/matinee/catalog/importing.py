"""Importing item files: JSONL, CSV and Parquet, with the MovieLens layouts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..errors import BadInput
from ..events.files import BadRow, Row, file_format, read_rows
from ..events.importing import reject_line, require_columns, require_present
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


def known_as(name: str) -> str | None:
    """Our name for a column that an import knows by its name, None for others."""
    ours = _OUR_NAME.get(name.lower(), name)
    return ours if ours in Item.__struct_encode_fields__ else None


class ImportedItems(Struct, frozen=True):
    """What an import of items did; all rejected rows are in the rejects file."""

    file: str
    rows: int
    accepted: int
    rejected: int
    rejects_file: str | None


def import_items(
    path: Path,
    put: Callable[[list[Item]], None],
    *,
    preset: Preset,
    mapping: Mapping[str, str],
    rows_at_once: int = 2_000,
) -> ImportedItems:
    """Import a file of items; `put` stores each group. Raises BadFile."""
    mapping = {theirs: "id" if ours == "item_id" else ours for theirs, ours in mapping.items()}
    require_columns(mapping, Item.__struct_encode_fields__)
    waiting: list[Item] = []
    rows, rejects = 0, []
    for row in read_rows(path, preset.layout(path)):
        if rows == 0 and not isinstance(row, BadRow) and file_format(path) != "jsonl":
            require_present(mapping, row)
        rows += 1
        try:
            waiting.append(_read(row, mapping, tidy=preset.name == "movielens"))
        except (BadInput, UnicodeEncodeError) as error:
            data = row.text if isinstance(row, BadRow) else row
            rejects.append(reject_line(rows, str(error), data))
        if len(waiting) >= rows_at_once:
            put(waiting)
            waiting = []
    if waiting:
        put(waiting)
    file = _write_rejects(path, rejects)
    return ImportedItems(str(path), rows, rows - len(rejects), len(rejects), file)


def _write_rejects(path: Path, rejects: list[bytes]) -> str | None:
    file = path.with_name(f"{path.name}.rejected.jsonl")
    if not rejects:
        file.unlink(missing_ok=True)
        return None
    file.write_bytes(b"".join(rejects))
    return str(file)


def _read(row: Row | BadRow, mapping: Mapping[str, str], *, tidy: bool) -> Item:
    if isinstance(row, BadRow):
        raise BadInput(row.reason)
    fields = item_fields(row, mapping)
    return read_item(_tidy_title(fields) if tidy else fields)


def movielens_item(row: Row) -> Row:
    """Our fields from a row of MovieLens, with the title as people say it."""
    return _tidy_title(item_fields(row, {}))


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
            fields[ours] = _value(ours, value, " " if name == "class" else "|")
        else:
            properties[name] = value
    if flags:
        fields["categories"] = flags
    if properties and "properties" not in fields:
        fields["properties"] = properties
    return fields


def _value(name: str, value: Any, separator: str) -> Any:
    """A field's value; lists in a table are separated by |, ; or a comma, in RecBole by spaces."""
    if name in _LISTS and isinstance(value, str):
        separator = next((mark for mark in "|;," if mark in value), separator)
        return [part.strip() for part in value.split(separator) if part.strip()]
    if name in _NUMBERS and isinstance(value, str):
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            return value
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
