"""The profile in plain words: each line with the evidence behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import numpy as np
from msgspec import Struct

from ..catalog import Catalog, Facet
from .config import ProfilesConfig
from .features import Adjustments
from .profile import Profile
from .taste import Taste, item_weights, read_taste

_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_EVIDENCE = 5
_LINES_PER_FACET = 8
_CLEAR_PICTURE, _PICTURE_LINES = 0.3, 8
_SHOWN = {
    "shows": "that stress the {}",
    "person": "that show {}",
    "mood": "that look {}",
    "genre": "that look like {}",
    "look": "that are {}",
    "face": "with a face that is {}",
    "object": "with a {} in them",
}
_LEAST_SPOKEN = 0.25
"""Having looked at one title is not yet a taste that one could state."""


class EvidenceLine(Struct, frozen=True):
    """One reason to believe a line. `at` is ISO 8601 in UTC."""

    item_id: str
    title: str
    text: str
    at: str | None


class ProfileLine(Struct, frozen=True):
    """One thing believed of a person. `strength` is -1 to 1 where it means something."""

    feature: str
    value: str
    strength: float | None
    text: str
    evidence: list[EvidenceLine]


class ProfileView(Struct, frozen=True):
    """The taste profile of a person."""

    user_id: str
    events: int
    visits: int
    since: str | None
    lines: list[ProfileLine]


def explain(
    user_id: str, profile: Profile, catalog: Catalog, now: int, config: ProfilesConfig
) -> ProfileView:
    """All lines, strongest first within each feature; none for a stranger."""
    sessions = profile.sessions
    return ProfileView(
        user_id=user_id,
        events=sessions.events,
        visits=sessions.count,
        since=_day(sessions.first) if sessions.events else None,
        lines=[
            *_taste_lines(profile, catalog, now, config),
            *_adjustment_lines(profile),
            *_opinion_lines(profile, catalog),
            *_watching_lines(profile, catalog, now),
            *_exposure_lines(profile, catalog, config),
            *_picture_lines(profile, catalog),
            *_list_lines(profile, catalog),
            *_habit_lines(profile),
        ],
    )


def _taste_lines(
    profile: Profile, catalog: Catalog, now: int, config: ProfilesConfig
) -> Iterator[ProfileLine]:
    # What the acts say, not what the person asked for: that has lines of its own.
    told = msgspec.structs.replace(profile, adjustments=Adjustments())
    taste = read_taste(told, catalog, now, config)
    weights = item_weights(profile, now, config)
    strength = np.abs(taste.affinity)
    shown: dict[str, int] = {}
    for place in np.argsort(-strength, kind="stable").tolist():
        facet = catalog.facets()[place]
        if strength[place] < 0.02 or shown.get(facet.facet, 0) >= _LINES_PER_FACET:
            continue
        if _spoken(catalog, taste, place) < _LEAST_SPOKEN:
            continue
        shown[facet.facet] = shown.get(facet.facet, 0) + 1
        yield _facet_line(profile, catalog, taste, weights, place)


def _spoken(catalog: Catalog, taste: Taste, place: int) -> float:
    """How much was said about a facet value: the sum of |weight| of the items that have it."""
    mine = [place in catalog.facets_at(index) for index in taste.items.tolist()]
    return float(np.abs(taste.weights[mine]).sum())


def _facet_line(
    profile: Profile, catalog: Catalog, taste: Taste, weights: dict[str, float], place: int
) -> ProfileLine:
    facet = catalog.facets()[place]
    affinity = float(taste.affinity[place])
    mine = [int(i) for i in taste.items if place in catalog.facets_at(int(i))]
    ids = [catalog.item(i).item_id for i in mine]
    ids.sort(key=lambda item: -weights[item] if affinity > 0 else weights[item])
    liked = sum(weights[item] > 0 for item in ids)
    return ProfileLine(
        feature=facet.facet,
        value=facet.value,
        strength=round(affinity, 3),
        text=_facet_text(facet, affinity, len(ids), liked),
        evidence=[_evidence(profile, catalog, item) for item in ids[:_EVIDENCE]],
    )


def _facet_text(facet: Facet, affinity: float, count: int, liked: int) -> str:
    name = facet.words
    if affinity > 0:
        return f"You lean to {name}: {liked} of {_titles(count)} you met speak for it"
    if count - liked <= liked:
        return f"You choose {name} less often than most: {_titles(count)} so far"
    return (
        f"You lean away from {name}: {count - liked} of {_titles(count)} you met speak against it"
    )


def _evidence(profile: Profile, catalog: Catalog, item_id: str) -> EvidenceLine:
    item = catalog.get(item_id)
    text, at = _what_happened(profile, item_id)
    return EvidenceLine(item_id, item.title if item else item_id, text, _day(at) if at else None)


def _what_happened(profile: Profile, item_id: str) -> tuple[str, int | None]:
    """What the person did with an item, the most telling thing first, and when (s)."""
    for tell in (_told_by_opinion, _told_by_use, _told_by_interest):
        if (told := tell(profile, item_id)) is not None:
            return told
    return "on a list you put in order", None


def _told_by_opinion(profile: Profile, item_id: str) -> tuple[str, int] | None:
    if (hidden := profile.opinions.hidden.get(item_id)) is not None:
        return "not interested", hidden
    opinion = profile.opinions.rated.get(item_id)
    return None if opinion is None else (f"rated {opinion.stars:g} of 5", opinion.at)


def _told_by_use(profile: Profile, item_id: str) -> tuple[str, int] | None:
    if (bought := profile.lists.bought.get(item_id)) is not None:
        orders = "1 order" if bought[1] == 1 else f"{bought[1]} orders"
        return f"bought {bought[0]:g} in {orders}", bought[2]
    watch = profile.watching.items.get(item_id)
    return None if watch is None else (_watched(watch.watched_s, watch.finished), watch.last)


def _told_by_interest(profile: Profile, item_id: str) -> tuple[str, int] | None:
    if (interest := profile.interests.items.get(item_id)) is not None:
        return "looked at or saved", interest.at
    seen = profile.exposure.items.get(item_id)
    return None if seen is None else (f"seen {seen.times} times and passed by", seen.last)


def _watched(seconds: float, finished: int) -> str:
    if finished:
        return "watched to the end" if finished == 1 else f"watched to the end {finished} times"
    return f"watched for {seconds / 60:.0f} minutes" if seconds >= 60 else "started"


def _adjustment_lines(profile: Profile) -> Iterator[ProfileLine]:
    for (facet, value), adjustment in profile.adjustments.asked.items():
        word = "Less" if adjustment.direction < 0 else "More"
        on = _day(adjustment.at)[:10]
        text = f"{word} {Facet(facet, value).words}, as you asked on {on}"
        yield ProfileLine(f"asked_{facet}", value, float(adjustment.direction), text, [])


def _opinion_lines(profile: Profile, catalog: Catalog) -> Iterator[ProfileLine]:
    rated = profile.opinions.rated
    for name, text, ids in (
        ("likes", "{} liked", [i for i, o in rated.items() if o.stars >= 4]),
        ("dislikes", "{} disliked", [i for i, o in rated.items() if o.stars <= 2]),
        ("hidden", "{} marked not interested", list(profile.opinions.hidden)),
    ):
        if ids:
            evidence = [_evidence(profile, catalog, item) for item in ids[: -_EVIDENCE - 1 : -1]]
            yield ProfileLine(name, str(len(ids)), None, text.format(_titles(len(ids))), evidence)


def _watching_lines(profile: Profile, catalog: Catalog, now: int) -> Iterator[ProfileLine]:
    for item_id, watch in profile.watching.read(now // 1000, 0.0)[:_EVIDENCE]:
        line = _evidence(profile, catalog, item_id)
        minutes = f"{watch.position_s / 60:.0f} minutes in"
        yield ProfileLine("watching", item_id, None, f"Stopped {line.title} {minutes}", [line])


def _exposure_lines(
    profile: Profile, catalog: Catalog, config: ProfilesConfig
) -> Iterator[ProfileLine]:
    seen = profile.exposure.items
    ignored = [item for item, e in seen.items() if e.times >= config.ignored_after]
    looked = sorted(
        (i for i in seen if seen[i].visible_ms > 0), key=lambda i: (-seen[i].visible_ms, i)
    )
    if ignored:
        text = f"{_titles(len(ignored))} seen {config.ignored_after} times or more and passed by"
        evidence = [_evidence(profile, catalog, item) for item in ignored[: -_EVIDENCE - 1 : -1]]
        yield ProfileLine("passed_by", str(len(ignored)), None, text, evidence)
    if looked:
        seconds = sum(seen[i].visible_ms for i in looked) / 1000
        evidence = [
            EvidenceLine(
                item,
                _evidence(profile, catalog, item).title,
                f"looked at for {seen[item].visible_ms / 1000:.1f} s without taking it",
                _day(seen[item].last),
            )
            for item in looked[:_EVIDENCE]
        ]
        text = f"{seconds:.0f} seconds spent looking at titles that you did not choose yet"
        yield ProfileLine("dwell", str(len(looked)), None, text, evidence)
    if (depth := profile.scrolling.read(0, 0.0)) is not None:
        pages = profile.scrolling.pages
        text = f"Scrolls {depth:.0%} down a page, over {pages} pages"
        yield ProfileLine("scroll", f"{depth:.2f}", None, text, [])


def _picture_lines(profile: Profile, catalog: Catalog) -> Iterator[ProfileLine]:
    """What the person responds to in pictures, and what they pass by."""
    pictures = profile.pictures
    leanings = pictures.leanings()
    clear = [value for value, leaning in leanings.items() if abs(leaning) >= _CLEAR_PICTURE]
    for value in sorted(clear, key=lambda value: (-abs(leanings[value]), value))[:_PICTURE_LINES]:
        tally, (kind, _, name) = pictures.tallies[value], value.partition(":")
        told = _SHOWN.get(kind, "that show {}").format(name.lower() if kind != "person" else name)
        how = "respond to" if leanings[value] > 0 else "pass by"
        text = f"You {how} pictures {told}: {tally.won} of {tally.seen} seen won you"
        evidence = [_evidence(profile, catalog, item) for item in reversed(tally.taken)]
        yield ProfileLine("picture", value, round(leanings[value], 3), text, evidence)


def _list_lines(profile: Profile, catalog: Catalog) -> Iterator[ProfileLine]:
    lists = profile.lists
    for name, text, ids in (
        ("saved", "{} on My List", list(lists.saved)),
        ("cart", "{} in the cart", list(lists.cart)),
        ("bought", "{} bought", list(lists.bought)),
        (
            "ranked",
            "The latest list you put in order has {}",
            list(lists.ranked[-1][1]) if lists.ranked else [],
        ),
    ):
        if ids:
            latest = ids[:_EVIDENCE] if name == "ranked" else ids[: -_EVIDENCE - 1 : -1]
            evidence = [_evidence(profile, catalog, item) for item in latest]
            yield ProfileLine(name, str(len(ids)), None, text.format(_titles(len(ids))), evidence)
    for query in profile.searches.read(0, 0.0)[:_EVIDENCE]:
        at = _day(profile.searches.queries[query])
        yield ProfileLine(
            "search", query, None, f"Searched for \u201c{query}\u201d on {at[:10]}", []
        )


def _habit_lines(profile: Profile) -> Iterator[ProfileLine]:
    rhythm = profile.rhythm.read(0, 0.0)
    for name, shares in rhythm.items():
        for key in sorted(shares, key=lambda k: (-shares[k], k))[:3]:
            text = f"{shares[key]:.0%} of what you do is {_habit(name, key)}"
            yield ProfileLine(name, key, round(shares[key], 3), text, [])


def _habit(name: str, key: str) -> str:
    if name == "hour":
        return f"around {int(key):02d}:00"
    if name == "weekday":
        return f"on {_WEEKDAYS[int(key)]}"
    return "on an unknown device" if key == "other" else f"on {key}"


def _titles(count: int) -> str:
    return "1 title" if count == 1 else f"{count} titles"


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
