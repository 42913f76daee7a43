"""Which frames can be shown at all, how good they are as artwork, and which go together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .config import FramesConfig
from .faces import Face
from .measure import Measured, apart

WEIGHTS = {
    "sharp": 0.25,
    "colourful": 0.2,
    "contrasty": 0.2,
    "well placed": 0.2,
    "clear subject": 0.15,
}
_FACE, _LARGE_FACE = 0.25, 0.05
"""How much of the score a face makes that covers so much of the picture, or more."""
_LIKENESS = 0.6
"""What being like a better picture takes off the score, at most."""
_BLURRED_ONE_WAY = 0.75


def unusable(one: Measured, faces: Sequence[Face], config: FramesConfig) -> str:
    """Why a frame can be no artwork; "" if it can."""
    moving = one.motion_blur > _BLURRED_ONE_WAY
    cut_off = bool(faces) and faces[0].is_cut and faces[0].share > _LARGE_FACE
    checks = (
        (one.brightness < config.darkest, f"black: brightness {one.brightness:.2f}"),
        (one.brightness > config.brightest, f"white: brightness {one.brightness:.2f}"),
        (one.contrast < config.flattest, f"shows nothing: contrast {one.contrast:.2f}"),
        (one.text > config.most_text, f"title or credits: {one.text:.0%} under text"),
        (cut_off, "the eyes of a face are cut off"),
        (
            one.sharpness < config.blurriest,
            f"{'blurred by motion' if moving else 'blurred'}: sharpness {one.sharpness:.4f}",
        ),
    )
    return next((reason for is_so, reason in checks if is_so), "")


def merits(one: Measured) -> dict[str, float]:
    """How good a frame is in each respect of WEIGHTS, 0 to 1."""
    # The eye-catching fifth of the frame holds this much of what catches the eye.
    strongest = np.sort(one.saliency.ravel())[::-1]
    focused = float(strongest[: len(strongest) // 5].sum())
    middling = 1 - abs(2 * one.brightness - 0.9)
    return {
        "sharp": float(one.sharpness / (one.sharpness + 0.006)),
        "colourful": min(one.colourfulness / 0.6, 1.0),
        "contrasty": min(one.contrast / 0.25, 1.0) * max(middling, 0.0) ** 0.5,
        "well placed": max(one.thirds, one.symmetry**2),
        "clear subject": max((focused - 0.4) / 0.6, 0.0),
    }


def score(one: Measured, faces: Sequence[Face]) -> float:
    """Weighted merits, more for a face that is seen well, less for text; 0 to 1."""
    found = merits(one)
    plain = sum(WEIGHTS[name] * found[name] for name in WEIGHTS)
    if faces:
        seen = min(faces[0].share / _LARGE_FACE, 1.0) * faces[0].sure
        plain = (1 - _FACE) * plain + _FACE * seen
    return max(plain - one.text, 0.0)


def reasons(one: Measured, faces: Sequence[Face]) -> list[str]:
    """The respects in which a frame is strong, in words."""
    found = merits(one)
    named = [f"shows {name}" for name in dict.fromkeys(f.name for f in faces) if name]
    if not named and faces:
        named = ["shows a face" if len(faces) == 1 else f"shows {len(faces)} faces"]
    strong = [name for name in WEIGHTS if found[name] >= 0.6]
    return [*named, *strong] or ["the best of its shot"]


def tags(one: Measured, faces: Sequence[Face]) -> list[str]:
    """Who is seen, how close, and what the measurements tell of a picture's look."""
    told = [f"person:{name}" for name in dict.fromkeys(f.name for f in faces) if name]
    if faces:
        told.append("face:close" if faces[0].share > _LARGE_FACE else "face:far")
    if one.brightness < 0.25:
        told.append("look:dark")
    elif one.brightness > 0.6:
        told.append("look:bright")
    if one.colourfulness > 0.45:
        told.append("look:vivid")
    elif one.colourfulness < 0.12:
        told.append("look:muted")
    red, blue = int(one.colour[1:3], 16), int(one.colour[5:7], 16)
    if abs(red - blue) > 24:
        told.append("look:warm" if red > blue else "look:cool")
    return told


def different(
    measured: Sequence[Measured], scores: Sequence[float], wanted: int, alike: int
) -> tuple[list[int], dict[int, int]]:
    """The best frames that differ from one another, best first; and for each that was left out as
    the same picture, the one that it is like.

    Greedily: the score less 0.6 x the likeness to what is taken (Carbonell & Goldstein, SIGIR 1998,
    "maximal marginal relevance"); likeness is that of the vectors, above what is usual.
    """
    vectors = np.array([one.vector for one in measured])
    likeness = vectors @ vectors.T
    usual = float(np.median(likeness)) if len(measured) > 2 else 0.0
    likeness = np.clip((likeness - usual) / max(1 - usual, 1e-9), 0, 1)
    left = dict.fromkeys(range(len(measured)))
    taken: list[int] = []
    same: dict[int, int] = {}
    while left and len(taken) < wanted:
        worth = {
            place: scores[place] - _LIKENESS * max((likeness[place, t] for t in taken), default=0.0)
            for place in left
        }
        best = max(worth, key=lambda place: (worth[place], -place))
        taken.append(best)
        del left[best]
        for place in list(left):
            if apart(measured[place].hash, measured[best].hash) <= alike:
                same[place] = best
                del left[place]
    return taken, same
