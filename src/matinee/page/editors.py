"""What editors say of rows: some are pinned or forbidden, for a time, a device, an audience."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from ..catalog import Catalog, Filter, parse_filter
from ..errors import BadInput, BadSettings
from ..retrieval import Query
from ..retrieval.base import best
from .editing import EditorRow
from .rows import RowCandidate, Shelf, by_score

_FEW_EVENTS = 10
_MOST_ITEMS = 300
_CATEGORY = "category:"


class Editors:
    """The words of all editors, read once."""

    def __init__(self, rows: Iterable[EditorRow]) -> None:
        """Raises BadSettings for a date or filter that cannot be read."""
        self._rows = [(row, _days(row), _filter(row)) for row in rows]
        self._masks: dict[EditorRow, tuple[tuple[int, int], NDArray[np.bool_]]] = {}

    def items(self, query: Query, popular: NDArray[np.float32]) -> list[NDArray[np.int32]]:
        """Catalogue indices that rows of the editors' own need as candidates: the most popular by
        `popular` (n,) where many match."""
        found = []
        for row, wanted in self._holding(query):
            if wanted is not None and not row.forbid:
                match = np.flatnonzero(self._mask(row, wanted, query.catalog)).astype(np.int32)
                found.append(match[best(popular[match], _MOST_ITEMS)])
        return found

    def apply(self, shelf: Shelf, rows: Sequence[RowCandidate]) -> list[RowCandidate]:
        """The rows with the editors' own, those pinned that are, and without those forbidden."""
        holding = list(self._holding(shelf.query))
        forbidden = {row.row for row, _ in holding if row.forbid}
        pinned = {row.row: row.position for row, _ in holding if not row.forbid}
        own = {
            row.row: self._own(shelf, row, wanted)
            for row, wanted in holding
            if wanted is not None and not row.forbid
        }
        others = (row for row in rows if row.row_id not in own)
        kept = [row for row in (*own.values(), *others) if not forbidden & {row.row_id, row.kind}]
        return list(_pinned(kept, pinned))

    def _holding(self, query: Query) -> Iterator[tuple[EditorRow, Filter | None]]:
        """Those whose conditions hold now for this person."""
        is_new = query.profile.sessions.events < _FEW_EVENTS
        for row, (since, until), wanted in self._rows:
            audience = row.audience == "all" or (row.audience == "new") == is_new
            device = not row.devices or query.device in row.devices
            if audience and device and since <= query.now < until:
                yield row, wanted

    def _own(self, shelf: Shelf, row: EditorRow, wanted: Filter) -> RowCandidate:
        mask = self._mask(row, wanted, shelf.query.catalog)
        places = np.flatnonzero(mask[shelf.candidates.items] & shelf.fresh)
        title = row.title or row.row.removeprefix(_CATEGORY)
        return RowCandidate(row.row, "editors", title, row.reason, by_score(shelf, places))

    def _mask(self, row: EditorRow, wanted: Filter, catalog: Catalog) -> NDArray[np.bool_]:
        """Which items a row is of; read anew when the catalogue changed."""
        state = catalog.version, len(catalog)
        known = self._masks.get(row)
        if known is None or known[0] != state:
            mask = wanted.mask(catalog)
            found = np.ones(len(catalog), bool) if mask is None else mask
            known = self._masks[row] = state, found
        return known[1]


def _pinned(rows: Iterable[RowCandidate], places: dict[str, int]) -> Iterator[RowCandidate]:
    """The rows, and where those that an editor named by id or kind are to stand."""
    left = dict(places)
    for row in rows:
        name = row.row_id if row.row_id in left else row.kind
        place = left.pop(name, None)  # of many rows of a kind the first is meant
        yield row if place is None else replace(row, pinned=place)


def _days(row: EditorRow) -> tuple[float, float]:
    """From when until when a word holds, in ms."""
    try:
        since = datetime.fromisoformat(row.since) if row.since else None
        until = datetime.fromisoformat(row.until) if row.until else None
    except ValueError as error:
        raise BadSettings(
            f"page.editors, row {row.row!r}: {error}. Days are written as 2026-12-01."
        ) from error
    first = since.replace(tzinfo=UTC).timestamp() * 1000 if since else -np.inf
    last = until.replace(tzinfo=UTC).timestamp() * 1000 + 86_400_000 if until else np.inf
    return first, last


def _filter(row: EditorRow) -> Filter | None:
    text = row.filter
    if not text and row.row.startswith(_CATEGORY):  # it may not be among the person's own
        name = row.row.removeprefix(_CATEGORY).replace("\\", "\\\\").replace("'", "\\'")
        text = f"category = '{name}'"
    if not text:
        return None
    try:
        parsed = parse_filter(text)
        if parsed.boosts:
            raise BadInput("a row has no boosts: the person's best come first anyway")
        return parsed
    except BadInput as error:
        raise BadSettings(f"page.editors, row {row.row!r}: {error}") from error
