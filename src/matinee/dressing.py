"""Dressing: ranked places become what is sent out, and what is logged of it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from .artwork import Picked
from .page import NO_CHANCES, Arranged, Chances, Shelf
from .page.reasons import Reasons
from .ranking import Scored
from .ranking.captured import Described
from .records import Candidate, Decision, PageItem, Placed, Row, ServedRow


class Dressing:
    """Dresses the rows of one answer."""

    def __init__(  # noqa: PLR0917
        self,
        page_id: str,
        part: int,
        seed: str,
        country: str | None,
        shelf: Shelf,
        scored: Scored,
        pictures: Mapping[int, Picked],
        chances: Chances = NO_CHANCES,
    ) -> None:
        self._chances = chances
        self.page_id = page_id
        self._part = part
        self._seed = seed
        self._country = country
        self._pictures = pictures
        self._query = shelf.query
        self._policy = scored.policy
        self._items = shelf.candidates.items.tolist()
        self._scores = np.round(shelf.scores.astype(np.float64), 4).tolist()
        self._reasons = Reasons(shelf, scored)
        self._scored = scored
        self._placed: dict[tuple[int, int], int] = {}

    def row(
        self, arranged: Arranged, position: int, first_column: int = 0, gone: Collection[int] = ()
    ) -> Row:
        """A row with pictures, reasons and recommendation ids.

        Columns of what is `gone` since it was served are passed over: the others keep theirs.
        """
        row, end = arranged.row, first_column + len(arranged.places) + len(gone)
        columns = [column for column in range(first_column, end) if column not in gone]
        for column, place in zip(columns, arranged.places, strict=True):
            self._placed[position, column] = place
        items = [
            self._item(place, row.kind, position, column)
            for column, place in zip(columns, arranged.places, strict=True)
        ]
        return Row(
            row_id=row.row_id,
            kind=row.kind,
            title=row.title,
            reason=row.reason,
            position=position,
            items=items,
            next=f"{self.page_id}.{position}.{end}" if arranged.more else None,
        )

    def _item(self, place: int, row_kind: str, position: int, column: int) -> PageItem:
        item = self._query.catalog.item(self._items[place])
        guess = self._chances.is_guess(position, column)
        source, reason = self._reasons.why(place, "cold" if guess else row_kind)
        return PageItem(
            item_id=item.item_id,
            position=column,
            title=item.title,
            score=self._scores[place],
            source=source,
            reason=reason,
            artwork=self._pictures[place].choice if place in self._pictures else None,
            recommendation_id=f"{self.page_id}.{position}.{column}",
            price=item.price,
            currency=item.currency,
        )

    def described(self) -> Described:
        """By what the ranker ranked the items dressed so far, those it looked at closely."""
        where = {place: row for row, place in enumerate(self._scored.first.tolist())}
        kept = {name: where[place] for name, place in self._placed.items() if place in where}
        x = self._scored.x[list(kept.values())]
        drawn = {
            name: picked.seen
            for name, place in self._placed.items()
            if (picked := self._pictures.get(place)) is not None and picked.seen is not None
        }
        return Described(x, {name: row for row, name in enumerate(kept)}, drawn)

    def decision(self, rows: Sequence[Row], model: str, first_column: int = 0) -> Decision:
        """What is logged of the rows."""
        query = self._query
        return Decision(
            page_id=self.page_id,
            part=self._part,
            user=query.profile.user,
            time=query.now,
            device=query.device,
            policy=self._policy,
            model=model,
            seed=self._seed,
            rows=tuple(self._served(row, first_column) for row in rows),
            country=self._country,
            held_out=self._chances.held_out,
            hold_out=self._chances.hold_out,
        )

    def _served(self, row: Row, first_column: int) -> ServedRow:
        placed = tuple(self._placed_at(row.position, item) for item in row.items)
        return ServedRow(row.row_id, row.kind, row.position, first_column, placed)

    def _placed_at(self, position: int, item: PageItem) -> Placed:
        picture = item.artwork
        return Placed(
            item.item_id,
            item.source,
            item.score,
            picture.artwork_id if picture else None,
            picture.propensity if picture else 1.0,
            self._chances.explored(position, item.position),
            *self._chances.swapped(position, item.position),
            self._chances.teams.get((position, item.position), ""),
        )


def listed(
    shelf: Shelf,
    scored: Scored,
    places: Sequence[int],
    scores: NDArray[np.float64],
    pictures: Mapping[int, Picked],
) -> list[Candidate]:
    """Places of a shelf as a plain list, with reasons and pictures."""
    catalog, reasons = shelf.query.catalog, Reasons(shelf, scored)
    return [
        Candidate(
            item_id=(item := catalog.item(int(shelf.candidates.items[place]))).item_id,
            title=item.title,
            score=round(float(scores[place]), 4),
            source=why[0],
            reason=why[1],
            artwork=pictures[place].choice if place in pictures else None,
            price=item.price,
            currency=item.currency,
        )
        for place in places
        if (why := reasons.why(place))
    ]


def new_page_id(now: int) -> str:
    """An id that sorts by time and cannot be guessed."""
    return f"{now:011x}{secrets.token_hex(6)}"


def seed_of(user_id: str, salt: bytes, bucket: int) -> str:
    """What a page's random choices derive from; it does not tell who the page was for."""
    return f"{blake2b(user_id.encode(), key=salt, digest_size=8).hexdigest()}:{bucket}"


def iso(time: int) -> str:
    """ISO 8601 in UTC from ms since 1970."""
    moment = datetime.fromtimestamp(time / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
