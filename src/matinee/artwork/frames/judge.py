"""Which frames can be shown at all, how good they are as artwork, and which go together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .config import FramesConfig
from .measure import Measured, apart
from .sight import Understood

WEIGHTS = {
    "sharp": 0.25,
    "colourful": 0.2,
    "contrasty": 0.2,
    "well placed": 0.2,
    "clear subject": 0.15,
}
_FACE, _LARGE_FACE = 0.25, 0.05
"""How much of the score a face makes that covers so much of the picture, or more."""
_LIKENESS, _CONTENT = 0.6, 0.3
"""What being like a better picture takes off the score, at most; and how much of likeness is that
of who and what is seen."""
_BLURRED_ONE_WAY = 0.75


_LEAST_OBJECT = 0.02
"""Share of the picture below which an object is not worth telling."""


def spoiled(one: Measured, config: FramesConfig) -> str:
    """What measurements alone say against a frame; "" for nothing."""
    moving = one.motion_blur > _BLURRED_ONE_WAY
    checks = (
        (one.brightness < config.darkest, f"black: brightness {one.brightness:.2f}"),
        (one.brightness > config.brightest, f"white: brightness {one.brightness:.2f}"),
        (one.contrast < config.flattest, f"shows nothing: contrast {one.contrast:.2f}"),
        (
            one.sharpness < config.blurriest,
            f"{'blurred by motion' if moving else 'blurred'}: sharpness {one.sharpness:.4f}",
        ),
    )
    return next((reason for is_so, reason in checks if is_so), "")


def unusable(one: Measured, seen: Understood, config: FramesConfig) -> str:
    """Why a frame can be no artwork; "" if it can."""
    faces = seen.faces
    most = config.most_text if seen.text is None else config.most_text_read
    if (text := text_of(one, seen)) > most:
        return f"title or credits: {text:.0%} under text"
    if faces and faces[0].is_cut and faces[0].share > _LARGE_FACE:
        return "the eyes of a face are cut off"
    return spoiled(one, config)


def text_of(one: Measured, seen: Understood) -> float:
    """The share of a frame under text: as read, or as measured where no model reads it."""
    return one.text if seen.text is None else seen.text


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


def score(one: Measured, seen: Understood) -> float:
    """Weighted merits, more for a face that is seen well, less for text; 0 to 1."""
    found = merits(one)
    plain = sum(WEIGHTS[name] * found[name] for name in WEIGHTS)
    if seen.faces:
        face = seen.faces[0]
        plain = (1 - _FACE) * plain + _FACE * min(face.share / _LARGE_FACE, 1.0) * face.sure
    return max(plain - text_of(one, seen), 0.0)


def reasons(one: Measured, seen: Understood) -> list[str]:
    """The respects in which a frame is strong, in words."""
    found, faces = merits(one), seen.faces
    named = [f"shows {name}" for name in _names(seen)]
    if not named and faces:
        named = ["shows a face" if len(faces) == 1 else f"shows {len(faces)} faces"]
    told = [
        f"looks {tag.partition(':')[2].lower()}" for tag in seen.told if tag.startswith("mood:")
    ]
    strong = [name for name in WEIGHTS if found[name] >= 0.6]
    return [*named, *(f"shows a {kind}" for kind in _things(seen)), *told, *strong] or [
        "the best of its shot"
    ]


def tags(one: Measured, seen: Understood) -> list[str]:
    """Who and what is seen, how close, what models tell, and the look that measurements tell."""
    return [*contents(seen), *seen.told, *_look(one)]


def contents(seen: Understood) -> list[str]:
    """Tags of who and what is seen, and how close."""
    told = [f"person:{name}" for name in _names(seen)]
    if seen.faces:
        told.append("face:close" if seen.faces[0].share > _LARGE_FACE else "face:far")
    return [*told, *(f"object:{kind}" for kind in _things(seen))]


def _names(seen: Understood) -> list[str]:
    return [name for name in dict.fromkeys(face.name for face in seen.faces) if name]


def _things(seen: Understood) -> list[str]:
    """Kinds of objects that are large enough; people are told by their faces."""
    kinds = (one.kind for one in seen.objects if one.share >= _LEAST_OBJECT)
    return [kind for kind in dict.fromkeys(kinds) if kind != "person"]


def _look(one: Measured) -> list[str]:
    told = []
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
    measured: Sequence[Measured],
    shown: Sequence[frozenset[str]],
    scores: Sequence[float],
    wanted: int,
    alike: int,
) -> tuple[list[int], dict[int, int]]:
    """The best frames that differ from one another, best first; and for each that was left out as
    the same picture, the one that it is like.

    Greedily: the score less 0.6 x the likeness to what is taken (Carbonell & Goldstein, SIGIR 1998,
    "maximal marginal relevance"); likeness is that of the vectors, above what is usual, and of who
    and what is `shown` (their tags in common, of all they have).
    """
    vectors = np.array([one.vector for one in measured])
    likeness = vectors @ vectors.T
    usual = float(np.median(likeness)) if len(measured) > 2 else 0.0
    likeness = np.clip((likeness - usual) / max(1 - usual, 1e-9), 0, 1)
    common = [[len(a & b) / max(len(a | b), 1) for b in shown] for a in shown]
    likeness = (1 - _CONTENT) * likeness + _CONTENT * np.array(common)
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
