"""A synthetic log of any size, written as segments: pages that were seen, some titles started."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from ..analysis.segments import EVENTS, PAGES, PLACES

START = 1_790_000_000_000
DAYS, ITEMS, A_PAGE, TAKEN_OF = 30, 20_000, 40, 25
_A_ROW = 8
_ROWS = A_PAGE // _A_ROW
_KINDS = ("top_picks", "trending", "category", "because", "new")
_PLACE = {
    "page": f"'p' || (i // {_ROWS})",
    "row": f"i % {_ROWS}",
    "first": "0",
    "items": f"{_A_ROW}",
    "row_kind": f"{list(_KINDS)}[1 + i % {_ROWS}]",
    "user": "0",
    "device": "'tv'",
    "time": f"{START}",
    "teams": "NULL",
    "artworks": "['a' || hash(i) % 5, 'b', '', 'c', 'a' || i % 5, '', '', 'b']",
}


class Log(Struct, frozen=True):
    """So many impressions by so many people within DAYS days, in pages of A_PAGE; after every
    TAKEN_OFth a start that carries its recommendation."""

    folder: Path
    impressions: int
    people: int

    def write(self, since: int, until: int) -> None:
        """Segments with some of the impressions; those past the last are of the days after."""
        import duckdb  # noqa: PLC0415  (heavy)

        self.folder.mkdir(parents=True, exist_ok=True)
        first, past = since // A_PAGE, -(-until // A_PAGE)
        events = (
            _selected(EVENTS, self._sight(), f"range({since}, {until})"),
            _selected(EVENTS, self._start(), f"range({since}, {until}, {TAKEN_OF})"),
        )
        places = _selected(PLACES, _PLACE, f"range({_ROWS * first}, {_ROWS * past})")
        pages = _selected(PAGES, self._page(), f"range({first}, {past})")
        for what, begin, end, query in (
            ("events", 2 * since, 2 * until, " UNION ALL ".join(events)),
            ("places", first, past, places),
            ("pages", first, past, pages),
        ):
            path = self.folder / f"{what}-{begin:015d}-{end:015d}.parquet"
            duckdb.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")

    def _time(self) -> str:
        return f"{START} + i * {DAYS * 86_400_000 // self.impressions}"

    def _sight(self) -> dict[str, str]:
        return {
            "seq": "2 * i + 1",
            "user": f"hash(i // {A_PAGE}) % {self.people} + 1",
            "kind": "'impression'",
            "time": self._time(),
            "item": f"'f' || (hash(i) % {ITEMS})",
            "value": "900.0",
            "price": "NULL",
            "duration": "5400.0",
            "device": f"['tv', 'phone', 'desktop'][1 + i // {A_PAGE} % 3]",
            "offset_min": "0",
            "page": f"'p' || (i // {A_PAGE})",
            "row": f"i // {_A_ROW} % {_ROWS}",
            "column": f"i % {_A_ROW}",
            "is_foreign": "false",
        }

    def _start(self) -> dict[str, str]:
        later = {"seq": "2 * i + 2", "kind": "'play'", "time": f"{self._time()} + 1000"}
        return self._sight() | later

    def _page(self) -> dict[str, str]:
        return {
            "page": "'p' || i",
            "user": f"hash(i) % {self.people} + 1",
            "device": "'tv'",
            "time": f"{START}",
            "kinds": f"'{chr(10).join(_KINDS)}'",
            "held": f"CASE WHEN hash(i + 1) % 20 = 0 THEN '{_KINDS[-1]}' ELSE '' END",
            "hold_out": "0.01",
            "assignments": "''",
        }


def _selected(columns: dict[str, str], values: dict[str, str], source: str) -> str:
    cast = (f'CAST({values[name]} AS {kind}) AS "{name}"' for name, kind in columns.items())
    return f"SELECT {', '.join(cast)} FROM {source} t(i)"
