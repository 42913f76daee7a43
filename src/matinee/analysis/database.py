"""A database over the segments of a data folder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..storage.base import AnalysisReader
from .segments import COLUMNS, Segments

if TYPE_CHECKING:
    import duckdb

_NAMED = re.compile(r"\$([a-z_]+)")


def opened(segments: Segments, reader: AnalysisReader) -> duckdb.DuckDBPyConnection:
    """A database over all segments, which are brought up to date: views raw_events, raw_places and
    raw_pages, and a table `who` of people whose histories were merged."""
    import duckdb  # noqa: PLC0415  (heavy)

    segments.grow(reader)
    events = segments.of("events")
    segments.grow(reader)  # another process may have written these events, and not yet their places
    database = duckdb.connect()
    database.execute("SET threads = 2")
    database.execute('CREATE TEMP TABLE who ("user" BIGINT, canonical BIGINT)')
    if merged := reader.merged():
        database.executemany("INSERT INTO who VALUES (?, ?)", merged)
    for what, shape in COLUMNS.items():
        paths = events if what == "events" else segments.of(what)
        over(database, f"raw_{what}", paths, shape)
    return database


def run(database: duckdb.DuckDBPyConnection, script: str, values: Mapping[str, Any]) -> None:
    """Execute each statement of a script with the values that it names."""
    for statement in filter(str.strip, script.split(";")):
        named = set(_NAMED.findall(statement))
        database.execute(statement, {name: values[name] for name in named})


def tell(
    database: duckdb.DuckDBPyConnection,
    table: str,
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> None:
    """Make a table of texts."""
    import numpy as np  # noqa: PLC0415

    columns = {name: np.array([row[at] for row in rows], object) for at, name in enumerate(names)}
    database.register("given", columns)
    casts = ", ".join(f'CAST("{name}" AS VARCHAR) AS "{name}"' for name in names)
    database.execute(f"CREATE TEMP TABLE {table} AS SELECT {casts} FROM given")
    database.unregister("given")


def over(
    database: duckdb.DuckDBPyConnection, name: str, paths: Sequence[str], shape: Mapping[str, str]
) -> None:
    """A view of Parquet files; one without rows where there are none yet."""
    if paths:
        listed = ", ".join(map(quoted, paths))
        select = f"SELECT * FROM read_parquet([{listed}])"
    else:
        columns = ", ".join(f'NULL::{kind} AS "{column}"' for column, kind in shape.items())
        select = f"SELECT {columns} LIMIT 0"
    database.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {select}")


def quoted(text: object) -> str:
    """A text as SQL has it."""
    return "'" + str(text).replace("'", "''") + "'"
