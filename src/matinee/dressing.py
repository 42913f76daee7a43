"""Dressing: ranked places become what is sent out, and what is logged of it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from . import artwork
from .page import Arranged, Shelf
from .page.reasons import Reasons
from .ranking import Scored
from .ranking.score import POLICY
from .records import Decision, PageItem, Placed, Row, ServedRow


class Dressing(Struct, frozen=True, eq=False):
    """Everything that the rows of one answer share."""

    page_id: str
    part: int
    seed: str
    shelf: Shelf
    scored: Scored

    def row(self, arranged: Arranged, position: int, first_column: int = 0) -> Row:
        """A row with pictures, reasons and recommendation ids."""
        reasons = Reasons(self.shelf, self.scored, arranged.row)
        items = [
            self._item(reasons, place, position, column)
            for column, place in enumerate(arranged.places, first_column)
        ]
        end = first_column + len(items)
        return Row(
            row_id=arranged.row.row_id,
            kind=arranged.row.kind,
            title=arranged.row.title,
            reason=arranged.row.reason,
            position=position,
            items=items,
            next=f"{self.page_id}.{position}.{end}" if arranged.more else None,
        )

    def _item(self, reasons: Reasons, place: int, row: int, column: int) -> PageItem:
        item = self.shelf.query.catalog.item(int(self.shelf.candidates.items[place]))
        return PageItem(
            item_id=item.item_id,
            position=column,
            title=item.title,
            score=round(float(self.shelf.scores[place]), 4),
            source=reasons.source(place),
            reason=reasons.reason(place),
            artwork=artwork.choose(item, self.seed),
            recommendation_id=f"{self.page_id}.{row}.{column}",
        )

    def decision(self, rows: Sequence[Row], model: str, first_column: int = 0) -> Decision:
        """What is logged of the rows."""
        query = self.shelf.query
        return Decision(
            page_id=self.page_id,
            part=self.part,
            user=query.profile.user,
            time=query.now,
            device=query.device,
            policy=POLICY,
            model=model,
            seed=self.seed,
            rows=tuple(_served(row, first_column) for row in rows),
        )


def _served(row: Row, first_column: int) -> ServedRow:
    placed = tuple(map(_placed, row.items))
    return ServedRow(row.row_id, row.kind, row.position, first_column, placed)


def _placed(item: PageItem) -> Placed:
    picture = item.artwork
    if picture is None:
        return Placed(item.item_id, item.source, item.score)
    return Placed(item.item_id, item.source, item.score, picture.artwork_id, picture.propensity)


def new_page_id(now: int) -> str:
    """An id that sorts by time and cannot be guessed."""
    return f"{now:011x}{secrets.token_hex(6)}"


def iso(time: int) -> str:
    """ISO 8601 in UTC from ms since 1970."""
    moment = datetime.fromtimestamp(time / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
