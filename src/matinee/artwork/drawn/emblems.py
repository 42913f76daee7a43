"""An emblem for each genre, drawn in a box of 100 x 100."""

from __future__ import annotations

import math
from collections.abc import Callable

from .palette import Palette
from .scene import circle, line, path, rect

Emblem = Callable[[Palette], str]


def _heart(p: Palette) -> str:
    data = "M50 90C8 60 2 40 6 26C11 8 36 4 50 26C64 4 89 8 94 26C98 40 92 60 50 90z"
    return path(data, p.spark) + path("M50 90C8 60 2 40 6 26C11 8 36 4 50 26z", p.mid)


def _sight(p: Palette) -> str:
    ring = f'stroke="{p.spark}" stroke-width="5"'
    cross = "M50 2V32M50 68V98M2 50H32M68 50H98"
    return circle(50, 50, 38, "none", ring) + line(cross, p.ink, 5) + circle(50, 50, 6, p.spark)


def _planet(p: Palette) -> str:
    ring = f'stroke="{p.ink}" stroke-width="5" transform="rotate(-20 50 52)"'
    half = path("M22 62A30 30 0 0 0 78 42z", p.deep)
    orbit = f'<ellipse cx="50" cy="52" rx="48" ry="13" fill="none" {ring}/>'
    return circle(50, 52, 30, p.mid) + half + orbit + circle(84, 14, 5, p.spark)


def _mask(p: Palette) -> str:
    face = path("M12 16Q50 4 88 16V50Q86 88 50 96Q14 88 12 50z", p.spark)
    eyes = "M26 40Q34 30 42 40M58 40Q66 30 74 40"
    return face + line(eyes, p.ground, 6) + path("M28 58H72Q68 82 50 82Q32 82 28 58z", p.ground)


def _moon(p: Palette) -> str:
    branch = "M4 96C30 84 44 70 60 78M40 82L34 62M52 76L62 58"
    return circle(58, 40, 36, p.ink) + circle(46, 34, 7, p.mid) + line(branch, p.spark, 5)


def _star(p: Palette) -> str:
    turns = [(math.pi * i / 5 - math.pi / 2, 48 if i % 2 == 0 else 20) for i in range(10)]
    points = [(50 + r * math.cos(a), 52 + r * math.sin(a)) for a, r in turns]
    return path("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "z", p.spark)


def _bolt(p: Palette) -> str:
    return path("M60 2L14 58H44L36 98L88 38H56z", p.spark) + path("M60 2L14 58H44L52 30z", p.mid)


def _sunset(p: Palette) -> str:
    cactus = "M50 96V34M50 70H34V50M50 60H66V44"
    return circle(50, 46, 42, p.spark) + line(cactus, p.deep, 9)


def _note(p: Palette) -> str:
    stem = "M36 80V16L84 8V70"
    return line(stem, p.ink, 7) + circle(26, 80, 13, p.spark) + circle(74, 70, 13, p.spark)


def _balloon(p: Palette) -> str:
    string = "M50 70C40 82 60 86 50 98"
    sheen = path("M36 20Q28 30 30 42", "none", f'stroke="{p.ink}" stroke-width="5"')
    return line(string, p.ink, 3) + path("M50 4C8 4 12 58 50 70C88 58 92 4 50 4z", p.spark) + sheen


def _flags(p: Palette) -> str:
    poles = "M20 96V6M54 96V24"
    return (
        line(poles, p.ink, 4)
        + path("M22 8L70 20L22 36z", p.spark)
        + path("M56 26L96 36L56 50z", p.mid)
    )


def _door(p: Palette) -> str:
    light = path("M38 96L4 100H96L70 96z", p.spark)
    return rect(34, 8, 38, 88, p.deep) + path("M34 8L60 16V90L34 96z", p.mid) + light


def _lens(p: Palette) -> str:
    handle = line("M66 66L94 94", p.spark, 11)
    return handle + circle(42, 42, 34, p.mid, f'stroke="{p.ink}" stroke-width="6"')


def _reel(p: Palette) -> str:
    holes = "".join(
        circle(50 + 26 * math.cos(a), 50 + 26 * math.sin(a), 10, p.ground)
        for a in (math.tau * i / 5 - 1.57 for i in range(5))
    )
    return circle(50, 50, 46, p.spark) + holes + circle(50, 50, 6, p.ground)


_EMBLEMS: dict[str, Emblem] = {
    "romance": _heart,
    "thriller": _sight,
    "crime": _door,
    "sci-fi": _planet,
    "comedy": _mask,
    "horror": _moon,
    "fantasy": _star,
    "action": _bolt,
    "western": _sunset,
    "adventure": _flags,
    "musical": _note,
    "music": _note,
    "animation": _balloon,
    "children's": _balloon,
    "children": _balloon,
    "family": _balloon,
    "war": _flags,
    "film-noir": _door,
    "mystery": _lens,
    "documentary": _lens,
}


def emblem(kind: str, palette: Palette, at: tuple[float, float], size: float) -> str:
    """The emblem of a genre (a reel for others) with its middle at `at`."""
    drawn = _EMBLEMS.get(kind, _reel)(palette)
    x, y = at[0] - size / 2, at[1] - size / 2
    return f'<g transform="translate({x:.4g} {y:.4g}) scale({size / 100:.4g})">{drawn}</g>'
