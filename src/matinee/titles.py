"""Single titles and lists of them for a person: one title's view, similar ones, My List."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .catalog import Catalog
from .errors import NotFound
from .home import Home, Request
from .profiles import Profile
from .records import ArtworkChoice, Candidate, Item
from .retrieval.base import best
from .retrieval.similar import similarity


class TitlePerson(Struct, frozen=True):
    """Someone who made a title or is in it."""

    name: str
    role: str


class TitleState(Struct, frozen=True):
    """What this person did with a title."""

    saved: bool = False
    hidden: bool = False
    stars: float | None = None
    position_s: float = 0.0
    watched_s: float = 0.0
    finished: bool = False


class TitleView(Struct, frozen=True):
    """All that a detail view needs of one title, for one person."""

    item_id: str
    title: str
    kind: str
    year: int | None
    duration_s: float | None
    maturity: str | None
    description: str | None
    categories: tuple[str, ...]
    moods: tuple[str, ...]
    people: tuple[TitlePerson, ...]
    artwork: ArtworkChoice | None
    state: TitleState
    price: float | None = None
    currency: str | None = None
    tags: tuple[str, ...] = ()
    why_picture: str = ""
    """Why this picture of it, in words."""


class Titles:
    """Looks titles up for people; ranks with the home's model."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._catalog: Catalog = home.catalog

    def view(self, profile: Profile, request: Request, item_id: str) -> TitleView:
        """One title for a person. Raises NotFound, also for one that may not be shown to them now.

        What they began, rated or saved stays readable.
        """
        item, state = self._item(item_id), _state(profile, item_id)
        if state == _UNTOUCHED and not self.is_available(item_id, request.now, request.country):
            raise _unknown(item_id)
        picked = self._home.pictures.of([item], profile, request)[0]
        return TitleView(
            item_id=item.item_id,
            title=item.title,
            kind=item.kind,
            year=item.year,
            duration_s=item.duration,
            maturity=item.maturity,
            description=item.description,
            categories=item.categories,
            moods=item.moods,
            people=tuple(TitlePerson(person.name, person.role) for person in item.people),
            artwork=picked.choice if picked is not None else None,
            state=state,
            price=item.price,
            currency=item.currency,
            tags=item.tags,
            why_picture=picked.why() if picked is not None else "",
        )

    def similar(self, profile: Profile, request: Request, item_id: str, n: int) -> list[Candidate]:
        """Items that go with one, best first. Raises NotFound for an unknown item."""
        item = self._item(item_id)
        index = self._catalog.indices([item_id])
        scores = similarity(self._home.model, self._catalog, int(index[0]))
        scores[~self._catalog.available(request.now, request.country)] = 0
        scores[index] = 0
        order = best(scores, n)
        order = order[scores[order] > 0]
        why = "similar", f"Goes with {item.title}"
        return self.candidates(order, scores[order], why, profile, request)

    def saved(self, profile: Profile, request: Request) -> list[Candidate]:
        """My List, latest first, without what is not available now."""
        saved = self._catalog.indices(reversed(profile.lists.saved))
        saved = saved[self._catalog.available(request.now, request.country)[saved]]
        why = "saved", "On your list"
        return self.candidates(saved, np.zeros(len(saved), np.float32), why, profile, request)

    def is_available(self, item_id: str, now: int, country: str | None = None) -> bool:
        """Whether an item may be shown at a time (ms) in a country."""
        index = self._catalog.index_of(item_id)
        return index is not None and bool(self._catalog.available(now, country)[index])

    def _item(self, item_id: str) -> Item:
        item = self._catalog.get(item_id)
        if item is None:
            raise _unknown(item_id)
        return item

    def candidates(
        self,
        indices: NDArray[np.int32] | NDArray[np.int64],
        scores: NDArray[np.float32],
        why: tuple[str, str],
        profile: Profile,
        request: Request,
    ) -> list[Candidate]:
        """Items by catalogue index as they are sent, all for one reason: `why` (source, words)."""
        items = [self._catalog.item(index) for index in indices.tolist()]
        pictures = self._home.pictures.of(items, profile, request)
        return [
            Candidate(
                item_id=item.item_id,
                title=item.title,
                score=round(score, 4),
                source=why[0],
                reason=why[1],
                artwork=picked.choice if picked is not None else None,
                price=item.price,
                currency=item.currency,
            )
            for item, score, picked in zip(items, scores.tolist(), pictures, strict=True)
        ]


_UNTOUCHED = TitleState()


def _unknown(item_id: str) -> NotFound:
    return NotFound(f"There is no item {item_id!r}.", field="item")


def _state(profile: Profile, item_id: str) -> TitleState:
    opinion = profile.opinions.rated.get(item_id)
    watch = profile.watching.items.get(item_id)
    return TitleState(
        saved=item_id in profile.lists.saved,
        hidden=item_id in profile.opinions.hidden,
        stars=None if opinion is None else opinion.stars,
        position_s=watch.position_s if watch else 0.0,
        watched_s=watch.watched_s if watch else 0.0,
        finished=bool(watch and watch.finished),
    )
