"""What was learnt of pages from what people did with them."""

from __future__ import annotations

from msgspec import Struct

from .attention import Attention, Curve, curve_for
from .sights import Sights, looked_at

_LEAST, _MOST = 0.5, 2.0


class Learnt(Struct, frozen=True):
    """The attention of places by device, how often they come into view, and what a row of each kind
    is worth next to others at the same place; empty before anything was seen."""

    attention: dict[str, Attention] = {}
    kinds: dict[str, float] = {}
    sights: dict[str, Sights] = {}
    cells: dict[str, dict[str, float]] = {}
    """What succeeds and fails beyond chance: see `steering`."""

    def curve(self, device: str, rows: int, columns: int) -> Curve:
        """The attention of each place; (rows, columns)."""
        return curve_for(self.attention, device, rows, columns)

    def worth(self, kind: str) -> float:
        """By what the items of a row of a kind are worth more or less, 0.5 to 2."""
        return min(max(self.kinds.get(kind, 1.0), _LEAST), _MOST)

    def looked_at(self, device: str, row: int, column: int) -> float:
        """The chance that who has a place in view looks at it, next to the first place, 0.2 to 1;
        1 as long as no swap has told."""
        if device not in self.attention or device not in self.sights:
            return 1.0
        return looked_at(self.attention[device], self.sights[device], row, column)


UNLEARNT = Learnt()
