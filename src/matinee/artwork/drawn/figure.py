"""A figure in a frame: head and shoulders in plain shapes, lit from one side."""

from __future__ import annotations

from .scene import Scene, circle, path


def figure(scene: Scene, x: float, y: float, width: float, height: float) -> str:
    """The figure standing in a frame whose top middle is (x, y)."""
    p, head = scene.palette, width * 0.19
    lean = head * (0.5 if scene.chance("lean") < 0.5 else -0.5)
    middle = y + height * 0.42
    halo = circle(x + lean * 3, middle - head, head * 2.1, p.spark)
    oval = _ellipse(x, middle, head, head * 1.28, p.ground)
    light = _ellipse(x + lean, middle, head * 0.55, head * 1.1, p.spark)
    clip = f'<clipPath id="h">{_ellipse(x, middle, head, head * 1.28, "#000")}</clipPath>'
    lit = f'{clip}<g clip-path="url(#h)">{light}</g>'
    low = y + height
    return (
        halo + _shoulders(scene, x, middle, low, width) + oval + lit + _hair(scene, x, middle, head)
    )


def _ellipse(x: float, y: float, rx: float, ry: float, fill: str) -> str:
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="{fill}"/>'


def _shoulders(scene: Scene, x: float, middle: float, low: float, width: float) -> str:
    head, wide = width * 0.19, width * (0.40 + 0.06 * scene.chance("shoulders"))
    neck, slope = middle + head * 1.3, middle + head * 1.65
    left = f"C{x - wide:.1f} {slope:.1f} {x - head:.1f} {slope:.1f} {x - head / 2:.1f} {neck:.1f}"
    right = f"C{x + head:.1f} {slope:.1f} {x + wide:.1f} {slope:.1f} {x + wide:.1f} {low:.1f}z"
    across = f"V{middle:.1f}H{x + head / 2:.1f}V{neck:.1f}"
    return path(f"M{x - wide:.1f} {low:.1f}{left}{across}{right}", scene.palette.deep)


def _hair(scene: Scene, x: float, y: float, head: float) -> str:
    """A short cut, long hair, a hat or a bun."""
    r, top = head * 1.12, y - head * 0.25
    crown = f"M{x - r:.1f} {top:.1f}A{r:.1f} {r * 1.2:.1f} 0 0 1 {x + r:.1f} {top:.1f}"
    parting = y - head * (0.4 + 0.5 * scene.chance("fringe"))
    short = f"{crown}Q{x:.1f} {parting:.1f} {x - r:.1f} {top:.1f}z"
    fall, inner = y + head * 1.5, r * 0.66
    long = (
        f"{crown}V{fall:.1f}H{x + inner:.1f}V{top:.1f}Q{x:.1f} {y - head * 0.9:.1f} "
        f"{x - inner:.1f} {top:.1f}V{fall:.1f}H{x - r:.1f}z"
    )
    band, high = top - head * 0.2, top - head * 0.9
    hat = (
        f"M{x - r * 1.7:.1f} {top:.1f}H{x + r * 1.7:.1f}L{x + r:.1f} {band:.1f}V{high:.1f}"
        f"H{x - r:.1f}V{band:.1f}z"
    )
    choice = int(scene.chance("hair") * 4)
    bun = circle(x, y - head * 1.62, head * 0.5, scene.palette.deep) if choice == 3 else ""
    return bun + path((short, long, hat, short)[choice], scene.palette.deep)
