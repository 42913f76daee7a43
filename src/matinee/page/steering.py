"""Steering by what worked: titles that succeed more than is usual at their places gain some, those
that fail lose some.

`cells` gives for a title the rate of its takes next to what is usual there, by the careful end of
its interval (the lower of a winner, the upper of a failure): "" everywhere, or on a device, with
new or known people, at a time of day. Only what was found beyond chance is among them, so that
neither luck nor the unseen steers. A page follows within `steer_most`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..retrieval import Query

Cells = Mapping[str, Mapping[str, float]]
NEW, KNOWN, NEW_DAYS = "new", "known", 7
"""People are new for so many days after their first event."""
TIMES = ("night", "morning", "afternoon", "evening")
"""Six hours each, from midnight on."""
_EVERYWHERE = ""
_DAY_S = 86_400


def steered(
    cells: Cells, query: Query, items: NDArray[np.int32], most: float
) -> NDArray[np.float32]:
    """By what each candidate's worth is multiplied, 1 / most to most; (m,).

    The narrower finding counts: with these people, then at this time, then on this device, then
    everywhere.
    """
    factors = np.ones(len(items), np.float32)
    if most <= 1 or not cells:
        return factors
    within = (*reversed(_circumstances(query)), _EVERYWHERE)
    place = {int(item): at for at, item in enumerate(items.tolist())}
    for item, rates in cells.items():
        index = query.catalog.index_of(item)
        at = None if index is None else place.get(index)
        if at is not None:
            rate = next((rates[name] for name in within if name in rates), 1.0)
            factors[at] = min(max(rate, 1 / most), most)
    return factors


def _circumstances(query: Query) -> tuple[str, str, str]:
    """The device, the time of day, and whether the person is new."""
    sessions, now_s = query.profile.sessions, query.now // 1000
    is_new = not sessions.events or now_s - sessions.first < NEW_DAYS * _DAY_S
    return query.device, TIMES[query.hour // 6], NEW if is_new else KNOWN
