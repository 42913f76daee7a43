"""Protocols: what may be learnt from, at which moments predictions are asked, and of what.

`leave-one-out`: each person's last take is predicted from all else (a published yardstick: counts
see what others did later). `time-split`: training ends at a moment T; each later take (or period)
is predicted with the profile folded forward up to it and nothing learnt after T. `new-users`:
strong generalisation; a fifth of the people is kept out of training, and the last fifth of each of
their histories is predicted from the first four.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from ...assignment import uniform
from ...errors import MatineeError
from ...learning import Spread, by_person, fit_model, gather, latest_takes
from ...packed import PackedLog
from ...ranking.train import Examples, together
from ...recommender import Recommender, RecommenderConfig
from ...replay import Horizon, Sample, beginnings, outcomes_of
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
    train: PackedLog
    replay: PackedLog
    asked: frozenset[int]
    horizon: Horizon
    early: PackedLog | None = None

    def examples(
        self, config: RecommenderConfig, seed: int, spread: Spread, parts: int
    ) -> Examples:
        """What the ranker learns from, described by sources that know nothing of it."""
        if self.early is None:
            return _by_folds(self, config, seed, spread)
        return _by_time(self, config, seed, spread, parts)


def splits(data: Data, protocol: str, seed: int, shares: Sequence[float] = SHARES) -> list[Split]:
    """The splits of a protocol. Raises MatineeError if the log cannot be split so."""
    people = len(np.unique(data.log.users))
    if len(data.log) < 50 or people < 2:
        raise MatineeError(
            f"This log has {len(data.log)} events of {people} people: "
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
        end = int(split.early.seqs.max(initial=0))
        return _at(data, end, split.name, shallow=True)
    if split.horizon.rest:
        return new_users(data, 1)
    return leave_one_out(data)


def leave_one_out(data: Data) -> Split:
    """The last take of everyone with three or more."""
    log = data.log
    people, person = np.unique(log.users, return_inverse=True)
    enough = np.bincount(person[log.takes], minlength=len(people)) > 2
    last = np.zeros(len(people), np.int64)
    np.maximum.at(last, person[log.takes], log.seqs[log.takes])
    end = last[person]
    train = log.only(~enough[person] | (log.seqs < end))
    replay = log.only(enough[person] & (log.seqs <= end))
    asked = frozenset(last[enough].tolist())
    return Split("leave-one-out", data, train, replay, asked, Horizon())


def time_splits(data: Data, shares: Sequence[float] = SHARES) -> list[Split]:
    """Training ends after these shares of the takes; each split is asked up to the next one's T.

    Raises MatineeError where times are missing or all the same.
    """
    if not data.timed:
        raise MatineeError(f"{data.name} has no real times; use --protocol leave-one-out.")
    log = data.log.in_time()
    if log.times[0] == log.times[-1]:
        raise MatineeError("All events have the same time, so none is later: time-split cannot be.")
    data = replace(data, log=log)
    takes = log.seqs[log.takes]
    if len(takes) < 50:
        raise MatineeError(f"Only {len(takes)} takes are in this log; import more first.")
    ends = [_week_end(log, int(takes[int(share * len(takes))]), data.horizon) for share in shares]
    found = []
    for end, until, share in zip(ends, [*ends[1:], len(log)], shares, strict=True):
        split = _at(data, end, f"T at {share:.0%}", until)
        if split.asked:
            found.append(split)
    if not found:
        raise MatineeError("Nothing was taken after the split that could be predicted.")
    return found


def _week_end(log: PackedLog, seq: int, horizon: Horizon) -> int:
    """`seq`, moved back to the end of the period before, so that no period is cut in two."""
    if not horizon.days:
        return seq
    width = int(horizon.days * 86_400_000)
    start = log.times[seq - 1] // width * width
    return int((log.times < start).sum())


def _at(
    data: Data, end: int, name: str, until: int | None = None, *, shallow: bool = False
) -> Split:
    """Training ends with seq `end`; asked from there until seq `until`."""
    log, horizon = data.log, data.horizon
    train = log.only(log.seqs <= end)
    if not len(train):
        return Split(name, data, train, train, frozenset(), horizon, train)
    early_end = _week_end(log, int(train.seqs[int((1 - _RANKER_SHARE) * len(train))]), horizon)
    until = until or int(log.seqs[-1])
    later = (log.seqs > end) & (log.seqs <= until)
    asked = frozenset(log.seqs[later & log.takes].tolist())
    asked = thinned(beginnings(log, asked, horizon), 4_000 if shallow else _MOST_MOMENTS)
    people = np.unique(log.users[np.isin(log.seqs, np.fromiter(asked, np.int64))])
    replay = log.only(np.isin(log.users, people) & (log.seqs <= until))
    return Split(name, data, train, replay, asked, horizon, train.only(train.seqs <= early_end))


def thinned(asked: frozenset[int], most: int) -> frozenset[int]:
    """An even share of too many moments, the same each time."""
    if len(asked) <= most:
        return asked
    share = most / len(asked)
    return frozenset(seq for seq in asked if uniform("asked", str(seq)) < share)


def new_users(data: Data, seed: int) -> Split:
    """People kept out of training, the last fifth of whose histories is predicted."""
    log = data.log
    everyone = np.unique(log.users).tolist()
    out = [user for user in everyone if uniform(f"out {seed}", str(user)) < _KEPT_OUT]
    replay = log.of_users(out)
    train = log.of_users(set(everyone) - set(out))
    takes: dict[int, list[int]] = {}
    for user, seq in zip(
        replay.users[replay.takes].tolist(), replay.seqs[replay.takes].tolist(), strict=True
    ):
        takes.setdefault(user, []).append(seq)
    asked = frozenset(s[int(_FOLDED_IN * len(s))] for s in takes.values() if len(s) >= 5)
    if not asked or not len(train):
        raise MatineeError("Too few people have five takes or more; new-users cannot be asked.")
    return Split("new-users", data, train, replay, asked, Horizon(rest=True))


def _by_folds(split: Split, config: RecommenderConfig, seed: int, spread: Spread) -> Examples:
    """Each fold of people is described by sources fitted on the others: no own count leaks."""
    catalog, horizon = split.data.catalog, Horizon()
    wanted = latest_takes(split.train, config.ranking.moments_a_person, horizon)
    sample = Sample(wanted, horizon, outcomes_of(split.train))

    def fold(number: int) -> Examples:
        mine = split.train.users % FOLDS == number
        model = fit_model(split.train.only(~mine), catalog, config.retrieval)
        recommender = Recommender(catalog, model, config)
        own = split.train.only(mine)
        return gather(recommender, own, sample, seed * FOLDS + number)

    return together(spread(fold, range(FOLDS)))


def _by_time(
    split: Split, config: RecommenderConfig, seed: int, spread: Spread, parts: int
) -> Examples:
    """Sources know the early part only; the ranker learns from the moments after it."""
    early = split.train[:0] if split.early is None else split.early
    model = fit_model(early, split.data.catalog, config.retrieval, spread)
    recommender = Recommender(split.data.catalog, model, config)
    after = int(early.seqs.max(initial=0))
    most = 5 * config.ranking.moments_a_person
    latest = latest_takes(split.train, most, split.horizon, after)
    wanted = thinned(beginnings(split.train, latest, split.horizon), _MOST_MOMENTS)
    sample = Sample(wanted, split.horizon, outcomes_of(split.train))
    cut = by_person(split.train, parts)
    return together(spread(lambda part: gather(recommender, part, sample, seed), cut))
