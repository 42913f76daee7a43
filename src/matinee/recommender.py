"""Retrieval and ranking in one: the same steps for a page, a list, for training and a bench."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .catalog import Catalog
from .profiles import Profile, ProfilesConfig
from .ranking import Ranker, RankingConfig, Scored, glance, hand_score, rescored, vectors
from .ranking.features import GROUP_OF
from .retrieval import Candidates, Found, Query, RetrievalConfig, merge
from .retrieval.base import Indices, foremost
from .retrieval.model import Model


class RecommenderConfig(Struct, frozen=True):
    """The settings of the stages that a ranking passes through."""

    profiles: ProfilesConfig = ProfilesConfig()
    retrieval: RetrievalConfig = RetrievalConfig()
    ranking: RankingConfig = RankingConfig()


class Recommender:
    """Finds candidates for a person and scores them."""

    def __init__(
        self,
        catalog: Catalog,
        model: Model,
        config: RecommenderConfig | None = None,
        ranker: Ranker | None = None,
    ) -> None:
        self.catalog = catalog
        self.model = model
        self.config = config or RecommenderConfig()
        self.ranker = ranker

    def query(
        self, profile: Profile, now: int, device: str = "other", offset_min: int = 0
    ) -> Query:
        """The question to ask for a person as they are known now."""
        return Query.of(
            profile,
            self.catalog,
            self.config.profiles,
            now=now,
            device=device,
            offset_min=offset_min,
        )

    def find(self, query: Query) -> list[Found]:
        """What each source proposes, those that are done without aside."""
        most, without = self.config.retrieval.per_source, self.config.ranking.without
        return [
            source.find(query, 0 if GROUP_OF[source.name] in without else most)
            for source in self.model.sources
        ]

    def candidates(
        self,
        query: Query,
        allowed: NDArray[np.bool_],
        extra: Sequence[Indices] = (),
    ) -> Candidates:
        """The union of all proposals and `extra`, within what is allowed (n,)."""
        return merge(self.find(query), allowed, extra)

    def vectors(self, query: Query, candidates: Candidates) -> NDArray[np.float32]:
        """What is known of each candidate; shape (m, features)."""
        return vectors(query, candidates, self.model, *self._reading())

    def by_hand(self, query: Query, candidates: Candidates) -> tuple[Scored, Indices]:
        """The hand-weighted score of each candidate, and the places worth a closer look."""
        ranking = self.config.ranking
        scored = hand_score(glance(query, candidates, self.model, *self._reading()), ranking)
        return scored, foremost(scored.scores, ranking.rerank)

    def score(self, query: Query, candidates: Candidates) -> Scored:
        """Each candidate's score and what gave it."""
        by_hand, first = self.by_hand(query, candidates)
        if self.ranker is None:
            return by_hand
        x = self.vectors(query, candidates.only(first))
        return rescored(by_hand, first, x, self.ranker, self.config.ranking)

    def _reading(self) -> tuple[int, tuple[str, ...]]:
        return self.config.profiles.ignored_after, self.config.ranking.without


def unseen(query: Query, allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """`allowed` without what the person took, rated or hid."""
    profile, mask = query.profile, allowed.copy()
    for seen in (
        profile.opinions.rated,
        profile.opinions.hidden,
        profile.watching.items,
        profile.lists.bought,
    ):
        mask[query.catalog.indices(seen)] = False
    mask[query.trail] = False
    return mask
