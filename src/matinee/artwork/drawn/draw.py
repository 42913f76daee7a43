"""From an item to its picture: which variant, which composition, which colours, which type."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ...assignment import uniform
from ...errors import NotFound
from ...records import Item
from .compositions import COMPOSITIONS, OF_FILM
from .lettering import face
from .palette import palette_of
from .scene import Scene, rect

VARIANTS = tuple(COMPOSITIONS)
SHAPES = {"16x9": (320, 180), "2x3": (200, 300), "wide": (600, 220)}
"""Shape -> width and height of its canvas; "wide" has no lettering."""

_FACES_OF_KIND = {
    "western": ("rye",),
    "sci-fi": ("michroma", "anton", "archivo"),
    "animation": ("fredoka", "righteous"),
    "children's": ("fredoka",),
    "comedy": ("righteous", "fredoka", "archivo", "serif"),
    "romance": ("abril", "serif"),
    "musical": ("limelight", "righteous"),
    "film-noir": ("limelight", "courier"),
    "documentary": ("courier", "archivo"),
    "mystery": ("courier", "abril", "serif"),
    "horror": ("anton", "abril"),
    "action": ("anton", "archivo"),
    "thriller": ("anton", "archivo", "abril"),
    "crime": ("anton", "courier", "archivo"),
    "war": ("anton", "courier"),
    "drama": ("serif", "abril", "archivo"),
}
_ASIDE = re.compile(r"\s*\([^()]*\)")
"""What stands in brackets, mostly an original title, is left to the text beside the picture."""
_TELLING = tuple(_FACES_OF_KIND)
_LATEST_OF_ERA = ((1949, ("limelight", "abril", "serif")), (1979, ("righteous", "abril", "anton")))
_ANY = ("archivo", "abril", "anton", "serif", "righteous")


class Look(NamedTuple):
    """The pictures that can be drawn of an item, and the colour that stands in for them."""

    variants: tuple[str, ...]
    colour: str


def look_of(item: Item) -> Look:
    """What can be drawn of an item: a person needs people, a mood moods or categories."""
    star = bool(item.people)
    return _look(item.item_id, item.moods, item.categories, star)


@lru_cache(maxsize=100_000)
def _look(item_id: str, moods: tuple[str, ...], categories: tuple[str, ...], star: bool) -> Look:
    variants = ("person", "mood", "genre") if star else ("mood", "genre")
    return Look(variants, palette_of(item_id, moods, categories).ground)


def draw(item: Item, variant: str, shape: str = "16x9") -> str:
    """The SVG of an item's picture. Raises NotFound for a variant or shape that there is not."""
    if shape not in SHAPES or variant not in look_of(item).variants:
        raise NotFound(f"There is no picture {variant!r} of shape {shape!r}.", field="picture")
    star = item.people[0].name if item.people else ""
    return _drawn(
        item.item_id,
        item.title,
        star,
        item.year,
        item.moods,
        item.categories,
        variant,
        shape,
        item.kind == "product",
    )


@lru_cache(maxsize=2_000)
def _drawn(  # noqa: PLR0917
    item_id: str,
    title: str,
    star: str,
    year: int | None,
    moods: tuple[str, ...],
    categories: tuple[str, ...],
    variant: str,
    shape: str,
    is_product: bool,
) -> str:
    width, height = SHAPES[shape]
    kind = _kind(categories)
    scene = Scene(
        item_id=item_id,
        title=_printable(_ASIDE.sub("", title) or title),
        star=_printable(star),
        kind=kind,
        width=width,
        height=height,
        palette=palette_of(item_id, moods, categories),
        face=face(_face_name(item_id, kind, year)),
        lettered=shape != "wide",
    )
    choices = COMPOSITIONS[variant]
    if is_product:  # nothing on a shelf has reels
        choices = tuple(one for one in choices if one not in OF_FILM)
    compose = choices[int(uniform("composition", item_id) * len(choices))]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">{rect(0, 0, width, height, scene.palette.ground)}'
        f"{compose(scene)}{_grain(scene)}</svg>"
    )


def _printable(text: str) -> str:
    """The text without control characters, which XML does not allow."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _kind(categories: tuple[str, ...]) -> str:
    """The category that tells most, in lower case; the first one where none is known."""
    names = [category.casefold() for category in categories]
    known = [name for name in _TELLING if name in names]
    return known[0] if known else (names[0] if names else "")


def _face_name(item_id: str, kind: str, year: int | None) -> str:
    choices = _FACES_OF_KIND.get(kind, _ANY)
    for latest, of_era in _LATEST_OF_ERA:
        if year is not None and year <= latest and kind != "western":
            choices = of_era
            break
    return choices[int(uniform("face", item_id) * len(choices))]


def _grain(scene: Scene) -> str:
    """Specks as of printed paper; a tile of them repeats, which costs less than a filter."""
    if not scene.lettered:
        return ""  # a billboard is so large that specks would be spots
    specks = "".join(
        f"M{int(uniform('grain x', n) * 67)} {int(uniform('grain y', n) * 61)}h.7v.7h-.7z"
        for n in range(90)
    )
    pattern = (
        '<pattern id="g" width="67" height="61" patternUnits="userSpaceOnUse">'
        f'<path d="{specks}" fill="{scene.palette.ink}"/></pattern>'
    )
    return pattern + rect(0, 0, scene.width, scene.height, "url(#g)", 'opacity=".13"')
