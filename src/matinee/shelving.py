"""From a request to the scored candidates: who asks and when, what may be shown, what is fresh."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .artwork import ArtworkConfig
from .catalog import Filter
from .page import UNLEARNT, Learnt, PageConfig, Shelf, left_of, steered, turned_over
from .profiles import Profile
from .ranking import Scored
from .recommender import Recommender, RecommenderConfig
from .retrieval import Candidates, Found, Query, merge

_UNKNOWN_SHOWN = 1_000


class Request(Struct, frozen=True):
    """What a page is asked for. `now` is in ms since 1970, `offset_min` makes it local."""

    user_id: str
    now: int
    device: str = "other"
    offset_min: int = 0
    rows: int | None = None
    columns: int | None = None
    country: str | None = None
    person: str = ""
    """The id that they are known by for good, where it is another: the account's."""


class HomeConfig(RecommenderConfig, frozen=True):
    """The settings of the stages that a page passes through."""

    page: PageConfig = PageConfig()
    artwork: ArtworkConfig = ArtworkConfig()


class Shelves:
    """Fills shelves with scored candidates."""

    def __init__(
        self, recommender: Recommender, config: PageConfig, learnt: Learnt = UNLEARNT
    ) -> None:
        self._cells = learnt.cells
        self._recommender = recommender
        self._catalog = recommender.catalog
        self._config = config

    def query(self, profile: Profile, request: Request) -> Query:
        """The question to ask of the sources for a person now."""
        return self._recommender.query(profile, request.now, request.device, request.offset_min)

    def fill(
        self,
        query: Query,
        request: Request,
        found: Sequence[Found],
        extra: Sequence[NDArray[np.int32]] = (),
        wanted: Filter | None = None,
    ) -> tuple[Shelf, Scored]:
        """The scored candidates: what was found and `extra`, within what is available and wanted.

        Where hardly anything was found, there is more of the catalogue among them.
        """
        config, profile = self._config, query.profile
        allowed, more = self._allowed(profile, request, wanted), list(extra)
        if wanted is not None:
            more.append(np.flatnonzero(allowed).astype(np.int32))
        elif sum(len(proposal.items) for proposal in found) < config.rows * config.columns:
            # Little is known yet of what people take: show what there is, to learn from it.
            more.append(np.flatnonzero(allowed)[:_UNKNOWN_SHOWN].astype(np.int32))
        candidates = merge(found, allowed, more)
        scored = self._recommender.score(query, candidates)
        left = left_of(query, candidates, config.half_after)
        worth = left * steered(self._cells, query, candidates.items, config.steer_most)
        scores = turned_over(scored.scores, worth, config.gain_scale)
        shelf = Shelf(query, candidates, scores, self._fresh(profile, candidates), left)
        return shelf, scored

    def _allowed(
        self, profile: Profile, request: Request, wanted: Filter | None
    ) -> NDArray[np.bool_]:
        allowed = self._catalog.available(request.now, request.country)
        allowed[self._catalog.indices(profile.opinions.hidden)] = False
        if wanted is not None and (mask := wanted.mask(self._catalog)) is not None:
            allowed &= mask
        return allowed

    def _fresh(self, profile: Profile, candidates: Candidates) -> NDArray[np.bool_]:
        fresh = np.ones(len(candidates.items), bool)
        if not self._config.repeat_seen:
            for seen in (profile.opinions.rated, profile.watching.items, profile.lists.bought):
                fresh[candidates.places(self._catalog.indices(seen))] = False
        # Who has had everything may have all of it again.
        return fresh if fresh.any() else ~fresh
