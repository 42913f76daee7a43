"""What each picture of an item shows: people, moods, genres; by its tags or by how it is drawn.

A tag may say what it is of ("person:Tom Hanks", "mood:tender", "genre:Romance"); a plain one is
looked for among the item's own people, moods and categories.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..catalog import Catalog, Facet, shown_by
from ..records import Artwork, ArtworkChoice, Item
from .drawn import look_of

PICTURES = "v1/pictures"
KINDS = ("person", "mood", "genre")
"""What a picture may show; a column of `Options.places` each."""
_FACETS = {"person": "person", "mood": "tag", "genre": "category"}
NOWHERE = -1


class Options(Struct, frozen=True, eq=False):
    """The pictures of an item. `choices` (k) name them; `places` (k, 3) are the facet values that
    each shows, one for each of KINDS, -1 for none that the catalogue knows; `shows` (k, 3) is 1
    where it shows any; `names` (k) are what it shows, by kind, and `values` (k) all that its tags
    say it shows."""

    choices: tuple[ArtworkChoice, ...]
    names: tuple[dict[str, str], ...]
    places: NDArray[np.int32]
    shows: NDArray[np.float32]
    values: tuple[tuple[str, ...], ...]


def options_of(item: Item, catalog: Catalog) -> Options:
    """All pictures of an item; drawn ones where it has none of its own."""
    told = list(_own(item) if item.artworks else _drawn(item))
    places = np.full((len(told), len(KINDS)), NOWHERE, np.int32)
    shows = np.zeros((len(told), len(KINDS)), np.float32)
    for row, (_, shown, _) in enumerate(told):
        for kind, value in shown.items():
            column = KINDS.index(kind)
            place = catalog.facet_id(Facet(_FACETS[kind], value))
            shows[row, column] = 1.0
            places[row, column] = NOWHERE if place is None else place
    choices, names, values = (tuple(one) for one in zip(*told, strict=True))
    return Options(choices, names, places, shows, values)


_Told = tuple[ArtworkChoice, dict[str, str], tuple[str, ...]]


def _own(item: Item) -> Iterator[_Told]:
    for picture in item.artworks:
        choice = ArtworkChoice(picture.artwork_id, picture.url, 1.0, picture.color)
        shown = shown_in(item, picture)
        yield choice, shown, tuple(dict.fromkeys((*_values(shown), *shown_by([picture]))))


def _values(shown: dict[str, str]) -> tuple[str, ...]:
    """What a picture shows, and of which kinds that is."""
    return (
        *(f"{kind}:{value}" for kind, value in shown.items()),
        *(f"shows:{one}" for one in shown),
    )


def _drawn(item: Item) -> Iterator[_Told]:
    look, name = look_of(item), quote(item.item_id, safe="")
    firsts = {
        "person": next((person.name for person in item.people), None),
        "mood": next(iter(item.moods), None),
        "genre": next(iter(item.categories), None),
    }
    for variant in look.variants:
        url = f"{PICTURES}/{variant}/16x9/{name}.svg"
        value = firsts.get(variant)
        shown = {variant: value} if value else {}
        choice = ArtworkChoice(f"drawn-{variant}", url, 1.0, look.colour)
        yield choice, shown, _values(shown)


def shown_in(item: Item, picture: Artwork) -> dict[str, str]:
    """The first person, mood and genre that a picture's tags speak of."""
    known = {
        "person": {person.name.casefold(): person.name for person in item.people},
        "mood": {mood.casefold(): mood for mood in (*item.moods, *item.tags)},
        "genre": {category.casefold(): category for category in item.categories},
    }
    shown: dict[str, str] = {}
    for tag in picture.tags:
        kind, colon, value = tag.partition(":")
        if colon and kind in KINDS:
            shown.setdefault(kind, known[kind].get(value.strip().casefold(), value.strip()))
            continue
        for kind, names in known.items():
            if tag.casefold() in names:
                shown.setdefault(kind, names[tag.casefold()])
    return shown
