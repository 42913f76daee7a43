"""Ranking: one vector builder, one score."""

from .config import RankingConfig
from .features import FEATURES, GROUPS, vectors
from .ranker import Ranker
from .score import Scored, score

__all__ = ["FEATURES", "GROUPS", "Ranker", "RankingConfig", "Scored", "score", "vectors"]
