"""What is assumed of the audience; docs/audience.md says why and where real people may differ.

Frozen: `pick` was set once so that pages of popularity rows give 45 % (+- 3) of plays, with
200 people over 28 days on MovieLens 100K, before any page policy was compared.
"""

from __future__ import annotations

from msgspec import Struct

PARTS = ("night", "morning", "day", "evening")
"""Six hours each, from midnight."""
DEVICES = ("tv", "desktop", "phone")


class Assumptions(Struct, frozen=True):
    """Every number that the audience's behaviour rests on."""

    sessions_a_day: float = 0.8
    """Mean visits of a person a day; people differ (gamma, shape 2)."""
    hours: tuple[float, ...] = (0.06, 0.14, 0.25, 0.55)
    """Share of visits in each part of the day."""
    devices: tuple[tuple[float, ...], ...] = (
        (0.45, 0.15, 0.40),
        (0.15, 0.20, 0.65),
        (0.25, 0.40, 0.35),
        (0.70, 0.15, 0.15),
    )
    """Share of tv, desktop and phone in each part of the day."""
    in_view: tuple[int, ...] = (6, 6, 3)
    """Tiles of a row that tv, desktop and phone show."""
    rows_in_view: tuple[int, ...] = (2, 2, 3)
    """Rows that they show at once."""
    look: float = 0.85
    """Chance of looking at the first tile of a row that is in view ..."""
    look_kept: float = 0.93
    """... and what each further tile keeps of it."""
    turn: float = 0.2
    """Chance that a row is moved on by one view, each time."""
    patience: tuple[float, ...] = (0.80, 0.84, 0.88)
    """Mean chance of going on to the next row, on tv, desktop and phone."""
    patience_spread: float = 12.0
    """How alike people's patience is: the sum of the parameters of a beta distribution."""
    mood: float = 0.5
    """Share of a visit's taste that comes from its mood, one class of the person's mix."""
    mood_tilt: float = 0.8
    """How much the chance of a mood depends on the part of the day and the weekend (log, sd)."""
    idiosyncrasy: float = 0.7
    """What nobody's ratings tell of a person and a title (added to the appeal, sd)."""
    stars_weight: float = 1.0
    """What a star of expected liking adds to the appeal, beside the log interest."""
    pick: float = 4.6
    """The appeal at which half of those who look at a title take it."""
    sharpness: float = 1.5
    """How steeply the chance of a take rises with the appeal (logistic)."""
    fatigue: float = 0.35
    """What the appeal loses each time that a title was looked at and not taken."""
    came_for: float = 0.12
    """Chance that a person comes for one title and searches at once if it is not in view."""
    searches: float = 0.6
    """Mean chance of searching when the page gave nothing; people differ (beta, sum 8)."""
    by_title: float = 0.75
    """Share of searches for a title; the others are for a person or a category."""
    typo: float = 0.1
    """Share of searches with two letters swapped."""
    result_kept: float = 0.85
    """Chance of going on to the next result of a search."""
    picture_taste: float = 0.35
    """What the picture's emphasis (person, mood, genre) adds to the appeal (sd over people)."""
    stay: float = 3.0
    """Stars of liking, as it turns out, at which half stay beyond the first minutes."""
    stay_sharpness: float = 1.6
    """How steeply staying rises with liking: the picture has no say in it."""
    surprise: float = 0.7
    """How far a title turns out better or worse than expected (stars, sd)."""
    rates: float = 0.15
    """Chance of rating what was watched."""
    saves: float = 0.04
    """Chance of saving an appealing title that was looked at and not taken."""
    minutes: float = 40.0
    """Length of a title whose duration is not known."""
    visits: int = 3
    """Most tries a visit: who leaves a title within minutes comes back to the page."""


FROZEN = Assumptions()
