"""Draw accuracy against the time to fit: `python benchmarks/plot.py RESULT.json OUT.svg`."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 760, 420, 70, 60, 30
INK, OURS, PEER, PUBLISHED = "#1b1b1f", "#b3261e", "#3b5bdb", "#8a8a93"


def draw(report: dict[str, Any]) -> str:
    """One SVG: fitted models as points over log minutes, published figures as lines."""
    models = [one for one in report["models"] if one.get("view") is None]
    fitted = [one for one in models if "fit_seconds" in one and one["kind"] in ("ours", "peer")]
    top = max(one["ndcg@10"] for one in models) * 1.1
    minutes = [max(one["fit_seconds"], 0.6) / 60 for one in fitted]
    low, high = math.log10(min(minutes)) - 0.2, math.log10(max(minutes)) + 0.5

    def x(value: float) -> float:
        return LEFT + (math.log10(value) - low) / (high - low) * (WIDTH - LEFT - 30)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="13" fill="{INK}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="18">{report["dataset"]}, {report["protocol"]}: NDCG@10 against '
        "minutes to fit</text>",
    ]
    parts += [_published(one, y(one["ndcg@10"])) for one in models if one["kind"] == "published"]
    parts += [
        f'<text x="{x(tick):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">'
        f"{tick:g} min</text>"
        for tick in (0.01, 0.1, 1, 10)
        if low <= math.log10(tick) <= high
    ]
    steps = [round(0.02 * number, 2) for number in range(int(top / 0.02) + 1)]
    parts += [
        f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:.2f}</text>'
        for value in steps
    ]
    below = 0.0
    for at, one in sorted(
        zip(minutes, fitted, strict=True), key=lambda pair: -float(pair[1]["ndcg@10"])
    ):
        color = OURS if one["kind"] == "ours" else PEER
        below = max(below + 16, y(one["ndcg@10"]) + 4)  # names do not lie on each other
        parts.append(
            f'<circle cx="{x(at):.1f}" cy="{y(one["ndcg@10"]):.1f}" r="6" fill="{color}"/>'
            f'<text x="{x(at) + 12:.1f}" y="{below:.1f}" fill="{color}">'
            f"{one['name']} {one['ndcg@10']:.3f}</text>"
        )
    return "\n".join([*parts, "</svg>\n"])


def _published(one: dict[str, Any], line: float) -> str:
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - 30}" y1="{line:.1f}" y2="{line:.1f}" '
        f'stroke="{PUBLISHED}" stroke-dasharray="3 4"/>'
        f'<text x="{LEFT + 4}" y="{line - 3:.1f}" font-size="10" '
        f'fill="{PUBLISHED}">{one["name"]} (published) {one["ndcg@10"]:.3f}</text>'
    )


if __name__ == "__main__":
    result, out = map(Path, sys.argv[1:3])
    out.write_text(draw(json.loads(result.read_text())))
