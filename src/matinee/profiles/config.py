"""Settings of profiles."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class ProfilesConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """How profiles are kept and read."""

    cached: int = 4_000
    """Profiles held in memory; the rest are read from their snapshots when asked for."""
    flush_every_s: float = 20.0
    """How often changed profiles are written as snapshots. The log makes up for what is not."""
    behaviour_half_life_days: float = 90.0
    """After this time an act counts half."""
    opinion_half_life_days: float = 365.0
    """After this time a rating counts half."""
    prior_weight: float = 3.0
    """How many titles' worth of doubt a taste starts with; more makes it slower to conclude."""
    ignored_after: int = 5
    """Shown this often without being taken, an item counts as passed by."""
    holidays: tuple[date, ...] = ()
    """Local holidays, such as ["2026-12-25"]: days on which people come as on Sundays."""
