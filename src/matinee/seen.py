"""Examples from pages that were served: what was seen and taken beside what was seen and passed by.

Their vectors were captured when the page was made, so nothing about them is reconstructed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

import numpy as np

from .outcomes import OutcomesConfig, judge
from .outcomes.places import kind_rates, places_of
from .page import UNLEARNT, Learnt, learn
from .page.sights import count
from .ranking import FEATURES, RankingConfig
from .ranking.captured import FEATURES_ID
from .ranking.train import Examples, Gathering, Taken
from .storage.base import Captured, Evidence

Seen = Callable[[int], Examples]
"""Examples from the pages served before a time (ms)."""


def nothing_seen(before: int) -> Examples:
    """No page was served yet."""
    return Gathering(RankingConfig(), 0).examples()


def seen_examples(
    captured: Iterable[tuple[Captured, Evidence]],
    before: int,
    now: int,
    config: OutcomesConfig,
    learnt: Learnt = UNLEARNT,
) -> Examples:
    """One group for each page of which something seen was taken and something was not.

    Pages served at `before` (ms) or later, and vectors of other features than today's, are left
    out; outcomes are judged as of `now`. A page weighs as one over the chance that what was taken
    was looked at where it stood, so that a good place teaches nothing about what stands there
    (Joachims, Swaminathan & Schnabel, "Unbiased Learning-to-Rank with Biased Feedback", WSDM 2017,
    eq. 4; weights are at most 5).
    """
    gathering = Gathering(RankingConfig(), 0)
    usable = (one for one in captured if one[0].features == FEATURES_ID and one[0].time < before)
    for _, places in groupby(usable, key=lambda one: one[0].page_id):
        vectors, page = zip(*places, strict=True)
        outcomes = [_taken(one, now, config) for one in page]
        if any(outcomes) and not all(outcomes):
            x = np.frombuffer(b"".join(one.body for one in vectors), np.float32)
            weight = _weight(zip(page, outcomes, strict=True), learnt)
            gathering.add(x.reshape(len(page), len(FEATURES)), outcomes, weight)
    return gathering.examples()


def learnt_of_pages(
    evidence: Callable[[], Iterable[Evidence]], now: int, config: OutcomesConfig
) -> Learnt:
    """The attention of places, from what was clicked or taken of swapped pairs; how often they came
    into view; and what kinds of row are worth, from what was taken of what was seen.

    Reads the evidence three times.
    """
    attention = learn(
        (one.device, one.swap, one.row, one.column)
        for one in evidence()
        if one.swap and (one.clicked or judge(one, now, config).take)
    )
    sights = count((one.device, one.page_id, one.row, one.column) for one in evidence() if one.seen)
    return Learnt(attention, kind_rates(places_of(evidence(), now, config)), sights)


def _weight(page: Iterable[tuple[Evidence, Taken | None]], learnt: Learnt) -> float:
    """The mean over what was taken of one over the chance that it was looked at."""
    weights = [
        1 / learnt.looked_at(one.device, one.row, one.column)
        for one, taken in page
        if taken is not None
    ]
    return sum(weights) / len(weights)


def _taken(evidence: Evidence, now: int, config: OutcomesConfig) -> Taken | None:
    """What became of a take, None where there was none; a rating says that it was one."""
    outcome = judge(evidence, now, config)
    if evidence.hidden or not (outcome.take or evidence.stars is not None):
        return None
    rated = evidence.stars is not None
    regretted = outcome.disliked if rated else outcome.abandoned or None
    return Taken(
        finished=outcome.finished if outcome.take else None,
        liked=outcome.liked if rated else None,
        regretted=regretted,
    )
