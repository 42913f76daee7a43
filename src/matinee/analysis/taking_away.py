"""Figures as Parquet, for other tools."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct


def as_parquet(rows: Sequence[Struct]) -> bytes:
    """A table of structs of one kind; what is in them is flattened ("share_low"), lists are left
    out. Raises ValueError where there are no rows: a table without columns is none."""
    import duckdb  # noqa: PLC0415  (heavy)
    import numpy as np  # noqa: PLC0415

    flat = [_flat(msgspec.to_builtins(row)) for row in rows]
    if not flat:
        raise ValueError("There are no rows.")
    columns: dict[str, Any] = {}
    casts = []
    for number, name in enumerate(flat[0]):
        values = [row[name] for row in flat]
        columns[f"c{number}"] = np.array(values, object)
        casts.append(f'CAST(c{number} AS {_kind(values)}) AS "{name}"')
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        path = Path(folder) / "table.parquet"
        database.register("given", columns)
        database.execute(f"COPY (SELECT {', '.join(casts)} FROM given) TO '{path}'")
        return path.read_bytes()


def _flat(row: dict[str, Any], before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{before}{name}_")
        elif not isinstance(value, list):
            found[before + name] = value
    return found


def _kind(values: list[Any]) -> str:
    known = {type(value) for value in values if value is not None}
    if known <= {bool}:
        return "BOOLEAN" if known else "VARCHAR"
    if known <= {int}:
        return "BIGINT"
    return "DOUBLE" if known <= {int, float} else "VARCHAR"
