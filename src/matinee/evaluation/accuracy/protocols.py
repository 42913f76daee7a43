"""Protocols: what may be learnt from, at which moments predictions are asked, and of what.

`leave-one-out`: each person's last take is predicted from all else (a published yardstick: counts
see what others did later). `time-split`: training ends at a moment T; each later take (or period)
is predicted with the profile folded forward up to it and nothing learnt after T. `new-users`:
strong generalisation; a fifth of the people is kept out of training, and the last fifth of each of
their histories is predicted from the first four.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from ...assignment import uniform
from ...errors import MatineeError
from ...learning import Spread, by_person, fit_model, gather, latest_takes
from ...ranking.train import Examples, together
from ...recommender import Recommender, RecommenderConfig
from ...records import Logged
from ...replay import Horizon, Sample, beginnings, outcomes_of
from ...retrieval.sequences import is_take
from .data import Data

PROTOCOLS = ("leave-one-out", "time-split", "new-users")
SHARES = (0.7, 0.8, 0.9)
FOLDS = 4
_RANKER_SHARE = 0.25
_KEPT_OUT = 0.2
_FOLDED_IN = 0.8
_MOST_MOMENTS = 40_000


class Split(Struct, frozen=True, eq=False):
    """One train/test split of a log.

    `train` may be learnt from; `replay` holds every event of the people who are asked about, up to
    their last moment; `asked` are the seqs at which a prediction is asked. `early` is the part of
    `train` that sources may know while the ranker learns from the rest (None: by folds of people).
    """

    name: str
    data: Data
    train: list[Logged]
    replay: list[Logged]
    asked: frozenset[int]
    horizon: Horizon
    early: list[Logged] | None = None

    def examples(
        self, config: RecommenderConfig, seed: int, spread: Spread, parts: int
    ) -> Examples:
        """What the ranker learns from, described by sources that know nothing of it."""
        if self.early is None:
            return _by_folds(self, config, seed, spread)
        return _by_time(self, config, seed, spread, parts)


def splits(data: Data, protocol: str, seed: int, shares: Sequence[float] = SHARES) -> list[Split]:
    """The splits of a protocol. Raises MatineeError if the log cannot be split so."""
    if len(data.log) < 50 or len({logged.user for logged in data.log}) < 2:
        raise MatineeError(
            f"This log has {len(data.log)} events of {len({one.user for one in data.log})} people: "
            "too little to hold some back and predict it. Import more first."
        )
    match protocol:
        case "leave-one-out":
            return [leave_one_out(data)]
        case "time-split":
            return time_splits(data, shares)
        case "new-users":
            return [new_users(data, seed)]
    raise MatineeError(f"There is no protocol {protocol!r}. Choose: {', '.join(PROTOCOLS)}.")


def validation(split: Split) -> Split:
    """A split of the training data alone, of the same kind, to choose settings on."""
    data = replace(split.data, log=split.train)
    if split.early is not None:
        end = split.early[-1].seq if split.early else 0
        return _at(data, end, split.name, shallow=True)
    if split.horizon.rest:
        return new_users(data, 1)
    return leave_one_out(data)


def leave_one_out(data: Data) -> Split:
    """The last take of everyone with three or more."""
    places: dict[int, list[int]] = {}
    for logged in data.log:
        if is_take(logged.event):
            places.setdefault(logged.user, []).append(logged.seq)
    last = {user: seqs[-1] for user, seqs in places.items() if len(seqs) > 2}
    train = [one for one in data.log if one.seq < last.get(one.user, one.seq + 1)]
    replay = [one for one in data.log if one.user in last and one.seq <= last[one.user]]
    return Split("leave-one-out", data, train, replay, frozenset(last.values()), Horizon())


def time_splits(data: Data, shares: Sequence[float] = SHARES) -> list[Split]:
    """Training ends after these shares of the takes; each split is asked up to the next one's T.

    Raises MatineeError where times are missing or all the same.
    """
    if not data.timed:
        raise MatineeError(f"{data.name} has no real times; use --protocol leave-one-out.")
    log = sorted(data.log, key=lambda one: (one.event.time, one.seq))
    log = [replace(one, seq=seq) for seq, one in enumerate(log, 1)]
    if log[0].event.time == log[-1].event.time:
        raise MatineeError("All events have the same time, so none is later: time-split cannot be.")
    data = replace(data, log=log)
    takes = [one.seq for one in log if is_take(one.event)]
    if len(takes) < 50:
        raise MatineeError(f"Only {len(takes)} takes are in this log; import more first.")
    ends = [_week_end(log, takes[int(share * len(takes))], data.horizon) for share in shares]
    found = []
    for end, until, share in zip(ends, [*ends[1:], log[-1].seq], shares, strict=True):
        split = _at(data, end, f"T at {share:.0%}", until)
        if split.asked:
            found.append(split)
    if not found:
        raise MatineeError("Nothing was taken after the split that could be predicted.")
    return found


def _week_end(log: list[Logged], seq: int, horizon: Horizon) -> int:
    """`seq`, moved back to the end of the period before, so that no period is cut in two."""
    if not horizon.days:
        return seq
    width = int(horizon.days * 86_400_000)
    start = log[seq - 1].event.time // width * width
    return sum(one.event.time < start for one in log)


def _at(
    data: Data, end: int, name: str, until: int | None = None, *, shallow: bool = False
) -> Split:
    """Training ends with seq `end`; asked from there until seq `until`."""
    log, horizon = data.log, data.horizon
    train = [one for one in log if one.seq <= end]
    if not train:
        return Split(name, data, [], [], frozenset(), horizon, [])
    early_end = _week_end(log, train[int((1 - _RANKER_SHARE) * len(train))].seq, horizon)
    asked = frozenset(
        one.seq for one in log if end < one.seq <= (until or log[-1].seq) and is_take(one.event)
    )
    asked = thinned(beginnings(log, asked, horizon), 4_000 if shallow else _MOST_MOMENTS)
    people = {one.user for one in log if one.seq in asked}
    replay = [one for one in log if one.user in people and one.seq <= (until or log[-1].seq)]
    early = [one for one in train if one.seq <= early_end]
    return Split(name, data, train, replay, asked, horizon, early)


def thinned(asked: frozenset[int], most: int) -> frozenset[int]:
    """An even share of too many moments, the same each time."""
    if len(asked) <= most:
        return asked
    share = most / len(asked)
    return frozenset(seq for seq in asked if uniform("asked", str(seq)) < share)


def new_users(data: Data, seed: int) -> Split:
    """People kept out of training, the last fifth of whose histories is predicted."""
    out = {u for u in {one.user for one in data.log} if uniform(f"out {seed}", str(u)) < _KEPT_OUT}
    train = [one for one in data.log if one.user not in out]
    replay = [one for one in data.log if one.user in out]
    takes: dict[int, list[int]] = {}
    for one in replay:
        if is_take(one.event):
            takes.setdefault(one.user, []).append(one.seq)
    asked = frozenset(s[int(_FOLDED_IN * len(s))] for s in takes.values() if len(s) >= 5)
    if not asked or not train:
        raise MatineeError("Too few people have five takes or more; new-users cannot be asked.")
    return Split("new-users", data, train, replay, asked, Horizon(rest=True))


def _by_folds(split: Split, config: RecommenderConfig, seed: int, spread: Spread) -> Examples:
    """Each fold of people is described by sources fitted on the others: no own count leaks."""
    catalog, horizon = split.data.catalog, Horizon()
    wanted = latest_takes(split.train, config.ranking.moments_a_person, horizon)
    sample = Sample(wanted, horizon, outcomes_of(split.train))

    def fold(number: int) -> Examples:
        others = [one for one in split.train if one.user % FOLDS != number]
        model = fit_model(others, catalog, config.retrieval)
        recommender = Recommender(catalog, model, config)
        own = [one for one in split.train if one.user % FOLDS == number]
        return gather(recommender, own, sample, seed * FOLDS + number)

    return together(spread(fold, range(FOLDS)))


def _by_time(
    split: Split, config: RecommenderConfig, seed: int, spread: Spread, parts: int
) -> Examples:
    """Sources know the early part only; the ranker learns from the moments after it."""
    early = split.early or []
    model = fit_model(early, split.data.catalog, config.retrieval, spread)
    recommender = Recommender(split.data.catalog, model, config)
    after = early[-1].seq if early else 0
    most = 10 * config.ranking.moments_a_person
    latest = latest_takes(split.train, most, split.horizon, after)
    wanted = thinned(beginnings(split.train, latest, split.horizon), _MOST_MOMENTS)
    sample = Sample(wanted, split.horizon, outcomes_of(split.train))
    cut = by_person(split.train, parts)
    return together(spread(lambda part: gather(recommender, part, sample, seed), cut))
