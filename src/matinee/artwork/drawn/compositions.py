"""Eight ways to fill a picture. Each gives SVG over the ground colour, for any shape."""

from __future__ import annotations

import math
from collections.abc import Callable

from .emblems import emblem
from .figure import figure
from .lettering import fit, set_lines
from .palette import contrast
from .scene import Scene, circle, line, path, rect, ridge

Composition = Callable[[Scene], str]
_MARGIN = 16.0


def _below(scene: Scene, share: float) -> tuple[float, float, float, float]:
    """The box of the lower `share` of the picture, without the margin."""
    top = scene.height * (1 - share)
    return _MARGIN, top, scene.width - 2 * _MARGIN, scene.height - top - _MARGIN


def _side(scene: Scene, share: float) -> tuple[float, float, float, float]:
    """The box of the left `share`; of an upright picture, the lower part."""
    if scene.is_tall:
        return _below(scene, 0.42)
    return _MARGIN, _MARGIN, scene.width * share - _MARGIN, scene.height - 2 * _MARGIN


def huge_type(scene: Scene) -> str:
    """The first letter far larger than the picture, cut by its edge."""
    p, size = scene.palette, max(scene.width, scene.height) * 1.25
    letter = next((mark for mark in scene.title if mark.isalnum()), "M").upper()
    block = fit(scene.face, letter, size, size, size)
    x = scene.width * (0.30 + 0.25 * scene.chance("huge x"))
    y = scene.height * (1.02 + 0.14 * scene.chance("huge y"))
    spot = circle(scene.width * 0.9, scene.height * 0.16, scene.width * 0.045, p.spark)
    giant = set_lines(scene.face, block, x, y, p.mid)
    return giant + spot + scene.words(_below(scene, 0.62), p.ink)


def monogram(scene: Scene) -> str:
    """Two plain shapes that overlap, and the title across them."""
    p, w, h = scene.palette, scene.width, scene.height
    unit = min(w, h)
    x, y = (w * 0.68, h * 0.30) if scene.is_tall else (w * 0.79, h * 0.46)
    round_one = circle(x, y, unit * 0.36, p.mid)
    turn = f'transform="rotate({45 * int(scene.chance("turn") * 4)} {x:.0f} {y:.0f})"'
    r = unit * 0.36
    half = f"M{x - r:.0f} {y:.0f}a{r:.0f} {r:.0f} 0 0 1 {2 * r:.0f} 0z"
    other = path(half, p.spark, turn)
    if scene.chance("monogram shape") < 0.5:
        other = rect(x - unit * 0.42, y - unit * 0.1, unit * 0.5, unit * 0.5, p.spark, turn)
    return round_one + other + scene.words(_side(scene, 0.56), p.ink, stand="bottom")


def horizon(scene: Scene) -> str:
    """A sun over hills."""
    p, w, h = scene.palette, scene.width, scene.height
    base = h * (0.66 if scene.is_tall else 0.70)
    sun = circle(
        w * (0.30 + 0.45 * scene.chance("sun")), base + h * 0.02, min(w, h) * 0.27, p.spark
    )
    far = path(ridge(scene, "far", base + h * 0.06, h * 0.20, 4, torn=False), p.mid)
    near = path(ridge(scene, "near", base + h * 0.20, h * 0.18, 3, torn=False), p.deep)
    top = (_MARGIN, _MARGIN, w - 2 * _MARGIN, h * 0.34)
    return sun + far + near + scene.words(top, p.ink, stand="top")


def stripes(scene: Scene) -> str:
    """Slanted stripes behind a label with the title."""
    p, w, h = scene.palette, scene.width, scene.height
    step, slant = 22 + 18 * scene.chance("step"), h * (0.3 + 0.6 * scene.chance("slant"))
    bands = "".join(
        path(
            f"M{x:.0f} 0h{step:.0f}l{-slant:.0f} {h}h{-step:.0f}z", p.mid if number % 3 else p.spark
        )
        for number, x in enumerate(_steps(0, w + slant, step * 2))
    )
    if not scene.lettered:
        return bands
    box = _below(scene, 0.46)
    label = rect(0, box[1] - 10, w, h - box[1] + 10, p.ground)
    return bands + label + scene.words(box, p.ink, stand="middle")


def _steps(start: float, end: float, step: float) -> list[float]:
    return [start + step * number for number in range(math.ceil((end - start) / step))]


def portrait(scene: Scene) -> str:
    """An arched frame with a figure, and the name of the star above the title."""
    p, w, h = scene.palette, scene.width, scene.height
    fw, fh = (w * 0.66, h * 0.56) if scene.is_tall else (h * 0.64, h * 0.86)
    x, y = ((w - fw) / 2, h * 0.06) if scene.is_tall else (w - fw - _MARGIN, h - fh)
    half, straight = fw / 2, fh - fw / 2
    bow = f"v{-straight:.0f}a{half:.0f} {half:.0f} 0 0 1 {fw:.0f} 0v{straight:.0f}z"
    arch = f"M{x:.0f} {y + fh:.0f}{bow}"
    inside = figure(scene, x + fw / 2, y, fw, fh)
    clip = f'<clipPath id="a"><path d="{arch}"/></clipPath>'
    frame = path(arch, p.mid) + f'{clip}<g clip-path="url(#a)">{inside}</g>'
    return frame + _billing(scene)


def _billing(scene: Scene) -> str:
    p, name = scene.palette, scene.star.upper()
    colour = p.spark if contrast(p.spark, p.ground) >= 4.5 else p.ink
    if scene.is_tall:
        x, y, width, height = _below(scene, 0.36)
        star = scene.words((x, y - 6, width, 26), colour, "middle", "middle", 18, name)
        return star + scene.words((x, y + 24, width, height - 24), p.ink, "middle", "top")
    x, y, width, height = _side(scene, 0.58)
    star = scene.words((x, y, width, 36), colour, "start", "top", 20, name)
    return star + scene.words((x, y + 44, width, height - 44), p.ink, "start", "bottom")


def genre_emblem(scene: Scene) -> str:
    """The emblem of the genre on a disc."""
    p, w, h = scene.palette, scene.width, scene.height
    size = min(w, h) * (0.72 if scene.is_tall else 0.66)
    at = (w * 0.5, h * 0.30) if scene.is_tall else (w * 0.77, h * 0.48)
    disc = circle(*at, size * 0.78, p.deep)
    drawn = disc + emblem(scene.kind, p, at, size)
    if scene.is_tall:
        return drawn + scene.words(_below(scene, 0.38), p.ink, "middle")
    return drawn + scene.words(_side(scene, 0.60), p.ink, stand="middle")


def torn_paper(scene: Scene) -> str:
    """Layers of torn paper."""
    p, h = scene.palette, scene.height
    tops = (0.54, 0.68, 0.84) if scene.is_tall else (0.58, 0.74, 0.90)
    layers = "".join(
        path(ridge(scene, f"torn {number}", h * top, h * 0.16, 17, torn=True), colour)
        for number, (top, colour) in enumerate(zip(tops, (p.spark, p.mid, p.deep), strict=True))
    )
    box = (_MARGIN, _MARGIN, scene.width - 2 * _MARGIN, h * 0.33)
    return layers + scene.words(box, p.ink, stand="top")


def film_strip(scene: Scene) -> str:
    """A strip of film, slightly tilted, each frame a moment of its own."""
    p, w, h = scene.palette, scene.width, scene.height
    tall = h * (0.34 if scene.is_tall else 0.46)
    y, frame = h * (0.14 if scene.is_tall else 0.06), tall * 1.15
    parts = [rect(-20, y, w + 40, tall, p.deep)]
    for number in range(int((w + 40) / frame) + 1):
        x = -14 + number * frame
        parts.append(rect(x, y + tall * 0.14, frame * 0.92, tall * 0.72, p.mid))
        parts.append(_moment(scene, number, x + frame * 0.46, y + tall * 0.5, tall))
    holes = "".join(
        rect(x, y + tall * edge, 6, tall * 0.06, p.ground, 'rx="1"')
        for x in _steps(-14, w + 20, 14)
        for edge in (0.04, 0.90)
    )
    tilt = f"rotate({-3 if scene.chance('tilt') < 0.5 else 2} {w / 2:g} {y:g})"
    strip = f'<g transform="{tilt}">{"".join(parts)}{holes}</g>'
    return strip + scene.words(
        _below(scene, 0.42 if scene.is_tall else 0.40), p.ink, stand="middle"
    )


def _moment(scene: Scene, number: int, x: float, y: float, tall: float) -> str:
    p, what = scene.palette, int(scene.chance(f"moment {number}") * 4)
    if what == 0:
        return circle(x, y, tall * 0.2, p.spark)
    if what == 1:
        side, rise = tall * 0.3, tall * 0.5
        peak = f"l{side:.0f} {-rise:.0f}l{side:.0f} {rise:.0f}z"
        return path(f"M{x - side:.0f} {y + tall * 0.36:.0f}{peak}", p.deep)
    if what == 2:
        return emblem(scene.kind, p, (x, y), tall * 0.5)
    half = tall * 0.34
    wave = f"q{half / 2:.0f} {-tall * 0.3:.0f} {half:.0f} 0t{half:.0f} 0"
    return line(f"M{x - half:.0f} {y:.0f}{wave}", p.ink, 4)


COMPOSITIONS: dict[str, tuple[Composition, ...]] = {
    "person": (portrait,),
    "mood": (horizon, torn_paper, stripes),
    "genre": (genre_emblem, film_strip, monogram, huge_type),
}
"""Variant -> the compositions that stress it."""
OF_FILM = frozenset({genre_emblem, film_strip})
"""Compositions that speak of the cinema."""
