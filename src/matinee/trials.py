"""Trials: contenders predict the same latest takes; who is used, and whether they serve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from msgspec import Struct

from .learning import allowed_at
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


class Contender(Struct, frozen=True, eq=False):
    """Sources, and the ranker over them (None: the hand weights)."""

    sources: Recommender
    ranker: Ranker | None

    def gain(self, moment: Moment, horizon: Horizon) -> float:
        """NDCG@10 of the one target: 1 / log2(place + 1), 0 beyond the tenth place."""
        event, base = moment.event, self.sources
        query = base.query(moment.profile, event.time, event.device, event.offset_min)
        candidates = base.candidates(query, allowed_at(query, horizon))
        index = base.catalog.index_of(event.item or "")
        place = -1 if index is None else int(candidates.place[index])
        if place < 0:
            return 0.0
        with_ranker = Recommender(base.catalog, base.model, base.config, self.ranker)
        scores = with_ranker.score(query, candidates).scores
        # Ties go by place, as on a page: a ranker that tells nothing apart wins nothing.
        mine = scores[place]
        rank = int((scores > mine).sum()) + int((scores[:place] == mine).sum()) + 1
        return float(1 / np.log2(rank + 1)) if rank <= 10 else 0.0


def contenders_of(
    fresh: Recommender, grown: Grown, serving: Recommender | None, *, blind: bool
) -> dict[str, Contender]:
    """The hand weights and the ranker over fresh sources, and what serves now.

    Unless the serving sources are `blind` to the latest takes they would know the answers: then
    only the trees compete.
    """
    found: dict[str, Contender] = {"hand": Contender(fresh, None)}
    if grown.ranker is not None:
        found["ranker"] = Contender(fresh, grown.ranker)
    if serving is not None:
        found["serving"] = Contender(serving if blind else fresh, serving.ranker)
    return found


def gains(
    log: Iterable[Logged], sample: Sample, contenders: dict[str, Contender]
) -> Iterator[dict[str, float]]:
    """What each contender gained at each moment, and whose moment it was ("user")."""
    config = contenders["hand"].sources.config.profiles
    for moment in moments(log, config.behaviour_half_life_days, sample):
        gains = {name: one.gain(moment, sample.horizon) for name, one in contenders.items()}
        yield gains | {"user": float(moment.profile.user)}


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
