"""Drawn pictures for titles that have none: deterministic SVG from what the catalogue says."""

from .draw import SHAPES, VARIANTS, Look, draw, look_of

__all__ = ["SHAPES", "VARIANTS", "Look", "draw", "look_of"]
