"""The composition, readable top to bottom: profile -> retrieve -> rank -> arrange -> dress.

Pure but for the profile it reads: the time comes with the request, chance from hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from .artwork import Bandit, Gallery, Picked
from .assignment import time_bucket
from .catalog import Filter
from .dressing import Dressing, iso, listed, new_page_id, seed_of
from .errors import NotFound
from .hanging import Hanging
from .page import (
    NO_CHANCES,
    OWN_KINDS,
    UNLEARNT,
    WEEK_MS,
    Arranged,
    Chances,
    Editors,
    Inputs,
    Learnt,
    RowCandidate,
    Shelf,
    Tosses,
    arrange,
    by_chance,
    inputs_for,
    row_candidates,
)
from .page.arrange import continuation
from .page.policies import category_rows, popularity_rows
from .profiles import Profile
from .ranking import Scored
from .ranking.captured import Described
from .recommender import Recommender
from .records import Candidate, Decision, Page, Row
from .retrieval import Candidates
from .retrieval.base import best
from .search import NOTHING, POPULAR, TextMatch
from .shelving import HomeConfig, Request, Shelves

Rival = Callable[[Shelf], list[int]]
"""Another ranker's order of the top picks, as places on a shelf."""
_SEARCHED = 40
"""Items considered for the row of a search."""


class Ranking(Struct, frozen=True, eq=False):
    """The scored candidates of a person, and every row they could make."""

    shelf: Shelf
    scored: Scored
    rows: list[RowCandidate]
    inputs: Inputs


class Home:
    """Makes pages, rows and lists for people from their profiles."""

    def __init__(  # noqa: PLR0917
        self,
        recommender: Recommender,
        config: HomeConfig | None = None,
        salt: bytes = b"",
        text: TextMatch | None = None,
        learnt: Learnt = UNLEARNT,
        gallery: Gallery | None = None,
    ) -> None:
        """Without `text` no row is made of what somebody searched for."""
        self.recommender = recommender
        self.catalog = recommender.catalog
        self.model = recommender.model
        self._salt = salt
        self.config = config or HomeConfig()
        self._text = text
        self.learnt = learnt
        gallery = gallery or Gallery(self.catalog, Bandit(self.config.artwork))
        self.pictures = Hanging(self.catalog, gallery, self.config, salt)
        self._shelves = Shelves(recommender, self.config.page, learnt)
        self._editors = Editors(self.config.page.editors)

    def under(self, config: HomeConfig) -> Home:
        """One over the same model and with the same knowledge, by other settings."""
        recommender = Recommender(self.catalog, self.model, config, self.recommender.ranker)
        gallery, is_same = self.pictures.gallery, config.artwork == self.config.artwork
        gallery = gallery if is_same else gallery.under(config.artwork)
        return Home(recommender, config, self._salt, self._text, self.learnt, gallery)

    def page(
        self, profile: Profile, request: Request, rival: Rival | None = None
    ) -> tuple[Page, Decision, Described]:
        """The page for a person now, the decision to be logged, and what it was ranked by; with a
        `rival` its top picks are mixed with the page's."""
        ranking = self.rank(profile, request)
        config = self.config.page
        size = request.rows or config.rows, request.columns or config.columns
        seed, arranged = self.seed(request), self._arranged(ranking, size)
        week = seed_of(
            request.person or request.user_id, self._salt, time_bucket(request.now, WEEK_MS)
        )
        picks = rival(ranking.shelf) if rival else None
        arranged, chances = by_chance(arranged, ranking.shelf, Tosses(seed, week, picks), config)
        answer = new_page_id(request.now), 0, seed, request.country
        pictures = self.pictures.on(
            ranking.shelf, [p for row in arranged for p in row.places], request
        )
        dressing = self._dressing(answer, ranking, pictures, chances)
        rows = [dressing.row(row, position) for position, row in enumerate(arranged)]
        page = Page(
            page_id=dressing.page_id,
            user_id=request.user_id,
            device=request.device,
            generated_at=iso(request.now),
            model_version=self.model.version,
            rows=rows,
        )
        return page, dressing.decision(rows, self.model.version), dressing.described()

    def _arranged(self, ranking: Ranking, size: tuple[int, int]) -> list[Arranged]:
        """The rows of a page by the policy of the settings."""
        config, shelf = self.config.page, ranking.shelf
        match config.policy:
            case "popular":
                return popularity_rows(shelf, self.model, *size)
            case "categories":
                return category_rows(shelf, self.model, ranking.inputs, *size)
        arranged = arrange(ranking.rows, shelf, size, config, self.learnt)
        if all(row.row.kind in OWN_KINDS for row in arranged):
            # So few titles are left that no row is long enough: better a short one than none.
            short = replace(config, shortest_row=1)
            arranged = arrange(ranking.rows, shelf, size, short, self.learnt)
        return arranged

    def more(
        self, profile: Profile, request: Request, parts: Sequence[Decision], start: tuple[int, int]
    ) -> tuple[Row, Decision | None, Described]:
        """More of a row from `start`, its (row, column), on; never an item the page already has.

        With the decision and what it was ranked by, as for a page; what was served from there
        before is served again, and not logged again (None). Raises
        NotFound if no row of the page goes on there.
        """
        page, (position, first_column) = parts[0], start
        rows = [row for part in parts for row in part.rows if row.position == position]
        if first_column not in {row.first_column + len(row.items) for row in rows}:
            raise NotFound("No row of this page goes on there; use its `next`.", field="next")
        request = replace(request, device=page.device, country=page.country)
        again = next((row for row in rows if row.first_column == first_column), None)
        served_before = [item.item for item in again.items] if again else []
        ranking = self.rank(profile, request, served_before)
        row = next((row for row in ranking.rows if row.row_id == rows[0].row_id), None)
        if row is None:
            raise NotFound("This row has nothing more to show; ask for a new page.", field="next")
        candidates = ranking.shelf.candidates
        gone: list[int] = []
        if again is not None:
            indices = self.catalog.indices(served_before)
            places = candidates.places(indices).tolist()
            left = candidates.place[indices] >= 0
            gone = (np.flatnonzero(~left) + first_column).tolist()
            more = bool(continuation(row, self._served(candidates, parts), 1)[0])
        else:
            columns = request.columns or self.config.page.columns
            places, more = continuation(row, self._served(candidates, parts), columns)
        answer = page.page_id, parts[-1].part + 1, page.seed, page.country
        pictures = self.pictures.on(ranking.shelf, places, request)
        dressing = self._dressing(answer, ranking, pictures)
        dressed = dressing.row(Arranged(row, places, more), position, first_column, gone)
        if again is not None:
            return dressed, None, dressing.described()
        decision = dressing.decision([dressed], self.model.version, first_column)
        return dressed, decision, dressing.described()

    def seed(self, request: Request) -> str:
        """What the random choices for a person derive from, the same for a stretch of time."""
        width = self.config.page.time_bucket_minutes * 60_000
        return seed_of(request.user_id, self._salt, time_bucket(request.now, width))

    def _dressing(
        self,
        answer: tuple[str, int, str, str | None],
        ranking: Ranking,
        pictures: dict[int, Picked],
        chances: Chances = NO_CHANCES,
    ) -> Dressing:
        return Dressing(*answer, ranking.shelf, ranking.scored, pictures, chances)

    def _served(self, candidates: Candidates, parts: Sequence[Decision]) -> list[int]:
        """Places of everything that the page has."""
        items = [item.item for part in parts for row in part.rows for item in row.items]
        served: list[int] = candidates.places(self.catalog.indices(items)).tolist()
        return served

    def recommend(
        self,
        profile: Profile,
        request: Request,
        n: int,
        exclude: Sequence[str] = (),
        wanted: Filter | None = None,
    ) -> list[Candidate]:
        """One ranked list of at most n items that the person has not had yet."""
        query = self._shelves.query(profile, request)
        shelf, scored = self._shelves.fill(
            query, request, self.recommender.find(query), wanted=wanted
        )
        scores = shelf.scores.astype(np.float64)
        if wanted is not None and (boosts := wanted.weights(self.catalog)) is not None:
            # Scores may be negative; a boost multiplies the distance from the worst.
            scores = (scores - scores.min(initial=0.0)) * boosts[shelf.candidates.items]
        kept = shelf.fresh.copy()
        kept[shelf.candidates.places(self.catalog.indices(exclude))] = False
        places = np.flatnonzero(kept)
        order = places[np.lexsort((places, -scores[places]))][:n]
        pictures = self.pictures.on(shelf, order.tolist(), request)
        return listed(shelf, scored, order.tolist(), scores, pictures)

    def rank(self, profile: Profile, request: Request, needed: Iterable[str] = ()) -> Ranking:
        """Retrieve, merge and score the candidates of a person, and cut them into rows.

        Items that are `needed` are candidates as long as they may be shown.
        """
        config = self.config.page
        query = self._shelves.query(profile, request)
        found = self.recommender.find(query)
        popular = next(proposal for proposal in found if proposal.source == "popular")
        available = self.catalog.available(request.now, request.country)
        inputs = inputs_for(
            query, self.model, popular, lambda text: self._find_text(text, available), config
        )
        extra = [
            *inputs.items,
            *self._editors.items(query, self.model.popularity.popular()),
            self.catalog.indices(needed),
        ]
        shelf, scored = self._shelves.fill(query, request, found, extra)
        rows = row_candidates(shelf, self.model, inputs, config)
        return Ranking(shelf, scored, self._editors.apply(shelf, rows), inputs)

    def _find_text(self, text: str, available: NDArray[np.bool_]) -> NDArray[np.int32]:
        """What is found for a search of before, best first; nothing without an index, or where
        only some of the words are found."""
        match = NOTHING if self._text is None else self._text.find(text, available)
        if match.kind not in ("all", "nearly"):
            return np.zeros(0, np.int32)
        fit = match.fits + POPULAR * self.model.popularity.popular()[match.items]
        order: NDArray[np.int32] = match.items[best(fit.astype(np.float32), _SEARCHED)]
        return order


__all__ = ["Home", "HomeConfig", "Ranking", "Request", "iso"]
