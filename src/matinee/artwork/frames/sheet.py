"""The contact sheet: what was chosen, how it is cut, what was rejected and why."""

from __future__ import annotations

from base64 import b64encode
from html import escape

import numpy as np

from .extract import Candidate, Extracted, Rejected
from .measure import opencv
from .packing import cut_out, scaled, unpacked, webp
from .video import Image

_STYLE = """
body{margin:0;padding:2rem;background:#101116;color:#e8e8ea;font:16px/1.5 system-ui,sans-serif}
h1,h2{font-weight:600}h2{margin-top:2.5rem}ul{list-style:none;padding:0;display:grid;gap:2rem}
ul.rejected{grid-template-columns:repeat(auto-fill,minmax(180px,1fr));gap:1rem}
.cuts{display:flex;gap:.75rem;align-items:flex-end;overflow-x:auto}img{border-radius:6px;max-width:100%}
.cuts img{height:180px;max-width:none}p{margin:.4rem 0;color:#b9bac2}strong{color:#f2f2f4}
"""
_MOST_SHOWN = 60
_TILE = 320, 180
_GAP = 8


def html(found: Extracted, title: str) -> str:
    """A page of its own: no other file is needed."""
    chosen = "".join(_chosen(one) for one in found.candidates)
    rejected = "".join(_rejected(one) for one in found.rejected[:_MOST_SHOWN])
    more = len(found.rejected) - _MOST_SHOWN
    words = "".join(f"<p>{escape(word)}</p>" for word in found.words)
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title>"
        f"<meta name=viewport content='width=device-width'><style>{_STYLE}</style>"
        f"<h1>{escape(title)}</h1><p>{len(found.candidates)} chosen of {found.looked_at:,} "
        f"pictures looked at, in {found.shots} shots.</p>{words}<h2>Chosen</h2>"
        f"{f'<ul>{chosen}</ul>' if chosen else '<p>None: see the reasons below.</p>'}"
        f"<h2>Not chosen</h2><ul class=rejected>{rejected}</ul>"
        f"{f'<p>And {more} more.</p>' if more > 0 else ''}</html>"
    )


def _chosen(one: Candidate) -> str:
    image = one.image()
    cuts = "".join(
        f"<img src='{_inline(cut_out(image, cut, 480))}' alt='{name}' title='{name}, title: "
        f"{cut.title}'>"
        for name, cut in one.shapes.items()
    )
    tags = ", ".join([*one.reasons, *one.tags])
    return (
        f"<li><div class=cuts>{cuts}</div><p><strong>{escape(one.artwork_id)}</strong> · "
        f"{escape(_when(one.time_s, one.source))} · score {one.score:.2f} · {escape(tags)}</p></li>"
    )


def _rejected(one: Rejected) -> str:
    picture = (
        f"<img src='{_inline(scaled(unpacked(one.picture), 240))}' alt=''>" if one.picture else ""
    )
    when = escape(_when(one.time_s, one.source))
    return f"<li>{picture}<p>{when}<br>{escape(one.reason)}</p></li>"


def _when(time_s: float | None, source: str) -> str:
    if time_s is None:
        return source
    return f"{int(time_s // 3600)}:{int(time_s // 60 % 60):02d}:{time_s % 60:04.1f}"


def _inline(image: Image) -> str:
    return "data:image/webp;base64," + b64encode(webp(image)).decode()


def png(found: Extracted, columns: int = 4) -> bytes:
    """The chosen pictures as tiles, best first, in one picture."""
    cv2 = opencv()
    width, height = _TILE
    rows = max(-(-len(found.candidates) // columns), 1)
    sheet = np.full(
        (rows * (height + _GAP) + _GAP, columns * (width + _GAP) + _GAP, 3), 18, np.uint8
    )
    for place, one in enumerate(found.candidates):
        tile = cut_out(one.image(), one.shapes["tile"], width)
        tile = cv2.resize(tile, _TILE, interpolation=cv2.INTER_AREA)
        y, x = (
            _GAP + n * (side + _GAP)
            for n, side in zip(divmod(place, columns), (height, width), strict=True)
        )
        sheet[y : y + height, x : x + width] = tile
    _, body = cv2.imencode(".png", cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))
    return bytes(body.tobytes())
