"""Settings of the page."""

from __future__ import annotations

from msgspec import Struct


class PageConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """How a page is laid out."""

    rows: int = 12
    """Rows of a page, unless the request says otherwise."""
    columns: int = 20
    """Items of a row, unless the request says otherwise."""
    max_rows: int = 40
    """Most rows a request may ask for."""
    max_columns: int = 100
    """Most items of a row a request may ask for."""
    shortest_row: int = 4
    """Rows with fewer items left are not shown; Continue watching and My List are, from one on."""
    because_rows: int = 3
    """How many "Because you watched" rows may be proposed."""
    because_items: int = 40
    """Neighbours considered for such a row."""
    category_rows: int = 12
    """How many categories may be proposed as rows."""
    category_items: int = 60
    """Items considered for a category's row."""
    repeat_seen: bool = False
    """Whether items that the person already took may be recommended again."""
    explore: float = 0.1
    """Share of pages on which one place of the top picks shows a title that hardly anyone took."""
    explore_column: int = 5
    """Which place that is; 0 is the first."""
    explore_among: int = 20
    """How many such titles, the nearest to the person's taste, one is drawn from."""
    time_bucket_minutes: int = 60
    """Random choices on a page stay the same this long."""
