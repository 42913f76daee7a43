"""What a recommendation came to, by thresholds that are settings with a version."""

from __future__ import annotations

from msgspec import Struct

from ..records import Outcome
from ..storage.base import Evidence

_DAY_S = 86_400


class OutcomesConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """When a recommendation counts as taken, finished, abandoned, liked."""

    version: str = "1"
    """Written into every outcome; change it with any threshold below."""
    take_seconds: float = 120.0
    """Watched this long, or ..."""
    take_share: float = 0.25
    """... this share of the item, whichever is less, an item counts as taken."""
    finished_share: float = 0.9
    """Watched to this share, or reported complete, it counts as finished."""
    abandon_seconds: float = 600.0
    """Stopped before this, or ..."""
    abandon_share: float = 0.1
    """... this share, whichever is less, and not resumed in time, it counts as abandoned."""
    resume_days: float = 7.0
    """Time to resume; until it has passed, whether an item was abandoned is not known."""
    liked_stars: float = 4.0
    """This many stars or more is a like (a thumb up is 4)."""
    disliked_stars: float = 2.0
    """This many stars or fewer is a dislike (a thumb down is 1)."""
    seen_hours: float = 24.0
    """A start without a recommendation of its own is put down to the last sight of the item in a
    row of ours, if that was so many hours before or less."""
    search_minutes: float = 10.0
    """... or to a search, so many minutes before or less ..."""
    message_minutes: float = 30.0
    """... or to a message that was clicked; to the latest of them."""
    start_gap_hours: float = 6.0
    """A play this long after the last of the same item is a new start."""
    qualified_share: float = 0.7
    """Watched to this share, a start counts as qualified."""
    missed_days: float = 28.0
    """What was shown, not taken, and then searched for and started in so many days, was missed."""
    bot_events: int = 20_000
    """Who makes more events than this in a day is a bot, and kept out of what is told."""


def judge(evidence: Evidence, now: int, config: OutcomesConfig) -> Outcome:
    """The outcome at `now` (ms); what cannot be known yet is None."""
    finished = evidence.completed or _share(evidence) >= config.finished_share
    stars = evidence.stars
    return Outcome(
        recommendation_id=f"{evidence.page_id}.{evidence.row}.{evidence.column}",
        user=evidence.user,
        item=evidence.item,
        row_kind=evidence.row_kind,
        row=evidence.row,
        column=evidence.column,
        served=evidence.served,
        seen=evidence.seen,
        visible_ms=evidence.visible_ms,
        clicked=evidence.clicked,
        take=finished or evidence.purchased or _is_take(evidence, config),
        finished=finished,
        abandoned=_abandoned(evidence, finished, now, config),
        liked=stars is not None and stars >= config.liked_stars,
        disliked=stars is not None and stars <= config.disliked_stars,
        hidden=evidence.hidden,
        watched_s=evidence.watched_s,
        rules=config.version,
    )


def _share(evidence: Evidence) -> float:
    return evidence.watched_s / evidence.duration_s if evidence.duration_s else 0.0


def _threshold(seconds: float, share: float, evidence: Evidence) -> float:
    return min(seconds, share * evidence.duration_s) if evidence.duration_s else seconds


def _is_take(evidence: Evidence, config: OutcomesConfig) -> bool:
    needed = _threshold(config.take_seconds, config.take_share, evidence)
    return evidence.watched_s >= needed


def is_kept(evidence: Evidence, config: OutcomesConfig) -> bool:
    """Whether so much was watched that it can be abandoned no more."""
    needed = _threshold(config.abandon_seconds, config.abandon_share, evidence)
    return _is_take(evidence, config) and evidence.watched_s >= needed


def _abandoned(evidence: Evidence, finished: bool, now: int, config: OutcomesConfig) -> bool | None:
    if evidence.last_play is None or finished:
        return False
    if evidence.watched_s >= _threshold(config.abandon_seconds, config.abandon_share, evidence):
        return False
    overdue = now // 1000 - evidence.last_play > config.resume_days * _DAY_S
    return True if overdue else None
