"""The one vector builder: what is known about a candidate for this person now, as numbers.

Serving and training both call it. A feature belongs to a group, in whose words it is explained. A
glance gives what the hand weights need; only what they put foremost is looked at closely.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..catalog import FACETS
from ..catalog.words import folded
from ..profiles.context import device_of, stretch_of
from ..profiles.features import DAY_S
from ..profiles.taste import gather
from ..records import DEVICES
from ..retrieval import Candidates, Query
from ..retrieval.content import closeness
from ..retrieval.model import Model

Floats = NDArray[np.float32]

_SOURCES = {
    "session_knn": "session_knn",
    "transitions": "transitions",
    "item_item": "item_item",
    "factors": "factors",
    "content": "taste",
    "popular": "popular",
    "trending": "trending",
    "new": "new",
    "continue_watching": "continue_watching",
    "again": "again",
    "cold": "cold",
}
_RANKED = ("session_knn", "transitions", "item_item", "factors", "again")
GROUP_OF = {
    **_SOURCES,
    **{f"{source}_rank": _SOURCES[source] for source in _RANKED},
    "knn_votes": "session_knn",
    "knn_next": "session_knn",
    "knn_last": "session_knn",
    "knn_fresh": "session_knn",
    "transitions_last": "transitions",
    "transitions_second": "transitions",
    "transitions_third": "transitions",
    "transitions_most": "transitions",
    "next_last": "transitions",
    "backward_last": "transitions",
    "backward": "transitions",
    "item_item_last": "item_item",
    "item_item_all": "item_item",
    "factors_last": "factors",
    "factors_most": "factors",
    "factors_all": "factors",
    "affinity": "taste",
    "asked": "taste",
    "same_category_last": "taste",
    "same_category": "taste",
    "same_people": "taste",
    "years_apart_last": "taste",
    "years_apart": "taste",
    "closeness": "taste",
    "opinion": "taste",
    "pictures": "taste",
    "here": "popular",
    "taken_by": "popular",
    "slope": "trending",
    "stars": "popular",
    "age": "new",
    "saved": "saved",
    "ranked": "saved",
    "times_taken": "again",
    "taken_lately": "again",
    "since_taken": "again",
    "due": "again",
    "passed_by": "seen",
    "dwell": "seen",
    "since_seen": "seen",
    "looked_category": "session",
    "searched": "searched",
    "trail_length": "moment",
    "hours_away": "moment",
    "in_session": "moment",
    "hour": "moment",
    "weekday": "moment",
    "device": "moment",
    "usual_now": "moment",
    "usual_device": "moment",
}
"""Each feature and its group, in the order of the columns."""
FEATURES = tuple(GROUP_OF)
GROUPS = tuple(dict.fromkeys(GROUP_OF.values()))
_MOST_PASSED = 4.0
"""Passed by so often, a title has said all it can."""
_COLUMN = {feature: column for column, feature in enumerate(FEATURES)}

_LATEST = 10
"""Items of the trail whose weights for a candidate are looked at one by one."""
_LONG = 30
_FEW_MOMENTS = 5.0
"""Takes at such moments at which half of what is usual then is believed."""
_NEVER_DAYS = 3_650.0
_LOOKED_MS = 1_000.0
_QUERIES = 5


class Vectors:
    """The matrix being filled: shape (candidates, features)."""

    def __init__(self, query: Query, candidates: Candidates, model: Model) -> None:
        self.query, self.candidates, self.model = query, candidates, model
        self.x = np.zeros((len(candidates.items), len(FEATURES)), np.float32)

    def set(self, feature: str, values: NDArray[Any] | float) -> None:
        """Fill one feature's column."""
        self.x[:, _COLUMN[feature]] = values

    def fill(self, feature: str, values: Iterable[tuple[str, float]]) -> None:
        """Write item -> value into one feature's column, where the item is a candidate."""
        column, find, place = _COLUMN[feature], self.query.catalog.index_of, self.candidates.place
        for item, value in values:
            index = find(item)
            if index is not None and (where := place[index]) >= 0:
                self.x[where, column] = value


def glance(
    query: Query,
    candidates: Candidates,
    model: Model,
    ignored_after: int,
    without: tuple[str, ...] = (),
) -> NDArray[np.float32]:
    """As `vectors`, with only those features filled in that have weights given by hand."""
    made = Vectors(query, candidates, model)
    _glance(made, ignored_after)
    return _less(made.x, without)


def vectors(
    query: Query,
    candidates: Candidates,
    model: Model,
    ignored_after: int,
    without: tuple[str, ...] = (),
) -> NDArray[np.float32]:
    """The features of each candidate; shape (m, len(FEATURES)); 0 for groups to do `without`."""
    made = Vectors(query, candidates, model)
    if len(candidates.items):
        _glance(made, ignored_after)
        _evidence(made)
        _trail(made)
        _likeness(made)
        _crowd(made)
        _person(made)
        _moment(made)
    return _less(made.x, without)


def _less(x: NDArray[np.float32], without: tuple[str, ...]) -> NDArray[np.float32]:
    for group in without:
        x[:, [GROUP_OF[feature] == group for feature in FEATURES]] = 0
    return x


def _glance(made: Vectors, ignored_after: int) -> None:
    """What each source says, the person's leaning, and what they did with the item itself."""
    query, candidates = made.query, made.candidates
    for source in _SOURCES:
        made.set(source, candidates.column(source))
    made.set("affinity", np.tanh(query.taste.scores(query.catalog, candidates.items)))
    made.set("asked", query.taste.wishes(query.catalog, candidates.items))
    known = candidates.place[query.taste.items]
    made.x[known[known >= 0], _COLUMN["opinion"]] = query.taste.weights[known >= 0]
    made.fill("saved", ((item, 1.0) for item in query.profile.lists.saved))
    exposure = query.profile.exposure.read(query.now // 1000, 0.0)
    made.fill(
        "passed_by",
        ((i, min(seen.times / ignored_after, _MOST_PASSED)) for i, seen in exposure.items()),
    )
    _searched(made)


def _evidence(made: Vectors) -> None:
    """How many candidates some sources put before each, and what else they read of it."""
    candidates = made.candidates
    for source in _RANKED:
        ranks = candidates.ranks[:, candidates.sources.index(source)]
        made.set(f"{source}_rank", np.log1p(ranks))
    for reading in ("knn_votes", "knn_next", "knn_last", "knn_fresh"):
        made.set(reading, candidates.reading(reading))


def _trail(made: Vectors) -> None:
    """What the latest items say one by one."""
    model, candidates = made.model, made.candidates
    m, place, trail = len(candidates.items), candidates.place, made.query.trail
    latest = trail[:_LATEST]
    if not len(latest):
        return
    forward = model.transitions.between(latest, place, m)
    for row, feature in enumerate(("transitions_last", "transitions_second", "transitions_third")):
        if row < len(forward):
            made.set(feature, forward[row])
    made.set("transitions_most", forward.max(axis=0))
    made.set("next_last", model.next.between(latest[:1], place, m)[0])
    backward = model.backward.between(latest, place, m)
    made.set("backward_last", backward[0])
    made.set("backward", 2.0 ** (-np.arange(len(latest), dtype=np.float32) / 2) @ backward)
    pointed = model.factors.between(trail[:_LONG], candidates.items)
    made.set("factors_last", pointed[0])
    made.set("factors_most", pointed[: len(latest)].max(axis=0))
    made.set("factors_all", pointed.mean(axis=0))
    together = model.item_item.table.between(trail[:_LONG], place, m)
    made.set("item_item_last", together[0])
    made.set("item_item_all", together.sum(axis=0))


def _likeness(made: Vectors) -> None:
    """Closeness to what the person took last."""
    query, catalog, items = made.query, made.query.catalog, made.candidates.items
    made.set("closeness", closeness(query, items))
    made.set("pictures", query.profile.pictures.scores(catalog, items))
    latest = query.trail[:_LATEST]
    if not len(latest):
        return
    places, owner = gather(*catalog.facet_table(), items)
    kinds = catalog.facet_kinds()
    category, person = kinds == FACETS.index("category"), kinds == FACETS.index("person")

    def shared(trail: NDArray[np.int32], kind: NDArray[np.bool_]) -> Floats:
        held, _ = gather(*catalog.facet_table(), trail)
        counts = np.bincount(held, minlength=len(kinds)) * kind / len(trail)
        return np.bincount(owner, weights=counts[places], minlength=len(items)).astype(np.float32)

    own = np.bincount(owner, weights=category[places], minlength=len(items))
    own = np.maximum(own, 1).astype(np.float32)
    for feature, told in (("usual_now", stretch_of), ("usual_device", device_of)):
        then = query.taken_like_now(told)
        if len(then):
            more = shared(then, category) - shared(query.trail, category)
            made.set(feature, more / own * len(then) / (len(then) + _FEW_MOMENTS))
    made.set("same_category_last", shared(latest[:1], category) / own)
    made.set("same_category", shared(latest, category) / own)
    made.set("same_people", shared(latest, person))
    looked = _looked_at(query)
    if len(looked):
        made.set("looked_category", shared(looked, category) / own)
    _years(made, latest)


def _looked_at(query: Query) -> NDArray[np.int32]:
    """What was looked at in this visit and not taken, at least for the time of a glance."""
    profile, now_s = query.profile, query.now // 1000
    if not profile.sessions.read(now_s, 0.0):
        return np.zeros(0, np.int32)
    since, exposure = profile.sessions.started, profile.exposure.read(now_s, 0.0)
    looked = (
        i for i, one in exposure.items() if one.last >= since and one.visible_ms >= _LOOKED_MS
    )
    return query.catalog.indices(looked)


def _searched(made: Vectors) -> None:
    """The share of the words of a query that the candidate has, less for older queries: the most
    of the latest few."""
    query = made.query
    asked = query.profile.searches.latest(query.now // 1000, _QUERIES)
    words = [(set(folded(text).split()), fade) for text, fade in asked]
    words = [(typed, fade) for typed, fade in words if typed]
    if words:
        own = [query.catalog.words(index) for index in made.candidates.items.tolist()]
        best = [max(fade * len(typed & has) / len(typed) for typed, fade in words) for has in own]
        made.set("searched", np.array(best, np.float32))


def _years(made: Vectors, latest: NDArray[np.int32]) -> None:
    years = made.query.catalog.years().astype(np.float32)
    own, past = years[made.candidates.items], years[latest]
    dated = past[past > 0]
    if len(dated):
        known = own > 0
        made.set("years_apart_last", np.where(known, own - dated[0], np.nan))
        made.set("years_apart", np.where(known, np.abs(own - dated[:5].mean()), np.nan))


def _crowd(made: Vectors) -> None:
    """What others do with the candidate."""
    popularity, query, items = made.model.popularity, made.query, made.candidates.items
    made.set("here", popularity.here(query.context)[items])
    made.set("taken_by", popularity.logged()[items])
    made.set("slope", popularity.slope()[items])
    made.set("stars", popularity.stars()[items])
    made.set("age", np.log1p(popularity.age_days(query.now)[items]))


def _person(made: Vectors) -> None:
    """What else the person did with the candidate itself."""
    profile, now_s = made.query.profile, made.query.now // 1000
    made.fill("ranked", profile.lists.read(now_s, 0.0).items())
    exposure = profile.exposure.read(now_s, 0.0)
    days = ((i, max(now_s - seen.last, 0) / DAY_S) for i, seen in exposure.items())
    made.set("since_seen", _NEVER_DAYS)
    made.fill("since_seen", days)
    made.fill("dwell", ((i, float(np.log1p(seen.visible_ms))) for i, seen in exposure.items()))
    made.set("since_taken", _NEVER_DAYS)
    repeats = profile.repeats.read(now_s, 0.0)
    made.fill("times_taken", ((item, repeat.times) for item, repeat in repeats.items()))
    made.fill("taken_lately", ((i, repeat.lately(now_s)) for i, repeat in repeats.items()))
    made.fill("since_taken", ((i, repeat.days_since(now_s)) for i, repeat in repeats.items()))
    made.fill("due", ((i, repeat.due(now_s)) for i, repeat in repeats.items()))


def _moment(made: Vectors) -> None:
    """The same for all candidates: lets the ranker weigh the others by who and when."""
    query = made.query
    sessions, now_s = query.profile.sessions, query.now // 1000
    made.set("trail_length", float(np.log1p(len(query.trail))))
    away = max(now_s - sessions.last, 0) / DAY_S * 24 if sessions.events else _NEVER_DAYS
    made.set("hours_away", float(np.log1p(away)))
    made.set("in_session", float(np.log1p(sessions.read(now_s, 0.0))))
    made.set("hour", float(query.hour))
    made.set("weekday", float(query.weekday))
    made.set("device", float(DEVICES.index(query.device) if query.device in DEVICES else 4))
