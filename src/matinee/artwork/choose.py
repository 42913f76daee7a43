"""The choice of pictures for a person: by chances that are computed, logged and drawn from once.

A person keeps the picture of an item as long as they stay: a picture that changed under their eyes
would be another title.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from copy import copy
from typing import TypeVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..assignment import uniform
from ..catalog import Catalog
from ..records import ArtworkChoice, Item, Pictured
from .bandit import FEATURES, Bandit, Floats
from .chances import best_chances, floored, limited
from .config import ArtworkConfig, PictureRule
from .crossing import FEW_EVENTS, Viewer, clearly, crossed, genre_of
from .shown import KINDS, Options, options_of

_MOST_KEPT = 100_000
_MOST_VISITORS = 1_000
"""Visitors whose pictures are remembered, some 70 KB each. Who is forgotten gets the same toss, so
mostly the same pictures."""
_MOST_CHANCES = 500
"""Items of a person whose chances are remembered from visit to visit: those met last."""
_GUESS, _MORE_THAN_EVEN = 0.5, 1.5
"""With less than half of an even chance a picture was drawn to learn of it; with half more than
that something is known of it."""
_LIKED = {
    "person": "It shows {}, whose titles you lean to",
    "mood": "It shows what you lean to: {}",
    "genre": "It stresses {}, which you lean to",
}
_LEAST_DOUBT = 1e-6


Value = TypeVar("Value")
_Chances = tuple[tuple[str, ...], NDArray[np.float32]]
"""The ids of an item's pictures, and their chances."""


class Picked(Struct, frozen=True):
    """A picture and what is learnt by: its item's genre and its centred features; no features where
    there was nothing to choose."""

    choice: ArtworkChoice
    seen: Pictured | None
    shows: dict[str, str] = {}
    liked: str = ""
    """Which of KINDS it shows something of that the person clearly leans to."""
    of: int = 1
    """How many pictures there were to choose from."""

    def why(self) -> str:
        """In words, why this picture of all."""
        if self.seen is None:
            return "The only picture there is"
        if self.liked:
            return _LIKED[self.liked].format(self.shows[self.liked])
        if self.choice.propensity * self.of < _GUESS:
            return "A guess, to learn which picture speaks to you"
        if self.choice.propensity * self.of < _MORE_THAN_EVEN:
            return f"One of its {self.of} pictures: it is not known yet which of them speaks to you"
        return f"Of its {self.of} pictures the one that does best"


class Gallery:
    """Chooses pictures, and remembers what each visitor was shown."""

    def __init__(self, catalog: Catalog, bandit: Bandit) -> None:
        self.bandit = bandit
        self.config = bandit.config
        self._catalog = catalog
        self._kept: dict[str, tuple[Item, int, Options, Options]] = {}
        self._visits: OrderedDict[str, dict[str, Picked]] = OrderedDict()
        self._chances: OrderedDict[str, dict[str, _Chances]] = OrderedDict()
        self._rules: dict[tuple[str, str], bool] = {}
        self.rule(bandit.config.rules)

    def rule(self, rules: Iterable[PictureRule]) -> None:
        """Follow these rules of editors from now on, and no others."""
        self._rules = {(rule.item, rule.artwork): rule.forbid for rule in rules}
        self._kept.clear()

    def under(self, config: ArtworkConfig) -> Gallery:
        """One that learns and obeys as this one does until now, and chooses by other settings."""
        made = copy(self)
        made.config = config
        made._kept, made._visits, made._chances = {}, OrderedDict(), OrderedDict()
        return made

    def choose(self, items: Sequence[Item], viewer: Viewer) -> list[Picked | None]:
        """The picture of each item; None where there is none to show."""
        shown = _latest(self._visits, viewer.visit)
        offered = [(item, self._options(item)) for item in items]
        found = [
            (item, options)
            for item, options in offered
            if options is not None and not _is_offered(shown.get(item.item_id), options)
        ]
        several = [(item, options) for item, options in found if len(options.choices) > 1]
        shown.update(
            (item.item_id, Picked(options.choices[0], None))
            for item, options in found
            if len(options.choices) == 1
        )
        if several:
            shown.update(self._drawn(several, viewer))
        return [shown.get(item.item_id) if options else None for item, options in offered]

    def _options(self, item: Item) -> Options | None:
        """The pictures that may be shown of an item."""
        if not item.artworks and not self.config.drawn:
            return None
        kept, facets = self._kept.get(item.item_id), len(self._catalog.facets())
        if kept is None or kept[0] is not item or kept[1] != facets:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            everything = options_of(item, self._catalog)
            kept = item, facets, self._allowed(item, everything), everything
            self._kept[item.item_id] = kept
        return kept[2]

    def _allowed(self, item: Item, options: Options) -> Options:
        """Without what editors forbid, or only what they pin; all, where that leaves none."""
        ids = [choice.artwork_id for choice in options.choices]
        ruled = [self._rules.get((item.item_id, name)) for name in ids]
        rows = [row for row, forbid in enumerate(ruled) if forbid is False] or [
            row for row, forbid in enumerate(ruled) if not forbid
        ]
        if not rows or len(rows) == len(ids):
            return options
        choices = tuple(options.choices[row] for row in rows)
        names = tuple(options.names[row] for row in rows)
        values = tuple(options.values[row] for row in rows)
        return Options(choices, names, options.places[rows], options.shows[rows], values)

    def values(self, item_id: str, artwork_id: str) -> tuple[str, ...]:
        """All that a picture of an item shows; nothing where it is there no more."""
        item = self._catalog.get(item_id)
        if item is None or self._options(item) is None:
            return ()
        options = self._kept[item.item_id][3]  # ruled out or not: what was seen was seen
        for choice, values in zip(options.choices, options.values, strict=True):
            if choice.artwork_id == artwork_id:
                return values
        return ()

    def _drawn(self, found: Sequence[tuple[Item, Options]], viewer: Viewer) -> dict[str, Picked]:
        """One draw for each item from its choice distribution."""
        counts = np.array([len(options.choices) for _, options in found])
        x = crossed(found, viewer)
        liked = x[:, : len(KINDS)]
        there = np.arange(counts.max()) < counts[:, None]
        wide = np.zeros((*there.shape, len(FEATURES)))
        wide[there] = x
        x = (wide - wide.sum(axis=1, keepdims=True) / counts[:, None, None])[there]
        means, deviations = np.zeros(there.shape), np.ones(there.shape)
        means[there], deviations[there] = self._worth(found, counts, x)
        config = self.config
        deviations = np.maximum(config.boldness * deviations, _LEAST_DOUBT)
        chances = self._moderate(best_chances(means, deviations, there), there, found, viewer)
        # Of other pictures, after one was forbidden, another toss: the old one is known to have
        # fallen on what is gone.
        tosses = [
            uniform("artwork", viewer.visit, item.item_id, *(c.artwork_id for c in options.choices))
            for item, options in found
        ]
        past = (chances.cumsum(axis=1) <= np.array(tosses)[:, None]).sum(axis=1)
        rows, arms = np.arange(len(found)), np.minimum(past, counts - 1)
        centred = wide[rows, arms] - (chances[:, :, None] * wide).sum(axis=1)
        first, is_new = np.cumsum(counts) - counts, viewer.events < FEW_EVENTS
        drawn = zip(
            found,
            arms.tolist(),
            np.round(chances[rows, arms], 6).tolist(),
            centred.astype(np.float16),
            clearly(liked[first + arms]),
            strict=True,
        )
        return {
            item.item_id: _picked(item, options, arm, chance, of.tobytes(), kind, is_new)
            for (item, options), arm, chance, of, kind in drawn
        }

    def _moderate(
        self,
        chances: Floats,
        there: NDArray[np.bool_],
        found: Sequence[tuple[Item, Options]],
        viewer: Viewer,
    ) -> Floats:
        """The chances to draw by: none below the floor, and none too far from what they were at the
        person's last visit, as long as that is remembered."""
        config = self.config
        chances = floored(chances, there, config.floor)
        if not viewer.person or config.most_change >= 1:
            return chances
        earlier = _latest(self._chances, viewer.person)
        names = [tuple(choice.artwork_id for choice in options.choices) for _, options in found]
        before = np.full(chances.shape, np.nan)
        for row, (item, _) in enumerate(found):
            known = earlier.get(item.item_id)
            if known is not None and known[0] == names[row]:
                before[row, : len(names[row])] = known[1]
        chances = limited(chances, before, there, config.most_change)
        for row, (item, _) in enumerate(found):
            earlier.pop(item.item_id, None)  # so that what is met again counts as the latest
            earlier[item.item_id] = names[row], chances[row, : len(names[row])].astype(np.float32)
        for old in list(earlier)[: max(len(earlier) - _MOST_CHANCES, 0)]:
            del earlier[old]
        return chances

    def _worth(
        self, found: Sequence[tuple[Item, Options]], counts: NDArray[np.int64], x: Floats
    ) -> tuple[Floats, Floats]:
        numbers = [
            self.bandit.numbers(
                item.item_id, genre_of(item), [choice.artwork_id for choice in options.choices]
            )
            for item, options in found
        ]
        arms = np.array([arm for of_item, _, _ in numbers for arm in of_item])
        items = np.repeat([item for _, item, _ in numbers], counts)
        genres = np.repeat([genre for _, _, genre in numbers], counts)
        return self.bandit.worth(x, arms, items, genres)


def _latest(kept: OrderedDict[str, dict[str, Value]], name: str) -> dict[str, Value]:
    """What is remembered under a name, which is the latest asked for now; the oldest is let go."""
    found = kept.setdefault(name, {})
    kept.move_to_end(name)
    if len(kept) > _MOST_VISITORS:
        kept.popitem(last=False)
    return found


def _is_offered(picked: Picked | None, options: Options) -> bool:
    """Whether what a visitor was shown is still one of the item's pictures."""
    return picked is not None and any(
        choice.artwork_id == picked.choice.artwork_id and choice.url == picked.choice.url
        for choice in options.choices
    )


def _picked(  # noqa: PLR0917
    item: Item, options: Options, arm: int, chance: float, centred: bytes, liked: str, is_new: bool
) -> Picked:
    option = options.choices[arm]
    choice = ArtworkChoice(option.artwork_id, option.url, chance, option.color)
    audience = "fan" if liked else "new" if is_new else "other"
    seen = Pictured(item.item_id, genre_of(item), option.artwork_id, centred, audience)
    return Picked(choice, seen, options.names[arm], liked, len(options.choices))
