"""What a picture earned: from the evidence of its place to the reward that the bandit learns from.

A click is no merit: who was lured by a picture and left within minutes counts against it. That is
believed at once and taken back when they stay after all, tomorrow or in a week.
"""

from __future__ import annotations

from collections.abc import Callable

from ..artwork import Bandit
from ..storage.base import Evidence
from .satisfaction import OutcomesConfig, is_kept, judge


class PictureLearning:
    """Tells the bandit, and `others`, what became of what was seen."""

    def __init__(
        self,
        bandit: Bandit,
        config: OutcomesConfig,
        others: Callable[[Evidence, float | None, float], None] = lambda *_told: None,
    ) -> None:
        """`others` are told the evidence, its reward before (None: it was not seen) and now."""
        self._bandit = bandit
        self._config = config
        self._others = others

    def learn(self, before: Evidence | None, after: Evidence) -> None:
        """Take in a change of evidence; `before` is None where there was none."""
        if after.picture is None or not after.seen:
            return
        was = self.reward(before) if before is not None and before.seen else None
        now = self.reward(after)
        self._bandit.observe(after.picture, was, now)
        self._others(after, was, now)

    def reward(self, evidence: Evidence) -> float:
        """1 for who stayed or bought, less than 0 for who was lost, 0 for who passed by (in takes).

        Between the first minutes and being abandoned it is 0: not known yet.
        """
        lost = -self._bandit.config.lost_viewer
        outcome = judge(evidence, evidence.served, self._config)
        if outcome.disliked or evidence.hidden:
            return lost
        if outcome.finished or evidence.purchased or is_kept(evidence, self._config):
            return 1.0
        return lost if evidence.first_play is not None and not outcome.take else 0.0
