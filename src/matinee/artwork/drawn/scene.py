"""What a composition works with: the canvas, its colours, its type and its own chance."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from ...assignment import uniform
from .lettering import Anchor, Face, fit, set_lines
from .palette import Palette


class Scene(Struct, frozen=True):
    """One picture to be drawn. `star` is the first person's name, `kind` the telling genre."""

    item_id: str
    title: str
    star: str
    kind: str
    width: int
    height: int
    palette: Palette
    face: Face
    lettered: bool = True
    """Whether the title is written; a billboard says it in its own words."""

    @property
    def is_tall(self) -> bool:
        """Whether it stands upright."""
        return self.height > self.width

    def chance(self, purpose: str) -> float:
        """A number in [0, 1), always the same for this item and purpose."""
        return uniform(purpose, self.item_id)

    def words(  # noqa: PLR0917
        self,
        box: tuple[float, float, float, float],
        fill: str,
        anchor: Anchor = "start",
        stand: Literal["top", "middle", "bottom"] = "bottom",
        largest: float = 64,
        text: str | None = None,
    ) -> str:
        """The title (or another text) fitted into a box (x, y, width, height)."""
        if not self.lettered:
            return ""
        x, y, width, height = box
        block = fit(self.face, text or self.title, width, height, largest, min(18, height / 2.4))
        tall = block.size * (self.face.cap / 1000 + 1.04 * (len(block.lines) - 1))
        spare = max(height - tall, 0) * {"top": 0, "middle": 0.5, "bottom": 1}[stand]
        baseline = y + spare + block.size * self.face.cap / 1000
        at = x + width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        return set_lines(self.face, block, at, baseline, fill, anchor)


def rect(  # noqa: PLR0917
    x: float, y: float, width: float, height: float, fill: str, more: str = ""
) -> str:
    """A rectangle."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}" {more}/>'


def circle(x: float, y: float, radius: float, fill: str, more: str = "") -> str:
    """A disc."""
    return f'<circle cx="{x:.4g}" cy="{y:.4g}" r="{radius:.4g}" fill="{fill}" {more}/>'


def path(data: str, fill: str, more: str = "") -> str:
    """A shape from path data."""
    return f'<path d="{data}" fill="{fill}" {more}/>'


def line(data: str, stroke: str, width: float) -> str:
    """An open line from path data."""
    more = (
        f'stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round"'
    )
    return path(data, "none", more)


def ridge(scene: Scene, name: str, base: float, rise: float, steps: int, *, torn: bool) -> str:
    """Path data of a band from `base` down to the lower edge; a torn edge is jagged."""
    points = []
    for step in range(steps + 1):
        wave = math.sin(step * 1.7 + 6.3 * scene.chance(f"{name} phase")) * 0.5 + 0.5
        rough = scene.chance(f"{name} {step}") if torn else 0.5
        points.append((scene.width * step / steps, base - rise * (0.6 * wave + 0.4 * rough)))
    if torn:
        edge = "".join(f"L{x:.0f} {y:.1f}" for x, y in points)
    else:
        edge = f"L{points[0][0]:.0f} {points[0][1]:.1f}"
        for (x0, y0), (x1, y1) in pairwise(points):
            middle = (x0 + x1) / 2
            edge += f"C{middle:.0f} {y0:.1f} {middle:.0f} {y1:.1f} {x1:.0f} {y1:.1f}"
    return f"M0 {scene.height}{edge}L{scene.width} {scene.height}z"
