"""The choice of a picture: uniform among an item's pictures, with its exact propensity."""

from __future__ import annotations

from ..assignment import pick, uniform
from ..records import ArtworkChoice, Item


def choose(item: Item, seed: str) -> ArtworkChoice | None:
    """The picture for an item, None where it has none; the same seed gives the same picture."""
    pictures = item.artworks
    if not pictures:
        return None
    chances = [1 / len(pictures)] * len(pictures)
    chosen = pick(chances, uniform("artwork", seed, item.item_id))
    return ArtworkChoice(pictures[chosen].artwork_id, pictures[chosen].url, chances[chosen])
