"""What was learnt of pages from what people did with them."""

from __future__ import annotations

from msgspec import Struct

from .attention import Attention, Curve, curve_for

_LEAST, _MOST = 0.5, 2.0


class Learnt(Struct, frozen=True):
    """The attention of places by device, and what a row of each kind is worth next to others at
    the same place; empty before anything was seen."""

    attention: dict[str, Attention] = {}
    kinds: dict[str, float] = {}

    def curve(self, device: str, rows: int, columns: int) -> Curve:
        """The attention of each place; (rows, columns)."""
        return curve_for(self.attention, device, rows, columns)

    def worth(self, kind: str) -> float:
        """By what the items of a row of a kind are worth more or less, 0.5 to 2."""
        return min(max(self.kinds.get(kind, 1.0), _LEAST), _MOST)


UNLEARNT = Learnt()
