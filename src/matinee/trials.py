"""Trials: contenders predict the same latest takes; who is used, and whether they serve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from msgspec import Struct

from .learning import proposed
from .ranking import Ranker
from .ranking.train import Grown
from .recommender import Recommender
from .records import Logged
from .replay import Horizon, Moment, Sample, moments

FEWEST_TRIED = 100
"""With fewer moments to judge on, nothing is said to be better than the hand weights."""


class Trial(Struct, frozen=True):
    """NDCG@10 of each contender on the same latest moments, and which is chosen."""

    metrics: dict[str, float]
    use_ranker: bool
    serve: bool
    decision: str


def untried(why: str) -> Trial:
    """Nothing could be compared."""
    return Trial({}, use_ranker=False, serve=True, decision=why)


def gain(contender: Recommender, moment: Moment, horizon: Horizon) -> float:
    """NDCG@10 of the one target: 1 / log2(place + 1), 0 beyond the tenth place."""
    query, candidates, (place,) = proposed(contender, moment, horizon)
    if place < 0:
        return 0.0
    scores = contender.score(query, candidates).scores
    # Ties go by place, as on a page: a ranker that tells nothing apart wins nothing.
    mine = scores[place]
    rank = int((scores > mine).sum()) + int((scores[:place] == mine).sum()) + 1
    return float(1 / np.log2(rank + 1)) if rank <= 10 else 0.0


def contenders_of(
    fresh: Recommender, grown: Grown, serving: Recommender | None, *, blind: bool
) -> dict[str, Recommender]:
    """The hand weights and the ranker over fresh sources, and what serves now.

    Unless the serving sources are `blind` to the latest takes they would know the answers: then
    only the trees compete.
    """

    def over_fresh(ranker: Ranker | None) -> Recommender:
        return Recommender(fresh.catalog, fresh.model, fresh.config, ranker)

    found = {"hand": over_fresh(None)}
    if grown.ranker is not None:
        found["ranker"] = over_fresh(grown.ranker)
    if serving is not None:
        found["serving"] = serving if blind else over_fresh(serving.ranker)
    return found


def gains(
    log: Iterable[Logged], sample: Sample, contenders: dict[str, Recommender]
) -> Iterator[dict[str, float]]:
    """What each contender gained at each moment, and whose moment it was ("user")."""
    config = contenders["hand"].config.profiles
    for moment in moments(log, config.behaviour_half_life_days, sample):
        gained = {
            name: gain(contender, moment, sample.horizon) for name, contender in contenders.items()
        }
        yield gained | {"user": float(moment.profile.user)}


def judge(tried: list[dict[str, float]]) -> Trial:
    """The ranker is used if it is not worse than the hand weights; the better of the two is served
    if it is not worse than what serves now.

    "Not worse": the mean difference over people is not below zero by over 1.64 standard errors.
    """
    names = [name for name in tried[0] if name != "user"]
    metrics = {name: round(float(np.mean([one[name] for one in tried])), 5) for name in names}
    metrics["moments"] = float(len(tried))
    use_ranker = "ranker" in names and metrics["ranker"] >= metrics["hand"]
    chosen = "ranker" if use_ranker else "hand"
    what = f"NDCG@10 {metrics[chosen]:.4f} on the latest {len(tried):,} takes"
    if "serving" not in names:
        return Trial(metrics, use_ranker, serve=True, decision=f"{what}; nothing served before")
    serve = not _worse(tried, chosen, "serving")
    words = "not worse than" if serve else "worse than"
    decision = f"{what}, {words} the serving model's {metrics['serving']:.4f}"
    return Trial(metrics, use_ranker, serve, decision)


def _worse(tried: list[dict[str, float]], one: str, other: str) -> bool:
    people = np.unique([row["user"] for row in tried], return_inverse=True)[1]
    differences = np.array([row[one] - row[other] for row in tried])
    means = np.bincount(people, differences) / np.bincount(people)
    error = float(means.std(ddof=1) / np.sqrt(len(means))) if len(means) > 1 else 0.0
    return float(means.mean()) < -1.64 * error - 1e-12
