"""The choice of a picture: uniform among an item's pictures, with its exact propensity."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from ..assignment import pick, uniform
from ..records import ArtworkChoice, Item
from .config import ArtworkConfig
from .drawn import look_of

PICTURES = "v1/pictures"
_DRAWN = "drawn-"


def choose(item: Item, seed: str, config: ArtworkConfig) -> ArtworkChoice | None:
    """The picture for an item; the same seed gives the same picture.

    Drawn ones stand in for an item that has none, if the settings say so; None otherwise. Their
    addresses are relative to the server's.
    """
    pictures = item.artworks
    if pictures:
        place, chance = _draw_one(pictures, seed, item)
        return ArtworkChoice(pictures[place].artwork_id, pictures[place].url, chance)
    if not config.drawn:
        return None
    look = look_of(item)
    place, chance = _draw_one(look.variants, seed, item)
    variant = look.variants[place]
    url = f"{PICTURES}/{variant}/16x9/{quote(item.item_id, safe='')}.svg"
    return ArtworkChoice(_DRAWN + variant, url, chance, look.colour)


def _draw_one(choices: Sequence[object], seed: str, item: Item) -> tuple[int, float]:
    """The place of the chosen one, and the chance it had."""
    if len(choices) == 1:
        return 0, 1.0
    chances = [1 / len(choices)] * len(choices)
    place = pick(chances, uniform("artwork", seed, item.item_id))
    return place, chances[place]
