"""Ranking: one vector builder, one score."""

from .config import RankingConfig
from .features import FEATURES, GROUPS, glance, vectors
from .ranker import Ranker
from .score import Scored, hand_score, rescored

__all__ = [
    "FEATURES",
    "GROUPS",
    "Ranker",
    "RankingConfig",
    "Scored",
    "glance",
    "hand_score",
    "rescored",
    "vectors",
]
