"""Ties events to the recommendation that caused them.

A client sends back only the `recommendation_id`; page, row, place and propensities are looked up
in the logged decision. An id that was served to somebody else, or for another item, ties nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from ..profiles.viewing import heartbeat
from ..ranking.captured import FEATURES_ID, Captures
from ..records import PLAY_KINDS, Decision, Impression, Logged, Pictured, Placed, ServedRow
from ..storage.base import Appended, Captured, DecisionStore, EventLog, Evidence

Learn = Callable[[Evidence | None, Evidence], None]
_CATCH_UP = 5_000


def _nothing(before: Evidence | None, after: Evidence) -> None:
    """Learn nothing."""


class Place(Struct, frozen=True):
    """Where a recommendation stood: its decision, row and item."""

    decision: Decision
    row: ServedRow
    column: int
    item: Placed


def parse_recommendation_id(text: str) -> tuple[str, int, int] | None:
    """(page_id, row, column) from `recommendation_id` or a row's `next`; None if it is not one."""
    parts = text.split(".")
    if len(parts) != 3 or not (parts[1].isdecimal() and parts[2].isdecimal()):
        return None
    if len(parts[1]) > 4 or len(parts[2]) > 6:
        return None
    return parts[0], int(parts[1]), int(parts[2])


class Attribution:
    """Follows the log and keeps the evidence of each recommendation."""

    def __init__(
        self,
        log: EventLog,
        decisions: DecisionStore,
        captures: Captures | None = None,
        learn: Learn = _nothing,
    ) -> None:
        """`learn` is told of each change: the evidence before (None: there was none) and now."""
        self._learn = learn
        self._log = log
        self._decisions = decisions
        self._captures = captures or Captures(0)

    def catch_up(self) -> None:
        """Take in what was logged since the stored watermark, for example before a crash."""
        after = self._decisions.evidence_seq()
        while events := self._log.read_recommended(after, _CATCH_UP):
            self._take(events, events[-1].seq)
            after = events[-1].seq

    def follow(self, appended: Iterable[Appended]) -> None:
        """Take in what the log has just acknowledged."""
        events = [
            logged
            for result in appended
            for logged in result.logged
            if logged.event.recommendation is not None
        ]
        if events:
            self._take(events, events[-1].seq)

    def place(self, recommendation_id: str) -> Place | None:
        """Where a recommendation stood, None if it was never served."""
        parsed = parse_recommendation_id(recommendation_id)
        if parsed is None:
            return None
        page_id, row, column = parsed
        for decision in reversed(self._decisions.decisions(page_id)):
            for served in decision.rows:
                offset = column - served.first_column
                if served.position == row and 0 <= offset < len(served.items):
                    return Place(decision, served, column, served.items[offset])
        return None

    def _take(self, events: Iterable[Logged], upto: int) -> None:
        changed: dict[tuple[str, int, int], Evidence] = {}
        impressions, captured = [], []
        for logged in events:
            place = self._place_of(logged)
            if place is None:
                continue
            name = place.decision.page_id, place.row.position, place.column
            logged = replace(logged, user=self._log.canonical(logged.user))  # noqa: PLW2901
            known = changed.get(name) or self._decisions.evidence(*name)
            before = known or _begin(place, logged, self._picture(place))
            changed[name] = add(before, logged)
            self._learn(known, changed[name])
            if changed[name].seen and not before.seen and (one := self._capture(place, logged)):
                captured.append(one)
            if logged.event.kind == "impression":
                impressions.append(_impression(name, logged))
        self._decisions.put_evidence(list(changed.values()), impressions, upto, captured)

    def _capture(self, place: Place, logged: Logged) -> Captured | None:
        """What the ranker knew of a place that is now seen for the first time."""
        served, where = place.decision, (place.row.position, place.column)
        body = self._captures.of(served.page_id, where)
        if body is None:
            return None
        return Captured(served.page_id, *where, logged.user, served.time, FEATURES_ID, body)

    def _picture(self, place: Place) -> Pictured | None:
        where = place.row.position, place.column
        return self._captures.picture(place.decision.page_id, where)

    def _place_of(self, logged: Logged) -> Place | None:
        place = self.place(logged.event.recommendation or "")
        if place is None or logged.event.item not in (None, place.item.item):
            return None
        served_to = place.decision.user
        # The person may have signed in since: compare who both are by now.
        if served_to and self._log.canonical(served_to) != self._log.canonical(logged.user):
            return None
        return place


def _begin(place: Place, logged: Logged, picture: Pictured | None) -> Evidence:
    return Evidence(
        page_id=place.decision.page_id,
        row=place.row.position,
        column=place.column,
        user=logged.user,
        item=place.item.item,
        row_kind=place.row.kind,
        served=place.decision.time,
        device=place.decision.device,
        swap=place.item.swap,
        picture=picture,
    )


def _impression(name: tuple[str, int, int], logged: Logged) -> Impression:
    event = logged.event
    return Impression(*name, logged.user, event.item or "", event.time, event.value or 0.0)


def add(evidence: Evidence, logged: Logged) -> Evidence:
    """The evidence with one more event; a kind that says nothing about success changes nothing."""
    event = logged.event
    match event.kind:
        case kind if kind in PLAY_KINDS:
            evidence = _add_play(evidence, logged)
        case "impression" | "dwell":
            visible = evidence.visible_ms + (event.value or 0.0)
            evidence = replace(evidence, seen=True, visible_ms=visible)
        case "click" | "view":
            evidence = replace(evidence, seen=True, clicked=True)
        case "rate":
            evidence = replace(evidence, stars=event.value)
        case "hide" | "unhide":
            evidence = replace(evidence, hidden=event.kind == "hide")
        case "purchase":
            evidence = replace(evidence, purchased=True)
    return evidence


def _add_play(evidence: Evidence, logged: Logged) -> Evidence:
    event = logged.event
    at = event.time // 1000
    seconds, ticking = heartbeat(evidence.ticking, event.kind, at)
    return replace(
        evidence,
        seen=True,
        first_play=at if evidence.first_play is None else min(evidence.first_play, at),
        last_play=max(evidence.last_play or at, at),
        watched_s=evidence.watched_s + seconds,
        ticking=ticking,
        duration_s=event.details.duration_s or evidence.duration_s,
        completed=evidence.completed or event.kind == "complete",
    )
