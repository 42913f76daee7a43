"""Rows from JSONL, CSV and Parquet files, packed with gzip or zstd or not at all."""

from __future__ import annotations

import csv
import gzip
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from ..errors import BadFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PARQUET_PAGE = 10_000
Seen = Callable[[int], None]


class Layout(Struct, frozen=True):
    """How a table without its own description is laid out."""

    delimiter: str = ","
    columns: tuple[str, ...] = ()
    """Names of the columns of a file without a header; empty: the first line names them."""
    encoding: str = "utf-8-sig"
    quoted: bool = True


class BadRow(Struct, frozen=True):
    """A row that cannot even be read."""

    reason: str
    text: str


Row = dict[str, Any]
Rows = Iterator[Row | BadRow]


def file_format(path: Path) -> str:
    """ "jsonl", "csv" or "parquet", by the name, the packing left aside."""
    name = path.name.lower()
    for packing in (".gz", ".zst", ".zstd"):
        name = name.removesuffix(packing)
    if name.endswith((".jsonl", ".ndjson", ".json")):
        return "jsonl"
    return "parquet" if name.endswith((".parquet", ".pq")) else "csv"


def read_rows(path: Path, layout: Layout, start: int = 0, seen: Seen | None = None) -> Rows:
    """The rows of a file from number `start` on; `seen` hears how many bytes were read so far.

    Raises BadFile for a file that is missing, not of its kind, or broken in its packing.
    """
    if not path.is_file():
        raise BadFile(f"There is no file {path}.")
    kind = file_format(path)
    if kind == "parquet":
        return _parquet(path, start)
    text = _text(path, layout.encoding)
    rows = _jsonl(text) if kind == "jsonl" else _csv(text, layout)
    return _skip(_watched(rows, text, path, seen), start)


def sniff_delimiter(path: Path) -> str:
    """What separates the columns of a table, by its first line."""
    if not path.is_file() or file_format(path) != "csv":
        return ","
    text = _text(path, "utf-8-sig")
    try:
        first = text.lines.readline(65_536)
    except Exception:  # broken packing is reported when the rows are read
        return ","
    finally:
        text.raw.close()
    return max(",;\t|", key=first.count)


def size_of(path: Path) -> int:
    """Bytes of the file as it lies there; for Parquet the number of rows."""
    if file_format(path) != "parquet":
        return path.stat().st_size
    rows = _query_parquet(path, "SELECT count(*)", "").fetchone()
    return int(rows[0]) if rows else 0


class _Text(Struct, eq=False):
    lines: io.TextIOBase
    raw: IO[bytes]


def _text(path: Path, encoding: str) -> _Text:
    raw = path.open("rb")
    name = path.name.lower()
    stream: Any = raw
    if name.endswith(".gz"):
        stream = gzip.GzipFile(fileobj=raw)
    elif name.endswith((".zst", ".zstd")):
        import zstandard  # noqa: PLC0415  (heavy)

        stream = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
    lines = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
    return _Text(lines, raw)


def _jsonl(text: _Text) -> Rows:
    decode = msgspec.json.Decoder().decode
    for line in text.lines:
        if not line.strip():
            continue
        try:
            row = decode(line)
        except UnicodeEncodeError:
            yield BadRow(
                "not UTF-8; save the file as UTF-8 and import it again", ascii(line[:1000])
            )
            continue
        except (msgspec.DecodeError, RecursionError) as error:
            yield BadRow(f"not JSON: {error}", line[:1000])
            continue
        yield row if isinstance(row, dict) else BadRow("not a JSON object", line[:1000])


def _fields(text: _Text, layout: Layout) -> Iterator[list[str]]:
    csv.field_size_limit(1 << 20)
    if len(layout.delimiter) > 1:
        return (line.rstrip("\r\n").split(layout.delimiter) for line in text.lines)
    if layout.quoted:
        return csv.reader(text.lines, delimiter=layout.delimiter)
    return csv.reader(text.lines, delimiter=layout.delimiter, quoting=csv.QUOTE_NONE)


def _csv(text: _Text, layout: Layout) -> Rows:
    lines = _fields(text, layout)
    names = layout.columns
    while True:
        try:
            fields = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(f"not CSV: {error}", "")
            continue
        if not fields:
            continue
        if not names:
            # RecBole's atomic files write "name:type".
            names = tuple(name.strip().partition(":")[0] for name in fields)
        elif len(fields) != len(names):
            reason = f"{len(fields)} fields where {len(names)} are expected"
            yield BadRow(reason, layout.delimiter.join(fields)[:1000])
        else:
            yield dict(zip(names, fields, strict=True))


def _watched(rows: Rows, text: _Text, path: Path, seen: Seen | None) -> Rows:
    """Pass rows on, say how far the file was read, and turn broken packing into BadFile."""
    try:
        for number, row in enumerate(rows):
            if seen is not None and number % 500 == 0:
                seen(text.raw.tell())
            yield row
        if seen is not None:
            seen(text.raw.tell())
    except (OSError, EOFError) as error:
        raise BadFile(
            f"{path} is broken: {error}. What came before is in; put the whole file in its place "
            "and import it again."
        ) from error
    except Exception as error:
        if type(error).__module__.startswith("zstandard"):
            raise BadFile(f"{path} is broken: {error}. What came before is in.") from error
        raise
    finally:
        text.lines.close()
        text.raw.close()


def _skip(rows: Rows, start: int) -> Rows:
    for number, row in enumerate(rows):
        if number >= start:
            yield row


def _query_parquet(path: Path, select: str, rest: str) -> DuckDBPyConnection:
    """Run `select FROM the file rest`. Raises BadFile for what is not Parquet."""
    import duckdb  # noqa: PLC0415  (heavy)

    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    try:
        return connection.execute(f"{select} FROM read_parquet(?) {rest}", [os.fspath(path)])
    except duckdb.Error as error:
        said = str(error).partition("\n")[0]
        raise BadFile(f"{path} cannot be read as Parquet: {said}") from error


def _parquet(path: Path, start: int) -> Rows:
    found = _query_parquet(path, "SELECT *", f"OFFSET {int(start)}")
    names = [column[0] for column in found.description or ()]
    while page := found.fetchmany(_PARQUET_PAGE):
        for values in page:
            yield {name: _plain(value) for name, value in zip(names, values, strict=True)}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float, bool, list, dict)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
