"""Colours by genre and mood, chosen in OKLCH and given as sRGB."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from ...assignment import uniform


class Palette(NamedTuple):
    """Five colours: `ground`, two that stand on it, `ink` for type, `spark` for one small thing."""

    ground: str
    deep: str
    mid: str
    ink: str
    spark: str


def srgb(lightness: float, chroma: float, hue: float) -> str:
    """An OKLCH colour as #rrggbb, clipped to the gamut.

    Ottosson, "A perceptual color space for image processing", 2020: OKLab to linear sRGB.
    """
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{_gamma(value):02x}" for value in linear)


def _gamma(value: float) -> int:
    value = min(max(value, 0.0), 1.0)
    curved = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(255 * curved)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _palette(*colours: tuple[float, float, float]) -> Palette:
    return Palette(*(srgb(*colour) for colour in colours))


_FAMILIES: dict[str, tuple[Palette, ...]] = {
    "cold": (
        _palette(
            (0.24, 0.05, 250),
            (0.16, 0.03, 255),
            (0.46, 0.09, 235),
            (0.95, 0.02, 220),
            (0.70, 0.20, 28),
        ),
        _palette(
            (0.20, 0.03, 200),
            (0.13, 0.02, 210),
            (0.52, 0.08, 195),
            (0.94, 0.02, 190),
            (0.86, 0.17, 100),
        ),
        _palette(
            (0.27, 0.08, 275),
            (0.17, 0.05, 275),
            (0.50, 0.15, 270),
            (0.96, 0.01, 270),
            (0.78, 0.15, 195),
        ),
        _palette(
            (0.88, 0.02, 230),
            (0.72, 0.05, 235),
            (0.40, 0.07, 245),
            (0.18, 0.04, 255),
            (0.58, 0.22, 27),
        ),
    ),
    "warm": (
        _palette(
            (0.36, 0.10, 20), (0.24, 0.07, 15), (0.60, 0.14, 35), (0.94, 0.04, 60), (0.84, 0.10, 75)
        ),
        _palette(
            (0.86, 0.06, 50), (0.74, 0.10, 35), (0.58, 0.15, 25), (0.28, 0.08, 15), (0.50, 0.17, 10)
        ),
        _palette(
            (0.42, 0.12, 350),
            (0.28, 0.09, 345),
            (0.66, 0.14, 10),
            (0.95, 0.03, 30),
            (0.88, 0.11, 85),
        ),
        _palette(
            (0.80, 0.08, 15),
            (0.66, 0.12, 5),
            (0.50, 0.14, 350),
            (0.27, 0.09, 345),
            (0.93, 0.06, 80),
        ),
    ),
    "bright": (
        _palette(
            (0.83, 0.16, 85),
            (0.70, 0.18, 55),
            (0.60, 0.18, 260),
            (0.24, 0.07, 265),
            (0.66, 0.22, 25),
        ),
        _palette(
            (0.68, 0.15, 230),
            (0.52, 0.16, 255),
            (0.84, 0.16, 90),
            (0.19, 0.06, 260),
            (0.72, 0.20, 20),
        ),
        _palette(
            (0.72, 0.17, 25),
            (0.58, 0.19, 15),
            (0.78, 0.12, 195),
            (0.22, 0.07, 15),
            (0.88, 0.16, 95),
        ),
        _palette(
            (0.78, 0.14, 160),
            (0.60, 0.13, 170),
            (0.68, 0.20, 350),
            (0.20, 0.05, 180),
            (0.92, 0.15, 100),
        ),
        _palette(
            (0.90, 0.05, 95),
            (0.80, 0.11, 70),
            (0.64, 0.19, 35),
            (0.30, 0.10, 285),
            (0.62, 0.15, 240),
        ),
    ),
    "mono": (
        _palette(
            (0.22, 0.01, 80), (0.14, 0.01, 80), (0.48, 0.01, 80), (0.94, 0.01, 90), (0.72, 0.15, 60)
        ),
        _palette(
            (0.85, 0.02, 90), (0.70, 0.02, 85), (0.46, 0.02, 80), (0.17, 0.01, 80), (0.55, 0.20, 27)
        ),
        _palette(
            (0.30, 0.02, 150),
            (0.20, 0.02, 150),
            (0.50, 0.04, 130),
            (0.92, 0.03, 100),
            (0.80, 0.12, 85),
        ),
    ),
    "cosmic": (
        _palette(
            (0.20, 0.09, 290),
            (0.13, 0.06, 285),
            (0.48, 0.19, 305),
            (0.96, 0.02, 300),
            (0.84, 0.14, 190),
        ),
        _palette(
            (0.26, 0.07, 215),
            (0.16, 0.05, 225),
            (0.60, 0.12, 190),
            (0.96, 0.03, 180),
            (0.80, 0.17, 60),
        ),
        _palette(
            (0.30, 0.13, 265),
            (0.19, 0.10, 270),
            (0.68, 0.17, 330),
            (0.97, 0.02, 320),
            (0.88, 0.15, 110),
        ),
    ),
    "earth": (
        _palette(
            (0.72, 0.11, 70), (0.56, 0.12, 50), (0.40, 0.09, 40), (0.22, 0.05, 35), (0.95, 0.05, 85)
        ),
        _palette(
            (0.38, 0.07, 55), (0.26, 0.05, 45), (0.66, 0.12, 65), (0.94, 0.04, 80), (0.70, 0.14, 40)
        ),
        _palette(
            (0.44, 0.07, 140),
            (0.30, 0.06, 150),
            (0.70, 0.11, 110),
            (0.96, 0.04, 100),
            (0.80, 0.15, 75),
        ),
    ),
}
_FAMILY_OF_WORD = {
    "cold": "thriller crime mystery horror dark tense grim suspense",
    "warm": "romance drama romantic tender melancholic warm sad",
    "bright": "comedy animation children's children family musical music light funny feelgood",
    "mono": "film-noir noir documentary war history biography bleak",
    "cosmic": "sci-fi fantasy science dreamy psychedelic",
    "earth": "western adventure action sport travel nature",
}
_FAMILY = {word: family for family, words in _FAMILY_OF_WORD.items() for word in words.split()}
_STRENGTH = ("noir", "film-noir", "western", "sci-fi", "horror", "animation", "romance", "war")


def family_of(moods: Iterable[str], categories: Iterable[str]) -> str | None:
    """The family of colours that fits; the word that says most decides, moods before categories."""
    words = [word.casefold() for word in (*moods, *categories)]
    telling = sorted(words, key=lambda word: word not in _STRENGTH)
    return next((_FAMILY[word] for word in telling if word in _FAMILY), None)


def palette_of(item_id: str, moods: Iterable[str], categories: Iterable[str]) -> Palette:
    """The item's colours; one of a kind that is not known gets any family, always the same."""
    names = sorted(_FAMILIES)
    family = family_of(moods, categories)
    if family is None:
        family = names[int(uniform("colour family", item_id) * len(names))]
    choice = _FAMILIES[family]
    return choice[int(uniform("palette", item_id) * len(choice))]
