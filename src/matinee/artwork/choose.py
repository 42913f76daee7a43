"""The choice of a picture: uniform among an item's pictures, with its exact propensity."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from ..assignment import uniform
from ..records import ArtworkChoice, Item
from .config import ArtworkConfig
from .drawn import look_of

PICTURES = "v1/pictures"


def choose(item: Item, seed: str, config: ArtworkConfig) -> ArtworkChoice | None:
    """The picture for an item; the same seed gives the same picture.

    Drawn ones stand in for an item that has none, if the settings say so; None otherwise. Their
    addresses are relative to the server's.
    """
    kept = _kept.get(item.item_id)
    if kept is None or kept[0] is not item:
        kept = _keep(item)
    choices = kept[1]
    if not item.artworks and not config.drawn:
        return None
    if len(choices) == 1:
        return choices[0]
    return choices[int(uniform("artwork", seed, item.item_id) * len(choices))]


_kept: dict[str, tuple[Item, tuple[ArtworkChoice, ...]]] = {}
"""What there is to choose from, by item: a page chooses some hundred times."""
_MOST_KEPT = 100_000


def _keep(item: Item) -> tuple[Item, tuple[ArtworkChoice, ...]]:
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    kept = _kept[item.item_id] = item, tuple(_own(item) if item.artworks else _drawn(item))
    return kept


def _own(item: Item) -> Iterator[ArtworkChoice]:
    for picture in item.artworks:
        yield ArtworkChoice(picture.artwork_id, picture.url, 1 / len(item.artworks))


def _drawn(item: Item) -> Iterator[ArtworkChoice]:
    look, name = look_of(item), quote(item.item_id, safe="")
    for variant in look.variants:
        url = f"{PICTURES}/{variant}/16x9/{name}.svg"
        yield ArtworkChoice(f"drawn-{variant}", url, 1 / len(look.variants), look.colour)
