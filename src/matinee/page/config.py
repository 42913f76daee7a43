"""Settings of the page."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from .editing import EditorRow


class PageConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """How a page is laid out."""

    policy: Literal["matinee", "popular", "categories"] = "matinee"
    """How pages are made: "popular" (rows of what is most popular) and "categories" (the person's
    favourite categories, each with what is popular in it) are there to compare with."""
    rows: Annotated[int, Meta(ge=1, le=1000)] = 12
    """Rows of a page, unless the request says otherwise."""
    columns: Annotated[int, Meta(ge=1, le=1000)] = 20
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
    """Items considered for the row of a category, a person or a mood."""
    corner_rows: int = 6
    """How many corners of the person's taste, such as Crime of the 1990s, may be proposed."""
    people_rows: int = 3
    """How many people whom they like may be proposed as rows."""
    mood_rows: int = 3
    """How many tags and moods that they like may be proposed as rows."""
    searched_rows: int = 2
    """How many of their latest searches may be proposed as rows."""
    searched_days: float = 14.0
    """How long a search may still be proposed as a row."""
    again_items: int = 60
    """Items considered for Watch again and Buy again."""
    again_after_days: float = 60.0
    """Days after which what was finished or loved may be offered again; purchases at once."""
    gem_popularity: float = 0.45
    """Hidden gems are less popular than this; 1 is the most popular item, on a log scale."""
    gain_scale: Annotated[float, Meta(gt=0)] = 12.0
    """An item ranked r-th for the person is worth 1 / (1 + r / this) to the page."""
    half_after: float = 4.0
    """An item seen this often and passed by is worth half to the page; 0: passing by is no sign."""
    steer_most: float = 2.0
    """By what the worth of a title is multiplied at most, or divided, for having succeeded or
    failed beyond chance next to what is usual at its places; 1: the success map steers nothing."""
    calibration: float = 4.0
    """How much keeping to the person's own mix of categories counts against stronger items."""
    editors: tuple[EditorRow, ...] = ()
    """Rows that editors pin or forbid, as [[page.editors]] tables in matinee.toml."""
    repeat_seen: bool = False
    """Whether items that the person already took may be recommended again."""
    explore: float = 0.1
    """Share of pages on which one place of the top picks shows a title that hardly anyone took."""
    explore_column: int = 5
    """Which place that is; 0 is the first."""
    swaps: float = 0.05
    """Share of pages on which neighbouring items, or rows, are swapped by the toss of a coin: what
    people take then tells how much attention each place gets."""
    hold_out: Annotated[float, Meta(ge=0, le=0.5)] = 0.01
    """Chance that a person is not given a kind of row for a week: what they watch all the same then
    tells what rows of that kind add. 0: never."""
    explore_among: int = 20
    """How many such titles, the nearest to the person's taste, one is drawn from."""
    time_bucket_minutes: Annotated[int, Meta(ge=1)] = 60
    """Random choices on a page stay the same this long."""
