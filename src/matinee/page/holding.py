"""Rows held out: a kind of row that a person is not given for a week, by chance.

What they start all the same in that week, next to what those start who are given it, is what rows
of the kind add. Attribution alone cannot tell that: who takes a title from a row might have found
it without.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..assignment import uniform
from .arrange import OWN_KINDS, Arranged

WEEK_MS = 7 * 86_400_000


def hold_out(
    rows: Sequence[Arranged], person_week: str, share: float
) -> tuple[list[Arranged], tuple[str, ...]]:
    """The rows without those of kinds that are held out, and these kinds.

    The person's own rows stay, and kinds of which an editor pinned a row. So does a page that would
    be empty; what was drawn is told all the same, as who is compared must not depend on it.
    """
    pinned = {row.row.kind for row in rows if row.row.pinned is not None}
    may = {row.row.kind for row in rows} - OWN_KINDS - pinned
    held = {kind for kind in may if uniform("hold out", person_week, kind) < share}
    left = [row for row in rows if row.row.kind not in held]
    return left or list(rows), tuple(sorted(held))
