"""What the success map says, one finding to a sentence, with its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from ..page.arrange import OWN_KINDS

_AUDIENCES = {"new": "people who are new", "known": "people who are known"}
PICTURES = "title with picture"
_TIMES = {"night": "at night"}


class Cell(Struct, frozen=True):
    """A title, a part of it (`within`: a kind of row, a device, an audience, a taste, a picture, a
    time of day), or a kind of row: how often it was seen, taken and kept, how many takes were
    expected, and its rate next to what is usual (95 % interval). `finding` is "winner", "failure"
    or ""."""

    kind: str
    item: str | None
    within: str | None
    seen: int
    taken: int
    kept: int
    expected: float
    rate: float
    low: float
    high: float
    finding: str
    title: str = ""


class Finding(Struct, frozen=True):
    """One sentence, of what kind it is ("winner", "failure", "hidden", "dead weight",
    "misleading"), and of which title, picture or kind of row, where the evidence is."""

    kind: str
    sentence: str
    item: str | None = None
    within: str | None = None
    artwork: str | None = None


def findings(cells: Sequence[Cell], typical: float) -> list[Finding]:
    """The findings among cells; titles that were seen less than is `typical` are hidden. Of rows of
    what is the person's own anyway nothing is said."""
    return [
        Finding(
            _kind(cell, typical),
            _sentence(cell, typical),
            cell.item,
            cell.within,
            cell.within if cell.kind == PICTURES else None,
        )
        for cell in cells
        if cell.finding and not (cell.kind == "rows" and cell.within in OWN_KINDS)
    ]


class Misleading(Struct, frozen=True):
    """A picture of which `lost` of `started` left again, where `usual` is the share of all."""

    item: str
    artwork: str
    started: int
    lost: int
    usual: float


def of_pictures(pictures: Iterable[Misleading], titles: Mapping[str, str]) -> list[Finding]:
    """A finding for each picture that misleads."""
    return [
        Finding(
            "misleading",
            f"A picture of {titles.get(one.item, one.item)} misleads: {one.lost:,} of "
            f"{one.started:,} who started it from there left again, next to {one.usual:.0%} of "
            "other pictures.",
            one.item,
            artwork=one.artwork,
        )
        for one in pictures
    ]


def _kind(cell: Cell, typical: float) -> str:
    if cell.kind == "rows":
        return "winner" if cell.finding == "winner" else "dead weight"
    return "hidden" if _is_hidden(cell, typical) else cell.finding


def _is_hidden(cell: Cell, typical: float) -> bool:
    return cell.kind == "title" and cell.finding == "winner" and cell.seen < typical


def _sentence(cell: Cell, typical: float) -> str:
    verb = "are" if cell.kind == "rows" else "is"
    figures = (
        f"{_subject(cell)} {verb} taken {cell.rate:.2f} times as often as is usual at "
        f"these places ({cell.low:.2f} to {cell.high:.2f}; {cell.taken:,} of {cell.seen:,} sights)"
    )
    if _is_hidden(cell, typical):
        return f"{figures}, and seen less than most ({typical:,.0f}): it deserves a place."
    if _kind(cell, typical) == "dead weight":
        return f"{figures}: dead weight on the page."
    return f"{figures}."


def _subject(cell: Cell) -> str:
    name, within = cell.title, cell.within or ""
    words = {
        "title": name,
        "title in rows": f"{name} in {within} rows",
        "title on device": f"{name} on {within}",
        "title with audience": f"{name} with {_AUDIENCES.get(within, within)}",
        "title with taste": f"{name} with people who lean to {within}",
        PICTURES: f"{name} with the picture {within}",
        "title at time": f"{name} {_TIMES.get(within, f'in the {within}')}",
        "rows": f"Rows of kind {within}",
    }
    return words[cell.kind]
