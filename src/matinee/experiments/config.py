"""An experiment as it is written in the settings, or made in the console."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from msgspec import Struct

from ..errors import BadInput

METRICS = ("takes", "starts", "hours", "orders", "revenue", "share", "finished", "regret")
"""What can be compared: see `analysis.experiments`."""
STAGES = ("ranking", "page", "artwork")
MODEL = "model"
"""What a variant changes to serve another trained version."""
INTERLEAVED = "interleaved"
"""The variant of who judges two rankers at once."""
_DAY_MS = 86_400_000


class Variant(Struct, frozen=True, forbid_unknown_fields=True):
    """One arm of an experiment."""

    name: str
    weight: float = 1.0
    """How many of the experiment's people get it, next to the others."""
    changes: dict[str, Any] = {}
    """Settings of ranking, page or artwork that are otherwise, such as
    {"page.policy" = "categories"}, or "model", another trained version; none for the control."""


class Experiment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One experiment; the first variant is the control."""

    name: str
    variants: tuple[Variant, ...]
    layer: str = "page"
    """Who is in one experiment of a layer is in no other of it; each layer is drawn for anew."""
    share: float = 1.0
    """Share of all people who are in it."""
    start: float = 0.0
    """Where in its layer its people begin, 0 to 1: it has those from here to here + share."""
    ramp_days: float = 0.0
    """Over so many days it grows from a tenth of its people to all."""
    since: str = ""
    """First day, such as 2026-12-01 (UTC)."""
    until: str = ""
    """Last day, inclusive."""
    exposed: Literal["difference", "page"] = "difference"
    """When a person counts: once a page differs from what another variant would have made of it
    (each page is made twice then), or from the first page on."""
    interleave: bool = False
    """Mix the top picks of two rankers in one row instead, each person judging both."""
    goal: str = "takes"
    """What decides: takes, starts, hours, orders, revenue (a person), share (of starts),
    finished (of starts), regret (of takes)."""
    guardrails: tuple[str, ...] = ("hours", "regret")
    """What must not get worse."""
    margin: float = 0.05
    """How much worse, of what it was, a guardrail may be and the variant still be safe to ship."""

    def changed(self) -> set[str]:
        """The settings that any variant changes."""
        return {name for variant in self.variants for name in variant.changes}

    def begins(self) -> int | None:
        """The first moment (ms), None if it has no first day."""
        return _moment(self.since, 0)

    def ends(self) -> int | None:
        """The moment after the last (ms), None if it has no last day."""
        return _moment(self.until, 1)

    def reach(self, now: int) -> float:
        """Share of all people who are in it at `now` (ms); 0 while it does not run."""
        begins, ends = self.begins(), self.ends()
        if (begins is not None and now < begins) or (ends is not None and now >= ends):
            return 0.0
        if not self.ramp_days or begins is None:
            return self.share
        days = (now - begins) / _DAY_MS
        return self.share * min(0.1 + 0.9 * days / self.ramp_days, 1.0)


class ExperimentsConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """What is tried on people."""

    running: tuple[Experiment, ...] = ()
    """Experiments, as [[experiments.running]] tables in matinee.toml; `matinee experiments` and the
    console add others."""
    hold_out: float = 0.0
    """Share of people who are in no experiment at all."""


def _moment(day: str, days: int) -> int | None:
    if not day:
        return None
    try:
        moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
        return int((moment + timedelta(days=days)).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise BadInput(f"{day!r} is no day; write 2026-12-01.", field="since") from error
