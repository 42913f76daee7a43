"""The log and what was served as Parquet segments, which grow with them.

A segment is written once and never changed; its name says what it holds. Whoever is forgotten, all
segments go, and are written anew from what is left.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ..records import Decision, Logged, Placed
from ..storage.base import AnalysisReader

FOLDER = "analysis"
_ROWS = 500_000
"""Rows of a segment at most; so many are held in memory while it is written."""
_PAGE = 20_000
_TRIES = 3
_FORMAT = 3
"""Raise it with the columns below: all segments are written anew then."""
EVENTS = {
    "seq": "BIGINT",
    "user": "BIGINT",
    "kind": "VARCHAR",
    "time": "BIGINT",
    "item": "VARCHAR",
    "value": "DOUBLE",
    "price": "DOUBLE",
    "duration": "DOUBLE",
    "device": "VARCHAR",
    "offset_min": "INTEGER",
    "page": "VARCHAR",
    "row": "INTEGER",
    "column": "INTEGER",
    "is_foreign": "BOOLEAN",
}
PLACES = {
    "page": "VARCHAR",
    "row": "INTEGER",
    "first": "INTEGER",
    "items": "INTEGER",
    "row_kind": "VARCHAR",
    "user": "BIGINT",
    "device": "VARCHAR",
    "time": "BIGINT",
    "teams": "VARCHAR",
    "artworks": "VARCHAR[]",
}
PAGES = {
    "page": "VARCHAR",
    "user": "BIGINT",
    "device": "VARCHAR",
    "time": "BIGINT",
    "kinds": "VARCHAR",
    "held": "VARCHAR",
    "hold_out": "DOUBLE",
    "assignments": "VARCHAR",
}
"""Lists are one to a line."""
COLUMNS = {"events": EVENTS, "places": PLACES, "pages": PAGES}


class Segments:
    """The segments of a data folder: in a folder of their own for each time that somebody was
    forgotten, so that what another process still writes of before lands where nobody reads."""

    def __init__(self, data: Path) -> None:
        self._root = data / FOLDER
        self.folder = max(self._generations(), key=_order, default=self._root / generation(0))

    def grow(self, reader: AnalysisReader) -> None:
        """Write what came since the last segment; all anew once somebody was forgotten."""
        import duckdb  # noqa: PLC0415  (heavy)

        for _ in range(_TRIES):
            forgotten = reader.forgotten()
            self.folder = self._root / generation(forgotten)
            try:
                self._grow_all(reader)
            except (OSError, duckdb.IOException):
                if reader.forgotten() == forgotten:
                    raise
            if reader.forgotten() == forgotten:
                return

    def _grow_all(self, reader: AnalysisReader) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._grow("events", lambda after: reader.read(after, _PAGE), _event_rows)
        self._grow("places", lambda after: reader.served(after, _PAGE), _place_rows)
        self._grow("pages", lambda after: reader.served(after, _PAGE), _page_rows)
        self._clean()

    def behind(self, newest: int) -> int:
        """How many events of a log that ends with seq `newest` are in no segment yet."""
        return newest - self._last("events")

    def of(self, what: str) -> list[str]:
        """Paths of all segments of a kind of COLUMNS, each going on where the one before ends.

        Two processes may have written the same stretch: the one that reaches further counts.
        """
        longest: dict[int, tuple[int, Path]] = {}
        for path in self.folder.glob(f"{what}-*.parquet"):
            after, upto = _span(path)
            longest[after] = max(longest.get(after, (upto, path)), (upto, path))
        chain, end = [], 0
        while end in longest:
            end, path = longest[end]
            chain.append(str(path))
        return chain

    def drop(self) -> None:
        """Let go of everything: somebody was forgotten."""
        shutil.rmtree(self._root, ignore_errors=True)

    def _generations(self) -> Iterator[Path]:
        return (path for path in self._root.glob("*.*") if path.is_dir() and _is_ours(path))

    def _clean(self) -> None:
        """Remove what was written before somebody was forgotten, or by an earlier version."""
        for path in self._root.glob("*"):
            if path.is_file():
                path.unlink(missing_ok=True)
            elif not _is_ours(path) or _order(path) < _order(self.folder):
                shutil.rmtree(path, ignore_errors=True)

    def _last(self, what: str) -> int:
        paths = self.of(what)
        return _span(Path(paths[-1]))[1] if paths else 0

    def _grow(
        self,
        what: str,
        read: Callable[[int], Sequence[Any]],
        rows_of: Callable[[Sequence[Any]], tuple[list[tuple[Any, ...]], int]],
    ) -> None:
        after = self._last(what)
        held: list[tuple[Any, ...]] = []
        upto = after
        while page := read(upto):
            rows, upto = rows_of(page)
            held += rows
            if len(held) >= _ROWS:
                self._write(what, held, (after, upto))
                held, after = [], upto
        if held:
            self._write(what, held, (after, upto))

    def _write(self, what: str, rows: list[tuple[Any, ...]], span: tuple[int, int]) -> None:
        import duckdb  # noqa: PLC0415  (heavy)
        import numpy as np  # noqa: PLC0415

        columns = COLUMNS[what]
        path = self.folder / "{}-{:015d}-{:015d}.parquet".format(what, *span)
        part = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
        made = {
            name: np.fromiter(column, object, len(rows))
            for name, column in zip(columns, zip(*rows, strict=True), strict=True)
        }
        with duckdb.connect() as database:
            database.execute("SET threads = 1")
            database.register("made", made)
            casts = ", ".join(
                f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in columns.items()
            )
            quoted = str(part).replace("'", "''")
            database.execute(
                f"COPY (SELECT {casts} FROM made) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)"
            )
        part.replace(path)


def generation(forgotten: int) -> str:
    """The folder of segments as they are written now, after so many were forgotten."""
    return f"{_FORMAT}.{forgotten}"


def _order(path: Path) -> tuple[int, ...]:
    return tuple(map(int, path.name.split(".")))


def _is_ours(path: Path) -> bool:
    parts = path.name.split(".")
    return len(parts) == 2 and all(part.isdecimal() for part in parts)


def _span(path: Path) -> tuple[int, int]:
    """After what a segment begins, and what it ends with."""
    _, after, upto = path.stem.split("-")
    return int(after), int(upto)


def _event_rows(page: Sequence[Logged]) -> tuple[list[tuple[Any, ...]], int]:
    return [_event_row(logged) for logged in page], page[-1].seq


def _event_row(logged: Logged) -> tuple[Any, ...]:
    event = logged.event
    parts = (event.recommendation or "").split(".")
    page, row, column = _place(parts)
    return (
        logged.seq,
        logged.user,
        event.kind,
        event.time,
        event.item,
        event.value,
        event.details.price,
        event.details.duration_s,
        event.device,
        event.offset_min,
        page,
        row,
        column,
        event.details.foreign is not None,
    )


def _place(parts: list[str]) -> tuple[str | None, int | None, int | None]:
    """Page, row and column of a recommendation id; nothing where it is none of ours."""
    if len(parts) != 3 or not all(one.isdecimal() and len(one) < 7 for one in parts[1:]):
        return None, None, None
    return parts[0], int(parts[1]), int(parts[2])


def _place_rows(page: Sequence[tuple[int, Decision]]) -> tuple[list[tuple[Any, ...]], int]:
    return list(_places(one for _, one in page)), page[-1][0]


def _places(decisions: Iterable[Decision]) -> Iterable[tuple[Any, ...]]:
    for one in decisions:
        for row in one.rows:
            teams = "".join(item.team or "-" for item in row.items)
            place = one.page_id, row.position, row.first_column, len(row.items), row.kind
            yield (
                *place,
                one.user,
                one.device,
                one.time,
                teams if teams.strip("-") else None,
                _chosen(row.items),
            )


def _chosen(items: Sequence[Placed]) -> list[str] | None:
    """The picture of each item where it was one of several; nothing where none was."""
    chosen = [one.artwork if one.artwork and one.artwork_propensity < 1 else "" for one in items]
    return chosen if any(chosen) else None


def _page_rows(page: Sequence[tuple[int, Decision]]) -> tuple[list[tuple[Any, ...]], int]:
    first = [_page_row(one) for _, one in page if not one.part]
    return first, page[-1][0]


def _page_row(one: Decision) -> tuple[Any, ...]:
    return (
        one.page_id,
        one.user,
        one.device,
        one.time,
        "\n".join(sorted({row.kind for row in one.rows})),
        "\n".join(one.held_out),
        one.hold_out,
        "\n".join(f"{experiment}={variant}" for experiment, variant in one.assignments),
    )
