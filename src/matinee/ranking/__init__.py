"""Ranking: one vector builder, one score."""

from .features import FEATURES, vectors
from .score import RankingConfig, Scored, score

__all__ = ["FEATURES", "RankingConfig", "Scored", "score", "vectors"]
